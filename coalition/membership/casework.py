"""What admins and sponsors do with an application. Every function joins the caller's unit of work.

Each takes the row under a lock, asks the table of vetting for the step, and leaves an audit entry.
"""

import re
from datetime import datetime, timedelta

from sqlalchemy import select

from coalition import clock
from coalition.access.actor import Actor
from coalition.access.decide import allows
from coalition.accounts.queries import ACTIVE, find_person_by_email
from coalition.audit import services as audit
from coalition.db import db
from coalition.errors import Invalid, NotFound, NotPermitted
from coalition.membership import checklist, vetting
from coalition.membership.case import application_thing, case_of, concerned_office_ids
from coalition.membership.domains import FREE_MAIL, domain_of, registered
from coalition.membership.models import (
    Application,
    ApplicationApproval,
    ApplicationCall,
    ApplicationCheck,
    ApplicationMessage,
)
from coalition.membership.services import invite_vetted
from coalition.membership.vetting import Act, Stage, Transition
from coalition.offices.fips import county_codes, problem_with
from coalition.offices.models import Office
from coalition.offices.queries import find_office
from coalition.offices.services import create_office
from coalition.outbox import services as outbox

NEW_OFFICE = "new"
SHORTEST_WORDS = 10
LONGEST_MESSAGE = 2000
_NUMBER = re.compile(r"\+?[0-9][0-9 ().x/-]{5,38}")

ACTIONS = {
    Act.NOTE: "application.finding-noted",
    Act.DOUBT: "application.doubt-noted",
    Act.MATCH: "application.office-found",
    Act.ASK_SPONSOR: "application.sponsor-asked",
    Act.VOUCH: "application.vouched",
    Act.DECLINE: "application.vouching-declined",
    Act.ASK: "application.question-asked",
    Act.APPROVE: "application.approved",
    Act.REFUSE: "application.refused",
}


def _held(actor: Actor, public_id: str) -> Application:
    row = db.session.scalar(
        select(Application)
        .where(Application.public_id == public_id.replace("\0", ""))
        .with_for_update(of=Application)
        .execution_options(populate_existing=True)
    )
    if row is None or row.stage == Stage.UNCONFIRMED:
        raise NotFound
    if not allows(actor, "application:list") and row.sponsor_id != actor.person_id:
        raise NotFound
    return row


def _take(actor: Actor, row: Application, act: Act, **detail: object) -> Transition:
    step = vetting.next_step(row.stage, act, actor, application_thing(row), case_of(row))
    row.stage = step.after
    row.revision += 1
    if step.voids:
        row.approvals.clear()
    audit.record(
        actor,
        ACTIONS[act],
        object_kind="application",
        object_id=row.public_id,
        detail={"stage": step.after.value, **detail},
    )
    return step


def _who(actor: Actor) -> int:
    if actor.person_id is None:
        raise NotPermitted("application:check")
    return actor.person_id


def _words(text: str, field: str, longest: int = 500) -> str:
    """A sentence of somebody's own, with white space folded."""
    words = " ".join(text.split())
    if len(words) < SHORTEST_WORDS:
        raise Invalid.because(field, "Say in a sentence what you found and where.")
    if len(words) > longest or not words.isprintable():
        raise Invalid.because(field, f"Use at most {longest} characters.")
    return words


def note_finding(actor: Actor, public_id: str, *, item: str, fits: bool | None, found: str) -> None:
    """Write down what was found about one item. What does not fit ends earlier approvals.

    Raises:
        NotFound, NotPermitted, Conflict: not this actor, not this application, not now.
        Invalid: no such item, or nothing was said.
    """
    row = _held(actor, public_id)
    if item not in checklist.items_for(row.role):
        raise Invalid.because("item", "Choose what you looked into.")
    if fits is None:
        raise Invalid.because("fits", "Choose whether it fits.")
    found = _words(found, "found")
    _take(actor, row, Act.NOTE if fits else Act.DOUBT, item=item)
    _add_check(actor, row, item, fits, found)


