"""Passkeys: added, used after the password and instead of it, and everything that is refused."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from coalition.accounts import passkey_ceremonies, passkey_sign_in
from coalition.accounts.models import Passkey, PasskeyChallenge
from coalition.accounts.sessions import Origin
from coalition.audit.models import AuditEntry
from coalition.db import db
from coalition.errors import Invalid
from tests.coalition.accounts.conftest import (
    add_passkey,
    give_password,
    is_signed_in,
    options_for,
    use_passkey,
    use_passkey_after_password,
)
from tests.coalition.accounts.test_account_page import told
from tests.support.authenticator import Authenticator


def test_a_passkey_is_named_and_listed_with_when_it_was_used(
    app, browser, with_passkey, device, ada
):
    words = with_passkey.get("/account").words
    assert "Passkey “Blue key”" in words
    assert "Authenticator app and 1 passkey" in words
    use_passkey(browser(), device)
    assert "Never" not in with_passkey.get("/account").words
    assert told(app) == ["passkey.added"]


def test_a_passkey_is_a_second_factor_after_the_password(app, browser, ada, with_passkey, device):
    person = browser()
    give_password(person, ada.email, ada.password)
    assert not is_signed_in(person)
    assert use_passkey_after_password(person, device).location == "/"
    assert is_signed_in(person)


def test_a_passkey_signs_in_without_a_password(app, browser, ada, with_passkey, device):
    person = browser()
    assert use_passkey(person, device).location == "/"
    assert "Ada Winter" in person.get("/account").words
    with app.app_context():
        last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc())).first()
        assert last.action == "session.started"
        assert db.session.scalars(select(Passkey.sign_count)).one() == 1


def test_signing_in_with_a_passkey_leads_to_the_page_that_was_asked_for(
    browser, with_passkey, device
):
    person = browser()
    answer = device.use(options_for(person, "/sign-in/passkey/options", "/sign-in"))
    form = person.tokens() | {"credential": answer, "next": "/account/password"}
    assert person.post("/sign-in/passkey", form).location == "/account/password"


def test_a_passkey_asks_to_be_kept_on_the_device_and_to_verify_its_user(browser, ada):
    person = browser().sign_in(ada)
    options = options_for(person, "/account/passkeys/options", "/account/passkeys/new")
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["rp"]["id"] == "localhost"
    asked = options_for(browser(), "/sign-in/passkey/options", "/sign-in")
    assert asked["userVerification"] == "required"
    assert asked["allowCredentials"] == []


def test_a_replayed_answer_is_refused(browser, with_passkey, device):
    person = browser()
    options = options_for(person, "/sign-in/passkey/options", "/sign-in")
    form = person.tokens() | {"credential": device.use(options)}
    assert person.post("/sign-in/passkey", form).location == "/"
    person.client.delete_cookie("session")
    again = person.tokens() | {"credential": form["credential"]}
    page = person.post("/sign-in/passkey", again)
    assert page.status == 422
    assert "was not accepted" in page.words
    assert not is_signed_in(person)


def test_a_challenge_is_used_up_by_a_wrong_answer_too(browser, with_passkey, device):
    person = browser()
    options = options_for(person, "/sign-in/passkey/options", "/sign-in")
    wrong = device.use(options, origin="https://evil.example")
    right = device.use(options)
    assert person.post("/sign-in/passkey", person.tokens() | {"credential": wrong}).status == 422
    assert person.post("/sign-in/passkey", person.tokens() | {"credential": right}).status == 422


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:81"},
        {"origin": "https://localhost"},
        {"rp_id": "evil.example"},
        {"cross_origin": True},
        {"signature": b"\x30\x06\x02\x01\x01\x02\x01\x01"},
        {"user_handle": b"somebody-else"},
    ],
    ids=str,
)
def test_an_answer_from_elsewhere_or_altered_is_refused(browser, with_passkey, device, wrong):
    person = browser()
    assert use_passkey(person, device, **wrong).status == 422
    assert not is_signed_in(person)


def test_an_answer_without_user_verification_is_refused(browser, ada, with_passkey, device):
    device.verifies = False
    alone, after = browser(), browser()
    assert use_passkey(alone, device).status == 422
    give_password(after, ada.email, ada.password)
    assert use_passkey_after_password(after, device).status == 422
    assert not is_signed_in(alone)
    assert not is_signed_in(after)


def test_a_passkey_made_without_user_verification_or_elsewhere_is_not_kept(browser, ada):
    person = browser().sign_in(ada)
    for device in (Authenticator(verifies=False), Authenticator(origin="https://evil.example")):
        page = add_passkey(person, device)
        assert page.status == 422
        assert "was not accepted" in page.words
    assert "Passkey “" not in person.get("/account").words


def test_an_answer_to_the_challenge_of_another_browser_is_refused(browser, with_passkey, device):
    thief, owner = browser(), browser()
    answer = device.use(options_for(owner, "/sign-in/passkey/options", "/sign-in"))
    options_for(thief, "/sign-in/passkey/options", "/sign-in")
    page = thief.post("/sign-in/passkey", thief.tokens() | {"credential": answer})
    assert page.status == 422


def test_a_challenge_for_another_purpose_is_refused(browser, ada, with_passkey, device):
    person = browser()
    give_password(person, ada.email, ada.password)
    alone = device.use(options_for(person, "/sign-in/passkey/options", "/sign-in"))
    tokens = person.tokens("/sign-in/code")
    assert person.post("/sign-in/code/passkey", tokens | {"credential": alone}).status == 422


def test_a_challenge_is_void_after_five_minutes_and_stays_so(browser, with_passkey, device, clock):
    person = browser()
    options = options_for(person, "/sign-in/passkey/options", "/sign-in")
    clock.advance(minutes=5)
    form = person.tokens() | {"credential": device.use(options)}
    assert person.post("/sign-in/passkey", form).status == 422
    clock.advance(minutes=-4)
    assert person.post("/sign-in/passkey", form).status == 422


def test_a_counter_that_did_not_grow_is_refused(browser, with_passkey, device):
    assert use_passkey(browser(), device).location == "/"
    device.counts = False
    assert use_passkey(browser(), device).status == 422
    device.keys[-1].count += 5
    assert use_passkey(browser(), device).location == "/"


def test_a_passkey_that_never_counts_is_used_again_and_again(browser, ada):
    device = Authenticator(counts=False)
    add_passkey(browser().sign_in(ada), device)
    for _ in range(3):
        assert use_passkey(browser(), device).location == "/"


def test_the_passkey_of_another_is_no_second_factor(browser, world, office, ada, with_passkey):
    ben = world.person("Ben Field", office)
    other = Authenticator()
    add_passkey(browser().sign_in(ben), other)
    person = browser()
    give_password(person, ada.email, ada.password)
    assert use_passkey_after_password(person, other).status == 422
    assert not is_signed_in(person)


def test_nobody_registers_what_is_registered_already(app, browser, world, office, with_passkey):
    device = Authenticator()
    ben = browser().sign_in(world.person("Ben Field", office))
    page = "/account/passkeys/new"
    answer = device.create(options_for(ben, "/account/passkeys/options", page))
    form = {"name": "Key", "credential": answer}
    assert ben.post(page, ben.tokens(page) | form).status == 303
    assert ben.post(page, ben.tokens(page) | form).status == 422
    with app.app_context():
        assert len(db.session.scalars(select(Passkey)).all()) == 2


def test_a_suspended_persons_passkey_opens_nothing(app, browser, ada, with_passkey, device):
    from coalition.accounts.models import Person
    from coalition.db import unit_of_work

    with app.app_context(), unit_of_work():
        db.session.get_one(Person, ada.id).status = "suspended"
    assert use_passkey(browser(), device).status == 422
    assert not is_signed_in(with_passkey)


def test_one_answer_used_by_many_at_once_opens_one_session(app, browser, with_passkey, device):
    person = browser()
    token = "t" * 52
    person.client.set_cookie("session", token)
    answer = device.use(options_for(person, "/sign-in/passkey/options", "/sign-in"))

    def use(_):
        with app.app_context():
            try:
                return passkey_sign_in.try_passkey(answer, Origin("127.0.0.1"), token=token)
            except Invalid:
                return None

    with ThreadPoolExecutor(10) as pool:
        steps = list(pool.map(use, range(50)))
    assert len([step for step in steps if step]) == 1


def test_a_passkey_confirms_that_it_is_the_person(browser, with_passkey, device, clock):
    clock.advance(minutes=11)
    page = "/account/confirm"
    wanted = with_passkey.get("/account/password")
    assert wanted.location.startswith(page)
    answer = device.use(options_for(with_passkey, f"{page}/passkey/options", page))
    form = with_passkey.tokens(page) | {"credential": answer, "next": "/account/password"}
    assert with_passkey.post(f"{page}/passkey", form).location == "/account/password"
    assert with_passkey.get("/account/password").status == 200


NO_ANSWERS = [
    "",
    "null",
    "[]",
    "{",
    "{}",
    '{"id": 1}',
    "[" * 10_000,
    "x" * 30_000,
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}),
    json.dumps(
        {
            "id": "AA",
            "rawId": "AA",
            "type": "public-key",
            "response": {"clientDataJSON": "e30", "authenticatorData": "", "signature": ""},
        }
    ),
    '{"id": "\ud800", "rawId": "\\u0000"}',
]


def test_what_is_no_answer_at_all_is_refused_quietly(browser, with_passkey):
    person = browser()
    for answer in NO_ANSWERS:
        form = {"credential": answer.encode("utf-8", "surrogatepass")}
        page = person.post("/sign-in/passkey", person.tokens() | form)
        assert page.status == 422, answer[:40]


def test_failed_passkeys_are_counted_per_source(browser, with_passkey, device):
    for _ in range(5):
        use_passkey(browser(), device, origin="https://evil.example")
    assert use_passkey(browser(), device).status == 429


@pytest.mark.parametrize(
    ("base_url", "rp_id", "origin"),
    [
        ("http://localhost:8000", "localhost", "http://localhost:8000"),
        ("https://Exchange.Example/", "exchange.example", "https://exchange.example"),
        ("https://exchange.example:443", "exchange.example", "https://exchange.example"),
        ("https://exchange.example:8443/", "exchange.example", "https://exchange.example:8443"),
    ],
)
def test_passkeys_belong_to_the_address_of_the_portal(app, monkeypatch, base_url, rp_id, origin):
    from types import SimpleNamespace

    settings = SimpleNamespace(base_url=base_url)
    monkeypatch.setattr(passkey_ceremonies, "current_settings", lambda: settings)
    assert passkey_ceremonies.rp_id() == rp_id
    assert passkey_ceremonies.origin() == origin


def test_old_challenges_are_forgotten(app, browser, clock):
    options_for(browser(), "/sign-in/passkey/options", "/sign-in")
    clock.advance(minutes=6)
    options_for(browser(), "/sign-in/passkey/options", "/sign-in")
    with app.app_context():
        assert len(db.session.scalars(select(PasskeyChallenge)).all()) == 1
