"""Reading a search from an address. Whatever is in it, something sensible is asked."""

from collections.abc import Sequence
from typing import Protocol

from coalition.search.asked import FILTERS, SORTS, Search

LONGEST_VALUE = 200
MOST_VALUES = 20
LAST_PAGE = 10_000


class Arguments(Protocol):
    """The part of a multi-valued mapping that is read here."""

    def getlist(self, key: str) -> Sequence[str]: ...


def read_search(arguments: Arguments) -> Search:
    """The search that an address asks for.

    Unknown names are ignored; values that nothing has are kept, so that the page can say that
    they match nothing. The text is kept as typed but for its ends.
    """
    sort = _first(arguments, "sort")
    filters = {name: values for name in FILTERS if (values := _values(arguments, name))}
    return Search(
        text=_first(arguments, "q"),
        filters=filters,
        after=_first(arguments, "after")[:LONGEST_VALUE],
        before=_first(arguments, "before")[:LONGEST_VALUE],
        sort=sort if sort in SORTS else "",
        page=_page(_first(arguments, "page")),
    )


def storable(text: str) -> str:
    """``text`` with every NUL, which no database holds, as a mark that no word and value has."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def _first(arguments: Arguments, name: str) -> str:
    return storable(next(iter(arguments.getlist(name)), "")).strip()


def _values(arguments: Arguments, name: str) -> tuple[str, ...]:
    cleaned = (
        storable(value).strip()[:LONGEST_VALUE] for value in arguments.getlist(name)[:MOST_VALUES]
    )
    return tuple(dict.fromkeys(value for value in cleaned if value))


def _page(text: str) -> int:
    usable = len(text) <= len(str(LAST_PAGE)) and text.isascii() and text.isdigit()
    return min(max(int(text), 1), LAST_PAGE) if usable else 1
