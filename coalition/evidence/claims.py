"""What a report, complaint or statement says, beside what the footage shows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

_NUMBERS = re.compile(r"[1-9][0-9]{0,3}")


class ClaimError(ValueError):
    """A claim names events that it cannot. The message may be shown after the row's number."""


class Verdict(StrEnum):
    """What the footage says of a claim."""

    CORROBORATED = "corroborated"
    CONTRADICTED = "contradicted"
    BOTH = "both"
    NOT_SHOWN = "not shown"


@dataclass(frozen=True)
class Cited:
    """The numbers of the events that bear a claim out, and of those that refute it."""

    corroborated: tuple[int, ...] = ()
    contradicted: tuple[int, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """What they say together; without any the footage does not show it."""
        if self.corroborated and self.contradicted:
            return Verdict.BOTH
        if self.contradicted:
            return Verdict.CONTRADICTED
        return Verdict.CORROBORATED if self.corroborated else Verdict.NOT_SHOWN

    def finding(self, number: int) -> Verdict:
        """What the event of that number says of the claim."""
        if number in self.contradicted:
            return Verdict.CONTRADICTED
        return Verdict.CORROBORATED if number in self.corroborated else Verdict.NOT_SHOWN


def cited_moments(row: Mapping[str, str], events: int) -> Cited:
    """What a row names, in an index with that many events.

    Raises:
        ClaimError: something is no number, there is no such event, or it is named for both.
    """
    cited = Cited(*(_numbers(row[name], events) for name in ("corroborated", "contradicted")))
    against = set(cited.contradicted)
    for number in cited.corroborated:
        if number in against:
            raise ClaimError(f"event {number} cannot both corroborate and contradict it.")
    return cited


def _numbers(text: str, events: int) -> tuple[int, ...]:
    found = []
    for word in re.split(r"[,;\s]+", text.strip(" ,;")):
        if not word:
            continue
        if not _NUMBERS.fullmatch(word):
            raise ClaimError(f"“{word}” is not the number of an event. Write numbers: 3, 7.")
        if int(word) > events:
            raise ClaimError(f"there is no event {word}.")
        found.append(int(word))
    return tuple(dict.fromkeys(found))


def after_removal(text: str, removed: int) -> str:
    """The numbers as they are once the event of that number is taken out."""
    words = re.split(r"([,;\s]+)", text)
    moved = [
        word if not _NUMBERS.fullmatch(word) or int(word) < removed else str(int(word) - 1)
        for word in words
        if word != str(removed)
    ]
    return re.sub(r"^[,;\s]+|[,;\s]+$", "", re.sub(r"([,;]\s*){2,}", ", ", "".join(moved)))


_SAID = {
    Verdict.CONTRADICTED: "contradicted by the footage",
    Verdict.CORROBORATED: "corroborated by it",
    Verdict.BOTH: "corroborated in part and contradicted in part",
    Verdict.NOT_SHOWN: "not shown",
}


def summary(verdicts: Sequence[Verdict]) -> str:
    """The matrix in one sentence; empty without claims."""
    if len(verdicts) == 1:
        return f"The one claim is {_SAID[verdicts[0]]}."
    said = [
        f"{'one is' if count == 1 else f'{count} are'} {words}"
        for verdict, words in _SAID.items()
        if (count := verdicts.count(verdict))
    ]
    *most, last = said or [""]
    listed = f"{', '.join(most)} and {last}" if most else last
    return f"Of {len(verdicts)} claims {listed}." if said else ""
