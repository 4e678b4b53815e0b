"""Which passwords are accepted (NIST SP 800-63B-4, section 3.1.1): long and not easily guessed.

No rule asks for kinds of characters. Each message says the rule and the way out.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from zxcvbn import zxcvbn
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from coalition.accounts.passwords import LONGEST, SHORTEST, normalized
from coalition.errors import Invalid

LOWEST_SCORE = 3
# The estimate's time grows steeply with length; a strong beginning is strong enough.
_JUDGED = 100
_SHORTEST_NAME = 4

_LOOKALIKES = str.maketrans("013457$@!", "oleastsai")
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
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
    return frozenset(FREQUENCY_LISTS["passwords"])


def _cores(text: str) -> Iterator[str]:
    lower = text.casefold()
    for form in (lower, lower.translate(_LOOKALIKES)):
        yield form
        yield _EDGES.sub("", form)
    yield _EDGES.sub("", lower).translate(_LOOKALIKES)


def _unit(text: str) -> str:
    """The shortest string that, repeated, makes ``text``."""
    return text[: (text + text).find(text, 1)]


def _listed(text: str) -> str | None:
    cores = set(_cores(text))
    cores |= {_EDGES.sub("", _unit(core)) for core in cores if core}
    if cores & _list():
        return (
            "This is a password from a public list, perhaps with something added. "
            "Use several unrelated words instead."
        )
    return None


def _repeated(text: str) -> str | None:
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
    plain = _letters(text)
    if any(part in plain for part in _name_parts(names)):
        return "Leave out your name, your address and your office's name; use other words."
    return None


def _guessable(text: str, names: list[str]) -> str | None:
    known = [*_name_parts(names), "coalition", "exchange"]
    judged = text[:_JUDGED].encode("utf-8", "replace").decode()
    if zxcvbn(judged, user_inputs=known, max_length=_JUDGED)["score"] < LOWEST_SCORE:
        return "This is too easy to guess. Add two or three unrelated words."
    return None
