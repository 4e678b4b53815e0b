"""The yearly review: who confirms whom, what lapses, and that nobody gains anything by it."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from coalition import clock as time
from coalition.access.actor import Role
from coalition.accounts.models import Person
from coalition.accounts.queries import actor_of
from coalition.db import db, unit_of_work
from coalition.errors import Conflict, Invalid, NotFound, NotPermitted
from coalition.membership.reviews import queries, services
from coalition.membership.reviews.models import AccessReview, ReviewedPerson
from coalition.membership.reviews.tending import tend_access_review
from coalition.notifications.services import mail_consumer
from coalition.outbox.models import OutboxMessage
from coalition.outbox.services import deliver

HOME = "/members/access-review"


@pytest.fixture
def elsewhere(world):
    """An admin of an office of their own; without one nobody could confirm Cedar's lead."""
    return world.person("Ada Far", world.office("elm"), "coalition-admin")


@pytest.fixture
def review(cast, elsewhere, app):
    """The public id of a review that the first admin opened for thirty days."""
    with app.app_context(), unit_of_work():
        return services.open_review(
            cast.admin.actor, due_on=time.now().date() + timedelta(days=30)
        ).public_id


@pytest.fixture
def state(app):
    """Where somebody stands in the review; nothing when they are not part of it."""

    def of(member) -> str | None:
        with app.app_context():
            rows = select(ReviewedPerson.state).where(ReviewedPerson.person_id == member.id)
            return db.session.scalar(rows)

    return of


@pytest.fixture
def status(app):
    def of(member) -> str:
        with app.app_context():
            return db.session.get_one(Person, member.id).status

    return of


@pytest.fixture
def tend(app):
    def run() -> None:
        with app.app_context():
            for _ in range(3):
                tend_access_review()

    return run


# Who confirms whom, by hand. Cedar's people are led, as are Birch's; Dogwood has no lead.
CONFIRMS = {
    "lead": {"prosecutor"},
    "other_lead": set(),
    "prosecutor": set(),
    "admin": {"lead", "second_admin", "elsewhere", "leaderless"},
    "second_admin": {"lead", "admin", "elsewhere", "leaderless"},
    "elsewhere": {"lead", "other_lead", "admin", "second_admin", "leaderless"},
    "leaderless": set(),
    "auditor": set(),
}


@pytest.fixture
def everybody(world, cast, elsewhere):
    """The cast by name, with one of an office without a lead and an auditor of Birch."""
    named = {name: getattr(cast, name) for name in CONFIRMS if hasattr(cast, name)}
    named["elsewhere"] = elsewhere
    named["leaderless"] = world.person("Una Led", cast.empty)
    named["auditor"] = world.person("Aud It", cast.cedar, "auditor")
    return named


@pytest.mark.parametrize("who", sorted(CONFIRMS))
def test_who_confirms_whom_follows_the_hand_written_table(who, everybody, review, app):
    wanted = set(CONFIRMS[who])
    if who == "other_lead":
        wanted.add("auditor")
    for name, member in everybody.items():
        with app.app_context():
            try:
                with unit_of_work():
                    services.confirm(everybody[who].actor, review, member.public_id)
                allowed = True
            except (NotFound, NotPermitted):
                allowed = False
        assert allowed is (name in wanted), (who, name)


def test_what_sql_counts_is_what_the_policy_grants(everybody, review, app):
    for who, member in everybody.items():
        count = len(CONFIRMS[who]) + (who == "other_lead")
        with app.app_context():
            assert queries.waiting_for(member.actor) == count, who


def test_a_lead_confirms_on_the_page_and_a_second_press_says_that_it_is_done(
    cast, review, browser, state, clock
):
    page = browser().sign_in(cast.lead)
    assert "1 person waits for you" in page.get(HOME).words
    path = f"{HOME}/{review}/people/{cast.prosecutor.public_id}/confirm"
    assert page.post(path, page.tokens(HOME)).status == 303
    assert state(cast.prosecutor) == "confirmed"
    assert page.post(path, page.tokens("/account")).status == 409
    assert "Nobody waits for you" in page.get(HOME).words


