"""E-mail addresses: one strict rule of our own, narrower than RFC 5321 on purpose."""

import re

from coalition.errors import Invalid

LONGEST = 254  # RFC 5321, section 4.5.3.1.3, less the angle brackets.

_LOCAL = re.compile(r"[a-z0-9_'+-]+(\.[a-z0-9_'+-]+)*")
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"({_LABEL}\.)+[a-z][a-z0-9-]*[a-z0-9]")


def folded(text: str) -> str:
    """How an address is compared and stored: no surrounding space, lower case."""
    return text.strip().lower()


def clean_address(text: str, field: str = "email") -> str:
    """The stored form of ``text``.

    Raises:
        Invalid: it is not an address like ``name@office.example``.
    """
    address = folded(text)
    local, at, domain = address.partition("@")
    if (
        not at
        or len(address) > LONGEST
        or len(local) > 64
        or not _LOCAL.fullmatch(local)
        or not _DOMAIN.fullmatch(domain)
    ):
        raise Invalid.because(field, "Enter an email address like name@office.example.")
    return address
