"""``flask deidentify``: looking through files on an office's own machine, before they leave it.

Needs no server, settings, database or network, so it also runs as
``python -m coalition.cli.deidentify``. It ends with 0 when nothing is undecided, 1 when something
is, and 2 when a file cannot be read or written.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click

from coalition.cli.progress import progress
from coalition.deidentify.decisions_file import NotThisFile, decided_parts, described, template
from coalition.deidentify.files import Refused
from coalition.deidentify.naming import label_of
from coalition.deidentify.offline import Desk, OpenedFile, as_json, desk_with, opened, written

_UNDECIDED: Final = 1
_UNREADABLE: Final = 2
_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW_FILE: Final = click.Path(dir_okay=False, path_type=Path)


@click.command("deidentify")
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE...")
@click.option("--json", "json_wanted", is_flag=True, help="Print the findings as JSON.")
@click.option("--show-text", is_flag=True, help="Print the words that were found, too.")
@click.option("--template", "new", type=_NEW_FILE, help="Write a file of decisions to fill in.")
@click.option("--decisions", type=_FILE, help="Write FILE.deidentified as this file decides.")
@click.option("--signed-for", is_flag=True, help="You looked at what no program can read.")
@click.option("--overwrite", is_flag=True, help="Replace files that were written before.")
def deidentify(
    files: tuple[Path, ...],
    json_wanted: bool,
    show_text: bool,
    new: Path | None,
    decisions: Path | None,
    signed_for: bool,
    overwrite: bool,
) -> None:
    """Find what identifies somebody in FILES and, with --decisions, write them without it.

    Reads .txt, .md, .docx, .pdf and .vtt files. The words that were found are printed only with
    --show-text, since what a command prints may end in a log.
    """
    desk = desk_with([*_opened(files)])
    if decisions is not None:
        _write_decided(desk, decisions, signed_for=signed_for, overwrite=overwrite)
    elif json_wanted:
        click.echo(as_json(_report(desk, show_text=show_text)))
    else:
        _print_table(desk, show_text=show_text)
    if new is not None and decisions is None:
        _write(new, as_json(template(desk)).encode(), overwrite=overwrite)
        click.echo(f"{new} holds the words that were found. Keep it like the files.", err=True)
    if desk.refused:
        raise click.exceptions.Exit(_UNREADABLE)
    if decisions is None and (desk.analysis.entities or desk.redactions):
        raise click.exceptions.Exit(_UNDECIDED)


def _opened(files: tuple[Path, ...]) -> Iterator[OpenedFile]:
    if len(files) == 1:
        yield opened(files[0])
        return
    with progress("Reading", len(files), err=True) as advance:
        for path in files:
            yield opened(path)
            advance(1)


def _report(desk: Desk, *, show_text: bool) -> dict[str, Any]:
    entities = desk.analysis.entities
    return {
        "detectors": desk.analysis.version,
        "used_model": desk.analysis.used_model,
        "files": [_file_report(each) for each in desk.files],
        "findings": [described(desk, entity, show_text=show_text) for entity in entities],
        "undecided": len(entities) + desk.redactions,
    }


def _file_report(each: OpenedFile) -> dict[str, Any]:
    said: dict[str, Any] = {"file": str(each.path)}
    reading = each.reading
    if isinstance(reading, Refused):
        return said | {"refused": {"reason": reading.reason, "way_out": reading.way_out}}
    return said | {
        "media_type": reading.media_type,
        "refused": None,
        "redactions": [
            {"page": bad.page, "characters": bad.characters, "how": bad.how}
            for bad in reading.redactions
        ],
        "unread": list(reading.unread),
        "left_out": dict(each.left_out),
    }


def _print_table(desk: Desk, *, show_text: bool) -> None:
    for entity in desk.analysis.entities:
        what = f"{entity.number:>4}  {entity.severity:<6}  {label_of(entity.type)}"
        click.echo(f"{what}: {'; '.join(entity.reasons)}")
        for place in entity.places:
            source, part = desk.sources[place.part]
            words = f"  {_printable(desk.words(place))}" if show_text else ""
            where = f"{_printable(source.path.name)}, {part}"
            click.echo(f"      {where}, characters {place.start}-{place.end}{words}")
    for each in desk.files:
        _print_file(each)
    if not desk.analysis.used_model:
        click.echo("Names were looked for by rules alone, without the language model.")
    count = len(desk.analysis.entities)
    click.echo(f"{count} to decide." if count else "Nothing was found. Read the text yourself.")


def _print_file(each: OpenedFile) -> None:
    name, reading = _printable(each.path.name), each.reading
    if isinstance(reading, Refused):
        click.echo(f"{name}: {reading.reason} {reading.way_out}", err=True)
        return
    for bad in reading.redactions:
        click.echo(f"{name}: page {bad.page} has {bad.how} ({bad.characters} characters).")
    for part in reading.unread:
        click.echo(f"{name}: no program can read {part}. Look at it yourself.")
    for part, count in each.left_out.items():
        click.echo(f"{name}: a rebuilt file leaves out: {part} ({count} found in it).")


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _write_decided(desk: Desk, decisions: Path, *, signed_for: bool, overwrite: bool) -> None:
    try:
        decided, left = decided_parts(desk, decisions.read_text(encoding="utf-8"))
    except (NotThisFile, UnicodeDecodeError) as wrong:
        click.echo(f"{decisions}: {wrong}", err=True)
        raise click.exceptions.Exit(_UNDECIDED) from None
    if left:
        kinds = ", ".join(sorted({label_of(entity.type) for entity in left}))
        click.echo(f"The decided text still has something undecided in it: {kinds}.", err=True)
        raise click.exceptions.Exit(_UNDECIDED)
    results = list(written(desk, decided.parts, signed_for=signed_for))
    for each, target, result in results:
        if isinstance(result, Refused):
            click.echo(f"{each.path}: {result.reason} {result.way_out}", err=True)
        else:
            _write(target, result.content, overwrite=overwrite)
            click.echo(str(target))
    if any(isinstance(result, Refused) for _, _, result in results):
        raise click.exceptions.Exit(_UNREADABLE)


def _write(target: Path, content: bytes, *, overwrite: bool) -> None:
    try:
        with target.open("wb" if overwrite else "xb") as file:
            target.chmod(0o600)
            file.write(content)
    except FileExistsError:
        click.echo(f"{target} exists already. Move it away, or add --overwrite.", err=True)
        raise click.exceptions.Exit(_UNREADABLE) from None
    except OSError as failed:
        click.echo(f"{target} cannot be written: {failed.strerror}.", err=True)
        raise click.exceptions.Exit(_UNREADABLE) from None


if __name__ == "__main__":
    deidentify()
