"""Lists of names and words, read once each from the files beside this module.

They hold facts: which names are frequent, what places are called. The head of each file says
where it comes from.
"""

import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent


def folded(word: str) -> str:
    """Lower case without accents, as the lists are written: `folded("Núñez") == "nunez"`."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.lower())
    plain = "".join(each for each in decomposed if not unicodedata.combining(each))
    return plain.replace("’", "'").replace("ł", "l").replace("ı", "i").replace("ø", "o")


@cache
def words_of(name: str) -> frozenset[str]:
    """The words of `name`.txt, whatever lines they stand on."""
    return frozenset(word for line in _lines(name) for word in folded(line).split())


@cache
def lines_of(name: str) -> frozenset[str]:
    """The lines of `name`.txt, where an entry may be several words."""
    return frozenset(map(folded, _lines(name)))


@cache
def table_of(name: str) -> dict[str, frozenset[str]]:
    """The lines `key: word word` of `name`.txt; a word that only looks like a key has none."""
    rows = (line.partition(":") for line in _lines(name))
    return {folded(key): frozenset(folded(words).split()) for key, _, words in rows}


@cache
def word_class(name: str) -> frozenset[str]:
    """A closed class of words, such as `honorifics`, from word_classes.txt."""
    return frozenset(_classes()[name])


@cache
def _classes() -> dict[str, list[str]]:
    classes: dict[str, list[str]] = {}
    name = ""
    for line in _lines("word_classes"):
        if line.endswith(":"):
            name = line[:-1]
        else:
            classes.setdefault(name, []).extend(line.split())
    return classes


def _lines(name: str) -> list[str]:
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]
