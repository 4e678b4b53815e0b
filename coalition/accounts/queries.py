"""Reading people and sessions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select

from coalition.access.actor import ROLE_LABELS, Actor, ActorKind, Role
from coalition.access.audience import tokens_held
from coalition.accounts.addresses import folded
from coalition.accounts.models import AccountSession, Passkey, Person
from coalition.accounts.roles import holders_of
from coalition.audit.models import AuditEntry
from coalition.audit.queries import AuditFilter, audit_page
from coalition.db import db
from coalition.offices.agreements import holds_for
from coalition.offices.groups import current_group_ids
from coalition.offices.models import Office
from coalition.offices.naming import shown_name

ACTIVE = "active"
SUSPENDED = "suspended"


@dataclass(frozen=True)
class MemberThing:
    """A person as the policy sees a thing that is acted on."""

    office_id: int | None
    subject_id: int | None
    state: str
    read_tokens: frozenset[str] = frozenset()
    author_ids: frozenset[int] = frozenset()


def member_thing(person: Person) -> MemberThing:
    """``person`` for the policy."""
    return MemberThing(person.office_id, person.id, person.status)


def actor_of(person: Person) -> Actor:
    """What ``person`` acts as, with what they hold at this moment; nothing when suspended.

    Nobody holds a token before the office's agreement and the own undertaking are signed.
    """
    active = person.status == ACTIVE
    roles = person.roles if active else frozenset()
    bound = active and holds_for(person.id, person.office_id)
    tokens = tokens_in_office(person) if bound else frozenset()
    return Actor(
        ActorKind.PERSON,
        person.name,
        person_id=person.id,
        public_id=person.public_id,
        office_id=person.office_id,
        roles=roles,
        tokens=tokens,
    )


def tokens_in_office(person: Person) -> frozenset[str]:
    """What ``person`` holds while active and bound, or held until the access ended."""
    groups = current_group_ids(person.id, person.office_id)
    return tokens_held(person.id, person.office_id, person.roles, groups)


def passkeys_of(person_id: int) -> list[Passkey]:
    """The person's passkeys, the oldest first."""
    rows = db.session.scalars(
        select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id)
    )
    return list(rows)


def find_passkey(credential_id: bytes) -> Passkey | None:
    """The passkey that calls itself so."""
    return db.session.scalar(select(Passkey).where(Passkey.credential_id == credential_id))


def has_factor(person: Person) -> bool:
    """Whether ``person`` has a second factor that counts: an authenticator or a passkey."""
    return person.totp_confirmed_at is not None or bool(passkeys_of(person.id))


@dataclass(frozen=True)
class Factors:
    """Which second factors a person can give."""

    authenticator: bool
    passkeys: bool


def factors_of(person_id: int) -> Factors:
    """The second factors that count for the person."""
    person = db.session.get_one(Person, person_id)
    return Factors(person.totp_confirmed_at is not None, bool(passkeys_of(person_id)))


def can_sign_in(person: Person) -> bool:
    """Whether ``person`` could sign in now: not suspended, and with a second factor."""
    return person.status == ACTIVE and has_factor(person)


def role_labels(person: Person) -> tuple[str, ...]:
    """The person's roles in words, in the order of the roles."""
    return tuple(label for role, label in ROLE_LABELS.items() if role in person.roles)


def find_person(public_id: str) -> Person | None:
    """The person with that public id."""
    return db.session.scalar(select(Person).where(Person.public_id == public_id))


def find_person_by_email(email: str) -> Person | None:
    """The person with that address."""
    if "\0" in email:
        return None  # PostgreSQL refuses this character even in a comparison.
    return db.session.scalar(select(Person).where(Person.email == folded(email)))


@dataclass(frozen=True)
class Credentials:
    """What the first factor is checked against. An unknown account has its own, which never fit."""

    person_id: int = 0
    public_id: str = "-"
    status: str = ""
    password_hash: str = ""


def credentials(email: str) -> Credentials:
    """The credentials of an address; the same work whether it is known or not."""
    row = db.session.execute(
        select(Person.id, Person.public_id, Person.status, Person.password_hash).where(
            Person.email == folded(email).replace("\0", " ")
        )
    ).one_or_none()
    return Credentials(*row) if row is not None else Credentials()


def people_by_id(person_ids: Collection[int]) -> dict[int, Person]:
    """The people with these ids."""
    if not person_ids:
        return {}
    rows = db.session.scalars(select(Person).where(Person.id.in_(sorted(person_ids))))
    return {person.id: person for person in rows}


