"""What there is to look at of footage: clocks, transcripts, timelines and custody."""

from playwright.sync_api import Page

from tests.browser.sight import Sight, press


def _write_an_empty_entry(page: Page) -> None:
    page.get_by_text("Write an entry").click()
    press("Write the entry")(page)


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
    Sight("custody", "author", "/documents/{index}/custody", shows="Nothing is written down yet"),
    Sight(
        "custody refused",
        "author",
        "/documents/{index}/custody",
        _write_an_empty_entry,
        shows="There is a problem",
    ),
    Sight("timeline", "reader", "/documents/{index}/footage", shows="What ran at a moment"),
    Sight("moment", "reader", "/documents/{index}/footage?event=1", shows="Covers it"),
    Sight(
        "moment refused",
        "reader",
        "/documents/{index}/footage?at=soon",
        shows="There is a problem",
    ),
]
