"""The base of every form, and the hidden inputs that every posted form carries."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from coalition import ids
from coalition.errors import Invalid


class Form(FlaskForm):  # type: ignore[misc]
    """A form whose CSRF token is checked once for all forms, before the view is called."""

    class Meta:
        csrf = False

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """Fields are filled from the posted form alone: a file or JSON is text in none."""
            if isinstance(formdata, MultiDict) or formdata is None:
                return formdata
            return request.form if form.is_submitted() else None

    @contextmanager
    def showing_problems(self) -> Iterator[None]:
        """Turn a service's refusal into the field's own error and leave the block.

        Problems of fields that the form does not have are shown on the form as a whole.
        """
        try:
            yield
        except Invalid as refusal:
            for problem in refusal.problems:
                field = self._fields.get(problem.field)
                if field is None:
                    self.form_errors.append(problem.message)
                else:
                    field.errors = [*field.errors, problem.message]

    @property
    def status(self) -> int:
        """422 when there is something to mend (RFC 9110, section 15.5.21), else 200."""
        return 422 if self.errors else 200


def form_tokens() -> Markup:
    """The hidden inputs of a posted form: the CSRF token and the request id."""
    return Markup(
        '<input type="hidden" name="csrf_token" value="{}">'
        '<input type="hidden" name="request_id" value="{}">'
    ).format(generate_csrf(), ids.public_id())
