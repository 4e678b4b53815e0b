"""What users type, as a syntax tree. docs: the table FIELDS and the examples in `GRAMMAR`.

Words must all match; AND binds tighter than OR, `/n` tighter than both. Nothing typed is ever
dropped or changed in silence: what has no meaning is a QueryError that says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from search_index.contract import Query, QueryError
from search_index.query_fields import FIELDS, FieldInfo, field_node, find_field
from search_index.query_lexer import SHORTEST_PREFIX, Lexeme, lexemes
from search_index.synonyms import Groups, expand
from search_index.syntax import (
    TEXT,
    And,
    Everything,
    Field,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Word,
)
from search_index.text import LONGEST_WORD, fold, key, tokens

__all__ = ["FIELDS", "GRAMMAR", "FieldInfo", "compile_query", "parse"]

DEEPEST = 40
MOST_TOGETHER = 30
"""Words of a loose phrase: its cost grows with each of them."""

GRAMMAR: tuple[tuple[str, str], ...] = (
    ("removal immunity", "both words, in any form: removal also finds removed"),
    ('"color of law"', "these words one after the other, and nothing that means the same"),
    ("removal OR immunity", "either; OR, AND and NOT are typed in capitals"),
    ("removal AND immunity OR remand", "AND, like a space, binds tighter than OR"),
    ("removal NOT immunity", "the first without the second"),
    ('removal -"color of law"', "“-” directly before something leaves it out, as NOT does"),
    ("(removal OR remand) immunity", "parentheses group"),
    ("removal /6 immunity", "within six words of each other, in any order"),
    ("(removal OR remand) /6 immun*", "alternatives, phrases and beginnings stand by “/6” too"),
    ('"removal immunity hearing"~6', "all of these within six words, in any order"),
    ("immun*", f"words that begin so, with at least {SHORTEST_PREFIX} letters typed"),
    ("18 USC 242", "a statute or case in any usual spelling"),
    ("state:(MN OR IL)", "a field may have several values"),
    ("title:(removal -remand)", "title: may have whatever words can be searched for"),
)
"""Examples beside FIELDS from which a help page is made: what to type, what it finds."""


def parse(text: str, me: str | None = None, synonyms: Groups = ()) -> Node:
    """The tree of a query. Empty text is Everything; QueryError explains what is malformed.

    `me` is the value of the field `by` that `by:me` stands for; `synonyms` are groups of phrases
    that mean the same.
    """
    return expand(_Parser(lexemes(text), len(text), me).parse(), synonyms)


def compile_query(query: Query) -> Node:
    """The tree of a whole query: its text and its filters. QueryError if either is malformed."""
    nodes = [parse(query.text, query.me, query.synonyms), *_filter_nodes(query.filters, query.me)]
    nodes = [node for node in nodes if node != Everything()]
    return _join(And, nodes) if nodes else Everything()


def _filter_nodes(
    filters: Mapping[str, str | tuple[str, ...] | list[str]], me: str | None
) -> list[Node]:
    nodes: list[Node] = []
    for name in sorted(filters):
        given = filters[name]
        values = (given,) if isinstance(given, str) else tuple(given)
        info = find_field(name)
        if name == "read_tokens":
            raise QueryError("There is no field “read_tokens”.", 0)
        if not values:
            continue
        if info is None:
            nodes.append(_join(Or, [Field(name, key(value)) for value in values]))
        else:
            nodes.append(_join(Or, [_value(info, value, 0, me) for value in values]))
    return nodes


def _join(kind: type[And] | type[Or], nodes: list[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else kind(tuple(nodes))


def _value(info: FieldInfo, value: str, position: int, me: str | None) -> Node:
    if info.kind == "text":
        return _text_node(value, (info.name,), position)
    if info.name == "by" and value.lower() == "me":
        if me is None:
            raise QueryError("“by:me” needs someone who is signed in.", position)
        value = me
    try:
        return field_node(info, value)
    except ValueError as error:
        raise QueryError(str(error), position) from None


def _text_node(
    text: str, scope: tuple[str, ...], position: int, distance: int | None = None
) -> Node:
    """A word, or words that stand together: `body-worn` is a phrase like `"body worn"`."""
    terms = tuple(token.terms[0] for token in tokens(text))
    if not terms:
        shown = text.strip() or '""'
        raise QueryError(f"“{shown}” has no letter or digit to search for.", position)
    if distance is not None and len(terms) == 1:
        raise QueryError(
            "“~” and a number of words stand after at least two words in quotation marks.",
            position + len(text) + 2,
        )
    if len(terms) == 1:
        return Word(terms[0], scope)
    if distance is not None and len(terms) > MOST_TOGETHER:
        raise QueryError(f"At most {MOST_TOGETHER} words may stand before “~”.", position)
    if distance is not None:
        return Near(tuple(Word(term, scope) for term in terms), distance, scope)
    return Phrase(terms, scope)


class _Parser:
    def __init__(self, found: list[Lexeme], end: int, me: str | None) -> None:
        self.lexemes = found
        self.end = end
        self.me = me
        self.at = 0
        self.depth = 0
        self.field: FieldInfo | None = None

    def parse(self) -> Node:
        if not self.lexemes:
            return Everything()
        node = self._either()
        if (extra := self._peek()) is not None:
            raise QueryError("This parenthesis closes nothing.", extra.position)
        return node

    def _peek(self) -> Lexeme | None:
        return self.lexemes[self.at] if self.at < len(self.lexemes) else None

    def _next_is(self, kind: str) -> bool:
        lexeme = self._peek()
        return lexeme is not None and lexeme.kind == kind

    def _either(self) -> Node:
        nodes = [self._all()]
        while self._next_is("or"):
            self.at += 1
            nodes.append(self._all())
        return _join(Or, nodes)

    def _all(self) -> Node:
        nodes = [self._near()]
        while (lexeme := self._peek()) is not None and lexeme.kind not in ("or", ")"):
            if lexeme.kind == "and":
                self.at += 1
            nodes.append(self._near())
        return _join(And, nodes)

    def _near(self) -> Node:
        """`a /6 b /9 c` is a within 6 of b, and b within 9 of c."""
        start = self._peek()
        operand = self._unary()
        pairs: list[Node] = []
        while (lexeme := self._peek()) is not None and lexeme.kind == "near":
            self.at += 1
            self._check_operand(operand, start or lexeme)
            start = self._peek()
            following = self._unary()
            self._check_operand(following, start or lexeme)
            pairs.append(Near((operand, following), lexeme.number or 1))
            operand = following
        return _join(And, pairs) if pairs else operand

    def _check_operand(self, node: Node, lexeme: Lexeme) -> None:
        if isinstance(node, Or):
            for child in node.children:
                self._check_operand(child, lexeme)
        elif not isinstance(node, Word | Prefix | Phrase):
            raise QueryError(
                "“/n” stands between words, phrases, prefixes or alternatives of those.",
                lexeme.position,
            )

    def _unary(self) -> Node:
        negations = 0
        while self._next_is("not"):
            self.at += 1
            negations += 1
        node = self._primary()
        return Not(node) if negations % 2 else node

    def _primary(self) -> Node:
        lexeme = self._peek()
        if lexeme is None:
            raise QueryError("The query ends where a word was expected.", self.end)
        self.at += 1
        if lexeme.kind == "(":
            return self._group(lexeme)
        if lexeme.kind == "field":
            return self._field(lexeme)
        if lexeme.kind in ("word", "phrase", "prefix"):
            return self._leaf(lexeme)
        if lexeme.kind == ")":
            raise QueryError("This parenthesis closes nothing, or an empty group.", lexeme.position)
        message = f"“{lexeme.text}” needs a word before and after it."
        if self.field is not None:
            message += (
                f' As a value it is put in quotation marks: {self.field.name}:"{lexeme.text}"'
            )
        raise QueryError(message, lexeme.position)

    def _group(self, opening: Lexeme) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise QueryError(f"More than {DEEPEST} parentheses are open.", opening.position)
        node = self._either()
        if not self._next_is(")"):
            raise QueryError("This parenthesis is never closed.", opening.position)
        self.at += 1
        self.depth -= 1
        return node

    def _field(self, lexeme: Lexeme) -> Node:
        if self.field is not None:
            raise QueryError("A field cannot stand inside another field.", lexeme.position)
        value = self._peek()
        if value is None or value.kind not in ("(", "word", "phrase", "prefix"):
            raise QueryError(f"“{lexeme.text}” needs a value after it.", lexeme.position)
        self.field = lexeme.field
        try:
            return self._primary()
        finally:
            self.field = None

    def _leaf(self, lexeme: Lexeme) -> Node:
        field = self.field
        if field is not None and field.kind != "text":
            if lexeme.kind == "prefix" or lexeme.number is not None:
                raise QueryError(
                    f"“{field.name}:” takes whole values, without “*” or “~”.", lexeme.position
                )
            return _value(field, lexeme.text, lexeme.position, self.me)
        scope = TEXT if field is None else (field.name,)
        if lexeme.kind == "prefix":
            start = fold(lexeme.text[:-1]).replace("'", "")
            return Prefix(start[:LONGEST_WORD], scope)
        node = _text_node(lexeme.text, scope, lexeme.position, lexeme.number)
        if lexeme.kind == "word" and isinstance(node, Word | Phrase):
            return replace(node, bare=True)
        return node
