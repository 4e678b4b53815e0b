"""Where a name begins and ends that its words alone do not bound: Wm. Doe, Doe Jr., DOE M."""

import re
from typing import Final

from coalition.deidentify.words import Words

_SUFFIX: Final = re.compile(r",? (?:Jr|Sr|JR|SR|II|III|IV|Esq|ESQ)\b\.?")
# First names as clerks shorten them, and the part of a surname that some write by itself.
_BEFORE: Final = re.compile(
    r"(?<![\w.])(?:Wm|Chas|Jos|Geo|Robt|Thos|Jas|Edw|Benj|Fco|Mohd|Md|MD|Ma|Mac|Mc)\.? $"
)
# Particles and bynames with capitals, which belong to the name behind them.
_LEADING: Final = re.compile(
    r"(?<![\w.])(?:de la|de los|de las|del?|la|le|lo|di|da|do|du|dos|das|st\.?|ste\.?|san|santa"
    r"|van der|van den|van de|van|von|ter|al|el|bin|ibn|abu|umm|big|lil'?|li'l) $",
    re.IGNORECASE,
)
_LAST_INITIAL: Final = re.compile(r" [A-Z]\.?(?=[,;)|\n]|$)")
_POSSESSIVES: Final = ("'s", "’s", "'S", "’S")


def name_start(words: Words, first: int) -> int:
    """Where the name begins whose first word is `first`."""
    start = words[first].start
    text = words.text
    before = _BEFORE.search(text, max(0, start - 7), start)
    if before is None and words[first].shape in "CU":
        before = _LEADING.search(text, max(0, start - 9), start)
        # "de" in a sentence of another language leads to anything.
        if before is not None and words[first].shape == "C" and before[0].isupper():
            return start
    return before.start() if before else start


def name_stop(words: Words, last: int) -> int:
    """Where the name ends whose last word stands before `last`."""
    word = words[last - 1]
    if word.text.endswith(_POSSESSIVES):
        return word.end - 2
    suffix = _SUFFIX.match(words.text, word.end)
    if suffix is not None:
        return suffix.end()
    if word.shape == "I" and words.text[word.end : word.end + 1] == ".":
        return word.end + 1
    initial = _LAST_INITIAL.match(words.text, word.end) if word.shape == "U" else None
    return initial.end() if initial else word.end
