"""Handing a paper's named parts to the de-identification gate."""

from coalition.deidentify.gate import check_parts
from coalition.documents.content import Content
from coalition.documents.kinds.schema import Kind
from coalition.errors import GateClosed, Problem

# How each type of finding is named to the author.
TYPE_LABELS = {
    "ssn": "a Social Security number",
    "phone": "a phone number",
    "email": "an e-mail address",
    "a-number": "an A-number",
    "date-of-birth": "a date of birth",
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
    found: dict[tuple[str, str], int] = {}
    for name, finding in check_parts(texts).blocking:
        found[(name, finding.type)] = found.get((name, finding.type), 0) + 1
    return [
        Problem(
            labels[name][0],
            f"{labels[name][1]} holds {TYPE_LABELS.get(type_, type_)}"
            + (f" in {count} places" if count > 1 else "")
            + ". Replace it with a role or remove it; nothing was published.",
        )
        for (name, type_), count in found.items()
    ]


def require_open_gate(kind: Kind, content: Content) -> None:
    """Return when nothing blocks.

    Raises:
        GateClosed: names each part and type of identifier.
    """
    problems = gate_problems(kind, content)
    if problems:
        raise GateClosed(*problems)
