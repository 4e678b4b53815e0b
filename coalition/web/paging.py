"""Pages of a list, with links that keep the rest of the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from flask import request


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
    """This address with another page number and other arguments; ``None`` drops one.

    Arguments are written as a query string and never handed to ``url_for``, which would take
    names such as ``_external`` and ``_scheme`` from the address as its own options.
    """
    arguments: dict[str, Any] = dict(request.args.lists())
    arguments.pop("page", None)
    arguments.update(changes)
    if number is not None and number > 1:
        arguments["page"] = str(number)
    return address(request.path, arguments)


def address(path: str, arguments: Mapping[str, Any]) -> str:
    """``path`` with a query string of those ``arguments`` that say something."""
    query = urlencode({k: v for k, v in arguments.items() if v not in (None, "", [])}, doseq=True)
    return f"{quote(path)}?{query}" if query else quote(path)


def asked_page(limit: int = 10_000) -> int:
    """The page number that the address asks for; anything unusable is the first page."""
    text = request.args.get("page", "1")
    # Python refuses to read numbers of thousands of digits, and no list is that long.
    usable = text.isascii() and text.isdigit() and len(text) <= 9 and int(text) > 0
    return min(int(text), limit) if usable else 1
