"""Fixtures that every test may use."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from coalition import clock as time
from coalition.accounts import passwords
from coalition.db import db
from coalition.deidentify import language_model
from coalition.web.dispatch import Portal
from tests.support.client import Browser
from tests.support.clock import FrozenClock
from tests.support.database import PostgresqlTemplate, SqliteTemplate, on_postgresql
from tests.support.portals import open_portal
from tests.support.rules import SharedRule
from tests.support.settings import make_settings
from tests.support.world import World

# Time limits on single examples fail on a busy machine and say nothing about the code; what must
# be quick is measured against its own growth instead.
settings.register_profile("portal", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("soak", settings.get_profile("portal"), max_examples=2000)
settings.load_profile("portal")
Portal.url_rule_class = SharedRule

# New objects between two collections of garbage, and collections between two of older objects.
GARBAGE_COLLECTED_AFTER = (5_000, 20, 20)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, run only what reaches the database; the rest would be the same run again."""
    if not on_postgresql():
        return
    reaching = [item for item in items if _reaches_the_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(reaching)])
    items[:] = reaching


def _reaches_the_database(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return "database_template" in fixtures or item.get_closest_marker("database") is not None


def pytest_collection_finish() -> None:
    """Do not look for garbage in what stays: the modules and the thousands of collected tests.

    Each app is a circle of objects, so Python's own thresholds went through all of it every few
    tests, which took a fifth of the time of a run.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE_COLLECTED_AFTER)


@pytest.fixture(scope="session")
def database_template(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    """One prepared database that each test gets a copy of."""
    folder = tmp_path_factory.mktemp("template")
    if on_postgresql():
        with PostgresqlTemplate.open(folder) as template:
            yield template
    else:
        yield SqliteTemplate(folder)


@pytest.fixture
def clock() -> Iterator[FrozenClock]:
    """Time stands still for the test."""
    frozen = FrozenClock()
    with time.use(frozen):
        yield frozen


@pytest.fixture
def database_url(database_template, tmp_path: Path) -> Iterator[str]:  # type: ignore[no-untyped-def]
    """A fresh database."""
    with database_template.fresh(tmp_path) as url:
        yield url


@pytest.fixture
def empty_database_url(  # type: ignore[no-untyped-def]
    database_template, tmp_path: Path
) -> Iterator[str]:
    """A database without tables."""
    with database_template.empty(tmp_path) as url:
        yield url


@pytest.fixture
def app(database_url: str, tmp_path: Path, clock: FrozenClock) -> Iterator[Portal]:
    """The portal on a fresh database, with CSRF on and the memory search engine."""
    portal = open_portal(make_settings(tmp_path, database_url))
    # The passwords of the test world are hashed cheaply; signing in would hash them anew.
    with passwords.use_parameters(memory_kib=8, time_cost=1):
        yield portal
    with portal.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def world(app: Portal) -> World:
    """Makes offices and people."""
    return World(app)


@pytest.fixture
def browser(app: Portal) -> Callable[[], Browser]:
    """Makes browsers, each with its own cookies."""
    return lambda: Browser(app.test_client())


@pytest.fixture(autouse=True)
def rules_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts are looked through by rules, as where no language model is installed.

    Loading the model takes seconds in every process of a run; tests that are about it ask for it.
    """
    monkeypatch.setitem(language_model._loaded, language_model.PACKAGE, None)
