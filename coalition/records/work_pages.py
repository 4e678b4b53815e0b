"""Records, work first: what is open, due or asked of the person."""

from flask import render_template

from coalition.access.decide import allows
from coalition.documents.demand_days import count_days
from coalition.documents.kinds import KINDS
from coalition.records.flags import queries as flags
from coalition.records.holds.queries import Shown, count
from coalition.records.requests.queries import notices_to, requests
from coalition.records.requests.stages import OPEN
from coalition.records.requests.views import days_left
from coalition.records.retention import queries as retention
from coalition.web.dispatch import Portal
from coalition.web.identity import current_actor
from coalition.web.navigation import add_link
from coalition.web.routing import Blueprint

bp = Blueprint("desk", __name__, url_prefix="/records")

MOST_SHOWN = 5


@bp.get("", requires="records:work")
def desk() -> str:
    """What waits."""
    actor = current_actor()
    found = requests(actor, is_open=True, size=MOST_SHOWN)
    return render_template(
        "records/desk.html",
        may_list=allows(actor, "request:list"),
        may_register=allows(actor, "request:register"),
        requests=[(row, days_left(row.due_on), row.stage in OPEN) for row in found.rows],
        open_requests=found.total,
        notices=notices_to(actor),
        kinds=KINDS,
        due=count(actor, Shown.DUE),
        standing=count(actor, Shown.STANDING),
        open_flags=flags.count(actor, disclosed=False),
        overdue=retention.count(actor),
        demands=count_days(actor, soon=False),
        demands_soon=count_days(actor, soon=True),
    )


def register(app: Portal) -> None:
    """Add the page and the header link."""
    app.register_blueprint(bp)
    add_link(app, "Records", "desk.desk", "records:work", 45)