@pytest.mark.parametrize("who", ["other_lead", "lead", "admin"])
def test_others_and_oneself_are_refused(who, cast, review, browser, state):
    target = {"other_lead": cast.prosecutor, "lead": cast.lead, "admin": cast.admin}[who]
    path = f"{HOME}/{review}/people/{target.public_id}/confirm"
    page = browser().sign_in(getattr(cast, who))
    assert page.post(path, page.tokens("/account")).status == 404
    assert state(target) == "waiting"


def test_a_suspended_lead_confirms_nobody(cast, review, app, state):
    with app.app_context(), unit_of_work():
        person = db.session.get_one(Person, cast.lead.id)
        person.status = "suspended"
        db.session.flush()
        actor = actor_of(person)
        with pytest.raises(NotFound):
            services.confirm(actor, review, cast.prosecutor.public_id)
        # Nobody leads the office any more, so that an admin of another one does.
        services.confirm(cast.admin.actor, review, cast.prosecutor.public_id)
    assert state(cast.prosecutor) == "confirmed"


def test_nothing_is_confirmed_after_the_last_day(cast, review, app, clock):
    clock.advance(days=31)
    with app.app_context(), unit_of_work():
        assert queries.waiting_for(cast.lead.actor) == 0
        with pytest.raises(Conflict):
            services.confirm(cast.lead.actor, review, cast.prosecutor.public_id)


@pytest.mark.parametrize("days", [0, 6, 91])
def test_a_last_day_too_near_or_too_far_is_refused(days, cast, app):
    day = time.now().date() + timedelta(days=days)
    with app.app_context(), unit_of_work(), pytest.raises(Invalid):
        services.open_review(cast.admin.actor, due_on=day)


def test_one_review_is_open_at_a_time_and_an_admin_opens_it(cast, review, browser):
    day = (time.now().date() + timedelta(days=7)).isoformat()
    admin = browser().sign_in(cast.second_admin)
    page = admin.submit(admin.get(f"{HOME}/new"), {"due_on": day}, action=f"{HOME}/new")
    assert page.status == 422
    assert "A review is open" in page.words
    assert day in str(page.soup)
    assert browser().sign_in(cast.lead).get(f"{HOME}/new").status == 403


def test_who_is_not_confirmed_lapses_once_and_who_joined_later_does_not(
    cast, elsewhere, review, world, app, clock, tend, status, state
):
    later = world.person("Nia Late", cast.birch)
    with app.app_context(), unit_of_work():
        for member in (cast.lead, cast.second_admin, elsewhere):
            services.confirm(cast.admin.actor, review, member.public_id)
        services.confirm(elsewhere.actor, review, cast.admin.public_id)
    clock.advance(days=29)
    tend()
    assert status(cast.prosecutor) == "active"
    clock.advance(days=2)
    tend()
    assert [status(who) for who in (cast.prosecutor, cast.lead, later)] == [
        "suspended",
        "active",
        "active",
    ]
    assert (state(cast.prosecutor), state(later)) == ("lapsed", None)
    with app.app_context():
        row = db.session.scalars(select(AccessReview)).one()
        assert (row.is_open, row.closed_at) == (None, time.now())
        assert db.session.get_one(Person, cast.prosecutor.id).suspended_why == "unconfirmed"
        ended = select(OutboxMessage).where(OutboxMessage.topic == "access.ended")
        assert {m.payload["person"] for m in db.session.scalars(ended)} == {
            cast.prosecutor.public_id,
            cast.other_lead.public_id,
        }


def test_two_admins_always_remain(cast, elsewhere, review, clock, tend, status, state):
    clock.advance(days=31)
    tend()
    admins = (cast.admin, cast.second_admin, elsewhere)
    assert sorted(status(admin) for admin in admins) == ["active", "active", "suspended"]
    assert sorted(state(admin) for admin in admins) == ["lapsed", "spared", "spared"]


