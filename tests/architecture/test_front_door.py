"""What a newcomer reads first is there and says what works."""

import re

import pytest

from tests.architecture.source_tree import ROOT, commands_in

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z][a-z-]*):.*## ", MAKEFILE, re.M))
PAGES = ["README.md", *(p.relative_to(ROOT).as_posix() for p in (ROOT / "docs").rglob("*.md"))]


def test_the_first_two_commands_start_the_demo_and_run_the_tests():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert commands_in(readme)[:2] == ["make demo", "make test"]


@pytest.mark.parametrize("document", PAGES)
def test_every_make_command_that_a_page_names_exists(document):
    text = (ROOT / document).read_text(encoding="utf-8")
    named = set(re.findall(r"^make ([a-z][a-z-]*)|`make ([a-z][a-z-]*)", text, re.M))
    assert {a or b for a, b in named} <= TARGETS


@pytest.mark.parametrize("document", PAGES)
def test_every_file_that_a_page_links_to_exists(document):
    folder = (ROOT / document).parent
    links = re.findall(
        r"\]\((?!https?://|mailto:|#)([^)#\s]+)", (ROOT / document).read_text("utf-8")
    )
    assert not [link for link in links if not (folder / link).exists()]


def test_every_command_is_phony_and_described():
    phony = set(re.findall(r"^\.PHONY: ([a-z-]+)$", MAKEFILE, re.M))
    assert phony == TARGETS


def test_the_changelog_begins_with_what_is_unreleased():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", changelog, re.M)[0] == "Unreleased"


def test_decisions_are_numbered_dated_and_complete():
    files = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert [int(file.name[:4]) for file in files] == list(range(1, len(files) + 1))
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert text.startswith(f"# {file.name[:4]}. "), file.name
        assert re.search(r"^Date: \d{4}-\d{2}-\d{2}$", text, re.M), file.name
        headings = re.findall(r"^## (.+)$", text, re.M)
        assert headings == ["Context", "Decision", "Consequences"], file.name
