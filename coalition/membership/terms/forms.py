"""The forms that change the term of a lead."""

from wtforms import DateField, HiddenField, RadioField, SelectChoice

from coalition.web.forms import Form

ENDS, ENDLESS = "day", "none"


class TermForm(Form):
    """Until when somebody leads their office."""

    ends = RadioField(
        "The term",
        choices=[SelectChoice(ENDS, "Has a last day"), SelectChoice(ENDLESS, "Has no end")],
        validate_choice=False,
    )
    last_day = DateField(
        "Last day", description="It counts as a whole, in UTC. A term without end needs none."
    )
    before = HiddenField(default="")
