"""A packed file gives back what was written, or says that it cannot."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_index.engines.whoosh.damage import DamagedIndex
from search_index.engines.whoosh.packed import Packed, packed_bytes, write_packed

COLUMNS = {
    "numbers": np.array([3, 1, 2], np.int64),
    "bytes": np.frombuffer(b"removal", np.uint8),
    "nothing": np.empty(0, np.uint16),
}
WHOLE = packed_bytes(COLUMNS)


@given(
    st.dictionaries(
        st.text(max_size=8),
        st.lists(st.integers(0, 255), max_size=90).map(lambda values: np.array(values, np.uint8)),
        max_size=5,
    )
)
def test_columns_come_back_as_they_were(columns: dict[str, np.ndarray]) -> None:
    packed = Packed(packed_bytes(columns))
    assert all(np.array_equal(packed[name], column) for name, column in columns.items())
    packed.check()


def test_types_and_empty_columns_come_back_too(tmp_path: Path) -> None:
    with (tmp_path / "file").open("xb") as file:
        write_packed(file, COLUMNS)
    packed = Packed.open(tmp_path / "file")
    for name, column in COLUMNS.items():
        assert packed[name].dtype == column.dtype
        assert packed[name].tolist() == column.tolist()
    assert packed.size == (tmp_path / "file").stat().st_size
    assert "numbers" in packed
    assert "letters" not in packed


def test_a_column_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        Packed(WHOLE)["numbers"][0] = 9


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_no_changed_byte_goes_unnoticed(place: int, difference: int) -> None:
    changed = bytearray(WHOLE)
    changed[place] ^= difference
    padding = _padding()
    try:
        packed = Packed(bytes(changed))
        packed.check()
    except DamagedIndex:
        return
    assert place in padding, "a byte of a column or of the table was changed without a complaint"


def _padding() -> set[int]:
    """The bytes between columns, which say nothing."""
    held = {0: 24, 64: 7}
    used = {start + n for start, length in held.items() for n in range(length)}
    return set(range(128)) - used


@given(st.integers(0, len(WHOLE) - 1))
def test_no_file_that_was_cut_short_is_taken_for_whole(length: int) -> None:
    with pytest.raises(DamagedIndex):
        Packed(WHOLE[:length])


def test_a_column_is_compared_when_it_is_first_used_and_not_before() -> None:
    file = io.BytesIO(WHOLE)
    file.getbuffer()[0] ^= 1
    packed = Packed(file.getvalue())
    assert packed["bytes"].tobytes() == b"removal"
    with pytest.raises(DamagedIndex, match="numbers"):
        packed["numbers"]
    with pytest.raises(DamagedIndex, match="letters"):
        packed["letters"]
