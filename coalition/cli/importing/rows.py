"""One row of a foreign file, read through the map into what we store. Nothing is written here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from coalition import clock
from coalition.access.audience import Tlp
from coalition.cli.importing.mapping import ImportMap
from coalition.cli.importing.members import Members
from coalition.documents.importing import Prepared, prepare
from coalition.documents.kinds import KINDS
from coalition.documents.kinds.schema import MAX_TITLE
from coalition.errors import Invalid

OWN = ("title", "body", "kind", "date", "audience", "office", "author", "change_note")


@dataclass(frozen=True)
class Wanted:
    """An audience by slugs and addresses, before its members need to exist."""

    tlp: Tlp
    offices: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Row:
    """A row that may be stored."""

    number: int
    key: str
    prepared: Prepared
    office: str
    author: str
    wanted: Wanted
    published_at: datetime

    @property
    def offices(self) -> set[str]:
        """Every office that must exist first."""
        return {self.office} | self.wanted.offices

    @property
    def people(self) -> set[str]:
        """Everybody who must exist first."""
        return {self.author} | self.wanted.people


def read_row(
    given: dict[str, Any], *, number: int, key: str, mapping: ImportMap, members: Members
) -> Row:
    """The row as we would store it.

    Raises:
        Invalid: names every part that breaks its rule.
    """
    row = _in_our_words(given, mapping)
    kind = mapping.kinds.get(str(row.get("kind", "")), str(row.get("kind", "")))
    office = members.office_named(_name(row, "office"))
    author = members.person_named(_name(row, "author"))
    title, body = _title_and_body(row, mapping)
    prepared = prepare(
        kind,
        title=title,
        body=body,
        fields={name: value for name, value in row.items() if name not in OWN},
        change_note=_text(row, "change_note"),
    )
    wanted = audience_for(
        _expanded(row.get("audience"), mapping), office=office, author=author, members=members
    )
    return Row(number, key, prepared, office, author, wanted, _moment(row.get("date")))


def _in_our_words(given: dict[str, Any], mapping: ImportMap) -> dict[str, Any]:
    ours = {theirs: name for name, theirs in mapping.fields.items()}
    known = {*OWN, *(field.name for kind in KINDS.values() for field in kind.fields)}
    row: dict[str, Any] = dict(mapping.defaults)
    for theirs, value in given.items():
        if theirs in mapping.ignore:
            continue
        name = ours.get(theirs, theirs)
        if name not in known:
            raise Invalid.because(
                theirs[:60], "The map does not say what this field is. Add it to fields or ignore."
            )
        row[name] = _in_our_values(value, mapping.values.get(name, {}))
    return row


def _in_our_values(value: Any, words: Any) -> Any:
    if isinstance(value, list):
        return [_in_our_values(item, words) for item in value]
    return words.get(value, value) if isinstance(value, str) else value


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name, "")
    if not isinstance(value, str):
        raise Invalid.because(name, "It must be a text.")
    return value


def _name(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, int | str) or not str(value).strip():
        raise Invalid.because(name, "It is missing, or neither a number nor a name.")
    return str(value).strip()


def _title_and_body(row: dict[str, Any], mapping: ImportMap) -> tuple[str, str]:
    title, body = " ".join(_text(row, "title").split()), _text(row, "body")
    if len(title) <= MAX_TITLE or not mapping.shorten_titles:
        return title, body
    short = title[: MAX_TITLE - 1].rsplit(" ", 1)[0] + "…"
    return short, f"{title}\n\n{body}"


def _moment(value: Any) -> datetime:
    """Noon UTC of the given day, so that it is the same day in every American time zone."""
    if value in (None, ""):
        return clock.now()
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Invalid.because("date", "It must be a day written YYYY-MM-DD.") from None
    moment = datetime.combine(day, time(12), UTC)
    if moment.date() > clock.now().date():
        raise Invalid.because("date", "It lies in the future.")
    return moment


def _expanded(value: Any, mapping: ImportMap) -> list[str]:
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list) or not all(isinstance(token, str) for token in given):
        raise Invalid.because("audience", "It must be a list of tokens.")
    return [meant for token in given for meant in mapping.tokens.get(token, (token,))]


def audience_for(tokens: Iterable[str], *, office: str, author: str, members: Members) -> Wanted:
    """The TLP label that says exactly what ``tokens`` say, and never more.

    Raises:
        Invalid: no label says it; the way out is named.
    """
    offices, people, everyone = set(), set(), False
    for token in tokens:
        kind, _, name = token.partition(":")
        if token == "coalition":  # noqa: S105
            everyone = True
        elif kind == "office" and name:
            offices.add(members.office_named(name))
        elif kind == "user" and name:
            people.add(members.person_named(name))
        else:
            raise _inexact(f"nothing is known of “{token[:60]}”; say in the map what it stands for")
    if everyone:
        # Whoever holds an office's token holds the coalition's; naming them adds nobody.
        return Wanted(Tlp.GREEN)
    if not offices and not people:
        raise _inexact("it names nobody")
    people -= {person for person in people if members.reads_with(person, offices)}
    if offices and people:
        raise _inexact("it names offices and people outside them, which no label says together")
    if offices:
        return _among_offices(offices, office)
    if author not in people:
        raise _inexact("it leaves out the author, who always reads a paper for named people")
    return Wanted(Tlp.RED, people=frozenset(people))


def _among_offices(offices: set[str], own: str) -> Wanted:
    if own not in offices:
        raise _inexact("it leaves out the paper's own office, which always reads it")
    if offices == {own}:
        return Wanted(Tlp.AMBER_STRICT)
    return Wanted(Tlp.AMBER, offices=frozenset(offices))


def _inexact(why: str) -> Invalid:
    return Invalid.because("audience", f"It cannot be said exactly: {why}.")
