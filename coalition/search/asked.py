"""What a reader asks for, as one value that an address can hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from search_index.text import key

# The filters that an address may hold, in the order in which the page offers them.
FILTERS = (
    "kind", "office", "state", "offense", "defense", "response", "stage", "outcome", "forum",
    "event", "is", "tlp",
)  # fmt: skip
DATES = ("after", "before")
SORTS = ("relevance", "newest")
SIZE = 10


@dataclass(frozen=True)
class Search:
    """A query text, filters (any value of one, all of several), an order and a page.

    ``sort`` is empty unless the reader chose; see :attr:`order`.
    """

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    after: str = ""
    before: str = ""
    sort: str = ""
    page: int = 1

    @property
    def order(self) -> str:
        """The chosen order; without words there is nothing to be relevant to, so newest first."""
        return self.sort or ("relevance" if self.text else "newest")

    @property
    def narrowed(self) -> bool:
        """Whether anything but the words narrows the search."""
        return bool(self.filters or self.after or self.before)

    @property
    def blank(self) -> bool:
        """Whether nothing was asked for at all."""
        return not self.text and not self.narrowed

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Every filter in use as name and value, dates last."""
        chosen = [(name, value) for name in self.filters for value in self.filters[name]]
        return chosen + [(name, getattr(self, name)) for name in DATES if getattr(self, name)]

    @property
    def findable(self) -> bool:
        """Whether some value could match: one without a letter or digit matches nothing."""
        return all(any(map(key, values)) for values in self.filters.values())

    def engine_filters(self) -> dict[str, tuple[str, ...]]:
        """The filters as the engine takes them."""
        filters = {n: tuple(filter(key, values)) for n, values in self.filters.items()}
        return filters | {n: (getattr(self, n),) for n in DATES if getattr(self, n)}

    def arguments(self) -> dict[str, list[str]]:
        """What an address of this search holds, but for the page."""
        named = {"q": [self.text], "after": [self.after], "before": [self.before]}
        named |= {name: list(values) for name, values in self.filters.items()}
        named["sort"] = [self.sort]
        return {name: kept for name, values in named.items() if (kept := [v for v in values if v])}

    def with_text(self, text: str) -> "Search":
        """The first page of the same search for other words."""
        return replace(self, text=text, page=1)

    def with_filter(self, name: str, value: str) -> "Search":
        """The first page of the same search, narrowed by one value more."""
        values = (*self.filters.get(name, ()), value)
        return replace(self, filters={**self.filters, name: values}, page=1)

    def without_filter(self, name: str, value: str) -> "Search":
        """The first page of the same search with one filter taken away."""
        if name in DATES:
            return replace(self, page=1, **{name: ""})  # type: ignore[arg-type]
        left = {
            n: kept
            for n, values in self.filters.items()
            if (kept := tuple(v for v in values if n != name or v != value))
        }
        return replace(self, filters=left, page=1)
