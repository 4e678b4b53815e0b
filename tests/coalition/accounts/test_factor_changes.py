"""Second factors on the account page: added, renamed, replaced, removed, and never the last one."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from coalition.accounts import factor_changes
from coalition.accounts.models import AccountSession, Passkey
from coalition.db import db
from coalition.errors import Invalid
from tests.coalition.accounts.conftest import (
    give_code,
    give_password,
    is_signed_in,
    options_for,
    use_passkey,
    use_passkey_after_password,
)
from tests.coalition.accounts.test_account_page import told
from tests.coalition.accounts.test_enrolment import (  # noqa: F401  # One is a fixture.
    PASSWORD,
    code_of,
    newcomer,
    secret_on,
)


def passkey_links(browser, ending):
    """The addresses on the account page that lead to ``ending`` of a passkey."""
    page = browser.get("/account")
    return [
        a["href"]
        for a in page.soup.select("a[href^='/account/passkeys/']")
        if a["href"].endswith(ending)
    ]


def test_a_removed_passkey_signs_nobody_in_and_ends_other_sessions(
    app, browser, with_passkey, device
):
    other = browser()
    use_passkey(other, device)
    remove = passkey_links(with_passkey, "/remove")
    page = with_passkey.submit(with_passkey.get(remove[0]))
    assert page.location == "/account?notice=passkey-removed"
    assert not is_signed_in(other)
    assert is_signed_in(with_passkey)
    assert use_passkey(browser(), device).status == 422
    assert told(app) == ["passkey.added", "passkey.removed"]


def test_the_authenticator_goes_only_while_a_passkey_remains(
    app, browser, ada, with_passkey, device
):
    page = with_passkey.submit(with_passkey.get("/account/authenticator/remove"))
    assert page.location == "/account?notice=authenticator-removed"
    assert "1 passkey" in with_passkey.get("/account").words
    half = browser()
    assert give_password(half, ada.email, ada.password).location.endswith("/sign-in/code")
    assert "Use your passkey" in half.get("/sign-in/code").title
    assert give_code(half, ada.code()).status == 422
    assert half.get("/enrol/authenticator").location.endswith("/sign-in/code")
    assert half.get("/enrol/passkey").location.endswith("/sign-in/code")
    assert use_passkey_after_password(half, device).location == "/"


def test_the_last_factor_is_never_removed(with_passkey):
    key = passkey_links(with_passkey, "/remove")[0]
    with_passkey.submit(with_passkey.get("/account/authenticator/remove"))
    assert passkey_links(with_passkey, "/remove") == []
    page = with_passkey.post(key, with_passkey.tokens("/account"))
    assert page.status == 422
    assert "your last second factor" in page.words
    assert is_signed_in(with_passkey)


def test_an_authenticator_alone_is_never_removed(browser, ada):
    person = browser().sign_in(ada)
    assert "cannot be removed" in person.get("/account").words
    page = person.post("/account/authenticator/remove", person.tokens("/account"))
    assert page.status == 422
    assert is_signed_in(person)


def test_two_removals_at_once_leave_one_factor(app, browser, ada, with_passkey):
    with app.app_context():
        key = db.session.scalars(select(Passkey.public_id)).one()
        mine = db.session.scalars(select(AccountSession.id)).one()
        db.session.remove()

    def remove(which):
        with app.app_context():
            try:
                if which:
                    factor_changes.remove_passkey(ada.actor, key, session_id=mine)
                else:
                    factor_changes.remove_authenticator(ada.actor, session_id=mine)
            except Invalid:
                return False
            return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(remove, (0, 1))) == [False, True]


def test_a_passkey_is_renamed(browser, with_passkey):
    page = with_passkey.get(passkey_links(with_passkey, "")[0])
    assert with_passkey.submit(page, {"name": " "}).status == 422
    assert with_passkey.submit(page, {"name": "x" * 61}).status == 422
    done = with_passkey.submit(page, {"name": "Red  key"})
    assert "Passkey “Red key”" in with_passkey.follow(done).words


def test_nobody_renames_or_removes_the_passkey_of_another(browser, world, office, with_passkey):
    remove = passkey_links(with_passkey, "/remove")[0]
    ben = browser().sign_in(world.person("Ben Field", office))
    for path in (remove, remove.removesuffix("/remove")):
        assert ben.get(path).status == 404
        assert ben.post(path, ben.tokens("/account") | {"name": "Mine"}).status == 404


def test_enrolment_may_begin_with_a_passkey(app, browser, newcomer, device):  # noqa: F811
    person = browser()
    give_password(person, newcomer, PASSWORD)
    assert "/enrol/passkey" in person.get("/enrol/authenticator").text
    page = "/enrol/passkey"
    answer = device.create(options_for(person, f"{page}/options", page))
    tokens = person.tokens(page)
    assert not is_signed_in(person)
    done = person.post(page, tokens | {"name": "First key", "credential": answer})
    assert done.location == "/enrol/recovery-codes"
    assert len(person.follow(done).soup.select("#recovery-codes li")) == 10
    again = browser()
    assert give_password(again, newcomer, PASSWORD).location.endswith("/sign-in/code")
    assert use_passkey(browser(), device).location == "/"
    assert told(app) == ["passkey.added"]


def test_a_new_authenticator_replaces_the_old_once_it_is_confirmed(app, browser, ada, clock):
    other = browser().sign_in(ada)
    clock.advance(seconds=30)
    person = browser().sign_in(ada)
    person.submit(person.get("/account/authenticator"))
    page = person.get("/account/authenticator")
    secret = secret_on(page)
    assert person.submit(page, {"code": "000000"}).status == 422
    clock.advance(seconds=30)
    assert give_password(browser(), ada.email, ada.password).status == 303
    done = person.submit(page, {"code": code_of(secret)})
    assert done.location == "/account?notice=authenticator-set"
    assert not is_signed_in(other)
    clock.advance(seconds=30)
    half = browser()
    give_password(half, ada.email, ada.password)
    assert give_code(half, ada.code()).status == 422
    assert give_code(half, code_of(secret)).location == "/"
    assert told(app) == ["totp.confirmed"]
