"""What a page says after a redirect: a known code in the address, never free text."""

from dataclasses import dataclass

from flask import Flask, current_app, request


@dataclass(frozen=True)
class Notice:
    """A sentence and its kind: ``success``, ``info`` or ``warning``."""

    kind: str
    text: str


def add_notice(app: Flask, code: str, kind: str, text: str) -> None:
    """Declare what ``?notice=code`` says."""
    app.extensions.setdefault("coalition.notices", {})[code] = Notice(kind, text)


def current_notice() -> Notice | None:
    """What this page should say, if its address asks for something known."""
    known: dict[str, Notice] = current_app.extensions.get("coalition.notices", {})
    return known.get(request.args.get("notice", ""))
