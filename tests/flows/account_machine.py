"""A machine that signs in to one account, changes its factors and revokes its sessions.

It takes random steps with right and wrong secrets and keeps its own account of what may be open.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pyotp
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from sqlalchemy import select

from coalition import clock as time
from coalition.access.actor import operator
from coalition.accounts import (
    enrolment,
    factor_changes,
    passkey_sign_in,
    passwords,
    recovery,
    services,
    sessions,
    sign_in,
    totp,
)
from coalition.accounts.models import AccountSession, Passkey, Person
from coalition.accounts.queries import actor_of, find_session, has_factor
from coalition.accounts.sessions import Origin, Step
from coalition.db import db, unit_of_work
from coalition.errors import DomainError
from coalition.web.dispatch import Portal
from coalition.web.identity import Stage
from tests.support.authenticator import Authenticator
from tests.support.clock import FrozenClock
from tests.support.world import PASSWORD, Member

PASSWORDS = (PASSWORD, "ostrich envelope mango ladder", "seven quiet rivers and a bridge")
HERE = Origin("127.0.0.1", "Firefox on Linux")
RIGHT = st.sampled_from([True, True, True, False])


class Account(RuleBasedStateMachine):
    """One account, everybody who tries to get into it, and what the rule says is open."""

    portal: Portal
    clock: FrozenClock
    admins: list[Member]
    office_id: int

    def __init__(self) -> None:
        super().__init__()
        self.context = self.portal.app_context()
        self.context.push()
        self.clock.advance(days=2)
        with unit_of_work():
            made = services.create_person(
                operator("test"),
                email=f"nell.{self.clock().timestamp():.0f}@birch.example",
                name="Nell Comer",
                office_id=self.office_id,
                roles=["prosecutor"],
                password=PASSWORD,
            )
            self.person_id, self.email = made.id, made.email
            self.public_id = made.public_id
        self.password = PASSWORD
        self.secret: str | None = None
        self.device, self.enrolled = Authenticator(), False
        self.half: list[str] = []
        self.open: set[str] = set()
        self.opened_at: dict[str, datetime] = {}
        self.dead: set[str] = set()
        self.last_code = "000000"
        self.codes: list[str] = []
        self.used_codes: list[str] = []
        self.links: list[str] = []
        self.resets: list[str] = []
        self.vouched: set[int] = set()

    def teardown(self) -> None:
        db.session.remove()
        self.context.pop()

    # What the machine knows

    def tried(self, act: Callable[[], Any]) -> Any:
        """What ``act`` returned, or nothing when it was refused."""
        try:
            return act()
        except DomainError:
            return None
        finally:
            db.session.rollback()

    def session_of(self, token: str) -> AccountSession | None:
        """The live session of a token, read as a request would read it."""
        db.session.expire_all()
        session = find_session(sessions.token_hash(token))
        if session is not None and not sessions.is_live(session):
            number = session.id
            db.session.rollback()
            with unit_of_work():
                sessions.end(number)
            self.dead.add(token)
            return None
        return session

    def asked_for_factor(self) -> tuple[str, int] | None:
        """A session that waits for its second factor, begun with the password if need be."""
        if self.enrolled and not self.newest(Stage.SECOND_FACTOR):
            self.give_password(True)
        return self.newest(Stage.SECOND_FACTOR)

    def newest(self, stage: Stage) -> tuple[str, int] | None:
        """The newest half session at ``stage``: its token and number."""
        for token in reversed(self.half):
            session = self.session_of(token)
            if session is not None and session.stage == stage:
                return token, session.id
        return None

    def actor(self) -> tuple[Any, int, str] | None:
        """Somebody signed in, with the session's number and token."""
        for token in sorted(self.open):
            session = self.session_of(token)
            if session is not None:
                return actor_of(session.person), session.id, token
        return None

    def opened(self, step: Step | None, *, allowed: bool, but: bool = False) -> None:
        """Note what a step opened; it must have been allowed to."""
        if step is None:
            return
        if step.stage is not Stage.FULL:
            self.half.append(step.token)
            return
        assert allowed, "a session opened without two factors"
        if but:
            self.open.clear()
        self.open.add(step.token)
        self.opened_at[step.token] = time.now()

    def code(self, right: bool) -> str:
        """What the authenticator shows next, or the code that was used last."""
        if right and self.secret:
            self.clock.advance(seconds=30)
            self.last_code = pyotp.TOTP(self.secret).at(time.now())
        return self.last_code

    def shown_codes(self) -> None:
        signed_in = self.actor()
        if signed_in:
            session = db.session.get_one(AccountSession, signed_in[1])
            self.codes = recovery.shown_in(session) or self.codes

    @initialize(passkey=st.sampled_from([None, False, True]))
    def begin(self, passkey: bool | None) -> None:
        """A newcomer, or somebody signed in with an authenticator or with a passkey."""
        self.give_password(True)
        if passkey is not None:
            self.enrol(True, passkey)
            assert self.enrolled

    # Signing in

    @rule(right=RIGHT)
    def give_password(self, right: bool) -> None:
        given = self.password if right else "wrong wrong wrong"
        step = self.tried(lambda: sign_in.try_password(self.email, given, HERE, replacing=None))
        assert step is None or (right and step.stage is not Stage.FULL)
        assert step is None or (step.stage is Stage.ENROLMENT) == (not self.enrolled)
        self.opened(step, allowed=False)

    @precondition(lambda self: self.enrolled)
    @rule(right=RIGHT)
    def give_code(self, right: bool) -> None:
        half = self.asked_for_factor()
        if half:
            code, had = self.code(right), self.secret is not None
            step = self.tried(lambda: sign_in.try_code(half[1], code, HERE))
            self.opened(step, allowed=right and had)

    @precondition(lambda self: self.enrolled)
    @rule(right=RIGHT)
    def give_recovery_code(self, right: bool) -> None:
        half = self.asked_for_factor()
        if half:
            code = self.codes[0] if right and self.codes else self.used_code()
            step = self.tried(lambda: sign_in.try_recovery_code(half[1], code, HERE))
            self.opened(step, allowed=code in self.codes)
            if step:
                self.codes.remove(code)
                self.used_codes.append(code)

    def used_code(self) -> str:
        return self.used_codes[-1] if self.used_codes else "0000-0000-0000-0000"

    @precondition(lambda self: self.device.keys)
    @rule(which=st.integers(0, 3), alone=st.booleans())
    def give_passkey(self, which: int, alone: bool) -> None:
        """Any passkey that was ever made, removed ones too."""
        if not self.device.keys:
            return
        key = self.device.keys[which % len(self.device.keys)]
        counts = key.credential_id in self.credentials()
        if alone:
            asked = passkey_sign_in.options("a" * 52, passkey_sign_in.SIGN_IN)
            answer = self.device.use(asked, key)
            step = self.tried(lambda: passkey_sign_in.try_passkey(answer, HERE, token="a" * 52))
            self.opened(step, allowed=counts)
            return
        half = self.asked_for_factor()
        if half:
            kind = passkey_sign_in.SECOND_FACTOR
            answer = self.device.use(passkey_sign_in.options(half[0], kind, self.person_id), key)
            step = self.tried(
                lambda: passkey_sign_in.try_second_factor(half[1], answer, HERE, token=half[0])
            )
            self.opened(step, allowed=counts)

    def credentials(self) -> list[bytes]:
        db.session.rollback()
        mine = select(Passkey.credential_id).where(Passkey.person_id == self.person_id)
        return list(db.session.scalars(mine))

    # Factors

    @precondition(lambda self: not self.enrolled or self.half)
    @rule(right=RIGHT, passkey=st.booleans())
    def enrol(self, right: bool, passkey: bool) -> None:
        half = self.newest(Stage.ENROLMENT)
        if not half:
            return
        session = db.session.get_one(AccountSession, half[1])
        by_reset = session.factor_reset_id is not None
        pending = totp.pending_in(session) or ""
        person = session.person
        if passkey:
            asked = factor_changes.creation_options(half[0], factor_changes.ENROL, person)
            answer = self.device.create(asked) if right else "{}"
            step = self.tried(
                lambda: factor_changes.enrol_passkey(
                    half[1], name="Key", answer=answer, origin=HERE, token=half[0]
                )
            )
        else:
            code = pyotp.TOTP(pending).at(time.now()) if right else "000000"
            step = self.tried(lambda: enrolment.confirm(half[1], code, HERE))
        # A first factor after the password, or a new one that two admins approved.
        approved = len(self.vouched) >= 2 and bool(self.resets)
        self.opened(step, allowed=right and (approved if by_reset else not self.enrolled), but=True)
        if step:
            self.enrolled, self.secret = True, None if passkey else pending
            if by_reset:
                self.resets.clear()
                # Nothing of what was lost counts any more.
                assert len(self.credentials()) == passkey
                assert (db.session.get_one(Person, self.person_id).totp_secret is None) == passkey
            self.shown_codes()

    @precondition(lambda self: self.open)
    @rule()
    def add_passkey(self) -> None:
        who = self.actor()
        if who:
            person = db.session.get_one(Person, self.person_id)
            asked = factor_changes.creation_options(who[2], factor_changes.ADD, person)
            answer = self.device.create(asked)
            self.tried(
                lambda: factor_changes.add_passkey(
                    who[0], name="K", answer=answer, session_id=who[1], token=who[2]
                )
            )

    @precondition(lambda self: self.open and self.device.keys)
    @rule(which=st.integers(0, 3))
    def remove_passkey(self, which: int) -> None:
        who, ids = self.actor(), self.passkey_ids()
        if who and ids:
            one = ids[which % len(ids)]
            self.tried(lambda: factor_changes.remove_passkey(who[0], one, session_id=who[1]))
            if len(self.passkey_ids()) < len(ids):
                self.open &= {who[2]}

    def passkey_ids(self) -> list[str]:
        db.session.rollback()
        mine = select(Passkey.public_id).where(Passkey.person_id == self.person_id)
        return list(db.session.scalars(mine))

    @precondition(lambda self: self.open)
    @rule()
    def remove_authenticator(self) -> None:
        who = self.actor()
        if who and self.secret:
            self.tried(lambda: factor_changes.remove_authenticator(who[0], session_id=who[1]))
            if db.session.get_one(Person, self.person_id).totp_confirmed_at is None:
                self.secret = None
                self.open &= {who[2]}

    # Revoking

    @precondition(lambda self: self.open)
    @rule()
    def sign_out_others(self) -> None:
        who = self.actor()
        if who:
            with unit_of_work():
                services.end_other_sessions(who[0], session_id=who[1])
            self.open &= {who[2]}

    @rule()
    def suspend_and_reactivate(self) -> None:
        with unit_of_work():
            services.suspend_person(self.admins[0].actor, self.public_id)
        self.open.clear()
        self.resets.clear()
        step = self.tried(
            lambda: sign_in.try_password(self.email, self.password, HERE, replacing=None)
        )
        assert step is None
        # Every factor and the password were forgotten with it.
        self.enrolled, self.secret = False, None
        self.device, self.codes = Authenticator(), []
        fresh = passwords.hash_password(self.password)
        with unit_of_work():
            person = db.session.get_one(Person, self.person_id)
            services.let_in_again(self.admins[0].actor, person)
            person.password_hash = fresh

    @rule(
        minutes=st.sampled_from([1, 11, 31, 24 * 60]),
        back=st.sampled_from([False, False, False, True]),
    )
    def wait(self, minutes: int, back: bool) -> None:
        for token in [*self.open, *self.half]:
            self.session_of(token)
        self.clock.advance(minutes=-5 if back else minutes)

    # What always holds

    @invariant()
    def nothing_else_is_open(self) -> None:
        db.session.rollback()
        known = {sessions.token_hash(token) for token in self.open}
        rows = sessions.live_sessions(self.person_id)
        assert {row.token_hash for row in rows} <= known
        self.are_over(self.opened_at.keys() - self.open)

    @invariant()
    def nothing_is_open_for_longer_than_half_an_hour_without_use(self) -> None:
        since = time.now() - timedelta(minutes=30)
        self.are_over({token for token in self.open if self.opened_at[token] <= since})

    def are_over(self, tokens: set[str]) -> None:
        if tokens:
            hashes = [sessions.token_hash(token) for token in tokens]
            rows = select(AccountSession).where(AccountSession.token_hash.in_(hashes))
            assert not any(sessions.is_live(row) for row in db.session.scalars(rows))

    @invariant()
    def what_is_over_stays_over(self) -> None:
        self.are_over(self.dead)

    @invariant()
    def the_last_factor_is_never_gone(self) -> None:
        assert has_factor(db.session.get_one(Person, self.person_id)) == self.enrolled
