"""Commands, run as an operator would run them."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from coalition.web.dispatch import Portal

Run = Callable[..., Result]
WriteRows = Callable[..., Path]


@pytest.fixture
def run(app: Portal) -> Run:
    """Runs ``flask …`` in this process."""
    return lambda *words, answers=None: app.test_cli_runner().invoke(
        args=[str(word) for word in words], input=answers
    )


def row(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A row that another system might have written."""
    return {
        "id": number,
        "title": f"Memorandum {number}",
        "body": f"A door was forced, page {number}.",
        "kind": "memo",
        "state": "MN",
        "tags": ["plea"],
        "date": "2024-03-05",
        "audience": ["coalition"],
        "office": 12,
        "author": 7,
    } | changes


@pytest.fixture
def rows_file(tmp_path: Path) -> WriteRows:
    """Writes rows as JSON lines; a text is written as it is."""

    def write(*rows: dict[str, Any] | str, name: str = "rows.jsonl") -> Path:
        lines = [r if isinstance(r, str) else json.dumps(r) for r in rows]
        text = "\n".join(lines) + "\n"
        file = tmp_path / name
        if name.endswith(".gz"):
            file.write_bytes(gzip.compress(text.encode()))
        else:
            file.write_text(text, encoding="utf-8")
        return file

    return write
