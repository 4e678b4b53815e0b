"""The parts of the running app that services need, without their importing Flask."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, current_app

from coalition.settings import Settings
from coalition.vault import Vault

_KEY = "coalition"


@dataclass
class Runtime:
    """What ``create_app`` put together. ``engine`` is the search engine of this node.

    ``backlog`` is what the search keeps of messages that the engine has not taken up yet.
    ``endings`` are called with actor and person, in the same unit of work, when access ends, and
    ``returns`` when somebody is let in again, ``term_endings`` when the term of a lead is over.
    """

    settings: Settings
    vault: Vault
    engine: Any = None
    backlog: Any = None
    consumers: list[Any] = field(default_factory=list)
    endings: list[Callable[[Any, Any], None]] = field(default_factory=list)
    returns: list[Callable[[Any, Any], None]] = field(default_factory=list)
    term_endings: list[Callable[[Any, Any], None]] = field(default_factory=list)
    after_commit: Callable[[], None] | None = None


def install(app: Flask, runtime: Runtime) -> None:
    """Attach the parts to the app."""
    app.extensions[_KEY] = runtime


def runtime() -> Runtime:
    """The parts of the app whose context is open."""
    return current_app.extensions[_KEY]  # type: ignore[no-any-return]


def current_settings() -> Settings:
    """The settings of the running app."""
    return runtime().settings


def current_vault() -> Vault:
    """The vault of the running app."""
    return runtime().vault
