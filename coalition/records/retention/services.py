"""Setting how long papers are kept, finding those whose term is over, and keeping them longer.

No paper is changed here: its lead is asked to withdraw it, and does or does not.
"""

from collections.abc import Mapping

from sqlalchemy import delete, select

from coalition import clock, ids
from coalition.access.actor import Actor
from coalition.access.decide import require
from coalition.audit import services as audit
from coalition.db import db
from coalition.documents.kinds import KINDS
from coalition.documents.models import Paper
from coalition.errors import Invalid, NotPermitted
from coalition.offices.models import Office
from coalition.offices.queries import office_thing
from coalition.outbox.services import announce
from coalition.records.retention.models import BASES, MOST_YEARS, OverdueTerm, RetentionRule
from coalition.records.retention.queries import (
    kept_long_enough,
    newly_overdue,
    rules_of,
    term_of,
)
from coalition.records.wording import clean_line, coming_day
from coalition.sharing.models import Thing

Years = Mapping[tuple[str, str], str]


def set_rules(actor: Actor, *, years: Years) -> None:
    """Keep papers of each kind for so many years; an empty answer takes a rule away.

    Raises:
        NotPermitted: the actor leads no office.
        Invalid: no such kind, or a number that is none.
    """
    if actor.office_id is None or actor.person_id is None:
        raise NotPermitted("retention:change")
    office = db.session.get_one(Office, actor.office_id)
    require(actor, "retention:change", office_thing(office))
    wanted = {key: _number(key, text) for key, text in years.items()}
    before = rules_of(office.id)
    for (kind, basis), number in wanted.items():
        if number == before.get((kind, basis)):
            continue
        _replace(actor.person_id, office.id, kind, basis, number)
        audit.record(
            actor,
            "retention.changed",
            object_kind="office",
            object_id=office.public_id,
            detail={"kind": kind, "basis": basis, "years": number or 0},
        )


def _number(key: tuple[str, str], text: str) -> int | None:
    kind, basis = key
    field, text = f"{kind}-{basis}", text.strip()
    if kind not in KINDS or basis not in BASES:
        raise Invalid.because("", "There is no such rule.")
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 2 or int(text) == 0:
        raise Invalid.because(field, f"Enter whole years from 1 to {MOST_YEARS}, or nothing.")
    return int(text)


def _replace(person_id: int, office_id: int, kind: str, basis: str, years: int | None) -> None:
    rule = db.session.get(RetentionRule, (office_id, kind, basis))
    if rule is not None and years is None:
        db.session.delete(rule)
    elif rule is not None and years is not None:
        rule.years, rule.set_by_id, rule.set_at = years, person_id, clock.now()
    elif years is not None:
        facts = {"office_id": office_id, "kind": kind, "basis": basis, "years": years}
        db.session.add(RetentionRule(**facts, set_by_id=person_id, set_at=clock.now()))
    # What was found under the old rule may not be due under the new one; the rest is found again.
    papers = select(Paper.id).join(Thing).where(Paper.office_id == office_id, Thing.kind == kind)
    db.session.execute(
        delete(OverdueTerm).where(
            OverdueTerm.paper_id.in_(papers),
            OverdueTerm.basis == basis,
            OverdueTerm.keep_until.is_(None),
        )
    )
    db.session.flush()


def find_overdue(actor: Actor, *, most: int) -> None:
    """Note up to ``most`` papers whose term is over; each office is told once of what is new."""
    offices = set()
    for paper, basis in newly_overdue(most):
        row = OverdueTerm(
            public_id=ids.public_id(), paper_id=paper.id, basis=basis, found_at=clock.now()
        )
        db.session.add(row)
        _note(actor, paper, "retention.due", basis)
        offices.add(paper.office.public_id)
    for row in kept_long_enough(most):
        row.keep_until, row.found_at = None, clock.now()
        _note(actor, row.paper, "retention.due", row.basis)
        offices.add(row.paper.office.public_id)
    for office in sorted(offices):
        announce("retention.due", office=office)


def _note(actor: Actor, paper: Paper, action: str, basis: str, **detail: object) -> None:
    audit.record(
        actor,
        action,
        object_kind=paper.kind,
        object_id=paper.public_id,
        detail={"basis": basis, **detail},
    )


def keep_longer(actor: Actor, public_id: str, *, until: str, reason: str) -> None:
    """Keep a paper although its term is over, and ask again after that day.

    Raises:
        NotFound, NotPermitted: the actor does not lead its office, or is not asked about it.
        Invalid: the day is missing or past, or there is no reason.
    """
    row = term_of(actor, public_id)
    require(actor, "retention:keep", row.paper)
    day = coming_day("until", until, label="The day")
    row.reason = clean_line("reason", reason, label="The reason")
    row.keep_until, row.kept_by_id = day, actor.person_id
    _note(actor, row.paper, "retention.kept", row.basis, until=day.isoformat())
