"""Hashing is slow on purpose: a worker does two at a time, and whoever waits too long is told."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher

from coalition.accounts import passwords
from coalition.errors import Unavailable
from tests.support.client import Browser
from tests.support.world import Member, World


class Counting(PasswordHasher):
    """Counts how many hash at the same time, and waits until it is told to go on."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.at_once = self.most = self.done = 0
        self.go_on = threading.Event()
        self._lock = threading.Lock()

    def _counted(self, work: Callable[[], object]) -> object:
        with self._lock:
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        self.go_on.wait(10)
        try:
            return work()
        finally:
            with self._lock:
                self.at_once -= 1
                self.done += 1

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        return str(self._counted(lambda: super(Counting, self).hash(password, salt=salt)))

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:
        return bool(self._counted(lambda: super(Counting, self).verify(hash, password)))


@pytest.fixture
def hasher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counting]:
    counting = Counting()
    monkeypatch.setattr(passwords, "_hasher", counting)
    yield counting
    counting.go_on.set()


def until(true: Callable[[], bool]) -> None:
    """Wait until something is true; the test fails when it never is."""
    for _ in range(2000):
        if true():
            return
        time.sleep(0.005)
    raise AssertionError("it never came true")


def test_no_more_than_two_passwords_are_hashed_at_once(hasher: Counting) -> None:
    stored = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("right")
    with ThreadPoolExecutor(12) as pool:
        tried = [pool.submit(passwords.matches, stored, "right") for _ in range(8)]
        made = [pool.submit(passwords.hash_password, "another") for _ in range(4)]
        until(lambda: hasher.at_once == 2)
        hasher.go_on.set()
        assert all(future.result() for future in [*tried, *made])
    assert (hasher.most, hasher.done) == (2, 12)


def test_whoever_waits_too_long_is_told_so_and_holds_up_nobody(
    hasher: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "_PATIENCE_SECONDS", 0.01)
    with ThreadPoolExecutor(2) as pool:
        held = [pool.submit(passwords.hash_password, "one") for _ in range(2)]
        until(lambda: hasher.at_once == 2)
        with pytest.raises(Unavailable):
            passwords.hash_password("three")
        hasher.go_on.set()
        assert all(future.result() for future in held)
    assert passwords.hash_password("three")


def test_reading_and_writing_go_on_while_others_wait_for_their_hash(
    browser: Callable[[], Browser], world: World, hasher: Counting
) -> None:
    office = world.office("birch")
    guests = [world.person(f"Guest {n}", office) for n in range(4)]
    hasher.go_on.set()
    reader = browser().sign_in(world.person("Ada Winter", office))
    hasher.go_on.clear()
    before = hasher.done

    def arrive(guest: Member) -> int:
        person = browser()
        form = {"email": guest.email, "password": guest.password}
        return person.submit(person.get("/sign-in"), form).status

    with ThreadPoolExecutor(4) as pool:
        arriving = [pool.submit(arrive, guest) for guest in guests]
        until(lambda: hasher.at_once == 2)
        # The page is read and the theme is written although nobody's hash is done.
        page = reader.get("/account")
        assert page.status == 200
        changed = reader.submit(page, {"theme": "dark"}, action="/account/theme")
        assert changed.status == 303
        assert hasher.done == before
        hasher.go_on.set()
        assert [future.result() for future in arriving] == [303] * 4
