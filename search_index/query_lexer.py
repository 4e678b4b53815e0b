"""Cuts what a person typed into lexemes; says where and why when it cannot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from search_index.citations import find_citations
from search_index.contract import QueryError
from search_index.query_fields import FIELDS, FieldInfo, find_field

LONGEST_QUERY = 2000
MOST_LEXEMES = 200
WIDEST_NEAR = 255
SHORTEST_PREFIX = 2

_QUOTES = '"“”„'
# A section sign that begins no citation says nothing by itself: `§ 1442`, `Penal Code § 149`.
_SPACE = re.compile(r"[\s§]+")
_CHUNK = re.compile(rf"[^\s(){_QUOTES}]+")
_FIELD = re.compile(r"([^\W\d][\w]{0,40}):")
_NEAR = re.compile(rf"/(\d{{1,4}})(?![^\s(){_QUOTES}])", re.ASCII)
_SLOP = re.compile(r"~(\d{1,4})(?![^\s()])", re.ASCII)
# What is typed with a hyphen is often turned into a dash or a minus sign on its way here.
_MINUS = "-−–—"
# One word, as `text.tokens` would find it: a number may have points and colons in it.
_STEM_OF_PREFIX = re.compile(
    r"\d[^\W_]*(?:[.:][^\W_]+)*|[^\W_][\u0300-\u036f]*(?:['’]?[^\W_][\u0300-\u036f]*)*"
)
_STAR_IN_PHRASE = re.compile(r"(?<=\w)\*|\*(?=\w)")
# What other search engines give a meaning and this one does not. Taken for a mere character, it
# would change in silence what was asked.
_MEANINGLESS = tuple(
    (re.compile(pattern, re.IGNORECASE), message)
    for pattern, message in (
        (
            r"(?<=[^\W\d_])/(?:\d+|[sp])\Z",
            "“/” and a number of words stand alone between two words: removal /6 immunity",
        ),
        (r"(?<=\w)!", "“!” has no meaning here. Words that begin so are found with “*”: immun*"),
        (r"!(?=\w)", "“!” has no meaning here. To leave a word out, put “-” before it."),
        (r"\A&+\Z", "“&” has no meaning here: words side by side must all match."),
        (r"\A\|+\Z", "“|” has no meaning here. Either of two words is found with OR."),
        (r"[\^~|]", "This has no meaning inside a word; only “*” at its end has."),
        (r"\?+(?=\w)", "“?” has no meaning inside a word; only “*” at its end has."),
        (r"\A\+", "“+” has no meaning here: all words must match. Leave it out."),
        (
            rf"\A(?:{'|'.join(FIELDS)})[=<>]",
            "After the name of a field comes “:” and then the value, as in state:MN",
        ),
        (r"\A:", "The name of a field stands directly before its “:”."),
        (
            r"(?<!\w)[^\W\d_]\w*:(?=.)",
            "A field begins a word of its own. To search for the text itself, put it in quotation "
            "marks.",
        ),
    )
)


@dataclass(frozen=True)
class Lexeme:
    """One piece of a query: what it is, what was typed, and where.

    `number` is the distance of `near` and of a loose phrase; `field` the field of a `field`.
    """

    kind: str
    text: str
    position: int
    number: int | None = None
    field: FieldInfo | None = None


def lexemes(query: str) -> list[Lexeme]:
    """The query's lexemes. QueryError if a piece of it means nothing."""
    if len(query) > LONGEST_QUERY:
        raise QueryError(f"The query is longer than {LONGEST_QUERY} characters.", LONGEST_QUERY)
    found: list[Lexeme] = []
    for lexeme in _Lexer(query).run():
        found.append(lexeme)
        if len(found) > MOST_LEXEMES:
            raise QueryError(f"The query has more than {MOST_LEXEMES} parts.", lexeme.position)
    if not found and query.strip():
        raise QueryError("“§” has no letter or digit to search for.", query.index("§"))
    return found


