"""Placing the rows of an evidence index on one line of time, in the words of its page."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from urllib.parse import urlencode

from coalition.documents.footage import Claim, Clip, Event, Footage, Line
from coalition.documents.kinds.schema import Fields
from coalition.documents.vocabularies import (
    CAMERA_STATES,
    CLAIM_SOURCES,
    CLIP_KINDS,
    CONFIDENCES,
    EVENT_KINDS,
    OFFSET_BASES,
    ZONES,
)
from coalition.evidence.claims import Cited, ClaimError, cited_moments
from coalition.evidence.clocks import SECOND, Coverage, Estimate, coverage
from coalition.evidence.recordings import (
    Recording,
    RowError,
    in_words,
    index_zone,
    recording_of,
    shown_position,
    spans_days,
)
from coalition.evidence.spoken import SpokenError, elapsed_ms

MISSING = "missing-or-refused"
# What stops a recording from showing or telling something.
GAPS = frozenset({"camera-off", "camera-obstructed", "recording-blocked", "audio-gap"})

Row = Mapping[str, str]


def footage_of(fields: Fields) -> Footage:
    """An index, which need not have passed its checks; what cannot be read has no place."""
    rows: Sequence[Row] = fields.get("clips") or ()
    zone = index_zone(rows)
    found = (_place(n, row, zone) for n, row in enumerate(rows, 1))
    placed = {each.label: each for each in found if each}
    ends = [e.at for r in placed.values() for e in (r.start, r.end) if e is not None]
    with_day = spans_days(ends)
    days = len({row.get("day") or "1" for row in rows}) > 1
    held = _held(rows, placed)
    events: Sequence[Row] = fields.get("events") or ()
    return Footage(
        clips=tuple(
            _clip(n, row, placed.get(row["label"]), with_day=with_day, several_days=days)
            for n, row in enumerate(rows, 1)
        ),
        events=tuple(
            _event(n, row, placed.get(row["clip"]), held, with_day=with_day)
            for n, row in enumerate(events, 1)
        ),
        lines=tuple(
            _line(n, row, placed.get(row["clip"]), with_day=with_day)
            for n, row in enumerate(fields.get("transcript") or (), 1)
        ),
        claims=tuple(
            _claim(n, row, len(events)) for n, row in enumerate(fields.get("claims") or (), 1)
        ),
        zone=zone,
        with_day=with_day,
    )


Held = Sequence[tuple[str, Estimate, Estimate]]


def _place(number: int, row: Row, zone: str) -> Recording | None:
    try:
        return recording_of(number, row, zone)
    except RowError:
        return None


def _held(rows: Iterable[Row], placed: Mapping[str, Recording]) -> Held:
    """Where the recordings that somebody holds begin and end."""
    found = (placed.get(row["label"]) for row in rows if row["kind"] != MISSING)
    return [(r.label, r.start, r.end) for r in found if r and r.start and r.end]


def _clip(
    number: int, row: Row, recording: Recording | None, *, with_day: bool, several_days: bool
) -> Clip:
    day = (row.get("day") or "1") if several_days else ""
    corrected = ""
    if recording and recording.clock and recording.start and recording.end:
        ends = (in_words(each.at, with_day=with_day) for each in (recording.start, recording.end))
        corrected = " – ".join(ends)
    return Clip(
        label=row["label"],
        anchor=f"clip-{number}",
        kind=CLIP_KINDS.get(row["kind"], row["kind"]),
        camera=row.get("camera") or row["label"],
        wearer=row["wearer"],
        agency=row["agency"],
        model=", ".join(filter(None, (row.get("model"), row.get("position")))),
        state=CAMERA_STATES.get(row.get("state", ""), ""),
        starts_at=_with_day(day, row["starts_at"]),
        ends_at=_with_day(row.get("ends_day", ""), row["ends_at"]),
        zone=ZONES.get(row.get("zone", ""), ""),
        offset=offset_in_words(row),
        basis=OFFSET_BASES.get(row["offset_basis"], ""),
        corrected=corrected,
        note=row["note"],
        held_as=", ".join(filter(None, (row.get("evidence_id"), row.get("file")))),
        sha256=row.get("sha256", ""),
        is_missing=row["kind"] == MISSING,
        recording=recording,
    )


def _with_day(day: str, time: str) -> str:
    return f"day {day}, {time}" if time and day else time


def _event(
    number: int, row: Row, recording: Recording | None, held: Held, *, with_day: bool
) -> Event:
    place, until = _place_shown(recording, row), None
    if place and row.get("until"):
        until = _place_shown(recording, {"at": row["until"]})
    seen: dict[Coverage, list[str]] = {each: [] for each in Coverage}
    if place:
        for label, start, end in held:
            if label != row["clip"]:
                seen[coverage(start, end, place)].append(label)
    return Event(
        anchor=f"event-{number}",
        number=number,
        at=_with_day(row.get("day", ""), row["at"])
        + (f"–{row['until']}" if row.get("until") else ""),
        true_time=_true_time(recording, place, with_day=with_day),
        doubt=_doubt(place),
        clip=row["clip"],
        code=row["kind"],
        kind=EVENT_KINDS.get(row["kind"], row["kind"]),
        kind_url=_search_for(row["kind"]),
        who=row["who"],
        confidence=CONFIDENCES.get(row["confidence"], ""),
        note=row["note"],
        is_gap=row["kind"] in GAPS,
        place=place,
        until=until,
        seen_by=tuple(seen[Coverage.CERTAIN]),
        perhaps_by=tuple(seen[Coverage.POSSIBLE]),
    )


@lru_cache(maxsize=256)
def _search_for(kind: str) -> str:
    return "/search?" + urlencode({"q": f"event:{kind}"})


def _true_time(recording: Recording | None, place: Estimate | None, *, with_day: bool) -> str:
    """The place in words, if a clock was checked; no finer than its doubt lets it be."""
    if recording is None or recording.clock is None or place is None:
        return ""
    is_fine = place.doubt is not None and place.doubt < SECOND // 2
    at = place.at if is_fine else (place.at + SECOND // 2) // SECOND * SECOND
    return in_words(at, with_day=with_day)


def _place_shown(recording: Recording | None, row: Row) -> Estimate | None:
    if recording is None:
        return None
    try:
        return recording.place(shown_position(recording, row["at"], row.get("day", "")))
    except RowError:
        return None


def _line(number: int, row: Row, recording: Recording | None, *, with_day: bool) -> Line:
    place = None
    try:
        into = elapsed_ms(row["at"])
        if recording and recording.begins is not None:
            place = recording.place(recording.begins + into)
    except SpokenError:
        pass
    return Line(
        anchor=f"line-{number}",
        number=number,
        clip=row["clip"],
        at=row["at"].partition(".")[0],
        true_time=_true_time(recording, place, with_day=with_day),
        doubt=_doubt(place),
        speaker=row["speaker"],
        words=row["words"],
        place=place,
    )


def _claim(number: int, row: Row, events: int) -> Claim:
    try:
        cited = cited_moments(row, events)
    except ClaimError:
        cited = Cited()
    return Claim(
        anchor=f"claim-{number}",
        number=number,
        claim=row["claim"],
        source=CLAIM_SOURCES.get(row["source"], row["source"]),
        by=row["by"],
        made=row["made"],
        note=row["note"],
        cited=cited,
    )


def offset_in_words(clip: Row) -> str:
    """“+3 s ± 1 s”, with a minus sign proper; “Not known” when no offset was entered."""
    offset = _number(clip.get("offset_seconds"))
    if offset is None:
        return "Not known"
    later = _number(clip.get("second_offset_seconds"))
    drift = "" if later is None else f", {_signed(later)} at {clip.get('second_at')}"
    return f"{_signed(offset)}{drift}{doubt_in_words(clip)}"


def _signed(seconds: float) -> str:
    sign = "−" if seconds < 0 else "+" if seconds > 0 else ""
    return f"{sign}{abs(seconds):g} s"


def doubt_in_words(clip: Row) -> str:
    """“ ± 1 s”, or nothing when no doubt was entered."""
    doubt = _number(clip.get("uncertainty_seconds"))
    return "" if doubt is None else f" ± {doubt:g} s"


def _doubt(place: Estimate | None) -> str:
    return "" if place is None or place.doubt is None else f" ± {place.doubt / SECOND:g} s"


def _number(text: object) -> float | None:
    try:
        return float(str(text)) if text not in (None, "") else None
    except ValueError:
        return None
