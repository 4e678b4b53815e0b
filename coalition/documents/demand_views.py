"""The register of missing evidence of an evidence index, and what its demands wait for."""

from collections import Counter
from datetime import date

from flask import Response, render_template

from coalition.access.actor import Actor
from coalition.access.decide import allows, require
from coalition.audit import services as audit
from coalition.documents.demand_days import days_left, demand_days
from coalition.documents.demand_files import as_csv, as_json
from coalition.documents.demand_forms import LABELS, shown_word
from coalition.documents.models import Paper
from coalition.documents.pages import pages
from coalition.documents.queries import readable_paper
from coalition.errors import NotFound
from coalition.evidence.demands.queries import day_everywhere, faults_of, opened
from coalition.evidence.demands.register import ABSENCES
from coalition.evidence.demands.rules import DEMANDS, RULES
from coalition.evidence.demands.words import words_of
from coalition.web.dispatch import leave_trace
from coalition.web.identity import current_actor
from coalition.web.paging import PageLinks, asked_page

PAGE = 25


def index_with_register(public_id: str, permission: str = "missing:read") -> Paper:
    """The evidence index, for its office.

    Raises:
        NotFound: there is none that the actor may read, or it was never published.
        NotPermitted: it is another office's.
    """
    paper = readable_paper(current_actor(), public_id)
    require(current_actor(), permission, paper)
    if paper.kind != "evidence-index" or paper.current is None:
        raise NotFound
    return paper


def _trace(actor: Actor, paper: Paper, action: str) -> None:
    public_id = paper.public_id
    leave_trace(
        lambda: audit.record(actor, action, object_kind="evidence-index", object_id=public_id)
    )


def title_of(paper: Paper) -> str:
    return paper.current.title if paper.current else ""


@pages.get("/<public_id>/missing", requires="missing:read")
def missing(public_id: str) -> str:
    """What is missing, and where each item stands."""
    paper = index_with_register(public_id)
    _trace(current_actor(), paper, "missing.read")
    found = opened(paper.thing)
    today, items = day_everywhere(), found.register.items
    return render_template(
        "documents/missing.html",
        paper=paper,
        title=title_of(paper),
        rows=[(item, item.status(today)) for item in items],
        kinds=Counter(ABSENCES[item.note.words["absence"]] for item in items).most_common(),
        count=len(found.links),
        last_hash=found.links[-1].hash if found.links else "",
        faults=faults_of(paper.thing, found.links),
        days_left=days_left,
        labels=LABELS,
        may_write=allows(current_actor(), "missing:write", paper),
    )


@pages.get("/<public_id>/missing/<int:number>", requires="missing:read")
def missing_item(public_id: str, number: int) -> str:
    """One missing item: the demands for it, their deadlines and answers, and every entry."""
    paper = index_with_register(public_id)
    _trace(current_actor(), paper, "missing.read")
    found = opened(paper.thing)
    item = found.register.item(number)
    if item is None:
        raise NotFound
    today = day_everywhere()
    entries = [
        link
        for link in found.links
        if found.register.item_of(link.content.corrects or link.number) is item
    ]
    return render_template(
        "documents/missing_item.html",
        paper=paper,
        title=title_of(paper),
        item=item,
        status=item.status(today),
        demands=[(demand, demand.status(today)) for demand in item.demands],
        entries=entries,
        writers=found.writers,
        notes=found.register.notes,
        words_of=words_of,
        shown=shown_word,
        day=date.fromisoformat,
        days_left=days_left,
        labels=LABELS,
        may_write=allows(current_actor(), "missing:write", paper),
    )


def _file(public_id: str, text: str, kind: str) -> Response:
    name = f"missing-evidence-{public_id}.{kind}"
    media_type = {"json": "application/json", "csv": "text/csv"}[kind]
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, mimetype=media_type, headers=headers)


@pages.get("/<public_id>/missing.json", requires="missing:read", fresh_factor=True)
def missing_file(public_id: str) -> Response:
    """The whole register with every entry."""
    paper = index_with_register(public_id)
    _trace(current_actor(), paper, "missing.exported")
    return _file(public_id, as_json(opened(paper.thing), day_everywhere()), "json")


@pages.get("/<public_id>/missing.csv", requires="missing:read", fresh_factor=True)
def missing_table(public_id: str) -> Response:
    """What the register comes to, a line for each demand."""
    paper = index_with_register(public_id)
    _trace(current_actor(), paper, "missing.exported")
    return _file(public_id, "".join(as_csv(opened(paper.thing), day_everywhere())), "csv")


@pages.get("/demands", requires="demand:list")
def demands_due() -> str:
    """What the office's demands wait for, the first due first."""
    number = asked_page()
    found = demand_days(current_actor(), page=number, size=PAGE)
    return render_template(
        "documents/demands_due.html",
        rows=found.rows,
        page=PageLinks(number, PAGE, found.total),
        demands=DEMANDS,
    )


@pages.get("/deadline-rules", requires="demand:list")
def deadline_rules() -> str:
    """Every rule that a deadline may follow, with its source."""
    return render_template("documents/deadline_rules.html", rules=RULES.values(), demands=DEMANDS)
