"""The report of disclosure flags, and noting a disclosure."""

from collections.abc import Iterator

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from coalition.access.actor import Actor
from coalition.access.decide import allows
from coalition.audit import services as audit
from coalition.documents.models import Paper, PaperFlag
from coalition.documents.pages import add_panel
from coalition.documents.vocabularies import FLAGS
from coalition.offices.naming import shown_name
from coalition.records.flags import queries, services
from coalition.records.flags.forms import DisclosureForm
from coalition.web.csv_lines import csv_line
from coalition.web.dispatch import Portal, leave_trace
from coalition.web.identity import current_actor
from coalition.web.notices import add_notice
from coalition.web.paging import PageLinks, asked_page
from coalition.web.routing import Blueprint

bp = Blueprint("flags", __name__, url_prefix="/records/flags")

PAGE = 50


def _disclosed_wanted() -> bool:
    return request.args.get("show") == "disclosed"


@bp.get("", requires="flag:list")
def index() -> str:
    """What is flagged in the papers that the person may read."""
    actor, number, disclosed = current_actor(), asked_page(), _disclosed_wanted()
    found = queries.flags(actor, disclosed=disclosed, page=number, size=PAGE)
    return render_template(
        "records/flags/index.html",
        rows=[(row, allows(actor, "flag:disclose", row.paper)) for row in found.rows],
        own_office=actor.office_id,
        disclosed=disclosed,
        counts={each: queries.count(actor, disclosed=each) for each in (False, True)},
        page=PageLinks(number, PAGE, found.total),
        flags=FLAGS,
    )


COLUMNS = ("office", "paper", "title", "flag", "flagged_since", "disclosed", "disclosed_on")


@bp.get("/report.csv", requires="flag:export", fresh_factor=True)
def export() -> Response:
    """The report as a table; taking it is an entry in the log."""
    actor, disclosed = current_actor(), _disclosed_wanted()
    text = "".join(_lines(actor, disclosed))
    leave_trace(
        lambda: audit.record(
            actor,
            "flags.exported",
            object_kind="flags",
            object_id="-",
            detail={"disclosed": disclosed},
        )
    )
    headers = {"Content-Disposition": 'attachment; filename="disclosure-flags.csv"'}
    return Response(text, mimetype="text/csv", headers=headers)


def _lines(actor: Actor, disclosed: bool) -> Iterator[str]:
    yield csv_line(list(COLUMNS))
    page = 1
    while rows := queries.flags(actor, disclosed=disclosed, page=page, size=1000).rows:
        yield from (csv_line(_cells(actor, row)) for row in rows)
        page += 1


def _cells(actor: Actor, row: PaperFlag) -> list[str]:
    paper = row.paper
    # The day points to a case; other offices are told only that it was disclosed.
    shown = row.disclosed_on if paper.office_id == actor.office_id else None
    return [
        shown_name(actor, paper.office),
        paper.public_id,
        paper.current.title if paper.current else "",
        row.flag,
        row.since.isoformat(timespec="seconds"),
        "yes" if row.disclosed_on else "no",
        shown.isoformat() if shown else "",
    ]


def _page(paper: Paper, form: DisclosureForm) -> ResponseReturnValue:
    found = queries.flags_of(paper)
    page = render_template(
        "records/flags/disclose.html",
        paper=paper,
        title=paper.current.title if paper.current else "",
        rows=found,
        form=form.offer(found),
        flags=FLAGS,
    )
    return page, form.status


@bp.get("/<public_id>", requires="flag:disclose")
def disclosure(public_id: str) -> ResponseReturnValue:
    """The flags of one paper, and the form that notes a disclosure."""
    paper = services.paper_to_disclose(current_actor(), public_id)
    return _page(paper, DisclosureForm(formdata=None))


@bp.post("/<public_id>", requires="flag:disclose")
def note(public_id: str) -> ResponseReturnValue:
    """Note it."""
    paper, form = services.paper_to_disclose(current_actor(), public_id), DisclosureForm()
    with form.showing_problems():
        services.note_disclosure(
            current_actor(),
            public_id,
            flag=form.flag.data or "",
            disclosed_on=form.disclosed_on.data or "",
        )
        return redirect(url_for("flags.disclosure", public_id=public_id, notice="disclosed"), 303)
    return _page(paper, form)


def _beside(actor: Actor, paper: Paper) -> dict[str, object] | None:
    """The flags of a paper, with the days for its own office."""
    found = queries.flags_of(paper)
    if not found:
        return None
    return {
        "rows": found,
        "labels": FLAGS,
        "own": paper.office_id == actor.office_id,
        "may_note": allows(actor, "flag:disclose", paper),
    }


def register(app: Portal) -> None:
    """Add the pages, the panel beside a paper and the notice."""
    app.register_blueprint(bp)
    add_panel(app, "records/flags/_panel.html", _beside)
    add_notice(app, "disclosed", "success", "The day of disclosure is noted.")
