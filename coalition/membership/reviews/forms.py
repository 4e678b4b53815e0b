"""The form that opens a review of access."""

from wtforms import DateField

from coalition.membership.reviews.services import LEAST_DAYS, MOST_DAYS
from coalition.web.forms import Form


class OpeningForm(Form):
    """Until when everybody has to be confirmed."""

    due_on = DateField(
        "Last day",
        description=f"{LEAST_DAYS} to {MOST_DAYS} days from today. "
        "The access of whoever is not confirmed by its end (UTC) ends.",
    )
