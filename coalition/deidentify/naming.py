"""How the types of findings are called where people read of them."""

from coalition.deidentify.findings import TYPE_LABELS


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
    if count == 1:
        return f"1 {label}"
    plural = (
        f"{label[:-1]}ies" if label.endswith("y") and label[-2:-1] not in "aeiou" else f"{label}s"
    )
    return f"{count} {plural.replace('date of births', 'dates of birth')}"
