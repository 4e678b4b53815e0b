"""What a saved search holds, as it is sealed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from coalition.search.asked import Search
from coalition.search.forms import read_search


@dataclass(frozen=True)
class Content:
    """The owner's name for a search, and the search."""

    name: str
    search: Search

    def to_bytes(self) -> bytes:
        """The form that is sealed: the name, and the search as its address says it."""
        kept = {"name": self.name, "arguments": self.search.arguments()}
        return json.dumps(kept, sort_keys=True).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Content":
        """Read what :meth:`to_bytes` wrote, as leniently as an address is read."""
        kept = json.loads(data)
        return cls(kept["name"], read_search(_Stored(kept["arguments"])))


class _Stored(dict[str, list[str]]):
    """Stored arguments, read like those of an address."""

    def getlist(self, key: str) -> Sequence[str]:
        return self.get(key, [])


def same_search(one: Search, other: Search) -> bool:
    """Whether both find the same papers, in whatever order."""
    return _found_by(one) == _found_by(other)


def _found_by(search: Search) -> object:
    arguments = search.arguments()
    arguments.pop("sort", None)
    return {name: sorted(values) for name, values in arguments.items()}
