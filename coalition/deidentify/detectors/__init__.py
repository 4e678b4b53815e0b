"""One module per kind of identifier, each a function from a text to its candidates."""

from collections.abc import Callable, Iterator
from typing import Final

from coalition.deidentify.detectors.alien_number import find_alien_numbers
from coalition.deidentify.detectors.birth_date import find_birth_dates
from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.email import find_emails
from coalition.deidentify.detectors.phone import find_phones
from coalition.deidentify.detectors.social_security import find_social_security_numbers

DETECTORS: Final[tuple[Callable[[str], Iterator[Candidate]], ...]] = (
    find_social_security_numbers,
    find_phones,
    find_emails,
    find_alien_numbers,
    find_birth_dates,
)
