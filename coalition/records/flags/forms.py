"""The form that notes a disclosure."""

from collections.abc import Iterable

from wtforms import RadioField, SelectChoice, StringField

from coalition.documents.models import PaperFlag
from coalition.documents.vocabularies import FLAGS
from coalition.web.forms import Form


class DisclosureForm(Form):
    """What was disclosed, and when."""

    flag = RadioField("What was disclosed?", validate_choice=False)
    disclosed_on = StringField("Disclosed on")

    def offer(self, flags: Iterable[PaperFlag]) -> "DisclosureForm":
        """Offer the flags of the paper."""
        self.flag.choices = [SelectChoice(each.flag, FLAGS[each.flag]) for each in flags]
        return self
