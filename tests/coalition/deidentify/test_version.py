"""The version changes with anything that decides what is found."""

import ast
from pathlib import Path

from coalition.deidentify import pipeline
from coalition.deidentify.version import deciding_files, version_of

FOLDER = Path(pipeline.__file__).parent


def imported_by(file: Path) -> set[Path]:
    """The modules of the package that a module imports."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            "coalition.deidentify"
        ):
            base = FOLDER.joinpath(*(node.module or "").split(".")[2:])
            named = [base / f"{alias.name}.py" for alias in node.names]
            found |= {path for path in (base.with_suffix(".py"), *named) if path.is_file()}
    return found


def test_every_module_that_a_finding_passes_through_counts() -> None:
    seen: set[Path] = set()
    waiting = {FOLDER / "pipeline.py"}
    while waiting:
        seen |= waiting
        waiting = {each for file in waiting for each in imported_by(file)} - seen
    assert seen - set(deciding_files()) == {FOLDER / "version.py"}


def test_a_changed_byte_in_any_file_is_another_version(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("detector.py", "names.txt")]
    for file in files:
        file.write_text("one", encoding="utf-8")
    before = version_of(files)
    files[1].write_text("two", encoding="utf-8")
    assert version_of(files) != before
    assert version_of(deciding_files()) == pipeline.VERSION
