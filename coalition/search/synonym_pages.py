"""The synonyms, for coalition admins: the list, a new group, one group."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, TextAreaField

from coalition.search import synonyms
from coalition.web.dispatch import Portal
from coalition.web.forms import Form
from coalition.web.identity import current_actor
from coalition.web.notices import add_notice
from coalition.web.routing import Blueprint

pages = Blueprint("synonyms", __name__, url_prefix="/admin/synonyms")

NOTICES = {
    "synonyms-added": "The group is added. Searches use it from now on.",
    "synonyms-changed": "The group is changed. Searches use it from now on.",
    "synonyms-removed": "The group is removed. Its phrases stand below; add them to undo that.",
}


class SynonymsForm(Form):
    """The phrases of one group; ``seen`` is what the group was when the form was opened."""

    phrases = TextAreaField(
        "Phrases that mean the same",
        description="With commas or line ends between them, for example: LEO, law enforcement "
        f"officer. {synonyms.FEWEST} to {synonyms.MOST} phrases of at most {synonyms.MOST_WORDS} "
        "words.",
    )
    seen = HiddenField()


@pages.route("", methods=["GET", "POST"], requires="search:synonyms")
def every() -> ResponseReturnValue:
    """Every group, and the form of a new one."""
    form = SynonymsForm()
    if form.is_submitted():
        with form.showing_problems():
            synonyms.add_synonyms(current_actor(), form.phrases.data or "")
            return redirect(url_for("synonyms.every", notice="synonyms-added"), 303)
    else:
        form.phrases.data = request.args.get("phrases", "")
    groups = synonyms.synonym_groups()
    return render_template("search/synonyms.html", form=form, groups=groups), form.status


@pages.route("/<public_id>", methods=["GET", "POST"], requires="search:synonyms")
def one(public_id: str) -> ResponseReturnValue:
    """Change a group."""
    group = synonyms.synonym_group(public_id)
    form = SynonymsForm()
    if form.is_submitted():
        with form.showing_problems():
            synonyms.change_synonyms(
                current_actor(), public_id, form.phrases.data or "", seen=form.seen.data or ""
            )
            return redirect(url_for("synonyms.every", notice="synonyms-changed"), 303)
    else:
        form.phrases.data = group.text
    # After a refusal, the group as it is now is what the next try begins from.
    form.seen.data = synonyms.synonym_group(public_id).text
    return render_template("search/synonym_group.html", form=form, group=group), form.status


@pages.post("/<public_id>/remove", requires="search:synonyms")
def remove(public_id: str) -> ResponseReturnValue:
    """Remove a group; the list then offers its phrases as a new one."""
    gone = synonyms.remove_synonyms(current_actor(), public_id)
    target = url_for("synonyms.every", notice="synonyms-removed", phrases=gone.text)
    return redirect(target, 303)


def register(app: Portal) -> None:
    """Add the pages, the header link and the notices."""
    app.register_blueprint(pages)
    for code, text in NOTICES.items():
        add_notice(app, code, "success", text)
