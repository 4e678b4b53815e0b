"""Passkeys as rows: challenges, adding, using, renaming and removing. Joins the caller's unit."""

from datetime import timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.exc import IntegrityError

from coalition import clock, ids
from coalition.accounts import sessions
from coalition.accounts.claims import claimed
from coalition.accounts.models import Passkey, PasskeyChallenge, Person
from coalition.accounts.passkey_ceremonies import (
    NewKey,
    PasskeyRefused,
    Use,
    check_use,
    read_new,
)
from coalition.accounts.queries import find_passkey, passkeys_of
from coalition.db import db
from coalition.errors import Invalid, NotFound

LASTS = timedelta(minutes=5)
MOST = 20
LONGEST_NAME = 60
NOT_ACCEPTED = "The passkey was not accepted. Try again."
LAST_FACTOR = (
    "This is your last second factor. Add another passkey or an authenticator app first; "
    "then this one can go."
)


def issue_challenge(token: str | None, purpose: str) -> bytes:
    """A new challenge for the browser that came with ``token``; an older one is void."""
    bound, challenge = sessions.token_hash(token or ""), ids.random_bytes(32)
    now = clock.now()
    db.session.execute(delete(PasskeyChallenge).where(PasskeyChallenge.expires_at <= now))
    db.session.execute(delete(PasskeyChallenge).where(_is(bound, purpose)))
    db.session.add(
        PasskeyChallenge(bound=bound, purpose=purpose, challenge=challenge, expires_at=now + LASTS)
    )
    db.session.flush()
    return challenge


def _is(bound: str, purpose: str) -> ColumnElement[bool]:
    return (PasskeyChallenge.bound == bound) & (PasskeyChallenge.purpose == purpose)


def take_challenge(token: str | None, purpose: str) -> bytes:
    """Use up the challenge of the browser that came with ``token``, whatever comes of it.

    The caller commits also when the answer turns out wrong.

    Raises:
        PasskeyRefused: there is none, it was used, or it is older than five minutes.
    """
    bound = sessions.token_hash(token or "")
    row = db.session.execute(
        select(PasskeyChallenge.challenge, PasskeyChallenge.expires_at).where(_is(bound, purpose))
    ).one_or_none()
    if row is None or not claimed(
        delete(PasskeyChallenge).where(
            _is(bound, purpose), PasskeyChallenge.challenge == row.challenge
        )
    ):
        raise PasskeyRefused
    if clock.now() >= row.expires_at:
        raise PasskeyRefused
    return row.challenge


def clean_label(text: str) -> str:
    """The name of a passkey with white space folded.

    Raises:
        Invalid: empty, too long, or with characters that cannot be shown.
    """
    name = " ".join(text.split())
    if not name:
        raise Invalid.because("name", "Enter a name by which you will know this passkey.")
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise Invalid.because("name", f"Use at most {LONGEST_NAME} letters for the name.")
    return name


def add(person: Person, name: str, answer: str, challenge: bytes) -> Passkey:
    """Keep the passkey that a device made for ``person``. The caller holds the person's row.

    Raises:
        Invalid: the name breaks a rule, there are too many, or the answer is not accepted.
    """
    name = clean_label(name)
    if len(passkeys_of(person.id)) >= MOST:
        raise Invalid.because("name", f"You have {MOST} passkeys. Remove one first.")
    try:
        made = read_new(answer, challenge)
    except PasskeyRefused:
        raise Invalid.because("", NOT_ACCEPTED) from None
    return _insert(person, name, made)


def _insert(person: Person, name: str, made: NewKey) -> Passkey:
    row = Passkey(
        public_id=ids.public_id(),
        person_id=person.id,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        name=name,
        created_at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        # Nobody registers a passkey that is registered already, for themselves or for others.
        raise Invalid.because("", NOT_ACCEPTED) from None
    return row


def accept(use: Use, challenge: bytes, *, owner_id: int | None = None) -> Passkey:
    """The passkey that signed ``challenge``, whose count is noted.

    Args:
        owner_id: the person whose passkey it must be; without it the answer itself must name
            the owner, as passkeys do that are used without a password.

    Raises:
        PasskeyRefused: it is nobody's, another's, or the answer does not hold.
    """
    row = find_passkey(use.credential_id)
    if row is None or (owner_id is not None and row.person_id != owner_id):
        raise PasskeyRefused
    handle = row.person.public_id.encode()
    if use.user_handle != handle and (owner_id is None or use.user_handle is not None):
        raise PasskeyRefused
    count = check_use(use, challenge, public_key=row.public_key, sign_count=row.sign_count)
    if not claimed(
        update(Passkey)
        .where(Passkey.id == row.id, Passkey.sign_count == row.sign_count)
        .values(sign_count=count, last_used_at=clock.now())
    ):
        raise PasskeyRefused
    db.session.refresh(row)
    return row


def find_own(person_id: int | None, public_id: str) -> Passkey:
    """The person's passkey with that public id.

    Raises:
        NotFound: there is none.
    """
    row = next((p for p in passkeys_of(person_id or 0) if p.public_id == public_id), None)
    if row is None:
        raise NotFound
    return row


def refuse_last(person: Person, *, passkeys_left: int, authenticator_left: bool) -> None:
    """Return when a factor would be left.

    Raises:
        Invalid: none would be; the way out is said.
    """
    if not passkeys_left and not (authenticator_left and person.totp_confirmed_at is not None):
        raise Invalid.because("", LAST_FACTOR)
