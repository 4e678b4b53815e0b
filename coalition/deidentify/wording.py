"""The words a reviewer types are checked like any others: they leave the office too."""

from collections.abc import Iterator, Mapping
from typing import Final

from coalition.deidentify.analysis import Entity
from coalition.deidentify.decisions import Choice, Decision
from coalition.deidentify.dossier import mentions_of
from coalition.deidentify.examined import Look, examined
from coalition.deidentify.gate import names_somebody
from coalition.deidentify.marks import places_of
from coalition.deidentify.normalise import canonical
from coalition.deidentify.pseudonyms import is_pseudonym
from coalition.deidentify.sheet import MADE_LESS_EXACT, Item, Sheet
from coalition.errors import Invalid, Problem

LONGEST_TEXT: Final = 200
SHORTEST_REASON: Final = 3
# The usual reasons, offered on the page.
REASONS: Final = (
    "It identifies nobody.",
    "It is not a name.",
    "A published opinion or order names it.",
    "A public official, acting in office.",
    "A public place that many people use.",
)
INVENTED: Final = "Invented for the demo."
_KNOWN: Final = frozenset((*REASONS, INVENTED, MADE_LESS_EXACT))


def typed_texts(sheet: Sheet, decisions: Mapping[str, Decision]) -> dict[str, str]:
    """The texts that have to be looked through before ``decisions`` can be made, named by key."""
    return {
        f"{decision.choice.value}-{item.key}": " ".join(decision.text.split())
        for item, decision in _of_items(sheet, decisions)
        if not _is_ours(item, decision)
    }


def check_decisions(
    sheet: Sheet, decisions: Mapping[str, Decision], *, look: Look = examined
) -> None:
    """Return when every wording may stand in a shared text and, for a reason, in the log.

    Raises:
        Invalid: names each field to mend.
    """
    typed = typed_texts(sheet, decisions)
    found = _found_in(typed, look)
    problems = []
    for item, decision in _of_items(sheet, decisions):
        name = f"{decision.choice.value}-{item.key}"
        message = _problem(item, decision, sheet, found.get(name, []))
        if message:
            problems.append(Problem(name, message))
    if problems:
        raise Invalid(*problems)


def _of_items(sheet: Sheet, decisions: Mapping[str, Decision]) -> Iterator[tuple[Item, Decision]]:
    for key, decision in decisions.items():
        item = sheet.item(key)
        if item is not None:
            yield item, decision


def _is_ours(item: Item, decision: Decision) -> bool:
    """Whether the words were proposed by the page itself, or were checked when first entered."""
    if decision == item.decision:
        return True
    if decision.choice is Choice.REPLACE:
        return decision.text == item.pseudonym or is_pseudonym(decision.text)
    if decision.choice is Choice.GENERALISE:
        return decision.text in item.phrases
    return decision.text in _KNOWN


def _found_in(typed: Mapping[str, str], look: Look) -> dict[str, list[Entity]]:
    """What was found in each typed text."""
    found: dict[str, list[Entity]] = {}
    if any(typed.values()):
        for entity in look(typed).entities:
            for name in {place.part for place in entity.places}:
                found.setdefault(name, []).append(entity)
    return found


def _problem(item: Item, decision: Decision, sheet: Sheet, found: list[Entity]) -> str:
    text, choice = " ".join(decision.text.split()), decision.choice
    if item.late and choice is not Choice.KEEP:
        return "Keep this for a reason, mark it, or edit the text."
    if choice is Choice.KEEP:
        if not SHORTEST_REASON <= len(text) <= LONGEST_TEXT:
            return f"Say why it may stay, in {SHORTEST_REASON} to {LONGEST_TEXT} characters."
    elif not 0 < len(text) <= LONGEST_TEXT:
        return f"Enter what to put there, at most {LONGEST_TEXT} characters."
    if not text.isprintable():
        return "Use letters, digits and punctuation only."
    if _is_ours(item, decision):
        return ""
    if _repeats(item, text, sheet):
        return "This still holds the words that it is about. Use other words."
    if any(map(names_somebody, found)) or (found and choice is Choice.KEEP):
        where = "The reason is kept in the log; name" if choice is Choice.KEEP else "Name"
        return f"This identifies somebody itself. {where} nobody and nothing exact in it."
    return ""


def _repeats(item: Item, text: str, sheet: Sheet) -> bool:
    written = {"": canonical(text)}
    mentions = mentions_of(item.entity, sheet.texts_of(item))
    return any(places_of(mention, written) for mention in mentions)
