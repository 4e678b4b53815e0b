"""What must be known of an applicant before anybody approves. Pure."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from coalition.access.actor import Role

OFFICE, ADDRESS, BAR, TITLE = "office", "address", "bar", "title"
# Each item with what the admin is asked, and where to look.
ITEMS = {
    OFFICE: ("Office and jurisdiction", "A list of the state’s offices, or the office’s website."),
    ADDRESS: ("Official e-mail domain", "The office’s own website or letterhead."),
    BAR: ("Bar number and state", "The state bar’s public register."),
    TITLE: ("Title", "The office’s staff page, or a public filing."),
}
# An investigator need not be a member of a bar.
NEED_A_BAR_NUMBER: Collection[str] = frozenset({Role.PROSECUTOR, Role.OFFICE_LEAD})

REFUSALS = {
    "not-eligible": "Not of an office that can be a member",
    "not-verified": "Could not be verified",
    "duplicate": "Applied or joined already",
    "no-answer": "Did not answer",
    "other": "Another reason",
}


@dataclass(frozen=True)
class Facts:
    """What was found, as the checklist needs it; ``fits`` holds the newest finding of an item."""

    role: str
    office_known: bool
    fits: Mapping[str, bool]
    call_confirmed: bool
    sponsor_vouched: bool


def items_for(role: str) -> list[str]:
    """The items that an applicant for this role is looked into for."""
    return [item for item in ITEMS if item != BAR or role in NEED_A_BAR_NUMBER]


def missing(facts: Facts) -> list[str]:
    """What still has to be found out, in the order of the page."""
    return list(_missing(facts))


def _missing(facts: Facts) -> Iterator[str]:
    if not facts.office_known:
        yield "which office it is"
    for item in items_for(facts.role):
        if not facts.fits.get(item, False):
            yield ITEMS[item][0].lower()
    if not facts.call_confirmed:
        yield "a call that confirmed it"
    if not facts.sponsor_vouched:
        yield "a sponsor from another office"
