"""THE table of vetting: where an application stands, what may be done with it, and what follows.

The services take every step through :func:`next_step`, and ``docs/vetting.md`` with its diagram is
made from the same rows. Pure: knows no web and no database.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from coalition.access.actor import Actor
from coalition.access.decide import allows
from coalition.access.predicates import Thing
from coalition.errors import Conflict, Invalid, NotPermitted


class Stage(StrEnum):
    """Where an application stands."""

    UNCONFIRMED = "unconfirmed"
    WAITING = "waiting"
    ASKED = "asked"
    APPROVED_ONCE = "approved-once"
    INVITED = "invited"
    REFUSED = "refused"


STAGE_LABELS = {
    Stage.UNCONFIRMED: "Address not confirmed",
    Stage.WAITING: "Waits for two approvals",
    Stage.ASKED: "Waits for the applicant",
    Stage.APPROVED_ONCE: "Waits for a second approval",
    Stage.INVITED: "Approved by two",
    Stage.REFUSED: "Refused",
}
# What an admin may act on.
OPEN = (Stage.WAITING, Stage.ASKED, Stage.APPROVED_ONCE)


class Act(StrEnum):
    """What can be done with an application."""

    CONFIRM = "confirm the address"
    NOTE = "note a finding"
    DOUBT = "note that something does not fit"
    MATCH = "say which office it is"
    ASK_SPONSOR = "ask a sponsor"
    VOUCH = "vouch"
    DECLINE = "decline to vouch"
    ASK = "ask the applicant"
    ANSWER = "answer"
    APPROVE = "approve"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Case:
    """What the needs look at: what is missing, and how many earlier approvals still stand."""

    missing: Sequence[str] = ()
    standing: int = 0


@dataclass(frozen=True)
class Need:
    """Something that must hold of a case, in words for the table and for whoever tries."""

    words: str
    test: Callable[[Case], bool]
    refusal: Callable[[Case], str]


COMPLETE = Need(
    "nothing is missing from the checklist",
    lambda case: not case.missing,
    lambda case: f"Still missing: {'; '.join(case.missing)}.",
)
STANDS = Need(
    "the earlier approval still stands",
    lambda case: case.standing >= 1,
    lambda case: "The earlier approval counts no more.",
)
LAPSED = Need(
    "the earlier approval counts no more",
    lambda case: case.standing == 0,
    lambda case: "The earlier approval still counts.",
)

# Whoever holds the link of a mail, which works once; everybody else needs the named permission.
LINK = "the holder of the mailed link"


@dataclass(frozen=True)
class Transition:
    """One row: at ``stage``, ``who`` may do ``act`` when all ``needs`` hold; then ``after``.

    ``voids``: approvals given before do not count any more.
    """

    stage: Stage
    act: Act
    who: str
    after: Stage
    needs: tuple[Need, ...] = ()
    voids: bool = False


_CHECK, _ASK = "application:check", "application:ask"
_APPROVE, _REFUSE, _VOUCH = "application:approve", "application:refuse", "application:vouch"


def _looked_into(stage: Stage) -> tuple[Transition, ...]:
    """What may be done at every open stage."""
    back = Stage.ASKED if stage is Stage.ASKED else Stage.WAITING
    return (
        Transition(stage, Act.NOTE, _CHECK, stage),
        Transition(stage, Act.DOUBT, _CHECK, back, voids=True),
        Transition(stage, Act.MATCH, _CHECK, back, voids=True),
        Transition(stage, Act.ASK_SPONSOR, _CHECK, back, voids=True),
        Transition(stage, Act.VOUCH, _VOUCH, stage),
        Transition(stage, Act.DECLINE, _VOUCH, back, voids=True),
        Transition(stage, Act.ASK, _ASK, Stage.ASKED, voids=True),
        Transition(stage, Act.REFUSE, _REFUSE, Stage.REFUSED, voids=True),
    )


TRANSITIONS: tuple[Transition, ...] = (
    Transition(Stage.UNCONFIRMED, Act.CONFIRM, LINK, Stage.WAITING),
    *_looked_into(Stage.WAITING),
    Transition(Stage.WAITING, Act.APPROVE, _APPROVE, Stage.APPROVED_ONCE, (COMPLETE,)),
    *_looked_into(Stage.ASKED),
    Transition(Stage.ASKED, Act.ANSWER, LINK, Stage.WAITING),
    *_looked_into(Stage.APPROVED_ONCE),
    Transition(Stage.APPROVED_ONCE, Act.APPROVE, _APPROVE, Stage.INVITED, (COMPLETE, STANDS)),
    Transition(
        Stage.APPROVED_ONCE,
        Act.APPROVE,
        _APPROVE,
        Stage.APPROVED_ONCE,
        (COMPLETE, LAPSED),
        voids=True,
    ),
)


def next_step(
    stage: str, act: Act, actor: Actor | None, thing: Thing, case: Case = Case()
) -> Transition:
    """The row that holds now.

    Args:
        actor: nobody for whoever came by a mailed link, which the caller has checked.

    Raises:
        Conflict: this cannot be done at this stage.
        NotPermitted: not by this actor.
        Invalid: something it needs is missing; it is said what.
    """
    rows = [row for row in TRANSITIONS if row.stage == stage and row.act is act]
    if not rows:
        raise Conflict
    for row in rows:
        if not _may(row, actor, thing):
            raise NotPermitted(row.who)
        if all(need.test(case) for need in row.needs):
            return row
    failed = next(need for need in rows[0].needs if not need.test(case))
    raise Invalid.because("", failed.refusal(case))


def _may(row: Transition, actor: Actor | None, thing: Thing) -> bool:
    if row.who == LINK:
        return actor is None
    return actor is not None and allows(actor, row.who, thing)
