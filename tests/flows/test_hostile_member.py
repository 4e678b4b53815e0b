"""What members, leads, visitors and readers of logs try, and do not get."""

import io
import json
import runpy
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pyotp
import pytest
import structlog
from gunicorn.config import Config
from sqlalchemy import select, update

from coalition import clock as time
from coalition.access.audience import Audience, Tlp
from coalition.accounts import enrolment, totp
from coalition.accounts.models import AccountSession, Person
from coalition.accounts.services import suspend_person
from coalition.accounts.sessions import Origin
from coalition.app import create_app
from coalition.db import db, unit_of_work
from coalition.documents.content import Content
from coalition.documents.gatekeeping import gate_problems
from coalition.documents.kinds import KINDS
from coalition.documents.models import Paper
from coalition.errors import GateClosed
from coalition.membership.models import Invitation
from coalition.membership.services import invite, issue_link
from coalition.web.dispatch import Portal
from coalition.web.models import HandledRequest
from tests.architecture.source_tree import ROOT
from tests.flows.sharing import share, withdraw
from tests.support.client import Browser
from tests.support.publishing import readdress_paper
from tests.support.settings import make_settings
from tests.support.world import Member, TestOffice, World

pytestmark = pytest.mark.database

NEW_PASSWORD = "ostrich envelope mango ladder"


@pytest.fixture
def office(world):
    """Some office."""
    return world.office("birch")


@pytest.fixture
def ada(world, office):
    """A prosecutor."""
    return world.person("Ada Winter", office, "prosecutor")


@pytest.fixture
def thief(browser):
    """``thief(victim)`` is a browser that holds a copy of the victim's cookie."""

    def with_the_cookie_of(victim: Browser) -> Browser:
        stolen = victim.client.get_cookie("session")
        other = browser()
        other.client.set_cookie("session", stolen.value)
        return other

    return with_the_cookie_of


def test_a_stolen_cookie_is_worthless_after_a_change_of_password(browser, ada, thief):
    owner = browser().sign_in(ada)
    copy = thief(owner)
    assert copy.get("/account").status == 200
    form = owner.get("/account/password")
    owner.submit(form, {"old_password": ada.password, "password": NEW_PASSWORD})
    assert copy.get("/account").status == 303
    assert owner.get("/account").status == 200


def test_a_stolen_cookie_does_not_show_new_recovery_codes(browser, ada, thief, clock):
    owner = browser().sign_in(ada)
    copy = thief(owner)
    clock.advance(seconds=30)
    done = owner.submit(owner.get("/account/recovery-codes"), {"code": ada.code()})
    assert copy.get("/enrol/recovery-codes.txt").status == 303
    assert owner.follow(done).status == 200


def test_a_number_whose_digits_stand_in_links_does_not_pass_the_gate():
    hidden = (
        "SSN 123-[45](https://a.example)-6789.",
        "SSN 123-[45][1]-6789.\n\n[1]: https://a.example",
        "Call [612](https://a.example)-[555](https://b.example)-0147.",
        "Write to jane.doe@[example.org](https://a.example).",
    )
    for body in hidden:
        content = Content("A memo", body, Audience(Tlp.GREEN), {"state": "MN"})
        kind = KINDS["case-memo"]
        problems = gate_problems(kind, content.checked(kind))
        # Links are found as links; what stands broken in them is found beside them.
        assert "as readers see it" in " ".join(p.message for p in problems), body
        assert {p.field for p in problems} == {"body"}


def test_what_is_plain_in_the_text_is_counted_once():
    body = "See [here](https://a.example). SSN 123-45-6789."
    content = Content("A memo", body, Audience(Tlp.GREEN), {"state": "MN"})
    kind = KINDS["case-memo"]
    problems = gate_problems(kind, content.checked(kind))
    numbers = [p.message for p in problems if "Social Security number" in p.message]
    assert len(numbers) == 1
    assert "places" not in numbers[0]


def test_a_text_that_never_passed_the_gate_is_not_shown_to_more_people(app, ada):
    """As one from before a rule was added: the gate is asked about every new reader."""
    own = Audience(Tlp.AMBER_STRICT)
    identifying = share(app, ada, "A memo", "SSN 123-45-6789.", audience=own)
    with app.app_context():
        with pytest.raises(GateClosed), unit_of_work():
            readdress_paper(ada.actor, identifying, audience=Audience(Tlp.GREEN))
        tokens = db.session.scalars(select(Paper)).one().read_tokens
        assert "coalition" not in tokens


