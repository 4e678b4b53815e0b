"""The forms of public-records requests."""

from collections.abc import Iterable

from wtforms import (
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from coalition.deidentify.forms import ItemsForm
from coalition.records.requests.models import (
    GROUNDS,
    OUTCOMES,
    REPLIES,
    REQUESTERS,
    RecordsRequest,
    RequestedPaper,
)
from coalition.web.forms import Form

_GROUNDS = [SelectChoice("", "None"), *(SelectChoice(c, label) for c, label in GROUNDS.items())]


class RequestForm(ItemsForm):
    """What is registered. ``seen`` stands for the scope whose findings the page showed."""

    requester = RadioField(
        "Who asked?",
        validate_choice=False,
        description="Do not enter the requester’s name anywhere; use your office’s own file "
        "number.",
        choices=[SelectChoice(code, label) for code, label in REQUESTERS.items()],
    )
    reference = StringField("Your office’s file number of the request")
    received_on = StringField("Received on")
    statute = StringField(
        "Under which law?", description="As your state cites it. The portal knows no deadlines."
    )
    due_on = StringField("Due on", description="Work it out from that law; you can move it later.")
    scope = TextAreaField("What is asked for?", description="Name nobody.")
    seen = HiddenField(default="")

    def typed_scope(self) -> str:
        """The scope with the line ends that were typed, and no empty space around it."""
        return (self.scope.data or "").replace("\r\n", "\n").strip()


class ChoosingForm(Form):
    """Papers of a list, and one by its number."""

    numbers = SelectMultipleField("Papers", validate_choice=False)
    number = StringField(
        "A paper by its number",
        description="For a paper that you do not read yourself: a colleague’s draft, or one that "
        "was shared with a colleague by name. Ask them for the number.",
    )

    def chosen(self) -> list[str]:
        """Every number that was given."""
        return [*(self.numbers.data or []), self.number.data or ""]


class LeavingOutForm(Form):
    """Which paper is not concerned after all, and why."""

    number = SelectField(
        "Paper",
        validate_choice=False,
        description="One about which nobody was asked and of which the log says nothing.",
    )
    left_out_reason = StringField(
        "Why does the request not concern it?", description="Name nobody."
    )

    def offer(self, row: RecordsRequest, names: dict[str, str]) -> "LeavingOutForm":
        """Offer the papers about which nothing was done yet."""
        free = [p for p in row.papers if p.notice is None and not p.entries]
        self.number.choices = [SelectChoice(p.number, names[p.number]) for p in free]
        return self


class DayForm(Form):
    """Another day on which the request is due."""

    due_on = StringField("Due on")


class StepForm(Form):
    """What happened to the request."""

    act = HiddenField(default="")


class AskingForm(Form):
    """Until when contributors may object."""

    until = StringField("They may object until the end of", description="A day, in UTC.")


class ReplyForm(Form):
    """What a contributor says."""

    answer = RadioField(
        "Does your office object to its release?",
        validate_choice=False,
        choices=[SelectChoice(code, label) for code, label in REPLIES.items()],
    )
    ground = SelectField("Ground, if you object", validate_choice=False, choices=_GROUNDS)
    reason = StringField(
        "Why, if you object", description="The office that asked reads this. Name nobody."
    )


class LogForm(Form):
    """What became of a paper."""

    number = SelectField("Paper", validate_choice=False)
    outcome = RadioField(
        "What became of it?",
        validate_choice=False,
        choices=[SelectChoice(code, label) for code, label in OUTCOMES.items()],
    )
    ground = SelectField("Ground for what is withheld", validate_choice=False, choices=_GROUNDS)
    decided_on = StringField("Decided on")
    note = StringField("Note", description="Name nobody.")

    def offer(self, papers: Iterable[RequestedPaper], names: dict[str, str]) -> "LogForm":
        """Offer the papers that can be decided about."""
        self.number.choices = [SelectChoice(p.number, names[p.number]) for p in papers]
        return self


class ClosingForm(Form):
    """Why the request is over."""

    close_reason = StringField("How did it end?", description="Name nobody.")


def day_form(request: RecordsRequest) -> DayForm:
    """The form with the day as it stands."""
    form = DayForm(formdata=None)
    form.due_on.data = request.due_on.isoformat()
    return form
