"""Values that are typed after a field's name, read by the controlled lists.

A label is read as its code: ``state:Minnesota`` asks for ``state:MN``. A value that is in no list
is explained where it stands, because it would find nothing without saying why. The lists are the
same for everybody, so nothing here depends on what anybody may read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from coalition.search.facets import WORDS
from search_index.contract import QueryError
from search_index.query_fields import FieldInfo, find_field
from search_index.query_language import parse
from search_index.query_lexer import Lexeme, lexemes
from search_index.text import key

MOST_OFFERED = 3
MOST_COMPLETED = 8
# What a value of each list is called.
CALLED = {
    "kind": "kind of paper",
    "event": "event in footage",
    "is": "disclosure flag",
}
# What reads as an operator where it stands bare among others: Oregon's code is one.
_OPERATORS = frozenset({"AND", "OR", "NOT"})
_WORDS_THAT_FOLLOW = re.compile(r"(?:[^\s()\"“”„]+[ ]+){0,6}[^\s()\"“”„]+")
# What was typed of a value at the end: a bare one has no space, a quoted one is not closed yet.
_LAST_VALUE = re.compile(r"(?<!\w)(\w+):(?:([\w.'’-]*)|[\"“„]([^\"“”„()]*))\Z")


@dataclass(frozen=True)
class Reading:
    """A label that is read as the code of its list."""

    field: str
    typed: str
    code: str


@dataclass(frozen=True)
class Understood:
    """A query as the engine takes it, and what of it was read as something else."""

    text: str
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True)
class Instead:
    """A value that could be meant: what it is called, and the whole query with it."""

    code: str
    label: str
    text: str


class UnknownValue(ValueError):
    """A value that is in no list; ``position`` is where it stands in the query."""

    def __init__(self, field: str, lexeme: Lexeme, instead: tuple[Instead, ...]) -> None:
        called = CALLED.get(field, field)
        super().__init__(f"There is no {called} “{lexeme.text.strip()}”.")
        self.position = lexeme.position
        self.instead = instead


def understood(text: str) -> Understood:
    """The query with labels replaced by their codes, or as typed if that could not be read again.

    Raises:
        QueryError: the query is malformed.
        UnknownValue: it asks for a value that is in no list.
    """
    parse(text, me="me")
    out, at, readings = "", 0, []
    for field, lexeme in typed_values(text):
        code = _code_of(field.name, text, lexeme)
        if code is not None:
            start, after = lexeme.position, end_of(lexeme)
            out, at = out + text[at:start] + _written(code, text, start, after), after
            readings.append(Reading(field.name, lexeme.text, code))
    out += text[at:]
    return Understood(out, tuple(readings)) if _is_read(out) else Understood(text)


def _is_read(text: str) -> bool:
    try:
        parse(text, me="me")
    except QueryError:
        return False
    return True


def _written(code: str, text: str, start: int, end: int) -> str:
    """``code`` as it is put into the query in that place, in quotation marks where it needs them.

    Bare, an operator's name would be the operator, and what adjoins it would be part of it.
    """
    stands_alone = text[start - 1] in ":( \t\n" and (end == len(text) or text[end] in ") \t\n")
    return code if stands_alone and code not in _OPERATORS else f'"{code}"'


def typed_values(text: str) -> Iterator[tuple[FieldInfo, Lexeme]]:
    """Each value in a well-formed query, with its field."""
    field: FieldInfo | None = None
    depth = 0
    for lexeme in lexemes(text):
        if lexeme.field is not None:
            field = lexeme.field
        elif field is not None:
            depth += {"(": 1, ")": -1}.get(lexeme.kind, 0)
            if lexeme.kind in ("word", "phrase"):
                yield field, lexeme
            field = field if depth else None


def end_of(lexeme: Lexeme) -> int:
    """Where a value ends in the query; a phrase has a quotation mark on each side."""
    return lexeme.position + len(lexeme.text) + (2 if lexeme.kind == "phrase" else 0)


def completed_values(text: str) -> tuple[str, ...] | None:
    """``text`` with the value at its end finished; nothing if it ends in no value of a list."""
    last = _LAST_VALUE.search(text)
    field = find_field(last[1]) if last else None
    if last is None or field is None or field.name not in WORDS:
        return None
    quoted = last[3] is not None
    start, before = key(last[3] if quoted else last[2]), text[: last.end(1) + 1]
    finished = []
    for code, label in WORDS[field.name].items():
        if key(label).startswith(start) and (quoted or not key(code).startswith(start)):
            # Written as one word, a label needs no quotation marks.
            bare = re.sub(r"[\W_]+", "-", label).strip("-")
            finished.append(f'{before}"{label}"' if quoted else before + bare)
        elif key(code).startswith(start) and key(code) != start:
            finished.append(before + code)
    return tuple(finished[:MOST_COMPLETED])


@cache
def _codes(field: str) -> dict[str, str]:
    """The code of each label and code of a list, by how they are compared."""
    listed = WORDS[field]
    return {key(label): code for code, label in listed.items()} | {key(c): c for c in listed}


def _code_of(field: str, text: str, lexeme: Lexeme) -> str | None:
    """The code that a label stands for; nothing where the value may stay as it is typed."""
    if field not in WORDS:
        return None
    typed = key(lexeme.text)
    code = _codes(field).get(typed)
    if code is None:
        raise UnknownValue(field, lexeme, _instead(field, text, lexeme))
    return None if key(code) == typed else code


def _instead(field: str, text: str, lexeme: Lexeme) -> tuple[Instead, ...]:
    """The values that could be meant, the likeliest first."""
    joined = _without_quotation_marks(field, text, lexeme)
    if joined is not None:
        code, end = joined
        return (_with_code(field, code, text, lexeme.position, end),)
    typed, codes = key(lexeme.text), _codes(field)
    words = set(typed.split("-"))
    near = [known for known in codes if words <= set(known.split("-"))]
    near += get_close_matches(typed, codes, n=MOST_OFFERED)
    found = list(dict.fromkeys(codes[known] for known in near))[:MOST_OFFERED]
    return tuple(_with_code(field, code, text, lexeme.position, end_of(lexeme)) for code in found)


def _without_quotation_marks(field: str, text: str, lexeme: Lexeme) -> tuple[str, int] | None:
    """The code of a label of several words typed bare, and where the label ends."""
    following = _WORDS_THAT_FOLLOW.match(text, lexeme.position)
    words = following.group() if following and lexeme.kind == "word" else ""
    while " " in words:
        code = _codes(field).get(key(words))
        if code is not None:
            return code, lexeme.position + len(words)
        words = words.rpartition(" ")[0].rstrip()
    return None


def _with_code(field: str, code: str, text: str, start: int, end: int) -> Instead:
    written = _written(code, text, start, end)
    return Instead(code, WORDS[field][code], text[:start] + written + text[end:])
