"""Which passwords are accepted (NIST SP 800-63B-4, section 3.1.1): long and not easily guessed.

No rule asks for kinds of characters. Each message says the rule and the way out.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from zxcvbn import zxcvbn
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from coalition.accounts.passwords import LONGEST, SHORTEST, normalized
from coalition.errors import Invalid

LOWEST_SCORE = 4
# The estimate's time grows steeply with length; a strong beginning is strong enough.
_JUDGED = 100
_SHORTEST_NAME = 4

# What is typed for a letter; 1 and ! may stand for either of two.
_LOOKALIKES = (
    str.maketrans("0134578$@!|+", "oieastbsaiit"),
    str.maketrans("0134569$@!|+", "oleasggsallt"),
)
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_LETTER = re.compile(r"[^\W\d_]")
_NO_LETTERS = re.compile(r"[\W\d_]+")
# Of a listed word inside a longer one: how short it may be, and how long the list's longest are.
_PIECE = range(4, 25)
# Fewer characters than these beside rows such as 123 are no password.
_SHORTEST_ALONE = 8
# Fewer letters than these beside the words that everybody here would try are no password.
_OWN_LETTERS = 10
# Words that offices have in common say nothing about one of them.
_COMMON = frozenset({"county", "attorney", "office", "state", "district", "prosecutor", "general"})


def check_password(password: str, *, names: Iterable[str], field: str = "password") -> None:
    """Return when ``password`` may be used.

    Args:
        names: the person's and the office's names and the address; none may be part of it.

    Raises:
        Invalid: the first rule that it breaks, under ``field``.
    """
    text = normalized(password)
    problem = (
        _wrong_length(text)
        or _listed(text)
        or _repeated(text)
        or _named(text, list(names))
        or _guessable(text, list(names))
    )
    if problem:
        raise Invalid.because(field, problem)


def _wrong_length(text: str) -> str | None:
    if len(text) < SHORTEST:
        return (
            f"Use at least {SHORTEST} characters. "
            "Four or five unrelated words are easy to remember and long enough."
        )
    if len(text) > LONGEST:
        return f"Use at most {LONGEST} characters."
    return None


@lru_cache(maxsize=1)
def _list() -> frozenset[str]:
    # A name or a word that is common elsewhere was taken out of the list of passwords.
    return frozenset().union(*FREQUENCY_LISTS.values())


def _forms(text: str) -> Iterator[str]:
    """The text in lower case, and as it reads with the letters that its signs stand for."""
    lower = text.casefold()
    yield lower
    yield from (lower.translate(table) for table in _LOOKALIKES)


def _cores(text: str) -> Iterator[str]:
    for form in _forms(text):
        yield form
        yield _EDGES.sub("", form)
    yield from _forms(_EDGES.sub("", text))


def _unit(text: str) -> str:
    """The shortest string that, repeated, makes ``text``."""
    return text[: (text + text).find(text, 1)]


def _listed(text: str) -> str | None:
    cores = set(_cores(text))
    cores |= {_EDGES.sub("", _unit(core)) for core in cores if core}
    if cores & _list() or any(_is_padded(form) for form in _forms(text)):
        return (
            "This is a password from a public list, perhaps with something added. "
            "Use several unrelated words instead."
        )
    return None


def _is_padded(text: str) -> bool:
    """Whether there is nothing but a listed word, forwards and backwards, and signs and digits."""
    first = _LETTER.search(text)
    for start in range(first.start() + 1 if first else 0):
        for length in _PIECE:
            piece = text[start : start + length]
            if len(piece) < length:
                break
            if _LETTER.search(piece) and piece in _list():
                rest = text.replace(piece, " ").replace(piece[::-1], " ")
                if not _LETTER.search(rest):
                    return True
    return False


def _beside_runs(text: str) -> int:
    """How many characters stand in no run such as aaa, 123 or fed."""
    steps = [ord(b) - ord(a) for a, b in pairwise(text)]
    in_run = set()
    for at, (one, two) in enumerate(pairwise(steps)):
        if one == two and abs(one) <= 1:
            in_run |= {at, at + 1, at + 2}
    return len(text) - len(in_run)


def _repeated(text: str) -> str | None:
    if _beside_runs(text.casefold()) < _SHORTEST_ALONE:
        return "Too much of this is a row such as 123 or aaa. Use several unrelated words instead."
    if len(_unit(text.casefold())) < min(len(text), SHORTEST):
        return "This repeats something shorter. Use different words instead of the same again."
    return None


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _name_parts(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        words = [w for w in re.split(r"[\W_]+", name.casefold()) if w not in _COMMON]
        yield from (w for w in words if len(w) >= _SHORTEST_NAME)
        whole = "".join(words)
        if len(whole) >= _SHORTEST_NAME:
            yield whole


def _named(text: str, names: list[str]) -> str | None:
    forms = [_letters(form) for form in (text, *_forms(text))]
    if any(part in form for part in _name_parts(names) for form in forms):
        return "Leave out your name, your address and your office's name; use other words."
    expected = sorted(_COMMON | {"coalition", "exchange"}, key=len, reverse=True)
    for form in forms:
        own = form
        for word in expected:
            own = own.replace(word, "")
        if own != form and len(_NO_LETTERS.sub("", own)) < _OWN_LETTERS:
            return "Leave out the words that everybody here would try; use other words."
    return None


def _guessable(text: str, names: list[str]) -> str | None:
    known = [*_name_parts(names), "coalition", "exchange"]
    judged = text[:_JUDGED].encode("utf-8", "replace").decode()
    if zxcvbn(judged, user_inputs=known, max_length=_JUDGED)["score"] < LOWEST_SCORE:
        return "This is too easy to guess. Add two or three unrelated words."
    return None
