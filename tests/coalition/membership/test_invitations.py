"""Who may invite whom, and who decides."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from coalition.access.actor import operator
from coalition.accounts.services import suspend_person
from coalition.db import db, unit_of_work
from coalition.errors import Conflict, Invalid, NotFound, NotPermitted
from coalition.membership.models import Invitation
from coalition.membership.services import approve, invite, issue_link, refuse
from coalition.outbox.models import OutboxMessage


def asked(email="new.person@elsewhere.example", role="prosecutor"):
    """The usual wish."""
    return {"email": email, "name": "Nora Person", "role": role}


def state_of(app, public_id):
    """Where an invitation stands."""
    with app.app_context():
        return db.session.scalar(select(Invitation.state).where(Invitation.public_id == public_id))


def topics(app):
    """What was announced about invitations."""
    with app.app_context():
        rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.number))
        return [row.topic for row in rows if row.topic.startswith("invitation.")]


@pytest.mark.parametrize("role", ["prosecutor", "investigator", "office-lead"])
def test_a_lead_decides_for_their_own_office_by_asking(app, cast, commit, role):
    made = commit(invite, cast.lead.actor, office_id=cast.birch.id, **asked(role=role))
    assert state_of(app, made) == "approved"
    assert topics(app) == ["invitation.approved"]


def test_a_lead_cannot_invite_into_another_office(cast, commit):
    with pytest.raises(NotPermitted):
        commit(invite, cast.lead.actor, office_id=cast.cedar.id, **asked())


@pytest.mark.parametrize("role", ["coalition-admin", "auditor"])
def test_a_lead_cannot_make_admins_or_auditors(cast, commit, role):
    with pytest.raises(Invalid, match="Only a coalition admin"):
        commit(invite, cast.lead.actor, office_id=cast.birch.id, **asked(role=role))


def test_a_member_without_such_a_role_cannot_invite(cast, commit):
    with pytest.raises(NotPermitted):
        commit(invite, cast.prosecutor.actor, office_id=cast.birch.id, **asked())


def test_what_an_admin_asks_waits_for_the_office_lead(app, cast, commit):
    made = commit(invite, cast.admin.actor, office_id=cast.birch.id, **asked())
    assert state_of(app, made) == "awaiting"
    for actor, refusal in (
        (cast.admin.actor, NotPermitted),
        (cast.second_admin.actor, NotPermitted),
        (cast.other_lead.actor, NotFound),
        (cast.prosecutor.actor, NotFound),
    ):
        with pytest.raises(refusal):
            commit(approve, actor, made)
    assert state_of(app, made) == "awaiting"
    commit(approve, cast.lead.actor, made)
    assert state_of(app, made) == "approved"
    assert topics(app) == ["invitation.awaits-approval", "invitation.approved"]


def test_an_admin_in_the_office_does_not_decide_for_its_lead(app, cast, commit):
    made = commit(invite, cast.admin.actor, office_id=cast.cedar.id, **asked())
    assert state_of(app, made) == "awaiting"
    with pytest.raises(NotPermitted):
        commit(approve, cast.second_admin.actor, made)
    commit(approve, cast.other_lead.actor, made)


def test_the_first_lead_of_an_office_needs_two_admins(app, cast, commit):
    made = commit(invite, cast.admin.actor, office_id=cast.empty.id, **asked(role="office-lead"))
    with pytest.raises(NotPermitted):
        commit(approve, cast.admin.actor, made)
    commit(approve, cast.second_admin.actor, made)
    assert state_of(app, made) == "approved"


def test_an_office_without_a_lead_gets_its_lead_first(cast, commit):
    with pytest.raises(Invalid, match="no lead yet"):
        commit(invite, cast.admin.actor, office_id=cast.empty.id, **asked())


def test_admins_cannot_replace_a_lead_by_suspending_them(app, cast, commit):
    commit(suspend_person, cast.admin.actor, cast.lead.public_id)
    made = commit(invite, cast.admin.actor, office_id=cast.birch.id, **asked(role="office-lead"))
    with pytest.raises(NotPermitted):
        commit(approve, cast.second_admin.actor, made)


def test_a_lead_who_is_an_admin_too_cannot_make_an_admin_alone(app, world, cast, commit):
    both = world.person("Una Both", cast.birch, "office-lead", "coalition-admin")
    wish = asked(role="coalition-admin")
    made = commit(invite, both.actor, office_id=cast.birch.id, **wish)
    assert state_of(app, made) == "awaiting"
    with pytest.raises(NotPermitted):
        commit(approve, both.actor, made)
    commit(approve, cast.lead.actor, made)


def test_nobody_invites_themselves_or_a_member_or_anyone_twice(cast, commit):
    where = cast.birch.id
    with pytest.raises(Invalid, match="your own address"):
        commit(invite, cast.lead.actor, office_id=where, **asked(email=cast.lead.email.upper()))
    with pytest.raises(Invalid, match="member with this address"):
        commit(invite, cast.lead.actor, office_id=where, **asked(email=cast.admin.email))
    commit(invite, cast.lead.actor, office_id=where, **asked())
    with pytest.raises(Invalid, match="open invitation"):
        commit(
            invite, cast.lead.actor, office_id=where, **asked(email="NEW.person@elsewhere.example")
        )


@pytest.mark.parametrize(
    "email",
    ["", "a", "a@b", "a b@c.example", "a@b@c.example", "a@.example", "ä@c.example", "a@c..example",
     "a@-c.example", "a@c.example\n", "<a@c.example>", "a@c.1", "a" * 65 + "@c.example", "a\0@c.d"],
)  # fmt: skip
def test_a_malformed_address_is_refused_or_trimmed(app, cast, commit, email):
    wish = asked(email=email)
    if email.strip() == "a@c.example":
        commit(invite, cast.lead.actor, office_id=cast.birch.id, **wish)
        return
    with pytest.raises(Invalid):
        commit(invite, cast.lead.actor, office_id=cast.birch.id, **wish)


def test_the_operator_invites_with_explicit_permissions_only(app, cast, commit):
    may_ask = operator("setup", "invitation:create")
    may_both = operator("setup", "invitation:create", "invitation:approve")
    made = commit(invite, may_ask, office_id=cast.empty.id, **asked(role="office-lead"))
    assert state_of(app, made) == "awaiting"
    with pytest.raises((NotFound, NotPermitted)):
        commit(approve, may_ask, made)
    commit(approve, may_both, made)
    wish = asked(email="b@elsewhere.example", role="prosecutor")
    assert state_of(app, commit(invite, may_both, office_id=cast.empty.id, **wish)) == "approved"
    with pytest.raises(NotPermitted):
        commit(invite, operator("setup"), office_id=cast.empty.id, **asked(email="c@e.example"))


def test_a_decision_is_made_once(app, cast, commit):
    made = commit(invite, cast.admin.actor, office_id=cast.birch.id, **asked())
    commit(refuse, cast.lead.actor, made)
    with pytest.raises(Conflict):
        commit(approve, cast.lead.actor, made)
    assert state_of(app, made) == "refused"


def test_of_two_decisions_at_once_one_counts(app, cast, commit):
    made = commit(invite, cast.admin.actor, office_id=cast.birch.id, **asked())

    def decide(service):
        with app.app_context():
            try:
                with unit_of_work():
                    service(cast.lead.actor, made)
            except Conflict:
                return "conflict"
            return "done"

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(decide, [approve, refuse, approve, refuse]))
    assert sorted(answers) == ["conflict", "conflict", "conflict", "done"]
    assert len(topics(app)) == 2


def test_a_link_is_made_for_an_approved_invitation_only(app, cast, commit):
    made = commit(invite, cast.admin.actor, office_id=cast.birch.id, **asked())
    with pytest.raises(NotFound):
        commit(issue_link, made)
    with pytest.raises(NotFound):
        commit(issue_link, "no-such-invitation")


def test_an_invitation_that_nobody_decided_lapses(app, cast, commit, clock):
    made = commit(invite, cast.admin.actor, office_id=cast.birch.id, **asked())
    clock.advance(days=30)
    with pytest.raises(Conflict):
        commit(approve, cast.lead.actor, made)
    commit(invite, cast.lead.actor, office_id=cast.birch.id, **asked())
