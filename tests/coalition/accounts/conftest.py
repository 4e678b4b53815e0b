"""Cheap hashing, and browsers at different addresses."""

from collections.abc import Iterator

import pytest

from coalition.accounts import passwords
from tests.support.client import Browser, Page
from tests.support.world import Member, TestOffice, World

# The two loopback addresses: the only sources that a portal without TLS lets in.
HERE = {"REMOTE_ADDR": "127.0.0.1"}
ELSEWHERE = {"REMOTE_ADDR": "::1"}


@pytest.fixture(autouse=True)
def _cheap_hashing() -> Iterator[None]:
    with passwords.use_parameters(memory_kib=8, time_cost=1):
        yield


@pytest.fixture
def office(world: World) -> TestOffice:
    """Some office."""
    return world.office("birch")


@pytest.fixture
def ada(world: World, office: TestOffice) -> Member:
    """A prosecutor with a confirmed authenticator."""
    return world.person("Ada Winter", office, "prosecutor")


def give_password(browser: Browser, email: str, password: str, **options: object) -> Page:
    """The first step of signing in."""
    form = browser.tokens() | {"email": email, "password": password}
    return browser.post("/sign-in", form, **options)


def give_code(browser: Browser, code: str, **options: object) -> Page:
    """The second step of signing in."""
    return browser.post(
        "/sign-in/code", browser.tokens("/sign-in/code") | {"code": code}, **options
    )
