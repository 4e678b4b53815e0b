"""``flask evidence``: hashing footage on an office's own machine, so that none need be uploaded.

Needs no server, settings, database or network, so it also runs as
``python -m coalition.cli.evidence``. It ends with 0 when all is as it should be, 1 when a file
differs from the manifest, and 2 when something cannot be read.
"""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import click
from click.exceptions import Exit

from coalition import clock
from coalition.cli.progress import Advance, progress
from coalition.evidence.custody.chain import Content, Fault, Link, NotALog, faults, from_export
from coalition.evidence.hash_manifest import (
    ChangedWhileRead,
    HashedFile,
    Manifest,
    ManifestError,
    ManifestWriter,
    differences,
    files_of,
    hash_file,
    is_known,
    path_in,
    read_manifest,
)

TOOL: Final = "coalition-exchange flask evidence hash, Python hashlib SHA-256"
_DIFFERS: Final = 1
_UNREADABLE: Final = 2
_FOLDER: Final = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW_FILE: Final = click.Path(dir_okay=False, path_type=Path)

Report = Callable[[str], None]


@click.group()
def evidence() -> None:
    """Hash footage where it is, and check it again later."""


@evidence.command("hash")
@click.argument("folder", type=_FOLDER, metavar="DIR")
@click.option(
    "--manifest",
    "path",
    type=_NEW_FILE,
    default=Path("evidence-hashes.jsonl"),
    show_default=True,
    help="What is written, and gone on with when it is there.",
)
@click.option("--by", "hashed_by", default="", help="Who hashes, by role: Evidence technician 2.")
def hash_folder(folder: Path, path: Path, hashed_by: str) -> None:
    """Write the SHA-256 of every file in DIR to a manifest. Run it again to go on.

    Files that were read before and have the same size and time are not read again; use
    "flask evidence verify" to read them all.
    """
    folder, begun = folder.resolve(), path.exists() and path.stat().st_size > 0
    manifest = _manifest(path) if begun else Manifest(hashed_by, {})
    every = files_of(folder, but=path.resolve())
    due = [file for file in every if not is_known(manifest, folder, file)]
    click.echo(f"{len(every):,} files, {len(every) - len(due):,} of them read before.")
    failed = _write_hashes(folder, due, path, hashed_by)
    click.echo(f"{len(due) - failed:,} files hashed into {path}.")
    if failed:
        raise Exit(_UNREADABLE)


def _write_hashes(folder: Path, due: list[Path], path: Path, hashed_by: str) -> int:
    """Hash what is due; return how many files could not be."""
    failed = 0

    def report(sentence: str) -> None:
        nonlocal failed
        failed += 1
        click.echo(sentence, err=True)

    # Whoever may read the manifest learns the names of the files; it is its owner's alone.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as stream:
        begun = os.fstat(stream.fileno()).st_size > 0
        if begun:
            writer = ManifestWriter.resume(stream)
        else:
            writer = ManifestWriter.start(stream, hashed_by=hashed_by, tool=TOOL)
        for file in _hashed(folder, due, report):
            writer.add(file)
    return failed


def _hashed(folder: Path, files: list[Path], report: Report) -> Iterator[HashedFile]:
    with progress("Reading, in bytes", sum(map(_size, files)), err=True) as advance:
        for file in files:
            found = _read(folder, file, advance, report)
            if found is not None:
                yield found


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _read(folder: Path, file: Path, advance: Advance, report: Report) -> HashedFile | None:
    name = _printable(path_in(folder, file))
    try:
        return hash_file(folder, file, advance, clock.now())
    except OSError as failure:
        report(f"{name} cannot be read: {failure.strerror}. Mend that, then run this again.")
    except ChangedWhileRead:
        report(f"{name} changed while it was read. Close what writes to it, then run this again.")
    return None


@evidence.command()
@click.argument("folder", type=_FOLDER, metavar="DIR")
@click.option(
    "--manifest",
    "path",
    type=_FILE,
    default=Path("evidence-hashes.jsonl"),
    show_default=True,
    help="What the files are compared with.",
)
def verify(folder: Path, path: Path) -> None:
    """Read every file in DIR again and compare it with a manifest."""
    folder, manifest = folder.resolve(), _manifest(path)
    failed: list[str] = []
    files = files_of(folder, but=path.resolve())
    again: dict[str, str | None] = {path_in(folder, file): None for file in files}
    again |= {file.path: file.sha256 for file in _hashed(folder, files, failed.append)}
    for sentence in failed:
        click.echo(sentence, err=True)
    found = list(differences(manifest, again))
    for each in found:
        click.echo(f"{each.kind:<8} {_printable(each.path)}")
    same = sum(again.get(path) == file.sha256 for path, file in manifest.files.items())
    click.echo(f"{same:,} files are as the manifest says; {len(found):,} differ.")
    if failed:
        raise Exit(_UNREADABLE)
    if found:
        raise Exit(_DIFFERS)


