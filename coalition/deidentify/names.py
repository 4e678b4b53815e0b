"""What the words of a paper give away, all parts together: people first, then the rest."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from coalition.deidentify.case_names import CaseNames
from coalition.deidentify.detectors.ages import find_ages_behind
from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.persons import find_persons
from coalition.deidentify.findings import AGE, DATE, PERSON, Finding
from coalition.deidentify.language_model import Label, labels
from coalition.deidentify.normalise import Folded, View
from coalition.deidentify.propagation import KnownNames, propagate, words_within
from coalition.deidentify.safe_spans import SafeSpans, safe_spans
from coalition.deidentify.surroundings import Doubted, doubted_mentions, is_worth_a_look
from coalition.deidentify.words import Words

Weigh = Callable[..., bool]
"""Whether something doubtful is shown; is called as is_worth_a_look is."""

_LIKE_A_SECTION: Final = re.compile(r"[0-9]{1,2}-[0-9]{1,2}-[0-9]{1,2}")
_MARKS = ("*", "_")


@dataclass
class Reading:
    """One part of a paper as its reader follows it, and what was found in it."""

    part: str
    text: str
    view: View
    words: Words
    cases: CaseNames
    safe: SafeSpans
    candidates: list[Candidate] = field(default_factory=list)

    @classmethod
    def of(cls, part: str, text: str, view: View) -> "Reading":
        """The view with its words and the citations in it."""
        words = Words(view.text)
        return cls(part, text, view, words, CaseNames(words), safe_spans(view.text))

    def tells(self, candidate: Candidate, cited: frozenset[str]) -> bool:
        """Whether this is a cited case in short: "Clifton" where Clifton v. Cox is cited."""
        within = words_within(self.words, candidate.start, candidate.end)
        return all(word.kind.key in cited for word in within)

    def is_safe(self, candidate: Candidate, cited: frozenset[str]) -> bool:
        """Whether a citation or the name of a cited case is all there is."""
        if candidate.named:
            return candidate.type == DATE and self._is_section(candidate)
        if self.cases.any_within(candidate.start, candidate.end):
            return True
        if candidate.type == PERSON and self.tells(candidate, cited):
            return True
        return self.safe.cover(candidate.start, candidate.end)

    def _is_section(self, candidate: Candidate) -> bool:
        """Whether it is the number of a section that only looks like a date: § 16-3-21."""
        number = self.words.text[candidate.start : candidate.end]
        is_alike = _LIKE_A_SECTION.fullmatch(number) is not None
        return is_alike and self.safe.cover(candidate.start, candidate.end)

    def findings(self) -> Iterator[Finding]:
        """What was found, at the offsets of the part as given."""
        for each in self.candidates:
            start, end = self.view.origin(each.start, each.end)
            yield Finding(start, end, each.type, each.severity, each.reasons)

    def doubted(self, candidate: Candidate) -> Candidate:
        """The candidate, left to the author where it stands in italics, as names of cases do."""
        if candidate.named or not self._is_emphasised(candidate):
            return candidate
        reasons = (*candidate.reasons, "in italics, as names of cases are")
        return replace(candidate, severity="review", reasons=reasons)

    def _is_emphasised(self, candidate: Candidate) -> bool:
        start, end = self.view.origin(candidate.start, candidate.end)
        before, after = self.text[max(0, start - 2) : start], self.text[end : end + 2]
        opens = before.endswith(_MARKS) and before not in ("**", "__")
        return opens or (after.startswith(_MARKS) and after not in ("**", "__"))

    def add_known(self, known: KnownNames) -> None:
        """Add every other mention of those who were found in any part."""
        held = {
            position
            for each in self.candidates
            if each.severity == "block"
            for position in range(each.start, each.end)
        }
        self.candidates += (
            each
            for each in propagate(self.words, self.cases, known)
            if not held.issuperset(range(each.start, each.end))
        )


def find_named(
    parts: Mapping[str, str],
    folded: Mapping[str, Folded],
    *,
    use_model: bool,
    weigh: Weigh = is_worth_a_look,
) -> list[tuple[str, Finding]]:
    """The names of people and what else words alone give away, part by part.

    `weigh` decides on what is doubtful.
    """
    readings = [
        Reading.of(part, text, view)
        for part, text in parts.items()
        for view in folded[part].prose_views()
    ]
    cited = frozenset(key for reading in readings for key in reading.cases.keys)
    known = KnownNames()
    for reading in readings:
        found = [
            reading.doubted(each)
            for each in find_persons(reading.words, reading.cases)
            if not reading.is_safe(each, cited)
        ]
        # What words nearby call a name is shown, however unsure; the rest is weighed.
        doubtful = [each for each in found if each.severity == "review" and not each.named]
        reading.candidates = [each for each in found if each.severity == "block" or each.named]
        reading.candidates += _ages_behind(reading)
        reading.candidates += (
            each.candidate
            for each in _doubted(reading, doubtful, cited, use_model=use_model)
            if weigh(each, with_model=use_model)
        )
    for reading in readings:
        for each in reading.candidates:
            if each.type == PERSON and each.severity == "block":
                known.learn(words_within(reading.words, each.start, each.end))
    for reading in readings:
        reading.add_known(known)
    return [(reading.part, each) for reading in readings for each in reading.findings()]


def _ages_behind(reading: Reading) -> list[Candidate]:
    ends = sorted({each.end for each in reading.candidates})
    return [
        Candidate(start, end, AGE, "review", ("a number behind a name, as ages stand",), named=True)
        for start, end in find_ages_behind(reading.words.text, ends)
    ]


def _doubted(
    reading: Reading, doubtful: Iterable[Candidate], cited: frozenset[str], *, use_model: bool
) -> Iterator[Doubted]:
    said: list[Label] = list(labels(reading.view.text)) if use_model else []
    for each in doubted_mentions(reading.words, said, list(doubtful)):
        if not reading.is_safe(each.candidate, cited):
            yield each
