"""One spelling for what looks alike, with a way back to the offsets of the text as given.

Nobody has to mean harm for this: word processors put in soft hyphens, full-width digits come from
foreign keyboards, PDF text breaks numbers over lines, and Markdown hides digits behind markup.
"""

import html
import re
import unicodedata
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

# Everything but printable ASCII, tab and line feed is looked at; the rest is copied in stretches.
_UNUSUAL: Final = re.compile(r"[^\t\n -~]")

_DASHES: Final = frozenset("\u2212\u2043\u02d7\u06d4\u2796\u30fc\u2500\u2501\u00af\u02c9")
_DOTS: Final = frozenset("\u00b7\u2022\u2027\u2219\u22c5\u2024\u3002\u30fb\u0387\u06d4\uff61")
# Blank on the page although Unicode calls them letters or symbols.
_BLANKS: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5")
_BLANK: Final = re.compile(f"[{''.join(sorted(_BLANKS))}]+")
_LINE_ENDS: Final = frozenset("\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
_CONFUSABLE_LETTERS: Final = str.maketrans(
    "АВЕЅІЈКМНОРСТХУаеѕіјорсухһԁԛԝӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαικνρτυɡɑոսց",
    "ABESIJKMHOPCTXYaesijopcyxhdqwlABEZHIKMNOPTYXoaikvptuganug",
)

_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,12});")
_MARKUP: Final = re.compile(r"[*`~_\\]")
_BROKEN_NUMBER: Final = re.compile(
    r"[0-9@+(.\-][ \t]{0,4}\n[ \t>]{0,4}(?:[0-9@).\-]|[A-Z]{1,4}-?[0-9])"
)
_BREAK_IN_NUMBER: Final = re.compile(
    r"(?<=[0-9@+(.\-])[ \t]{0,4}\n[ \t>]{0,4}(?=[0-9@).\-])"
    r"|(?<=[0-9]-)\n[ \t>]{0,4}(?=[A-Z]{1,4}-?[0-9])"
)
# Digits that stand apart, behind what may name them: "SSN: 4 1 8 - 5 5 - 7 7 2 0".
_SPACED_DIGITS: Final = re.compile(
    r"(?<=[A-Za-z#:] )[0-9](?:,?[ ]{1,2}(?:-[ ]{1,2})?[0-9](?![0-9])){3,18}(?![0-9A-Za-z])"
)
_APART: Final = re.compile(r"[A-Za-z#:] [0-9] [- ]{0,3}[0-9] [- ]{0,3}[0-9][ ,]")
_NEARLY_DIGITS: Final = re.compile(
    r"[0-9OoQIlSsBZ](?:(?<![A-Za-z0-9].)|(?<=\bA.))(?:[-./ ]?[0-9OoQIlSsBZ]){6,13}(?![A-Za-z0-9])"
)
# Letters that touch a digit only: an "I" after a number is mostly a word.
_LETTERS_IN_NUMBER: Final = re.compile(r"(?<=[0-9])[OoQIlSsBZ]+|[OoQIlSsBZ]+(?=[0-9])")
_LETTER_AT_DIGIT: Final = re.compile(r"[0-9][OoQIlSsBZ]|[OoQIlSsBZ][0-9]")
_DIGIT_FOR_LETTER: Final = str.maketrans("OoQIlSsBZ", "000115582")

_HYPHENATED: Final = re.compile(r"-(?<=[a-z]-)[ \t]{0,2}\n[ \t>]{0,4}(?=[a-z])")
# As scanned text has it: G0nzalez, Mar1a.
_DIGITS_IN_WORD: Final = re.compile(
    r"(?<![0-9A-Za-z])(?:[A-Za-z]{1,20}(?:[015]{1,2}[a-z]{1,20}){1,4}|[0][a-z]{3,20})(?![0-9A-Za-z])"
)
_DIGIT_BEFORE_LETTER: Final = re.compile(r"[015][a-z]")
_LETTER_FOR_DIGIT: Final = str.maketrans("015", "ols")
# A small L for a capital I: lbarra, SANTlAGO.
_SMALL_L: Final = re.compile(
    r"l(?:(?<=[A-Z]l)(?=[A-Z])"
    r"|(?<![\w'’-]l)(?=[bcdfghjkmnpqrstvwxz][a-z]{2,20}(?![A-Za-z])))"
)

# Text after a right-to-left override is shown backwards, up to its end mark or the line's end.
_OVERRIDDEN: Final = re.compile("\u202e([^\u202c\u202e\u2069\n]{1,2000})")


@dataclass(frozen=True, slots=True)
class View:
    """A rewriting of the text, and for each of its characters where it came from."""

    text: str
    starts: "array[int]"
    ends: "array[int]"

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the text as given that `text[start:end]` of this view stands for."""
        return min(self.starts[start:end]), max(self.ends[start:end])


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in one spelling, without its blank letters, and as it shows where it runs back."""

    plain: View
    unblanked: View | None
    reversed: View | None

    @classmethod
    def of(cls, text: str) -> "Folded":
        """The text, folded once for all that is made of it."""
        turned = _folded(text, reverse_overridden=True) if "\u202e" in text else None
        unblanked = _folded(text, without=_BLANK) if _BLANK.search(text) else None
        return cls(_folded(text), unblanked, turned)

    def views(self) -> Iterator[View]:
        """The text as it reads, as it reads without its markup, and as it shows when reversed.

        Letters that show as blanks are blanks there, and in a view of its own nothing.
        """
        yield self.plain
        rendered = _without_markup(self.plain)
        if rendered.text != self.plain.text:
            yield rendered
        if self.unblanked is not None:
            yield _without_markup(self.unblanked)
        if self.reversed is not None:
            yield _without_markup(self.reversed)

    def prose_views(self) -> Iterator[View]:
        """The text as a reader follows it, for the detectors of words; then when reversed.

        Words that a hyphen breaks over lines are whole, digits inside of words are the letters
        they look like, and underscores are spaces.
        """
        yield _as_prose(self.plain)
        if self.reversed is not None:
            yield _as_prose(self.reversed)


