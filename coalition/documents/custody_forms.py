"""The forms of a custody log."""

from datetime import UTC, datetime

from wtforms import FileField as UploadField
from wtforms import SelectChoice, SelectField, StringField

from coalition.evidence.custody.services import WRITTEN_BY_HAND
from coalition.web.forms import Form


class CustodyForm(Form):
    """What happened to one item."""

    item = StringField("Item", description="Its label in the index, or the name of its file.")
    act = SelectField(
        "What happened",
        choices=[SelectChoice(code, label) for code, label in WRITTEN_BY_HAND.items()],
        validate_choice=False,
    )
    happened_at = StringField("When (UTC)", description="For example 2026-11-22 14:30.")
    given_by = StringField("From, or by whom")
    given_to = StringField("To")
    purpose = StringField("For what")
    authority = StringField("On what authority", description="A warrant, a request, a rule.")
    hash_before = StringField("SHA-256 before")
    hash_after = StringField("SHA-256 after")
    note = StringField("Note")

    def moment(self) -> datetime | None:
        """When it happened, if it can be understood."""
        try:
            given = datetime.fromisoformat((self.happened_at.data or "").strip())
            given = given.replace(tzinfo=UTC) if given.tzinfo is None else given
            return given.astimezone(UTC)
        except (ValueError, OverflowError):
            return None  # In UTC it may lie before the first or after the last day there is.

    def words(self) -> dict[str, str]:
        """The other fields."""
        fields = (field for field in self if field.name != "happened_at")
        return {field.name: field.data or "" for field in fields}


class StampForm(Form):
    """A time-stamp token."""

    token = UploadField("Time-stamp token")


class ManifestForm(Form):
    """A manifest of hashes."""

    manifest = UploadField("Manifest")
