"""Routes that say who may come in. A route that does not say so cannot be registered.

``requires`` is a permission from the policy table, :data:`PUBLIC` or :data:`HALF_SIGNED_IN`.
A route of a permission that :data:`NEEDS_FRESH_FACTOR` names must say ``fresh_factor=`` as well.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint as FlaskBlueprint
from flask import Flask

from coalition.access.policy import NEEDS_FRESH_FACTOR, POLICY

PUBLIC = "public"
# The password was right, or an invitation was accepted; the second factor is still to come.
HALF_SIGNED_IN = "half-signed-in"


class UndeclaredRoute(RuntimeError):
    """A route says nothing, or nothing known, about who may come in. The app does not start."""


@dataclass(frozen=True)
class Declaration:
    """What a route said of itself.

    ``own_unit`` views open their unit of work themselves, because they do slow work (password
    hashing) that must not happen while the database's write lock is held. A posted form whose
    ``action`` begins with one of ``reading_actions`` (a preview, one more row) gets no unit at
    all: it cannot write, and rendering a long text holds up nobody. ``fresh_factor`` views are
    shown only to those who gave a second factor some minutes ago, and so are those for whose
    arguments ``fresh_factor_when`` says yes. ``beforehand`` is called with
    the view's arguments before a writing view's unit begins; it does the slow reading for it.
    ``largest_body`` lets in more bytes than other requests may have, for files. ``quick`` pages are
    open to visitors and cost next to nothing, so that nobody waits for them at the door.
    """

    requires: str
    own_unit: bool = False
    reading_actions: tuple[str, ...] = ()
    fresh_factor: bool = False
    fresh_factor_when: Callable[..., bool] | None = None
    beforehand: Callable[..., None] | None = None
    largest_body: int | None = None
    quick: bool = False


def declarations(app: Flask) -> dict[str, Declaration]:
    """What each endpoint of the app declared."""
    found: dict[str, Declaration] = app.extensions.setdefault("coalition.routes", {})
    return found


def declare(app: Flask, endpoint: str, requires: str, *, quick: bool = False) -> None:
    """Declare a route that somebody else's code registered."""
    declarations(app)[endpoint] = _checked(endpoint, requires, quick=quick)


def _checked(
    endpoint: str,
    requires: str | None,
    *,
    own_unit: bool = False,
    reading_actions: tuple[str, ...] = (),
    fresh_factor: bool | None = None,
    fresh_factor_when: Callable[..., bool] | None = None,
    beforehand: Callable[..., None] | None = None,
    largest_body: int | None = None,
    quick: bool = False,
) -> Declaration:
    if requires is None or (requires not in (PUBLIC, HALF_SIGNED_IN) and requires not in POLICY):
        raise UndeclaredRoute(f"{endpoint} must say requires= with a permission of the policy")
    if fresh_factor and requires in (PUBLIC, HALF_SIGNED_IN):
        raise UndeclaredRoute(f"{endpoint} cannot ask a visitor for a fresh factor")
    if fresh_factor is None and requires in NEEDS_FRESH_FACTOR:
        raise UndeclaredRoute(f"{endpoint} must say fresh_factor=, because of {requires}")
    return Declaration(
        requires,
        own_unit,
        reading_actions,
        bool(fresh_factor),
        fresh_factor_when,
        beforehand,
        largest_body,
        quick,
    )


class Blueprint(FlaskBlueprint):
    """A Flask blueprint whose routes need ``requires=``."""

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Callable[..., Any] | None = None,
        provide_automatic_options: bool | None = None,
        *,
        requires: str | None = None,
        own_unit: bool = False,
        reading_actions: tuple[str, ...] = (),
        fresh_factor: bool | None = None,
        fresh_factor_when: Callable[..., bool] | None = None,
        beforehand: Callable[..., None] | None = None,
        largest_body: int | None = None,
        quick: bool = False,
        **options: Any,
    ) -> None:
        name = f"{self.name}.{endpoint or getattr(view_func, '__name__', '')}"
        declared = _checked(
            name,
            requires,
            own_unit=own_unit,
            reading_actions=reading_actions,
            fresh_factor=fresh_factor,
            fresh_factor_when=fresh_factor_when,
            beforehand=beforehand,
            largest_body=largest_body,
            quick=quick,
        )

        def note(state: Any) -> None:
            known = declarations(state.app)
            if known.setdefault(name, declared) != declared:
                raise UndeclaredRoute(f"{name} is declared twice, in two ways")

        self.record(note)
        super().add_url_rule(rule, endpoint, view_func, provide_automatic_options, **options)


def refuse_undeclared(app: Flask) -> None:
    """Stop the start if any route, whoever registered it, is not declared.

    Raises:
        UndeclaredRoute: names the first such endpoint.
    """
    known = declarations(app)
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in known:
            raise UndeclaredRoute(f"{rule.endpoint} ({rule.rule}) does not say who may come in")
