"""Who gets which mail.

A mail names no paper and quotes nothing. What happened is said in general words; the rest is
behind the sign-in. The one secret that a mail may hold is the link of an invitation.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import select

from coalition.access.actor import Role
from coalition.access.decide import allows
from coalition.accounts.factor_resets import open_resets
from coalition.accounts.models import Person
from coalition.accounts.queries import (
    ACTIVE,
    active_holders,
    active_people,
    actor_of,
    can_sign_in,
    find_person,
    leads_of,
)
from coalition.accounts.security_log import EVENT_LABELS
from coalition.db import db
from coalition.documents.models import Paper
from coalition.documents.queries import find_comment
from coalition.membership.case import find_application
from coalition.membership.queries import AWAITING, find_invitation
from coalition.membership.vetting import OPEN
from coalition.outbox.models import OutboxMessage
from coalition.outbox.services import Message
from coalition.records.queries import find_notice
from coalition.sharing.models import Thing


@dataclass(frozen=True)
class Letter:
    """A mail before it is written. ``recipient`` is a public id, ``words`` fill the template."""

    recipient: str
    address: str
    subject: str
    template: str
    words: dict[str, str] = field(default_factory=dict)


Letters = Iterator[Letter]


def to_person(person: Person, subject: str, template: str, **words: str) -> Letter:
    """A mail to a member, who is called by their name."""
    return Letter(person.public_id, person.email, subject, template, {"name": person.name, **words})


# What is not said by the general mail about a changed account.
TEMPLATES = {"person.reactivated": "access-returned.txt", "person.suspended": "access-over.txt"}


def security_changed(message: Message) -> Letters:
    """Tell a person that something about their account changed; the admins of a recovery too."""
    person = find_person(str(message.payload["person"]))
    what = str(message.payload.get("what", ""))
    if person is None:
        return
    label = EVENT_LABELS.get(what, "Account changed")
    at = _moment(message)
    template = "factor-reset.txt" if what.startswith("factor-reset.") else "security-changed.txt"
    template = TEMPLATES.get(what, template)
    yield to_person(person, "Your account was changed", template, what=label, at=at)
    if what == "recovery-code.used":
        yield from _to_admins(person, at)


def admins() -> list[Person]:
    """The active coalition admins."""
    return active_holders(Role.COALITION_ADMIN)


def _to_admins(person: Person, at: str) -> Letters:
    for admin in admins():
        if admin.id != person.id:
            yield to_person(
                admin,
                "A recovery code was used",
                "recovery-code-used.txt",
                member=person.name,
                office=person.office.name,
                at=at,
            )


def factor_reset_asked(message: Message) -> Letters:
    """Tell the admins that somebody lost their second factor, while it waits."""
    public_id = str(message.payload["reset"])
    reset = next((row for row in open_resets() if row.public_id == public_id), None)
    if reset is None:
        return
    for admin in admins():
        if admin.id != reset.person_id:
            yield to_person(admin, "A second factor was lost", "factor-reset-waits.txt")


def invitation_waits(message: Message) -> Letters:
    """Tell those who may decide that somebody asked for a new member."""
    invitation = find_invitation(str(message.payload["invitation"]))
    if invitation is None or invitation.state != AWAITING:
        return
    deciders = leads_of(invitation.office_id) or admins()
    for person in deciders:
        if person.id != invitation.asked_by_id:
            yield to_person(person, "An invitation waits for you", "invitation-waits.txt")


def application_waits(message: Message) -> Letters:
    """Tell the admins that an application waits, or that its applicant answered."""
    row = find_application(str(message.payload["application"]))
    if row is None or row.stage not in OPEN:
        return
    for admin in admins():
        yield to_person(admin, "An application waits", "application-waits.txt")


def sponsor_asked(message: Message) -> Letters:
    """Ask the sponsor for their word, while it is asked for."""
    row = find_application(str(message.payload["application"]))
    if row is None or row.stage not in OPEN or row.sponsor is None or row.sponsor_answer:
        return
    subject = "You are asked to vouch for somebody"
    yield to_person(row.sponsor, subject, "application-vouch.txt", application=row.public_id)


def application_refused(message: Message) -> Letters:
    """Tell an applicant what the admins wrote."""
    row = find_application(str(message.payload["application"]))
    if row is None or not row.messages:
        return
    words = {"name": row.name, "message": row.messages[-1].text}
    subject = "Your application to Coalition Exchange"
    yield Letter(row.public_id, row.email, subject, "application-refusal.txt", words)


def draft_submitted(message: Message) -> Letters:
    """Tell those who look at it first that a draft waits for them, while it does."""
    paper = paper_of(message)
    if paper is None or paper.draft is None or paper.draft.submitted_at is None:
        return
    if paper.office.second_reader_required:
        for person in active_people(paper.office_id):
            if allows(actor_of(person), "document:second-read", paper):
                yield to_person(person, "A paper waits for a second reader", "draft-to-read.txt")
        return
    for lead in leads_of(paper.office_id):
        yield to_person(lead, "A paper waits for your release", "draft-submitted.txt")


def draft_approved(message: Message) -> Letters:
    """Tell the leads that an approved draft waits for release, while it does."""
    paper = paper_of(message)
    if paper is None or paper.draft is None or paper.draft.submitted_at is None:
        return
    for lead in leads_of(paper.office_id):
        yield to_person(lead, "A paper waits for your release", "draft-submitted.txt")


def draft_sent_back(message: Message) -> Letters:
    """Tell the authors that their draft came back, unless they submitted it again."""
    paper = paper_of(message)
    if paper is None or paper.draft is None or paper.draft.submitted_at is not None:
        return
    yield from _to_authors(paper, "A draft came back to you", "draft-sent-back.txt")


def draft_released(message: Message) -> Letters:
    """Tell the authors that their lead released what they had submitted."""
    paper = paper_of(message)
    revision = paper.current if paper is not None else None
    if paper is None or revision is None or revision.number != message.payload.get("revision"):
        return
    if revision.released_by_id is not None:
        yield from _to_authors(paper, "Your paper was released", "draft-released.txt")


def paper_commented(message: Message) -> Letters:
    """Tell the authors that somebody else commented, while the comment stands."""
    comment = find_comment(str(message.payload["comment"]))
    if comment is None or comment.taken_back_at is not None:
        return
    for letter in _to_authors(
        comment.paper, "A paper of yours has a comment", "paper-commented.txt"
    ):
        if letter.recipient != comment.person.public_id:
            yield letter


def paper_recalled(message: Message) -> Letters:
    """Ask somebody who opened a paper that was recalled to erase their copies."""
    notice = find_notice(str(message.payload["notice"]))
    if notice is None or notice.confirmed_at is not None or notice.person.status != ACTIVE:
        return
    yield to_person(notice.person, "A paper that you opened was recalled", "paper-recalled.txt")


def draft_expiring(message: Message) -> Letters:
    """Warn the authors before an untouched draft is erased."""
    paper = paper_of(message)
    if paper is None or paper.draft is None:
        return
    days = str(message.payload.get("days", ""))
    yield from _to_authors(paper, "A draft will be erased soon", "draft-expiring.txt", days=days)


def saved_search_matched(message: Message) -> Letters:
    """Tell the owner of a saved search how many papers are new, if they may still search."""
    person = find_person(str(message.payload["person"]))
    if person is None or not can_sign_in(person) or not allows(actor_of(person), "search:save"):
        return
    count = int(str(message.payload["count"]))
    papers = "1 new paper" if count == 1 else f"{count:,} new papers"
    subject = "New papers in a saved search"
    yield to_person(person, subject, "saved-search-matched.txt", papers=papers)


def _to_authors(paper: Paper, subject: str, template: str, **words: str) -> Letters:
    for row in sorted(paper.author_rows, key=lambda row: row.person_id):
        if row.person.status == ACTIVE:
            yield to_person(row.person, subject, template, **words)


def paper_of(message: Message) -> Paper | None:
    """The paper that the message is about, if it is still there."""
    return db.session.scalar(
        select(Paper).join(Thing).where(Thing.public_id == str(message.payload["paper"]))
    )


def _moment(message: Message) -> str:
    kept = db.session.get(OutboxMessage, message.number)
    return kept.at.strftime("%Y-%m-%d %H:%M UTC") if kept is not None else "an earlier time"


LETTERS: dict[str, Callable[[Message], Letters]] = {
    "person.security-changed": security_changed,
    "factor-reset.asked": factor_reset_asked,
    "invitation.awaits-approval": invitation_waits,
    "application.confirmed": application_waits,
    "application.answered": application_waits,
    "application.sponsor-asked": sponsor_asked,
    "application.refused": application_refused,
    "draft.approved": draft_approved,
    "draft.submitted": draft_submitted,
    "draft.sent-back": draft_sent_back,
    "draft.expiring": draft_expiring,
    "paper.published": draft_released,
    "paper.commented": paper_commented,
    "paper.recalled": paper_recalled,
    "saved-search.matched": saved_search_matched,
}
