"""What an author writes: title, body, fields and audience, as one value."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from coalition.access.audience import Audience
from coalition.documents.kinds.schema import MAX_BODY, MAX_TITLE, Fields, Kind, storable
from coalition.errors import Invalid, Problem


@dataclass(frozen=True)
class Content:
    """A text with its fields and audience, before or after it was checked."""

    title: str
    body: str
    audience: Audience
    fields: Fields = field(default_factory=dict)
    change_note: str = ""

    def checked(self, kind: Kind) -> "Content":
        """The same content with clean fields.

        Raises:
            Invalid: names every part that breaks its rule.
        """
        title, note = " ".join(self.title.split()), " ".join(self.change_note.split())
        problems = []
        if not title:
            problems.append(Problem("title", "The title is missing. Enter one."))
        if len(title) > MAX_TITLE:
            problems.append(Problem("title", f"The title is over {MAX_TITLE} characters."))
        if len(self.body) > MAX_BODY:
            problems.append(Problem("body", f"The text is over {MAX_BODY:,} characters. Split it."))
        if len(note) > 300:
            problems.append(Problem("change_note", "The change note is over 300 characters."))
        for name, text in (("title", title), ("body", self.body), ("change_note", note)):
            if not storable(text):
                problems.append(Problem(name, "The text holds a NUL character. Remove it."))
        try:
            fields = kind.checked(self.fields)
        except Invalid as refusal:
            raise Invalid(*problems, *refusal.problems) from None
        if problems:
            raise Invalid(*problems)
        return replace(self, title=title, change_note=note, fields=fields)

    def to_bytes(self) -> bytes:
        """The form in which drafts are sealed."""
        return json.dumps(
            {
                "title": self.title,
                "body": self.body,
                "fields": self.fields,
                "audience": self.audience.as_json(),
                "change_note": self.change_note,
            },
            ensure_ascii=False,
        ).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Content":
        """Read what :meth:`to_bytes` wrote."""
        return cls.from_json(json.loads(data))

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Content":
        """Content from its parts."""
        return cls(
            title=data["title"],
            body=data["body"],
            audience=Audience.from_json(data["audience"]),
            fields=dict(data["fields"]),
            change_note=data.get("change_note", ""),
        )


def differing_parts(kind: Kind, one: Content, other: Content) -> list[str]:
    """The labels of the parts, the text apart, in which two contents differ."""
    labels = []
    if one.title != other.title:
        labels.append("Title")
    labels += [
        spec.label
        for spec in kind.fields
        if (one.fields.get(spec.name) or None) != (other.fields.get(spec.name) or None)
    ]
    if one.audience != other.audience:
        labels.append("Who may read this")
    if one.change_note != other.change_note:
        labels.append("Change note")
    return labels
