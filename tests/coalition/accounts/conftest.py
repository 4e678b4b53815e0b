"""Cheap hashing, and browsers at different addresses."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from coalition.accounts import passwords
from tests.support.authenticator import Authenticator
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


def options_for(browser: Browser, path: str, page: str) -> dict[str, Any]:
    """What the portal asks a passkey for; ``page`` is where the script would run."""
    answer = browser.post(path, browser.tokens(page))
    assert answer.status == 200, answer.words
    return json.loads(answer.text)


def add_passkey(browser: Browser, device: Authenticator, name: str = "Blue key") -> Page:
    """Add a passkey on the account page of a browser that is signed in."""
    page = "/account/passkeys/new"
    answer = device.create(options_for(browser, "/account/passkeys/options", page))
    return browser.post(page, browser.tokens(page) | {"name": name, "credential": answer})


def use_passkey(browser: Browser, device: Authenticator, **wrong: object) -> Page:
    """Sign in with a passkey alone."""
    answer = device.use(options_for(browser, "/sign-in/passkey/options", "/sign-in"), **wrong)
    return browser.post("/sign-in/passkey", browser.tokens() | {"credential": answer})


def use_passkey_after_password(browser: Browser, device: Authenticator, **wrong: object) -> Page:
    """Give a passkey as the second factor."""
    page = "/sign-in/code"
    answer = device.use(options_for(browser, f"{page}/passkey/options", page), **wrong)
    return browser.post(f"{page}/passkey", browser.tokens(page) | {"credential": answer})


@pytest.fixture
def device():
    """Ada's security key."""
    return Authenticator()


@pytest.fixture
def with_passkey(browser, ada, device, clock):
    """Ada, signed in, with an authenticator app and one passkey."""
    person = browser().sign_in(ada)
    assert add_passkey(person, device).location == "/account?notice=passkey-added"
    clock.advance(seconds=30)
    return person


def is_signed_in(browser: Browser) -> bool:
    """Whether the account page opens."""
    return browser.get("/account").status == 200
