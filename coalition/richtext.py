"""Markdown as members write it -> HTML that is safe to put on a page, an outline, plain text.

CommonMark with tables; raw HTML is shown as typed, images are not shown, and bare addresses are
not turned into links. What the parser produces still goes through an allow-list, so a mistake in
either of the two is caught by the other.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from bleach.sanitizer import Cleaner
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

MAX_CHARACTERS: Final = 200_000
# One step of a parsed text, for those who write it in another form than HTML.
Step = Token

_LINK_REL: Final = "noopener noreferrer nofollow"
_ALLOWED_LINK: Final = re.compile(r"(?:https?://[^\s/?#\\]|#[^\s])", re.IGNORECASE)
_HEADINGS: Final = frozenset({"h2", "h3", "h4", "h5", "h6"})
_TABLE_PARTS: Final = frozenset({"table", "thead", "tbody", "tr"})
_ALLOWED_TAGS: Final = (
    frozenset({"a", "br", "code", "em", "strong"})
    | frozenset({"blockquote", "hr", "li", "ol", "p", "pre", "td", "th", "ul"})
    | _HEADINGS
    | _TABLE_PARTS
)
_HEADING_ID: Final = re.compile(r"section(?:-[a-z0-9]+)*")

# What must not reach a page: controls other than tab and line ends, and halves of surrogate
# pairs, which cannot be encoded and would turn the page into an error.
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

# The sanitizer's time grows with the square of what it is given at once, so it is given pieces.
# A single paragraph, cell or heading beyond the second limit is shown without its markup, and so
# is what comes after the third: text that somebody wrote stays far below both.
_PIECE_WEIGHT: Final = 8_000
_LEAF_WEIGHT: Final = 60_000
_TEXT_WEIGHT: Final = 2_500_000
_TOKEN_WEIGHT: Final = 40


class MarkdownTooLong(ValueError):
    """The text is longer than MAX_CHARACTERS; callers refuse it before storing it."""


class Heading(NamedTuple):
    """One line of the outline: where it is on the page, what it says, and its level (2-6)."""

    id: str
    text: str
    level: int


def render_markdown(text: str, *, anchors: bool = True) -> Markup:
    """HTML for a page whose own title is the only h1: `#` becomes h2, and so on down to h6.

    ``anchors``: headings get ids, which only one text of a page may have.
    Links lead to http, https or a place on the same page; anything else stays as typed.
    Raises MarkdownTooLong.
    """
    tokens = parsed(text, anchors=anchors)
    pieces = _Pieces()
    html = "".join(pieces.clean(tokens))
    return Markup(html)  # noqa: S704  # nosec B704  # this is the allow-list's output


def outline(text: str) -> list[Heading]:
    """The headings outside of lists and quotes, with the ids that render_markdown gives them.

    Raises MarkdownTooLong.
    """
    tokens = parsed(text)
    return [
        Heading(str(token.attrs["id"]), _text_of(tokens[position + 1]), int(token.tag[1]))
        for position, token in enumerate(tokens)
        if token.type == "heading_open" and "id" in token.attrs
    ]


def plain_text(text: str) -> str:
    """The words a reader sees, one block (paragraph, item, cell, code) a line, for indexing.

    Addresses behind links are left out. Raises MarkdownTooLong.
    """
    blocks = (
        token.content if token.type in ("fence", "code_block") else _text_of(token)
        for token in parsed(text)
        if token.type in ("inline", "fence", "code_block")
    )
    return "\n".join(block.strip() for block in blocks if block.strip())


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        return _ALLOWED_LINK.match(url) is not None


_MARKDOWN: Final = (
    _Markdown("commonmark", {"html": False, "linkify": False, "typographer": False})
    .enable("table")
    .disable("image")
)


def parsed(text: str, *, anchors: bool = True) -> list[Step]:
    """The text as the parser's tokens, with no attribute of its author's but safe links.

    Raises MarkdownTooLong.
    """
    if len(text) > MAX_CHARACTERS:
        raise MarkdownTooLong(f"The text is longer than {MAX_CHARACTERS:,} characters.")
    tokens = _MARKDOWN.parse(_UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text))
    _keep_own_attributes(tokens)
    _shift_and_name_headings(tokens, anchors=anchors)
    return tokens


def _keep_own_attributes(tokens: Sequence[Token]) -> None:
    """Drop what the parser adds from the author's text: languages, titles, inline styles."""
    for token in tokens:
        token.info = ""
        token.attrs = {name: value for name, value in token.attrs.items() if name == "start"}
        for child in token.children or ():
            if child.type == "link_open":
                child.attrs = {"href": child.attrs["href"], "rel": _LINK_REL}


