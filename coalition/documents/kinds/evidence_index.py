"""Evidence index: what each camera shows, when, and how sure that is.

The footage stays with its custodian; an index describes it.
"""

from collections.abc import Iterable, Mapping

from coalition.documents.kinds.schema import COMMON, Field, Fields, Kind, Moment, Shape
from coalition.documents.vocabularies import (
    CAMERA_STATES,
    CLAIM_SOURCES,
    CLIP_KINDS,
    CONFIDENCES,
    EVENT_KINDS,
    OFFSET_BASES,
    ZONES,
)
from coalition.errors import Problem
from coalition.evidence.claims import ClaimError, cited_moments
from coalition.evidence.interchange.items import SHA256
from coalition.evidence.recordings import (
    Recording,
    RowError,
    index_zone,
    overlaps,
    recording_of,
    shown_position,
)
from coalition.evidence.spoken import SpokenError, check_line

MISSING = "missing-or-refused"
# How many rows an index holds, by field. Beyond them it is split.
MOST_ROWS = {"clips": 60, "events": 2000, "transcript": 3000, "claims": 200}

CLIPS = Field(
    "clips",
    "Clips",
    Shape.ROWS,
    hint="One row for each recording. Days are counted, because dates identify: 1 is the first.",
    columns=(
        Field("label", "Label", Shape.LINES, required=True),
        Field("kind", "Kind", Shape.CHOICE, CLIP_KINDS, required=True),
        Field("camera", "Camera", Shape.LINES, hint="The same words in each recording of it."),
        Field("wearer", "Worn or held by", Shape.LINES, hint="A role, such as “Officer 2”."),
        Field("agency", "Agency", Shape.LINES),
        Field("model", "Make and model", Shape.LINES, hint="Never its serial number."),
        Field("position", "Where it sat", Shape.LINES, hint="Chest, windshield, porch."),
        Field("state", "State of the camera", Shape.CHOICE, CAMERA_STATES),
        Field("day", "Day", Shape.LINES, hint="As displayed. Empty is day 1."),
        Field("starts_at", "Starts at", Shape.LINES, hint="As displayed, HH:MM:SS."),
        Field("ends_day", "Ends on day", Shape.LINES, hint="If it lasts over 24 hours."),
        Field("ends_at", "Ends at", Shape.LINES, hint="As displayed, HH:MM:SS."),
        Field("zone", "Display is set to", Shape.CHOICE, ZONES),
        Field("offset_seconds", "Offset in seconds", Shape.LINES, hint="Added to reach true time."),
        Field("offset_basis", "Basis of the offset", Shape.CHOICE, OFFSET_BASES),
        Field("uncertainty_seconds", "± seconds", Shape.LINES),
        Field("second_at", "Offset measured again at", Shape.LINES, hint="If the clock drifts."),
        Field("second_offset_seconds", "Offset then", Shape.LINES, hint="In seconds."),
        Field("evidence_id", "Evidence number", Shape.LINES, hint="Where its custodian keeps it."),
        Field("file", "File name", Shape.LINES),
        Field("sha256", "SHA-256", Shape.LINES, hint="64 of the signs 0-9 and a-f.", exact=SHA256),
        Field("note", "Note", Shape.LINES),
    ),
)
EVENTS = Field(
    "events",
    "Events",
    Shape.ROWS,
    hint="What is seen or heard, one row for each moment. A new one has the clip of the one above.",
    columns=(
        # Who goes through a recording notes one moment of it after another. What is judged anew for
        # each, such as confidence, is not carried.
        Field("clip", "Clip", Shape.LINES, required=True, carried=True),
        Field("day", "Day", Shape.LINES, hint="Only if the clip shows the time twice."),
        Field("at", "At", Shape.LINES, hint="As displayed, HH:MM:SS.", required=True),
        Field("until", "Until", Shape.LINES, hint="Where it lasts, such as a gap."),
        Field("kind", "Kind", Shape.CHOICE, EVENT_KINDS, required=True),
        Field("who", "Who", Shape.LINES, hint="A role, such as “Agent A”."),
        Field("confidence", "Confidence", Shape.CHOICE, CONFIDENCES),
        Field("note", "Note", Shape.LINES),
    ),
)
TRANSCRIPT = Field(
    "transcript",
    "Transcript",
    Shape.ROWS,
    hint="What is said, one line for each stretch, counted from the beginning of its clip.",
    columns=(
        Field("clip", "Clip", Shape.LINES, required=True),
        Field("at", "From", Shape.LINES, hint="Into the clip, HH:MM:SS.", required=True),
        Field("until", "To", Shape.LINES),
        Field("speaker", "Who speaks", Shape.LINES, hint="A role, such as “Officer 2”."),
        Field("words", "Words", Shape.LINES, required=True),
    ),
    in_one_text=True,
)
CLAIMS = Field(
    "claims",
    "Claims",
    Shape.ROWS,
    hint="What a report, complaint or statement says, and which events bear it out or refute it. "
    "A claim without events is one that the footage does not show.",
    columns=(
        Field("claim", "Claim", Shape.LINES, required=True),
        Field("source", "Source", Shape.CHOICE, CLAIM_SOURCES, required=True),
        Field("by", "Made by", Shape.LINES, hint="A role, such as “Agent A”."),
        Field("made", "Made when", Shape.LINES, hint="Such as “day 2”."),
        Field("corroborated", "Corroborated by events", Shape.LINES, hint="Numbers: 3, 7."),
        Field("contradicted", "Contradicted by events", Shape.LINES, hint="Numbers: 3, 7."),
        Field("note", "Note", Shape.LINES),
    ),
)


