"""What is offered beside a search, from the rows that one reader may see and from no others."""

from __future__ import annotations

from collections import Counter

from search_index.analysed import analyse
from search_index.contract import Hit
from search_index.engines.whoosh.evaluation import Evaluation, Found, best
from search_index.ranking import SCORED_FIELDS
from search_index.suggestions import completions, corrected, telling_terms
from search_index.syntax import Or, Word
from search_index.text import SURFACE


class Companions:
    """Suggestions, corrections and relations over what an evaluation sees."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation

    def suggest(self, text: str, limit: int) -> tuple[str, ...]:
        """The text with its last word finished."""
        return completions(text, self._words, limit)

    def spelling(self, text: str) -> str | None:
        """The text with unknown words corrected; None if there are none."""
        return corrected(text, self._words, self._holding)

    def related(self, id: str, size: int) -> tuple[Hit, ...]:
        """The entries most like this one; none if it cannot be seen."""
        evaluation = self._evaluation
        row = evaluation.view.row_of(id, evaluation.living)
        if row is None:
            return ()
        entry = analyse(evaluation.view.shown(row).entry(id))
        terms = telling_terms(entry, evaluation.living.count, self._holding)
        if not terms or not size:
            return ()
        node = Or(tuple(Word(term) for term in terms))
        mask = evaluation.matches(node).copy()
        mask[row] = False
        found = Found.of(mask)
        scores = evaluation.scores(node, found)
        ranked = best(evaluation.view, found, scores, scores, size)
        return tuple(Hit(evaluation.view.id(row), score) for row, score in ranked)

    def _words(self, start: str) -> Counter[str]:
        found: Counter[str] = Counter()
        for field in SCORED_FIELDS:
            counted = self._evaluation.counted(field, SURFACE + start, self._evaluation.living.mask)
            found.update({term.removeprefix(SURFACE): count for term, count in counted.items()})
        return found

    def _holding(self, term: str) -> int:
        return self._evaluation.holding(Word(term))
