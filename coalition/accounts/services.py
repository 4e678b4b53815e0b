"""Changing accounts. Every function joins the caller's unit of work."""

from collections.abc import Collection

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from coalition import clock, ids
from coalition.access.actor import Actor, ActorKind, Role
from coalition.access.decide import allows, require
from coalition.accounts import factor_resets, passwords, recovery, sessions, totp
from coalition.accounts.addresses import clean_address
from coalition.accounts.claims import claimed
from coalition.accounts.ending import end_access, forget_ways_in
from coalition.accounts.models import AccountSession, PasswordReset, Person, PersonRole
from coalition.accounts.password_rules import check_password
from coalition.accounts.queries import (
    ACTIVE,
    SUSPENDED,
    find_person,
    find_person_by_email,
    member_thing,
)
from coalition.accounts.security_log import log, log_and_tell
from coalition.db import db
from coalition.errors import Conflict, Invalid, NotFound, NotPermitted
from coalition.offices.models import Office
from coalition.outbox import services as outbox
from coalition.runtime import runtime

THEMES = ("system", "light", "dark")
LONGEST_NAME = 120


def clean_name(text: str, field: str = "name") -> str:
    """A person's name with white space folded.

    Raises:
        Invalid: empty, too long, or with characters that cannot be shown.
    """
    name = " ".join(text.split())
    if not name:
        raise Invalid.because(field, "Enter the full name.")
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise Invalid.because(field, f"Use at most {LONGEST_NAME} letters for the name.")
    return name


def create_person(
    actor: Actor | None,
    *,
    email: str,
    name: str,
    office_id: int,
    roles: Collection[Role | str],
    password: str | None = None,
    password_hash: str | None = None,
    totp_secret: str | None = None,
    confirmed: bool = False,
) -> Person:
    """A new member. The caller has decided that this person may join; see ``membership``.

    Args:
        password: checked against the rules and hashed here; a caller that holds a lock others
            wait for passes ``password_hash`` instead.
        totp_secret: in base 32; with ``confirmed`` it counts at once, for the demo and tests.

    Raises:
        Invalid: the address, the name or the password breaks a rule, or the address is taken.
    """
    email, name = clean_address(email), clean_name(name)
    wanted = frozenset(Role(r) for r in roles)
    if not wanted:
        raise Invalid.because("roles", "Choose at least one role.")
    if find_person_by_email(email) is not None:
        raise Invalid.because("email", "There is a member with this address already.")
    if password is not None:
        check_password(password, names=names_around(name, email, office_id))
        password_hash = passwords.hash_password(password)
    person = _insert(email, name, office_id, wanted, password_hash or "")
    if totp_secret is not None:
        person.totp_secret = totp.seal(totp_secret, person.public_id)
        person.totp_confirmed_at = clock.now() if confirmed else None
    log(actor, "person.created", person, detail={"roles": sorted(wanted)})
    outbox.announce("person.created", person=person.public_id)
    return person


def _insert(
    email: str, name: str, office_id: int, roles: frozenset[Role], password_hash: str
) -> Person:
    person = Person(
        public_id=ids.public_id(),
        email=email,
        name=name,
        office_id=office_id,
        status=ACTIVE,
        password_hash=password_hash,
        created_at=clock.now(),
        role_rows=[PersonRole(role=role.value) for role in sorted(roles)],
    )
    db.session.add(person)
    try:
        db.session.flush()
    except IntegrityError:
        # Another unit took the address between the look and the insert.
        raise Conflict from None
    return person


def names_around(name: str, email: str, office_id: int) -> list[str]:
    """The words that a password of this person must not contain."""
    office = db.session.get(Office, office_id)
    return [name, email.partition("@")[0], *([office.name] if office else [])]


def set_password(actor: Actor, person: Person, *, password: str) -> None:
    """Give a member a new password from the command line and end every session.

    Raises:
        NotPermitted: the actor is not the operator; nobody sets another's password in the portal.
        Invalid: the password breaks a rule.
    """
    if actor.kind is not ActorKind.OPERATOR:
        raise NotPermitted("account:change")
    check_password(password, names=names_around(person.name, person.email, person.office_id))
    person.password_hash = passwords.hash_password(password)
    close_password_links(person.id)
    sessions.end_all(person.id)
    log_and_tell(actor, "password.changed", person)


def change_password(actor: Actor, *, replacing: str, password_hash: str, session_id: int) -> str:
    """Store a new hash and end the person's other sessions; returns the new token of this one.

    The caller has checked the old password and the rules outside the unit, since both hash.

    Args:
        replacing: the hash that the old password was compared with.

    Raises:
        Conflict: the password was set anew or the session was ended meanwhile.
    """
    require(actor, "account:change")
    person, session = _own(actor), sessions.held(_id(actor), session_id)
    if not claimed(
        update(Person)
        .where(Person.id == person.id, Person.password_hash == replacing)
        .values(password_hash=password_hash)
    ):
        raise Conflict
    close_password_links(person.id)
    sessions.end_all(person.id, but=session_id)
    log_and_tell(actor, "password.changed", person)
    return sessions.renew(session)


def close_password_links(person_id: int) -> None:
    """Whoever asked for a new password by mail before this moment sets none."""
    db.session.execute(
        delete(PasswordReset).where(
            PasswordReset.person_id == person_id, PasswordReset.used_at.is_(None)
        )
    )


