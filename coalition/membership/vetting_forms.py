"""The forms of applying, vetting and vouching."""

from datetime import UTC, datetime

from wtforms import HiddenField, RadioField, SelectChoice, SelectField, StringField, TextAreaField

from coalition.access.actor import Role
from coalition.membership.applications import Wish
from coalition.membership.casework import NEW_OFFICE
from coalition.membership.checklist import ITEMS, REFUSALS, items_for
from coalition.membership.forms import STATE_CHOICES
from coalition.membership.models import Application
from coalition.offices.kinds import OFFICE_KINDS
from coalition.offices.models import Office
from coalition.web.forms import Form


def yes_or_no(choice: str | None) -> bool | None:
    """What was chosen of a yes and a no; nothing when neither was."""
    return {"yes": True, "no": False}.get(choice or "")


class ApplicationForm(Form):
    """What somebody who wants to join fills in."""

    name = StringField("Your full name")
    email = StringField(
        "Your official e-mail address", description="At the office, not a private one."
    )
    title = StringField("Your title", description="For example: Assistant County Attorney.")
    role = RadioField(
        "What you do at the office",
        validate_choice=False,
        choices=[
            SelectChoice(Role.PROSECUTOR.value, "Prosecutor"),
            SelectChoice(Role.INVESTIGATOR.value, "Investigator"),
            SelectChoice(Role.OFFICE_LEAD.value, "I lead it, and would answer for it here"),
        ],
    )
    bar_number = StringField("Bar number", description="An investigator may leave it empty.")
    bar_state = SelectField("State of your bar", validate_choice=False, choices=STATE_CHOICES)
    office_name = StringField("Office", description="For example: Birch County Attorney.")
    office_kind = SelectField(
        "Kind of office",
        validate_choice=False,
        choices=[SelectChoice(code, label) for code, label in OFFICE_KINDS.items()],
    )
    state = SelectField("State or territory", validate_choice=False, choices=STATE_CHOICES)
    county = StringField("County")
    sponsor_named = StringField(
        "Who can vouch for you?", description="Name and office of somebody at another office."
    )
    statement = TextAreaField(
        "Anything else we should know",
        description="Write nothing about a case and nobody’s private details.",
    )

    def wish(self) -> Wish:
        """What was filled in."""
        return Wish(**{field.name: field.data or "" for field in self})


class AnswerForm(Form):
    """An applicant’s answer to a question."""

    answer = TextAreaField("Your answer", description="Write nothing about a case.")


class FindingForm(Form):
    """What was found about one item of the checklist."""

    item = SelectField("What you looked into", validate_choice=False)
    fits = RadioField(
        "Result",
        validate_choice=False,
        choices=[SelectChoice("yes", "It fits"), SelectChoice("no", "It does not fit")],
    )
    found = StringField("What did you find, and where?")

    def offer(self, row: Application) -> "FindingForm":
        """Offer the items that this applicant is looked into for."""
        self.item.choices = [SelectChoice(i, ITEMS[i][0]) for i in items_for(row.role)]
        return self


class MatchForm(Form):
    """Which office it is."""

    office = SelectField("Which office is it?", validate_choice=False)
    county_fips = StringField(
        "County codes (FIPS)", description="Five digits each, with commas between them."
    )
    office_found = StringField("How do you know?")

    def offer(self, offices: list[Office]) -> "MatchForm":
        """Offer the member offices, and that it is none of them yet."""
        self.office.choices = [
            SelectChoice("", "Choose one"),
            SelectChoice(NEW_OFFICE, "No member yet: it joins with this applicant"),
            *(SelectChoice(o.public_id, f"{o.name} ({o.state})") for o in offices),
        ]
        return self


class CallForm(Form):
    """A call to the office."""

    where_found = StringField(
        "Where did you find the number?",
        description="Not from the applicant: the office’s website, a directory of the state.",
    )
    number = StringField("Number called")
    reached = StringField("Whom did you reach?")
    called_at = StringField("When (UTC)", description="For example 2026-11-22 14:30.")
    confirmed = RadioField(
        "Did they confirm the applicant?",
        validate_choice=False,
        choices=[SelectChoice("yes", "Yes"), SelectChoice("no", "No")],
    )

    def moment(self) -> datetime | None:
        """When the call was, if it can be understood."""
        try:
            given = datetime.fromisoformat((self.called_at.data or "").strip())
        except ValueError:
            return None
        return given.replace(tzinfo=UTC) if given.tzinfo is None else given


class SponsorForm(Form):
    """Whom to ask."""

    sponsor_email = StringField("Address of a member of another office")


class ApprovalForm(Form):
    """The approval of what was looked at."""

    seen = HiddenField()


class QuestionForm(Form):
    """What an applicant is asked."""

    message = TextAreaField(
        "What you want to know", description="The applicant reads it as it stands here."
    )


class RefusalForm(Form):
    """Why an applicant is refused, and what they are told."""

    reason = RadioField(
        "Reason, for admins only",
        validate_choice=False,
        choices=[SelectChoice(code, label) for code, label in REFUSALS.items()],
    )
    message = TextAreaField(
        "What the applicant is told", description="The applicant reads it as it stands here."
    )


class VouchForm(Form):
    """The sponsor’s word."""

    vouches = RadioField(
        "Do you vouch for this person?",
        validate_choice=False,
        choices=[
            SelectChoice("yes", "Yes: I know this person and where they work"),
            SelectChoice("no", "No, or I cannot say"),
        ],
    )
