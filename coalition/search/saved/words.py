"""A search in plain words, for the page and for the name that is offered."""

from collections.abc import Mapping

from coalition.search.asked import Search
from coalition.search.facets import label_of

LONGEST_NAME = 120

# What a filter says of the papers that it lets through, in the order of a sentence.
_SAYS = {
    "kind": "are of the kind {}",
    "office": "were shared by {}",
    "state": "are about the law of {}",
    "offense": "concern the offense {}",
    "defense": "meet the defense {}",
    "response": "answer with {}",
    "stage": "have reached the stage {}",
    "outcome": "have the outcome {}",
    "forum": "were before the forum {}",
    "event": "show in footage {}",
    "is": "are flagged {}",
    "tlp": "are marked {}",
    "after": "were published on or after {}",
    "before": "were published on or before {}",
}


def in_words(search: Search, offices: Mapping[str, str]) -> str:
    """One sentence that says which papers ``search`` finds; ``offices`` are names by slug."""
    clauses = [f"match “{search.text}”"] if search.text else []
    for name, says in _SAYS.items():
        labels = [label_of(n, value, offices) for n, value in search.pairs if n == name]
        if labels:
            clauses.append(says.format(" or ".join(f"“{label}”" for label in labels)))
    if not clauses:
        return "All papers that you may read."
    *others, last = clauses
    return f"Papers that {', '.join(others) + ' and ' if others else ''}{last}."


def suggested_name(search: Search, offices: Mapping[str, str]) -> str:
    """A short name to begin with, from the words and the filters."""
    parts = [" ".join(search.text.split())] if search.text else []
    parts += [label_of(name, value, offices) for name, value in search.pairs]
    name = ", ".join(parts) or "All papers"
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"
