"""``flask demo``: an invented coalition to look around in."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from coalition.cli.demo_demands import seed_demands
from coalition.cli.demo_records import seed_records
from coalition.cli.demo_reset import wipe
from coalition.cli.demo_seed import missing_people, seed
from coalition.cli.demo_sign_ins import sign_ins_at, table
from coalition.cli.ends import plain_refusals
from coalition.cli.search import bring_up_to_date
from coalition.runtime import current_settings


@click.command()
@click.option("--reset", is_flag=True, help="Wipe everything first: members, papers, log, mail.")
@with_appcontext
def demo(reset: bool) -> None:
    """Make the invented coalition, unless it is there, and print its sign-ins."""
    settings = current_settings()
    if settings.mode != "demo":
        raise click.ClickException("The demo is made only where COALITION_MODE is demo.")
    if reset:
        wipe()
        click.echo("The demo was wiped.")
    file = Path(settings.instance) / "demo-signins.json"
    if not file.exists() and not missing_people():
        raise click.ClickException(
            f"{file} is gone, and with it the passwords. Start over with: flask demo --reset"
        )
    with plain_refusals():
        sign_ins = sign_ins_at(file)
        added = seed(sign_ins)
        seed_records()
        seed_demands()
    if added:
        bring_up_to_date(added)
        click.echo(f"{added} papers of {len(sign_ins)} people were added.\n")
    click.echo(table(sign_ins))
    click.echo(f"\nThe codes come from the TOTP secret. The portal: {settings.base_url}")
