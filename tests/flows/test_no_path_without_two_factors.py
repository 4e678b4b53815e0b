"""Whatever the order of invitations, resets, recoveries, revocations and changes of factors.

No session opens without two factors, none lives on after it was revoked, and the last factor is
never gone.
"""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from coalition.accounts import factor_resets, recovering
from coalition.accounts.models import PasswordReset
from coalition.db import db, unit_of_work
from coalition.errors import Conflict
from coalition.runtime import runtime
from coalition.web.dispatch import Portal
from tests.flows.account_machine import HERE, PASSWORDS, RIGHT, Account
from tests.support.clock import FrozenClock
from tests.support.world import World

pytestmark = pytest.mark.database


class AccountWithResets(Account):
    """The same, and everything that people do who lost something."""

    @rule(right=RIGHT)
    def reset_password(self, right: bool) -> None:
        self.tried(lambda: recovering.ask_for_password(self.email, HERE))
        rows = select(PasswordReset.public_id).where(PasswordReset.person_id == self.person_id)
        asked = db.session.scalars(rows.order_by(PasswordReset.id.desc())).first()
        db.session.rollback()
        if asked is None:
            return
        with unit_of_work():
            made = recovering.issue_password_link(asked)
        link = made[1] if made and right else "z" * 52
        new = PASSWORDS[(PASSWORDS.index(self.password) + 1) % len(PASSWORDS)]

        def act() -> bool:
            recovering.set_password(link, new)
            return True

        if self.tried(act):
            assert right
            self.password = new
            self.open.clear()
            self.resets.clear()
            self.vouched.clear()

    @precondition(lambda self: self.enrolled)
    @rule()
    def ask_for_factor(self) -> None:
        half = self.asked_for_factor()
        if half:
            self.tried(lambda: recovering.ask_for_factor(half[1]))
            db.session.rollback()
            reset = factor_resets.find_open(self.person_id)
            if reset and reset.public_id not in self.resets:
                self.resets, self.vouched = [reset.public_id], set()

    @precondition(lambda self: self.resets)
    @rule(which=st.integers(0, 2))
    def vouch(self, which: int) -> None:
        if not self.resets:
            return

        def act() -> bool:
            with unit_of_work():
                factor_resets.approve(self.admins[which].actor, self.resets[0], way="called")
            return True

        if self.tried(act):
            self.vouched.add(which)
            with unit_of_work():
                made = factor_resets.issue_link(self.resets[0])
            if made:
                assert len(self.vouched) >= 2
                self.links.append(made[1])

    @precondition(lambda self: self.links)
    @rule(right=RIGHT)
    def open_link(self, right: bool) -> None:
        if self.links:
            given = self.password if right else "wrong wrong wrong"
            link = self.links[-1]
            token = self.tried(lambda: recovering.begin_again(link, given, HERE))
            if token:
                assert right
                self.links.pop()
                self.half.append(token)

    @precondition(lambda self: self.resets)
    @rule()
    def cancel_reset(self) -> None:
        try:
            recovering.cancel_own(self.person_id, None)
        except Conflict:
            db.session.rollback()
        self.resets.clear()
        self.vouched.clear()


@pytest.fixture
def cast(app: Portal, world: World, clock: FrozenClock) -> None:
    """The portal and its admins. Who guesses is not slowed down, so that every guess is judged."""
    with app.app_context():
        runtime().settings = replace(
            runtime().settings, lockout_failures=10_000, source_failures=10_000
        )
    own, far = world.office("birch"), world.office("cedar")
    kind = AccountWithResets
    kind.portal, kind.clock, kind.office_id = app, clock, own.id
    kind.admins = [
        world.person(name, office, "coalition-admin")
        for name, office in (("Own", own), ("Far", far), ("Further", far))
    ]


@pytest.mark.usefixtures("cast")
def test_no_order_of_steps_gets_around_two_factors() -> None:
    run_state_machine_as_test(
        AccountWithResets,
        settings=settings(
            max_examples=10,
            stateful_step_count=24,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.usefixtures("cast")
def test_the_machine_itself_gets_in_and_through_a_reset() -> None:
    """A machine that never gets anywhere would prove nothing."""
    machine = AccountWithResets()
    machine.give_password(True)
    machine.enrol(True, False)
    assert len(machine.open) == 1
    assert len(machine.codes) == 10
    machine.add_passkey()
    machine.remove_authenticator()
    assert machine.secret is None
    machine.give_passkey(0, True)
    assert len(machine.open) == 2
    machine.give_password(True)
    machine.ask_for_factor()
    machine.vouch(0)
    machine.vouch(1)
    machine.open_link(True)
    machine.enrol(True, False)
    machine.give_passkey(0, True)
    assert len(machine.open) == 1
    machine.reset_password(True)
    assert machine.open == set()
    for name in ("nothing_else_is_open", "what_is_over_stays_over"):
        getattr(machine, name)()
    machine.the_last_factor_is_never_gone()
    machine.teardown()
