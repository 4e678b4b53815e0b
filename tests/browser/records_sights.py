"""What there is to look at of requests, holds and flags."""

from playwright.sync_api import Page

from tests.browser.sight import Sight, press


def _ask_for_somebody(page: Page) -> None:
    page.get_by_label("The press").check()
    for name, value in (("reference", "A-1"), ("statute", "A law"), ("scope", "Call 612-555-0142")):
        page.fill(f"[name={name}]", value)
    for name in ("received_on", "due_on"):
        page.fill(f"[name={name}]", "2026-01-02")
    press("Register")(page)


def _years_in_words(page: Page) -> None:
    page.locator("[name=case-memo-published]").fill("two")
    press("Save the rules")(page)


def _leave_out_for_no_reason(page: Page) -> None:
    page.get_by_text("Leave a paper out").click()
    press("Leave it out")(page)


RECORDS_SIGHTS = [
    Sight("records", "lead", "/records", shows="1 hold"),
    Sight("holds", "lead", "/records/holds", shows="2026-17"),
    Sight("holds of a kind that there are none of", "lead", "/records/holds?show=lifted"),
    Sight("hold", "lead", "/records/holds/{hold}", shows="Lift it"),
    Sight(
        "hold refused",
        "lead",
        "/records/holds/{hold}",
        press("Lift the hold"),
        shows="There is a problem",
    ),
    Sight("place a hold", "lead", "/records/holds/new"),
    Sight(
        "place a hold refused",
        "lead",
        "/records/holds/new",
        press("Place the hold"),
        shows="There is a problem",
    ),
    Sight("records of who was asked", "asked", "/records", shows="2 open requests"),
    Sight("records of who reads no request", "lonely", "/records", shows="Nothing waits"),
    Sight("requests", "asked", "/records/requests", shows="PRR 2026-4"),
    Sight("no closed request", "asked", "/records/requests?show=closed"),
    Sight("register a request", "asked", "/records/requests/new"),
    Sight(
        "register a request refused",
        "asked",
        "/records/requests/new",
        press("Register"),
        shows="There is a problem",
    ),
    Sight(
        "scope to decide",
        "asked",
        "/records/requests/new",
        _ask_for_somebody,
        shows="0 of 1 decided",
    ),
    Sight("request", "asked", "/records/requests/{request}", shows="Contributors not asked yet"),
    Sight(
        "paper not left out",
        "asked",
        "/records/requests/{request}",
        _leave_out_for_no_reason,
        shows="There is a problem",
    ),
    Sight("papers of a request", "asked", "/records/requests/{request}/papers"),
    Sight(
        "papers refused",
        "asked",
        "/records/requests/{request}/papers",
        press("Choose and keep"),
        shows="There is a problem",
    ),
    Sight("ask contributors", "asked", "/records/requests/{request}/contributors"),
    Sight(
        "ask contributors refused",
        "asked",
        "/records/requests/{request}/contributors",
        press("Ask them"),
        shows="There is a problem",
    ),
    Sight("log of a request", "asked", "/records/requests/{request}/log"),
    Sight(
        "log refused",
        "asked",
        "/records/requests/{request}/log",
        press("Enter it"),
        shows="There is a problem",
    ),
    Sight("close a request", "asked", "/records/requests/{over}/close"),
    Sight(
        "close a request refused",
        "asked",
        "/records/requests/{over}/close",
        press("Close the request"),
        shows="There is a problem",
    ),
    Sight("notice to a contributor", "author", "/records/notices/{notice}", shows="Objects"),
    Sight(
        "reply refused",
        "author",
        "/records/notices/{notice}",
        press("Send the reply"),
        shows="There is a problem",
    ),
    Sight("flags", "lead", "/records/flags", shows="Exculpatory (Brady)"),
    Sight("no disclosed flag", "reader", "/records/flags?show=disclosed"),
    Sight("disclosure", "author", "/records/flags/{memo}"),
    Sight(
        "disclosure refused",
        "author",
        "/records/flags/{memo}",
        press("Note it"),
        shows="There is a problem",
    ),
    Sight("retention", "lead", "/records/retention", shows="its publication"),
    Sight("retention of an office without rules", "reader", "/records/retention"),
    Sight(
        "retention refused",
        "lead",
        "/records/retention",
        _years_in_words,
        shows="There is a problem",
    ),
    Sight("keep longer", "lead", "/records/retention/{term}"),
    Sight(
        "keep longer refused",
        "lead",
        "/records/retention/{term}",
        press("Keep it"),
        shows="There is a problem",
    ),
]
