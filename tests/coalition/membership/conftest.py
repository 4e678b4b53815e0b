"""Offices with and without a lead, and the people who decide."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from coalition.accounts import passwords
from coalition.db import unit_of_work
from coalition.web.dispatch import Portal
from tests.support.world import Member, TestOffice, World


@pytest.fixture(autouse=True)
def _cheap_hashing() -> Iterator[None]:
    with passwords.use_parameters(memory_kib=8, time_cost=1):
        yield


@dataclass(frozen=True)
class Cast:
    """Two offices with a lead each, one without, and two admins."""

    birch: TestOffice
    cedar: TestOffice
    empty: TestOffice
    lead: Member
    other_lead: Member
    prosecutor: Member
    admin: Member
    second_admin: Member


@pytest.fixture
def cast(world: World) -> Cast:
    """Everybody who takes part."""
    birch, cedar, empty = world.office("birch"), world.office("cedar"), world.office("dogwood")
    return Cast(
        birch=birch,
        cedar=cedar,
        empty=empty,
        lead=world.person("Lea Ford", birch, "office-lead"),
        other_lead=world.person("Otto Lane", cedar, "office-lead"),
        prosecutor=world.person("Pia Stone", birch, "prosecutor"),
        admin=world.person("Amy Hill", cedar, "coalition-admin"),
        second_admin=world.person("Sam Dale", cedar, "coalition-admin"),
    )


@pytest.fixture
def commit(app: Portal) -> Callable[..., Any]:
    """Calls a service in a unit of work of its own and answers with the public id."""

    def call(service: Callable[..., Any], *args: Any, **options: Any) -> Any:
        with app.app_context(), unit_of_work():
            return getattr(service(*args, **options), "public_id", None)

    return call
