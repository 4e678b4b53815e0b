"""The audit log, for auditors and coalition admins."""

from collections.abc import Iterator

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from coalition.admin.forms import ACTIONS, OUTCOMES, asked_filter
from coalition.admin.sentences import rows
from coalition.audit import services as audit
from coalition.audit.queries import AuditFilter, audit_page, audit_rows, head_state
from coalition.web.csv_lines import csv_line
from coalition.web.dispatch import Portal, leave_trace
from coalition.web.identity import current_actor
from coalition.web.navigation import add_link
from coalition.web.paging import address, page_url
from coalition.web.routing import Blueprint

bp = Blueprint("audit", __name__)

PAGE = 50
EXPORT_LIMIT = 50_000


@bp.get("/audit", requires="audit:read", fresh_factor=False)
def audit_log() -> str:
    """The log, newest first, filtered by what the address asks for."""
    actor, asked = current_actor(), asked_filter(request.args.to_dict())
    # A filter that was not understood shows nothing, rather than more than was asked for.
    entries = [] if asked.problems else audit_page(asked.wanted, before=_before(), size=PAGE)
    more = len(entries) > PAGE
    shown = rows(actor, entries[:PAGE])
    older = page_url(before=str(entries[PAGE - 1].number)) if more else None
    leave_trace(lambda: audit.record(actor, "audit.read", object_kind="audit", object_id="-"))
    return render_template(
        "admin/audit.html",
        rows=shown,
        asked=asked,
        actions=ACTIONS,
        outcomes=OUTCOMES,
        older_url=older,
        newest_url=page_url(before=None) if _before() else None,
        head=head_state(),
        export_url=address(url_for("audit.export"), dict(request.args.lists())),
    )


@bp.get("/audit/export.csv", requires="audit:read", fresh_factor=True)
def export() -> Response:
    """The filtered log as CSV; the export itself is an entry."""
    actor, asked = current_actor(), asked_filter(request.args.to_dict())
    if asked.problems:
        return redirect(address(url_for("audit.audit_log"), dict(request.args.lists())), 303)
    text = "".join(_csv_lines(asked.wanted))
    leave_trace(lambda: audit.record(actor, "audit.exported", object_kind="audit", object_id="-"))
    return Response(
        text,
        mimetype="text/csv",
        headers={"Content-Disposition": 'attachment; filename="audit-log.csv"'},
    )


COLUMNS = (
    "number",
    "at",
    "actor_kind",
    "actor_id",
    "action",
    "object_kind",
    "object_id",
    "outcome",
    "detail_digest",
    "previous_hash",
    "hash",
)


def _csv_lines(wanted: AuditFilter) -> Iterator[str]:
    yield csv_line(list(COLUMNS))
    for row in audit_rows(wanted, COLUMNS, most=EXPORT_LIMIT):
        yield csv_line([str(value) for value in row])


def _before() -> int | None:
    text = request.args.get("before", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None


def register(app: Portal) -> None:
    """Add the pages and their header link."""
    app.register_blueprint(bp)
    add_link(app, "Audit log", "audit.audit_log", "audit:read", 80)
