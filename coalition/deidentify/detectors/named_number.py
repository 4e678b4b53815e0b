"""All kinds of numbers that are known by the words around them, looked for in one pass."""

from typing import Final

from coalition.deidentify.detectors import (
    account,
    badge,
    call_sign,
    card,
    case_number,
    crossing,
    driver_license,
    ip_address,
    medical_record,
    other_number,
    passport,
    plate,
    serial_number,
    vin,
)
from coalition.deidentify.detectors.labelled import LabelledNumbers

find_named_numbers: Final = LabelledNumbers.of(
    (
        *badge.LABELS,
        *plate.LABELS,
        *vin.LABELS,
        *driver_license.LABELS,
        *call_sign.LABELS,
        *case_number.LABELS,
        *crossing.LABELS,
        *medical_record.LABELS,
        *card.LABELS,
        *account.LABELS,
        *passport.LABELS,
        *ip_address.LABELS,
        *serial_number.LABELS,
        *other_number.LABELS,
    )
)
