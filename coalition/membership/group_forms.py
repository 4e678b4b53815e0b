"""The forms of groups."""

from collections.abc import Iterable

from wtforms import DateField, HiddenField, SelectChoice, SelectField, StringField, TextAreaField

from coalition.offices.models import Office
from coalition.web.forms import Form


class FoundingForm(Form):
    """A new group."""

    name = StringField(
        "Name", description="Authors see it when they choose who reads a paper. Name no person."
    )
    purpose = TextAreaField(
        "Purpose", description="What it is for, in a sentence or two. Name no person and no case."
    )
    ends_on = DateField("Last day", description="At most 24 months from today.")
    office = SelectField(
        "Whose lead confirms it",
        description="Nobody founds a group alone: a lead of this office is asked.",
        validate_choice=False,
    )

    def offer(self, offices: Iterable[Office]) -> "FoundingForm":
        """Offer the offices that have a lead who could confirm."""
        self.office.choices = [
            SelectChoice("", "Choose one"),
            *(SelectChoice(o.public_id, f"{o.name} ({o.state})") for o in offices),
        ]
        return self


class CodeForm(Form):
    """The code of a group that somebody asks to join."""

    code = StringField(
        "Code of the group", description="One of its owners sees it on the group’s page."
    )


class PutForwardForm(Form):
    """Whom an owner wants in the group."""

    email = StringField(
        "Email address",
        description="Of a member who works on cases. Another owner or their lead decides.",
    )


class LongerForm(Form):
    """A later last day."""

    ends_on = DateField(
        "Later last day", description="Another owner decides. At most 24 months from the founding."
    )


class LengthenForm(Form):
    """Approving the day that was shown."""

    until = HiddenField()
