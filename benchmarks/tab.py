"""What a detector reaches on the Text Anonymization Benchmark, by the definitions of its authors.

Recall counts the tokens of every mention that must be masked; a token is masked if each of its
characters is, titles and small words aside. Precision counts the masked tokens that lie wholly in
a mention somebody wanted masked. An entity is found only if all of its mentions are. Several
annotators of one document are averaged over their marks. The small words are those of the authors'
first script, which the published figures were made with; their later one asks a tagger instead.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Span = tuple[int, int]
Masker = Callable[[str], Iterable[Span]]

SMALL_WORDS = (
    "mr|mrs|ms|and|or|from|until|to|about|after|as|at|before|between|by|during|for|in|into|of|on"
    "|over|since|with|the|a|an|no|nr"
)
IGNORED = re.compile(rf"\b(?:{SMALL_WORDS}|’s|'s)\b|[,.\-;:/&()\[\]–'\" ’“”]", re.IGNORECASE)
"""What may stay in sight of a mention that counts as masked."""
TOKEN = re.compile(r"\w+")


@dataclass(frozen=True)
class Entity:
    """One person or thing as one annotator marked it: all its mentions, and which to mask."""

    annotator: str
    direct: bool
    mentions: tuple[Span, ...]
    to_mask: tuple[bool, ...]


@dataclass(frozen=True)
class Document:
    """A text with what must be masked in it, of each annotator."""

    text: str
    entities: tuple[Entity, ...]


def read_documents(file: Path) -> list[Document]:
    """The documents of one file of the benchmark, such as `dev.json`."""
    rows = json.loads(file.read_text(encoding="utf-8"))
    return [Document(row["text"], tuple(_entities(row["annotations"]))) for row in rows]


def measure(documents: Sequence[Document], find: Masker) -> dict[str, float]:
    """Token recall and precision, and entity recall of direct and of quasi identifiers."""
    counts = Counts()
    for document in documents:
        counts.add(document, find(document.text))
    return counts.shares()


class Counts:
    """Sums over documents, from which the shares are made."""

    def __init__(self) -> None:
        names = ("recall", "precision", "direct", "quasi")
        self.found = dict.fromkeys(names, 0)
        self.asked = dict.fromkeys(names, 0)

    def add(self, document: Document, spans: Iterable[Span]) -> None:
        """Count one document with what was masked in it."""
        found = sorted(set(spans))
        masked = {at for start, end in found for at in range(start, end)}
        for entity in document.entities:
            self._add_entity(document.text, entity, masked)
        self._add_precision(document, found)

    def _add_entity(self, text: str, entity: Entity, masked: set[int]) -> None:
        if not any(entity.to_mask):
            return
        for mention in entity.mentions:
            for token in tokens(text, mention):
                self._count("recall", is_masked(text, token, masked))
        needed = zip(entity.mentions, entity.to_mask, strict=True)
        whole = all(is_masked(text, mention, masked) for mention, asked in needed if asked)
        self._count("direct" if entity.direct else "quasi", whole)

    def _add_precision(self, document: Document, spans: Iterable[Span]) -> None:
        annotators = {entity.annotator for entity in document.entities}
        wanted = {name: list(_wanted(document.entities, name)) for name in annotators}
        for span in spans:
            for start, end in tokens(document.text, span):
                for marks in wanted.values():
                    inside = any(first <= start and end <= last for first, last in marks)
                    self._count("precision", inside)

    def _count(self, name: str, found: bool) -> None:
        self.found[name] += found
        self.asked[name] += 1

    def shares(self) -> dict[str, float]:
        """The four shares; what was never asked is 0, as in the benchmark itself."""
        share = {n: round(self.found[n] / (self.asked[n] or 1), 4) for n in self.asked}
        return {
            "token_recall": share["recall"],
            "token_precision": share["precision"],
            "direct_entity_recall": share["direct"],
            "quasi_entity_recall": share["quasi"],
        }


def tokens(text: str, span: Span) -> Iterator[Span]:
    """Runs of letters and digits within a span."""
    start, end = span
    for found in TOKEN.finditer(text[start:end]):
        yield start + found.start(), start + found.end()


def is_masked(text: str, span: Span, masked: set[int]) -> bool:
    """Whether nothing of the span is in sight but small words and punctuation."""
    start, end = span
    seen = set(range(start, end)) - masked
    if not seen:
        return True
    for found in IGNORED.finditer(text[start:end]):
        seen -= set(range(start + found.start(), start + found.end()))
    return not seen


def _entities(annotations: Mapping[str, Any]) -> Iterator[Entity]:
    for annotator, marks in annotations.items():
        grouped: dict[str, list[Mapping[str, Any]]] = {}
        for mention in marks["entity_mentions"]:
            grouped.setdefault(mention["entity_id"], []).append(mention)
        for mentions in grouped.values():
            yield Entity(
                annotator,
                # As the authors do, the first mention says which kind the entity is of.
                mentions[0]["identifier_type"] == "DIRECT",
                tuple((each["start_offset"], each["end_offset"]) for each in mentions),
                tuple(each["identifier_type"] != "NO_MASK" for each in mentions),
            )


def _wanted(entities: Iterable[Entity], annotator: str) -> Iterator[Span]:
    for entity in entities:
        if entity.annotator == annotator:
            for mention, asked in zip(entity.mentions, entity.to_mask, strict=True):
                if asked:
                    yield mention
