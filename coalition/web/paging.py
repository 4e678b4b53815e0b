"""Pages of a list, with links that keep the rest of the address."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for


@dataclass(frozen=True)
class PageLinks:
    """Which page this is, and where the neighbors are."""

    number: int
    size: int
    total: int

    @property
    def total_pages(self) -> int:
        """At least one, so that an empty list has a page too."""
        return max(1, -(-self.total // self.size))

    @property
    def first_row(self) -> int:
        """The number of the first row on this page, from 1; 0 when there is none."""
        return min(self.total, (self.number - 1) * self.size + 1)

    @property
    def last_row(self) -> int:
        """The number of the last row on this page."""
        return min(self.total, self.number * self.size)

    @property
    def previous_url(self) -> str | None:
        """The page before, if there is one."""
        return page_url(self.number - 1) if self.number > 1 else None

    @property
    def next_url(self) -> str | None:
        """The page after, if there is one."""
        return page_url(self.number + 1) if self.number < self.total_pages else None


def page_url(number: int | None = None, **changes: str | list[str] | None) -> str:
    """This address with another page number and other arguments; ``None`` drops one."""
    arguments: dict[str, object] = dict(request.args.lists())
    arguments.pop("page", None)
    arguments.update(changes)
    if number is not None and number > 1:
        arguments["page"] = number
    kept = {k: v for k, v in arguments.items() if v not in (None, "", [])}
    values: dict[str, Any] = {**(request.view_args or {}), **kept}
    return url_for(request.endpoint or "", **values)


def asked_page(limit: int = 10_000) -> int:
    """The page number that the address asks for; anything unusable is the first page."""
    text = request.args.get("page", "1")
    return min(int(text), limit) if text.isascii() and text.isdigit() and int(text) > 0 else 1