def refusal_to_open(app, admin) -> str:
    day = time.now().date() + timedelta(days=30)
    with app.app_context(), unit_of_work():
        try:
            services.open_review(admin.actor, due_on=day)
        except Invalid as refusal:
            return str(refusal)
    return ""


def test_no_review_opens_while_nobody_could_confirm_a_lead(cast, world, app, browser):
    page = browser().sign_in(cast.admin)
    day = (time.now().date() + timedelta(days=30)).isoformat()
    answer = page.submit(page.get(f"{HOME}/new"), {"due_on": day}, action=f"{HOME}/new")
    assert answer.status == 422
    assert "All admins are of one office" in answer.words
    assert day in str(answer.soup)
    away = world.person("Ada Far", world.office("elm"), "coalition-admin")
    with app.app_context(), unit_of_work():
        db.session.get_one(Person, away.id).status = "suspended"
    assert "All admins are of one office" in refusal_to_open(app, cast.admin)
    with app.app_context(), unit_of_work():
        db.session.get_one(Person, away.id).status = "active"
    assert refusal_to_open(app, cast.admin) == ""


def test_admins_of_an_office_of_their_own_open_a_review(world, app):
    office = world.office("elm")
    admin = world.person("Ada Far", office, "coalition-admin")
    world.person("Abe Far", office, "coalition-admin")
    world.person("Lea Ford", world.office("oak"), "office-lead")
    assert refusal_to_open(app, admin) == ""


def test_no_review_opens_while_nobody_could_confirm_people_beside_the_admins(world, app):
    office = world.office("elm")
    admin = world.person("Ada Far", office, "coalition-admin")
    world.person("Ann Far", office)
    assert "All admins are of one office" in refusal_to_open(app, admin)
    world.person("Lea Ford", office, "office-lead")
    assert "All admins are of one office" in refusal_to_open(app, admin)


def test_who_was_suspended_meanwhile_is_settled(cast, review, app, clock, tend, state):
    with app.app_context(), unit_of_work():
        db.session.get_one(Person, cast.prosecutor.id).status = "suspended"
    with app.app_context():
        assert queries.waiting_for(cast.lead.actor) == 0
    clock.advance(days=31)
    tend()
    assert state(cast.prosecutor) == "ended"


def test_reminders_go_out_once_each_to_those_for_whom_somebody_waits(
    cast, review, app, clock, tend, tmp_path
):
    def payloads() -> list[dict[str, object]]:
        topic = OutboxMessage.topic == "access-review.reminder"
        with app.app_context():
            return [m.payload for m in db.session.scalars(select(OutboxMessage).where(topic))]

    tend()
    assert payloads() == []
    for days in (17, 11):
        clock.advance(days=days)
        tend()
    assert payloads() == [{"review": review, "days": 14}, {"review": review, "days": 3}]
    with app.app_context():
        deliver(mail_consumer())
    mails = "".join(file.read_text() for file in tmp_path.glob("mail/*.eml"))
    assert cast.lead.email in mails
    assert cast.other_lead.email not in mails


def test_progress_of_many_offices_takes_a_fixed_number_of_queries(
    cast, review, world, app, browser
):
    page = browser().sign_in(cast.admin)
    shown = page.get(f"{HOME}/offices?q=birch")
    assert "Birch County Attorney" in shown.words
    assert "Cedar County Attorney" not in shown.soup.select_one("main").get_text()
    counted: list[str] = []
    with app.app_context():
        running = queries.latest_review()
        event.listen(db.engine, "before_cursor_execute", lambda *a: counted.append(a[2]))
        rows, total = queries.progress_page(running, "", page=1, size=25)
        first = len(counted)
        queries.work_page(cast.admin.actor, running, page=1, size=25)
    assert {(r.office.slug, r.confirmed, r.waiting) for r in rows} == {
        ("birch", 0, 2),
        ("cedar", 0, 3),
        ("elm", 0, 1),
    }
    assert (total, first) == (3, 2)
    assert Role.COALITION_ADMIN in cast.admin.roles
    assert len(counted) <= 9