def test_a_text_that_never_passed_the_gate_can_still_be_narrowed(app, ada):
    identifying = share(app, ada, "A memo", "SSN 123-45-6789.")
    with app.app_context(), unit_of_work():
        own = Audience(Tlp.AMBER_STRICT)
        readdress_paper(ada.actor, identifying, audience=own)


def test_an_enrolment_that_begins_too_late_leaves_the_confirmed_secret_alone(app, ada):
    """With the password alone, in the moment in which the owner confirms."""
    with app.app_context():
        with unit_of_work():
            db.session.execute(update(Person).values(totp_confirmed_at=None))
        with unit_of_work():
            person = db.session.get_one(Person, ada.id)
            assert person.totp_confirmed_at is None
            confirmed = update(Person).values(totp_confirmed_at=time.now())
            db.session.execute(confirmed.execution_options(synchronize_session=False))
            enrolment.begin(person, Origin("127.0.0.1"))
        half = db.session.scalars(select(AccountSession)).one()
        code = pyotp.TOTP(totp.pending_in(half) or "").at(time.now())
        assert enrolment.confirm(half.id, code, Origin("127.0.0.1")) is None
        db.session.expire_all()
        assert totp.secret_of(db.session.get_one(Person, ada.id)) == ada.totp_secret


def test_a_long_way_on_is_carried_out_and_not_kept(app, browser, ada):
    """A column holds five hundred characters of where an answer led."""
    person = browser().sign_in(ada)
    form = person.tokens("/account") | {"request_id": "r" * 16, "theme": "dark"}
    assert person.post("/account/theme", form).status == 303
    with app.app_context():
        kept = db.session.scalars(select(HandledRequest.location)).all()
    assert all(len(location) <= 500 for location in kept)


said_by_a_library = "cannot read Quilliam Planted"


class _PlantedName(Exception):
    """What some library says about what it was given."""


def test_an_error_in_the_log_says_where_it_happened_and_nothing_of_what_was_entered(
    browser, ada, monkeypatch
):
    person, log = browser().sign_in(ada), io.StringIO()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(log))

    def fail(*_given: object) -> None:
        raise _PlantedName(said_by_a_library)

    monkeypatch.setattr("coalition.search.views.read_search", fail)
    assert person.get("/search?q=Quilliam").status == 500
    said = log.getvalue()
    assert "Quilliam" not in said
    (line,) = [json.loads(row) for row in said.splitlines() if "request.failed" in row]
    assert line["kind"] == "_PlantedName"
    assert "coalition/search/views.py" in line["where"]


@pytest.fixture
def served():
    """The settings that gunicorn reads."""
    return runpy.run_path(str(ROOT / "gunicorn.conf.py"))


@pytest.mark.parametrize(
    "path", ["/invitations/0123456789abcdefghjk", "//invitations/0123456789abcdefghjk"]
)
def test_the_link_of_an_invitation_is_not_in_the_access_log(served, path):
    assert "/invitations/… " in logged(served, path)
    assert "0123456789" not in logged(served, path)


def test_other_paths_are_in_the_access_log_without_their_query(served):
    assert "GET /members/invitations 200" in logged(served, "/members/invitations", "q=Quilliam")
    assert "Quilliam" not in logged(served, "/members/invitations", "q=Quilliam")


def test_a_request_that_gunicorn_cannot_answer_is_logged_without_its_address(served, caplog):
    logger = served["logger_class"](Config())
    logger.error_log.propagate = True
    logger.exception("Error handling request %s", "/search?q=Quilliam")
    logger.warning("Invalid request from ip=127.0.0.1: GET /search?q=Quilliam")
    assert "Error handling a request" in caplog.text
    assert "Quilliam" not in caplog.text


def logged(served: dict[str, Any], path: str, query: str = "") -> str:
    """The line that the access log gets."""
    logger = served["logger_class"](Config())
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": f"{path}?{query}",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
    }
    answer = SimpleNamespace(status="200 OK", sent=10, headers=[])
    asked = SimpleNamespace(headers=[])
    atoms = logger.atoms(answer, asked, environ, timedelta(0))
    return str(served["access_log_format"] % logger.atoms_wrapper_class(atoms))


