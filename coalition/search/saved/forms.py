"""The form of a saved search: what its owner calls it and when they want mail."""

from wtforms import HiddenField, RadioField, SelectChoice, StringField

from coalition.search.saved.frequency import HINTS, LABELS
from coalition.web.forms import Form


class SavedSearchForm(Form):
    """Name and frequency. ``search`` only carries what is wrong with the search itself."""

    search = HiddenField()
    name = StringField("Name", description="Your own words. Nobody else sees them.")
    frequency = RadioField(
        "Mail about new papers",
        choices=[SelectChoice(code.value, label) for code, label in LABELS.items()],
        validate_choice=False,
    )
    hints = HINTS
