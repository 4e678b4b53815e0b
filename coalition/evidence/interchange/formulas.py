"""Cells that a spreadsheet would run, made harmless on the way out and whole again on the way in.

A quote in front keeps a cell a text (OWASP, CSV injection). A cell that has such a quote of its own
gets another one, so that what comes back is always what went out.
"""

import re
from typing import Final

# The wide signs are run as well.
_BEGINS: Final = "=+-@\t\r\n＝＋－＠"
# A plain number with its sign runs nothing, and offsets are such numbers.
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")


def harmless(cell: str) -> str:
    """``cell`` as a text that no spreadsheet takes for a formula."""
    return f"'{cell}" if _would_run(cell) or _is_quoted(cell) else cell


def restored(cell: str) -> str:
    """The cell that :func:`harmless` was given; another cell as it is."""
    return cell[1:] if _is_quoted(cell) else cell


def _is_quoted(cell: str) -> bool:
    bare = cell.lstrip("'")
    return cell != bare and _would_run(bare)


def _would_run(cell: str) -> bool:
    return cell.lstrip(" ")[:1] in set(_BEGINS) and not _NUMBER.fullmatch(cell)
