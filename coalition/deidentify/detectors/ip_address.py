"""Addresses and identities of devices in networks: IPv4, IPv6, MAC, IMEI, IMSI, SIM cards.

IPv4: RFC 791; IPv6: RFC 4291 section 2.2; MAC: IEEE 802 EUI-48; IMEI: 3GPP TS 23.003 section 6
(15 digits with a Luhn digit); SIM: ITU-T E.118 (89 and up to 18 more digits).
"""

import ipaddress
import re
import string
from collections.abc import Iterator
from typing import Final

from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.labelled import NUMBER_WORD, Label, Link
from coalition.deidentify.detectors.landmarks import at_digits, at_numbers
from coalition.deidentify.findings import IP_ADDRESS, Severity

_FOUR: Final = re.compile(
    r"(?<![0-9A-Za-z.\-])(?:[0-9]{1,3}(?:\.|\[\.\])){3}[0-9]{1,3}(?::[0-9]{1,5}(?![0-9:])"
    r"|/[0-9]{1,2}(?![0-9]))?(?![0-9A-Za-z]|\.[0-9]|-[0-9])"
)
_SIX: Final = re.compile(r"(?<![0-9A-Za-z:.])[0-9A-Fa-f:]{2,39}(?:%[a-z0-9]{1,8})?(?![0-9A-Za-z:])")
_TWO_COLONS: Final = re.compile(r":[0-9A-Fa-f]{0,4}:")
_HARDWARE: Final = re.compile(
    r"(?<![0-9A-Za-z:\-])(?:[0-9A-Fa-f]{2}(?P<mark>[:-])(?:[0-9A-Fa-f]{2}"
    r"(?P=mark)){4}[0-9A-Fa-f]{2}"
    r"|[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4})(?![0-9A-Za-z:\-])"
)
_SIM: Final = re.compile(r"(?<![0-9A-Za-z])89[0-9]{16,18}(?![0-9A-Za-z])")
_VERSION: Final = re.compile(
    r"\b(?:v(?:er(?:sion)?)?|firmware|release|build|software|section|sec|rule|para(?:graph)?"
    r"|chapter|policy|§)[ .:]{0,3}$",
    re.IGNORECASE,
)
_VALUE: Final = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9]{2}[ -][0-9]{6}[ -][0-9]{6}[ -][0-9]{1,2}|[0-9]{4,20}"
    r"|[0-9A-Fa-f]{12,16})(?![0-9A-Za-z])"
)


def _judge(number: str, link: Link) -> Severity | None:
    digits = sum(map(str.isdigit, number))
    return "block" if digits >= (4 if link == "near" else 8) else None


LABELS: Final = (
    Label(
        IP_ADDRESS,
        {
            "imei": rf"(?:{NUMBER_WORD})?",
            "imeis": r"",
            "meid": r"",
            "esn": r"",
            "imsi": r"",
            "iccid": r"",
            "sim": rf"(?:[ ]card)?(?:{NUMBER_WORD})?",
            "mac": r"(?:[ ]address)?",
            "advertising": r"[ ]id",
            "idfa": r"",
        },
        _judge,
        "the words around it call it the identity of a phone or device",
        _VALUE,
    ),
)


def find_ip_addresses(text: str) -> Iterator[Candidate]:
    """Addresses by their shape; numbers of versions and sections are none."""
    for match in at_digits(_FOUR, text):
        parts = re.split(r"[.:/]", re.sub(r"[\[\]]", "", match[0]))[:4]
        around = text[max(0, match.start() - 20) : match.start()]
        if all(int(part) <= 255 for part in parts) and not _VERSION.search(around):
            yield _candidate(match, "written as an IP address is")
    for match in _six(text):
        if _is_version_six(match[0].partition("%")[0]):
            yield _candidate(match, "written as an IPv6 address is")
    for match in at_numbers(_HARDWARE, text, before=3):
        if (
            any(map(str.isalpha, match[0]))
            or "mac" in text[max(0, match.start() - 30) : match.start()].lower()
        ):
            yield _candidate(match, "written as the hardware address of a device is")
    for match in at_digits(_SIM, text):
        yield _candidate(match, "written as the number of a SIM card is")


def _six(text: str) -> Iterator[re.Match[str]]:
    """What has two colons near each other, tried from where its letters and digits begin."""
    done = 0
    for colons in _TWO_COLONS.finditer(text):
        start = colons.start()
        while start > max(done, colons.start() - 4) and text[start - 1] in string.hexdigits:
            start -= 1
        match = _SIX.match(text, start) if start >= done else None
        if match is not None:
            done = match.end()
            yield match


def _is_version_six(address: str) -> bool:
    # Timecodes have two or three colons and no double one.
    if address.count(":") < 2 or not any(map(str.isalnum, address)):
        return False
    try:
        ipaddress.IPv6Address(address)
    except ValueError:
        return False
    return True


def _candidate(match: re.Match[str], reason: str) -> Candidate:
    return Candidate(*match.span(), IP_ADDRESS, "block", (reason,), named=True)
