"""Accounts at banks and other places that hold money.

Routing numbers: American Bankers Association, Key to Routing Numbers (nine digits, weighted sum
3-7-1 divisible by ten). IBAN: ISO 13616 (remainder 1 modulo 97). Bitcoin: BIP 173 and Base58;
Ethereum: 40 hexadecimal digits after 0x.
"""

import re
from collections.abc import Iterator
from typing import Final

from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.labelled import NUMBER_WORD, Label, Link, by_digits
from coalition.deidentify.detectors.landmarks import at_numbers
from coalition.deidentify.findings import ACCOUNT, Severity

_VALUE: Final = re.compile(
    r"(?<![A-Za-z0-9$.])(?:[A-Z]{2,3}[ ](?=[0-9]{2,4}-))?"
    r"(?:[0-9Xx*]{2,6}(?:[ \-][0-9Xx*]{1,10}){1,5}"
    r"|(?=[A-Za-z*]{0,8}[-#]?[A-Za-z]{0,3}[0-9])[A-Za-z0-9*]{2,24}(?:[-/][A-Za-z0-9]{1,12}){0,4})"
    r"(?![A-Za-z0-9])"
)
_IBAN: Final = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,3})?(?![A-Za-z0-9])"
)
_WALLET: Final = re.compile(
    r"(?<![A-Za-z0-9])(?:bc1[02-9ac-hj-np-z]{11,71}|0x[0-9A-Fa-f]{40}"
    r"|(?=[A-Za-z]{0,20}[0-9])[13][1-9A-HJ-NP-Za-km-z]{25,34})(?![A-Za-z0-9])"
)
_CASHTAG: Final = re.compile(
    r"\$(?<![A-Za-z0-9$]\$)(?=[0-9_-]{0,10}[A-Za-z])[A-Za-z0-9_-]{2,20}(?![A-Za-z0-9])"
)
_PLACEHOLDERS: Final = frozenset({"$usd", "$us", "$amount"})


def is_routing_number(digits: str) -> bool:
    """Whether nine digits have a routing number's check digit.

    >>> is_routing_number("021000021")
    True
    """
    if len(digits) != 9:
        return False
    weighted = sum(int(digit) * (3, 7, 1)[place % 3] for place, digit in enumerate(digits))
    return weighted % 10 == 0


def is_iban(number: str) -> bool:
    """Whether the check digits of an IBAN are right.

    >>> is_iban("GB82 WEST 1234 5698 7654 32")
    True
    """
    bare = number.replace(" ", "")
    turned = bare[4:] + bare[:4]
    return int("".join(str(int(character, 36)) for character in turned)) % 97 == 1


def _judge(number: str, link: Link) -> Severity | None:
    return by_digits(4, far=6)(number, link)


_ACCOUNT: Final = r"(?:[ \n](?:ending|number|no\b\.?|num\b|#|id\b))?"

LABELS: Final = (
    Label(
        ACCOUNT,
        {
            "account": _ACCOUNT,
            "accounts": _ACCOUNT,
            "acct": r"\.?" + _ACCOUNT,
            "a": r"/c\b",
            "checking": _ACCOUNT,
            "savings": _ACCOUNT,
            "routing": rf"(?:{NUMBER_WORD})?",
            "rtn": r"",
            "aba": rf"(?:{NUMBER_WORD})?",
            "iban": r"",
            "swift": r"(?:[ ](?:code|no))?",
            "loan": NUMBER_WORD,
            "mortgage": NUMBER_WORD,
            "wire": rf"(?:[ ](?:transfer|confirmation|reference)){{1,2}}(?:{NUMBER_WORD})?",
            "check": NUMBER_WORD,
            "cheque": NUMBER_WORD,
            "transaction": NUMBER_WORD,
            "money": r"[ ]order(?:[ ](?:no\b\.?|number|#))?",
            "ein": r"",
            "employer": r"[ ]identification[ ](?:no\b\.?|number)",
            "commissary": rf"(?:[ ]account)?(?:{NUMBER_WORD})?",
            "customer": NUMBER_WORD,
            "client": NUMBER_WORD,
            "bond": NUMBER_WORD,
            "policy": r"[ ](?:#)",
            "meter": NUMBER_WORD,
            "utility": rf"[ ](?:account|customer)(?:{NUMBER_WORD})?",
        },
        _judge,
        "the words around it call it an account's number",
        _VALUE,
    ),
)


def find_accounts(text: str) -> Iterator[Candidate]:
    """IBANs, wallets of cryptocurrencies and Cash App names, which need no naming words."""
    for match in at_numbers(_IBAN, text):
        if is_iban(match[0]):
            yield _account(match, "written as an IBAN is, with right check digits")
    for match in at_numbers(_WALLET, text):
        if any(map(str.isdigit, match[0])) and any(map(str.isalpha, match[0])):
            yield _account(match, "written as a cryptocurrency wallet is")
    for match in _CASHTAG.finditer(text):
        if match[0].lower() not in _PLACEHOLDERS and not match[0][1].isdigit():
            yield _account(match, "written as a Cash App name is")


def _account(match: re.Match[str], reason: str) -> Candidate:
    return Candidate(*match.span(), ACCOUNT, "block", (reason,), named=True)
