"""Who gets which mail, and that none says what a paper is about."""

import email
from email.policy import default

import pytest

from coalition.access.audience import Audience, Tlp
from coalition.db import db, unit_of_work
from coalition.documents.content import Content
from coalition.documents.drafts import create_draft
from coalition.documents.models import Paper
from coalition.documents.releasing import release, send_back
from coalition.membership.services import approve, invite
from coalition.notifications.services import mail_consumer
from coalition.offices.models import Office
from coalition.outbox.services import deliver
from tests.flows.sharing import share
from tests.support.publishing import approve_draft, publish_draft

SECRET = "Orchard bunkhouse"


@pytest.fixture
def mails(app, tmp_path):
    """Delivers, then returns the new mails: (address, subject, text)."""
    seen: set[str] = set()

    def read():
        with app.app_context():
            deliver(mail_consumer())
        found = []
        for file in sorted(tmp_path.glob("mail/*.eml")):
            if file.name not in seen:
                seen.add(file.name)
                mail = email.message_from_bytes(file.read_bytes(), policy=default)
                found.append((mail["To"], mail["Subject"], mail.get_content()))
        return found

    return read


@pytest.fixture
def team(world):
    office = world.office("tamarack-mn", release_required=True)
    return (
        world.person("Dorian Amblecote", office),
        world.person("Ingrid Halvorsen", office, "office-lead"),
    )


def submitted(app, author) -> str:
    content = Content(SECRET, f"About the {SECRET}.", Audience(Tlp.GREEN), {"state": "MN"})
    with app.app_context(), unit_of_work():
        paper = create_draft(author.actor, kind="case-memo", content=content)
        public_id = paper.public_id
        publish_draft(author.actor, public_id, version=1)
    return public_id


def version_of(public_id: str) -> int:
    paper = next(p for p in db.session.query(Paper) if p.public_id == public_id)
    return paper.draft.version


def test_a_submitted_draft_is_told_to_the_lead_without_its_title(app, mails, team):
    author, lead = team
    submitted(app, author)
    [(to, subject, text)] = mails()
    assert to == lead.email
    assert "release" in subject
    assert SECRET not in subject + text


def test_a_draft_for_a_second_reader_is_told_to_colleagues_and_then_to_the_lead(app, mails, team):
    author, lead = team
    with app.app_context(), unit_of_work():
        db.session.get_one(Office, author.office_id).second_reader_required = True
    public_id = submitted(app, author)
    [(to, subject, text)] = mails()
    assert to == lead.email
    assert "second reader" in subject
    assert SECRET not in subject + text
    with app.app_context(), unit_of_work():
        approve_draft(lead.actor, public_id, version=version_of(public_id))
    assert [subject for _, subject, _ in mails()][-1:] == ["A paper waits for your release"]


def test_a_draft_sent_back_is_told_to_its_author(app, mails, team):
    author, lead = team
    public_id = submitted(app, author)
    mails()
    with app.app_context(), unit_of_work():
        send_back(lead.actor, public_id)
    [(to, _, text)] = mails()
    assert to == author.email
    assert SECRET not in text


def test_a_release_is_told_to_the_author(app, mails, team):
    author, lead = team
    public_id = submitted(app, author)
    mails()
    with app.app_context(), unit_of_work():
        release(lead.actor, public_id, version=version_of(public_id))
    [(to, subject, text)] = mails()
    assert (to, subject) == (author.email, "Your paper was released")
    assert SECRET not in text


def test_nobody_is_told_of_what_was_settled_meanwhile(app, mails, team):
    author, lead = team
    public_id = submitted(app, author)
    with app.app_context(), unit_of_work():
        release(lead.actor, public_id, version=version_of(public_id))
    assert [to for to, _, _ in mails()] == [author.email]


def test_an_approved_invitation_is_mailed_with_its_link_once(app, mails, team, world):
    _, lead = team
    admin = world.person("Maribel", world.office("other"), "coalition-admin")
    with app.app_context(), unit_of_work():
        invitation = invite(
            admin.actor,
            email="new@tamarack-mn.example",
            name="New Colleague",
            office_id=lead.office_id,
            role="prosecutor",
        )
        public_id = invitation.public_id
    [(to, _, text)] = mails()
    assert to == lead.email
    assert "/invitations/" not in text
    with app.app_context(), unit_of_work():
        approve(lead.actor, public_id)
    [(to, _, text)] = mails()
    assert to == "new@tamarack-mn.example"
    assert "http://localhost/invitations/" in text
    assert mails() == []


def test_authors_hear_of_comments_by_others_and_not_what_they_say(app, team, mails, browser, world):
    author, lead = team
    public_id = share(app, author, SECRET, audience=Audience(Tlp.AMBER_STRICT))
    mails()
    comments = f"/documents/{public_id}/comments"
    for member in (author, lead):
        person = browser().sign_in(member)
        person.submit(person.get(comments), {"text": f"The {SECRET} again."})
    told = [(to, text) for to, subject, text in mails() if "comment" in subject]
    assert [to for to, _ in told] == [author.email]
    assert SECRET not in told[0][1]
    assert public_id not in told[0][1]
