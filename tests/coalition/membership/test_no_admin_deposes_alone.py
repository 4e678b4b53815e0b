"""Orders of acts of one admin and of everybody who has no say: none ends a term at short notice."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from coalition.accounts import terms as leading
from coalition.accounts.models import Person, TermChange
from coalition.accounts.services import suspend_person
from coalition.db import db, unit_of_work
from coalition.errors import DomainError
from coalition.membership.terms import queries, services
from tests.support.terms import set_last_day, today

WHO = ("admin", "admin", "admin", "lead", "own admin", "other lead", "prosecutor")
WHAT = ("change", "change", "agree", "agree", "refuse", "wait", "suspend", "return")
ACTS = st.lists(
    st.tuples(
        st.sampled_from(WHAT),
        st.sampled_from(WHO),
        st.sampled_from([None, -1, 0, 3, 29, 30, 31, 60]),
    ),
    min_size=4,
    max_size=12,
)


def test_by_no_order_of_acts_does_one_admin_end_a_term_at_short_notice_or_lengthen_it(
    app, cast, world, clock
):
    people = {
        "admin": cast.admin,
        "lead": cast.lead,
        "own admin": world.person("Own Admin", cast.birch, "coalition-admin"),
        "other lead": cast.other_lead,
        "prosecutor": cast.prosecutor,
    }

    def held():
        term = leading.term_of(db.session.get_one(Person, cast.lead.id))
        return term.last_day if term is not None else "no lead"

    def do(act, member, days):
        lead = db.session.get_one(Person, cast.lead.id)
        wanted = None if days is None else today() + timedelta(days=days)
        waiting = queries.change_about(lead)
        if act == "change":
            before = held()
            code = "" if before == "no lead" else queries.day_code(before)
            services.change_term(member.actor, lead.public_id, last_day=wanted, before=code)
        elif act in ("agree", "refuse") and waiting is not None:
            getattr(services, act)(member.actor, waiting.public_id)
        elif act == "suspend":
            suspend_person(member.actor, lead.public_id)
        elif act == "return" and lead.status == "suspended":
            lead.status = "active"

    @settings(max_examples=25)
    @given(ACTS)
    def no_order_does(acts):
        start = clock.at
        set_last_day(app, cast.lead, days=None)
        with app.app_context():
            with unit_of_work():
                db.session.execute(delete(TermChange))
                db.session.get_one(Person, cast.lead.id).status = "active"
            for act, who, days in acts:
                before = held()
                if act == "wait":
                    clock.advance(days=abs(days or 0) // 3)
                    continue
                try:
                    with unit_of_work():
                        do(act, people[who], days)
                except DomainError:
                    db.session.rollback()
                after = held()
                if after != before:
                    assert who == "admin"
                    assert after is not None
                    assert after >= today() + timedelta(days=30)
                    assert before is None or after < before
        clock.at = start

    no_order_does()