def _shift_and_name_headings(tokens: Sequence[Token], *, anchors: bool) -> None:
    names = _HeadingNames()
    for position, token in enumerate(tokens):
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
        if anchors and token.type == "heading_open" and token.level == 0:
            token.attrs["id"] = names.next_for(_text_of(tokens[position + 1]))


class _HeadingNames:
    """Ids from the words of headings, so that a link survives edits elsewhere in the text."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._repeats: dict[str, int] = {}

    def next_for(self, text: str) -> str:
        ascii_text = unicodedata.normalize("NFKD", text[:200]).encode("ascii", "ignore").decode()
        words = re.findall(r"[a-z0-9]+", ascii_text.lower())
        # The prefix keeps an author from taking an id that the page uses for itself.
        base = "-".join(["section", *words])[:68].rstrip("-")
        name = base
        while name in self._taken:
            self._repeats[base] = self._repeats.get(base, 1) + 1
            name = f"{base}-{self._repeats[base]}"
        self._taken.add(name)
        return name


def _text_of(inline: Token) -> str:
    return "".join(
        " " if child.type in ("softbreak", "hardbreak") else child.content
        for child in inline.children or ()
    )


def _allowed_attribute(tag: str, name: str, value: str) -> bool:
    if tag == "a":
        return value == _LINK_REL if name == "rel" else _is_allowed_href(name, value)
    if tag in _HEADINGS:
        return name == "id" and _HEADING_ID.fullmatch(value) is not None
    return tag == "ol" and name == "start" and value.isascii() and value.isdigit()


def _is_allowed_href(name: str, value: str) -> bool:
    return name == "href" and _ALLOWED_LINK.match(value) is not None


class _Pieces:
    """Sanitizes a text piece by piece; made anew for each text, as a Cleaner serves one thread."""

    def __init__(self) -> None:
        self._cleaner = Cleaner(
            tags=_ALLOWED_TAGS,
            attributes=_allowed_attribute,
            protocols=frozenset({"http", "https"}),
        )
        self._weight_left = _TEXT_WEIGHT

    def clean(self, tokens: Sequence[Token], inside: tuple[str, ...] = ()) -> Iterator[str]:
        """Safe HTML of these blocks, which stand inside of these parts of a table."""
        waiting: list[Token] = []
        waiting_weight = 0
        for block in _blocks(tokens):
            weight = _weight(block)
            if waiting and waiting_weight + weight > _PIECE_WEIGHT:
                yield self._clean_piece(waiting, inside)
                waiting, waiting_weight = [], 0
            if weight <= _PIECE_WEIGHT or (weight <= _LEAF_WEIGHT and _is_leaf(block)):
                waiting.extend(block)
                waiting_weight += weight
            elif _is_leaf(block):
                yield _without_markup(block)
            else:
                yield from self._clean_children(block, inside)
        yield self._clean_piece(waiting, inside)

    def _clean_children(self, block: Sequence[Token], inside: tuple[str, ...]) -> Iterator[str]:
        tag = block[0].tag
        yield _render(block[:1])
        yield from self.clean(block[1:-1], (*inside, tag) if tag in _TABLE_PARTS else ())
        yield _render(block[-1:])

    def _clean_piece(self, tokens: Sequence[Token], inside: tuple[str, ...]) -> str:
        if not tokens:
            return ""
        self._weight_left -= _weight(tokens)
        if self._weight_left < 0:
            return _without_markup(tokens)
        # A row means nothing to an HTML parser outside of a table, so pieces of a long table are
        # sanitized inside of the tags they came from.
        before = "".join(f"<{tag}>" for tag in inside)
        after = "".join(f"</{tag}>" for tag in reversed(inside))
        cleaned: str = self._cleaner.clean(f"{before}{_render(tokens)}{after}")
        if not (cleaned.startswith(before) and cleaned.endswith(after)):
            return _without_markup(tokens)
        return cleaned[len(before) : len(cleaned) - len(after)]


def _blocks(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Each block with everything inside it, from its opening to its closing token."""
    start = depth = 0
    for position, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            yield tokens[start : position + 1]
            start = position + 1


def _is_leaf(block: Sequence[Token]) -> bool:
    """Whether the block holds text rather than other blocks: a paragraph, heading, cell, code."""
    return len(block) == 1 or (len(block) == 3 and block[1].type == "inline")


def _weight(tokens: Sequence[Token]) -> int:
    """How much work the tokens are: their text, and a share for each tag they become."""
    return sum(
        len(token.content) + _TOKEN_WEIGHT * (1 + len(token.children or ())) for token in tokens
    )


def _render(tokens: Sequence[Token]) -> str:
    rendered: str = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return rendered


def _without_markup(tokens: Sequence[Token]) -> str:
    """The same blocks with their text as typed: their tags are ours, their text is escaped."""
    return "".join(
        str(escape(token.content)) if token.type == "inline" else _render([token])
        for token in tokens
    )