class _Lexer:
    def __init__(self, query: str) -> None:
        self.query = query
        self.at = 0
        self.citations = {c.start: c.end for c in find_citations(query)}

    def run(self) -> Iterator[Lexeme]:
        while True:
            if (space := _SPACE.match(self.query, self.at)) is not None:
                self.at = space.end()
            if self.at >= len(self.query):
                return
            yield self._next()

    def _next(self) -> Lexeme:
        start, character = self.at, self.query[self.at]
        if character in "()":
            return self._take(character, start + 1)
        if character in _QUOTES:
            return self._phrase()
        if start in self.citations:
            return self._take("word", self.citations[start])
        if (near := _NEAR.match(self.query, start)) is not None:
            number = self._distance(near[1], start)
            return self._take("near", near.end(), number=number)
        if character in _MINUS:
            return self._minus()
        if (name := _FIELD.match(self.query, start)) is not None:
            return self._field(name)
        return self._chunk()

    def _take(
        self, kind: str, end: int, number: int | None = None, field: FieldInfo | None = None
    ) -> Lexeme:
        start, self.at = self.at, end
        return Lexeme(kind, self.query[start:end], start, number, field)

    def _phrase(self) -> Lexeme:
        start = self.at
        end = start + 1
        while end < len(self.query) and self.query[end] not in _QUOTES:
            end += 1
        if end == len(self.query):
            raise QueryError("A quotation mark is opened here and never closed.", start)
        inside = self.query[start + 1 : end]
        if (star := _STAR_IN_PHRASE.search(inside)) is not None:
            raise QueryError(
                "A “*” has no meaning in quotation marks; it may only end a word outside them.",
                start + 1 + star.start(),
            )
        self.at = end + 1
        number = None
        if self.query.startswith("~", self.at):
            slop = _SLOP.match(self.query, self.at)
            if slop is None:
                raise QueryError(
                    'A “~” after a phrase needs a number of words: "removal immunity"~6', self.at
                )
            number = self._distance(slop[1], self.at)
            self.at = slop.end()
        return Lexeme("phrase", inside, start, number)

    def _distance(self, digits: str, position: int) -> int:
        if not 1 <= int(digits) <= WIDEST_NEAR:
            raise QueryError(f"A distance is a number from 1 to {WIDEST_NEAR}.", position)
        return int(digits)

    def _minus(self) -> Lexeme:
        after = self.query[self.at + 1 : self.at + 2]
        if not after or after.isspace() or after == ")":
            raise QueryError(
                "A “-” leaves out what follows it, so it stands directly before a word.", self.at
            )
        return self._take("not", self.at + 1)

    def _field(self, name: re.Match[str]) -> Lexeme:
        field = find_field(name[1])
        if field is None:
            known = ", ".join(FIELDS)
            raise QueryError(
                f"There is no field “{name[1]}”. Fields: {known}. To search for the text itself, "
                "put it in quotation marks.",
                name.start(),
            )
        after = self.query[name.end() : name.end() + 1]
        if not after or after.isspace() or after == ")":
            raise QueryError(
                f"“{field.name}:” needs a value directly after it, for example {field.example}",
                name.start(),
            )
        return self._take("field", name.end(), field=field)

    def _chunk(self) -> Lexeme:
        match = _CHUNK.match(self.query, self.at)
        if match is None:
            raise QueryError("This cannot be searched for.", self.at)
        end = min([match.end()] + [c for c in self.citations if self.at < c < match.end()])
        text = self.query[self.at : end]
        # Directly after a field's colon it is a value: state:OR is Oregon.
        if text in ("OR", "AND", "NOT") and self.query[self.at - 1 : self.at] != ":":
            return self._take(text.lower(), end)
        if text.startswith("/"):
            raise QueryError("“/” between two words takes a number: removal /6 immunity", self.at)
        if "*" in text:
            return self._prefix(text, end)
        for pattern, message in _MEANINGLESS:
            if (found := pattern.search(text)) is not None:
                raise QueryError(message, self.at + found.start())
        return self._take("word", end)

    def _prefix(self, text: str, end: int) -> Lexeme:
        stem = text[:-1]
        if not text.endswith("*") or _STEM_OF_PREFIX.fullmatch(stem) is None:
            raise QueryError("A “*” may only end a word: immun*", self.at + text.index("*"))
        if len(stem) < SHORTEST_PREFIX:
            raise QueryError(
                f"A word with “*” needs at least {SHORTEST_PREFIX} letters before it.", self.at
            )
        return self._take("prefix", end)
