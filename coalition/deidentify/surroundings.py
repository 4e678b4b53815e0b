"""From mentions to candidates: weighed, without what is safe everywhere in the United States."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from coalition.deidentify import findings as types
from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.name_words import AGENCIES, LEGAL_HEADS
from coalition.deidentify.features import Featurizer
from coalition.deidentify.gazetteers import folded, lines_of, word_class
from coalition.deidentify.language_model import Label
from coalition.deidentify.mentions import Mention, find_mentions
from coalition.deidentify.propagation import words_within
from coalition.deidentify.weighing import score, threshold
from coalition.deidentify.words import Word, Words

# Exact dates and ages are always shown; they and little else tell one incident from another.
_ALWAYS: Final = frozenset({"date:day", "date:digits", "date:month", "date:season", "age"})
# A missed name costs more than a look at a word that is none.
_FOR_NAMES: Final = 0.1

_NOBODY: Final = (
    AGENCIES | word_class("calendar") | {"day", "days", "morning", "evening", "night", "english"}
)

_NOT_NAMES: Final = lines_of("not_names")
_MAKERS: Final = word_class("makers")
_OF_A_YEAR: Final = frozenset({"date:year", "model:DATE", "model:CARDINAL"})
_MADE_IN: Final = re.compile(
    r"\b(?:amended|enacted|adopted|rescinded|repealed|codified|recodified|promulgated|revised|passed"
    r"|signed|published|decided|ratified|effective|issued|updated|edition|version|revision|class"
    r"|server|office|windows|excel|copyright|laws|acts?|session|fiscal year|term|rev\.|©)[ ,]{1,2}"
    r"(?:(?:in|of|on|as of|by|since|©)[ ]){0,2}$",
    re.IGNORECASE,
)
_OF_LAW: Final = re.compile(
    r"[ -](?:[a-z]{3,12}[ ]){0,2}(?:session|laws?|acts?|edition|amendments?|polic(?:y|ies)"
    r"|statutes?|guidelines|manual|version|budget|legislature|decisions?|opinions?|term|models?|rules?|bills?"
    r"|standards?|revision|ruling|ordinance|directives?|code|template)\b"
)

_LISTED_PLACES: Final = frozenset({"place:nation", "place:city"})
# A state that somebody proceeds against tells as little as the United States in a caption.
_AGAINST: Final = re.compile(r"\bagainst (?:the )?(?:(?:[A-Z][a-z]+ )?Republic of )?$")

# Courts and public offices of the United States, as papers name them.
_COUNTY: Final = r"(?:[a-z.'’-]+ ){1,4}(?:county|parish|borough)"
_OF: Final = r"(?: (?:of|for) [a-z.' ]{3,60})"
_STATES: Final = "|".join(
    sorted(re.escape(state) for state in lines_of("states") if len(state) > 3)
)
_AUTHORITY: Final = re.compile(
    rf"{_COUNTY}(?: (?:[a-z]+ ){{0,2}}(?:court|courthouse|attorney|sheriff|jail)"
    r"|(?:'s|’s)? (?:[a-z]+(?:'s|’s)? )?(?:attorney|prosecutor)"
    r"|[,a-z' ]{0,20} (?:office|department))(?:['’]?s? (?:office|department))?"
    r"|(?:[a-z.]+ ){0,3}(?:superior|circuit|district|municipal|family|juvenile|probate) court"
    rf"{_OF}"
    rf"|(?:united states|u\.s\.|federal) (?:[a-z]+ ){{0,4}}court{_OF}?"
    rf"|(?:[a-z]+ ){{0,3}}court of appeals{_OF}?"
    rf"|(?:{_STATES}) (?:[a-z]+ ){{0,3}}(?:bureau|department|division|office|board|commission"
    r"|police|patrol|guard|rangers|attorney general)(?:[a-z,'’ ]{0,60})"
    r"|(?:criminal|civil|civil rights|family|juvenile|appeals|trial|special prosecutions) division"
    rf"|{_COUNTY} [a-z'’ ]{{0,30}}office, [a-z ]{{4,50}}"
    r"|(?:u\.s\.|united states) (?:marshals service|secret service|border patrol|postal inspection"
    r" service|attorney(?:'s|’s)? office)"
    r"|(?:[a-z]+ ){0,3}(?:fraternal order of police|state patrol|highway patrol|bar association)"
)
_LONGEST_AUTHORITY: Final = 120

_CITED: Final = re.compile(
    r"(?:[.,*¶]|WL|LEXIS|[2-9](?:d|th))[ ]{0,2}[*]?[0-9][^()\n]{0,12}[ \n]\((?:[^()\n]{0,30}[ ])?$"
)
_CLOSING: Final = re.compile(r"\.?(?:[ ][0-9]{4})?\)")
_TIMECODE: Final = re.compile(r"[0-9]{1,2}:[0-9]{2}:[0-9]{2}")

_REASONS: Final = {
    types.AGE: "an age",
    types.DATE: "a date or time",
    types.PERSON: "it reads like a name",
    types.ORGANISATION: "an organisation, company or office",
    types.PLACE: "a place",
    types.OCCUPATION: "what somebody does for a living",
    types.NATIONALITY: "where somebody belongs, or a condition somebody has",
    types.QUANTITY: "an amount or count that may single somebody out",
    types.OTHER: "something particular that may single somebody out",
}


@dataclass(frozen=True, slots=True)
class Doubted:
    """What may be worth a look, and what is known of it."""

    candidate: Candidate
    features: list[str]
    share_needed: float
    """How much of the usual score is enough; nothing where it is always shown."""


def doubted_mentions(
    words: Words, labels: list[Label], doubtful: Sequence[Candidate]
) -> Iterator[Doubted]:
    """What may be worth a look in one text: each for review, with the reason in words."""
    mentions = find_mentions(words, labels, doubtful)
    featurizer = Featurizer(words, mentions)
    for number, mention in enumerate(mentions):
        if _is_safe(words, mention):
            continue
        reason = next(iter(mention.reasons), _REASONS[mention.type])
        always = bool(mention.said & _ALWAYS)
        candidate = Candidate(
            mention.start, mention.end, mention.type, "review", (reason,), named=always
        )
        yield Doubted(candidate, featurizer.features(number), _share_needed(mention))


def is_worth_a_look(doubted: Doubted, *, with_model: bool) -> bool:
    """Whether its score reaches what is asked of its kind."""
    least = threshold(with_model=with_model) * doubted.share_needed
    return score(doubted.features, with_model=with_model) >= least


def _share_needed(mention: Mention) -> float:
    if mention.said & _ALWAYS:
        return 0.0
    if mention.said & _LISTED_PLACES:
        # A capital in the middle of a sentence is explained.
        return 1.0
    return _FOR_NAMES if mention.reasons else 1.0


def _is_safe(words: Words, mention: Mention) -> bool:
    spelled = folded(words.text[mention.start : mention.end]).removesuffix("'s")
    if spelled in lines_of("states") or spelled in lines_of("not_names"):
        return True
    if all(part.strip(".,") in _NOBODY for part in spelled.split()):
        return True
    if mention.type == types.ORGANISATION and _is_authority(spelled):
        return True
    if _ends_citation(words.text, mention) or _is_party(words.text, mention):
        return True
    inside = words_within(words, mention.start, mention.end)
    if inside and inside[-1].kind.key in LEGAL_HEADS and inside[-1].shape in "CU":
        return mention.type != types.DATE
    if _TIMECODE.search(spelled) and mention.type in (types.DATE, types.QUANTITY):
        return not mention.said & _ALWAYS
    if mention.said <= _OF_A_YEAR and _is_year_of_law(words.text, mention):
        return True
    if any(word.kind.key in _MAKERS for word in inside):
        return all(_is_of_product(word) for word in inside)
    by_model_alone = all(each.startswith("model:") for each in mention.said)
    return by_model_alone and _says_nothing(mention, spelled, inside)


def _is_year_of_law(text: str, mention: Mention) -> bool:
    """Whether laws, editions and cases are told by this year: "amended in 2021"."""
    before = text[max(0, mention.start - 40) : mention.start]
    after = text[mention.end : mention.end + 40]
    return bool(_MADE_IN.search(before) or _OF_LAW.match(after))


def _is_of_product(word: Word) -> bool:
    kind = word.kind
    return kind.key in _MAKERS or kind.is_common or not kind.is_name or kind.key in _NOT_NAMES


def _is_authority(spelled: str) -> bool:
    return len(spelled) <= _LONGEST_AUTHORITY and _AUTHORITY.fullmatch(spelled) is not None


def _is_party(text: str, mention: Mention) -> bool:
    """Whether this is a state as the party to a case."""
    if "place:nation" not in mention.said or mention.type != types.PLACE:
        return False
    return _AGAINST.search(text, max(0, mention.start - 40), mention.start) is not None


def _ends_citation(text: str, mention: Mention) -> bool:
    """Whether this is the year, and perhaps the court, in parentheses behind a citation."""
    if mention.said & _ALWAYS:
        return False
    before = text[max(0, mention.start - 60) : mention.start]
    after = text[mention.end : mention.end + 12]
    return bool(_CITED.search(before) and _CLOSING.match(after))


def _says_nothing(mention: Mention, spelled: str, inside: list[Word]) -> bool:
    """Whether the model took ordinary words for something particular."""
    ordinary = all(
        word.kind.is_common or word.kind.is_function or word.shape in "Il" for word in inside
    )
    if mention.type == types.PERSON:
        may_be = any(word.kind.is_both and word.shape in "CU" for word in inside)
        return (ordinary and not may_be) or any(letter.isdigit() for letter in spelled)
    if mention.type in (types.DATE, types.QUANTITY) and not re.search("[a-z]", spelled):
        # A bare number that no rule knows for a date or an amount is a page, an item or a code.
        return True
    if mention.type in (types.DATE, types.QUANTITY, types.NATIONALITY, types.PLACE, types.OTHER):
        return ordinary and not any(letter.isdigit() for letter in spelled)
    return False
