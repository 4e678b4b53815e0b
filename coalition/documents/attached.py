"""The files of a paper as named parts for its review, and as they are once they were decided."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from coalition.deidentify.files import Refused, Sanitised, sanitise
from coalition.deidentify.sheet import Sheet
from coalition.documents.kinds.schema import TextPart
from coalition.documents.models import Paper
from coalition.errors import Conflict, GateClosed, Problem
from coalition.evidence.models import Attachment
from coalition.evidence.queries import NAME, Label, attachments_of, bytes_of, label_of
from coalition.evidence.services import write_decided

FIELD = "files"
_PART = re.compile(r"file-([0-9]+)-(name|[0-9]+)")
# What a name of a file may hold once words were put into it.
_NOT_IN_NAMES = re.compile(r"[^\w .,()\[\]-]")


@dataclass(frozen=True)
class RebuiltFiles:
    """Files written in the decided words, by public id; ``problems`` of those that cannot be."""

    files: Mapping[str, Sanitised] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def file_part(name: str, text: str = "") -> TextPart | None:
    """The part of a file that has this name; None for parts of the paper itself."""
    match = _PART.fullmatch(name)
    if match is None:
        return None
    what = "The name of attached file" if match[2] == NAME else "Attached file"
    return TextPart(name, FIELD, f"{what} {match[1]}", text)


def file_parts(paper: Paper, *, shared_only: bool = False) -> dict[str, TextPart]:
    """Every text in the files of the paper, and their names."""
    parts: dict[str, TextPart] = {}
    for attachment in attachments_of(paper.thing, shared_only=shared_only):
        for name, text in _named_texts(attachment).items():
            part = file_part(name, text)
            if part is not None and text:
                parts[name] = part
    return parts


def file_texts(parts: Mapping[str, str]) -> dict[str, str]:
    """Those of ``parts`` that belong to files."""
    return {name: text for name, text in parts.items() if file_part(name) is not None}


def _named_texts(attachment: Attachment) -> dict[str, str]:
    texts = label_of(attachment).texts
    return {f"file-{attachment.number}-{key}": text for key, text in texts.items()}


def rebuilt_files(paper: Paper, sheet: Sheet) -> RebuiltFiles:
    """Write the files in their decided words. Takes long; not for use in a unit of work."""
    files: dict[str, Sanitised] = {}
    problems: list[Problem] = []
    for attachment in attachments_of(paper.thing):
        label = label_of(attachment)
        decided = _decided_parts(attachment, label, sheet)
        if decided == dict(label.parts):
            continue
        ending = PurePosixPath(label.name).suffix
        result = sanitise(f"file{ending}", bytes_of(attachment), decided=decided, signed_for=True)
        if isinstance(result, Refused):
            said = f"{result.reason} {result.way_out}"
            problems.append(Problem(FIELD, f"Attached file {attachment.number}: {said}"))
        elif dict(result.parts) != decided:
            said = "It cannot be written as it was decided. Replace the words in it yourself."
            problems.append(Problem(FIELD, f"Attached file {attachment.number}: {said}"))
        else:
            files[attachment.public_id] = result
    return RebuiltFiles(files, tuple(problems))


def write_files(paper: Paper, sheet: Sheet, rebuilt: RebuiltFiles) -> None:
    """Put the decided files and names in the place of the raw ones.

    Raises:
        GateClosed: a file cannot be written as it was decided.
        Conflict: a file was decided otherwise than it was rebuilt.
    """
    if rebuilt.problems:
        raise GateClosed(*rebuilt.problems)
    for attachment in attachments_of(paper.thing):
        label = label_of(attachment)
        decided = _decided_parts(attachment, label, sheet)
        name = _decided_name(attachment, label, sheet)
        clean = rebuilt.files.get(attachment.public_id)
        if clean is not None and dict(clean.parts) != decided:
            raise Conflict
        if clean is None and decided != dict(label.parts):
            raise Conflict
        if clean is None and name == label.name:
            continue
        if clean is None:
            content = bytes_of(attachment)
            clean = Sanitised(attachment.media_type, content, label.parts)
        kept = Sanitised(clean.media_type, clean.content, clean.parts, label.notes, label.unread)
        write_decided(attachment, name=name, clean=kept)


def _decided_parts(attachment: Attachment, label: Label, sheet: Sheet) -> dict[str, str]:
    return {
        part: sheet.decided_parts.get(f"file-{attachment.number}-{number}", text)
        for number, (part, text) in enumerate(label.parts.items(), start=1)
    }


def _decided_name(attachment: Attachment, label: Label, sheet: Sheet) -> str:
    decided = sheet.decided_parts.get(f"file-{attachment.number}-{NAME}", label.stem)
    if decided == label.stem:
        return label.name
    return _NOT_IN_NAMES.sub("-", decided) + PurePosixPath(label.name).suffix
