"""From mentions to candidates: weighed, without what is safe everywhere in the United States."""

import re
from collections.abc import Iterator, Sequence
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
_FOR_NAMES: Final = 0.25

_NOBODY: Final = AGENCIES | word_class("calendar") | {"day", "days", "morning", "evening", "night"}

_CITED: Final = re.compile(r"[0-9][^()\n]{0,12}[ \n]\((?:[^()\n]{0,30}[ ])?$")
_CLOSING: Final = re.compile(r"(?:[ ][0-9]{4})?\)")
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


def weighed_mentions(
    words: Words, labels: list[Label], doubtful: Sequence[Candidate], *, with_model: bool
) -> Iterator[Candidate]:
    """What is worth a look in one text: each for review, with the reason in words."""
    mentions = find_mentions(words, labels, doubtful)
    featurizer = Featurizer(words, mentions)
    for number, mention in enumerate(mentions):
        if _is_safe(words, mention):
            continue
        least = threshold(with_model=with_model) * _share_needed(mention)
        if score(featurizer.features(number), with_model=with_model) >= least:
            reason = next(iter(mention.reasons), _REASONS[mention.type])
            always = bool(mention.said & _ALWAYS)
            yield Candidate(
                mention.start, mention.end, mention.type, "review", (reason,), named=always
            )


def _share_needed(mention: Mention) -> float:
    """How much of the usual score is enough."""
    if mention.said & _ALWAYS:
        return 0.0
    return _FOR_NAMES if mention.reasons else 1.0


def _is_safe(words: Words, mention: Mention) -> bool:
    spelled = folded(words.text[mention.start : mention.end]).removesuffix("'s")
    if spelled in lines_of("states") or spelled in lines_of("not_names"):
        return True
    if all(part.strip(".,") in _NOBODY for part in spelled.split()):
        return True
    if _ends_citation(words.text, mention):
        return True
    inside = words_within(words, mention.start, mention.end)
    if inside and inside[-1].kind.key in LEGAL_HEADS and inside[-1].shape in "CU":
        return mention.type != types.DATE
    if _TIMECODE.search(spelled) and mention.type in (types.DATE, types.QUANTITY):
        return True
    by_model_alone = all(each.startswith("model:") for each in mention.said)
    return by_model_alone and _says_nothing(mention, spelled, inside)


def _ends_citation(text: str, mention: Mention) -> bool:
    """Whether this is the year, and perhaps the court, in parentheses behind a citation."""
    before = text[max(0, mention.start - 60) : mention.start]
    after = text[mention.end : mention.end + 12]
    return bool(_CITED.search(before) and _CLOSING.match(after))


def _says_nothing(mention: Mention, spelled: str, inside: list[Word]) -> bool:
    """Whether the model took ordinary words for something particular."""
    ordinary = all(
        word.kind.is_common or word.kind.is_function or word.shape in "Il" for word in inside
    )
    if mention.type == types.PERSON:
        return ordinary or any(letter.isdigit() for letter in spelled)
    if mention.type in (types.DATE, types.NATIONALITY, types.PLACE, types.OTHER):
        return ordinary and not any(letter.isdigit() for letter in spelled)
    return False
