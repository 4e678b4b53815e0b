"""What people see and change of their own account."""

from sqlalchemy import select

from coalition.accounts.models import Person
from coalition.audit.queries import verify
from coalition.db import db
from coalition.outbox.models import OutboxMessage
from tests.coalition.accounts.conftest import give_password

NEW = "ostrich envelope mango ladder"


def told(app):
    """The security changes that mail is to be sent about."""
    with app.app_context():
        return [
            m.payload["what"]
            for m in db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.number))
            if m.topic == "person.security-changed" and m.payload["what"] != "device.new"
        ]


def test_the_page_says_who_where_and_what_happened(browser, ada):
    page = browser().sign_in_by_pages(ada).get("/account")
    for words in ("Ada Winter", ada.email, "Birch County Attorney", "Prosecutor", "Signed in"):
        assert words in page.words
    assert len(page.soup.select("h1")) == 1


def test_the_password_is_changed_with_the_old_one(app, browser, ada, clock):
    other = browser().sign_in_by_pages(ada)
    clock.advance(seconds=30)
    person = browser().sign_in_by_pages(ada)
    page = person.get("/account/password")
    done = person.submit(page, {"old_password": ada.password, "password": NEW})
    assert done.location == "/account?notice=password-changed"
    assert "Your password is changed" in person.follow(done).words
    assert other.get("/account").status == 303
    assert give_password(browser(), ada.email, ada.password).status == 422
    assert give_password(browser(), ada.email, NEW).location.endswith("/sign-in/code")
    assert told(app) == ["password.changed"]


def test_a_wrong_old_password_changes_nothing_and_is_counted(app, browser, ada):
    person = browser().sign_in_by_pages(ada)
    for _ in range(5):
        page = person.submit(
            person.get("/account/password"), {"old_password": "wrong", "password": NEW}
        )
        assert page.status == 422
        assert "not your current password" in page.words
        assert NEW not in page.text
    page = person.submit(
        person.get("/account/password"), {"old_password": ada.password, "password": NEW}
    )
    assert page.status == 429
    assert told(app) == []


def test_a_weak_or_unchanged_new_password_is_refused(browser, ada):
    person = browser().sign_in_by_pages(ada)
    for new, words in (
        ("short", "at least 15"),
        ("ada winter likes mangoes", "Leave out"),
        (ada.password, "differs"),
    ):
        page = person.submit(
            person.get("/account/password"), {"old_password": ada.password, "password": new}
        )
        assert page.status == 422
        assert words in page.words


def test_new_recovery_codes_need_a_factor_given_minutes_ago(app, browser, ada, clock):
    person = browser().sign_in_by_pages(ada)
    clock.advance(minutes=11)
    page = person.follow(person.get("/account/recovery-codes"))
    assert page.title.startswith("Confirm that it is you")
    page = person.follow(person.submit(page, {"code": ada.code()}))
    page = person.submit(page)
    assert page.location == "/enrol/recovery-codes"
    assert len(person.follow(page).soup.select("#recovery-codes li")) == 10
    assert told(app) == ["recovery-codes.made"]


def test_the_theme_is_remembered(app, browser, ada):
    person = browser().sign_in_by_pages(ada)
    page = person.get("/account")
    assert page.soup.html["data-theme"] == "system"
    done = person.submit(page, {"theme": "dark"}, action="/account/theme")
    assert person.follow(done).soup.html["data-theme"] == "dark"
    tokens = person.tokens("/account")
    assert person.post("/account/theme", tokens | {"theme": "pink"}).status == 422
    with app.app_context():
        assert db.session.get_one(Person, ada.id).theme == "dark"


def test_a_double_post_is_one_change(app, browser, ada):
    person = browser().sign_in_by_pages(ada)
    page = person.get("/account")
    form = {
        field["name"]: field["value"]
        for field in page.form("/account/theme").select("input[type=hidden]")
    } | {"theme": "light"}
    one, two = person.post("/account/theme", form), person.post("/account/theme", form)
    assert one.location == two.location == "/account?notice=theme-saved"


def test_the_log_stays_whole(app, browser, ada):
    give_password(browser(), ada.email, "wrong wrong wrong wrong")
    person = browser().sign_in_by_pages(ada)
    person.submit(person.get("/account/password"), {"old_password": ada.password, "password": NEW})
    with app.app_context():
        assert verify().whole


def test_the_history_says_who_when_and_from_where_and_is_paged(
    app, browser, world, office, ada, clock
):
    from coalition.accounts.security_log import log
    from coalition.db import unit_of_work

    person = browser().sign_in_by_pages(ada)
    lead = world.person("Lena Lead", office, "office-lead")
    give_password(browser(), ada.email, "wrong wrong wrong wrong")
    with app.app_context(), unit_of_work():
        row = db.session.get_one(Person, ada.id)
        for _ in range(25):
            log(ada.actor, "recovery-codes.saved", row)
        log(lead.actor, "person.reactivated", row)
    page = person.get("/account/history")
    assert "Account reactivated" in page.words
    assert "Lena Lead of Birch County Attorney" in page.words
    assert len(page.soup.select("main .log li")) == 25
    older = next(a["href"] for a in page.soup.select("main a.button") if "before=" in a["href"])
    page = person.get(older)
    assert "Sign-in refused" in page.words
    assert "Somebody who was not signed in from 127.0.0.1" in page.words
    assert "You from 127.0.0.1" in page.words
    assert browser().get("/account/history").status == 303


def test_nobody_reads_the_history_of_another(browser, world, office, ada):
    browser().sign_in_by_pages(ada)
    other = browser().sign_in_by_pages(world.person("Ben Field", office))
    assert len(other.get("/account/history").soup.select("main .log li")) == 1
