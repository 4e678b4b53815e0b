"""Listed phrases of several words, found by their first word."""

from collections.abc import Iterator
from functools import cache

from coalition.deidentify.gazetteers import folded, lines_of, table_of
from coalition.deidentify.words import Words


@cache
def by_first_word(name: str) -> dict[str, list[tuple[str, ...]]]:
    """The lines of a list by their first words, the longest first."""
    lines = lines_of(name)
    if name == "nationalities":
        lines = frozenset(table_of(name))
    table: dict[str, list[tuple[str, ...]]] = {}
    for line in sorted(lines, key=len, reverse=True):
        parts = tuple(folded(line).replace(".", "").split())
        table.setdefault(parts[0], []).append(parts)
    return table


def find_phrases(words: Words, name: str, *, capital: bool) -> Iterator[tuple[int, int]]:
    """The stretches `[first, last)` of words that the list `name` holds.

    With `capital` only where the first word has one.
    """
    table = by_first_word(name)
    firsts = table.keys() & words.places.keys()
    done = 0
    for index in sorted(index for first in firsts for index in words.places[first]):
        if index < done or (capital and words[index].shape not in "CU"):
            continue
        last = _end_of_phrase(words, index, table[words[index].kind.key])
        if last:
            yield index, last
            done = last


def _end_of_phrase(words: Words, index: int, phrases: list[tuple[str, ...]]) -> int:
    for phrase in phrases:
        last = index + len(phrase)
        if last > len(words):
            continue
        apart = any(len(words.gap(place)) > 2 for place in range(index, last - 1))
        keys = tuple(words[place].kind.key for place in range(index, last))
        if not apart and keys == phrase:
            return last
    return 0
