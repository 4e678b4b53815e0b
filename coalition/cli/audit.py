"""``flask audit``: verifying the log against its signed head and a checkpoint kept outside."""

import json
import os
from pathlib import Path

import click
from flask.cli import AppGroup

from coalition import clock
from coalition.access.actor import operator
from coalition.access.decide import require
from coalition.audit.queries import Verification
from coalition.audit.queries import verify as verify_chain
from coalition.runtime import current_settings

audit_group = AppGroup("audit", help="The audit log.")

_FILE = click.Path(dir_okay=False, path_type=Path)


def default_checkpoint() -> Path:
    """Where the checkpoint is kept when no other place is named."""
    return Path(current_settings().instance) / "audit-checkpoint.json"


@audit_group.command()
@click.option("--checkpoint", "file", type=_FILE, help="A checkpoint kept outside the database.")
@click.option("--write-checkpoint", is_flag=True, help="Write a new checkpoint if all is well.")
def verify(file: Path | None, write_checkpoint: bool) -> None:
    """Walk the whole chain; name each row that was edited, deleted, swapped or cut off."""
    require(operator("audit", "audit:verify"), "audit:verify")
    place = file or default_checkpoint()
    if file is not None and not file.exists() and not write_checkpoint:
        raise click.ClickException(f"There is no checkpoint {file}.")
    found = verify_chain(_read(place) if place.exists() else None)
    _report(found)
    if write_checkpoint:
        _write(place, found)


@audit_group.command()
@click.option("--checkpoint", "file", type=_FILE, help="Where to write it.")
def checkpoint(file: Path | None) -> None:
    """Verify against the last checkpoint, then write the present head to the file.

    Keep a copy away from this machine: it shows later if the end of the log was cut off.
    """
    require(operator("audit", "audit:verify"), "audit:verify")
    place = file or default_checkpoint()
    found = verify_chain(_read(place) if place.exists() else None)
    _report(found)
    _write(place, found)


def _report(found: Verification) -> None:
    for fault in found.faults:
        click.echo(f"row {fault.number}: {fault.message}", err=True)
    if found.faults:
        raise click.ClickException(f"The log is not whole: {len(found.faults)} faults.")
    click.echo(f"The log is whole: {found.count} rows, last hash {found.last_hash}")


def _read(place: Path) -> dict[str, object]:
    try:
        given = json.loads(place.read_text(encoding="utf-8"))
        return {"number": int(given["number"]), "hash": str(given["hash"])}
    except (ValueError, KeyError, TypeError):
        raise click.ClickException(f"{place} is not a checkpoint.") from None


def _write(place: Path, found: Verification) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "number": found.count,
        "hash": found.last_hash,
        "at": clock.now().isoformat(timespec="seconds"),
    }
    # Written beside and renamed, so that a crash leaves the old checkpoint or the new one.
    beside = place.with_suffix(place.suffix + ".new")
    beside.write_text(json.dumps(content) + "\n", encoding="utf-8")
    os.replace(beside, place)
    click.echo(f"Wrote {place}")
