"""Who is told by mail of the term of a lead: the lead and every admin, and in time."""

import pytest

from coalition.accounts.models import Person
from coalition.db import db, unit_of_work
from coalition.membership.terms import services
from coalition.membership.terms.tending import tend_terms
from tests.coalition.membership.conftest import cast
from tests.coalition.notifications.test_letters import mails
from tests.support.terms import set_last_day, today

__all__ = ["cast", "mails"]


def told(found) -> set[tuple[str, str]]:
    return {(address, subject) for address, subject, _ in found}


@pytest.fixture
def ask(app, cast):
    """The first admin sets the last day to today; the id of what waits."""

    def run():
        with app.app_context(), unit_of_work():
            lead = cast.lead.public_id
            waiting = services.change_term(cast.admin.actor, lead, last_day=today(), before="")
            return waiting.public_id

    return run


def test_the_lead_and_the_second_admin_are_told_what_waits_and_all_what_was_decided(
    app, cast, world, mails, ask
):
    own_admin = world.person("Own Admin", cast.birch, "coalition-admin")
    waiting = ask()
    assert told(mails()) == {
        (cast.lead.email, "Your term as lead"),
        (cast.second_admin.email, "A change of a term waits for you"),
    }
    with app.app_context(), unit_of_work():
        services.agree(cast.second_admin.actor, waiting)
    changed = "The term of a lead was changed"
    everybody = (cast.lead, cast.admin, cast.second_admin, own_admin)
    assert told(mails()) == {(person.email, changed) for person in everybody}


def test_the_lead_and_who_asked_are_told_of_a_refusal(app, cast, mails, ask):
    waiting = ask()
    mails()
    with app.app_context(), unit_of_work():
        services.refuse(cast.second_admin.actor, waiting)
    stays = "A term stays as it was"
    assert told(mails()) == {(cast.lead.email, stays), (cast.admin.email, stays)}


def test_the_end_is_told_thirty_days_before_and_when_it_came(app, cast, mails, clock):
    set_last_day(app, cast.lead, days=30)
    with app.app_context():
        tend_terms()
    soon, over = "The term of a lead ends soon", "The term of a lead is over"
    everybody = {cast.lead.email, cast.admin.email, cast.second_admin.email}
    assert told(mails()) == {(address, soon) for address in everybody}
    clock.advance(days=31)
    with app.app_context():
        tend_terms()
    assert told(mails()) == {(address, over) for address in everybody}


def test_a_suspended_lead_gets_no_mail_of_it(app, cast, mails):
    set_last_day(app, cast.lead, days=10)
    with app.app_context():
        with unit_of_work():
            db.session.get_one(Person, cast.lead.id).status = "suspended"
        tend_terms()
    assert {address for address, _ in told(mails())} == {cast.admin.email, cast.second_admin.email}
