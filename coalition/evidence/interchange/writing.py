"""Items as files: CSV and load files. No spreadsheet runs their cells; all can be read back."""

from collections.abc import Iterable, Sequence
from typing import Final

from coalition.evidence.interchange.delimited import Dialect, write_table
from coalition.evidence.interchange.formulas import harmless
from coalition.evidence.interchange.items import NAMES, Item
from coalition.evidence.interchange.mapping import MARKS, TARGETS
from coalition.evidence.interchange.reading import CellProblem, Vocabularies

# The header of a file of items; its last column says how it may be passed on.
HEADS: Final = (*(TARGETS[name] for name in NAMES), MARKS)


def write_items(
    items: Iterable[Item], vocabularies: Vocabularies, dialect: Dialect, *, marks: str
) -> bytes:
    """A file with a row for each item. ``marks`` stand in every row, so that none loses them."""
    return write_table(
        HEADS,
        ([*_cells(item, vocabularies), harmless(marks)] for item in items),
        dialect,
    )


def _cells(item: Item, vocabularies: Vocabularies) -> list[str]:
    row = item.as_row()
    labels = {name: codes.get(row[name], "") for name, codes in vocabularies.codes.items()}
    return [harmless(labels.get(name) or row[name]) for name in NAMES]


def write_problems(problems: Sequence[CellProblem], dialect: Dialect) -> bytes:
    """What was wrong in a file, one line for each cell."""
    return write_table(
        ("Row", "Column", "What to mend"),
        (
            (str(each.row), harmless(each.column), harmless(" ".join(each.message.split())))
            for each in problems
        ),
        dialect,
    )
