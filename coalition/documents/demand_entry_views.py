"""Writing entries of a register of missing evidence: a form for each, with its review at once."""

from collections.abc import Collection
from typing import Final

from flask import Response, make_response, render_template, request

from coalition.deidentify.at_once import AtOnce
from coalition.deidentify.examined import examine
from coalition.deidentify.forms import posted_items
from coalition.documents.demand_forms import FORMS, LABELS, EntryForm
from coalition.documents.demand_views import index_with_register, title_of
from coalition.documents.kinds.schema import TextPart
from coalition.documents.models import Paper
from coalition.documents.pages import go_to, pages
from coalition.documents.reading import content_of
from coalition.documents.review_page import ReviewPage, review_page
from coalition.errors import GateClosed, Invalid, NotFound
from coalition.evidence.demands import services, writing
from coalition.evidence.demands.queries import opened
from coalition.evidence.demands.register import BELONGS_TO, Register
from coalition.evidence.demands.rules import RULES, Rule, rules_for
from coalition.evidence.demands.words import words_of
from coalition.evidence.demands.writing import Written
from coalition.web.identity import current_actor

_CORRECT: Final = "correct"


def _labels_of(paper: Paper) -> list[str]:
    """The labels of the recordings that the index describes."""
    clips = content_of(paper.current).fields.get("clips", []) if paper.current else []
    return [clip["label"] for clip in clips]


def _asked(paper: Paper, number: int, act: str) -> tuple[Written, Register]:
    """Which entry is asked for: a new one of ``act`` about ``number``, or the one it corrects.

    Raises:
        NotFound: the register has nothing that it could belong to.
    """
    register = opened(paper.thing).register
    note, clips = register.notes.get(number), _labels_of(paper)
    if act == _CORRECT and note is not None:
        return Written(note.act, {}, note.about, note.number, clips=clips), register
    if act in BELONGS_TO and BELONGS_TO[act] == (note.act if note else ""):
        return Written(act, {}, number, clips=clips), register
    raise NotFound


def _sent(asked: Written) -> tuple[Written, EntryForm]:
    """What was posted, as the entry that is asked for."""
    form = FORMS[asked.act]()
    entered = posted_items(request.form)
    chosen = {key: each.decision for key, each in entered.items() if each.decision is not None}
    written = Written(
        asked.act,
        form.typed(),
        asked.about,
        asked.corrects,
        form.seen.data or "",
        chosen,
        asked.clips,
    )
    return written, form


def _entry_page(
    paper: Paper,
    asked: Written,
    register: Register,
    form: EntryForm,
    review: ReviewPage | None = None,
) -> Response:
    form.offer_clips(asked.clips)
    about = register.notes.get(asked.about)
    rules: Collection[Rule] = RULES.values()
    if asked.act == "deadline" and about is not None:
        rules = rules_for(about.words["kind"])
        form.offer_rules(rules)
    page = render_template(
        "documents/missing_entry.html",
        paper=paper,
        title=title_of(paper),
        asked=asked,
        item=register.item_of(asked.corrects or asked.about),
        about=about,
        form=form,
        words=words_of(asked.act, correcting=bool(asked.corrects)),
        review=review,
        rules=rules,
        labels=LABELS,
    )
    return make_response(page, form.status)


def _new_page(public_id: str, number: int, act: str) -> Response:
    paper = index_with_register(public_id, "missing:write")
    asked, register = _asked(paper, number, act)
    before = register.notes.get(asked.corrects)
    form = FORMS[asked.act](formdata=None, data=dict(before.words) if before else {})
    return _entry_page(paper, asked, register, form)


def _examine(public_id: str, number: int = 0, act: str = "missing") -> None:
    paper = index_with_register(public_id, "missing:write")
    asked, register = _asked(paper, number, act)
    written, _ = _sent(asked)
    try:
        writing.entry_of(written, register)
    except Invalid:
        return  # The view says so beside the field.
    writing.review_words(current_actor(), paper.thing, written, look=examine)


def _write(public_id: str, number: int, act: str) -> Response:
    paper = index_with_register(public_id, "missing:write")
    asked, register = _asked(paper, number, act)
    written, form = _sent(asked)
    try:
        made = services.add_entry(current_actor(), paper.thing, written)
    except GateClosed:
        review = writing.review_words(current_actor(), paper.thing, written)
        return _entry_page(paper, asked, register, form, _still_open(paper, written, form, review))
    except Invalid as refusal:
        form.show(refusal.problems)
        return _entry_page(paper, asked, register, form)
    item = register.item_of(asked.corrects or asked.about)
    there = item.number if item else made
    return go_to("missing_item", public_id=public_id, number=there, notice="missing-written")


def _still_open(paper: Paper, written: Written, form: EntryForm, review: AtOnce) -> ReviewPage:
    """What is to be decided of the words, with what was entered; the form says so as well."""
    words = "Something in it may identify somebody. Decide about each below, or reword it."
    form.form_errors.append(words)
    if review.refused is not None:
        form.show(review.refused.problems)
    form.seen.data = writing.words_as_seen(current_actor(), paper.thing, written)
    labels = {word.name: word.label for word in words_of(written.act, correcting=True)}
    parts = {
        name: TextPart(name, name, labels[name], text)
        for name, text in writing.parts_of(written).items()
    }
    return review_page(review.sheet, parts, posted_items(request.form), only_open=False)


@pages.get("/<public_id>/missing/new", requires="missing:write")
def new_missing(public_id: str) -> Response:
    """The form for something that is missing."""
    return _new_page(public_id, 0, "missing")


@pages.post("/<public_id>/missing/new", requires="missing:write", beforehand=_examine)
def add_missing(public_id: str) -> Response:
    """Write it into the register."""
    return _write(public_id, 0, "missing")


@pages.get("/<public_id>/missing/<int:number>/<act>", requires="missing:write")
def new_missing_entry(public_id: str, number: int, act: str) -> Response:
    """The form for a demand, a deadline, an answer, a motion, or a correction of any of them."""
    return _new_page(public_id, number, act)


@pages.post(
    "/<public_id>/missing/<int:number>/<act>", requires="missing:write", beforehand=_examine
)
def add_missing_entry(public_id: str, number: int, act: str) -> Response:
    """Write it into the register; nothing that stands there is changed."""
    return _write(public_id, number, act)
