"""The codec under which Whoosh keeps segments as columns.

Whoosh's own formats take a Python call per posting to read and to write; decision 0007 has the
measurements. What a segment is, which of them there are, what is deleted in them, when they are
joined and how all that is committed stays Whoosh's, and so do its readers, matchers and queries:
they see here what they would see in a segment of its own.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from search_index.engines.whoosh.schema import POSITIONED
from search_index.engines.whoosh.segments import Segment, Terms

EXTENSION = ".col"


class ColumnarSegment(base.Segment):
    """What the table of contents keeps of a segment: its name, its size and its deletions."""

    def __init__(self, indexname: str) -> None:
        super().__init__(indexname)
        # Whoosh draws names from `random`, which a program that seeds it draws twice.
        self.segid = secrets.token_hex(8)
        self.compound = False
        self._rows = 0
        self.words = 0
        self._deleted: set[int] | None = None

    def codec(self) -> ColumnarCodec:
        """The codec that reads it."""
        return ColumnarCodec()

    def should_assemble(self) -> bool:
        """It is one file already."""
        return False

    def set_doc_count(self, doccount: int) -> None:
        """Called once, when it is written."""
        self._rows = doccount

    def doc_count_all(self) -> int:
        """Rows, deleted ones included."""
        return self._rows

    def doc_count(self) -> int:
        """Rows that are not deleted."""
        return self._rows - self.deleted_count()

    def has_deletions(self) -> bool:
        """Whether any row is deleted."""
        return bool(self._deleted)

    def deleted_count(self) -> int:
        """How many rows are."""
        return len(self._deleted or ())

    def deleted_docs(self) -> set[int]:
        """Which rows are."""
        return self._deleted or set()

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Count a row as absent, or no longer."""
        if self._deleted is None:
            self._deleted = set()
        if delete:
            self._deleted.add(docnum)
        else:
            self._deleted.discard(docnum)

    def is_deleted(self, docnum: int) -> bool:
        """Whether a row is deleted."""
        return docnum in self.deleted_docs()

    def path(self, folder: str | Path) -> Path:
        """Its file."""
        return Path(folder) / str(self.make_filename(EXTENSION))


class ColumnarCodec(base.Codec):
    """Whoosh's way to the columns of a segment."""

    length_stats = False

    def per_document_writer(self, storage: Any, segment: Any) -> Unused:
        """Nothing: the writer writes columns all at once."""
        return Unused()

    def field_writer(self, storage: Any, segment: Any) -> Unused:
        """Nothing either."""
        return Unused()

    def terms_reader(self, storage: Any, segment: ColumnarSegment) -> ColumnarTerms:
        """Terms and postings."""
        return ColumnarTerms(Segment.open(segment.path(storage.folder)))

    def per_document_reader(self, storage: Any, segment: ColumnarSegment) -> ColumnarRows:
        """Lengths and stored ids."""
        return ColumnarRows(Segment.open(segment.path(storage.folder)), segment)

    def new_segment(self, storage: Any, indexname: str) -> ColumnarSegment:
        """A segment without rows."""
        return ColumnarSegment(indexname)


class Unused:
    """Stands where Whoosh expects a writer of its own to close."""

    is_closed = False

    def close(self) -> None:
        """There is nothing to close."""
        self.is_closed = True