def rules(fields: Fields) -> list[Problem]:
    """Recordings and moments can be placed, moments lie in their clips, claims name events."""
    problems = [
        Problem(name, f"An index holds at most {most:,} rows of {name}. Split it.")
        for name, most in MOST_ROWS.items()
        if len(fields[name]) > most
    ]
    if problems:
        return problems
    labels = {row["label"] for row in fields["clips"]}
    placed = _placed_clips(fields, problems)
    problems += _overlap_problems(fields, placed)
    for name, check in (("events", _check_event), ("transcript", _check_line)):
        for number, row in enumerate(fields[name], start=1):
            if row["clip"] not in labels:
                problems.append(_problem(name, number, f"there is no clip “{row['clip']}”."))
            elif recording := placed.get(row["clip"]):
                try:
                    check(recording, row)
                except (RowError, SpokenError) as rule:
                    problems.append(_problem(name, number, str(rule)))
    for number, row in enumerate(fields["claims"], start=1):
        try:
            cited_moments(row, len(fields["events"]))
        except ClaimError as rule:
            problems.append(_problem("claims", number, str(rule)))
    return problems


def _problem(field: str, number: int, rule: str) -> Problem:
    return Problem(field, f"{field.capitalize()}, row {number}: {rule}")


def _placed_clips(fields: Fields, problems: list[Problem]) -> dict[str, Recording]:
    """The clips that can be placed, by label; what is wrong with the others is a problem."""
    placed: dict[str, Recording] = {}
    seen: set[str] = set()
    zone = index_zone(fields["clips"])
    for number, row in enumerate(fields["clips"], start=1):
        if row["label"] in seen:
            rule = f"the label “{row['label']}” is used twice."
            problems.append(_problem("clips", number, rule))
        seen.add(row["label"])
        try:
            placed[row["label"]] = recording_of(number, row, zone)
        except RowError as rule:
            problems.append(_problem("clips", number, str(rule)))
    return placed


def _overlap_problems(fields: Fields, placed: dict[str, Recording]) -> list[Problem]:
    held = {row["label"] for row in fields["clips"] if row["kind"] != MISSING}
    return [
        _problem(
            "clips",
            other.number,
            f"it overlaps row {one.number} of the same camera. Check times, days and offsets.",
        )
        for one, other in overlaps(each for label, each in placed.items() if label in held)
    ]


def _check_event(recording: Recording, row: Fields) -> None:
    begins = shown_position(recording, row["at"], row["day"])
    if row["until"] and shown_position(recording, row["until"]) < begins:
        raise RowError(f"{row['until']} comes before {row['at']} in the clip.")


def _check_line(recording: Recording, row: Fields) -> None:
    lasts = None
    if recording.begins is not None and recording.ends is not None:
        lasts = recording.ends - recording.begins
    check_line(row["at"], row["until"], lasts)


def moments(fields: Fields) -> list[Moment]:
    """Each event, spoken line and claim, under the anchor that its row has on the page."""
    found = []
    for number, e in enumerate(fields.get("events") or (), start=1):
        words = (EVENT_KINDS[e["kind"]], e["who"], e["clip"], e["at"], e["note"])
        found.append(_moment(f"event-{number}", words, {"event": (e["kind"],)}))
    for number, s in enumerate(fields.get("transcript") or (), start=1):
        found.append(_moment(f"line-{number}", (s["speaker"], s["words"]), {}))
    for number, c in enumerate(fields.get("claims") or (), start=1):
        source = CLAIM_SOURCES[c["source"]]
        found.append(_moment(f"claim-{number}", (source, c["by"], c["claim"], c["note"]), {}))
    return found


def _moment(anchor: str, words: Iterable[str], named: Mapping[str, tuple[str, ...]]) -> Moment:
    return Moment(anchor, " ".join(filter(None, words)), named)


KIND = Kind(
    code="evidence-index",
    label="Evidence index",
    plural="Evidence indexes",
    purpose="What each camera shows, when, how sure that is, and what is missing.",
    template="documents/evidence_index.html",
    fields=(*COMMON, CLIPS, EVENTS, TRANSCRIPT, CLAIMS),
    version=3,
    rules=rules,
    moments=moments,
)
