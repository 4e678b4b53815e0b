"""``flask documents``: taking papers over from files."""

from pathlib import Path

import click
from flask.cli import AppGroup

from coalition.accounts.models import Person
from coalition.accounts.queries import ACTIVE, find_person_by_email
from coalition.cli.ends import plain_refusals
from coalition.cli.importing.lines import FileEndsEarly, Survey, lines_of, survey
from coalition.cli.importing.mapping import ImportMap, read_map
from coalition.cli.importing.members import Members
from coalition.cli.importing.run import Failure, Importer, Order, Tally, importing_actor
from coalition.cli.progress import progress
from coalition.cli.search import bring_up_to_date
from coalition.deidentify.assurances import ASSURANCES
from coalition.deidentify.gate import check_parts

LONGEST_REASON = 300

documents = AppGroup("documents", help="Papers.")


@documents.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "email", required=True, metavar="EMAIL", help="The member who imports.")
@click.option(
    "--map",
    "map_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="How the file's words are read as ours; docs/import.md describes it.",
)
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@click.option(
    "--cleared",
    metavar="REASON",
    help="Publish in spite of what the de-identification gate finds, and say why.",
)
@click.option(
    "--assured",
    is_flag=True,
    help="Confirm for every row: " + " ".join(ASSURANCES.values()) + " Asked for if left out, "
    "and without it each row becomes a draft; --cleared says it as well.",
)
@click.option(
    "--create-members", is_flag=True, help="Make placeholders for unknown offices and people."
)
def import_documents(
    file: Path,
    email: str,
    map_file: Path | None,
    dry_run: bool,
    cleared: str | None,
    assured: bool,
    create_members: bool,
) -> None:
    """Take over the papers in FILE: JSON lines, plain or gzip.

    Each row is taken over wholly or not at all. A row that fails is reported and the rest goes
    on; the command then ends with code 1. Rows taken over before are skipped.
    """
    with plain_refusals():
        mapping = read_map(map_file) if map_file else ImportMap()
        person = _importer(email)
        reason = _checked_reason(cleared)
        assured = assured or reason is not None or (not dry_run and _gives_assurances())
        seen = _surveyed(file, mapping)
        members = Members(mapping, seen, create=create_members)
        actor = importing_actor(person, clear=reason is not None, create_members=create_members)
        order = Order(person, mapping, cleared=reason, assured=assured, dry_run=dry_run)
        importer = Importer(actor, order, members)
        _run(importer, file, seen)
        if not dry_run:
            importer.finish(seen)
            if importer.tally.published:
                bring_up_to_date(importer.tally.published)
    _print_tally(importer.tally, members, dry_run=dry_run)
    if importer.tally.failures:
        raise click.exceptions.Exit(1)


def _importer(email: str) -> Person:
    person = find_person_by_email(email)
    if person is None or person.status != ACTIVE:
        raise click.ClickException(f"There is no active member {email}.")
    return person


def _checked_reason(cleared: str | None) -> str | None:
    if cleared is None:
        return None
    reason = " ".join(cleared.split())
    if not 3 <= len(reason) <= LONGEST_REASON:
        raise click.BadParameter(
            f"must be a reason of 3 to {LONGEST_REASON} characters.", param_hint="--cleared"
        )
    if list(check_parts({"reason": reason}).blocking):
        raise click.BadParameter(
            "identifies somebody. It is kept in the log; name nobody in it.",
            param_hint="--cleared",
        )
    return reason


def _gives_assurances() -> bool:
    for sentence in ASSURANCES.values():
        click.echo(sentence)
    try:
        return click.confirm("Do you confirm this for every row? If not, each becomes a draft.")
    except click.Abort:
        # Nobody sits in front of it, or has no answer: what is not vouched for is not shared.
        click.echo("\nNot confirmed: every row becomes a draft of its author.")
        return False


def _surveyed(file: Path, mapping: ImportMap) -> Survey:
    try:
        return survey(file, mapping)
    except FileEndsEarly as damage:
        raise click.ClickException(f"{file}: {damage}. Nothing was imported.") from None


def _run(importer: Importer, file: Path, seen: Survey) -> None:
    with progress("Importing", seen.count) as advance:

        def report(rows: int, failures: list[Failure]) -> None:
            for failure in failures:
                click.echo(f"line {failure.number}: {failure.reason}", err=True)
            advance(rows)

        importer.run(lines_of(file), report)


def _print_tally(tally: Tally, members: Members, *, dry_run: bool) -> None:
    would = "would be " if dry_run else ""
    click.echo(f"{tally.published} {would}published")
    if tally.drafts:
        click.echo(
            f"{tally.drafts} {would}kept as drafts of their authors: "
            "the gate found something undecided"
        )
    if tally.skipped:
        click.echo(f"{tally.skipped} skipped: imported before")
    offices, people = members.placeholders(dry_run=dry_run)
    if offices or people:
        click.echo(f"{offices} offices and {people} people {would}made as placeholders")
    if tally.failures:
        click.echo(f"{len(tally.failures)} {'would fail' if dry_run else 'failed'}; see above")
