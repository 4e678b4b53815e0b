"""All pages of a full portal, fetched once as each kind of visitor: what they send and leave."""

from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from coalition import clock as time
from coalition.accounts import passwords
from coalition.db import db
from tests.browser.gallery import Gallery, fill
from tests.browser.sights import SIGHTS
from tests.support.clock import FrozenClock
from tests.support.portals import open_portal
from tests.support.settings import make_settings

pytestmark = pytest.mark.database

# What reading may leave behind: that it was done, and that its owner has seen what is new.
TRACES = {"audit_entries", "audit_details", "commit_order"}
SEEN = {"saved_searches.looked_at", "saved_searches.read_number"}


@dataclass
class Crawl:
    """What came back, and what the database held before and after."""

    answers: list[tuple[str, str, TestResponse]]
    tokens: set[str]
    before: dict[str, list[object]]
    after: dict[str, list[object]]


def contents() -> dict[str, list[object]]:
    """Every row of every table that a reading request must leave alone."""
    found = {}
    for table in db.metadata.sorted_tables:
        if table.name not in TRACES:
            lasting = [c for c in table.columns if str(c) not in SEEN]
            found[table.name] = sorted(map(repr, db.session.execute(select(*lasting))))
    db.session.rollback()
    return found


def answers_of(gallery: Gallery) -> Iterator[tuple[str, str, TestResponse]]:
    paths = {(sight.who, sight.path) for sight in SIGHTS} | {
        ("auditor", "/audit/export.csv"),
        ("reader", "/search/suggest?q=rem"),
        ("visitor", "/healthz"),
        ("visitor", "/nothing-here"),
        ("reader", "/saved-searches/{saved}/run"),
    }
    for who, path in sorted(paths):
        for method in ("GET", "HEAD"):
            answer = gallery.browser(who).client.open(gallery.path(path), method=method)
            answer.get_data()
            yield who, path, answer


@pytest.fixture(scope="module")
def crawl(database_template, tmp_path_factory) -> Iterator[Crawl]:  # type: ignore[no-untyped-def]
    folder = tmp_path_factory.mktemp("crawl")
    cheap = passwords.use_parameters(memory_kib=8, time_cost=1)
    with time.use(FrozenClock()), cheap, database_template.fresh(folder) as url:
        app = open_portal(make_settings(folder, url))
        gallery = fill(app)
        for sight in SIGHTS:
            gallery.browser(sight.who)
        with app.app_context():
            before = contents()
        answers = list(answers_of(gallery))
        cookies = [browser.client.get_cookie("session") for browser in gallery.browsers.values()]
        with app.app_context():
            yield Crawl(answers, {c.value for c in cookies if c}, before, contents())
            db.session.remove()
            db.engine.dispose()


def test_the_crawl_reached_pages_of_every_kind_of_visitor(crawl: Crawl) -> None:
    assert len(crawl.answers) > 120
    assert {200, 303, 403, 404} <= {answer.status_code for _, _, answer in crawl.answers}
    assert not [path for _, path, answer in crawl.answers if answer.status_code >= 500]
    assert len(crawl.tokens) >= 8


def test_reading_changes_nothing_but_the_log(crawl: Crawl) -> None:
    changed = {name for name in crawl.before if crawl.before[name] != crawl.after[name]}
    # And who opened which paper is on record for those who answer for it.
    assert changed <= {"openings"}


def test_no_page_holds_the_token_of_its_session(crawl: Crawl) -> None:
    for who, path, answer in crawl.answers:
        sent = answer.get_data(as_text=True) + answer.headers.get("Location", "")
        assert not [token for token in crawl.tokens if token in sent], (who, path)


def test_every_page_says_its_type_and_charset_and_is_kept_nowhere(crawl: Crawl) -> None:
    for who, path, answer in crawl.answers:
        kind = answer.headers["Content-Type"]
        text = kind.startswith("text/")
        assert kind.endswith("; charset=utf-8") if text else kind == "application/json", (who, path)
        assert answer.headers["Cache-Control"] == "no-store", (who, path)
        assert answer.headers["X-Content-Type-Options"] == "nosniff", (who, path)


def test_every_cookie_is_small_strict_and_not_for_scripts(crawl: Crawl) -> None:
    for _, path, answer in crawl.answers:
        for header in answer.headers.getlist("Set-Cookie"):
            [cookie] = SimpleCookie(header).values()
            assert cookie["httponly"], path
            assert cookie["samesite"] == "Lax", path
            assert cookie["path"] == "/", path
            assert not cookie["domain"], path
            assert len(header) < 4096, path


def test_no_server_banner_and_no_version_is_sent(crawl: Crawl) -> None:
    for _, path, answer in crawl.answers:
        assert not {"Server", "X-Powered-By"} & set(answer.headers.keys()), path
        # The command that hashes footage on an office's own machine is called so.
        text = answer.get_data(as_text=True).lower().replace("flask evidence hash", "")
        assert not [name for name in ("gunicorn", "flask", "sqlalchemy") if name in text], path


def test_two_people_at_one_address_each_get_their_own_page(crawl: Crawl) -> None:
    homes = {
        who: answer.get_data(as_text=True)
        for who, path, answer in crawl.answers
        if path == "/" and answer.request.method == "GET"
    }
    assert len(homes) >= 4
    names = {"author": "Petra Author", "lead": "Lena Lead", "admin": "Ari Admin"}
    for who, name in names.items():
        assert name in homes[who]
        assert not [n for other, n in names.items() if other != who and n in homes[who]]
