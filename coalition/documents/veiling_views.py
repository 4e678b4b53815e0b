"""The act of keeping an office's name off its papers; its form is on the office's page."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from coalition.documents import veiling
from coalition.documents.pages import pages
from coalition.web.identity import current_actor


@pages.post("/office-name/<office_id>", requires="office:change", fresh_factor=True)
def office_name(office_id: str) -> ResponseReturnValue:
    """Whether readers of other offices see the name."""
    hidden = request.form.get("naming") == "hidden"
    veiling.keep_name_off_papers(current_actor(), office_id, hidden=hidden)
    return redirect(url_for("offices.show", public_id=office_id, notice="naming-saved"), 303)
