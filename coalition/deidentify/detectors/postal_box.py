"""Where mail goes that no carrier brings to a house: boxes, rural routes, general delivery.

Shapes: United States Postal Service, Publication 28, sections 24, 25 and 28.
"""

import re
from collections.abc import Iterator
from typing import Final

from coalition.deidentify.detectors.address import STATE_NAMES, STATES, TOWN, ZIP_ONLY
from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.landmarks import at_words
from coalition.deidentify.findings import ADDRESS, Severity

_BOX: Final = re.compile(
    r"(?<![A-Za-z0-9])(?:P\.?[ ]?O\.?[ ]?(?:Box|Drawer|B)|Post[ ]Office[ ]Box"
    r"|R\.?R\.?[ ]?#?[ ]?[0-9]{1,3},?[ ]Box"
    r"|Box(?=[ ][0-9]{1,6},[ ][A-Z][a-z]{1,20}[ a-zA-Z]{0,20},[ ][A-Z]{2}[ ][0-9])"
    r"|Rural[ ]Route[ ]#?[0-9]{1,3},?[ ]Box|H\.?C\.?[ ]?[0-9]{1,3},?[ ]Box"
    r"|Route[ ][0-9]{1,3},?[ ]Box|Star[ ]Route[ ]?[0-9]{0,3},?[ ]Box"
    rf"|PMB|PSC[ ][0-9]{{1,4}},?[ ]Box)[ ]?#?[ ]?(?P<number>[0-9]{{1,6}}(?:-?[A-Z])?)"
    rf"(?![A-Za-z0-9]){TOWN}{ZIP_ONLY}",
    re.IGNORECASE,
)
_GENERAL_DELIVERY: Final = re.compile(
    r"(?i:general[ ]delivery),?[ ](?:[A-Z][A-Za-z.'-]{1,20},?[ ]){1,3}"
    rf"(?:{STATES}|{STATE_NAMES})(?![A-Za-z]){ZIP_ONLY}"
)
_RURAL: Final = re.compile(
    r"(?<![A-Za-z0-9])(?:R\.?R\.?|Rural[ ]Route)[ ]#?[0-9]{1,3}(?![A-Za-z0-9])"
)
_BOXES: Final = (
    "p", "po", "pob", "post", "r", "rr", "rural", "h", "hc", "route", "star", "pmb", "psc",
    "box",
)  # fmt: skip


def find_postal_boxes(text: str) -> Iterator[Candidate]:
    """Boxes and routes with their numbers, and towns where mail is kept for somebody."""
    for match in at_words(_BOX, text, _BOXES):
        yield _address(match, "block", "a post-office box or a box on a rural route")
    for match in at_words(_GENERAL_DELIVERY, text, ("general",)):
        yield _address(match, "block", "a town where mail is kept for somebody")
    for match in at_words(_RURAL, text, ("r", "rr", "rural")):
        yield _address(match, "review", "a rural route")


def _address(match: re.Match[str], severity: Severity, reason: str) -> Candidate:
    return Candidate(*match.span(), ADDRESS, severity, (reason,), named=False)
