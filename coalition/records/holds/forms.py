"""The forms of holds."""

from wtforms import RadioField, SelectChoice, StringField

from coalition.records.holds.models import CAUSES
from coalition.web.forms import Form


class HoldForm(Form):
    """What is kept, and for what."""

    number = StringField(
        "Number of the paper",
        description="At the end of its address and on each copy. A draft that you do not read has "
        "one too: ask its author.",
    )
    cause = RadioField(
        "What is it kept for?",
        validate_choice=False,
        choices=[SelectChoice(code, label) for code, label in CAUSES.items()],
    )
    reference = StringField("Your office’s file number of the matter")
    reason = StringField("Why is it kept?", description="Name nobody: other people read it.")
    review_on = StringField("Look at it again on")


class ReviewForm(Form):
    """When a hold is looked at again."""

    review_on = StringField("Look at it again on")


class LiftForm(Form):
    """Why a hold ends."""

    lift_reason = StringField("Why does it end?", description="Name nobody.")
