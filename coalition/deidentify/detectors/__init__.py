"""One module per kind of identifier, each a function from a text to its candidates."""

from collections.abc import Callable, Iterator
from typing import Final

from coalition.deidentify.detectors.account import find_accounts
from coalition.deidentify.detectors.address import find_addresses
from coalition.deidentify.detectors.alien_number import find_alien_numbers
from coalition.deidentify.detectors.application_number import find_application_numbers
from coalition.deidentify.detectors.badge import find_badges
from coalition.deidentify.detectors.birth_date import find_birth_dates
from coalition.deidentify.detectors.call_sign import find_call_signs
from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.card import find_cards
from coalition.deidentify.detectors.coordinates import find_coordinates
from coalition.deidentify.detectors.crossing import find_crossings
from coalition.deidentify.detectors.docket import find_dockets
from coalition.deidentify.detectors.email import find_emails
from coalition.deidentify.detectors.handle import find_handles
from coalition.deidentify.detectors.incident import find_incidents
from coalition.deidentify.detectors.ip_address import find_ip_addresses
from coalition.deidentify.detectors.medical_record import find_medical_records
from coalition.deidentify.detectors.named_number import find_named_numbers
from coalition.deidentify.detectors.passport import find_passports
from coalition.deidentify.detectors.phone import find_phones
from coalition.deidentify.detectors.plate import find_plates
from coalition.deidentify.detectors.postal_box import find_postal_boxes
from coalition.deidentify.detectors.serial_number import find_serial_numbers
from coalition.deidentify.detectors.social_security import find_social_security_numbers
from coalition.deidentify.detectors.spoken_number import find_spoken_numbers
from coalition.deidentify.detectors.unnamed_number import find_unnamed_numbers
from coalition.deidentify.detectors.url import find_urls
from coalition.deidentify.detectors.vin import find_vins
from coalition.deidentify.detectors.worn_number import find_worn_numbers

DETECTORS: Final[tuple[Callable[[str], Iterator[Candidate]], ...]] = (
    find_social_security_numbers,
    find_phones,
    find_emails,
    find_alien_numbers,
    find_application_numbers,
    find_birth_dates,
    find_named_numbers,
    find_dockets,
    find_incidents,
    find_badges,
    find_worn_numbers,
    find_plates,
    find_vins,
    find_call_signs,
    find_medical_records,
    find_cards,
    find_accounts,
    find_passports,
    find_spoken_numbers,
    find_unnamed_numbers,
    find_serial_numbers,
    find_ip_addresses,
    find_handles,
    find_urls,
    find_coordinates,
    find_addresses,
    find_postal_boxes,
    find_crossings,
)
