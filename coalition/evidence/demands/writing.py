"""What is written into a register, checked and decided before anything of it is stored."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from coalition import clock
from coalition.access.actor import Actor
from coalition.deidentify.at_once import AtOnce, review_at_once, seen_as
from coalition.deidentify.decisions import Decision
from coalition.deidentify.examined import Look, examined
from coalition.deidentify.sheet import Basis
from coalition.errors import Invalid, NotFound, Problem
from coalition.evidence.demands.register import BELONGS_TO, Entry, Note, Register
from coalition.evidence.demands.words import (
    cleaned,
    day_in,
    ground_problems,
    problems_of,
    rule_problems,
    texts_of,
    words_of,
)
from coalition.sharing.models import Thing


@dataclass(frozen=True)
class Written:
    """An entry as it was sent.

    ``about`` is the number of the entry that it belongs to, ``corrects`` of the one that it
    corrects. ``chosen`` are decisions about what was found, by key; they count for the words that
    ``seen`` stands for and for no others. ``clips``: the labels of the index's recordings.
    """

    act: str
    typed: Mapping[str, str]
    about: int = 0
    corrects: int = 0
    seen: str = ""
    chosen: Mapping[str, Decision] = field(default_factory=dict)
    clips: Collection[str] = ()


def _about(actor: Actor, thing: Thing) -> str:
    return f"missing:{thing.public_id}:{actor.public_id}"


def parts_of(written: Written) -> dict[str, str]:
    """The words that the review looks at, by field."""
    words = texts_of(written.act, correcting=bool(written.corrects))
    return {name: text for name, text in cleaned(words, written.typed).items() if text}


def words_as_seen(actor: Actor, thing: Thing, written: Written) -> str:
    """What a page names the words by whose findings it shows."""
    return seen_as(_about(actor, thing), parts_of(written))


def review_words(actor: Actor, thing: Thing, written: Written, *, look: Look = examined) -> AtOnce:
    """What identifies somebody in the words, as it was decided so far."""
    current = written.seen == words_as_seen(actor, thing, written)
    chosen = written.chosen if current else {}
    return review_at_once(_about(actor, thing), parts_of(written), Basis(), chosen, look=look)


def entry_of(written: Written, register: Register) -> Entry:
    """What was sent as an entry, before its words are decided.

    Raises:
        NotFound: what it belongs to, or corrects, is not in the register.
        Invalid: names every field that breaks a rule.
    """
    about = _belongs_to(written, register)
    words = words_of(written.act, correcting=bool(written.corrects))
    said = cleaned(words, written.typed)
    if written.act == "deadline" and said["ended"] == "yes":
        said = _with_its_days(said, about, register)
    problems = list(problems_of(words, said, today=clock.now().date()))
    named = {problem.field for problem in problems}
    problems += [
        problem
        for problem in _problems_together(written, said, about, register, named)
        if problem.field not in named
    ]
    if problems:
        raise Invalid(*problems)
    why = said.pop("why", "")
    return Entry(written.act, about.number if about else 0, said, written.corrects, why)


def _belongs_to(written: Written, register: Register) -> Note | None:
    number = written.about
    if written.corrects:
        before = register.notes.get(written.corrects)
        if before is None or before.act != written.act:
            raise NotFound
        number = before.about
    wanted = BELONGS_TO[written.act]
    about = register.notes.get(number)
    if (about.act if about else "") != wanted:
        raise NotFound
    return about


def _with_its_days(said: dict[str, str], about: Note | None, register: Register) -> dict[str, str]:
    """A deadline that no longer counts keeps the days that it was worked out from."""
    set_so_far = [
        note
        for note in register.notes.values()
        if about is not None
        and about.number in (note.number, note.about)
        and note.words.get("rule") == said["rule"]
    ]
    if not set_so_far:
        raise Invalid.because(
            "rule", "The demand has no deadline by this rule. Choose one that it has."
        )
    last = set_so_far[-1].words
    return {**said, "starts_on": last["starts_on"], "named_on": last["named_on"]}


def _problems_together(
    written: Written,
    said: Mapping[str, str],
    about: Note | None,
    register: Register,
    named: Collection[str],
) -> Iterator[Problem]:
    """Fields that do not go together; ``named`` break a rule of their own already."""
    if written.act == "missing" and said["clip"] and said["clip"] not in written.clips:
        yield Problem("clip", "The index has no such recording. Choose one of those offered.")
    if written.act == "answer" and "outcome" not in named:
        yield from ground_problems(said)
    if "rule" in said and not {"rule", "kind", "starts_on", "named_on"} & set(named):
        kind = said["kind"] if written.act == "demand" else about.words["kind"] if about else ""
        yield from rule_problems(kind, said)
    if about is not None and about.act == "demand":
        yield from _too_early(said, about)


def _too_early(said: Mapping[str, str], demand: Note) -> Iterator[Problem]:
    sent = day_in(demand.words["sent_on"])
    day = day_in(said.get("answered_on", ""))
    if sent and day and day < sent:
        yield Problem(
            "answered_on", f"This is before the demand was sent, on {sent}. Check the day."
        )


def decided(entry: Entry, review: AtOnce) -> Entry:
    """The entry with the words that were decided."""
    made = review.sheet.decided_parts
    words = {name: made.get(name, text) for name, text in entry.words.items()}
    return replace(entry, words=words, why=made.get("why", entry.why))
