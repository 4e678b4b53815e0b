"""A coalition of many offices and people, written straight into the tables for the benchmarks."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from coalition import clock, ids
from coalition.access.actor import Role, operator
from coalition.accounts.models import FactorReset, Person, PersonRole, TermChange
from coalition.audit import services as audit
from coalition.db import db, unit_of_work
from coalition.membership.models import Application, ApplicationApproval, Invitation
from coalition.membership.vetting import Stage
from coalition.offices.agreements import Signed, current_text
from coalition.offices.models import Office, OfficeDomain, Signature
from coalition.offices.states import STATES

HOST = operator("large-coalition")
FIRST = ("Ada", "Bo", "Cleo", "Dana", "Eli", "Fay", "Gus", "Hana", "Ivo", "June", "Kai", "Lea")
LAST = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Hazel", "Juniper", "Larch", "Maple")
ADMINS, APPLICATIONS, INVITATIONS, RESETS, TERMS, ENTRIES = 12, 400, 300, 40, 30, 20_000
_TOGETHER = 500


def seed(offices: int, people: int) -> int:
    """Fill the database of the open app; returns the number of one of the admins."""
    chance, now = random.Random(offices + people), clock.now()
    with unit_of_work():
        _insert(Office, [_office(number, now) for number in range(offices)])
        office_ids = list(db.session.scalars(select(Office.id).order_by(Office.id)))
        _insert(
            OfficeDomain,
            [{"office_id": one, "domain": f"office-{one}.example"} for one in office_ids],
        )
        _insert(Person, [_person(n, office_ids, chance, now) for n in range(people)])
        ranked = list(db.session.execute(select(Person.id, Person.office_id).order_by(Person.id)))
        _insert(PersonRole, _roles([one for one, _ in ranked], offices))
        _sign([(one, office) for one, office in ranked], now)
    admins = [one for one, _ in ranked[-ADMINS:]]
    with unit_of_work():
        _wait(office_ids, [one for one, _ in ranked], admins, now)
    _log()
    return admins[0]


def _insert(table: Any, rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), _TOGETHER):
        db.session.execute(insert(table), rows[start : start + _TOGETHER])


def _office(number: int, now: datetime) -> dict[str, Any]:
    state = list(STATES)[number % len(STATES)]
    county = f"{LAST[number % len(LAST)]} {number}"
    return {
        "public_id": ids.public_id(),
        "slug": f"office-{number}",
        "name": f"{county} County Attorney",
        "state": state,
        "county": county,
        "created_at": now - timedelta(days=number),
    }


def _person(
    number: int, office_ids: list[int], chance: random.Random, now: datetime
) -> dict[str, Any]:
    return {
        "public_id": ids.public_id(),
        "email": f"person-{number}@office-{number % len(office_ids)}.example",
        "name": f"{chance.choice(FIRST)} {chance.choice(LAST)} {number}",
        "office_id": office_ids[number % len(office_ids)],
        "status": "suspended" if number % 20 == 19 else "active",
        "created_at": now - timedelta(days=chance.randrange(900)),
        "totp_confirmed_at": now - timedelta(days=1),
    }


def _roles(person_ids: list[int], offices: int) -> list[dict[str, Any]]:
    rows = [
        {"person_id": one, "role": Role.OFFICE_LEAD if place < offices else Role.PROSECUTOR}
        for place, one in enumerate(person_ids)
    ]
    return rows + [{"person_id": one, "role": Role.COALITION_ADMIN} for one in person_ids[-ADMINS:]]


def _sign(people: list[tuple[int, int]], now: datetime) -> None:
    texts = [current_text(Signed.OFFICE), current_text(Signed.PERSON)]
    rows = []
    for text, signers in zip(texts, (people[: len({o for _, o in people})], people), strict=True):
        assert text is not None
        rows += [
            {
                "text_id": text.id,
                "office_id": office,
                "person_id": one,
                "digest": text.digest,
                "at": now,
            }
            for one, office in signers
        ]
    _insert(Signature, rows)


def _wait(office_ids: list[int], person_ids: list[int], admins: list[int], now: datetime) -> None:
    """Applications, invitations, lost factors and last days of leads that wait for an admin."""
    _insert(Application, [_application(n, office_ids, now) for n in range(APPLICATIONS)])
    once = select(Application.id).where(Application.stage == Stage.APPROVED_ONCE)
    _insert(
        ApplicationApproval,
        [
            {"application_id": row, "admin_id": admins[1], "at": now}
            for row in db.session.scalars(once)
        ],
    )
    _insert(Invitation, [_invitation(n, office_ids, admins, now) for n in range(INVITATIONS)])
    _insert(
        FactorReset,
        [
            {
                "public_id": ids.public_id(),
                "person_id": person_ids[number * 7 % len(person_ids)],
                "state": "awaiting",
                "asked_at": now,
                "expires_at": now + timedelta(days=3),
            }
            for number in range(RESETS)
        ],
    )
    # The first person of each office is its lead; admins decide about those of other offices.
    own = person_ids.index(admins[0]) % len(office_ids)
    leads = [one for place, one in enumerate(person_ids[: len(office_ids)]) if place != own][:TERMS]
    _insert(
        TermChange,
        [
            {
                "public_id": ids.public_id(),
                "person_id": lead,
                "last_day": now.date() + timedelta(days=10),
                "state": "awaiting",
                "asked_by_id": admins[1],
                "asked_at": now,
                "is_open": True,
            }
            for lead in leads
        ],
    )


def _application(number: int, office_ids: list[int], now: datetime) -> dict[str, Any]:
    state = list(STATES)[number % len(STATES)]
    return {
        "public_id": ids.public_id(),
        "stage": Stage.APPROVED_ONCE if number % 3 == 0 else Stage.WAITING,
        "name": f"Nora Applicant {number}",
        "email": f"nora-{number}@applying-{number}.example",
        "title": "Assistant County Attorney",
        "role": Role.PROSECUTOR,
        "bar_number": str(390_000 + number),
        "bar_state": state,
        "office_name": f"Applying Office {number}",
        "office_kind": "county-attorney",
        "state": state,
        "county": "Alder",
        "sponsor_named": "",
        "statement": "We met at the spring conference.",
        "office_id": office_ids[(number + 1) % len(office_ids)],
        "created_at": now - timedelta(days=number % 60),
        "confirmed_at": now - timedelta(days=number % 60),
    }


def _invitation(
    number: int, office_ids: list[int], admins: list[int], now: datetime
) -> dict[str, Any]:
    return {
        "public_id": ids.public_id(),
        "email": f"invited-{number}@example.net",
        "name": f"Ivo Invited {number}",
        "office_id": office_ids[number % len(office_ids)],
        "role": Role.PROSECUTOR,
        "state": "awaiting",
        "asked_by_id": admins[number % len(admins)],
        "created_at": now - timedelta(days=number % 20),
        "expires_at": now + timedelta(days=10),
    }


def _log() -> None:
    """A log as long as that of some weeks, chained as always."""
    for start in range(0, ENTRIES, _TOGETHER):
        with unit_of_work():
            for number in range(start, start + _TOGETHER):
                audit.record(
                    HOST, "paper.read", object_kind="case-memo", object_id=f"paper-{number % 999}"
                )
