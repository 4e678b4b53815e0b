"""The header's links. Features add theirs; each is shown to those who may follow it."""

from dataclasses import dataclass

from flask import Flask, current_app, request, url_for

from coalition.access.decide import might_allow
from coalition.web.identity import current_sign_in


@dataclass(frozen=True)
class Entry:
    """A link as a feature declares it; ``order`` sorts them from left to right."""

    label: str
    endpoint: str
    permission: str
    order: int
    section: str


@dataclass(frozen=True)
class Link:
    """A link as the template shows it."""

    label: str
    url: str
    current: bool


def add_link(app: Flask, label: str, endpoint: str, permission: str, order: int) -> None:
    """Declare a header link; it is current on every page of the endpoint's blueprint path."""
    entries: list[Entry] = app.extensions.setdefault("coalition.navigation", [])
    entries.append(Entry(label, endpoint, permission, order, endpoint))


def links() -> list[Link]:
    """The links that the person who is signed in may follow."""
    signed_in = current_sign_in()
    if signed_in is None or signed_in.actor is None or not signed_in.is_authenticated:
        return []
    entries: list[Entry] = current_app.extensions.get("coalition.navigation", [])
    return [
        Link(e.label, url_for(e.endpoint), _is_current(e))
        for e in sorted(entries, key=lambda e: e.order)
        if might_allow(signed_in.actor, e.permission)
    ]


def _is_current(entry: Entry) -> bool:
    target = url_for(entry.endpoint)
    return request.path == target or (target != "/" and request.path.startswith(target + "/"))