@evidence.command()
@click.argument("path", type=_FILE, metavar="MANIFEST")
def sums(path: Path) -> None:
    """Print a manifest as "sha256sum --check" reads it."""
    for file in _manifest(path).files.values():
        # GNU coreutils, "md5sum invocation": such names are written with a backslash in front.
        name = file.path.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
        mark = "\\" if name != file.path else ""
        line = f"{mark}{file.sha256}  {name}\n"
        click.echo(line.encode("utf-8", "surrogateescape"), nl=False)


@evidence.command()
@click.argument("path", type=_FILE, metavar="FILE")
@click.option(
    "--root",
    "roots",
    type=_FILE,
    multiple=True,
    help="A root certificate (PEM) that you trust; with it the log's time-stamps are verified too.",
)
def custody(path: Path, roots: tuple[Path, ...]) -> None:
    """Check a custody log that was taken along from the portal."""
    try:
        links = from_export(json.loads(path.read_bytes()))
    except (OSError, ValueError) as failure:
        said = str(failure) if isinstance(failure, NotALog | OSError) else "This is no JSON."
        click.echo(f"{path}: {said} Take the log along again.", err=True)
        raise Exit(_UNREADABLE) from None
    found = [*faults(links), *_false_stamps(links, [root.read_bytes() for root in roots])]
    for fault in found:
        click.echo(f"Entry {fault.number} {fault.message}.")
    for link in links:
        if link.content.differs:
            click.echo(f"Entry {link.number}: {_printable(link.content.item)} is not what it was.")
    last = links[-1].hash if links else "none"
    click.echo(f"{len(links):,} entries, {len(found):,} faults. Hash of the last entry: {last}")
    click.echo("Compare it with the portal: a log cut off at its end looks whole by itself.")
    if found:
        raise Exit(_DIFFERS)


def _false_stamps(links: Sequence[Link[Content]], roots: Sequence[bytes]) -> Iterator[Fault]:
    """The entries that their time-stamp does not bear out; prints how many were looked at."""
    stamped = [link for link in links if link.content.time_stamp]
    if stamped and not roots:
        click.echo(f"{len(stamped):,} time-stamps were not verified. Name a root with --root.")
    elif stamped:
        from coalition.evidence.timestamps import bears_out

        for link in stamped:
            said = link.content
            refusal = bears_out(said.time_stamp, said.hash_after, said.happened_at, roots)
            if refusal:
                yield Fault(link.number, f"has a time-stamp that proves nothing: {refusal}")
        click.echo(f"{len(stamped):,} time-stamps were looked at.")


@evidence.command()
@click.argument("token", type=_FILE, metavar="TOKEN")
@click.option(
    "--root",
    "roots",
    type=_FILE,
    multiple=True,
    required=True,
    help="A root certificate that you trust, in PEM. May be given several times.",
)
@click.option(
    "--manifest",
    "path",
    type=_FILE,
    default=Path("evidence-hashes.jsonl"),
    show_default=True,
    help="Where the stamped hash is looked for.",
)
def stamp(token: Path, roots: tuple[Path, ...], path: Path) -> None:
    """Verify a time-stamp token (RFC 3161) over a file of a manifest, offline."""
    # What reads certificates is loaded by nobody who only hashes.
    from coalition.evidence.timestamps import StampError, verified

    manifest = _manifest(path)
    try:
        found = verified(token.read_bytes(), [root.read_bytes() for root in roots])
    except (StampError, OSError) as failure:
        click.echo(f"{token}: {failure}", err=True)
        raise Exit(_UNREADABLE) from None
    doubt = f" ± {found.accuracy:g} s" if found.accuracy is not None else ""
    click.echo(f"SHA-256 {found.sha256} existed at {found.at:%Y-%m-%d %H:%M:%S} UTC{doubt},")
    click.echo(f"says {_printable(found.authority) or 'its authority'}, serial {found.serial}.")
    names = [file.path for file in manifest.files.values() if file.sha256 == found.sha256]
    for name in names:
        click.echo(f"It is the hash of {_printable(name)}.")
    if not names:
        click.echo("No file of the manifest has this hash.")
        raise Exit(_DIFFERS)


def _manifest(path: Path) -> Manifest:
    try:
        return read_manifest(path)
    except (ManifestError, OSError) as failure:
        click.echo(f"{path}: {failure} Choose another manifest, or a new name for one.", err=True)
        raise Exit(_UNREADABLE) from None


def _printable(name: str) -> str:
    """A name that a terminal cannot take for commands."""
    return "".join(c if c.isprintable() else "�" for c in name)


if __name__ == "__main__":
    evidence()
