"""Beginning an evidence index with what a CASE/UCO file gives.

The file travels with the page between the look and the import, packed, so that it is nowhere kept
but in the draft that is made of it.
"""

import base64
import binascii
import zlib
from typing import Final

from coalition.access.actor import Actor
from coalition.access.audience import Audience, Tlp
from coalition.audit import services as audit
from coalition.documents.content import Content
from coalition.documents.drafts import create_draft
from coalition.documents.kinds.evidence_index import MOST_ROWS
from coalition.documents.models import Paper
from coalition.errors import Invalid, Problem
from coalition.evidence.interchange.case_uco_reading import Reading, read_case
from coalition.evidence.interchange.strict_json import MOST_BYTES, CaseFault

KIND: Final = "evidence-index"
MOST_PROBLEMS: Final = 20
# A form's fields have two megabytes together.
_MOST_PACKED: Final = 1_500_000


def read_file(content: bytes) -> Reading:
    """What a file gives.

    Raises:
        Invalid: there is none, or it cannot be read; the part is named.
    """
    if not content:
        raise Invalid.because("file", "Choose a CASE/UCO file (JSON-LD).")
    try:
        reading = read_case(content)
    except CaseFault as fault:
        raise Invalid.because("file", str(fault)) from None
    for part, most in MOST_ROWS.items():
        if (count := len(reading.index.fields[part])) > most:
            rule = f"The file holds {count:,} {part}; an index holds at most {most:,}. Split it."
            raise Invalid.because("file", rule)
    return reading


def packed(content: bytes) -> str:
    """A file as a text that goes along with a page.

    Raises:
        Invalid: it is too large for that.
    """
    text = base64.b64encode(zlib.compress(content, 9)).decode()
    if len(text) > _MOST_PACKED:
        raise Invalid.because("file", "The file holds too much to be read at once. Split it.")
    return text


def unpacked(text: str) -> bytes:
    """The way back; empty for what :func:`packed` never made."""
    try:
        opened = zlib.decompressobj().decompress(base64.b64decode(text, validate=True), MOST_BYTES)
    except (binascii.Error, ValueError, zlib.error):
        return b""
    return opened


def begin_index(actor: Actor, reading: Reading, *, title: str, state: str, kind: str) -> Paper:
    """A new draft with everything that a file gave, for its author and then for the review.

    Args:
        title, state: what the draft has, whatever the file says.
        kind: of the items for which the file does not say it in the words of an index.

    Raises:
        Invalid: names every part that breaks a rule of an index.
        NotPermitted: the actor does not work on cases.
    """
    if reading.others and not kind:
        problems = [Problem("kind", "Say what the items are that the file gives no kind for.")]
        given = {"title": ("The title", title), "state": ("The jurisdiction", state)}
        problems += [
            Problem(name, f"{label} is missing.")
            for name, (label, text) in given.items()
            if not text.strip()
        ]
        raise Invalid(*problems)
    clips = list(reading.index.fields["clips"])
    own = len(clips) - reading.others
    clips[own:] = [{**row, "kind": kind} for row in clips[own:]]
    fields = {**reading.index.fields, "clips": clips, "state": state}
    content = Content(title, reading.index.body, Audience(Tlp.AMBER_STRICT), fields)
    try:
        paper = create_draft(actor, kind=KIND, content=content)
    except Invalid as refusal:
        raise _shortened(refusal) from None
    detail = {"clips": len(clips), "left": sum(each.count for each in reading.left)}
    audit.record(
        actor, "paper.case-imported", object_kind=KIND, object_id=paper.public_id, detail=detail
    )
    return paper


def _shortened(refusal: Invalid) -> Invalid:
    """As many problems as a page can show; a program's mistake is the same in each of its rows."""
    shown, more = refusal.problems[:MOST_PROBLEMS], len(refusal.problems) - MOST_PROBLEMS
    if more <= 0:
        return refusal
    return Invalid(*shown, Problem("", f"There are {more:,} more problems of this kind."))
