"""What a coalition admin sees first: work, the state of the portal, where the members are."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, update

from coalition import clock as time
from coalition.access.actor import Role
from coalition.accounts.models import Person
from coalition.db import db, unit_of_work
from coalition.membership import services
from coalition.outbox.models import OutboxCursor
from coalition.outbox.services import Consumer, announce, backlogs, deliver, last_number
from coalition.web.dispatch import Portal
from tests.support.client import Browser
from tests.support.clock import FrozenClock
from tests.support.vetting import apply, vetters
from tests.support.world import Member, World

pytestmark = pytest.mark.database


@pytest.fixture
def admin(world: World) -> Member:
    return world.person("Amy Hill", world.office("alder", state="OR"), "coalition-admin")


def test_work_comes_first_with_its_age_and_the_oldest_before_the_rest(
    app: Portal, world: World, browser: Callable[[], Browser], admin: Member, clock: FrozenClock
) -> None:
    empty, asker = world.office("empty"), vetters(world).first
    with app.app_context(), unit_of_work():
        services.invite(
            asker.actor,
            email="lead@empty.example",
            name="Lea Lead",
            office_id=empty.id,
            role=Role.OFFICE_LEAD,
        )
    clock.advance(days=3)
    apply(app)
    page = browser().sign_in(admin).get("/admin")
    cards = [card.get_text(" ", strip=True) for card in page.soup.select(".cards .card")]
    assert [card.split(" The oldest")[0] for card in cards] == [
        "1 invitation to decide",
        "1 application",
    ]
    assert "No lost second factors" in page.words


def test_what_waits_for_the_applicant_or_for_somebody_else_is_no_work(
    app: Portal, world: World, browser: Callable[[], Browser], admin: Member
) -> None:
    empty = world.office("empty")
    with app.app_context(), unit_of_work():
        services.invite(
            admin.actor,
            email="new@empty.example",
            name="Nia New",
            office_id=empty.id,
            role=Role.OFFICE_LEAD,
        )
    page = browser().sign_in(admin).get("/admin")
    assert "Nothing is waiting." in page.words


def test_the_map_counts_active_people_and_leads_to_the_offices_of_the_state(
    app: Portal, world: World, browser: Callable[[], Browser], admin: Member
) -> None:
    gone = world.person("Gil Gone", world.office("birch", state="WA"))
    with app.app_context(), unit_of_work():
        db.session.execute(update(Person).where(Person.id == gone.id).values(status="suspended"))
    viewer = browser().sign_in(admin)
    page = viewer.get("/admin")
    rows = {
        row.th.get_text(strip=True): [cell.get_text(strip=True) for cell in row.select("td")]
        for row in page.soup.select("tbody tr")
        if row.th is not None
    }
    assert (rows["Oregon"], rows["Washington"], rows["All"]) == (["1", "1"], ["1", "0"], ["2", "1"])
    tile = page.soup.select_one("svg a[aria-label='Washington: 1']")
    assert tile is not None
    listed = viewer.get(str(tile["href"]))
    assert "Birch County Attorney" in listed.words
    assert "Alder County Attorney" not in listed.soup.main.get_text()  # type: ignore[union-attr]


def test_mail_that_the_worker_does_not_fetch_is_called_late(
    app: Portal, browser: Callable[[], Browser], admin: Member, clock: FrozenClock
) -> None:
    viewer = browser().sign_in(admin)
    with app.app_context(), unit_of_work():
        announce("person.created", person="nobody")
    assert "Late" not in viewer.get("/admin").words
    clock.advance(minutes=3)
    page = viewer.get("/admin")
    assert "Late" in page.words
    assert "ask the operator whether the worker runs" in page.words.lower()


def test_a_backlog_is_what_a_consumer_has_not_handled(app: Portal) -> None:
    with app.app_context():
        for _ in range(3):
            with unit_of_work():
                announce("person.created", person="nobody")
        [mail] = [one for one in backlogs() if one.consumer == "mail"]
        assert (mail.waiting, mail.oldest) == (last_number(), time.now())
        deliver(Consumer("mail", lambda messages: None))
        assert db.session.get_one(OutboxCursor, "mail").number == last_number()
        [mail] = [one for one in backlogs() if one.consumer == "mail"]
        assert (mail.waiting, mail.oldest) == (0, None)


def test_an_end_of_the_log_that_others_wrote_is_called_broken(
    app: Portal, browser: Callable[[], Browser], admin: Member
) -> None:
    viewer = browser().sign_in(admin)
    assert "Broken" not in viewer.get("/admin").words
    with app.app_context():
        db.session.execute(db.text("UPDATE commit_order SET audit_hash = 'forged'"))
        db.session.commit()
    assert "Broken" in viewer.get("/admin").words


@contextmanager
def statements(app: Portal) -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    asked: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(*arguments: object) -> None:
        asked.append(str(arguments[2]))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("path", ["/admin", "/offices", "/members", "/members/invitations"])
def test_a_larger_coalition_asks_the_database_no_more_often(
    app: Portal, world: World, browser: Callable[[], Browser], admin: Member, path: str
) -> None:
    viewer = browser().sign_in(admin)
    asker = world.person("Ash Asker", world.office("elm"), "coalition-admin")
    counts = []
    for _ in range(2):
        for _ in range(5):
            office = world.office()
            world.person("Pat Person", office)
            with app.app_context(), unit_of_work():
                services.invite(
                    asker.actor,
                    email=f"lead@{office.slug}.example",
                    name="Lea Lead",
                    office_id=office.id,
                    role=Role.OFFICE_LEAD,
                )
        viewer.get(path)
        with statements(app) as asked:
            assert viewer.get(path).status == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