def confirm_factor(actor: Actor, factor: str, *, session_id: int) -> str:
    """Note that the person gave their second factor again; returns the session's new token.

    Raises:
        Conflict: the session was ended meanwhile.
    """
    require(actor, "account:change")
    log(actor, "factor.confirmed", _own(actor), detail={"factor": factor})
    return sessions.confirm(sessions.held(_id(actor), session_id))


def make_recovery_codes(actor: Actor, *, session_id: int) -> str:
    """Replace the person's recovery codes; the session shows them for some minutes.

    Returns the session's new token.

    Raises:
        Conflict: the session was ended meanwhile.
    """
    require(actor, "account:change")
    person, session = _own(actor), sessions.held(_id(actor), session_id)
    recovery.issue(person, session)
    log_and_tell(actor, "recovery-codes.made", person)
    return sessions.renew(session)


def confirm_codes_saved(actor: Actor, typed: str, *, session_id: int) -> None:
    """Typing one unused code back proves that they were saved; they are shown no more.

    Raises:
        Invalid: it is none of them.
        Conflict: the session was ended meanwhile.
    """
    require(actor, "account:change")
    person = _own(actor)
    if not recovery.is_unused(person.id, typed):
        raise Invalid.because(
            "code", "That is not one of your codes. Type one of them as you saved it."
        )
    person.recovery_saved_at = clock.now()
    sessions.held(_id(actor), session_id).shown_codes = None
    log(actor, "recovery-codes.saved", person)


def set_theme(actor: Actor, theme: str) -> None:
    """Remember how pages look for this person."""
    require(actor, "account:change")
    if theme not in THEMES:
        raise Invalid.because("theme", "Choose system, light or dark.")
    _own(actor).theme = theme


def sign_out(actor: Actor | None, session_id: int) -> None:
    """End the session that the request came with, at whatever stage."""
    session = db.session.get(AccountSession, session_id)
    if session is not None and sessions.end(session_id):
        log(actor, "session.ended", session.person)


def end_session(actor: Actor, public_id: str) -> None:
    """End one of the actor's own sessions.

    Raises:
        NotFound: the actor has no such session.
    """
    require(actor, "account:change")
    row = next((s for s in sessions.live_sessions(_id(actor)) if s.public_id == public_id), None)
    if row is None:
        raise NotFound
    if sessions.end(row.id):
        log_and_tell(actor, "session.revoked", row.person)


def end_other_sessions(actor: Actor, *, session_id: int) -> None:
    """End all of the actor's sessions but this one."""
    require(actor, "account:change")
    person = _own(actor)
    sessions.end_all(person.id, but=session_id)
    log_and_tell(actor, "sessions.revoked", person)


def suspend_person(actor: Actor, public_id: str) -> None:
    """Suspend a member: nothing can be read from the next request on, and every way in is ended.

    Raises:
        NotFound, NotPermitted: not this actor, not this person.
        Conflict: suspended already.
        Invalid: no admin could sign in afterwards.
    """
    end_access(actor, _person_to_change(actor, public_id, "person:suspend"), why="suspended")


def reactivate_person(actor: Actor, public_id: str) -> None:
    """Let a suspended member in again. It gives tokens, so the office's lead decides.

    Password and factors were forgotten: a new password is set by mail, then factors are enrolled.

    Raises:
        NotFound, NotPermitted: not this actor, not this person.
        Conflict: not suspended.
    """
    let_in_again(actor, _person_to_change(actor, public_id, "person:return"))


def return_by_operator(actor: Actor, email: str) -> None:
    """Let a suspended member in again from the command line, where no lead is left who could.

    Every coalition admin is told by mail.

    Raises:
        NotFound: there is no such member.
        NotPermitted: the actor is not the operator.
        Conflict: not suspended.
    """
    person = find_person_by_email(email)
    if person is None:
        raise NotFound
    if actor.kind is not ActorKind.OPERATOR or not allows(actor, "person:return"):
        raise NotPermitted("person:return")
    let_in_again(actor, person)
    outbox.announce("access.returned", person=person.public_id)


def let_in_again(actor: Actor, person: Person) -> None:
    """Make a suspended account active. The caller has checked who decides that.

    Raises:
        Conflict: not suspended.
    """
    if not claimed(
        update(Person)
        .where(Person.id == person.id, Person.status == SUSPENDED)
        .values(
            status=ACTIVE,
            suspended_at=None,
            suspended_why="",
            # Whoever returns has the whole time before them that newcomers have.
            signed_in_at=clock.now(),
            dormancy_warned_at=None,
        )
    ):
        raise Conflict
    # Accounts that were suspended before factors were forgotten still have them.
    forget_ways_in(person)
    factor_resets.close_open(actor, person)
    for end in runtime().returns:
        end(actor, person)
    log_and_tell(actor, "person.reactivated", person)


def _person_to_change(actor: Actor, public_id: str, permission: str) -> Person:
    person = find_person(public_id)
    if person is None or not may_see(actor, person):
        raise NotFound
    if not allows(actor, permission, member_thing(person)):
        raise NotPermitted(permission)
    return person


def may_see(actor: Actor, person: Person) -> bool:
    """Whether the lists that ``actor`` may read name ``person``."""
    if not allows(actor, "person:list"):
        return False
    return Role.COALITION_ADMIN in actor.roles or person.office_id == actor.office_id


def _id(actor: Actor) -> int:
    if actor.person_id is None:
        raise NotPermitted("account:change")
    return actor.person_id


def _own(actor: Actor) -> Person:
    return db.session.get_one(Person, _id(actor))
