"""The file in which a person decides what becomes of each thing that was found.

Its format is described in docs/deidentify-command.md. It holds the words that were found, since
nobody could decide without them, so it must be kept like the files themselves.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from coalition.deidentify.analysis import Analysis, Entity, analyse
from coalition.deidentify.decisions import Choice, Decided, Decision, apply_decisions
from coalition.deidentify.findings import TYPE_LABELS
from coalition.deidentify.gate import check_parts
from coalition.deidentify.generalising import earliest_day, phrases_for
from coalition.deidentify.marks import LONGEST_PHRASE, Mark, places_of, with_marks
from coalition.deidentify.offline import Desk
from coalition.deidentify.pseudonyms import propose_pseudonyms

VERSION: Final = 1
LONGEST_TEXT: Final = 300
SHORTEST_REASON: Final = 3


class NotThisFile(ValueError):
    """A file of decisions that cannot be used; says what is wrong and what to do."""


def template(desk: Desk) -> dict[str, Any]:
    """A file of decisions in which everything is still open, with what could be chosen."""
    entities = desk.analysis.entities
    names = propose_pseudonyms(desk.parts, entities)
    earliest = earliest_day(desk.parts, entities)
    return {
        "version": VERSION,
        "detectors": desk.analysis.version,
        "files": {each.path.name: each.fingerprint for each in desk.files},
        "decisions": [
            described(desk, entity)
            | {
                "words": desk.words(entity.places[0]),
                "proposals": {
                    "replace": names[entity.number],
                    "generalise": list(phrases_for(entity, desk.parts, earliest=earliest)),
                },
                "choice": None,
                "text": None,
            }
            for entity in entities
        ],
        "marks": [],
    }


def described(desk: Desk, entity: Entity, *, show_text: bool = False) -> dict[str, Any]:
    """What was found, with its places; the words only when they are asked for."""
    places = []
    for place in entity.places:
        source, part = desk.sources[place.part]
        said: dict[str, Any] = {"file": str(source.path), "part": part}
        said |= {"start": place.start, "end": place.end}
        places.append(said | ({"text": desk.words(place)} if show_text else {}))
    return {
        "number": entity.number,
        "type": entity.type,
        "severity": entity.severity,
        "reasons": list(entity.reasons),
        "places": places,
    }


def decided_parts(desk: Desk, text: str) -> tuple[Decided, list[Entity]]:
    """The parts as the file of decisions wants them, and what is still in them undecided.

    Raises:
        NotThisFile: the file is damaged, was made for other files or detectors, or a decision in
            it is missing or not allowed.
    """
    said = _checked(desk, text)
    marks = [_mark(each) for each in said.get("marks", [])]
    analysis = with_marks(desk.analysis, desk.parts, marks)
    wanted = [*said["decisions"]]
    wanted += [
        each
        for each, mark in zip(said.get("marks", []), marks, strict=True)
        if places_of(mark.phrase, desk.parts)
    ]
    decisions = _decisions(desk, analysis, wanted)
    decided = apply_decisions(
        desk.parts, analysis.entities, decisions, markdown=_markdown_parts(desk)
    )
    return decided, _left(decided)


def _checked(desk: Desk, text: str) -> Mapping[str, Any]:
    try:
        said = json.loads(text)
    except ValueError as broken:
        raise NotThisFile("The file of decisions is not valid JSON. Mend it.") from broken
    if not isinstance(said, dict) or said.get("version") != VERSION:
        raise NotThisFile("The file is no file of decisions. Make one with --template.")
    again = " Make a new one with --template."
    if said.get("detectors") != desk.analysis.version:
        raise NotThisFile("The decisions were made with other detectors." + again)
    if said.get("files") != {each.path.name: each.fingerprint for each in desk.files}:
        raise NotThisFile("The decisions were made for other files, or a file changed." + again)
    decisions = said.get("decisions")
    entities = desk.analysis.entities
    if not isinstance(decisions, list) or not isinstance(said.get("marks", []), list):
        raise NotThisFile("“decisions” and “marks” must be lists." + again)
    kinds = [(each.get("number"), each.get("type")) for each in decisions if isinstance(each, dict)]
    if kinds != [(entity.number, entity.type) for entity in entities]:
        raise NotThisFile("The decisions are not those of what was found." + again)
    return said


def _mark(said: Any) -> Mark:
    phrase = said.get("phrase") if isinstance(said, dict) else None
    if not isinstance(phrase, str) or not 1 <= len(phrase.strip()) <= LONGEST_PHRASE:
        raise NotThisFile(f"A mark needs a “phrase” of 1 to {LONGEST_PHRASE} characters.")
    if said.get("type") not in TYPE_LABELS:
        raise NotThisFile("A mark needs a “type”, one of: " + ", ".join(TYPE_LABELS) + ".")
    return Mark(phrase.strip(), said["type"])


def _decisions(
    desk: Desk, analysis: Analysis, wanted: list[Mapping[str, Any]]
) -> dict[int, Decision]:
    names = propose_pseudonyms(desk.parts, analysis.entities)
    earliest = earliest_day(desk.parts, analysis.entities)
    decisions: dict[int, Decision] = {}
    for entity, said in zip(analysis.entities, wanted, strict=True):
        choice, text = _chosen(said, entity.number)
        if choice is Choice.KEEP:
            text = _reason(text, entity.number)
        elif not text and choice is Choice.REPLACE:
            text = names[entity.number]
        elif not text:
            text = phrases_for(entity, desk.parts, earliest=earliest)[0]
        decisions[entity.number] = Decision(choice, text)
    return decisions


def _chosen(said: Mapping[str, Any], number: int) -> tuple[Choice, str]:
    choice, text = said.get("choice"), said.get("text") or ""
    if choice is None:
        raise NotThisFile(f"Number {number} is undecided: fill in its “choice”.")
    if choice not in tuple(Choice):
        allowed = ", ".join(Choice)
        raise NotThisFile(f"The “choice” of number {number} must be one of: {allowed}.")
    if not isinstance(text, str) or len(text) > LONGEST_TEXT or not text.isprintable():
        raise NotThisFile(
            f"The “text” of number {number} must be one line of at most {LONGEST_TEXT} characters."
        )
    return Choice(choice), " ".join(text.split())


def _reason(text: str, number: int) -> str:
    if len(text) < SHORTEST_REASON:
        raise NotThisFile(f"Number {number} is kept: say why in its “text”.")
    if check_parts({"reason": text}).blocking:
        raise NotThisFile(f"The reason of number {number} identifies somebody: name nobody in it.")
    return text


def _markdown_parts(desk: Desk) -> set[str]:
    return {
        name for name, (source, _) in desk.sources.items() if source.path.suffix.lower() == ".md"
    }


def _left(decided: Decided) -> list[Entity]:
    """What the detectors still find where nobody decided anything."""
    found: Iterable[Entity] = analyse(decided.parts).entities
    return [
        entity
        for entity in found
        if any(decided.stretch_over(place) is None for place in entity.places)
    ]
