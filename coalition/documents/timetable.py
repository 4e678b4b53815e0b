"""The clips and events of an evidence index, with displayed times corrected by clock offsets."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from coalition.documents.kinds.schema import Fields
from coalition.documents.vocabularies import CLIP_KINDS, CONFIDENCES, EVENT_KINDS, OFFSET_BASES
from coalition.evidence.timecode import (
    SECONDS_PER_DAY,
    TimecodeError,
    format_timecode,
    parse_timecode,
)

MISSING = "missing-or-refused"
# What stops a recording from showing or telling something.
GAPS = frozenset({"camera-off", "camera-obstructed", "recording-blocked", "audio-gap"})


@dataclass(frozen=True)
class Clip:
    """One recording; times as displayed on it."""

    label: str
    kind: str
    wearer: str
    agency: str
    starts_at: str
    ends_at: str
    offset: str
    basis: str
    note: str
    is_missing: bool


@dataclass(frozen=True)
class Event:
    """One moment. ``true_time`` is empty when the offset or the time cannot be read."""

    anchor: str
    number: int
    at: str
    true_time: str
    doubt: str
    clip: str
    kind: str
    kind_url: str
    who: str
    confidence: str
    note: str
    is_gap: bool


def clips_of(fields: Fields) -> tuple[Clip, ...]:
    """The recordings in their own order."""
    return tuple(
        Clip(
            label=row["label"],
            kind=CLIP_KINDS.get(row["kind"], row["kind"]),
            wearer=row["wearer"],
            agency=row["agency"],
            starts_at=row["starts_at"],
            ends_at=row["ends_at"],
            offset=offset_in_words(row),
            basis=OFFSET_BASES.get(row["offset_basis"], ""),
            note=row["note"],
            is_missing=row["kind"] == MISSING,
        )
        for row in fields.get("clips") or ()
    )


def events_of(fields: Fields) -> tuple[Event, ...]:
    """The events in their own order, under the anchors that search lands on."""
    clips = {row["label"]: row for row in fields.get("clips") or ()}
    return tuple(
        Event(
            anchor=f"event-{number}",
            number=number,
            at=row["at"],
            true_time=true_time(row["at"], clips.get(row["clip"], {})),
            doubt=doubt_in_words(clips.get(row["clip"], {})),
            clip=row["clip"],
            kind=EVENT_KINDS.get(row["kind"], row["kind"]),
            kind_url="/search?" + urlencode({"q": f"event:{row['kind']}"}),
            who=row["who"],
            confidence=CONFIDENCES.get(row["confidence"], ""),
            note=row["note"],
            is_gap=row["kind"] in GAPS,
        )
        for number, row in enumerate(fields.get("events") or (), start=1)
    )


def offset_in_words(clip: Mapping[str, str]) -> str:
    """“+3 s ± 1 s”, with a minus sign proper; “Not known” when no offset was entered."""
    offset = _number(clip.get("offset_seconds"))
    if offset is None:
        return "Not known"
    sign = "−" if offset < 0 else "+" if offset > 0 else ""
    return f"{sign}{abs(offset):g} s{doubt_in_words(clip)}"


def doubt_in_words(clip: Mapping[str, str]) -> str:
    """“ ± 1 s”, or nothing when no doubt was entered."""
    doubt = _number(clip.get("uncertainty_seconds"))
    return "" if doubt is None else f" ± {doubt:g} s"


def true_time(displayed: str, clip: Mapping[str, str]) -> str:
    """The displayed time with the clip's offset added; empty when either cannot be read."""
    offset = _number(clip.get("offset_seconds"))
    if offset is None:
        return ""
    try:
        seconds = (parse_timecode(displayed) + offset) % SECONDS_PER_DAY
        return format_timecode(seconds)
    except TimecodeError:
        return ""


def _number(text: object) -> float | None:
    try:
        return float(str(text)) if text not in (None, "") else None
    except ValueError:
        return None
