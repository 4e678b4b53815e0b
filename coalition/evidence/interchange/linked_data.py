"""JSON-LD as CASE files use it, read strictly: nothing is fetched and nothing is guessed.

The only contexts are those that stand at the top of the file and hold prefixes, terms and
``@vocab`` (JSON-LD 1.1, sections 9.15 and 9.18). What a program would have to fetch is refused, and
so are named graphs, reverse properties and other means that change what a plain reading says.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from coalition.evidence.interchange.strict_json import CaseFault, cut, parsed

MOST_NODES: Final = 20_000
MOST_VALUES: Final = 150_000
MOST_TERMS: Final = 500
MOST_TYPES: Final = 100
# No identifier or name of a CASE file is longer, nor is the address of a vocabulary, which stands
# before every name of the file.
_LONGEST_NAME: Final = 2_000
_LONGEST_ADDRESS: Final = 300
_MOST_SHOWN_TYPES: Final = 5

_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_CONTEXT_KEYS: Final = frozenset({"@vocab", "@base", "@version", "@language"})
_VALUE_KEYS: Final = frozenset({"@value", "@type", "@language"})


@dataclass(frozen=True, slots=True)
class Reference:
    """Another node, by its identifier."""

    id: str


Value = str | int | float | bool | Reference


@dataclass(slots=True)
class Node:
    """A node: its types and values by their full names. ``place`` says where it stands."""

    id: str
    place: str
    types: tuple[str, ...] = ()
    values: dict[str, list[Value]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """Short names: prefixes and terms with what they stand for, and terms that hold references."""

    terms: Mapping[str, str] = field(default_factory=dict)
    vocabulary: str = ""
    references: frozenset[str] = frozenset()
    prefixes: Mapping[str, str] = field(default_factory=dict)

    def full(self, name: str) -> str:
        """A name in full; one that no prefix fits is kept as it is."""
        if name in self.terms:
            return self.terms[name]
        prefix, colon, rest = name.partition(":")
        if not colon:
            return self.vocabulary + name
        return self.terms[prefix] + rest if prefix in self.terms else name

    def short(self, name: str) -> str:
        """A full name as the file would write it, if one of its prefixes ends where names do."""
        space = name[: max(name.rfind(sign) for sign in "/#:") + 1]
        prefix = self.prefixes.get(space)
        return f"{prefix}:{name[len(space) :]}" if prefix else name


@dataclass(frozen=True, slots=True)
class Graph:
    """Everything that a file says, node by node in the order of the file."""

    nodes: Mapping[str, Node]
    context: Context


def read_graph(content: bytes) -> Graph:
    """The nodes of a file.

    Raises:
        CaseFault: it is no JSON-LD of this kind, or too large; the part is named.
    """
    whole = parsed(content)
    if isinstance(whole, list):
        whole = {"@graph": whole}  # The expanded form, which needs no context.
    if not isinstance(whole, dict):
        raise CaseFault("The file holds no JSON object. A CASE file has @context and @graph.")
    context = _context(whole.get("@context", {}))
    reader = _Reader(context)
    given = whole.get("@graph", [])
    for place, each in enumerate(given if isinstance(given, list) else [given]):
        reader.read_top(each, f"@graph[{place}]")
    rest = {name: value for name, value in whole.items() if name not in ("@context", "@graph")}
    if set(rest) - {"@id"}:
        reader.read_top(rest, "the top of the file")
    if not reader.nodes:
        raise CaseFault("The file holds no node. A CASE file lists them in @graph.")
    return Graph(reader.nodes, context)


def _context(given: Any) -> Context:
    terms: dict[str, str] = {}
    vocabulary = ""
    references: set[str] = set()
    for each in given if isinstance(given, list) else [given]:
        if each is None:
            continue
        if not isinstance(each, dict):
            raise CaseFault(
                "@context names something to fetch, and nothing is fetched. Write the prefixes "
                "themselves into @context."
            )
        for name, value in each.items():
            if name == "@vocab":
                vocabulary = _vocabulary(value)
            elif name.startswith("@"):
                _check_context_key(name)
            else:
                terms[name], is_reference = _term(name, value)
                if is_reference:
                    references.add(name)
    if len(terms) > MOST_TERMS:
        raise CaseFault(f"@context explains over {MOST_TERMS} names. Leave out what is not used.")
    full = {name: _resolved(name, terms) for name in terms}
    prefixes = {value: name for name, value in sorted(full.items(), reverse=True)}
    return Context(full, vocabulary, frozenset(references), prefixes)


def _check_context_key(name: str) -> None:
    if name not in _CONTEXT_KEYS:
        raise CaseFault(f"@context holds {cut(name)}, which is not read. Leave it out.")


def _vocabulary(value: Any) -> str:
    address = value if isinstance(value, str) else ""
    if len(address) > _LONGEST_ADDRESS:
        raise CaseFault(f"@context: @vocab is over {_LONGEST_ADDRESS} characters. Shorten it.")
    return address


def _term(name: str, value: Any) -> tuple[str, bool]:
    """What a term stands for, and whether its values are references."""
    if isinstance(value, str):
        return value, False
    if isinstance(value, dict) and isinstance(value.get("@id"), str):
        odd = set(value) - {"@id", "@type", "@prefix"}
        if not odd:
            return value["@id"], value.get("@type") == "@id"
    raise CaseFault(
        f"@context says of “{cut(name)}” more than what it stands for. Write the address alone."
    )


def _resolved(name: str, terms: Mapping[str, str]) -> str:
    """What a term stands for when its own prefixes are resolved."""
    value, seen = terms[name], {name}
    while True:
        prefix, colon, rest = value.partition(":")
        if not colon or prefix not in terms:
            break
        if prefix in seen:
            raise CaseFault(f"@context explains “{cut(name)}” by itself. Write its address.")
        seen.add(prefix)
        value = terms[prefix] + rest
        if len(value) > _LONGEST_ADDRESS:
            break
    if not _ABSOLUTE.match(value) or len(value) > _LONGEST_ADDRESS:
        raise CaseFault(
            f"@context gives no address for “{cut(name)}” of up to {_LONGEST_ADDRESS} characters. "
            "Write one with a scheme."
        )
    return value


class _Reader:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._values = 0
        self.nodes: dict[str, Node] = {}

    def read_top(self, given: Any, place: str) -> None:
        if not isinstance(given, dict) or "@value" in given:
            raise CaseFault(f"{place} is no node. Nodes are objects with @id and @type.")
        self._read(given, place)

    def _read(self, given: dict[str, Any], place: str) -> Reference:
        if len(self.nodes) >= MOST_NODES:
            raise CaseFault(f"The file has over {MOST_NODES:,} nodes. Split it.")
        identifier = self._identifier(given, place)
        node = Node(identifier, place, self._types(given, place))
        names = [name for name in given if name not in ("@id", "@type")]
        if not names and not node.types:
            return Reference(identifier)
        if identifier in self.nodes:
            raise CaseFault(
                f"{place} describes {cut(given['@id'])}, which {self.nodes[identifier].place} "
                "describes as well. Join the two."
            )
        self.nodes[identifier] = node
        for name in names:
            self._check_name(name, place)
            values = list(self._all_values(name, given[name], f"{place}, {cut(name)}"))
            node.values.setdefault(self._context.full(name), []).extend(values)
        return Reference(identifier)

    def _identifier(self, given: dict[str, Any], place: str) -> str:
        found = given.get("@id")
        if found is None and "@id" not in given:
            # No @id holds a NUL, so that none is taken for this one.
            return f"\x00{len(self.nodes)}"
        if not isinstance(found, str) or not 0 < len(found) <= _LONGEST_NAME:
            raise CaseFault(f"{place}: @id must be a text of up to {_LONGEST_NAME:,} characters.")
        _check_text(found, f"{place}, @id")
        return self._context.full(found) if ":" in found else found

    def _types(self, given: dict[str, Any], place: str) -> tuple[str, ...]:
        found = given.get("@type", [])
        found = found if isinstance(found, list) else [found]
        self._count(len(found))
        if not all(isinstance(each, str) and len(each) <= _LONGEST_NAME for each in found):
            raise CaseFault(f"{place}: @type must be a name, or a list of names.")
        if len(found) > MOST_TYPES:
            raise CaseFault(f"{place} has over {MOST_TYPES} types. Leave out what it is not.")
        return tuple(self._context.full(each) for each in found)

    def _count(self, more: int) -> None:
        self._values += more
        if self._values > MOST_VALUES:
            raise CaseFault(f"The file has over {MOST_VALUES:,} values. Split it.")

    def _check_name(self, name: str, place: str) -> None:
        if name == "@context":
            raise CaseFault(f"{place} has a @context of its own. Keep the one at the top.")
        if name.startswith("@"):
            raise CaseFault(f"{place} holds {cut(name)}, which is not read. Leave it out.")
        if len(name) > _LONGEST_NAME:
            raise CaseFault(f"{place} has a name of over {_LONGEST_NAME:,} characters.")
        _check_text(name, place)

    def _all_values(self, name: str, given: Any, place: str) -> Iterator[Value]:
        for each in given if isinstance(given, list) else [given]:
            self._count(1)
            if isinstance(each, list):
                raise CaseFault(f"{place} holds a list within a list. Join them.")
            if isinstance(each, dict) and (kept := {"@list", "@set"} & set(each)):
                if len(each) > 1 or not isinstance(each[next(iter(kept))], list):
                    raise CaseFault(f"{place}: {next(iter(kept))} must stand alone and be a list.")
                yield from self._all_values(name, each[next(iter(kept))], place)
            elif each is not None:
                yield self._value(name, each, place)

    def _value(self, name: str, given: Any, place: str) -> Value:
        if isinstance(given, dict):
            if "@value" not in given:
                return self._read(given, place)
            given = _literal(given, place)
        elif isinstance(given, str) and name in self._context.references:
            _check_text(given, place)
            return Reference(self._context.full(given) if ":" in given else given)
        if isinstance(given, str):
            _check_text(given, place)
        value: Value = given
        return value


def _literal(given: Mapping[str, Any], place: str) -> Any:
    value = given["@value"]
    if set(given) - _VALUE_KEYS or isinstance(value, dict | list) or value is None:
        raise CaseFault(f"{place}: @value must be one value, with @type at most.")
    if not all(isinstance(given[name], str) for name in set(given) - {"@value"}):
        raise CaseFault(f"{place}: @type of a value must be a name.")
    return value


def _check_text(text: str, place: str) -> None:
    if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise CaseFault(f"{place} holds a NUL character or half of one. Remove it.")


def types_in_words(node: Node, context: Context) -> str:
    """What a node is, as the file writes it; of many types the first ones."""
    shown = map(context.short, node.types[:_MOST_SHOWN_TYPES])
    return cut(", ".join(shown)) or "a node without a type"
