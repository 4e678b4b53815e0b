"""Names say what a file is, and no file grows into a place for everything."""

import ast
import re

from tests.architecture.source_tree import (
    PACKAGES,
    ROOT,
    python_files,
    shown,
    templates,
    tracked_files,
    tree_of,
)

SAYS_NOTHING = re.compile(r"(^|_)(utils?|helpers?|commons?|managers?|misc|stuff|tools?)$")
LONGEST_FILE = 400
LONGEST_FUNCTION = 60


def test_no_module_is_named_for_nothing():
    vague = [
        shown(path)
        for path in python_files(*PACKAGES, "tests", "scripts", "benchmarks")
        if SAYS_NOTHING.search(path.stem) or SAYS_NOTHING.search(path.parent.name)
    ]
    assert not vague, f"Name these for what they hold: {vague}"


def test_modules_are_named_in_lower_case_with_underscores():
    odd = [
        shown(path)
        for path in python_files(*PACKAGES)
        if not re.fullmatch(r"__init__|__main__|[a-z][a-z0-9]*(_[a-z0-9]+)*", path.stem)
    ]
    assert not odd


def test_importing_the_package_imports_nothing_else():
    init = ROOT / "coalition" / "__init__.py"
    assert init.exists()
    imports = [n for n in ast.walk(tree_of(init)) if isinstance(n, ast.Import | ast.ImportFrom)]
    assert not imports, "coalition/__init__.py must import nothing; create_app is in coalition.app"


def test_files_stay_short_enough_to_read_at_once():
    # Migrations are not among them: one lists whole tables, and is never changed once it ran.
    files = python_files(*PACKAGES, "tests", "scripts", "benchmarks") + templates()
    files += [p for kind in ("*.css", "*.js") for p in (ROOT / "coalition/static").rglob(kind)]
    lengths = {shown(p): len(p.read_text(encoding="utf-8").splitlines()) for p in files}
    long = {name: length for name, length in lengths.items() if length >= LONGEST_FILE}
    assert not long, f"Split these by what they are about (under {LONGEST_FILE} lines): {long}"


def test_functions_stay_short():
    long = {
        f"{shown(path)}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
        for path in python_files(*PACKAGES)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    }
    assert not long, f"Split these (at most {LONGEST_FUNCTION} lines, aim for 30): {long}"


def test_migrations_are_named_by_time_and_words():
    odd = [
        shown(path)
        for path in python_files("migrations/versions")
        if not re.fullmatch(r"\d{8}_\d{4}_[0-9a-z]+_[a-z0-9_]+", path.stem)
    ]
    assert not odd, "Migrations are named YYYYMMDD_HHMM_<rev>_<slug>.py"


def test_no_file_names_a_folder_of_one_persons_machine():
    homes = re.compile("|".join(f"(?<![\\w.~-])/{name}/" for name in ("work", "home", "root")))
    outside = "../" + "shared"
    found = []
    for path in tracked_files():
        if path.suffix in {".png", ".ico", ".woff2", ".gz", ".pdf", ".zip"}:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        if outside in text or homes.search(text):
            found.append(shown(path))
    assert not found
