"""The form of a question, and of an answer."""

from wtforms import TextAreaField

from coalition.documents.comment_form import CommentForm


class QuestionForm(CommentForm):
    """A question, and what is decided of what was found in it."""

    text = TextAreaField("Question", description="Markdown: **bold**, - list, > quotation.")


class AnswerForm(CommentForm):
    """An answer, likewise."""

    text = TextAreaField("Answer", description="Markdown: **bold**, - list, > quotation.")
