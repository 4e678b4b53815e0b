"""A crowd that signs in waits at the door, and members at work go past it."""

import runpy
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from coalition.accounts.models import FailedAttempt
from coalition.db import db
from coalition.errors import Unavailable
from coalition.web import doorway
from coalition.web.dispatch import Portal
from coalition.web.doorway import AT_ONCE, LARGEST_BODY, WAITING, Doorway
from coalition.web.routing import HALF_SIGNED_IN, PUBLIC, declarations
from tests.architecture.source_tree import ROOT
from tests.support.client import Browser
from tests.support.world import Member, World

# Open to everybody and quickly answered: no crowd may keep these from anybody.
PAST_THE_DOOR = {
    "static",
    "home.healthz",
    "accounts.sign_out",
    "well_known.change_password",
    "well_known.security_txt",
}


@pytest.fixture
def ada(world: World) -> Member:
    return world.person("Ada Winter", world.office("birch"))


@pytest.fixture
def crowd(monkeypatch: pytest.MonkeyPatch) -> Iterator[Doorway]:
    """The only place is taken, and nobody else may wait."""
    full = Doorway(places=1, waiting=0, patience=5)
    monkeypatch.setattr(doorway, "_doorway", full)
    full.enter()
    yield full
    full.leave()


def test_whoever_finds_no_place_waits_for_one_and_the_next_is_turned_away() -> None:
    door, inside = Doorway(places=1, waiting=1, patience=10), threading.Event()
    door.enter()

    def wait() -> bool:
        door.enter()
        inside.set()
        door.leave()
        return True

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(wait)
        while door._line.acquire(blocking=False):
            door._line.release()
        with pytest.raises(Unavailable):
            door.enter()
        assert not inside.is_set()
        door.leave()
        assert waiting.result(10)
    door.enter()


def test_whoever_waits_too_long_is_told_so_and_stands_in_nobodys_way() -> None:
    door = Doorway(places=1, waiting=1, patience=0.01)
    door.enter()
    for _ in range(3):
        with pytest.raises(Unavailable):
            door.enter()
    door.leave()
    door.enter()


def test_in_a_crowd_visitors_are_asked_to_come_again_and_nothing_is_held_against_them(
    app: Portal, browser: Callable[[], Browser], ada: Member, crowd: Doorway
) -> None:
    crowd.leave()
    person = browser()
    form = person.tokens() | {"email": ada.email, "password": "not the password at all"}
    crowd.enter()
    page = person.post("/sign-in", form)
    assert page.status == 503
    assert page.response.headers["Retry-After"] == "10"
    assert "too busy to answer" in page.words
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(FailedAttempt)) == 0
    crowd.leave()
    assert person.post("/sign-in", form).status == 422
    crowd.enter()


def test_members_at_work_go_past_the_crowd(
    browser: Callable[[], Browser], ada: Member, crowd: Doorway
) -> None:
    crowd.leave()
    person = browser().sign_in(ada)
    crowd.enter()
    page = person.get("/account")
    assert page.status == 200
    assert person.submit(page, {"theme": "dark"}, action="/account/theme").status == 303
    assert person.submit(page, action="/sign-out").status == 303


def test_all_pages_of_visitors_are_behind_the_door_but_the_ones_named_here(
    app: Portal, crowd: Doorway
) -> None:
    visitors, past = app.test_client(), set()
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if declarations(app)[rule.endpoint].requires not in (PUBLIC, HALF_SIGNED_IN):
            continue
        values = dict.fromkeys(rule.arguments, "x")
        method = "GET" if "GET" in (rule.methods or ()) else "POST"
        path = adapter.build(rule.endpoint, values, method=method)
        if visitors.open(path, method=method).status_code != 503:
            past.add(rule.endpoint)
    assert past == PAST_THE_DOOR


@pytest.mark.parametrize("failure", [RuntimeError("planted"), Unavailable("planted")])
def test_a_place_is_given_back_whatever_becomes_of_the_request(
    browser: Callable[[], Browser],
    crowd: Doorway,
    monkeypatch: pytest.MonkeyPatch,
    failure: Exception,
) -> None:
    crowd.leave()
    person = browser()
    form = person.tokens() | {"email": "a@birch.example", "password": "x"}

    def fail(*_given: object, **_named: object) -> None:
        raise failure

    with monkeypatch.context() as broken:
        broken.setattr("coalition.accounts.sign_in.try_password", fail)
        assert person.post("/sign-in", form).status in (500, 503)
    for status, sent in ((422, form), (400, {}), (413, {"email": "x" * LARGEST_BODY})):
        assert person.post("/sign-in", sent).status == status
    crowd.enter()


def test_a_worker_has_threads_for_those_who_wait_and_as_many_as_before_for_those_who_read() -> None:
    served = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    assert served["threads"] >= AT_ONCE + WAITING + 16
