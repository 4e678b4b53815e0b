"""What may identify somebody together with other things: dates, places, bodies, trades, traits.

Several detectors and the language model may speak of one stretch; it becomes one mention here,
which is then weighed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from coalition.deidentify import findings as types
from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.ages import find_ages
from coalition.deidentify.detectors.conditions import find_conditions
from coalition.deidentify.detectors.dates import find_dates
from coalition.deidentify.detectors.organisations import find_organisations
from coalition.deidentify.detectors.phrases import find_phrases
from coalition.deidentify.detectors.places import find_places
from coalition.deidentify.detectors.quantities import find_counts, find_quantities
from coalition.deidentify.gazetteers import table_of
from coalition.deidentify.language_model import Label
from coalition.deidentify.words import Words

MODEL_TYPES: Final = {
    "PERSON": types.PERSON,
    "NORP": types.NATIONALITY,
    "FAC": types.PLACE,
    "GPE": types.PLACE,
    "LOC": types.PLACE,
    "ORG": types.ORGANISATION,
    "DATE": types.DATE,
    "TIME": types.DATE,
    "MONEY": types.QUANTITY,
    "QUANTITY": types.QUANTITY,
    "PERCENT": types.QUANTITY,
    "CARDINAL": types.QUANTITY,
    "EVENT": types.OTHER,
    "FAC ": types.PLACE,
    "LANGUAGE": types.NATIONALITY,
    "LAW": types.OTHER,
    "PRODUCT": types.OTHER,
    "WORK_OF_ART": types.OTHER,
}
# Of several types for one stretch, the first in this order.
_ORDER: Final = (
    types.AGE,
    types.DATE,
    types.PERSON,
    types.ORGANISATION,
    types.PLACE,
    types.OCCUPATION,
    types.NATIONALITY,
    types.QUANTITY,
    types.OTHER,
)


@dataclass
class Mention:
    """`text[start:end]`, everything that was said of it, and the type that follows from that."""

    start: int
    end: int
    said: set[str] = field(default_factory=set)
    types: set[str] = field(default_factory=set)

    @property
    def type(self) -> str:
        """The type of the finding it may become."""
        return next(each for each in _ORDER if each in self.types)


def find_mentions(
    words: Words, labels: list[Label], doubtful: Iterable[Candidate] = ()
) -> list[Mention]:
    """All mentions in order, none overlapping another; `doubtful` may be names of people."""
    text = words.text
    spoken = [*_spoken(words, text, labels), *_doubtful(doubtful)]
    spans = sorted(spoken, key=lambda each: (each[0], -each[1]))
    mentions: list[Mention] = []
    for start, end, type_, said in spans:
        if not mentions or start >= mentions[-1].end:
            mentions.append(Mention(start, end))
        mention = mentions[-1]
        mention.end = max(mention.end, end)
        mention.said.add(said)
        mention.types.add(type_)
    return mentions


def _doubtful(candidates: Iterable[Candidate]) -> Iterator[tuple[int, int, str, str]]:
    for each in candidates:
        yield each.start, each.end, each.type, f"name:{each.reasons[0]}"


def _spoken(words: Words, text: str, labels: list[Label]) -> Iterator[tuple[int, int, str, str]]:
    for start, end, kind in find_dates(text):
        yield start, end, types.DATE, f"date:{kind}"
    for start, end in find_ages(text):
        yield start, end, types.AGE, "age"
    for start, end in find_quantities(text):
        yield start, end, types.QUANTITY, "quantity"
    for start, end in find_counts(text):
        yield start, end, types.QUANTITY, "count"
    for start, end in find_conditions(text):
        yield start, end, types.NATIONALITY, "condition"
    yield from _spoken_by_words(words)
    for label in labels:
        type_ = MODEL_TYPES.get(label.name)
        if type_ is not None and len(text[label.start : label.end].strip()) > 1:
            start, end = _bare(text, label.start, label.end)
            if start < end:
                yield start, end, type_, f"model:{label.name}"


def _spoken_by_words(words: Words) -> Iterator[tuple[int, int, str, str]]:
    spans = [
        *((first, last, types.PLACE, f"place:{how}") for first, last, how in find_places(words)),
        *(
            (first, last, types.ORGANISATION, f"body:{how}")
            for first, last, how in find_organisations(words)
        ),
        *(
            (first, last, types.OCCUPATION, "trade")
            for first, last in find_phrases(words, "trades", capital=False)
        ),
        *(
            (first, last, types.NATIONALITY, "trait")
            for first, last in find_phrases(words, "traits", capital=False)
        ),
        *(
            (index, index + 1, types.NATIONALITY, "people")
            for index, word in enumerate(words.all)
            if word.shape in "CU" and word.kind.key in _peoples()
        ),
    ]
    for first, last, type_, said in spans:
        yield words[first].start, words[last - 1].end, type_, said


def _peoples() -> frozenset[str]:
    return frozenset().union(*table_of("nationalities").values())


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without white space, articles and possessive endings at its ends."""
    while start < end and not text[start].isalnum():
        start += 1
    for article in ("the ", "The ", "a ", "an "):
        if text.startswith(article, start) and start + len(article) < end:
            start += len(article)
    while end > start and not (text[end - 1].isalnum() or text[end - 1] in ").%"):
        end -= 1
    if end - start > 2 and text[end - 2 : end] in ("'s", "’s"):
        end -= 2
    if end > start and text[end - 1] == ")" and "(" not in text[start:end]:
        end -= 1
    return start, end
