"""Evidence index: what each camera shows, when, and how sure that is.

The footage stays with its custodian; an index describes it.
"""

from coalition.documents.kinds.schema import COMMON, Field, Fields, Kind, Moment, Shape
from coalition.documents.vocabularies import (
    CLIP_KINDS,
    CONFIDENCES,
    EVENT_KINDS,
    OFFSET_BASES,
)
from coalition.errors import Problem
from coalition.evidence.timecode import TimecodeError, parse_timecode, within

MAX_CLIPS = 60
MAX_EVENTS = 2000

CLIPS = Field(
    "clips",
    "Clips",
    Shape.ROWS,
    hint="One row for each recording.",
    columns=(
        Field("label", "Label", Shape.LINES, required=True),
        Field("kind", "Kind", Shape.CHOICE, CLIP_KINDS, required=True),
        Field("wearer", "Worn or held by", Shape.LINES, hint="A role, such as “Officer 2”."),
        Field("agency", "Agency", Shape.LINES),
        Field("starts_at", "Starts at", Shape.LINES, hint="As displayed, HH:MM:SS."),
        Field("ends_at", "Ends at", Shape.LINES, hint="As displayed, HH:MM:SS."),
        Field("offset_seconds", "Offset in seconds", Shape.LINES, hint="Added to reach true time."),
        Field("offset_basis", "Basis of the offset", Shape.CHOICE, OFFSET_BASES),
        Field("uncertainty_seconds", "± seconds", Shape.LINES),
        Field("note", "Note", Shape.LINES),
    ),
)
EVENTS = Field(
    "events",
    "Events",
    Shape.ROWS,
    hint="What is seen or heard, one row for each moment.",
    columns=(
        Field("clip", "Clip", Shape.LINES, required=True),
        Field("at", "At", Shape.LINES, hint="As displayed, HH:MM:SS.", required=True),
        Field("kind", "Kind", Shape.CHOICE, EVENT_KINDS, required=True),
        Field("who", "Who", Shape.LINES, hint="A role, such as “Agent A”."),
        Field("confidence", "Confidence", Shape.CHOICE, CONFIDENCES),
        Field("note", "Note", Shape.LINES),
    ),
)


def rules(fields: Fields) -> list[Problem]:
    """Clips have readable times and distinct labels; events lie inside a clip that exists."""
    problems = []
    clips: dict[str, Fields] = {}
    for number, clip in enumerate(fields["clips"], start=1):
        where = f"Clips, row {number}"
        if clip["label"] in clips:
            problems.append(
                Problem("clips", f"{where}: the label “{clip['label']}” is used twice.")
            )
        clips[clip["label"]] = clip
        problems += _time_problems("clips", where, clip, "starts_at", "ends_at")
        problems += _number_problems(where, clip)
    for number, event in enumerate(fields["events"], start=1):
        problems += _event_problems(f"Events, row {number}", event, clips)
    if len(clips) > MAX_CLIPS:
        problems.append(Problem("clips", f"An index holds at most {MAX_CLIPS} clips. Split it."))
    if len(fields["events"]) > MAX_EVENTS:
        problems.append(Problem("events", f"An index holds at most {MAX_EVENTS} events. Split it."))
    return problems


def _time_problems(field: str, where: str, row: Fields, *names: str) -> list[Problem]:
    problems = []
    for name in names:
        if row[name]:
            try:
                parse_timecode(row[name])
            except TimecodeError as rule:
                problems.append(Problem(field, f"{where}: {rule}"))
    return problems


def _number_problems(where: str, clip: Fields) -> list[Problem]:
    problems = []
    for name, label in (("offset_seconds", "the offset"), ("uncertainty_seconds", "the ± seconds")):
        digits = clip[name].removeprefix("-").removeprefix("+").replace(".", "", 1)
        if clip[name] and not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
            problems.append(Problem("clips", f"{where}: {label} must be a number of seconds."))
    return problems


def _event_problems(where: str, event: Fields, clips: dict[str, Fields]) -> list[Problem]:
    problems = _time_problems("events", where, event, "at")
    clip = clips.get(event["clip"])
    if clip is None:
        problems.append(Problem("events", f"{where}: there is no clip “{event['clip']}”."))
    elif not problems and clip["starts_at"] and clip["ends_at"]:
        try:
            times = [parse_timecode(t) for t in (clip["starts_at"], clip["ends_at"], event["at"])]
        except TimecodeError:
            return problems
        if not within(*times):
            problems.append(
                Problem("events", f"{where}: {event['at']} is outside the clip “{event['clip']}”.")
            )
    return problems


def moments(fields: Fields) -> list[Moment]:
    """Each event, under the anchor that its row has on the page."""
    return [
        Moment(
            f"event-{number}",
            " ".join(
                filter(None, (EVENT_KINDS[e["kind"]], e["who"], e["clip"], e["at"], e["note"]))
            ),
            {"event": (e["kind"],)},
        )
        for number, e in enumerate(fields["events"], start=1)
    ]


KIND = Kind(
    code="evidence-index",
    label="Evidence index",
    plural="Evidence indexes",
    purpose="What each camera shows, when, how sure that is, and what is missing.",
    template="documents/evidence_index.html",
    fields=(*COMMON, CLIPS, EVENTS),
    rules=rules,
    moments=moments,
)
