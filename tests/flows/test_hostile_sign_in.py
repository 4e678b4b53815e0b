"""What somebody tries who holds one part of another's account, and does not get."""

import runpy
from collections.abc import Callable
from typing import Any

import pyotp
import pytest
from sqlalchemy import func, select, update

from coalition import clock as time
from coalition.access.actor import operator
from coalition.accounts import (
    factor_changes,
    passkey_ceremonies,
    passwords,
    recovering,
    recovery,
    services,
    sessions,
    step_up,
    totp,
)
from coalition.accounts.models import AccountSession, FailedAttempt, Passkey, PasswordReset, Person
from coalition.accounts.sessions import Origin
from coalition.db import db, unit_of_work
from coalition.errors import Conflict, Unavailable
from coalition.web.dispatch import Portal
from tests.architecture.source_tree import ROOT
from tests.coalition.accounts.conftest import add_passkey, give_password, options_for
from tests.coalition.accounts.test_recovering import ask, password_link
from tests.flows.test_hostile_member import logged
from tests.support.authenticator import Authenticator
from tests.support.client import Browser
from tests.support.clock import FrozenClock
from tests.support.world import Member, World

pytestmark = pytest.mark.database

Browsers = Callable[[], Browser]
HERE = Origin("127.0.0.1", "Firefox on Linux")
OWNERS = "ostrich envelope mango ladder"
THIEFS = "seven quiet rivers and a bridge"


@pytest.fixture
def ada(world: World) -> Member:
    return world.person("Ada Winter", world.office("birch"), "prosecutor")


@pytest.fixture
def admin(world: World) -> Member:
    return world.person("Amy Hill", world.office("cedar"), "coalition-admin")


# Who reads the mail


def change(browser: Browser, ada: Member, _admin: Member) -> None:
    form = browser.get("/account/password")
    done = browser.submit(form, {"old_password": ada.password, "password": OWNERS})
    assert done.status == 303


def by_operator(_browser: Browser, ada: Member, _admin: Member) -> None:
    with unit_of_work():
        person = db.session.get_one(Person, ada.id)
        services.set_password(operator("test"), person, password=OWNERS)


def suspended_for_a_while(_browser: Browser, ada: Member, admin: Member) -> None:
    with unit_of_work():
        services.suspend_person(admin.actor, ada.public_id)
    with unit_of_work():
        db.session.execute(update(Person).where(Person.id == ada.id).values(status="active"))


@pytest.mark.parametrize("what", [change, by_operator, suspended_for_a_while])
@pytest.mark.parametrize("mailed", ["before", "after"])
def test_a_link_that_was_asked_for_before_the_password_was_changed_is_dead(
    app: Portal,
    browser: Browsers,
    ada: Member,
    admin: Member,
    what: Callable[[Browser, Member, Member], None],
    mailed: str,
) -> None:
    owner = browser().sign_in(ada)
    ask(browser(), ada.email)
    with app.app_context():
        asked = db.session.scalars(select(PasswordReset.public_id)).one()
    link = password_link(app) if mailed == "before" else None
    with app.app_context():
        what(owner, ada, admin)
    if link is not None:
        assert browser().get(link).status == 404
    with app.app_context(), unit_of_work():
        assert recovering.issue_password_link(asked) is None
        assert recovering.password_set_by_mail(ada.id) is None


def test_white_space_around_an_address_asks_for_no_more_mail_than_the_address(
    browser: Browsers, ada: Member
) -> None:
    written = [f"{' ' * number}{ada.email.upper()}\t" for number in range(6)]
    assert [ask(browser(), email).status for email in written] == [303] * 5 + [429]


@pytest.mark.parametrize("slashes", ["/", "//"])
def test_no_link_of_a_mail_is_in_the_access_log(app: Portal, slashes: str) -> None:
    served = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    links = [rule.rule for rule in app.url_map.iter_rules() if "<token>" in rule.rule]
    assert "/forgotten-password/<token>" in links
    for rule in links:
        path = slashes + rule.replace("<token>", "0123456789abcdefghjk").lstrip("/")
        assert "0123456789" not in logged(served, path)
        assert rule.replace("<token>", "…") in logged(served, path)


# Two requests at the same moment


