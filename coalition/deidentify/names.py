"""Who is named in the parts of a paper, looked at together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from coalition.deidentify.case_names import CaseNames
from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.persons import find_persons
from coalition.deidentify.findings import Finding
from coalition.deidentify.normalise import View, prose_views
from coalition.deidentify.propagation import KnownNames, propagate, words_within
from coalition.deidentify.safe_spans import SafeSpans
from coalition.deidentify.words import Words

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
        return cls(part, text, view, words, CaseNames(words), SafeSpans(view.text))

    def tells(self, candidate: Candidate, cited: frozenset[str]) -> bool:
        """Whether this is a cited case in short: "Clifton" where Clifton v. Cox is cited."""
        within = words_within(self.words, candidate.start, candidate.end)
        return all(word.kind.key in cited for word in within)

    def findings(self) -> Iterable[Finding]:
        """What was found, at the offsets of the part as given."""
        for each in self.candidates:
            start, end = self.view.origin(each.start, each.end)
            yield Finding(start, end, each.type, each.severity, each.reasons)

    def weighed(self, candidate: Candidate) -> Candidate:
        """The candidate, doubtful where it stands in italics, as names of cases do."""
        if candidate.named or not self._is_emphasised(candidate):
            return candidate
        reasons = (*candidate.reasons, "in italics, as names of cases are")
        return replace(candidate, severity="review", reasons=reasons)

    def _is_emphasised(self, candidate: Candidate) -> bool:
        start, end = self.view.origin(candidate.start, candidate.end)
        before, after = self.text[max(0, start - 2) : start], self.text[end : end + 2]
        opens = before.endswith(_MARKS) and before not in ("**", "__")
        return opens or (after.startswith(_MARKS) and after not in ("**", "__"))


def find_named(parts: Mapping[str, str]) -> list[tuple[str, Finding]]:
    """The names of people and what else words alone give away, part by part."""
    readings = [
        Reading.of(part, text, view) for part, text in parts.items() for view in prose_views(text)
    ]
    cited = frozenset(key for reading in readings for key in reading.cases.keys)
    known = KnownNames()
    for reading in readings:
        found = find_persons(reading.words, reading.cases)
        reading.candidates += (
            reading.weighed(each)
            for each in found
            if each.named
            or not (reading.safe.cover(each.start, each.end) or reading.tells(each, cited))
        )
        for each in reading.candidates:
            if each.severity == "block":
                known.learn(words_within(reading.words, each.start, each.end))
    for reading in readings:
        reading.candidates += _added(reading, propagate(reading.words, reading.cases, known))
    return [(reading.part, each) for reading in readings for each in reading.findings()]


def _added(reading: Reading, more: Iterable[Candidate]) -> list[Candidate]:
    """Those of them that tell something beyond what was found already."""
    held = {
        position
        for each in reading.candidates
        if each.severity == "block"
        for position in range(each.start, each.end)
    }
    return [each for each in more if not held.issuperset(range(each.start, each.end))]
