"""The audit log as an auditor meets it."""

import csv
import io
from collections.abc import Callable

import pytest

from coalition.web.csv_lines import csv_line
from tests.support.client import Browser, Page
from tests.support.world import World

pytestmark = pytest.mark.database


@pytest.fixture
def auditor(world: World, browser: Callable[[], Browser]) -> Browser:
    """An auditor's browser; the log holds at least the sign-in."""
    return browser().sign_in(world.person("Ada Auditor", world.office(), "auditor"))


@pytest.mark.parametrize(
    "query", ["action=bogus", "since=yesterday", "outcome=maybe", "person=nobody", "until=0"]
)
def test_a_filter_that_is_not_understood_shows_and_exports_nothing(
    auditor: Browser, query: str
) -> None:
    page = auditor.get(f"/audit?{query}")
    assert page.soup.select("main ol.log") == []
    export = auditor.get(f"/audit/export.csv?{query}")
    assert (export.status, export.location) == (303, f"/audit?{query}")


def test_a_filter_that_is_understood_shows_and_exports_what_it_asks_for(auditor: Browser) -> None:
    page = auditor.get("/audit?action=session.started")
    assert "signed in" in page.words
    export = auditor.get("/audit/export.csv?action=session.started")
    assert export.status == 200
    assert "session.started" in export.text
    assert "audit.read" not in export.text


def test_an_older_page_goes_on_where_the_newer_ended(auditor: Browser) -> None:
    for _ in range(60):
        auditor.get("/audit")
    first = auditor.get("/audit")
    older = first.soup.find("a", string=lambda s: s and "lder" in s)
    assert older is not None
    second = auditor.get(str(older["href"]))

    def numbers(page: Page) -> list[int]:
        entries = page.soup.select("main ol.log summary")
        return [int(e.get_text().rpartition("#")[2].replace(",", "")) for e in entries]

    assert numbers(second)[0] == numbers(first)[-1] - 1


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_of_the_export_is_never_a_formula(first: str) -> None:
    [cell] = next(csv.reader(io.StringIO(csv_line([f"{first}cmd|' /C calc'!A0"]), newline="")))
    assert cell.startswith("'" + first)
    assert next(csv.reader([csv_line(["plain", ""])])) == ["plain", ""]
