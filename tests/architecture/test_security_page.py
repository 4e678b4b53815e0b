"""docs/security.md names for every promise a test that exists, or a dated reason."""

import ast
import csv
import re
from datetime import date

import pytest

from tests.architecture.source_tree import ROOT, tree_of
from tests.support.public_data import public_data

PAGE = (ROOT / "docs/security.md").read_text(encoding="utf-8")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
REASON = re.compile(r"^(\d{4}-\d{2}-\d{2}): (.+)$")
BEGUN = date(2026, 11, 1)
ID = re.compile(r"V\d+\.\d+\.\d+")


def rows(heading: str) -> list[list[str]]:
    """The cells of the first table under a heading."""
    section = PAGE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0].split("\n### ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


REQUIREMENTS = rows("OWASP ASVS 5.0")
SHOWN = [*rows("Signing in"), *rows("Pages"), *REQUIREMENTS]


def collected_from(path: str) -> set[str]:
    """The tests that pytest would collect from a file."""
    file = ROOT / path
    if not file.exists():
        return set()
    return {
        node.name
        for node in tree_of(file).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def fault(evidence: str) -> str | None:
    """What is wrong with what a row is shown by."""
    if reason := REASON.match(evidence):
        try:
            written = date.fromisoformat(reason.group(1))
        except ValueError:
            return "no such date"
        if written < BEGUN:
            return "a date before the project"
        return None if len(reason.group(2).split()) >= 5 else "no reason"
    named = TEST.findall(evidence)
    if not named or TEST.sub("", evidence).strip(", "):
        return "neither tests nor a dated reason"
    missing = [f"{path}::{name}" for path, name in named if name not in collected_from(path)]
    return f"no such test: {missing}" if missing else None


def test_every_row_names_a_test_that_exists_or_a_dated_reason() -> None:
    wrong = {row[0]: said for row in SHOWN if (said := fault(row[-1]))}
    assert wrong == {}


def test_every_test_that_the_page_names_anywhere_exists() -> None:
    assert not [found for found in TEST.findall(PAGE) if found[1] not in collected_from(found[0])]


def test_every_requirement_stands_once_with_priority_and_words() -> None:
    ids = [row[0] for row in REQUIREMENTS]
    assert len(ids) == len(set(ids)) > 150
    for identifier, priority, words, _ in REQUIREMENTS:
        assert ID.fullmatch(identifier)
        assert priority in ("P0", "P1"), identifier
        assert 2 <= len(words.split()) <= 20, identifier


def test_the_page_counts_its_requirements_and_reasons_rightly() -> None:
    reasons = [row for row in REQUIREMENTS if REASON.match(row[-1])]
    assert f"The {len(REQUIREMENTS)} requirements of ASVS 5.0" in PAGE
    assert f"\n{len(reasons)} of them have a dated reason" in PAGE


def test_no_requirement_that_matters_most_is_missing() -> None:
    with public_data("asvs_applicable.csv").open(encoding="utf-8", newline="") as file:
        wanted = {r["id"]: r["priority"] for r in csv.DictReader(file) if r["priority"] in "P0 P1"}
    assert {row[0]: row[1] for row in REQUIREMENTS} == wanted


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        ("", "neither"),
        ("soon", "neither"),
        ("`tests/architecture/test_security_page.py::test_of_nothing`", "no such test"),
        ("`tests/nowhere.py::test_of_nothing`", "no such test"),
        ("2026-02-30: comes with the next big thing", "no such date"),
        ("2019-01-01: comes with the next big thing", "before the project"),
        ("2026-11-22: later", "no reason"),
    ],
)
def test_the_rule_sees_what_shows_nothing(evidence: str, said: str) -> None:
    assert said in (fault(evidence) or "")
