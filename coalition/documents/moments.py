"""One moment of an index: how to cite it, and which recordings ran then."""

from collections.abc import Mapping
from dataclasses import dataclass

from coalition.documents.footage import Clip, Event, Footage, Line
from coalition.errors import Invalid
from coalition.evidence.clocks import DAY, SECOND, Coverage, Estimate
from coalition.evidence.recordings import in_words
from coalition.evidence.spoken import elapsed_text
from coalition.evidence.timecode import TimecodeError
from coalition.evidence.timeline import WIDE, Window, position_written

# How much of a transcript is read around a moment.
_AROUND = 15 * SECOND


@dataclass(frozen=True)
class Running:
    """A recording at a moment: what its display shows then, and how far into it that is."""

    clip: Clip
    is_certain: bool
    shows: str
    into: str


@dataclass(frozen=True)
class Moment:
    """A moment that was asked for, or that of an event or a spoken line."""

    place: Estimate
    true_time: str
    doubt: str
    words: str
    citation: str
    certain: tuple[Running, ...]
    possible: tuple[Running, ...]
    missing: tuple[Clip, ...]
    lines: tuple[Line, ...]


def asked_moment(footage: Footage, title: str, asked: Mapping[str, str]) -> Moment | None:
    """The moment that an address names by ``event``, ``line`` or ``at``; none if it names none.

    Raises:
        Invalid: ``at`` is no time.
    """
    event, line = footage.event(_number(asked, "event")), footage.line(_number(asked, "line"))
    if event and event.place:
        return _moment(footage, event.place, event.doubt, *_cited_event(title, event))
    if line and line.place:
        return _moment(footage, line.place, line.doubt, *_cited_line(title, line))
    if not asked.get("at"):
        return None
    try:
        place = Estimate(position_written(asked["at"]), 0)
    except TimecodeError as rule:
        raise Invalid.because("at", str(rule)) from None
    return _moment(footage, place, "", "", "")


def _number(asked: Mapping[str, str], name: str) -> int:
    text = asked.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _cited_event(title: str, event: Event) -> tuple[str, str]:
    words = ", ".join(filter(None, (f"Event {event.number}: {event.kind}", event.who)))
    return words, f"{title}, {event.clip} at {event.at}{_true(event)}, {words}."


def _cited_line(title: str, line: Line) -> tuple[str, str]:
    speaker = f"{line.speaker}: " if line.speaker else ""
    words = f"{speaker}“{line.words}”"
    return words, f"{title}, {line.clip} at {line.at} into the recording{_true(line)}, {words}"


def _true(found: Event | Line) -> str:
    return f" (true time {found.true_time}{found.doubt})" if found.true_time else ""


def _moment(footage: Footage, place: Estimate, doubt: str, words: str, citation: str) -> Moment:
    running: dict[Coverage, list[Running]] = {each: [] for each in Coverage}
    missing = []
    for clip in footage.clips:
        if clip.recording is None:
            continue
        covers = clip.recording.covers(place)
        if clip.is_missing and covers is not Coverage.NONE:
            missing.append(clip)
        elif covers is not Coverage.NONE:
            running[covers].append(_running(clip, place, covers))
    return Moment(
        place=place,
        true_time=footage.say(place.at),
        doubt=doubt,
        words=words,
        citation=citation,
        certain=tuple(running[Coverage.CERTAIN]),
        possible=tuple(running[Coverage.POSSIBLE]),
        missing=tuple(missing),
        lines=tuple(
            line
            for line in footage.lines
            if line.place and abs(line.place.at - place.at) <= _AROUND
        ),
    )


def _running(clip: Clip, place: Estimate, covers: Coverage) -> Running:
    recording = clip.recording
    if recording is None or recording.begins is None:
        raise LookupError("only what can be placed covers a moment")
    on_the_line = place.at - recording.shift
    shown = recording.clock.displayed(on_the_line) if recording.clock else on_the_line
    return Running(
        clip=clip,
        is_certain=covers is Coverage.CERTAIN,
        shows=in_words(shown // SECOND * SECOND % DAY, with_day=False),
        into=elapsed_text(max(0, shown - recording.begins)).partition(".")[0],
    )


def asked_window(whole: Window, asked: Mapping[str, str], moment: Moment | None) -> Window:
    """The stretch that an address asks for: ``start`` and ``end``, or minutes about the moment.

    Raises:
        Invalid: one of them is no time, or they are the wrong way round.
    """
    if asked.get("start") or asked.get("end"):
        try:
            start = position_written(asked["start"]) if asked.get("start") else whole.start
            end = position_written(asked["end"]) if asked.get("end") else whole.end
        except TimecodeError as rule:
            raise Invalid.because("form", str(rule)) from None
        if start >= end:
            raise Invalid.because("form", "The end must come after the beginning.")
        return Window(start, end, WIDE)
    if moment is None:
        return whole
    half = min(whole.length // 2, 120 * SECOND)
    return Window(moment.place.at - half, moment.place.at + half, WIDE)
