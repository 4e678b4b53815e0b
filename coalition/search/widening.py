"""What a search looks for besides what was typed, because the coalition holds it to be the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coalition.search.synonyms import SynonymGroup, phrase_key
from coalition.search.values import typed_values
from search_index.query_language import parse
from search_index.query_lexer import lexemes
from search_index.syntax import And, Node, Not, Or, Phrase, Word
from search_index.text import tokens


@dataclass(frozen=True)
class Widened:
    """Phrases that are searched too, and the query text that asks for the typed words alone."""

    phrases: tuple[str, ...]
    exact: str


def widened(text: str, groups: Sequence[SynonymGroup]) -> Widened | None:
    """How ``groups`` make a well-formed query wider; nothing if they do not."""
    plain, wide = (
        set(_phrases(parse(text, "me", synonyms)))
        for synonyms in ((), tuple(group.phrases for group in groups))
    )
    added = wide - plain
    if not added:
        return None
    phrases: list[str] = []
    meant: set[str] = set()
    for group in groups:
        keys = {phrase_key(phrase): phrase for phrase in group.phrases}
        if added.isdisjoint(keys):
            continue
        phrases += [phrase for key, phrase in keys.items() if key in added]
        meant.update(word for key in keys if key not in added for word in key.split())
    return Widened(tuple(phrases), _in_quotation_marks(text, meant))


def _phrases(node: Node) -> Iterator[str]:
    """Every word and phrase of a tree, as its terms."""
    if isinstance(node, And | Or):
        for child in node.children:
            yield from _phrases(child)
    elif isinstance(node, Not):
        yield from _phrases(node.child)
    elif isinstance(node, Word):
        yield node.term
    elif isinstance(node, Phrase):
        yield " ".join(node.terms)


def _in_quotation_marks(text: str, words: set[str]) -> str:
    """The query with those of its bare words in quotation marks, which are searched as typed."""
    values = {lexeme.position for field, lexeme in typed_values(text) if field.kind != "text"}
    out, at = "", 0
    for lexeme in lexemes(text):
        terms = [token.terms[0] for token in tokens(lexeme.text)]
        if lexeme.kind == "word" and lexeme.position not in values and words.issuperset(terms):
            end = lexeme.position + len(lexeme.text)
            out, at = f'{out}{text[at : lexeme.position]}"{lexeme.text}"', end
    return out + text[at:]
