"""The form of a comment."""

from wtforms import HiddenField, TextAreaField

from coalition.deidentify.forms import ItemsForm
from coalition.documents.forms import count_given


class CommentForm(ItemsForm):
    """A comment, and what is decided of what was found in it.

    ``number`` is the revision that the page showed, ``seen`` stands for the text whose findings it
    showed.
    """

    number = HiddenField(default="")
    seen = HiddenField(default="")
    text = TextAreaField("Comment", description="Markdown: **bold**, - list, > quotation.")

    def loaded_number(self) -> int:
        """That revision; anything unreadable is none."""
        return count_given(self.number.data)

    def as_typed(self) -> str:
        """The text with the line ends that its writer typed, and no empty space around it."""
        return (self.text.data or "").replace("\r\n", "\n").strip()

    def nothing_stored(self, *, anew: bool) -> None:
        """Say that something is to be decided; ``anew``: in a text that no page showed so far."""
        message = "Something in it may identify somebody. Decide about each below, or reword it."
        if not anew:
            message = "Something is not decided yet. Decide about each below, or reword it."
        self.text.errors = [*self.text.errors, message]
