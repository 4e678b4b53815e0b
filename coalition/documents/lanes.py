"""The lanes of an index's timeline: one for each camera, with its gaps and the reason of each."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from coalition.documents.footage import Clip, Event, Footage
from coalition.documents.vocabularies import EVENT_KINDS
from coalition.evidence.timeline import Gap, Lane, Mark, Segment

NOT_HELD = "Missing or refused"
NOT_RUNNING = "Not recording"


def lanes_of(footage: Footage) -> tuple[Lane, ...]:
    """The cameras in the order of the index."""
    cameras: dict[str, list[Clip]] = {}
    for clip in footage.clips:
        cameras.setdefault(clip.camera, []).append(clip)
    of_clip: dict[str, list[Event]] = {}
    for event in footage.events:
        of_clip.setdefault(event.clip, []).append(event)
    return tuple(_lane(footage, name, clips, of_clip) for name, clips in cameras.items())


def _lane(
    footage: Footage, name: str, clips: Sequence[Clip], of_clip: dict[str, list[Event]]
) -> Lane:
    held = [clip for clip in clips if not clip.is_missing]
    gaps = [
        Gap(clip.recording.start.at, clip.recording.end.at, NOT_HELD)
        for clip in clips
        if clip.is_missing and clip.recording and clip.recording.start and clip.recording.end
    ]
    segments = tuple(segment for clip in held for segment in _segments(footage, clip))
    for one, other in pairwise(sorted(segments, key=lambda each: each.start)):
        if one.end < other.start:
            gaps.append(Gap(one.end, other.start, NOT_RUNNING))
    for clip in held:
        gaps += _gaps_within(clip, of_clip.get(clip.label, []))
    events = (event for clip in clips for event in of_clip.get(clip.label, []))
    return Lane(name, clips[0].anchor, segments, tuple(gaps), tuple(_marks(footage, events)))


def _segments(footage: Footage, clip: Clip) -> Iterator[Segment]:
    recording = clip.recording
    if recording is None or recording.start is None or recording.end is None:
        return
    start, end = recording.start, recording.end
    clock = f"offset {clip.offset}" if recording.clock else "clock not checked"
    title = f"{clip.label}: {footage.say(start.at)} to {footage.say(end.at)}, {clock}"
    doubt = max(start.doubt or 0, end.doubt or 0)
    yield Segment(start.at, end.at, doubt, clip.anchor, title, recording.clock is not None)


def _gaps_within(clip: Clip, events: Sequence[Event]) -> Iterator[Gap]:
    """From each moment at which a camera goes blind or deaf to where it says that this ends.

    A camera that is switched off stays off until it is switched on again or its recording ends.
    """
    for event in events:
        if not event.is_gap or event.place is None:
            continue
        until = event.until.at if event.until else None
        if until is None and event.code == "camera-off":
            again = (
                other.place.at
                for other in events
                if other.code == "camera-on" and other.place and other.place.at > event.place.at
            )
            end = clip.recording.end if clip.recording else None
            until = min(again, default=end.at if end else None)
        if until is not None and until > event.place.at:
            yield Gap(event.place.at, until, EVENT_KINDS[event.code])


def _marks(footage: Footage, events: Iterator[Event]) -> Iterator[Mark]:
    for event in events:
        if event.place is not None:
            words = ", ".join(filter(None, (event.kind, event.who)))
            title = f"Event {event.number}, {footage.say(event.place.at)}{event.doubt}: {words}"
            doubt = event.place.doubt or 0
            yield Mark(event.place.at, doubt, event.number, event.anchor, title)
