"""The map: how another system's words are read as ours. ``docs/import.md`` describes it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from coalition.errors import Invalid

Words = Mapping[str, str]


@dataclass(frozen=True)
class ImportMap:
    """A checked map. Every part has a default, which a given part replaces as a whole.

    Args:
        source: a short name; placeholder offices and people are named after it, so that office 12
            of one system is never taken for office 12 of another.
        kinds: their word for a kind -> our code.
        fields: our name of a field -> theirs.
        ignore: their fields that are left out on purpose.
        values: our name of a field -> their value -> ours.
        defaults: our name of a field -> the value of rows that have none.
        tokens: their audience token -> the tokens it stands for.
        offices: their office -> the slug of a member office.
        people: their person -> the address of a member.
        shorten_titles: cut a title that is too long and keep the whole of it in the text.
    """

    source: str = "imported"
    kinds: Words = field(
        default_factory=lambda: {
            "memo": "case-memo",
            "strategy": "charging-strategy",
            "evidence": "evidence-index",
        }
    )
    fields: Words = field(default_factory=dict)
    ignore: tuple[str, ...] = ("id",)
    values: Mapping[str, Words] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    tokens: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    offices: Words = field(default_factory=dict)
    people: Words = field(default_factory=dict)
    shorten_titles: bool = True

    def their_name(self, ours: str) -> str:
        """What the file calls our field."""
        return self.fields.get(ours, ours)


def read_map(path: Path) -> ImportMap:
    """The map in a JSON file.

    Raises:
        Invalid: the file is no such map; the part is named.
    """
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        raise Invalid.because("map", "The map is not JSON in UTF-8.") from None
    if not isinstance(given, dict):
        raise Invalid.because("map", "The map must be a JSON object.")
    known = {f.name for f in fields(ImportMap)}
    for name in given:
        if name not in known:
            raise Invalid.because(
                "map", f"The map has no part “{name}”. Known: {', '.join(sorted(known))}."
            )
    return replace(ImportMap(), **{name: _part(name, value) for name, value in given.items()})


def _part(name: str, value: Any) -> Any:
    if name == "source":
        return _source(value)
    if name == "shorten_titles":
        if not isinstance(value, bool):
            raise _wrong(name, "true or false")
        return value
    if name == "ignore":
        return tuple(_texts(name, value))
    if not isinstance(value, dict):
        raise _wrong(name, "a JSON object")
    if name == "defaults":
        return value
    if name == "values":
        return {ours: _words(f"values.{ours}", words) for ours, words in value.items()}
    if name == "tokens":
        return {token: tuple(_texts(f"tokens.{token}", meant)) for token, meant in value.items()}
    return _words(name, value)


def _source(value: Any) -> str:
    short = isinstance(value, str) and 0 < len(value) <= 30 and value.isascii()
    if not short or not value.replace("-", "").isalnum() or value != value.lower():
        raise _wrong("source", "up to 30 lower-case letters, digits and hyphens")
    return str(value)


def _texts(name: str, value: Any) -> list[str]:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise _wrong(name, "a text or a list of texts")
    return texts


def _words(name: str, value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
        raise _wrong(name, "a JSON object of texts")
    return value


def _wrong(name: str, rule: str) -> Invalid:
    return Invalid.because("map", f"The part “{name}” of the map must be {rule}.")
