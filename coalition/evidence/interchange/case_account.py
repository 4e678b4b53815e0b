"""What of a graph was taken, value by value, so that everything else can be named."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from coalition.evidence.interchange.case_terms import iri
from coalition.evidence.interchange.linked_data import (
    Graph,
    Node,
    Reference,
    Value,
    types_in_words,
)
from coalition.evidence.interchange.strict_json import CaseFault, cut

# A file may lead to one node from everywhere, and what that leads to is gone through each time.
MOST_LED_TO: Final = 100


@dataclass(frozen=True)
class Left:
    """Something that is not taken over, by its name in the file, and how often it is there."""

    what: str
    count: int


class Account:
    """Reads values by prefixed names and remembers which were read.

    A node counts as taken when it was said so; its values that nobody read are then named one by
    one, while a node that was not taken is named as a whole.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._taken: set[str] = set()
        self._used: set[tuple[str, str, int]] = set()

    def nodes(self, type_: str) -> list[Node]:
        """The nodes of that type."""
        return [node for node in self._graph.nodes.values() if iri(type_) in node.types]

    def all_nodes(self) -> list[Node]:
        """Every node, in the order of the file."""
        return list(self._graph.nodes.values())

    def take(self, node: Node) -> None:
        """Say that a node is taken over."""
        self._taken.add(node.id)

    def first(self, node: Node, name: str) -> Value | None:
        """The first value, which then counts as read."""
        values = node.values.get(iri(name), [])
        if values:
            self._used.add((node.id, iri(name), 0))
        return values[0] if values else None

    def text(self, node: Node, name: str) -> str:
        """The first value as a text; empty without one.

        Raises:
            CaseFault: it is something else.
        """
        value = self.first(node, name)
        if value is not None and not isinstance(value, str):
            raise CaseFault(f"{node.place}: {name} must be a text.")
        return value or ""

    def texts(self, node: Node, name: str) -> list[str]:
        """All values as texts.

        Raises:
            CaseFault: one is something else.
        """
        values = node.values.get(iri(name), [])
        self.forget(node, name)
        found = [each for each in values if isinstance(each, str)]
        if len(found) != len(values):
            raise CaseFault(f"{node.place}: {name} must be texts.")
        return found

    def led_to(self, node: Node, name: str) -> list[Node]:
        """The nodes in this file that a name leads to, each once; the rest stays unread.

        Raises:
            CaseFault: there are more than any program writes.
        """
        values = node.values.get(iri(name), [])
        if len(values) > MOST_LED_TO:
            raise CaseFault(f"{node.place}: {name} has over {MOST_LED_TO} values. Split it.")
        named = dict.fromkeys(each.id for each in values if isinstance(each, Reference))
        return [self._graph.nodes[each] for each in named if each in self._graph.nodes]

    def referred(self, node: Node, name: str) -> list[str]:
        """The identifiers that a name leads to, which then count as read.

        Raises:
            CaseFault: a value is no reference.
        """
        values = node.values.get(iri(name), [])
        self.forget(node, name)
        found = [each.id for each in values if isinstance(each, Reference)]
        if len(found) != len(values):
            raise CaseFault(f"{node.place}: {name} must name nodes by @id.")
        return found

    def follow(self, node: Node, name: str, target: Node) -> None:
        """Say that ``target`` was taken over by way of ``node``."""
        self.take(target)
        for place, each in enumerate(node.values.get(iri(name), [])):
            if each == Reference(target.id):
                self._used.add((node.id, iri(name), place))

    def forget(self, node: Node, name: str) -> None:
        """Let all values of a name count as read."""
        full = iri(name)
        self._used.update((node.id, full, n) for n in range(len(node.values.get(full, []))))

    def left(self) -> tuple[Left, ...]:
        """What was not taken over."""
        counts: Counter[str] = Counter()
        for node in self._graph.nodes.values():
            words = types_in_words(node, self._graph.context)
            if node.id not in self._taken:
                counts[words] += 1
                continue
            for name, values in node.values.items():
                unread = sum((node.id, name, n) not in self._used for n in range(len(values)))
                if unread:
                    counts[cut(f"{self._graph.context.short(name)} of {words}")] += unread
        return tuple(Left(what, count) for what, count in sorted(counts.items()))