def _as_prose(view: View) -> View:
    view = _unescaped(view)
    view = _rewritten(view, _MARKUP, lambda match: " " if match[0] == "_" else "")
    view = _rewritten(view, _HYPHENATED, lambda match: "")
    if _DIGIT_BEFORE_LETTER.search(view.text):
        view = _rewritten(
            view, _DIGITS_IN_WORD, lambda match: match[0].translate(_LETTER_FOR_DIGIT)
        )
    return _rewritten(view, _SMALL_L, lambda match: "I")


def _unescaped(view: View) -> View:
    if "&" not in view.text:
        return view
    return _rewritten(
        view, _ENTITY, lambda match: "".join(map(_fold_character, html.unescape(match[0])))
    )


def canonical(text: str) -> str:
    """One spelling for all ways to write the same thing: folded, lower case, single spaces."""
    return " ".join(_without_markup(_folded(text)).text.casefold().split())


def _folded(
    text: str, *, reverse_overridden: bool = False, without: re.Pattern[str] | None = None
) -> View:
    starts, ends = array("i", range(len(text))), array("i", range(1, len(text) + 1))
    if reverse_overridden:
        for match in _OVERRIDDEN.finditer(text):
            starts[match.start(1) : match.end(1)] = starts[match.start(1) : match.end(1)][::-1]
        text = "".join(text[position] for position in starts)
        ends = array("i", (position + 1 for position in starts))
    whole = View(text, starts, ends)
    if without is not None:
        whole = _rewritten(whole, without, lambda match: "")
    return _rewritten(whole, _UNUSUAL, lambda match: _fold_character(match[0]))


def _without_markup(view: View) -> View:
    view = _rewritten(_unescaped(view), _MARKUP, lambda match: "")
    if _APART.search(view.text):
        view = _rewritten(view, _SPACED_DIGITS, lambda match: re.sub("[ ,]", "", match[0]))
    if _BROKEN_NUMBER.search(view.text):
        view = _rewritten(view, _BREAK_IN_NUMBER, lambda match: "")
    if _LETTER_AT_DIGIT.search(view.text):
        view = _rewritten(view, _NEARLY_DIGITS, _digits_for_letters)
    return view


def _digits_for_letters(match: re.Match[str]) -> str:
    digits = sum(character.isdigit() for character in match[0])
    letters = sum(character.isalpha() for character in match[0])
    if digits <= 2 * letters:
        return match[0]
    return _LETTERS_IN_NUMBER.sub(lambda part: part[0].translate(_DIGIT_FOR_LETTER), match[0])


def _rewritten(view: View, pattern: re.Pattern[str], new: Callable[[re.Match[str]], str]) -> View:
    """The view with each match replaced; what replaces it comes from the whole match."""
    pieces: list[str] = []
    starts, ends = array("i"), array("i")
    done = 0
    for match in pattern.finditer(view.text):
        replacement = new(match)
        if replacement == match[0]:
            continue
        pieces += (view.text[done : match.start()], replacement)
        starts += view.starts[done : match.start()]
        ends += view.ends[done : match.start()]
        if replacement:
            first, last = view.origin(match.start(), match.end())
            # Same length means one for one, and then each character keeps its own place.
            alike = len(replacement) == len(match[0])
            own = slice(match.start(), match.end())
            starts += view.starts[own] if alike else array("i", [first] * len(replacement))
            ends += view.ends[own] if alike else array("i", [last] * len(replacement))
        done = match.end()
    if done == 0:
        return view
    pieces.append(view.text[done:])
    return View("".join(pieces), starts + view.starts[done:], ends + view.ends[done:])


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    """ASCII where a reader would see ASCII; nothing for what a reader would not see."""
    if "\t" <= character <= "~" and (character >= " " or character in "\t\n"):
        return character
    if character in _LINE_ENDS:
        return "\n"
    if character == "\r" or character in _BLANKS:
        return " "
    if character in _DASHES:
        return "-"
    if character in _DOTS:
        return "."
    spelled_out = unicodedata.normalize("NFKC", character)
    # One character may stand for a whole phrase, and a short text of it would grow eighteenfold.
    return "".join(map(_fold_part, spelled_out if len(spelled_out) <= 8 else character))


def _fold_part(character: str) -> str:
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(character)
    if category == "Pd":
        return "-"
    if category == "Zs":
        return " "
    # Formats (zero-width, direction, soft hyphen), controls, and marks drawn over a character.
    if category in ("Cf", "Cc", "Mn", "Me"):
        return ""
    if character in "\u2044\u2215":
        return "/"
    return character.translate(_CONFUSABLE_LETTERS)
