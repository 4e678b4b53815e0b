"""What there is to look at of footage: clocks, transcripts, timelines, custody, missing items."""

from playwright.sync_api import Page

from tests.browser.sight import Sight, press


def _write_an_empty_entry(page: Page) -> None:
    page.get_by_text("Write an entry").click()
    press("Write the entry")(page)


def _name_somebody(page: Page) -> None:
    page.locator("[name=note]").fill("Call 612-555-0142")
    for name in ("item", "agency", "period", "known"):
        page.locator(f"[name={name}]").fill("Words")
    page.locator("[name=absence]").select_option("off")
    press("Write the entry")(page)


def _say_it_twice(page: Page) -> None:
    page.select_option("[name=column_1]", "label")
    press("Look at the rows again")(page)


FOOTAGE_SIGHTS = [
    Sight("clock", "author", "/documents/clock"),
    Sight(
        "clock refused",
        "author",
        "/documents/clock",
        press("Work it out"),
        shows="There is a problem",
    ),
    Sight("transcript to import", "author", "/documents/{footage}/transcript", shows="Recording"),
    Sight(
        "transcript refused",
        "author",
        "/documents/{footage}/transcript",
        press("Read the file"),
        shows="There is a problem",
    ),
    Sight("index from a file", "author", "/documents/new/case-uco", shows="JSON-LD, up to 8 MB"),
    Sight(
        "index from a file refused",
        "author",
        "/documents/new/case-uco",
        press("Read the file"),
        shows="There is a problem",
    ),
    Sight("recordings to import", "author", "/documents/{footage}/items", shows="A file waits"),
    Sight(
        "recordings refused",
        "author",
        "/documents/{index}/items",
        press("Read the file"),
        shows="There is a problem",
    ),
    Sight("rows to import", "author", "/documents/{footage}/items/{list}", shows="What to mend"),
    Sight(
        "rows refused",
        "author",
        "/documents/{footage}/items/{list}",
        _say_it_twice,
        shows="There is a problem",
    ),
    Sight(
        "rows that came",
        "author",
        "/documents/{listed_index}/items/{list_done}",
        shows="in the draft",
    ),
    Sight("custody", "author", "/documents/{index}/custody", shows="Nothing is written down yet"),
    Sight(
        "custody refused",
        "author",
        "/documents/{index}/custody",
        _write_an_empty_entry,
        shows="There is a problem",
    ),
    Sight("missing item to enter", "author", "/documents/{index}/missing/new"),
    Sight(
        "missing item refused",
        "author",
        "/documents/{index}/missing/new",
        press("Write the entry"),
        shows="There is a problem",
    ),
    Sight(
        "missing item to decide",
        "author",
        "/documents/{index}/missing/new",
        _name_somebody,
        shows="0 of 1 decided",
    ),
    Sight("missing", "author", "/documents/{index}/missing", shows="2 items"),
    Sight("missing item", "author", "/documents/{index}/missing/1", shows="Before a court"),
    Sight("demand to enter", "author", "/documents/{index}/missing/1/demand"),
    Sight(
        "deadline refused",
        "author",
        "/documents/{index}/missing/3/deadline",
        press("Write the entry"),
        shows="There is a problem",
    ),
    Sight("answer to enter", "author", "/documents/{index}/missing/3/answer"),
    Sight("entry to correct", "author", "/documents/{index}/missing/3/correct"),
    Sight("demands due", "author", "/documents/demands", shows="Body camera"),
    Sight("no demand due", "lonely", "/documents/demands", shows="No demand waits"),
    Sight("rules of deadlines", "author", "/documents/deadline-rules", shows="2703(f)"),
    Sight("timeline", "reader", "/documents/{index}/footage", shows="What ran at a moment"),
    Sight("moment", "reader", "/documents/{index}/footage?event=1", shows="Covers it"),
    Sight(
        "moment refused",
        "reader",
        "/documents/{index}/footage?at=soon",
        shows="There is a problem",
    ),
]
