"""The forms of signing, of writing what is signed, and of what is known of the states."""

from datetime import date

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)

from coalition.membership.forms import STATE_CHOICES
from coalition.offices.agreements import Signed
from coalition.offices.recognition import STANDINGS
from coalition.web.forms import Form


class OfficeSignatureForm(Form):
    """The lead signs for the office; ``digest`` names the text that was read."""

    digest = HiddenField()
    office_read = BooleanField("I have read the agreement and sign it for my office")


class UndertakingForm(Form):
    """A member signs for themselves."""

    digest = HiddenField()
    own_read = BooleanField("I have read the undertaking and will keep it")


class VersionForm(Form):
    """A new version of one of the two texts."""

    kind = RadioField(
        "Which text",
        validate_choice=False,
        choices=[
            SelectChoice(Signed.OFFICE.value, "Agreement of the offices, signed by their leads"),
            SelectChoice(Signed.PERSON.value, "Undertaking of each member"),
        ],
    )
    text = TextAreaField("The whole text", description="Everybody reads it as it stands here.")


class RecognitionForm(Form):
    """What is known of one state."""

    state = SelectField("State or territory", validate_choice=False, choices=STATE_CHOICES)
    standing = SelectField(
        "Common interest",
        validate_choice=False,
        choices=[SelectChoice(code, label) for code, label in STANDINGS.items()],
    )
    source = StringField("Source", description="The case, rule or opinion that says so.")
    as_of = StringField("Looked up on", description="For example 2026-11-22.")

    def day(self) -> date | None:
        """The day, if it can be understood."""
        try:
            return date.fromisoformat((self.as_of.data or "").strip())
        except ValueError:
            return None
