"""Time comes from coalition/clock.py, chance from coalition/ids.py and coalition/vault.py."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source_tree import ROOT, imported_names, python_files, shown, tree_of

SOURCES = {"coalition/clock.py", "coalition/ids.py", "coalition/vault.py"}
CHANCE = ("random", "secrets", "uuid.uuid1", "uuid.uuid4", "os.urandom", "numpy.random")
TIME = (
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "func.now",
    "uuid.uuid4",
    "uuid.uuid1",
    "os.urandom",
)


def dotted(node: ast.expr) -> str:
    """`a.b.c` of an attribute or a name, or nothing."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def strays(path: Path) -> Iterator[str]:
    """Where a file takes the time or draws lots by itself."""
    for line, name in imported_names(path):
        if any(name == source or name.startswith(f"{source}.") for source in CHANCE):
            yield f"{shown(path)}:{line} imports {name}"
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call | ast.keyword):
            called = node.func if isinstance(node, ast.Call) else node.value
            name = dotted(called)
            if any(name == source or name.endswith(f".{source}") for source in TIME):
                yield f"{shown(path)}:{called.lineno} uses {name}"


def test_only_the_clock_tells_the_time_and_only_ids_draw_lots():
    files = [path for path in python_files("coalition") if shown(path) not in SOURCES]
    assert not [stray for path in files for stray in strays(path)]


def test_the_search_library_leaves_no_answer_to_chance():
    found = [
        f"{shown(path)}:{line} imports {name}"
        for path in python_files("search_index")
        for line, name in imported_names(path)
        if any(f"{name}.".startswith(f"{source}.") for source in ("random", "numpy.random"))
    ]
    # Names of temporary files may be random (secrets); what a search answers may not.
    assert not found, "The same entries and the same query must give the same page, always"


def test_the_rule_sees_what_it_forbids(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.architecture.source_tree.ROOT", tmp_path)
    stray = tmp_path / "coalition" / "stray.py"
    stray.parent.mkdir()
    stray.write_text(
        "import secrets\nfrom uuid import uuid4\nfrom datetime import UTC, datetime\n"
        "x = datetime.now(UTC)\ncolumn(default=datetime.now)\n"
    )
    lines = [found.split(":")[1].split()[0] for found in strays(stray)]
    assert lines == ["1", "2", "4", "5"]
    assert tmp_path != ROOT
