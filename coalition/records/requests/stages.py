"""THE table of a public-records request: where it stands, what may be done, and what follows.

The services take every step through :func:`next_step`, and ``docs/records-requests.md`` with its
diagram is made from the same rows. Pure: knows no web and no database.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from coalition.access.actor import Actor
from coalition.access.decide import allows
from coalition.access.predicates import Thing
from coalition.errors import Conflict, Invalid, NotPermitted


class Stage(StrEnum):
    """Where a request stands."""

    REGISTERED = "registered"
    SEARCHING = "searching"
    NOTIFIED = "notified"
    ANSWERED = "answered"
    APPEALED = "appealed"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


STAGE_LABELS = {
    Stage.REGISTERED: "Registered",
    Stage.SEARCHING: "Papers are looked for",
    Stage.NOTIFIED: "Contributors were asked",
    Stage.ANSWERED: "Answered",
    Stage.APPEALED: "Appealed",
    Stage.WITHDRAWN: "Withdrawn by the requester",
    Stage.CLOSED: "Closed",
}
# What has a day on which it is due.
OPEN = (Stage.REGISTERED, Stage.SEARCHING, Stage.NOTIFIED, Stage.APPEALED)


class Act(StrEnum):
    """What can be done with a request."""

    CHOOSE = "choose a paper"
    LEAVE_OUT = "leave a paper out"
    MOVE = "move the day"
    ASK = "ask contributors"
    REPLY = "reply as a contributor"
    LOG = "log what became of a paper"
    ANSWER = "answer"
    WITHDRAW = "note that the requester withdrew"
    APPEAL = "note an appeal"
    CLOSE = "close"


@dataclass(frozen=True)
class Case:
    """What the needs look at: counts of the request, and facts of the one paper acted on.

    ``to_ask``: papers of other offices whose contributors were not asked; ``may_object``: who was
    asked, has not replied and still may; ``to_log``: papers of which the log says nothing.
    ``begun``: somebody was asked about the paper, or it is in the log; ``waits``: its contributor
    may still object; ``in_time``: the contributor's day is not over.
    """

    to_ask: int = 0
    may_object: int = 0
    to_log: int = 0
    begun: bool = False
    waits: bool = False
    in_time: bool = True


@dataclass(frozen=True)
class Need:
    """Something that must hold, in words for the table and for whoever tries."""

    words: str
    test: Callable[[Case], bool]
    refusal: str


SOMEBODY_TO_ASK = Need(
    "some contributor was not asked yet",
    lambda case: case.to_ask > 0,
    "Every contributor was asked already. Choose a paper of another office first.",
)
ALL_ASKED = Need(
    "every contributor was asked",
    lambda case: case.to_ask == 0,
    "Some contributors were not asked yet. Ask them, or leave their papers out.",
)
NOBODY_WAITS = Need(
    "every contributor replied, or their day is over",
    lambda case: case.may_object == 0,
    "Some contributors may still object. Wait for them or for their day.",
)
ALL_LOGGED = Need(
    "the log says what became of every paper",
    lambda case: case.to_log == 0,
    "The log does not say what became of every paper. Log the others.",
)
NOT_BEGUN = Need(
    "nobody was asked about the paper, and it is not in the log",
    lambda case: not case.begun,
    "Somebody was asked about this paper, or it is in the log. It stays in the request.",
)
PAPER_IS_FREE = Need(
    "the paper's contributor replied, or their day is over",
    lambda case: not case.waits,
    "The contributor of this paper was not asked, or may still object.",
)
IN_TIME = Need(
    "the day to object is not over",
    lambda case: case.in_time,
    "The day to object is over. Write to the office that asked.",
)


@dataclass(frozen=True)
class Transition:
    """One row: at ``stage``, who has ``who`` may do ``act`` when all ``needs`` hold."""

    stage: Stage
    act: Act
    who: str
    after: Stage
    needs: tuple[Need, ...] = ()


_HANDLE, _CLOSE, _REPLY = "request:handle", "request:close", "notice:answer"
_DONE = (ALL_ASKED, NOBODY_WAITS, ALL_LOGGED)


def _open(stage: Stage, after_choosing: Stage, after_asking: Stage) -> tuple[Transition, ...]:
    """What may be done at every open stage."""
    return (
        Transition(stage, Act.CHOOSE, _HANDLE, after_choosing),
        Transition(stage, Act.LEAVE_OUT, _HANDLE, stage, (NOT_BEGUN,)),
        Transition(stage, Act.MOVE, _HANDLE, stage),
        Transition(stage, Act.ASK, _HANDLE, after_asking, (SOMEBODY_TO_ASK,)),
        Transition(stage, Act.LOG, _HANDLE, stage, (PAPER_IS_FREE,)),
        Transition(stage, Act.ANSWER, _HANDLE, Stage.ANSWERED, _DONE),
        Transition(stage, Act.WITHDRAW, _HANDLE, Stage.WITHDRAWN),
    )


TRANSITIONS: tuple[Transition, ...] = (
    Transition(Stage.REGISTERED, Act.CHOOSE, _HANDLE, Stage.SEARCHING),
    Transition(Stage.REGISTERED, Act.MOVE, _HANDLE, Stage.REGISTERED),
    Transition(Stage.REGISTERED, Act.ANSWER, _HANDLE, Stage.ANSWERED, _DONE),
    Transition(Stage.REGISTERED, Act.WITHDRAW, _HANDLE, Stage.WITHDRAWN),
    *_open(Stage.SEARCHING, Stage.SEARCHING, Stage.NOTIFIED),
    *_open(Stage.NOTIFIED, Stage.NOTIFIED, Stage.NOTIFIED),
    Transition(Stage.NOTIFIED, Act.REPLY, _REPLY, Stage.NOTIFIED, (IN_TIME,)),
    Transition(Stage.ANSWERED, Act.APPEAL, _HANDLE, Stage.APPEALED),
    Transition(Stage.ANSWERED, Act.CLOSE, _CLOSE, Stage.CLOSED),
    *_open(Stage.APPEALED, Stage.APPEALED, Stage.APPEALED),
    Transition(Stage.APPEALED, Act.REPLY, _REPLY, Stage.APPEALED, (IN_TIME,)),
    Transition(Stage.WITHDRAWN, Act.CLOSE, _CLOSE, Stage.CLOSED),
)


def can(stage: str, act: Act) -> bool:
    """Whether there is such a row at all, whoever asks and whatever it needs."""
    return any(row.stage == stage and row.act is act for row in TRANSITIONS)


def next_step(stage: str, act: Act, actor: Actor, thing: Thing, case: Case = Case()) -> Transition:
    """The row that holds now.

    Raises:
        Conflict: this cannot be done at this stage.
        NotPermitted: not by this actor.
        Invalid: something it needs is missing; it is said what.
    """
    row = next((row for row in TRANSITIONS if row.stage == stage and row.act is act), None)
    if row is None:
        raise Conflict
    if not allows(actor, row.who, thing):
        raise NotPermitted(row.who)
    for need in row.needs:
        if not need.test(case):
            raise Invalid.because("", need.refusal)
    return row