def test_behind_a_proxy_one_visitors_guesses_do_not_lock_out_another(
    tmp_path, database_url, clock, world, ada
):
    portal = create_app(make_settings(tmp_path, database_url, TRUSTED_PROXIES="1"))
    proxy = {"REMOTE_ADDR": "127.0.0.1"}
    stranger, owner = Browser(portal.test_client()), Browser(portal.test_client())

    def guess(browser: Browser, password: str, source: str) -> int:
        form = browser.tokens() | {"email": ada.email, "password": password}
        headers = {"X-Forwarded-For": source}
        return browser.post("/sign-in", form, headers=headers, environ_overrides=proxy).status

    # What a visitor writes into the header stands in front of what the proxy adds.
    for number in range(5):
        assert guess(stranger, "guess", f"192.0.2.{number}, ::1") == 422
    assert guess(stranger, ada.password, "192.0.2.9, ::1") == 429
    assert guess(owner, ada.password, "127.0.0.1") == 303
    with portal.app_context():
        db.engine.dispose()


def test_without_a_proxy_nobody_chooses_the_address_they_come_from(browser, ada):
    stranger = browser()
    for number in range(6):
        form = stranger.tokens() | {"email": ada.email, "password": "guess"}
        header = {"X-Forwarded-For": f"192.0.2.{number}"}
        last = stranger.post("/sign-in", form, headers=header).status
    assert last == 429


def test_the_link_of_an_invitation_that_was_taken_back_is_dead(app, world, browser, office):
    lead = world.person("Lea Ford", office, "office-lead")
    public_id, link = invited(app, lead, office)
    person = browser().sign_in(lead)
    page = person.get("/members/invitations")
    done = person.submit(page, action=f"/members/invitations/{public_id}/take-back")
    assert "Its link is dead" in person.follow(done).words
    assert browser().get(link).status == 404
    again = person.post(
        f"/members/invitations/{public_id}/take-back", person.tokens("/members/invitations")
    )
    assert again.status == 409


def test_a_lead_of_another_office_takes_no_invitation_back(app, world, browser, office):
    lead = world.person("Lea Ford", office, "office-lead")
    public_id, link = invited(app, lead, office)
    other = browser().sign_in(world.person("Otto Lane", world.office("cedar"), "office-lead"))
    form = other.tokens("/members/invitations")
    assert other.post(f"/members/invitations/{public_id}/take-back", form).status == 404
    assert browser().get(link).status == 200


def test_a_suspended_lead_lets_nobody_in_by_an_earlier_invitation(app, world, browser, office):
    lead = world.person("Lea Ford", office, "office-lead")
    admin = world.person("Amy Hill", world.office("cedar"), "coalition-admin")
    _, link = invited(app, lead, office)
    assert browser().get(link).status == 200
    with app.app_context(), unit_of_work():
        suspend_person(admin.actor, lead.public_id)
    assert browser().get(link).status == 404


def invited(app: Portal, lead: Member, office: TestOffice) -> tuple[str, str]:
    """An invitation that was sent, and the path of its link."""
    with app.app_context(), unit_of_work():
        wish = {"email": "pal@birch.example", "name": "Pal Friend", "role": "prosecutor"}
        invite(lead.actor, office_id=office.id, **wish)
    with app.app_context(), unit_of_work():
        found = db.session.scalars(select(Invitation)).one()
        return found.public_id, f"/invitations/{issue_link(found.public_id)}"


def test_withdrawing_a_paper_for_named_people_lets_no_lead_in(
    app: Portal, world: World, browser: Callable[[], Browser]
) -> None:
    office = world.office()
    author = world.person("Author", office, "prosecutor")
    lead = world.person("Lead", office, "office-lead")
    named = world.person("Named", office, "prosecutor")
    red = Audience(Tlp.RED, person_ids=frozenset({named.id}))
    public_id = share(app, author, "For one reader", audience=red)
    withdraw(app, author, public_id)
    assert browser().sign_in(lead).get(f"/documents/{public_id}").status == 404
    assert browser().sign_in(author).get(f"/documents/{public_id}").status == 200