class ColumnarTerms(base.TermsReader):
    """All fields' terms, as Whoosh asks for them."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._fields = sorted(("title", "body", "keys", "values"))

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._find(*term) >= 0

    def indexed_field_names(self) -> list[str]:
        """The fields that have terms."""
        return [field for field in self._fields if len(self._segment.terms(field))]

    def cursor(self, fieldname: str, fieldobj: Any) -> Cursor:
        """A walk through the terms of a field."""
        return Cursor(self, self._segment.terms(fieldname), fieldname, fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Every (field, term)."""
        return (
            (field, terms.term(number))
            for field in self._fields
            for terms in [self._segment.terms(field)]
            for number in range(len(terms))
        )

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Every (field, term) from this one on."""
        return (term for term in self.terms() if term >= (fieldname, prefix))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Every (field, term) with what is known of it."""
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """As `items`, from a term on."""
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """How often and where a term is. TermNotFound if it is not."""
        rows, counts, _ = self._postings(fieldname, text)
        weight = float(counts.sum())
        return TermInfo(weight, len(rows), 1, 255, weight, int(rows[0]), int(rows[-1]))

    def frequency(self, fieldname: str, text: bytes) -> float:
        """How often a term is there in all, 0 if it is not."""
        found = (fieldname, text) in self
        return float(self.term_info(fieldname, text)._weight) if found else 0.0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """In how many rows a term is, 0 if it is in none."""
        number = self._find(fieldname, text)
        return self._segment.terms(fieldname).holding(number) if number >= 0 else 0

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        """The postings of a term. TermNotFound if it is not there."""
        rows, counts, places = self._postings(fieldname, text)
        values = [b""] * len(rows)
        if fieldname in POSITIONED:
            base_ = self._segment.terms(fieldname).base
            position = (places - np.repeat(base_[rows], counts)).astype(np.int32)
            values = [found.tobytes() for found in np.split(position, np.cumsum(counts)[:-1])]
        return ListMatcher(
            rows.tolist(),
            counts.astype(float).tolist(),
            values,
            format_,
            scorer=scorer,
            term=(fieldname, text),
            terminfo=self.term_info(fieldname, text),
        )

    def close(self) -> None:
        """The map goes with the last one who uses it."""

    def _find(self, fieldname: str, text: bytes) -> int:
        return self._segment.terms(fieldname).find(text) if fieldname in self._fields else -1

    def _postings(self, fieldname: str, text: bytes) -> tuple[Any, Any, Any]:
        number = self._find(fieldname, text)
        if number < 0:
            raise TermNotFound(f"{fieldname}:{text!r}")
        terms = self._segment.terms(fieldname)
        where = terms.row_slice(number)
        if fieldname in POSITIONED:
            return terms.rows[where], terms.counts[where].astype(np.int64), terms.places(number)
        return terms.rows[where], np.ones(terms.holding(number), np.int64), None


class Cursor(base.FieldCursor):
    """A walk through the terms of one field, in order."""

    def __init__(self, reader: ColumnarTerms, terms: Terms, fieldname: str, fieldobj: Any) -> None:
        self._reader, self._terms = reader, terms
        self._fieldname, self._fieldobj = fieldname, fieldobj
        self._number = 0

    def is_valid(self) -> bool:
        """Whether it stands at a term."""
        return self._number < len(self._terms)

    def text(self) -> Any:
        """The term it stands at; None behind the last."""
        if not self.is_valid():
            return None
        return self._fieldobj.from_bytes(self._terms.term(self._number))

    def first(self) -> Any:
        """Go to the first term."""
        self._number = 0
        return self.text()

    def find(self, term: bytes | str) -> Any:
        """Go to the first term that is not below this one."""
        wanted = term if isinstance(term, bytes) else self._fieldobj.to_bytes(term)
        self._number = self._terms.first(wanted)
        return self.text()

    def next(self) -> Any:
        """Go on by one."""
        self._number += 1
        return self.text()

    def term_info(self) -> TermInfo:
        """What is known of the term it stands at."""
        return self._reader.term_info(self._fieldname, self._terms.term(self._number))


class ColumnarRows(base.PerDocumentReader):
    """What Whoosh asks of rows."""

    def __init__(self, columns: Segment, segment: ColumnarSegment) -> None:
        self._columns = columns
        self._segment = segment

    def doc_count(self) -> int:
        """Rows that are not deleted."""
        return self._segment.doc_count()

    def doc_count_all(self) -> int:
        """Rows, deleted ones included."""
        return self._segment.doc_count_all()

    def has_deletions(self) -> bool:
        """Whether any row is deleted."""
        return self._segment.has_deletions()

    def is_deleted(self, docnum: int) -> bool:
        """Whether a row is deleted."""
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> set[int]:
        """Which rows are."""
        return self._segment.deleted_docs()

    def supports_columns(self) -> bool:
        """Whoosh's own sorting columns are not kept."""
        return False

    def has_column(self, fieldname: str) -> bool:
        """None."""
        return False

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """How many words a field of a row has."""
        if fieldname in POSITIONED:
            return int(self._columns.lengths[fieldname][docnum])
        return default

    def field_length(self, fieldname: str) -> int:
        """How many words a field of all rows has."""
        if fieldname in POSITIONED:
            return int(self._columns.lengths[fieldname].sum(dtype=np.int64))
        return 0

    def min_field_length(self, fieldname: str) -> int:
        """Whoosh's own ranking is not used."""
        return 0

    def max_field_length(self, fieldname: str) -> int:
        """Nor is its lossy length."""
        return 0

    def stored_fields(self, docnum: int) -> dict[str, str]:
        """The id of a row."""
        return {"id": self._columns.id(docnum)}

    def all_stored_fields(self) -> Iterator[dict[str, str]]:
        """The ids of all rows that are not deleted."""
        return (self.stored_fields(number) for number in self.all_doc_ids())

    def close(self) -> None:
        """The map goes with the last one who uses it."""
