"""Names of cases: whose parties stand in a published opinion, and whose may be people here."""

import re
from bisect import bisect_left
from typing import Final

from coalition.deidentify.detectors.name_words import GOVERNMENT_PARTIES
from coalition.deidentify.gazetteers import lines_of
from coalition.deidentify.words import Words

_REACH: Final = 9
# A reporter or database citation, or a docket number, right behind the name of a case.
_CITED: Final = re.compile(
    r"[*_]{0,3}(?:\s\(No\.\s[0-9]\))?,?\s{0,3}(?:\(?[12][0-9]{3}\)?,?\s{1,3})?(?:[0-9]{1,4}\s{1,3}(?:[A-Z][A-Za-z0-9.’']{0,9}\s{0,2}){1,4}[0-9_]{1,6}"
    r"|No\.\s{0,2}[0-9A-Z]|Nos\.\s|slip\sop|[0-9]{1,4}\s{1,3}WL|\([^()\n]{0,30}[12][0-9]{3}\)"
    r"|[0-9]{4}-(?:Ohio|N[CM](?:SC|CO?A))|\[[12][0-9]{3}\])"
)
_INSIDE: Final = frozenset(["of", "and", "the", "for", "ex", "rel", "et", "al", "on", "behalf"])
_GAP_IN_PARTY: Final = re.compile(r"[ ,.&'’\n-]{1,4}")
_ABBREVIATED_IN_PARTY: Final = ("inc", "co", "corp", "st", "mr", "ms", "dr", "no", "dep't", "cnty")
_BEHIND_COMMA: Final = ("inc", "llc", "jr", "et")
_BEGINNINGS: Final = frozenset(["re", "parte"])


class CaseNames:
    """Which words of a text belong to the name of a case that is cited."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._held: set[int] = set()
        self.uncited_parties: list[tuple[int, int]] = []
        for index, word in enumerate(words.all):
            if word.text in ("v", "vs", "versus") and index and index + 1 < len(words):
                # A mailbox may be called v too.
                if not words.gap_after(index).strip(" ,\t\n") and "@" not in words.gap(index):
                    self._versus(index)
            elif word.text in _BEGINNINGS and index and words[index - 1].text in ("In", "Ex", "in"):
                self._name(index + 1, self._right_end(index + 1), cited_only=True)
        self._starts = [words[index].start for index in sorted(self._held)]
        self.keys: Final = frozenset(
            words[index].kind.key
            for index in self._held
            if words[index].shape in "CU" and not words[index].kind.is_function
        )

    def any_within(self, start: int, end: int) -> bool:
        """Whether a word of the name of a cited case begins in `text[start:end]`."""
        place = bisect_left(self._starts, start)
        return place < len(self._starts) and self._starts[place] < end

    def hold(self, index: int) -> bool:
        """Whether this word is part of the name of a case right before its citation."""
        return index in self._held

    def _versus(self, index: int) -> None:
        left, right = self._left_start(index - 1), self._right_end(index + 1)
        if self._is_cited(right):
            self._held.update(range(left, right))
            return
        for first, last in ((left, index), (index + 1, right)):
            self._name(first, last, cited_only=False)

    def _name(self, first: int, last: int, *, cited_only: bool) -> None:
        if first >= last:
            return
        if cited_only:
            if self._is_cited(last):
                self._held.update(range(first, last))
            return
        keys = [self._words[index].kind.key for index in range(first, last)]
        if any(key in GOVERNMENT_PARTIES for key in keys):
            return
        if " ".join(keys) in lines_of("not_names") or all(
            self._words[index].kind.is_place for index in range(first, last)
        ):
            self._held.update(range(first, last))
        elif self._may_be_people(first, last):
            self.uncited_parties.append((first, last))

    def _may_be_people(self, first: int, last: int) -> bool:
        party = [self._words[index] for index in range(first, last)]
        full = [each for each in party if each.shape == "C" or len(each.text) > 2]
        is_role = any(each.kind.is_role and not each.kind.is_last for each in party)
        return bool(full) and not is_role

    def _left_start(self, index: int) -> int:
        start = index + 1
        while start and index - start < _REACH and self._goes_on(start - 1):
            if start <= index and not re.fullmatch(
                r"[ ,.&'’*_\n-]{1,4}", self._words.gap(start - 1)
            ):
                break
            start -= 1
        while start <= index and self._words[start].shape == "l":
            start += 1
        while (
            start < index
            and self._words[start].kind.is_common
            and (self._words.starts_sentence(start) or not self._words[start].kind.is_name)
        ):
            start += 1
        return start

    def _right_end(self, index: int) -> int:
        end = index
        while end < min(index + _REACH, len(self._words)) and self._goes_on(end):
            if end > index and self._ends_party(end):
                break
            end += 1
        while end > index and self._words[end - 1].shape == "l":
            end -= 1
        return end

    def _ends_party(self, index: int) -> bool:
        """Whether the party ended before this word."""
        gap, before = self._words.gap(index - 1), self._words[index - 1]
        if not _GAP_IN_PARTY.fullmatch(gap):
            return True
        if "," in gap:
            return self._words[index].kind.key not in _BEHIND_COMMA
        return "." in gap and before.shape != "I" and before.kind.key not in _ABBREVIATED_IN_PARTY

    def _goes_on(self, index: int) -> bool:
        word = self._words[index]
        return word.shape in "CUI" or word.text in _INSIDE

    def _is_cited(self, last: int) -> bool:
        if last == 0 or last > len(self._words):
            return False
        end = self._words[last - 1].end
        tail = self._words.text[end : end + 80].lstrip(".")
        return _CITED.match(tail) is not None
