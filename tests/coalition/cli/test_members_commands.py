"""`flask members` and `flask offices` set a coalition up before anybody can sign in."""

import re

import pytest
from sqlalchemy import select

from coalition.accounts.models import Person
from coalition.accounts.services import suspend_person
from coalition.db import db, unit_of_work
from coalition.membership.models import Invitation
from coalition.notifications.models import SentMail
from coalition.offices.models import Office

ADMIN = (
    *("members", "create-admin", "--email", "maribel@tamarack-mn.example"),
    *("--name", "Maribel Quintrell", "--office-name", "Tamarack County Attorney", "--state", "MN"),
)


def test_the_first_admin_gets_a_link_that_opens(app, run, browser):
    result = run(*ADMIN)
    assert result.exit_code == 0, result.output
    link = re.search(r"http://localhost(/invitations/\S+)", result.output)
    assert link is not None
    page = browser().get(link[1])
    assert page.status == 200
    with app.app_context():
        invitation = db.session.scalars(select(Invitation)).one()
        assert (invitation.state, invitation.role) == ("approved", "coalition-admin")
        assert link[1].rpartition("/")[2] not in str(invitation.token_hash)
        assert db.session.scalars(select(Office.slug)).all() == ["tamarack-county-attorney"]


def test_the_printed_link_is_not_ended_by_a_mail(app, run, browser, tmp_path):
    link = re.search(r"(/invitations/\S+)", run(*ADMIN).output)
    assert run("worker", "--once").exit_code == 0
    assert not list(tmp_path.glob("mail/*.eml"))
    assert link is not None
    assert browser().get(link[1]).status == 200


def test_an_office_that_is_there_is_used_again(app, run):
    run(*ADMIN)
    second = [word.replace("maribel", "odalys") for word in ADMIN]
    assert run(*second).exit_code == 0
    with app.app_context():
        assert len(db.session.scalars(select(Office)).all()) == 1


def test_an_invitation_is_mailed_by_the_worker(app, run, tmp_path):
    run("offices", "add", "--name", "Alder County", "--state", "IL", "--slug", "alder-il")
    result = run(
        *("members", "invite", "--office", "alder-il", "--role", "office-lead"),
        *("--email", "leopold@alder-il.example", "--name", "Leopold Ashgrove"),
    )
    assert result.exit_code == 0, result.output
    assert "/invitations/" not in result.output
    assert run("worker", "--once").exit_code == 0
    mails = [file.read_text() for file in tmp_path.glob("mail/*.eml")]
    assert len(mails) == 1
    assert "/invitations/" in mails[0]
    with app.app_context():
        assert len(db.session.scalars(select(SentMail)).all()) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("offices", "add", "--name", "Nowhere", "--state", "ZZ"), "Choose a state"),
        (
            (
                *("members", "invite", "--office", "none", "--role", "auditor"),
                *("--email", "a@b.example", "--name", "A"),
            ),
            "There is no office none.",
        ),
    ],
)
def test_what_breaks_a_rule_is_refused_in_words(run, words, said):
    result = run(*words)
    assert result.exit_code == 1
    assert said in result.output
    assert "Traceback" not in result.output


def test_offices_are_listed_with_their_short_names(run, world):
    world.office("alder-il", state="IL")
    assert "alder-il  IL" in run("offices", "list").output


def test_the_operator_lets_in_the_only_lead_of_an_office_and_every_admin_is_told(
    app, run, world, tmp_path
):
    office = world.office("birch")
    lead, admin = (world.person(n, office, n) for n in ("office-lead", "coalition-admin"))
    with app.app_context(), unit_of_work():
        suspend_person(admin.actor, lead.public_id)
    again = ("members", "let-in", "--email", lead.email)
    assert run(*again).exit_code == 0
    second = run(*again)
    assert second.exit_code == 1
    assert "is not suspended" in second.output
    assert "no member" in run("members", "let-in", "--email", "x@y.example").output
    assert run("worker", "--once").exit_code == 0
    mails = [path.read_text() for path in tmp_path.glob("mail/*.eml")]
    assert sum("operator let somebody in again" in mail for mail in mails) == 1
    with app.app_context():
        person = db.session.get_one(Person, lead.id)
        assert (person.status, person.password_hash) == ("active", "")
