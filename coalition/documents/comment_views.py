"""The comments of a paper: reading, writing and taking them back."""

from dataclasses import dataclass

from flask import Response, make_response, render_template, request

from coalition.access.decide import allows
from coalition.deidentify.at_once import AtOnce
from coalition.deidentify.examined import examine
from coalition.deidentify.forms import posted_items
from coalition.documents import commenting
from coalition.documents.comment_form import CommentForm
from coalition.documents.commenting import Written
from coalition.documents.models import Comment, Paper
from coalition.documents.pages import go_to, pages, paper_tabs, trace_reading
from coalition.documents.queries import readable_paper
from coalition.documents.reading import content_of
from coalition.documents.review_page import ReviewPage, review_page
from coalition.errors import Conflict, Invalid, NotFound
from coalition.richtext import render_markdown
from coalition.web.identity import current_actor
from coalition.web.paging import PageLinks, asked_page

PAGE_SIZE = 20


@dataclass(frozen=True)
class Row:
    """One comment as the page shows it; ``html`` is empty once it was taken back."""

    comment: Comment
    html: str
    may_take_back: bool


def _row(paper: Paper, comment: Comment) -> Row:
    html = render_markdown(comment.shown_text or "", anchors=False)
    return Row(comment, html, commenting.may_take_back(current_actor(), paper, comment))


def _paper_with_comments(public_id: str) -> Paper:
    paper = readable_paper(current_actor(), public_id)
    if paper.current is None:
        raise NotFound
    return paper


def _page(
    paper: Paper, form: CommentForm, review: ReviewPage | None = None, *, changed: bool = False
) -> Response:
    actor, current = current_actor(), paper.current
    if current is None:
        raise NotFound
    number = asked_page()
    found = commenting.readable_comments(actor, paper, page=number, size=PAGE_SIZE)
    form.number.data = str(paper.current_number)
    tlp = content_of(current).audience.tlp
    trace_reading(actor, paper, tlp, number=current.number, comments=True)
    answer = render_template(
        "documents/comments.html",
        paper=paper,
        title=current.title,
        rows=[_row(paper, comment) for comment in found.rows],
        page=PageLinks(number, PAGE_SIZE, found.total),
        tabs=paper_tabs(actor, paper, "comments"),
        form=form,
        review=review,
        changed=changed,
        may_comment=allows(actor, "document:comment", paper),
    )
    return make_response(answer, 409 if changed else form.status)


@pages.get("/<public_id>/comments", requires="document:read")
def comments(public_id: str) -> Response:
    """The comments that the person may read, and the form to write one."""
    return _page(_paper_with_comments(public_id), CommentForm(formdata=None))


def written_in(form: CommentForm) -> Written:
    """What was sent: the text, and the decisions about it."""
    entered = posted_items(request.form)
    chosen = {key: each.decision for key, each in entered.items()}
    made = {key: decision for key, decision in chosen.items() if decision is not None}
    return Written(form.as_typed(), form.loaded_number(), form.seen.data or "", made)


def _examine_comment(public_id: str) -> None:
    paper = commenting.paper_to_comment(current_actor(), public_id)
    try:
        commenting.review_comment(current_actor(), paper, written_in(CommentForm()), look=examine)
    except Invalid:
        return  # The view says so beside the field.


@pages.post("/<public_id>/comments", requires="document:comment", beforehand=_examine_comment)
def comment(public_id: str) -> Response:
    """Store the comment, or show it again beside what is still to be decided of it."""
    actor = current_actor()
    paper, form = commenting.paper_to_comment(actor, public_id), CommentForm()
    written = written_in(form)
    try:
        review = commenting.review_comment(actor, paper, written)
    except Invalid as refusal:
        form.show(refusal.problems)
        return _page(paper, form)
    if not review.is_open:
        return _page(paper, form, _still_open(paper, form, review))
    try:
        commenting.add_comment(actor, public_id, written)
    except Conflict:
        return _page(paper, form, changed=True)
    except Invalid as refusal:
        form.show(refusal.problems)
        return _page(paper, form)
    return go_to("comments", public_id=public_id, notice="comment-made")


def _still_open(paper: Paper, form: CommentForm, review: AtOnce) -> ReviewPage:
    """What is to be decided of the text, with what was entered; the form says so as well."""
    text = form.as_typed()
    seen = commenting.text_as_seen(current_actor(), paper, text)
    form.nothing_stored(anew=form.seen.data != seen)
    if review.refused is not None:
        form.show(review.refused.problems)
    form.seen.data = seen
    parts = commenting.comment_parts(text)
    return review_page(review.sheet, parts, posted_items(request.form), only_open=False)


@pages.get("/<public_id>/comments/<comment_id>/take-back", requires="comment:take-back")
def take_back_comment(public_id: str, comment_id: str) -> str:
    """Ask before the text of a comment is erased."""
    paper = _paper_with_comments(public_id)
    found = commenting.readable_comment(current_actor(), paper, comment_id)
    if not commenting.may_take_back(current_actor(), paper, found):
        raise NotFound
    return render_template("documents/take_back.html", paper=paper, row=_row(paper, found))


@pages.post("/<public_id>/comments/<comment_id>/take-back", requires="comment:take-back")
def erase_comment(public_id: str, comment_id: str) -> Response:
    """Erase its text; that there was a comment stays."""
    commenting.take_back(current_actor(), public_id, comment_id=comment_id)
    return go_to("comments", public_id=public_id, notice="comment-erased")
