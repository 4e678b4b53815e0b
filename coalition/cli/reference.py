"""``flask settings`` and ``flask docs``: what can be set and who may do what, from the code."""

from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from coalition.cli.generated_docs import PAGES
from coalition.settings import describe

DOCS = Path(__file__).resolve().parents[2] / "docs"

docs = AppGroup("docs", help="Pages that are generated from the code.")


@click.command()
@with_appcontext
def settings() -> None:
    """Print every setting with its default and meaning; never the values in use."""
    for name, default, meaning in describe():
        click.echo(f"{name}\n    {meaning} Default: {default}.")


@docs.command()
def build() -> None:
    """Write docs/permissions.md and docs/settings.md."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
        click.echo(f"Wrote docs/{name}")
