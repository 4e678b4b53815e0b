"""The de-identification review of a draft."""

import csv
import io
from dataclasses import replace
from functools import partial

from flask import Response, make_response, render_template, request

from coalition.db import unit_of_work
from coalition.deidentify.decisions import Decision
from coalition.deidentify.forms import MARKED_TYPES, ReviewForm, chosen_of, posted_items
from coalition.deidentify.marks import Mark
from coalition.deidentify.queries import find_review, saves_of
from coalition.deidentify.services import Changes
from coalition.deidentify.sheet import Sheet
from coalition.documents import reviewing
from coalition.documents.attached import file_parts
from coalition.documents.drafts import draft_content
from coalition.documents.gatekeeping import parts_of
from coalition.documents.kinds import KINDS
from coalition.documents.models import Paper
from coalition.documents.pages import action, go_to, page_to, pages
from coalition.documents.review_page import review_page, shown_form
from coalition.errors import Conflict, Invalid
from coalition.web.identity import current_actor

# What a reviewer has chosen about the page itself is in its address; the usual is left out.
_VIEWS = {"show": "open", "keys": "off"}


def _chosen_view(**changes: str) -> dict[str, str]:
    """What the address says beside the path, changed so."""
    asked = {name: request.args.get(name, "") for name in _VIEWS} | changes
    return {name: value for name, value in asked.items() if value == _VIEWS[name]}


def _page(paper: Paper, sheet: Sheet, form: ReviewForm, *, changed: bool = False) -> Response:
    version = paper.draft.version if paper.draft else 0
    review = find_review(paper.thing)
    page = render_template(
        "deidentify/review.html",
        paper=paper,
        form=shown_form(form, version=version, saves=saves_of(paper.thing)),
        review=review_page(
            sheet,
            parts_of(KINDS[paper.kind], draft_content(paper)) | file_parts(paper),
            posted_items(request.form) if form.errors or changed else {},
            only_open="show" in _chosen_view(),
        ),
        address=partial(_address, paper.public_id),
        keys_off="keys" in _chosen_view(),
        changed=changed,
        submitted=paper.draft is not None and paper.draft.submitted_at is not None,
        key_taken=review is not None and review.key_taken_at is not None,
        title=draft_content(paper).title,
    )
    return make_response(page, 409 if changed else form.status)


def _address(public_id: str, **changes: str) -> str:
    return page_to("review", public_id=public_id, **_chosen_view(**changes))


@pages.get("/<public_id>/review", requires="document:review")
def review(public_id: str) -> Response:
    """The text with its findings, each to be decided."""
    paper = reviewing.paper_to_review(current_actor(), public_id)
    return _page(paper, reviewing.sheet_for(paper), ReviewForm(formdata=None))


def _chosen(sheet: Sheet) -> dict[str, Decision | None]:
    """What the posted form decides: item by item, and by its button all of one sort."""
    chosen = chosen_of(sheet, posted_items(request.form))
    what, _, about = action().partition(":")
    if what == "confirm":
        return {**reviewing.lapsed(sheet), **chosen}
    if what == "alike":
        choice = request.form.get(f"alike-{about}", "")
        reason = request.form.get(f"alike-reason-{about}", "")
        return {**reviewing.alike(sheet, about, choice, reason), **chosen}
    return chosen


def _examine_what_is_reviewed(public_id: str) -> None:
    paper = reviewing.paper_to_review(current_actor(), public_id)
    sheet = reviewing.sheet_for(paper)
    reviewing.examine_wordings(sheet, _chosen(sheet))


def _changes(sheet: Sheet, form: ReviewForm) -> Changes:
    what, _, about = action().partition(":")
    changes = Changes(_chosen(sheet))
    late = sheet.item(about) if what == "mark" and about else None
    if late is not None:
        changes = replace(changes, mark=Mark(late.words, late.entity.type))
    elif what == "mark":
        type_ = form.type.data if form.type.data in MARKED_TYPES else "other"
        changes = replace(changes, mark=Mark(form.phrase.data or "", type_))
    if what == "unmark":
        changes = replace(changes, unmark=about)
    if what == "matter":
        changes = replace(changes, matter=(0, form.matter.data or ""))
    return changes


def _number(text: object) -> int:
    given = str(text or "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else -1


@pages.post("/<public_id>/review", requires="document:review", beforehand=_examine_what_is_reviewed)
def save_review(public_id: str) -> Response:
    """Keep what was decided, and go on: to the preview, or back to what is left."""
    actor, form = current_actor(), ReviewForm()
    paper = reviewing.paper_to_review(actor, public_id)
    try:
        sheet = reviewing.sheet_for(paper, look=reviewing.examined)
        reviewing.save_review(
            actor,
            public_id,
            version=_number(form.version.data),
            saves=_number(form.saves.data),
            changes=_changes(sheet, form),
        )
    except Invalid as refusal:
        form.show(tuple(refusal.problems))
        return _page(paper, sheet, form)
    except Conflict:
        return _page(paper, reviewing.sheet_for(paper), form, changed=True)
    if action() == "preview":
        return go_to("publish", public_id=public_id)
    return go_to("review", public_id=public_id, notice="review-saved", **_chosen_view())


@pages.post(
    "/<public_id>/pseudonym-key", requires="document:review", own_unit=True, fresh_factor=True
)
def pseudonym_key(public_id: str) -> Response:
    """Who stands behind each pseudonym, as a table to keep; given once."""
    actor = current_actor()
    reviewing.sheet_for(reviewing.paper_to_review(actor, public_id))
    with unit_of_work():
        rows = reviewing.take_pseudonym_key(actor, public_id)
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(("Pseudonym", "Stands for"))
    writer.writerows((_cell(label), _cell(words)) for label, words in rows)
    answer = make_response(table.getvalue())
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="pseudonym-key.csv"'
    return answer


def _cell(text: str) -> str:
    """What a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
