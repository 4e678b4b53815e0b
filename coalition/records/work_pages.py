"""Records, work first: what is open, due or asked of the person."""

from flask import render_template

from coalition.access.decide import allows
from coalition.records.holds.queries import Shown, count, holds
from coalition.web.dispatch import Portal
from coalition.web.identity import current_actor
from coalition.web.navigation import add_link
from coalition.web.routing import Blueprint

bp = Blueprint("desk", __name__, url_prefix="/records")


@bp.get("", requires="records:work")
def desk() -> str:
    """What waits."""
    actor = current_actor()
    return render_template(
        "records/desk.html",
        may_list=allows(actor, "request:list"),
        due=holds(actor, Shown.DUE, size=5),
        standing=count(actor, Shown.STANDING),
    )


def register(app: Portal) -> None:
    """Add the page and the header link."""
    app.register_blueprint(bp)
    add_link(app, "Records", "desk.desk", "records:work", 45)
