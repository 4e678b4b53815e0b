"""The forms of members, invitations and offices."""

from collections.abc import Iterable

from wtforms import PasswordField, RadioField, SelectChoice, SelectField, StringField

from coalition.access.actor import CASE_ROLES, ROLE_LABELS, Actor, Role
from coalition.accounts.factor_resets import WAYS
from coalition.offices.kinds import OFFICE_KINDS
from coalition.offices.models import Office
from coalition.offices.states import STATES
from coalition.web.forms import Form


class InvitationForm(Form):
    """Who is invited, where and as what."""

    name = StringField("Full name")
    email = StringField(
        "Email address", description="Their address at the office, not a private one."
    )
    office = SelectField("Office", validate_choice=False)
    role = SelectField("Role", validate_choice=False)

    def offer(self, actor: Actor, offices: Iterable[Office]) -> "InvitationForm":
        """Offer the offices and roles that ``actor`` may ask for."""
        anywhere = Role.COALITION_ADMIN in actor.roles
        self.office.choices = [
            SelectChoice(o.public_id, f"{o.name} ({o.state})")
            for o in offices
            if anywhere or o.id == actor.office_id
        ]
        self.role.choices = [
            SelectChoice(role.value, label)
            for role, label in ROLE_LABELS.items()
            if anywhere or role in CASE_ROLES
        ]
        return self


class AcceptanceForm(Form):
    """What the invited person fills in."""

    name = StringField("Your full name", description="As your colleagues know you.")
    password = PasswordField(
        "Choose a password",
        description="At least 15 characters. Four or five unrelated words work well.",
    )


STATE_CHOICES = [
    SelectChoice("", "Choose one"),
    *(SelectChoice(code, name) for code, name in STATES.items()),
]


class OfficeDetailsForm(Form):
    """What may become known of an office later."""

    kind = SelectField(
        "Kind of office",
        validate_choice=False,
        choices=[SelectChoice(code, label) for code, label in OFFICE_KINDS.items()],
    )
    county = StringField("County")
    county_fips = StringField(
        "County codes (FIPS)",
        description="Five digits each, with commas between them, for example 27053.",
    )
    domains = StringField(
        "Official e-mail domains",
        description="What stands after the @ in the office’s own addresses, with commas between.",
    )


class OfficeForm(OfficeDetailsForm):
    """A new office."""

    name = StringField("Name", description="For example: Birch County Attorney.")
    state = SelectField("State or territory", validate_choice=False, choices=STATE_CHOICES)


class ReleaseForm(Form):
    """Whether sharing beyond the office needs its lead."""

    release = RadioField(
        "Sharing beyond the office",
        validate_choice=False,
        choices=[
            SelectChoice("required", "Needs release by the office lead"),
            SelectChoice("free", "Members may share by themselves"),
        ],
    )


class NamingForm(Form):
    """Whether readers of other offices see the office's name."""

    naming = RadioField(
        "Your office on papers",
        description="For readers of other offices, with the names of your people. It also holds "
        "for what was shared before, in search, downloads and records. Copies that were taken "
        "keep the name.",
        validate_choice=False,
        choices=[
            SelectChoice("shown", "Show its name"),
            SelectChoice("hidden", "Show only that it is a member office of its state"),
        ],
    )


class VouchingForm(Form):
    """How an admin made sure that it is the person."""

    way = RadioField(
        "How did you make sure?",
        validate_choice=False,
        choices=[SelectChoice(way, label) for way, label in WAYS.items()],
    )


class SecondReaderForm(Form):
    """Whether somebody who did not write a paper reads it before it is shared."""

    second_reader = RadioField(
        "Second reader",
        description="Another member of the office approves the de-identified text.",
        validate_choice=False,
        choices=[
            SelectChoice("required", "Needed before anything is shared"),
            SelectChoice("free", "Not asked for"),
        ],
    )
