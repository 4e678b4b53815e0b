"""The form that recalls a paper."""

from wtforms import RadioField, SelectChoice

from coalition.records.reasons import REASONS
from coalition.web.forms import Form


class RecallForm(Form):
    """Why it is recalled."""

    reason = RadioField(
        "Why is it recalled?",
        validate_choice=False,
        choices=[SelectChoice(code, label) for code, label in REASONS.items()],
    )
