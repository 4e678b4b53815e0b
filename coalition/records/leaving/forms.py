"""The form that hands papers on."""

from collections.abc import Iterable

from wtforms import SelectChoice, SelectField

from coalition.accounts.models import Person
from coalition.web.forms import Form


class HandingOnForm(Form):
    """Who takes over."""

    to = SelectField("Colleague who takes over", validate_choice=False)

    def offer(self, heirs: Iterable[Person]) -> "HandingOnForm":
        """Offer the colleagues who may."""
        self.to.choices = [
            SelectChoice("", "Choose one"),
            *(SelectChoice(heir.public_id, heir.name) for heir in heirs),
        ]
        return self
