"""What may be a name because no list of words holds it where ordinary words stand.

Chats, transcripts and hurried notes are written without capitals; scans set letters apart; some
sign in their own script. A look at such a word costs less than a name that passes in silence.
"""

import re
from collections.abc import Iterator
from typing import Final

from coalition.deidentify.gazetteers import folded, word_class, words_of
from coalition.deidentify.words import (
    CALENDAR,
    Word,
    Words,
    is_made_of_listed,
    kind_of,
    looks_ordinary,
)

# A sentence may go on over the end of a line, and then its capital stands on the line before.
_SENTENCE: Final = re.compile(r"(?:[^\n.!?]|\n(?![ \t]*\n))+")
_SPEAKER: Final = re.compile(
    r"^[ \t>*•-]{0,6}"
    r"(?:[\[(]?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?: ?[AaPp][Mm])?[\])]?[ ,-]{0,3})?"
    r"(?P<who>[^\W\d_][\w'’.-]{1,24}(?: [\w'’.-]{1,24})?)(?: ?\([^()\n]{1,24}\))?:(?![/0-9])",
    re.MULTILINE,
)
_APART: Final = re.compile(
    r"(?<![\w.'’&])[^\W\d_](?:(?:[ ]{1,4}|[ ]?,[ ]{0,3})[^\W\d_](?!\w)){3,40}"
)
_GROUP: Final = re.compile(r"[^\W\d_](?: [^\W\d_](?!\w))*")
_NOT_LATIN: Final = (
    r"[^\W\d_A-Za-z\u00aa-\u036f\u1d00-\u1eff\u2c60-\u2c7f\ua720-\ua7ff\uab30-\uab6f]"
)
# Vowel signs of South and Southeast Asian scripts are no letters for Python.
_SIGNS: Final = r"\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_FOREIGN_WORD: Final = rf"\w{{0,20}}?{_NOT_LATIN}[\w{_SIGNS}'’.-]{{0,40}}"
_FOREIGN: Final = re.compile(rf"(?<!\w){_FOREIGN_WORD}(?:[ ]{_FOREIGN_WORD}){{0,7}}")
_LETTER: Final = re.compile(_NOT_LATIN)
_SHORTEST: Final = 3
_LISTS: Final = ("ordinary_words", "trades", "traits", "not_names")
_CHATTED: Final = word_class("chatted")


def find_unlisted(words: Words) -> Iterator[tuple[int, int, str]]:
    """Start, end and reason of each."""
    yield from _in_small_letters(words)
    yield from _speakers(words)
    for match in _APART.finditer(words.text):
        if any(_spells_no_word(group[0]) for group in _GROUP.finditer(match[0])):
            yield *match.span(), "letters that are set apart and may spell a name"
    if not words.text.isascii():
        yield from _in_other_scripts(words.text)


def _in_small_letters(words: Words) -> Iterator[tuple[int, int, str]]:
    """Unlisted words, and the names beside them, in sentences that have no capitals at all."""
    index = 0
    for sentence in _SENTENCE.finditer(words.text):
        first = index
        while index < len(words) and words[index].start < sentence.end():
            index += 1
        written = words.all[first:index]
        if any(word.shape in "CUm" for word in written) or not any(map(_is_plain, written)):
            continue
        if written[0].shape != "l":
            continue
        place = 0
        while place < len(written):
            last = place
            while last < len(written) and _may_be_name(written[last], alone=last == place):
                last += 1
            if last > place and any(map(is_unlisted, written[place:last])):
                yield written[place].start, written[last - 1].end, "a word that no list holds"
            place = max(last, place + 1)


def _is_plain(word: Word) -> bool:
    return word.kind.is_common or word.kind.is_function


def _may_be_name(word: Word, *, alone: bool) -> bool:
    return is_unlisted(word) or (word.kind.is_name and (not word.kind.is_common or not alone))


def is_unlisted(word: Word) -> bool:
    """Whether no list holds a word, which does not look like an ordinary one either."""
    kind = word.kind
    if kind.is_common or kind.is_function or kind.is_name or kind.is_place or kind.is_role:
        return False
    if len(kind.key) < _SHORTEST or kind.key in CALENDAR or kind.key in _CHATTED:
        return False
    if any(kind.key in words_of(name) for name in _LISTS):
        return False
    return not looks_ordinary(kind.key) and not _is_inflected(kind.key)


def _is_inflected(key: str) -> bool:
    """Whether it is a form of a word that the lists hold: "filmers", "re-served", "unmasked"."""
    stems = {key.removesuffix(end) for end in ("r", "er", "ers", "ed", "d", "ly", "y", "ing", "s")}
    stems |= {stem.removeprefix(start) for stem in stems for start in ("re", "un", "non", "mis")}
    return any(
        form in words_of(name)
        for stem in stems
        if len(stem) > _SHORTEST
        for form in (stem, f"{stem}e")
        for name in ("common_words", "ordinary_words", "legal_words")
    )


def _speakers(words: Words) -> Iterator[tuple[int, int, str]]:
    """Whose words a line of a chat or a transcript holds."""
    for match in _SPEAKER.finditer(words.text):
        said = Words(match["who"]).all
        telling = [word for word in said if is_unlisted(word) or _is_rare_name(word)]
        if telling and not any(word.kind.is_role or word.shape == "U" for word in said):
            start = match.start("who")
            yield start + telling[0].start, start + telling[-1].end, "who speaks in this line"


def _is_rare_name(word: Word) -> bool:
    return word.kind.is_name and not word.kind.is_common and not word.kind.is_place


def _spells_no_word(apart: str) -> bool:
    spelled = apart.replace(" ", "")
    if len(spelled) <= _SHORTEST or spelled.casefold() in "abcdefghijklmnopqrstuvwxyz":
        return False
    kind = kind_of(spelled)
    return not kind.is_common or kind.is_both


def _is_ordinary(spelled: str) -> bool:
    return all(is_made_of_listed(folded(part)) for part in spelled.split())


def _in_other_scripts(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _FOREIGN.finditer(text):
        spelled = match[0].rstrip(" .'’-")
        # One letter alone is a sign of mathematics.
        if len(_LETTER.findall(spelled)) > 1 and not _is_ordinary(spelled):
            yield match.start(), match.start() + len(spelled), "words in another script"
