"""Sentences in which the identifier that must be found stands between ⟦ and ⟧."""

import re

from coalition.deidentify import Finding, find_identifiers

# What words give away has tests of its own; sentences about numbers hold plenty of it.
_OF_WORDS = frozenset({"person", "date", "age", "place", "organisation", "occupation"}) | {
    "nationality", "rare-fact", "quantity", "other",
}  # fmt: skip
_MARKED = re.compile(r"⟦([^⟧]*)⟧")


def plain(sentence: str) -> str:
    """The sentence without its marks."""
    return _MARKED.sub(r"\1", sentence)


def marks(sentence: str) -> list[str]:
    """What must be found in it."""
    return _MARKED.findall(sentence)


def found(sentence: str) -> list[tuple[str, str, str]]:
    """Type, severity and words of everything found in the sentence without its marks."""
    text = plain(sentence)
    return [(each.type, each.severity, text[each.start : each.end]) for each in findings(sentence)]


def findings(sentence: str) -> list[Finding]:
    """Every number, address or account found in the sentence without its marks."""
    found = find_identifiers(plain(sentence), use_model=False)
    return [each for each in found if each.type not in _OF_WORDS]


def blocked(sentence: str, type_: str) -> bool:
    """Whether exactly the marked words are found, each as a blocking identifier of this type."""
    expected = [(type_, "block", words) for words in marks(sentence)]
    assert found(sentence) == expected
    return bool(expected)
