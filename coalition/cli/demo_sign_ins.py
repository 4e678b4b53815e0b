"""The sign-ins of the demo: fresh secrets, kept in one file for its owner's eyes."""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from coalition import ids
from coalition.accounts.totp import new_secret
from coalition.cli.demo_papers import demo_offices, demo_people


@dataclass(frozen=True)
class SignIn:
    """What one person of the demo signs in with."""

    email: str
    password: str
    totp_secret: str
    role: str
    office: str


def sign_ins_at(file: Path) -> list[SignIn]:
    """The sign-ins in the file, completed by fresh ones for whoever is not in it.

    The file is written before anybody is made with its secrets, so that a seeding that is cut off
    can be finished by another.
    """
    kept = {}
    if file.exists():
        kept = {row["email"]: SignIn(**row) for row in json.loads(file.read_text("utf-8"))}
    offices = {office.slug: office.name for office in demo_offices()}
    found = [
        kept.get(person.email)
        or SignIn(
            person.email, ids.recovery_code(), new_secret(), person.role, offices[person.office]
        )
        for person in demo_people()
    ]
    if len(found) != len(kept):
        _write(file, found)
    return found


def _write(file: Path, sign_ins: Iterable[SignIn]) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = file.with_suffix(".new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as target:
        json.dump([asdict(sign_in) for sign_in in sign_ins], target, indent=1, ensure_ascii=False)
        target.write("\n")
    os.replace(beside, file)


def table(sign_ins: list[SignIn]) -> str:
    """The sign-ins in columns: one of each role first, then everybody else."""
    first: dict[str, SignIn] = {}
    for sign_in in sign_ins:
        first.setdefault(sign_in.role, sign_in)
    ordered = [*first.values(), *(s for s in sign_ins if first[s.role] is not s)]
    rows = [("ROLE", "EMAIL", "PASSWORD", "TOTP SECRET", "OFFICE")]
    rows += [(s.role, s.email, s.password, s.totp_secret, s.office) for s in ordered]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([*lines[: len(first) + 1], "", *lines[len(first) + 1 :]])
