"""One file per segment: named columns end to end, each with its checksum, mapped into memory.

A file is written once and never changes. Its last bytes say where the columns are:

    columns, each beginning at a multiple of 64 bytes
    table of contents   JSON: name -> [type, start, number of values, checksum]
    end                 length and checksum of the table, length of the file, a mark

Nothing is copied when a file is opened, and a column is compared with its checksum when it is
first used. So what was cut short, overwritten or only half written is never taken for an answer,
and opening costs the same however large the file is.
"""

from __future__ import annotations

import io
import json
import mmap
import os
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from search_index.engines.whoosh.damage import DamagedIndex, reading

MARK = b"cxcolumn"
ALIGNMENT = 64
MOST_BYTES_READ = 32 << 10
_END = struct.Struct("<IIQ8s")

Column = NDArray[Any]


def write_packed(file: BinaryIO, columns: Mapping[str, Column]) -> None:
    """Write all columns into an empty file."""
    table: dict[str, tuple[str, int, int, int]] = {}
    at = 0
    for name, column in columns.items():
        values = np.ascontiguousarray(column)
        raw = values.view(np.uint8).reshape(-1).data if values.size else b""
        table[name] = (values.dtype.str, at, values.size, zlib.crc32(raw))
        file.write(raw)
        padding = -values.nbytes % ALIGNMENT
        file.write(bytes(padding))
        at += values.nbytes + padding
    described = json.dumps(table, separators=(",", ":")).encode()
    whole = at + len(described) + _END.size
    file.write(described)
    file.write(_END.pack(len(described), zlib.crc32(described), whole, MARK))


def packed_bytes(columns: Mapping[str, Column]) -> bytes:
    """What would be in the file."""
    file = io.BytesIO()
    write_packed(file, columns)
    return file.getvalue()


class Packed:
    """The columns of a packed file, or of the bytes of one."""

    def __init__(self, data: bytes | mmap.mmap) -> None:
        self._data = data
        self._table = _table_of(data)
        self._checked: dict[str, Column] = {}

    @classmethod
    def open(cls, path: Path) -> Packed:
        """Map a file. FileNotFoundError if there is none, DamagedIndex if it is not whole.

        A small one is read: each map keeps a file open, and a process may not open many.
        """
        with reading(path), path.open("rb") as file:
            if os.fstat(file.fileno()).st_size <= MOST_BYTES_READ:
                return cls(file.read())
            return cls(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))

    @property
    def is_mapped(self) -> bool:
        """Whether the file is kept open."""
        return isinstance(self._data, mmap.mmap)

    @property
    def size(self) -> int:
        """Bytes of the whole file."""
        return len(self._data)

    def __contains__(self, name: str) -> bool:
        return name in self._table

    def __getitem__(self, name: str) -> Column:
        """A column; DamagedIndex if it is not there or not what was written."""
        if (found := self._checked.get(name)) is None:
            found = self._checked[name] = self._read(name)
        return found

    def check(self) -> None:
        """Compare every column with its checksum, those in use as well."""
        for name in self._table:
            self._read(name)

    def _read(self, name: str) -> Column:
        try:
            kind, start, count, checksum = self._table[name]
            column = np.frombuffer(self._data, np.dtype(kind), count, start)
        except (KeyError, ValueError, TypeError) as error:
            raise DamagedIndex(f"The column {name!r} is not there.") from error
        if zlib.crc32(column.view(np.uint8).data if count else b"") != checksum:
            raise DamagedIndex(f"The column {name!r} does not have its checksum.")
        return column


def _table_of(data: bytes | mmap.mmap) -> dict[str, tuple[str, int, int, int]]:
    if len(data) < _END.size:
        raise DamagedIndex("The file is too short.")
    length, checksum, whole, mark = _END.unpack(data[-_END.size :])
    described = data[-_END.size - length : -_END.size]
    if mark != MARK or whole != len(data) or zlib.crc32(described) != checksum:
        raise DamagedIndex("The file is not whole.")
    table: dict[str, tuple[str, int, int, int]] = json.loads(described)
    return table
