"""The questions about a paper: asking its office, and answering."""

from dataclasses import dataclass

from flask import Response, make_response, render_template, request
from sqlalchemy import func, select

from coalition.access.decide import allows
from coalition.accounts.bylines import byline
from coalition.db import db
from coalition.deidentify.at_once import AtOnce
from coalition.deidentify.examined import examine
from coalition.deidentify.forms import posted_items
from coalition.documents.comment_form import CommentForm
from coalition.documents.comment_views import written_in
from coalition.documents.models import Paper
from coalition.documents.pages import go_to, pages, trace_reading
from coalition.documents.queries import readable_paper
from coalition.documents.questions import services
from coalition.documents.questions.forms import AnswerForm, QuestionForm
from coalition.documents.questions.models import Answer, Question
from coalition.documents.questions.queries import questions_for
from coalition.documents.reading import content_of
from coalition.documents.review_page import ReviewPage, review_page
from coalition.errors import Invalid, NotFound
from coalition.richtext import render_markdown
from coalition.web.identity import current_actor
from coalition.web.paging import PageLinks, asked_page

PAGE_SIZE = 20


@dataclass(frozen=True)
class Said:
    """A question or an answer as the page shows it; ``number`` is the revision asked about."""

    entry: Question | Answer
    who: str
    html: str


@dataclass(frozen=True)
class Row:
    """A question with its answers."""

    asked: Said
    answers: list[Said]


def _row(question: Question) -> Row:
    office = question.paper.office
    return Row(
        _said(question, byline(current_actor(), question.person, question.office)),
        [_said(a, byline(current_actor(), a.person, office)) for a in question.answers],
    )


def _said(entry: Question | Answer, who: str) -> Said:
    return Said(entry, who, render_markdown(entry.text, anchors=False))


def _show(template: str, paper: Paper, form: CommentForm, **shown: object) -> Response:
    actor, current = current_actor(), paper.current
    if current is None:
        raise NotFound
    tlp = content_of(current).audience.tlp
    trace_reading(actor, paper, tlp, number=current.number, questions=True)
    answers = allows(actor, "question:answer", paper)
    published = paper.state == "published"
    page = render_template(
        template,
        paper=paper,
        title=current.title,
        form=form,
        may_ask=allows(actor, "question:ask", paper) and not services.is_own(actor, paper),
        may_answer=answers and published,
        answers_for_it=answers,
        **shown,
    )
    return make_response(page, form.status)


def _list(paper: Paper, form: CommentForm, review: ReviewPage | None = None) -> Response:
    number, wanted = asked_page(), questions_for(current_actor(), paper)
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    newest = wanted.order_by(Question.id.desc()).offset((number - 1) * PAGE_SIZE).limit(PAGE_SIZE)
    rows = [_row(question) for question in db.session.scalars(newest)]
    page = PageLinks(number, PAGE_SIZE, total)
    template = "documents/questions/list.html"
    return _show(template, paper, form, rows=rows, page=page, review=review)


def _one(question: Question, form: CommentForm, review: ReviewPage | None = None) -> Response:
    template = "documents/questions/answer.html"
    return _show(template, question.paper, form, row=_row(question), review=review)


def _open_part(form: CommentForm, about: str, review: AtOnce) -> ReviewPage:
    """What is to be decided of the text, with what was entered; the form says so as well."""
    text = form.as_typed()
    seen = services.as_seen(about, text)
    form.nothing_stored(anew=form.seen.data != seen)
    if review.refused is not None:
        form.show(review.refused.problems)
    form.seen.data = seen
    parts = services.parts_of(text)
    return review_page(review.sheet, parts, posted_items(request.form), only_open=False)


def _look(about: str, form: CommentForm) -> None:
    try:
        services.review_text(about, written_in(form), look=examine)
    except Invalid:
        return  # The view says so beside the field.


@pages.get("/<public_id>/questions", requires="question:ask")
def questions(public_id: str) -> Response:
    """What the person asked about the paper, or was asked as one who answers for it."""
    return _list(readable_paper(current_actor(), public_id), QuestionForm(formdata=None))


def _examine_question(public_id: str) -> None:
    paper = services.paper_to_ask_about(current_actor(), public_id)
    _look(services.about_paper(current_actor(), paper), QuestionForm())


@pages.post("/<public_id>/questions", requires="question:ask", beforehand=_examine_question)
def ask_office(public_id: str) -> Response:
    """Store the question, or show it again beside what is still to be decided of it."""
    actor, form = current_actor(), QuestionForm()
    paper = services.paper_to_ask_about(actor, public_id)
    about, written = services.about_paper(actor, paper), written_in(form)
    try:
        review = services.review_text(about, written)
        if not review.is_open:
            return _list(paper, form, _open_part(form, about, review))
        services.ask(actor, public_id, written)
    except Invalid as refusal:
        form.show(refusal.problems)
        return _list(paper, form)
    return go_to("questions", public_id=public_id, notice="question-asked")


@pages.get("/<public_id>/questions/<question_id>/answer", requires="question:answer")
def question(public_id: str, question_id: str) -> Response:
    """One question with the form to answer it."""
    found = services.question_to_answer(current_actor(), public_id, question_id)
    return _one(found, AnswerForm(formdata=None))


def _examine_answer(public_id: str, question_id: str) -> None:
    found = services.question_to_answer(current_actor(), public_id, question_id)
    _look(services.about_question(current_actor(), found), AnswerForm())


@pages.post(
    "/<public_id>/questions/<question_id>/answer",
    requires="question:answer",
    beforehand=_examine_answer,
)
def answer_question(public_id: str, question_id: str) -> Response:
    """Store the answer, or show it again beside what is still to be decided of it."""
    actor, form = current_actor(), AnswerForm()
    found = services.question_to_answer(actor, public_id, question_id)
    about, written = services.about_question(actor, found), written_in(form)
    try:
        review = services.review_text(about, written)
        if not review.is_open:
            return _one(found, form, _open_part(form, about, review))
        services.answer(actor, public_id, written, question_id=question_id)
    except Invalid as refusal:
        form.show(refusal.problems)
        return _one(found, form)
    return go_to("questions", public_id=public_id, notice="question-answered")
