"""How the types of findings are called where people read of them."""

from typing import Final

from coalition.deidentify.findings import TYPE_LABELS

# Labels of several words, of which the last is not the one that is counted.
_PLURALS: Final = {
    "name of a person": "names of people",
    "date of birth": "dates of birth",
    "nationality or other trait": "nationalities or other traits",
    "amount or count": "amounts or counts",
    "number that may identify somebody": "numbers that may identify somebody",
    "detail that may identify somebody": "details that may identify somebody",
}


def label_of(type_: str) -> str:
    """“phone number”."""
    return TYPE_LABELS.get(type_, type_.replace("-", " "))


def some(type_: str) -> str:
    """“a phone number”, “an email address”."""
    label = label_of(type_)
    return f"{'an' if label[:1] in 'aeioAEIO' else 'a'} {label}"


def counted(type_: str, count: int) -> str:
    """“1 date”, “12 dates”."""
    label = label_of(type_)
    return f"{count} {label if count == 1 else _plural(label)}"


def _plural(label: str) -> str:
    if label in _PLURALS:
        return _PLURALS[label]
    if label.endswith("y") and label[-2:-1] not in "aeiou":
        return f"{label[:-1]}ies"
    return f"{label}es" if label.endswith("ss") else label.removesuffix("s") + "s"