def test_a_thief_who_changes_the_password_while_its_owner_sets_a_new_one_changes_nothing(
    app: Portal, ada: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        with unit_of_work():
            person = db.session.get_one(Person, ada.id)
            stolen, _ = sessions.start(person, sessions.Stage.FULL, HERE)
            number = stolen.id
        hashed = passwords.hash_password

        def meanwhile(password: str) -> str:
            monkeypatch.setattr(passwords, "hash_password", hashed)
            made = hashed(password)
            with app.app_context():
                recovering.ask_for_password(ada.email, HERE)
                asked = db.session.scalars(select(PasswordReset.public_id)).one()
                db.session.rollback()
                with unit_of_work():
                    link = recovering.issue_password_link(asked)
                assert link is not None
                recovering.set_password(link[1], OWNERS)
            return made

        monkeypatch.setattr(passwords, "hash_password", meanwhile)
        with pytest.raises(Conflict):
            step_up.change_password(ada.actor, ada.password, THIEFS, session_id=number, origin=HERE)
        db.session.rollback()
        kept = db.session.get_one(Person, ada.id).password_hash
        assert passwords.matches(kept, OWNERS)


Act = Callable[[Member, int, Any], object]


def secret_code(session: AccountSession) -> str:
    return pyotp.TOTP(totp.pending_in(session) or "").at(time.now())


def saving_codes(ada: Member, session: int, known: dict[str, str]) -> None:
    with unit_of_work():
        services.confirm_codes_saved(ada.actor, known["recovery"], session_id=session)


def making_codes(ada: Member, session: int, _known: dict[str, str]) -> None:
    with unit_of_work():
        services.make_recovery_codes(ada.actor, session_id=session)


CHANGES: dict[str, Act] = {
    "add a passkey": lambda ada, session, known: factor_changes.add_passkey(
        ada.actor, name="Thief", answer=known["made"], session_id=session, token=known["token"]
    ),
    "remove a passkey": lambda ada, session, known: factor_changes.remove_passkey(
        ada.actor, known["passkey"], session_id=session
    ),
    "remove the authenticator": lambda ada, session, _: factor_changes.remove_authenticator(
        ada.actor, session_id=session
    ),
    "begin another authenticator": lambda ada, session, _: factor_changes.begin_authenticator(
        ada.actor, session_id=session
    ),
    "set another authenticator": lambda ada, session, known: factor_changes.set_authenticator(
        ada.actor, known["code"], session_id=session, origin=HERE
    ),
    "make recovery codes": making_codes,
    "confirm recovery codes": saving_codes,
    "change the password": lambda ada, session, _: step_up.change_password(
        ada.actor, ada.password, THIEFS, session_id=session, origin=HERE
    ),
    "give the factor again": lambda ada, session, _: step_up.confirm_with_code(
        ada.actor, ada.code(), session_id=session, origin=HERE
    ),
}


@pytest.mark.parametrize("ended", [False, True], ids=["live", "ended"])
@pytest.mark.parametrize("what", CHANGES)
def test_a_request_on_its_way_when_its_session_is_ended_changes_nothing(
    app: Portal, browser: Browsers, ada: Member, clock: FrozenClock, what: str, ended: bool
) -> None:
    owner, device = browser().sign_in(ada), Authenticator()
    add_passkey(owner, device)
    made = device.create(options_for(owner, "/account/passkeys/options", "/account/passkeys/new"))
    cookie = owner.client.get_cookie("session")
    assert cookie is not None
    clock.advance(seconds=30)
    with app.app_context():
        with unit_of_work():
            session = db.session.scalars(select(AccountSession)).one()
            totp.begin_in(session)
            recovery.issue(session.person, session)
            known = {"token": cookie.value, "made": made, "code": secret_code(session)}
            known |= {"recovery": recovery.shown_in(session)[0]}
            known |= {"passkey": db.session.scalars(select(Passkey.public_id)).one()}
            number = session.id
        if not ended:
            CHANGES[what](ada, number, known)
            return
        with unit_of_work():
            sessions.end_all(ada.id)
        before = facts(ada)
        with pytest.raises(Conflict):
            CHANGES[what](ada, number, known)
        db.session.rollback()
        assert facts(ada) == before


def facts(ada: Member) -> list[object]:
    """What stands about the account, read afresh."""
    db.session.rollback()
    person = db.session.get_one(Person, ada.id, populate_existing=True)
    session = db.session.scalars(select(AccountSession)).one()
    keys = db.session.scalars(select(Passkey.name)).all()
    return [
        person.password_hash,
        person.totp_secret,
        person.recovery_saved_at,
        recovery.codes_left(ada.id),
        session.token_hash,
        session.pending_secret,
        session.ended_at,
        keys,
    ]


# Who is signed in as somebody else


def test_a_passkey_of_another_does_not_open_a_second_session_beside_the_first(
    app: Portal, browser: Browsers, world: World, ada: Member, clock: FrozenClock
) -> None:
    ben, device = world.person("Ben Field", world.office("fir")), Authenticator()
    add_passkey(browser().sign_in(ben), device)
    person = browser().sign_in(ada)
    answer = device.use(options_for(person, "/sign-in/passkey/options", "/account"))
    with app.app_context():
        before = db.session.scalar(select(func.count()).select_from(AccountSession))
    done = person.post("/sign-in/passkey", person.tokens("/account") | {"credential": answer})
    assert (done.status, done.location) == (303, "/")
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(AccountSession)) == before
    assert "Ada Winter" in person.get("/account").words


