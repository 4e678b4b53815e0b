"""The page after signing in, and the state of this node for whoever watches it."""

from flask import Response, jsonify, render_template, request

from coalition.home.queries import desk_of, health
from coalition.web.dispatch import Portal
from coalition.web.identity import current_actor
from coalition.web.navigation import links
from coalition.web.routing import PUBLIC, Blueprint

pages = Blueprint("home", __name__)


@pages.get("/", requires="home:read")
def home() -> str:
    """What waits for the member and what is new that they may read."""
    doors = [link for link in links() if link.url != request.path]
    return render_template("home/home.html", desk=desk_of(current_actor()), doors=doors)


@pages.get("/healthz", requires=PUBLIC, quick=True)
def healthz() -> tuple[Response, int]:
    """Database and index, nothing else; 503 when requests should go to another node."""
    state = health()
    answer = jsonify(database=state.database, index=state.index)
    return answer, 200 if state.ready else 503


def register(app: Portal) -> None:
    """Add this feature's pages to the app."""
    app.register_blueprint(pages)
