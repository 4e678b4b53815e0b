"""What an applicant does, signed out: asks to join, confirms the address, answers a question.

Nothing here tells whether an address or an office is known: whoever asks gets the same answer
after the same work, and what differs is in the mail to that address. Every function joins the
caller's unit of work.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import delete, select, update

from coalition import clock, ids
from coalition.access.actor import CASE_ROLES, Role
from coalition.accounts import throttle
from coalition.accounts.addresses import clean_address
from coalition.accounts.claims import claimed
from coalition.accounts.queries import find_person_by_email
from coalition.accounts.services import clean_name
from coalition.audit import services as audit
from coalition.db import db
from coalition.errors import Invalid, NotFound, Problem
from coalition.membership.case import application_thing, find_by_link
from coalition.membership.checklist import NEED_A_BAR_NUMBER
from coalition.membership.models import Application, ApplicationMessage
from coalition.membership.queries import link_hash
from coalition.membership.vetting import Act, Stage, next_step
from coalition.offices.facts import OfficeFacts
from coalition.offices.states import STATES
from coalition.outbox import services as outbox

CONFIRM_WITHIN = timedelta(days=2)
ANSWER_WITHIN = timedelta(days=30)
LONGEST_TEXT = 2000


@dataclass(frozen=True)
class Wish:
    """What the applicant filled in."""

    name: str
    email: str
    title: str
    role: str
    bar_number: str
    bar_state: str
    office_name: str
    office_kind: str
    state: str
    county: str
    sponsor_named: str
    statement: str

    def checked(self) -> "Wish":
        """The wish in its stored form.

        Raises:
            Invalid: every field that breaks a rule, at once.
        """
        one_line = {
            field: " ".join(getattr(self, field).split())
            for field in ("name", "title", "bar_number", "office_name", "county", "sponsor_named")
        }
        clean = replace(
            self,
            **one_line,
            email=self.email.strip().lower(),
            statement=self.statement.replace("\r\n", "\n").strip(),
        )
        problems = list(_problems(clean))
        if problems:
            raise Invalid(*problems)
        return clean


# The office's facts call their fields otherwise than the form of the applicant does.
_FIELDS = {"name": "office_name", "kind": "office_kind"}


def _problems(wish: Wish) -> Iterator[Problem]:
    for check, text in ((clean_name, wish.name), (clean_address, wish.email)):
        try:
            check(text)
        except Invalid as refusal:
            yield from refusal.problems
    if not wish.title or not _fits(wish.title, 120):
        yield Problem("title", "Enter your title at the office, at most 120 characters.")
    if wish.role not in CASE_ROLES:
        yield Problem("role", "Choose what you do at the office.")
    yield from _bar_problems(wish)
    try:
        OfficeFacts(wish.office_name, wish.state, wish.office_kind, wish.county).checked()
    except Invalid as refusal:
        for problem in refusal.problems:
            yield replace(problem, field=_FIELDS.get(problem.field, problem.field))
    if not _fits(wish.sponsor_named, 200):
        yield Problem("sponsor_named", "Use at most 200 characters.")
    if not _fits(wish.statement, LONGEST_TEXT):
        yield Problem("statement", f"Use at most {LONGEST_TEXT:,} characters, without odd signs.")


def _bar_problems(wish: Wish) -> Iterator[Problem]:
    if wish.role in NEED_A_BAR_NUMBER and not wish.bar_number:
        yield Problem("bar_number", "Enter your bar number.")
    if not _fits(wish.bar_number, 40):
        yield Problem("bar_number", "Use at most 40 characters.")
    if (wish.bar_number or wish.bar_state) and wish.bar_state not in STATES:
        yield Problem("bar_state", "Choose the state of your bar.")


def _fits(text: str, longest: int) -> bool:
    return len(text) <= longest and all(c == "\n" or c.isprintable() for c in text)


def submit(source: str, wish: Wish) -> None:
    """Take in an application and have a link mailed that confirms its address.

    Args:
        source: the address that the request came from.

    Raises:
        Invalid: a field breaks a rule.
        Locked: too many applications from there, or for this address.
    """
    wish = wish.checked()
    keys = throttle.keys_for(f"apply {wish.email}", source)
    throttle.refuse_if_locked(keys)
    throttle.count_attempt(keys)
    now = clock.now()
    row = Application(
        public_id=ids.public_id(), stage=Stage.UNCONFIRMED, created_at=now, **vars(wish)
    )
    db.session.add(row)
    audit.record(None, "application.made", object_kind="application", object_id=row.public_id)
    outbox.announce("application.made", application=row.public_id)


def erase_unconfirmed() -> None:
    """Erase what people wrote whose address was not confirmed in time."""
    db.session.execute(
        delete(Application).where(
            Application.stage == Stage.UNCONFIRMED,
            Application.created_at < clock.now() - CONFIRM_WITHIN,
        )
    )


def issue_confirmation(public_id: str) -> tuple[Application, str] | None:
    """A new token for the link that confirms an address; empty where a member has the address.

    For the mail handler, inside a unit of work: the token is written into the mail and nowhere
    else. Nothing, when there is nothing to confirm any more.
    """
    row = _by_id(public_id, Stage.UNCONFIRMED)
    if row is None or clock.now() > row.created_at + CONFIRM_WITHIN:
        return None
    if find_person_by_email(row.email) is not None:
        return row, ""
    return row, _new_link(row, CONFIRM_WITHIN)


def issue_answer_link(public_id: str) -> tuple[Application, str] | None:
    """A new token for the link under which an applicant answers, as :func:`issue_confirmation`."""
    row = _by_id(public_id, Stage.ASKED)
    return (row, _new_link(row, ANSWER_WITHIN)) if row is not None else None


def _by_id(public_id: str, stage: Stage) -> Application | None:
    return db.session.scalar(
        select(Application).where(Application.public_id == public_id, Application.stage == stage)
    )


def _new_link(row: Application, lasts: timedelta) -> str:
    token = ids.token()
    row.token_hash, row.token_until = link_hash(token), clock.now() + lasts
    return token


def confirm(token: str) -> None:
    """The address is the applicant's: from now on admins see the application.

    Raises:
        NotFound: the link is unknown, too old or was used.
    """
    row = _use_link(token, Stage.UNCONFIRMED, Act.CONFIRM)
    row.confirmed_at = clock.now()
    db.session.execute(
        delete(Application).where(
            Application.email == row.email, Application.stage == Stage.UNCONFIRMED
        )
    )
    _note("application.confirmed", row)


def answer(token: str, text: str) -> None:
    """What the applicant answers to a question.

    Raises:
        NotFound: the link is unknown, too old or was used.
        Invalid: the answer says nothing or is too long.
    """
    text = text.replace("\r\n", "\n").strip()
    if find_by_link(token, Stage.ASKED) is None:
        raise NotFound
    if not text or not _fits(text, LONGEST_TEXT):
        raise Invalid.because("answer", f"Write an answer of at most {LONGEST_TEXT:,} characters.")
    row = _use_link(token, Stage.ASKED, Act.ANSWER)
    row.messages.append(ApplicationMessage(kind="answer", text=text, at=clock.now()))
    _note("application.answered", row)


def _use_link(token: str, stage: Stage, act: Act) -> Application:
    row = find_by_link(token, stage)
    if row is None:
        raise NotFound
    step = next_step(row.stage, act, None, application_thing(row))
    if not claimed(
        update(Application)
        .where(Application.id == row.id, Application.token_hash == link_hash(token))
        .values(token_hash=None, stage=step.after, revision=Application.revision + 1)
    ):
        raise NotFound
    db.session.refresh(row)
    return row


def _note(topic: str, row: Application) -> None:
    audit.record(None, topic, object_kind="application", object_id=row.public_id)
    outbox.announce(topic, application=row.public_id)


def role_choices() -> list[Role]:
    """The roles that somebody may ask for."""
    return [role for role in Role if role in CASE_ROLES]
