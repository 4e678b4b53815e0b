"""The words of a register's entries: what may be entered, and what breaks a rule. Pure."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from coalition.errors import Problem
from coalition.evidence.demands.deadlines import NotCounted, deadline_of
from coalition.evidence.demands.register import ABSENCES, ANSWERS, COURT_OUTCOMES
from coalition.evidence.demands.rules import DEMANDS, RULES

# Beyond them a day is a slip of the pen, and a deadline would leave the calendar.
FIRST_YEAR, LAST_YEAR = 2000, 2100


class Form(StrEnum):
    """How a word is entered."""

    TEXT = "text"
    DAY = "day"
    CHOICE = "choice"


@dataclass(frozen=True)
class Word:
    """A field of an entry. ``past``: a day that has come."""

    name: str
    label: str
    form: Form = Form.TEXT
    required: bool = False
    longest: int = 200
    choices: Collection[str] = ()
    past: bool = False


_NOTE: Final = Word("note", "The note", longest=500)
_RULE: Final = (
    Word("rule", "The rule of its deadline", Form.CHOICE, required=True, choices=RULES),
    Word("starts_on", "The day that starts it", Form.DAY, past=True),
    Word("named_on", "The day that is named", Form.DAY),
)

WORDS: Final[Mapping[str, tuple[Word, ...]]] = MappingProxyType(
    {
        "missing": (
            Word("item", "What is missing", required=True),
            Word("clip", "Its place in the index"),
            Word("absence", "Why it is missing", Form.CHOICE, required=True, choices=ABSENCES),
            Word("agency", "The agency", required=True),
            Word("whom", "Whose it is, by role"),
            Word("period", "The period in question", required=True),
            Word("known", "How it is known to exist", required=True, longest=500),
            _NOTE,
        ),
        "demand": (
            Word("kind", "The kind of demand", Form.CHOICE, required=True, choices=DEMANDS),
            Word("sent_on", "The day it was sent", Form.DAY, required=True, past=True),
            Word("to", "To whom it was sent", required=True),
            Word("reference", "Your reference", longest=80),
            *_RULE,
            _NOTE,
        ),
        "deadline": (
            *_RULE,
            Word("ended", "Whether it still counts", Form.CHOICE, choices=("", "yes")),
            _NOTE,
        ),
        "answer": (
            Word("outcome", "What came", Form.CHOICE, required=True, choices=ANSWERS),
            Word("answered_on", "The day of the answer", Form.DAY, required=True, past=True),
            Word("ground", "The ground", longest=300),
            _NOTE,
        ),
        "court": (
            Word("motion", "The motion or suit", required=True),
            Word("court", "The court", required=True),
            Word("docket", "The docket number", longest=80),
            Word(
                "outcome", "What became of it", Form.CHOICE, required=True, choices=COURT_OUTCOMES
            ),
            Word("decided_on", "The day of filing or decision", Form.DAY, required=True, past=True),
            _NOTE,
        ),
    }
)
_WHY: Final = Word("why", "Why it is corrected", required=True)
NEEDS_GROUND: Final = frozenset({"refused", "partly"})


def words_of(act: str, *, correcting: bool) -> tuple[Word, ...]:
    """The fields of such an entry."""
    return (*WORDS[act], _WHY) if correcting else WORDS[act]


def texts_of(act: str, *, correcting: bool) -> tuple[Word, ...]:
    """The fields in which somebody could be named; the label of a clip was decided before."""
    words = words_of(act, correcting=correcting)
    return tuple(word for word in words if word.form is Form.TEXT and word.name != "clip")


def cleaned(words: Collection[Word], typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed of these fields, with white space folded."""
    return {word.name: " ".join(typed.get(word.name, "").split()) for word in words}


def problems_of(
    words: Collection[Word], said: Mapping[str, str], *, today: date
) -> Iterator[Problem]:
    """Every field that breaks its own rule."""
    for word in words:
        text = said[word.name]
        message = _missing(word) if word.required and not text else _fault(word, text, today)
        if message:
            yield Problem(word.name, message)


def _missing(word: Word) -> str:
    return f"{word.label} is missing. {'Choose one.' if word.form is Form.CHOICE else 'Enter it.'}"


def _fault(word: Word, text: str, today: date) -> str:
    if word.form is Form.CHOICE:
        return (
            f"{word.label} is not one of those offered. Choose one." if _unknown(word, text) else ""
        )
    if word.form is Form.DAY:
        return _fault_of_day(word, text, today) if text else ""
    if len(text) > word.longest or not text.isprintable():
        return f"{word.label} may have {word.longest} characters that can be shown. Shorten it."
    return ""


def _unknown(word: Word, text: str) -> bool:
    return bool(text) and text not in word.choices


def _fault_of_day(word: Word, text: str, today: date) -> str:
    day = day_in(text)
    if day is None:
        return (
            f"{word.label} cannot be read. Enter year, month and day between {FIRST_YEAR} and "
            f"{LAST_YEAR}, such as 2026-01-31."
        )
    if word.past and day > today:
        return f"{word.label} is still to come. Enter it when it has happened."
    return ""


def day_in(text: str) -> date | None:
    """The day, if it is one of these years, written in full."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    fits = day.isoformat() == text and FIRST_YEAR <= day.year <= LAST_YEAR
    return day if fits else None


def ground_problems(said: Mapping[str, str]) -> Iterator[Problem]:
    """What is refused, if only in part, has a ground, or it is said that none was given."""
    if said["outcome"] in NEEDS_GROUND and not said["ground"]:
        yield Problem("ground", "The ground is missing. Enter it, or “none given”.")


def rule_problems(kind: str, said: Mapping[str, str]) -> Iterator[Problem]:
    """A rule that is not for this kind of demand, or lacks the day that it needs."""
    rule = RULES[said["rule"]]
    if kind not in rule.demands:
        yield Problem(
            "rule",
            f"This rule is not for a {DEMANDS[kind].lower()}. Choose another, or the named day.",
        )
        return
    try:
        deadline_of(rule, starts_on=day_in(said["starts_on"]), named_on=day_in(said["named_on"]))
    except NotCounted as missing:
        yield Problem(missing.field, str(missing))
