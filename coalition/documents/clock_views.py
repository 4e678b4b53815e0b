"""Working out a camera’s clock. Nothing entered here is stored: dates stay with the author."""

from flask import Response, make_response, render_template
from wtforms import SelectChoice, SelectField, StringField

from coalition.documents.clock_checks import PLACES, Checked, check_clock
from coalition.documents.pages import pages
from coalition.web.forms import Form

_CHOICES = [SelectChoice(code, label) for code, label in {"": "Choose one", **PLACES}.items()]


class ClockForm(Form):
    """What two clocks showed at one moment, and perhaps at a second one of the same day."""

    shown_date = StringField("Date on the camera", description="YYYY-MM-DD.")
    shown_time = StringField("Time on the camera", description="HH:MM:SS.")
    shown_zone = SelectField("The camera is set to", choices=_CHOICES, validate_choice=False)
    true_date = StringField("Date of the reference", description="YYYY-MM-DD.")
    true_time = StringField("Time of the reference", description="HH:MM:SS.")
    true_zone = SelectField("The reference is set to", choices=_CHOICES, validate_choice=False)
    shown_later = StringField("Later time on the camera", description="The same day, HH:MM:SS.")
    true_later = StringField("Time of the reference then", description="HH:MM:SS.")


def _page(form: ClockForm, checked: Checked | None) -> Response:
    page = render_template("documents/clock.html", form=form, checked=checked)
    return make_response(page, form.status)


@pages.get("/clock", requires="document:create")
def clock() -> Response:
    """Enter what two clocks showed."""
    return _page(ClockForm(), None)


@pages.post("/clock", requires="document:create", reading_actions=("work-out",))
def work_out_clock() -> Response:
    """Say what to enter for the camera."""
    form = ClockForm()
    checked = None
    with form.showing_problems():
        typed = {name: (each.data or "").strip() for name, each in form._fields.items()}
        checked = check_clock(typed)
    return _page(form, checked)