# When nobody comes to judge


def test_an_attempt_that_nobody_judged_is_not_counted(
    app: Portal, browser: Browsers, ada: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = browser().sign_in(ada)
    page = owner.get("/account/password")

    def busy(*_given: object) -> bool:
        raise Unavailable

    monkeypatch.setattr(passwords, "matches", busy)
    assert give_password(browser(), ada.email, ada.password).status == 503
    typed = {"old_password": ada.password, "password": OWNERS}
    assert owner.submit(page, typed).status == 503
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(FailedAttempt)) == 0


# Forged and odd


@pytest.mark.parametrize("method", ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "POSTX"])
def test_no_other_method_and_no_header_stands_for_a_post(
    app: Portal, browser: Browsers, ada: Member, method: str
) -> None:
    person = browser().sign_in(ada)
    form = person.tokens("/account") | {"theme": "dark"}
    headers = {"X-HTTP-Method-Override": "POST", "X-HTTP-Method": "POST"}
    for path in ("/account/theme", "/account/sessions/end-others", "/sign-out"):
        person.client.open(path, method=method, data=form | {"_method": "POST"}, headers=headers)
        person.client.get(path, query_string=form | {"_method": "POST"}, headers=headers)
    assert person.get("/account").status == 200
    with app.app_context():
        assert db.session.get_one(Person, ada.id).theme == "system"


def test_no_header_says_where_the_portal_is(app: Portal, browser: Browsers, ada: Member) -> None:
    forged = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "X-Original-URL": "//evil.example/",
        "X-Rewrite-URL": "//evil.example/",
        "Forwarded": "host=evil.example",
        "Referer": "https://evil.example/",
    }
    person = browser()
    form = person.tokens() | {"email": ada.email, "password": ada.password}
    page = person.post("/sign-in", form, headers=forged)
    assert page.location == "/sign-in/code"
    form = person.tokens("/sign-in/code") | {"code": ada.code()}
    assert person.post("/sign-in/code", form, headers=forged).location == "/"
    with app.app_context():
        assert passkey_ceremonies.origin() == "http://localhost"


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/%09/evil.example\t",
        "https:evil.example",
        "javascript:alert(1)",
        "/\x00/evil.example",
        " //evil.example",
        "/.//evil.example/../..//evil.example\n",
    ],
)
def test_a_confirmed_factor_leads_to_no_other_site(
    browser: Browsers, ada: Member, clock: FrozenClock, target: str
) -> None:
    person = browser().sign_in(ada)
    clock.advance(seconds=30)
    form = person.tokens("/account/confirm") | {"code": ada.code()}
    page = person.post("/account/confirm", form | {"target": target, "next": target})
    assert page.status in (200, 303)
    assert page.location in ("", "/account")
    assert [form for form in page.soup.select("form") if "evil" in form.get("action", "")] == []
