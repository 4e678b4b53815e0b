"""The blueprint that every page of papers hangs on, and what the pages share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, current_app, redirect, request, url_for

from coalition.access.actor import Actor
from coalition.access.audience import Tlp
from coalition.access.decide import allows
from coalition.audit import services as audit
from coalition.deidentify.sheet import Sheet
from coalition.documents.content import Content
from coalition.documents.gatekeeping import decided_content, gate_problems, open_problems
from coalition.documents.kinds import KINDS
from coalition.documents.kinds.schema import Kind
from coalition.documents.models import Paper
from coalition.documents.queries import count_comments
from coalition.documents.readership import Readership, readership
from coalition.documents.reading import Reading, reading_of
from coalition.errors import NotFound, Problem
from coalition.web.dispatch import leave_trace
from coalition.web.identity import current_actor
from coalition.web.routing import Blueprint

pages = Blueprint("documents", __name__, url_prefix="/documents")

_UNRESTRICTED = frozenset({Tlp.GREEN, Tlp.CLEAR})


def find_kind(code: str) -> Kind:
    """The kind with that code.

    Raises:
        NotFound: there is none.
    """
    if code not in KINDS:
        raise NotFound
    return KINDS[code]


def action() -> str:
    """Which button was pressed; Enter in a field presses none."""
    return request.form.get("action", "")


def page_to(endpoint: str, **values: object) -> str:
    """The address of one of these pages."""
    return url_for(f"documents.{endpoint}", **values)  # type: ignore[arg-type]


def go_to(endpoint: str, **values: object) -> Response:
    """Lead the browser to one of these pages after a change."""
    return redirect(page_to(endpoint, **values), 303)  # type: ignore[return-value]


@dataclass(frozen=True)
class Exactly:
    """What readers would get, who they are, and what still stops publishing."""

    reading: Reading
    readership: Readership
    gate: list[Problem]


def exactly(
    kind: Kind,
    content: Content,
    *,
    office_id: int,
    author_ids: list[int],
    sheet: Sheet | None = None,
) -> Exactly:
    """The exact preview of ``content``, as its review ``sheet`` decided it, if there is one."""
    shown = decided_content(kind, content, sheet) if sheet else content
    return Exactly(
        reading_of(kind, shown),
        readership(current_actor(), content.audience, office_id=office_id, author_ids=author_ids),
        open_problems(kind, content, sheet) if sheet else gate_problems(kind, content),
    )


def exactly_of(paper: Paper, content: Content, sheet: Sheet) -> Exactly:
    """The exact preview of a text for an existing paper."""
    return exactly(
        KINDS[paper.kind],
        content,
        office_id=paper.office_id,
        author_ids=sorted(paper.author_ids),
        sheet=sheet,
    )


@dataclass(frozen=True)
class Possible:
    """What the person may do with the paper, for the page's links."""

    edit: bool
    withdraw: bool
    change_audience: bool
    release: bool
    export: bool
    see_custody: bool
    see_missing: bool
    ask: bool
    answer: bool

    @classmethod
    def of(cls, actor: Actor, paper: Paper) -> "Possible":
        """Ask the policy."""
        waiting = paper.draft is not None and paper.draft.submitted_at is not None
        return cls(
            allows(actor, "document:edit", paper),
            allows(actor, "document:withdraw", paper),
            allows(actor, "document:change-audience", paper),
            waiting and allows(actor, "document:release", paper),
            allows(actor, "document:export", paper),
            allows(actor, "custody:read", paper),
            allows(actor, "missing:read", paper),
            allows(actor, "question:ask", paper),
            allows(actor, "question:answer", paper),
        )


Panel = Callable[[Actor, Paper], object]


def add_panel(app: Flask, template: str, panel: Panel) -> None:
    """Declare what another feature shows beside a paper.

    ``template`` is included with what ``panel`` answers as ``found``; nothing when that is empty.
    """
    app.extensions.setdefault("coalition.panels", []).append((template, panel))


def panels_of(actor: Actor, paper: Paper) -> list[tuple[str, object]]:
    """The templates of the panels that have something to show, each with what that is."""
    declared: list[tuple[str, Panel]] = current_app.extensions.get("coalition.panels", [])
    found = [(template, panel(actor, paper)) for template, panel in declared]
    return [(template, shown) for template, shown in found if shown]


Witness = Callable[[Actor, Paper, int, bool], None]


def add_witness(app: Flask, witness: Witness) -> None:
    """Declare who is told of each reading: actor, paper, revision (0 for a draft), downloaded."""
    app.extensions.setdefault("coalition.witnesses", []).append(witness)


def witness_reading(actor: Actor, paper: Paper, number: int, *, downloaded: bool = False) -> None:
    """Tell every witness that ``actor`` is shown revision ``number``, or a file of it."""
    witnesses: list[Witness] = current_app.extensions.get("coalition.witnesses", [])
    for witness in witnesses:
        witness(actor, paper, number, downloaded)


def trace_reading(actor: Actor, paper: Paper, tlp: Tlp, *, number: int, **detail: object) -> None:
    """Put a reading on record, and in the log when the text is not for the whole coalition."""
    witness_reading(actor, paper, number)
    if tlp in _UNRESTRICTED or actor.person_id in paper.author_ids:
        return
    kind, public_id = paper.kind, paper.public_id
    leave_trace(
        lambda: audit.record(
            actor,
            "paper.read",
            object_kind=kind,
            object_id=public_id,
            detail={"tlp": tlp.value, **({"revision": number} if number else {}), **detail},
        )
    )


def tab(label: str, url: str, current: bool, count: int | None = None) -> dict[str, Any]:
    """One link of a row of them, as ``components/tabs.html`` shows it."""
    return {"label": label, "url": url, "current": current, "count": count}


def paper_tabs(actor: Actor, paper: Paper, current: str) -> list[dict[str, Any]]:
    """The views of a published paper; none of a draft."""
    if paper.current is None:
        return []
    public_id = paper.public_id
    comments = count_comments(actor, paper)
    return [
        tab("Read", page_to("read", public_id=public_id), current == "read"),
        tab("Revisions", page_to("revisions", public_id=public_id), current == "revisions"),
        tab("Comments", page_to("comments", public_id=public_id), current == "comments", comments),
    ]
