"""The forms of retention."""

from wtforms import StringField

from coalition.documents.kinds import KINDS
from coalition.records.retention.models import BASES
from coalition.web.forms import Form


class RulesForm(Form):
    """The years for each kind and basis; the fields are those of :data:`RULES`."""

    def years(self) -> dict[tuple[str, str], str]:
        """What was entered, by kind and basis."""
        return {key: self[name].data or "" for name, key in RULES.items()}


RULES = {f"{kind}-{basis}": (kind, basis) for kind in KINDS for basis in BASES}
for _name, (_kind, _basis) in RULES.items():
    _label = f"{KINDS[_kind].label}: years from {BASES[_basis]} on"
    setattr(RulesForm, _name, StringField(_label))


class KeepingForm(Form):
    """Until when a paper is kept although its term is over, and why."""

    until = StringField("Keep it until")
    reason = StringField("Why is it kept longer?", description="Name nobody.")
