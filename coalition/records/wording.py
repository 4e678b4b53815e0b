"""What people write down in records: bounded, printable, and naming nobody."""

from datetime import date

from coalition import clock
from coalition.deidentify.gate import check_parts
from coalition.errors import Invalid

SHORTEST = 3
LONGEST_REASON = 500
LONGEST_REFERENCE = 80


def clean_line(field: str, text: str, *, label: str, longest: int = LONGEST_REASON) -> str:
    """``text`` with white space folded.

    Raises:
        Invalid: it says nothing, is too long, cannot be shown, or identifies somebody.
    """
    words = " ".join(text.split())
    if len(words) < SHORTEST:
        raise Invalid.because(field, f"{label} is missing. Enter it.")
    if len(words) > longest or not words.isprintable():
        raise Invalid.because(field, f"{label} may have {longest} characters. Shorten it.")
    for _, sentence in check_parts({field: words}).sentences():
        raise Invalid.because(field, sentence.replace("before publishing", "before it is stored"))
    return words


def clean_reference(field: str, text: str, *, label: str) -> str:
    """A file number or the name of a law: short, printable, and no sentence for the gate.

    Raises:
        Invalid: it is missing, too long or cannot be shown.
    """
    words = " ".join(text.split())
    if not words:
        raise Invalid.because(field, f"{label} is missing. Enter it.")
    if len(words) > LONGEST_REFERENCE or not words.isprintable():
        raise Invalid.because(
            field, f"{label} may have {LONGEST_REFERENCE} characters. Shorten it."
        )
    return words


def clean_day(field: str, text: str, *, label: str) -> date:
    """The day that was typed.

    Raises:
        Invalid: it is missing or no day of the calendar.
    """
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid.because(
            field, f"{label} is missing. Enter a day as year, month and day: 2026-01-31."
        ) from None
    if not 1990 <= day.year <= 2200:
        raise Invalid.because(field, f"{label} is not likely. Check the year.")
    return day


def coming_day(field: str, text: str, *, label: str) -> date:
    """A typed day that is not over.

    Raises:
        Invalid: it is missing, no day, or past.
    """
    day = clean_day(field, text, label=label)
    if day < clock.now().date():
        raise Invalid.because(field, f"{label} is past. Choose today or a later day.")
    return day