def _add_check(actor: Actor, row: Application, item: str, fits: bool | None, found: str) -> None:
    row.checks.append(
        ApplicationCheck(item=item, fits=fits, found=found, admin_id=_who(actor), at=clock.now())
    )


def match_office(
    actor: Actor, public_id: str, *, office: str, county_fips: str, found: str
) -> None:
    """Say which member office it is, or that it is to become one; earlier approvals end.

    Args:
        office: a public id, or :data:`NEW_OFFICE`.

    Raises:
        NotFound, NotPermitted, Conflict: as :func:`note_finding`.
        Invalid: no such office, codes of another state, or nothing was said.
    """
    row = _held(actor, public_id)
    codes = county_codes(county_fips)
    chosen = find_office(office) if office != NEW_OFFICE else None
    if chosen is None and office != NEW_OFFICE:
        raise Invalid.because("office", "Choose an office, or that it is none of them.")
    problem = problem_with(codes, row.state)
    if problem:
        raise Invalid.because("county_fips", problem)
    found = _words(found, "office_found")
    _take(actor, row, Act.MATCH, office=chosen.public_id if chosen else NEW_OFFICE)
    row.office, row.new_office = chosen, chosen is None
    row.county_fips = ", ".join(codes)
    _add_check(actor, row, checklist.OFFICE, True, found)


def log_call(
    actor: Actor,
    public_id: str,
    *,
    where_found: str,
    number: str,
    reached: str,
    called_at: datetime | None,
    confirmed: bool | None,
) -> None:
    """Write down a call to a number that was found without the applicant's help.

    Raises:
        NotFound, NotPermitted, Conflict: as :func:`note_finding`.
        Invalid: a field breaks a rule.
    """
    row = _held(actor, public_id)
    where_found = _words(where_found, "where_found", 300)
    number, reached = " ".join(number.split()), " ".join(reached.split())
    if not _NUMBER.fullmatch(number):
        raise Invalid.because("number", "Enter the number you called, for example 612-555-0134.")
    if not 3 <= len(reached) <= 200 or not reached.isprintable():
        raise Invalid.because("reached", "Say whom you reached, by name or function.")
    if confirmed is None:
        raise Invalid.because("confirmed", "Choose whether they confirmed the applicant.")
    now = clock.now()
    if called_at is None or not row.created_at - timedelta(days=1) <= called_at <= now:
        raise Invalid.because(
            "called_at",
            "Enter when you called, in UTC, after the application and not later than now.",
        )
    _take(actor, row, Act.NOTE if confirmed else Act.DOUBT, item="call")
    row.calls.append(
        ApplicationCall(
            where_found=where_found,
            number=number,
            reached=reached,
            confirmed=confirmed,
            called_at=called_at,
            admin_id=_who(actor),
            at=now,
        )
    )


def ask_sponsor(actor: Actor, public_id: str, *, email: str) -> None:
    """Ask a member of another office whether they vouch; earlier approvals end.

    Raises:
        NotFound, NotPermitted, Conflict: as :func:`note_finding`.
        Invalid: nobody who could vouch has this address.
    """
    row = _held(actor, public_id)
    sponsor = find_person_by_email(email)
    if sponsor is None or sponsor.status != ACTIVE:
        raise Invalid.because("sponsor_email", "No active member has this address.")
    if sponsor.id == actor.person_id:
        raise Invalid.because("sponsor_email", "Whoever vets an applicant does not vouch for them.")
    if sponsor.office_id in concerned_office_ids(row):
        raise Invalid.because("sponsor_email", "The sponsor has to be of another office.")
    _take(actor, row, Act.ASK_SPONSOR, sponsor=sponsor.public_id)
    row.sponsor, row.sponsor_answer, row.sponsor_at = sponsor, "", None
    outbox.announce("application.sponsor-asked", application=row.public_id)


