"""A register of missing evidence: what its entries say, and what follows from them.

Pure. The register is a log: a correction is an entry too and takes nothing away. Where an item or
a demand stands is worked out from the entries and never typed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from coalition.evidence.custody.chain import Link
from coalition.evidence.demands.deadlines import Deadline, deadline_of
from coalition.evidence.demands.rules import RULES, Whose

ABSENCES: Final = MappingProxyType(
    {
        "off": "Camera off",
        "refused": "Refused",
        "destroyed": "Destroyed",
        "overwritten": "Overwritten",
        "never-produced": "Never produced",
    }
)
ANSWERS: Final = MappingProxyType(
    {
        "produced": "Produced",
        "partly": "Partly produced",
        "preserved": "Says that it is kept",
        "refused": "Refused",
        "none": "No answer came",
    }
)
COURT_OUTCOMES: Final = MappingProxyType(
    {
        "pending": "Pending",
        "granted": "Granted",
        "partly": "Granted in part",
        "denied": "Denied",
        "withdrawn": "Withdrawn",
    }
)
# What an entry may say, each with what it has to belong to.
BELONGS_TO: Final = MappingProxyType(
    {
        "missing": "",
        "demand": "missing",
        "deadline": "demand",
        "answer": "demand",
        "court": "demand",
    }
)


@dataclass(frozen=True)
class Entry:
    """What one entry says.

    ``about`` is the number of the entry that it belongs to, ``corrects`` of the one whose words
    it takes the place of, with ``why``; 0 is none. Days in ``words`` are ISO 8601.
    """

    act: str
    about: int
    words: dict[str, str]
    corrects: int = 0
    why: str = ""


class Status(StrEnum):
    """Where a demand, or an item, stands. Of several demands the first in this order counts."""

    PRODUCED = "Produced"
    OVERDUE = "Overdue"
    IN_COURT = "Before a court"
    ORDERED = "Ordered by a court"
    WAITS = "Waits for an answer"
    PARTLY = "Partly produced"
    DENIED = "Denied by a court"
    REFUSED = "Refused"
    UNANSWERED = "No answer came"
    PRESERVED = "Said to be kept"
    NOT_DEMANDED = "Not demanded yet"


_BY_ANSWER: Final = {
    "produced": Status.PRODUCED,
    "partly": Status.PARTLY,
    "preserved": Status.PRESERVED,
    "refused": Status.REFUSED,
    "none": Status.UNANSWERED,
}
_BY_COURT: Final = {
    "pending": Status.IN_COURT,
    "granted": Status.ORDERED,
    "partly": Status.ORDERED,
    "denied": Status.DENIED,
}


@dataclass(frozen=True)
class Note:
    """An entry as it stands now: with the words of its newest correction, by whom."""

    number: int
    act: str
    about: int
    words: Mapping[str, str]
    at: str
    by: str
    corrected: int = 0


@dataclass(frozen=True)
class Due:
    """A deadline of a demand. ``number`` and ``by`` are those of the entry that set it."""

    number: int
    by: str
    deadline: Deadline
    is_open: bool


@dataclass(frozen=True)
class Demand:
    """A demand with what became of it. ``dues`` holds the newest deadline of each rule."""

    note: Note
    dues: Sequence[Due]
    answers: Sequence[Note]
    court: Sequence[Note]

    @property
    def number(self) -> int:
        """The number of its entry, by which it is known."""
        return self.note.number

    def status(self, today: date) -> Status:
        """Where it stands on ``today``; what others are late with is overdue only after its day."""
        said = self._said()
        if said is Status.PRODUCED:
            return said
        awaited = [
            due.deadline.day
            for due in self.dues
            if due.is_open and due.deadline.rule.whose is Whose.OTHERS and due.deadline.day
        ]
        if any(day < today for day in awaited):
            return Status.OVERDUE
        if said in (Status.IN_COURT, Status.ORDERED):
            return said
        return Status.WAITS if awaited or said is None else said

    def _said(self) -> Status | None:
        """By the last answer or decision; a motion that was withdrawn says nothing."""
        last: Status | None = None
        for note in sorted([*self.answers, *self.court], key=lambda note: note.number):
            known = _BY_ANSWER if note.act == "answer" else _BY_COURT
            last = known.get(note.words["outcome"], last)
        return last


@dataclass(frozen=True)
class Item:
    """Something that is missing, and the demands for it."""

    note: Note
    demands: Sequence[Demand]

    @property
    def number(self) -> int:
        """The number of its entry, by which it is known."""
        return self.note.number

    def status(self, today: date) -> Status:
        """Where it stands: the first of its demands' in the order of :class:`Status`."""
        standing = {demand.status(today) for demand in self.demands}
        return next((each for each in Status if each in standing), Status.NOT_DEMANDED)


@dataclass(frozen=True)
class Register:
    """Everything that is missing; ``notes`` are all entries but corrections, by number."""

    items: Sequence[Item] = ()
    notes: Mapping[int, Note] = field(default_factory=dict)

    def item(self, number: int) -> Item | None:
        """The item with that number."""
        return next((item for item in self.items if item.number == number), None)

    def item_of(self, number: int) -> Item | None:
        """The item that the entry with that number belongs to, or is."""
        note = self.notes.get(number)
        while note is not None and note.act != "missing":
            note = self.notes.get(note.about)
        return self.item(note.number) if note else None


def register_of(links: Iterable[Link[Entry]]) -> Register:
    """What the entries come to."""
    notes: dict[int, Note] = {}
    for link in links:
        said = link.content
        number = said.corrects or link.number
        before = notes.get(number)
        notes[number] = Note(
            number,
            before.act if before else said.act,
            before.about if before else said.about,
            said.words,
            link.at,
            link.by,
            before.corrected + 1 if before else 0,
        )
    items = [Item(note, _demands(notes, note)) for note in _of(notes, "missing", 0)]
    return Register(items, MappingProxyType(notes))


def _of(notes: Mapping[int, Note], act: str, about: int) -> list[Note]:
    return [note for note in notes.values() if note.act == act and note.about == about]


def _demands(notes: Mapping[int, Note], item: Note) -> list[Demand]:
    return [_demand(notes, note) for note in _of(notes, "demand", item.number)]


def _demand(notes: Mapping[int, Note], note: Note) -> Demand:
    answers = _of(notes, "answer", note.number)
    newest: dict[str, Note] = {}
    for each in [note, *_of(notes, "deadline", note.number)]:
        newest[each.words["rule"]] = each
    answered = max((answer.number for answer in answers), default=0)
    over = any(answer.words["outcome"] == "produced" for answer in answers)
    dues = [_due(each, answered=answered, over=over) for each in newest.values()]
    return Demand(note, dues, answers, _of(notes, "court", note.number))


def _due(note: Note, *, answered: int, over: bool) -> Due:
    words = note.words
    rule = RULES[words["rule"]]
    made = deadline_of(
        rule, starts_on=_day(words.get("starts_on")), named_on=_day(words.get("named_on"))
    )
    # An answer ends what others had to do, or could; what the office has to do goes on.
    ended = words.get("ended") == "yes" or (
        rule.whose is not Whose.OFFICE and answered > note.number
    )
    return Due(note.number, note.by, made, made.day is not None and not ended and not over)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
