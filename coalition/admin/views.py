"""The admin's own page: what waits, how the portal is, and where the coalition's members are."""

from flask import render_template

from coalition.admin import audit_views, member_map, queries, trends
from coalition.admin.queues import queues
from coalition.web.dispatch import Portal
from coalition.web.identity import current_actor
from coalition.web.navigation import add_link
from coalition.web.routing import Blueprint

bp = Blueprint("admin", __name__)


@bp.get("/admin", requires="coalition:oversee")
def overview() -> str:
    """Work first, then the state of the portal, then the map."""
    return render_template(
        "admin/overview.html",
        queues=queues(current_actor()),
        state=queries.portal_state(),
        tiles=queries.member_map(),
        bars=queries.joined_by_month(),
        map=member_map,
        chart=trends,
    )


def register(app: Portal) -> None:
    """Add the pages and their header links."""
    app.register_blueprint(bp)
    add_link(app, "Admin", "admin.overview", "coalition:oversee", 50)
    audit_views.register(app)