def active_people(office_id: int | None = None) -> list[Person]:
    """Everybody who can sign in, of one office or of all, by name."""
    query = select(Person).where(Person.status == ACTIVE)
    if office_id is not None:
        query = query.where(Person.office_id == office_id)
    return list(db.session.scalars(query.order_by(Person.name, Person.id)))


def active_holders(role: Role) -> list[Person]:
    """The active people who hold a role, by name."""
    query = select(Person).where(Person.status == ACTIVE, Person.id.in_(holders_of(role)))
    return list(db.session.scalars(query.order_by(Person.name, Person.id)))


def active_counts(office_ids: Collection[int] | None = None) -> dict[int, int]:
    """How many active people each of these offices has, or every office that has any."""
    query = select(Person.office_id, func.count()).where(Person.status == ACTIVE)
    if office_ids is not None:
        query = query.where(Person.office_id.in_(sorted(office_ids)))
    rows = db.session.execute(query.group_by(Person.office_id))
    return {row[0]: row[1] for row in rows}


def led_offices(office_ids: Collection[int]) -> frozenset[int]:
    """Those of the offices that have a lead.

    A suspended lead counts: otherwise admins could suspend a lead and appoint another. One whose
    term is over does not, suspended or not.
    """
    leads = Person.id.in_(holders_of(Role.OFFICE_LEAD))
    rows = select(Person.office_id).where(Person.office_id.in_(sorted(office_ids)), leads)
    return frozenset(db.session.scalars(rows.distinct()))


def has_lead(office_id: int) -> bool:
    """Whether the office has a lead; see :func:`led_offices`."""
    return bool(led_offices([office_id]))


def leads_of(office_id: int) -> list[Person]:
    """The active leads of an office."""
    return [p for p in active_people(office_id) if Role.OFFICE_LEAD in p.roles]


def _matching(office_id: int | None, words: str) -> Select[Person]:
    query = select(Person).join(Office, Person.office_id == Office.id)
    if office_id is not None:
        query = query.where(Person.office_id == office_id)
    for word in words.split()[:8]:
        query = query.where(
            or_(
                Person.name.icontains(word, autoescape=True),
                Person.email.icontains(word, autoescape=True),
                Office.name.icontains(word, autoescape=True),
            )
        )
    return query


def people_page(
    office_id: int | None, words: str, *, page: int, size: int
) -> tuple[list[Person], int]:
    """One page of the people of an office, or of all, whose name, address or office matches.

    Returns:
        the people by name, and how many there are on all pages.
    """
    query = _matching(office_id, words)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = db.session.scalars(
        query.order_by(Person.name, Person.id).offset((page - 1) * size).limit(size)
    )
    return list(rows), total


def find_session(token_hash: str) -> AccountSession | None:
    """The session with that token, whatever its state."""
    return db.session.scalar(select(AccountSession).where(AccountSession.token_hash == token_hash))


def session_by_id(session_id: int) -> AccountSession | None:
    """The session with that number."""
    return db.session.get(AccountSession, session_id)


@dataclass(frozen=True)
class SecurityEvent:
    """One entry of the log about a person, as the person may see it."""

    number: int
    at: datetime
    action: str
    outcome: str
    who: str
    source: str


def security_events(
    person: Person, *, before: int | None = None, size: int = 5
) -> list[SecurityEvent]:
    """The newest entries about the person below ``before``, and one more if there is more."""
    entries = audit_page(AuditFilter(object_id=person.public_id), before=before, size=size)
    return [_event(person, entry) for entry in entries]


def _other(person: Person, other: Person) -> str:
    return f"{other.name} of {shown_name(actor_of(person), other.office)}"


def _event(person: Person, entry: AuditEntry) -> SecurityEvent:
    content = entry.detail.content if entry.detail is not None else {}
    if (entry.action, entry.actor_kind) == ("person.created", "visitor"):
        # Nobody is signed in yet who accepts an invitation.
        who = "You, by accepting the invitation"
    elif entry.actor_id == person.public_id:
        who = "You"
    elif entry.actor_kind == "person":
        other = find_person(entry.actor_id)
        who = _other(person, other) if other else "A former member"
    elif entry.actor_kind in ("operator", "worker"):
        who = "The operator of the portal"
    else:
        who = "Somebody who was not signed in"
    source = str(content.get("source", ""))
    return SecurityEvent(entry.number, entry.at, entry.action, entry.outcome, who, source)
