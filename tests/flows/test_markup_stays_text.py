"""Whatever is typed anywhere, no page gains an element, an attribute or a header from it."""

from collections.abc import Callable

import pytest

from coalition.web.dispatch import Portal
from tests.flows.sharing import clip, event, share
from tests.support.client import Browser, Page
from tests.support.world import World

pytestmark = pytest.mark.database

# One text that breaks out of elements, attributes, scripts, comments, templates and headers.
BREAKOUT = (
    "jaVasCript:/*--></title></textarea></script><zq-planted onzq=\"'`{{7*7}}${7*7}"
    "<svg/onload=zq()>'\"><img src=x onerror=zq()><a href='javascript:zq()'>[x](javascript:zq())"
)
# The same where a value must be short.
SHORT = "\"><zq-planted onzq='x'>{{7*7}}"


def planted(page: Page) -> list[str]:
    """What of the text became more than text."""
    found = [str(tag)[:120] for tag in page.soup.select("zq-planted, [onzq], [onerror], [onload]")]
    found += [str(tag)[:120] for tag in page.soup.select("main script, main img, main iframe")]
    for tag in page.soup.select("[href], [src], [action], [formaction]"):
        for name in ("href", "src", "action", "formaction"):
            address = "".join(str(tag.get(name, "")).split()).lower()
            if address.startswith(("javascript:", "data:", "vbscript:")):
                found.append(f"{name}={address[:60]}")
    return found


@pytest.fixture
def lead(app: Portal, world: World, browser: Callable[[], Browser]) -> tuple[Browser, list[str]]:
    """A lead of an office with a hostile name, who has hostile papers."""
    office = world.office("birch")
    person = world.person("Ada Reyes", office, "office-lead", "coalition-admin", "auditor")
    rows = {
        "clips": [clip(SHORT, note=BREAKOUT, starts_at="00:00:00", ends_at="00:01:00")],
        "events": [event("00:00:01", note=BREAKOUT, clip=SHORT, who=SHORT)],
        "transcript": [{"clip": SHORT, "at": "00:00:01.000", "speaker": SHORT, "words": BREAKOUT}],
        "claims": [{"claim": BREAKOUT, "source": "complaint", "by": SHORT, "contradicted": "1"}],
    }
    known = [
        share(app, person, SHORT, BREAKOUT, tags=[SHORT], authority=[SHORT], statute=[SHORT]),
        share(app, person, SHORT, BREAKOUT, kind="evidence-index", **rows),
        share(app, person, SHORT, BREAKOUT, kind="charging-strategy"),
    ]
    return browser().sign_in(person), known


def test_what_stands_in_papers_stays_text_on_every_page(lead: tuple[Browser, list[str]]) -> None:
    session, papers = lead
    paths = ["/", "/documents", "/documents/mine", "/search", "/search?q=zq", "/audit"]
    for public_id in papers:
        paths += [f"/documents/{public_id}{tail}" for tail in ("", "/revisions", "/audience")]
        paths += [f"/documents/{public_id}/edit", f"/documents/{public_id}/withdraw"]
    paths += [f"/documents/{papers[1]}/footage?{asked}=1" for asked in ("event", "line")]
    for path in paths:
        page = session.get(path)
        assert page.status == 200, path
        assert planted(page) == [], path
        assert "${49}" not in page.text


@pytest.mark.parametrize(
    "path",
    [
        "/search",
        "/search/suggest",
        "/search/help",
        "/documents",
        "/members",
        "/audit",
        "/saved-searches/new",
        "/documents/new",
        "/offices",
        "/nothing-here",
    ],
)
def test_what_stands_in_an_address_stays_text(lead: tuple[Browser, list[str]], path: str) -> None:
    session, _ = lead
    names = ("q", "kind", "state", "office", "after", "sort", "person", "action", "next", "notice")
    page = session.get(path, query_string=dict.fromkeys(names, BREAKOUT))
    assert planted(page) == []
    assert "49}" not in page.text
    if page.response.mimetype != "text/html":
        assert page.response.mimetype == "application/json"


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/documents/new?kind=case-memo", ("title", "body", "change_note", "tags", "state")),
        ("/members/invitations", ("name", "email", "role")),
        ("/offices/new", ("name", "slug", "county", "state")),
        ("/admin/synonyms", ("phrases", "words", "terms")),
        ("/saved-searches/new?q=removal", ("name", "frequency", "q")),
        ("/account/password", ("old_password", "password")),
    ],
)
def test_what_is_typed_into_a_form_comes_back_as_text(
    lead: tuple[Browser, list[str]], path: str, fields: tuple[str, ...]
) -> None:
    session, _ = lead
    page = session.submit(session.get(path), dict.fromkeys(fields, BREAKOUT * 30))
    assert page.status in (200, 409, 422), page.status
    assert planted(page) == []


def test_a_visitor_gets_nothing_back_but_text(browser: Callable[[], Browser]) -> None:
    person = browser()
    page = person.submit(
        person.get("/sign-in", query_string={"next": "/" + BREAKOUT}),
        {"email": BREAKOUT, "password": BREAKOUT},
    )
    assert planted(page) == []
    assert planted(person.get("/invitations/" + "%3Czq-planted%3E")) == []


def test_no_address_adds_a_header(lead: tuple[Browser, list[str]]) -> None:
    session, _ = lead
    for path in ("/audit/export.csv", "/search", "/sign-in", "/saved-searches/new"):
        page = session.get(path + "?next=/%0d%0aX-Planted:1&q=%0d%0aX-Planted:1&since=%0d%0aX")
        assert "X-Planted" not in page.response.headers
        assert "\n" not in page.location
