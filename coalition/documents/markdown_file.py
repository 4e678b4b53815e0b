"""A paper as a Markdown file (CommonMark with tables)."""

import re
from typing import Final

from coalition.documents.exporting import Export, Table

_MARKUP: Final = re.compile(r"([\\`*_\[\]<>#|!~])")
# Programs that show the file might carry out tags, fetch pictures and follow links to anything; the
# portal does none of it. An odd number of signs before one takes its meaning already; one more
# would give it back.
_ACTIVE: Final = re.compile(
    r"(?<!\\)(?:\\\\)*+"
    r"(?:<(?=[A-Za-z/!?])|!(?=\[)|\](?=[(:]\s*+(?!https?://[^\s/?#\\]|#[^\s])))",
    re.IGNORECASE,
)


def markdown_file(export: Export) -> bytes:
    """The file, in UTF-8."""
    blocks = [
        f"# {_escaped(export.title)}",
        "\n>\n".join(f"> {_escaped(mark)}" for mark in export.marks),
        "\n".join(f"- **{_escaped(label)}:** {_escaped(value)}" for label, value in export.facts),
        *map(_table, export.tables),
        "---",
        _ACTIVE.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", export.body.strip()),
    ]
    return ("\n\n".join(blocks) + "\n").encode("utf-8", "replace")


def _table(table: Table) -> str:
    title = f"## {_escaped(table.title)}\n\n"
    if not table.heads:
        return title + "\n".join(f"- {_escaped(row[0])}" for row in table.rows)
    lines = [table.heads, ("---",) * len(table.heads)]
    lines += [tuple(_escaped(cell) for cell in row) for row in table.rows]
    return title + "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
