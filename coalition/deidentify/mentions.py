"""What may identify somebody together with other things: dates, places, bodies, trades, traits.

Several detectors and the language model may speak of one stretch; it becomes one mention here,
which is then weighed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from coalition.deidentify import findings as kinds
from coalition.deidentify.detectors.ages import find_ages
from coalition.deidentify.detectors.candidate import Candidate
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
    "PERSON": kinds.PERSON,
    "NORP": kinds.NATIONALITY,
    "FAC": kinds.PLACE,
    "GPE": kinds.PLACE,
    "LOC": kinds.PLACE,
    "ORG": kinds.ORGANISATION,
    "DATE": kinds.DATE,
    "TIME": kinds.DATE,
    "MONEY": kinds.QUANTITY,
    "QUANTITY": kinds.QUANTITY,
    "PERCENT": kinds.QUANTITY,
    "CARDINAL": kinds.QUANTITY,
    "EVENT": kinds.OTHER,
    "LANGUAGE": kinds.NATIONALITY,
    "LAW": kinds.OTHER,
    "PRODUCT": kinds.OTHER,
    "WORK_OF_ART": kinds.OTHER,
}
_LAW: Final = re.compile(
    r"(?:the )?(?:(?:Article|Section|Rule|Chapter|Paragraph|Protocol)s? (?:No\. ?)?[0-9]|§)",
    re.IGNORECASE,
)
# Of several types for one stretch, the first in this order.
_ORDER: Final = (
    kinds.AGE,
    kinds.DATE,
    kinds.PERSON,
    kinds.ORGANISATION,
    kinds.PLACE,
    kinds.OCCUPATION,
    kinds.NATIONALITY,
    kinds.QUANTITY,
    kinds.OTHER,
)


@dataclass
class Mention:
    """`text[start:end]`, everything that was said of it, and the type that follows from that."""

    start: int
    end: int
    said: set[str] = field(default_factory=set)
    types: set[str] = field(default_factory=set)
    longest: tuple[int, int, str] = (0, 0, kinds.OTHER)

    @property
    def reasons(self) -> list[str]:
        """What the detectors of names said of it, in their words."""
        return sorted(each.removeprefix("name:") for each in self.said if each.startswith("name:"))

    @property
    def type(self) -> str:
        """The type of the finding it may become."""
        return self.longest[2]

    def hear(self, start: int, end: int, type_: str, said: str) -> None:
        """Take in what one detector said of this stretch or of a part of it."""
        self.end = max(self.end, end)
        self.said.add(said)
        self.types.add(type_)
        # Who speaks of most of it knows best what it is.
        self.longest = max(self.longest, (end - start, -_ORDER.index(type_), type_))


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
        mentions[-1].hear(start, end, type_, said)
    return [each for each in mentions if not _cites_law(text[each.start : each.end])]


def _cites_law(spelled: str) -> bool:
    return _LAW.match(spelled) is not None


def _doubtful(candidates: Iterable[Candidate]) -> Iterator[tuple[int, int, str, str]]:
    for each in candidates:
        yield each.start, each.end, each.type, f"name:{each.reasons[0]}"


def _spoken(words: Words, text: str, labels: list[Label]) -> Iterator[tuple[int, int, str, str]]:
    for start, end, kind in find_dates(text):
        yield start, end, kinds.DATE, f"date:{kind}"
    for start, end in find_ages(text):
        yield start, end, kinds.AGE, "age"
    for start, end in find_quantities(text):
        yield start, end, kinds.QUANTITY, "quantity"
    for start, end in find_counts(text):
        yield start, end, kinds.QUANTITY, "count"
    for start, end in find_conditions(text):
        yield start, end, kinds.NATIONALITY, "condition"
    yield from _spoken_by_words(words)
    for label in labels:
        type_ = MODEL_TYPES.get(label.name)
        if type_ is not None and len(text[label.start : label.end].strip()) > 1:
            start, end = _bare(text, label.start, label.end)
            if start < end:
                yield start, end, type_, f"model:{label.name}"


def _spoken_by_words(words: Words) -> Iterator[tuple[int, int, str, str]]:
    spans = [
        *((first, last, kinds.PLACE, f"place:{how}") for first, last, how in find_places(words)),
        *(
            (first, last, kinds.ORGANISATION, f"body:{how}")
            for first, last, how in find_organisations(words)
        ),
        *(
            (first, last, kinds.OCCUPATION, "trade")
            for first, last in find_phrases(words, "trades", capital=False)
        ),
        *(
            (first, last, kinds.NATIONALITY, "trait")
            for first, last in find_phrases(words, "traits", capital=False)
        ),
        *(
            (index, index + 1, kinds.NATIONALITY, "people")
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
