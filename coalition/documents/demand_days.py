"""The days that the demands of an office wait for, across its evidence indexes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select

from coalition.access.actor import Actor
from coalition.access.decide import allows
from coalition.db import db
from coalition.documents.models import Paper
from coalition.evidence.demands.models import DemandDay
from coalition.evidence.demands.queries import day_everywhere, opened
from coalition.evidence.demands.register import Item, Note, Register
from coalition.evidence.demands.reminding import BEFORE
from coalition.evidence.demands.rules import RULES, Rule
from coalition.sharing.models import Thing
from coalition.sharing.queries import readable_by


@dataclass(frozen=True)
class DueRow:
    """One open deadline: of which demand for what, in which index, and in how many days."""

    paper: Paper
    title: str
    item: Item
    demand: Note
    rule: Rule
    due_on: date
    days: int


@dataclass(frozen=True)
class DueRows:
    """One page of them, the first due first, and how many there are."""

    rows: Sequence[DueRow]
    total: int


def days_left(due_on: date) -> int:
    """How many days are left; below zero when it is over everywhere."""
    return (due_on - day_everywhere()).days


def _wanted(actor: Actor) -> Select[DemandDay, Paper]:
    return (
        select(DemandDay, Paper)
        .join(Thing, Thing.id == DemandDay.thing_id)
        .join(Paper, Paper.thing_id == Thing.id)
        .where(Paper.office_id == actor.office_id, readable_by(actor))
    )


def _count(query: Select[DemandDay, Paper]) -> int:
    days = query.with_only_columns(DemandDay.id).order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(days)) or 0


def demand_days(actor: Actor, *, page: int = 1, size: int = 25) -> DueRows:
    """The open deadlines of demands in the indexes of the actor's office that they may read."""
    if not allows(actor, "demand:list"):
        return DueRows([], 0)
    query = _wanted(actor)
    found = db.session.execute(
        query.order_by(DemandDay.due_on, DemandDay.id).offset((page - 1) * size).limit(size)
    ).all()
    registers: dict[int, Register] = {}
    rows = [_row(day, paper, registers) for day, paper in found]
    return DueRows([row for row in rows if row is not None], _count(query))


def _row(day: DemandDay, paper: Paper, registers: dict[int, Register]) -> DueRow | None:
    if paper.id not in registers:
        registers[paper.id] = opened(paper.thing).register
    register = registers[paper.id]
    item, demand = register.item_of(day.demand), register.notes.get(day.demand)
    if item is None or demand is None:
        return None
    title = paper.current.title if paper.current else ""
    rule = RULES[day.rule]
    return DueRow(paper, title, item, demand, rule, day.due_on, days_left(day.due_on))


def count_days(actor: Actor, *, soon: bool) -> int:
    """How many there are, or only those that are late or due within a week."""
    if not allows(actor, "demand:list"):
        return 0
    query = _wanted(actor)
    return _count(query.where(DemandDay.due_on <= day_everywhere() + BEFORE) if soon else query)