def vouch(actor: Actor, public_id: str, *, vouches: bool) -> None:
    """The sponsor's word, for or not.

    Raises:
        NotFound: the actor was not asked.
        NotPermitted, Conflict: as :func:`note_finding`.
    """
    row = _held(actor, public_id)
    if row.sponsor_id != actor.person_id:
        raise NotFound
    _take(actor, row, Act.VOUCH if vouches else Act.DECLINE)
    row.sponsor_answer, row.sponsor_at = "yes" if vouches else "no", clock.now()


def clean_message(text: str) -> str:
    """What is mailed to an applicant, as it will be sent.

    Raises:
        Invalid: it says nothing, is too long, or has characters that cannot be shown.
    """
    message = text.replace("\r\n", "\n").strip()
    if len(message) < SHORTEST_WORDS:
        raise Invalid.because("message", "Write what the applicant is to read.")
    if len(message) > LONGEST_MESSAGE or not all(c == "\n" or c.isprintable() for c in message):
        raise Invalid.because("message", f"Use at most {LONGEST_MESSAGE:,} characters.")
    return message


def ask(actor: Actor, public_id: str, *, message: str) -> None:
    """Ask the applicant for more; they answer under a mailed link. Earlier approvals end.

    Raises:
        NotFound, NotPermitted, Conflict: as :func:`note_finding`.
        Invalid: the message breaks a rule.
    """
    row, message = _held(actor, public_id), clean_message(message)
    _take(actor, row, Act.ASK)
    _add_message(actor, row, "question", message)
    outbox.announce("application.question-asked", application=row.public_id)


def _add_message(actor: Actor, row: Application, kind: str, text: str) -> None:
    row.messages.append(
        ApplicationMessage(kind=kind, text=text, admin_id=_who(actor), at=clock.now())
    )


def refuse(actor: Actor, public_id: str, *, reason: str, message: str) -> None:
    """Turn the applicant down, for a reason that admins see and with a message they get.

    Raises:
        NotFound, NotPermitted, Conflict: as :func:`note_finding`.
        Invalid: no such reason, or the message breaks a rule.
    """
    row, message = _held(actor, public_id), clean_message(message)
    if reason not in checklist.REFUSALS:
        raise Invalid.because("reason", "Choose a reason.")
    _take(actor, row, Act.REFUSE, reason=reason)
    row.refusal, row.decided_at, row.token_hash = reason, clock.now(), None
    _add_message(actor, row, "refusal", message)
    outbox.announce("application.refused", application=row.public_id)


def approve(actor: Actor, public_id: str, *, seen: str) -> Application:
    """Approve; the second admin's approval has the applicant invited.

    Args:
        seen: the revision that the admin looked at.

    Raises:
        NotFound, NotPermitted, Conflict: as :func:`note_finding`; also the same admin again.
        Invalid: something is missing, or the application changed since the admin looked.
    """
    row = _held(actor, public_id)
    if allows(actor, "application:approve", application_thing(row)) and seen != str(row.revision):
        raise Invalid.because(
            "", "The application changed since you looked at it. Read it again, then decide."
        )
    step = _take(actor, row, Act.APPROVE)
    if step.after is Stage.INVITED:
        _invite(actor, row)
    row.approvals.append(ApplicationApproval(admin_id=_who(actor), at=clock.now()))
    return row


def _invite(actor: Actor, row: Application) -> None:
    first = row.approvals[0].admin_id
    office = row.office or _new_office(actor, row)
    row.invitation = invite_vetted(
        actor, email=row.email, name=row.name, office=office, role=row.role, first_admin_id=first
    )
    row.office, row.decided_at = office, clock.now()


def _new_office(actor: Actor, row: Application) -> Office:
    domain = domain_of(row.email)
    return create_office(
        actor,
        name=row.office_name,
        state=row.state,
        kind=row.office_kind,
        county=row.county,
        county_fips=row.county_fips,
        domains="" if registered(domain) in FREE_MAIL else domain,
    )
