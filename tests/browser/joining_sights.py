"""What there is to look at when somebody asks to join and is vetted."""

from playwright.sync_api import Page

from tests.browser.sight import Sight, press


def _note_nothing(page: Page) -> None:
    page.get_by_text("Note what you found").click()
    press("Note")(page)


def _show_the_mail(page: Page) -> None:
    page.fill("[name=message]", "Since when do you work there?")
    press("Show the mail")(page)


JOINING_SIGHTS = [
    Sight("ask to join", "visitor", "/join"),
    Sight(
        "ask to join refused",
        "visitor",
        "/join",
        press("Ask to join"),
        shows="There is a problem",
    ),
    Sight("asked to join", "visitor", "/join/sent"),
    Sight("address confirmed", "visitor", "/join/confirmed"),
    Sight("question answered", "visitor", "/join/answered"),
    Sight("confirm an address", "visitor", "/join/confirm/{confirm_link}"),
    Sight("answer a question", "visitor", "/join/answer/{answer_link}"),
    Sight(
        "answer refused",
        "visitor",
        "/join/answer/{answer_link}",
        press("Send"),
        shows="There is a problem",
    ),
    Sight("old link of an applicant", "visitor", "/join/confirm/" + "z" * 52, shows="works once"),
    Sight("vetting", "admin", "/vetting", shows="Nora Applicant"),
    Sight("vetting with nothing", "admin", "/vetting?page=9", shows="Nothing is waiting"),
    Sight("applicant", "admin", "/vetting/{applicant}", shows="It looks like alder.example"),
    Sight(
        "applicant refused by the form",
        "admin",
        "/vetting/{applicant}",
        _note_nothing,
        shows="There is a problem",
    ),
    Sight("question to an applicant", "admin", "/vetting/{applicant}/question"),
    Sight(
        "question shown before it is sent",
        "admin",
        "/vetting/{applicant}/question",
        _show_the_mail,
        shows="This mail goes to",
    ),
    Sight("refuse an applicant", "admin", "/vetting/{applicant}/refuse"),
    Sight("vouch", "lead", "/vouch/{applicant}"),
    Sight("vouch refused", "lead", "/vouch/{applicant}", press("Answer"), shows="Choose yes or no"),
    Sight("agreements signed", "reader", "/agreements", shows="Both are signed"),
    Sight("agreements not signed", "unsigned", "/agreements", shows="is not signed"),
    Sight("home before signing", "unsigned", "/", shows="is not signed"),
    Sight(
        "signing refused",
        "unsigned",
        "/agreements",
        press("Sign for the office"),
        shows="There is a problem",
    ),
    Sight("write a version", "admin", "/agreements/new-version", shows="Everybody signs anew"),
    Sight("common interest by state", "admin", "/offices/recognition"),
    Sight(
        "common interest refused",
        "admin",
        "/offices/recognition",
        press("Note"),
        shows="There is a problem",
    ),
]
