"""County codes: two digits of the state and three of the county (ANSI INCITS 31, once FIPS 6-4)."""

import re
from types import MappingProxyType
from typing import Final

# Numeric state codes (ANSI INCITS 38, once FIPS 5-2), in the order of their numbers.
_NUMBERS = (
    "AL:01 AK:02 AZ:04 AR:05 CA:06 CO:08 CT:09 DE:10 DC:11 FL:12 GA:13 HI:15 ID:16 IL:17 IN:18 "
    "IA:19 KS:20 KY:21 LA:22 ME:23 MD:24 MA:25 MI:26 MN:27 MS:28 MO:29 MT:30 NE:31 NV:32 NH:33 "
    "NJ:34 NM:35 NY:36 NC:37 ND:38 OH:39 OK:40 OR:41 PA:42 RI:44 SC:45 SD:46 TN:47 TX:48 UT:49 "
    "VT:50 VA:51 WA:53 WV:54 WI:55 WY:56 AS:60 GU:66 MP:69 PR:72 VI:78"
)
STATE_CODES: Final[MappingProxyType[str, str]] = MappingProxyType(
    dict(pair.split(":") for pair in _NUMBERS.split())
)
# A district attorney may serve several counties; none in the country serves more than this.
MOST_COUNTIES = 20


def county_codes(text: str) -> list[str]:
    """The codes of a list with commas or spaces between them, each once, in the order given."""
    return list(dict.fromkeys(re.findall(r"[^\s,]+", text)))


def problem_with(codes: list[str], state: str) -> str:
    """What is wrong with the county codes of an office in ``state``; empty when nothing is."""
    prefix = STATE_CODES.get(state)
    if len(codes) > MOST_COUNTIES:
        return f"Give at most {MOST_COUNTIES} county codes."
    for code in codes:
        if not re.fullmatch(r"[0-9]{5}", code) or code.endswith("000"):
            return "A county code has five digits, for example 27053. Leave it out if unknown."
        if prefix and not code.startswith(prefix):
            return f"County codes of this state begin with {prefix}. Check the code and the state."
    return ""
