"""Handing a paper's named parts to the de-identification gate."""

from collections import Counter
from collections.abc import Mapping

from coalition.deidentify.gate import check_parts
from coalition.documents.content import Content
from coalition.documents.kinds.schema import Kind
from coalition.errors import GateClosed, Problem
from coalition.richtext import plain_text

# How each type of finding is named to the author.
TYPE_LABELS = {
    "ssn": "a Social Security number",
    "phone": "a phone number",
    "email": "an email address",
    "a-number": "an A-number",
    "date-of-birth": "a date of birth",
    "person": "the name of a person",
}


def gate_problems(kind: Kind, content: Content) -> list[Problem]:
    """What still identifies somebody: one problem for each part and type, never the words."""
    labels: dict[str, tuple[str, str]] = {
        "title": ("title", "The title"),
        "body": ("body", "The text"),
        "change_note": ("change_note", "The change note"),
    }
    texts = {"title": content.title, "body": content.body, "change_note": content.change_note}
    for number, part in enumerate(kind.text_parts(content.fields)):
        name = f"{part.field}-{number}"
        labels[name], texts[name] = (part.field, part.label), part.text
    found = _counted(texts)
    if "](" in content.body or "][" in content.body:
        # Links may stand between the digits of a number that readers see whole.
        for key, count in _counted({"body": plain_text(content.body)}).items():
            found[key] = max(count, found.get(key, 0))
    return [
        Problem(
            labels[name][0],
            f"{labels[name][1]} holds {TYPE_LABELS.get(type_, type_)}"
            + (f" in {count} places" if count > 1 else "")
            + ". Replace it with a role or remove it; nothing was published.",
        )
        for (name, type_), count in found.items()
    ]


def _counted(texts: Mapping[str, str]) -> dict[tuple[str, str], int]:
    """How often each part holds each type of identifier."""
    return dict(Counter((name, found.type) for name, found in check_parts(texts).blocking))


def require_open_gate(kind: Kind, content: Content) -> None:
    """Return when nothing blocks.

    Raises:
        GateClosed: names each part and type of identifier.
    """
    problems = gate_problems(kind, content)
    if problems:
        raise GateClosed(*problems)
