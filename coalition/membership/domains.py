"""Mail domains that try to look like an office's: what is odd about one, in words for the admin.

Nothing here decides. A flag says what to look at; most domains that are flagged belong to honest
people, and a domain without a flag proves nothing. Pure functions over text.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from coalition.offices.fips import STATE_CODES

_FREE_MAIL = (
    "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com aol.com "
    "icloud.com me.com mac.com proton.me protonmail.com pm.me gmx.com gmx.net mail.com zoho.com "
    "fastmail.com hushmail.com tutanota.com tuta.io yandex.com mail.ru qq.com 163.com comcast.net "
    "verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net "
    "mailinator.com guerrillamail.com 10minutemail.com temp-mail.org yopmail.com"
)
FREE_MAIL = frozenset(_FREE_MAIL.split())

# Letters of other scripts, and digits, that are drawn like a Latin letter: a small part of the
# confusables of UTS 39. NFKC folds full-width and styled letters before they are looked up.
_DRAWN_ALIKE = {
    ord(odd): plain
    for plain, odds in {
        "a": "аɑα", "b": "ьƅ", "c": "сϲ", "d": "ԁɗ", "e": "еєҽε", "g": "ɡց", "h": "һհ",
        "i": "іıɩι", "j": "јϳ", "k": "кκ", "l": "ӏ1|", "m": "м", "n": "ոпη", "o": "оοσօ0",
        "p": "рρ", "q": "ԛ", "r": "г", "s": "ѕ5", "t": "тτ", "u": "υսц", "v": "νѵ", "w": "ԝω",
        "x": "хχ", "y": "уγү", "z": "ᴢ",
    }.items()
    for odd in odds
}  # fmt: skip
_PAIRS_ALIKE = (("rn", "m"), ("vv", "w"), ("cl", "d"))
# Below this length one letter more or less is more often another word than a slip.
_LONG_ENOUGH = 6
_SHORTEST_NAME = 4


@dataclass(frozen=True)
class Flag:
    """Something to look at. A ``warning`` is what a deceiver would do, the rest is to be known."""

    code: str
    words: str
    warning: bool = True


def domain_of(address: str) -> str:
    """What stands after the @."""
    return address.rpartition("@")[2]


def flags(domain: str, *, known: Mapping[str, str]) -> list[Flag]:
    """What is odd about ``domain``.

    Args:
        known: the domains of member offices, each with the office's name.

    Returns:
        nothing for a domain of a member office itself or below one.
    """
    domain = domain.strip().lower().rstrip(".")
    if domain in known or any(domain.endswith(f".{own}") for own in known):
        return []
    shown = decoded(domain)
    found = list(_alone(domain, shown))
    for own, office in sorted(known.items()):
        flag = _beside(shown, own, office)
        if flag is not None:
            found.append(flag)
    return found


def _alone(domain: str, shown: str) -> Iterator[Flag]:
    if registered(domain) in FREE_MAIL:
        yield Flag("free-mail", "Anybody can open an address there. It is not an office’s domain.")
    if "xn--" in domain:
        yield Flag(
            "punycode",
            f"The domain is written in letters of another script: {domain} is shown as {shown}.",
        )
    if len({script for letter in shown if (script := _script(letter))}) > 1:
        yield Flag("mixed-scripts", "The domain mixes letters of several scripts.")
    if not domain.endswith((".gov", ".us")):
        yield Flag(
            "open-ending",
            "Anybody can register a domain with this ending. Compare it with the office’s website.",
            warning=False,
        )


# The queue of vetting asks the same of each applicant's domain whenever it is looked at.
@lru_cache(maxsize=32_768)
def _beside(shown: str, own: str, office: str) -> Flag | None:
    """What a domain borrows from one that is known, if it does; the strongest sign alone."""
    whose = registered(shown)
    if shown.startswith(f"{own}.") or f".{own}." in shown:
        return Flag(
            "borrowed-front",
            f"It only begins like {own} ({office}). Whoever holds {whose} made it.",
        )
    if skeleton(shown) == skeleton(own) or skeleton(whose) == skeleton(own):
        return Flag("drawn-alike", f"It looks like {own} ({office}) but is another domain.")
    name, ending = _split(whose)
    own_name, own_ending = _split(registered(own))
    if len(own_name) >= _SHORTEST_NAME and skeleton(name) == skeleton(own_name):
        return Flag(
            "other-ending",
            f"It has the name of {own} ({office}) with the ending .{ending}, not .{own_ending}.",
        )
    if skeleton(own) in skeleton(name) or skeleton(own_name) in _words(name):
        return Flag("borrowed-name", f"It holds the name of {own} ({office}).")
    most = 2 if len(own_name) >= 2 * _LONG_ENOUGH else 1
    # As typed and as seen: a letter more can part what looks like one, such as the d in “cl”.
    pairs = ((name, own_name), (skeleton(name), skeleton(own_name)))
    if len(own_name) >= _LONG_ENOUGH and any(
        distance(one, other, most=most) <= most for one, other in pairs
    ):
        return Flag("near", f"It is one or two letters away from {own} ({office}).")
    return None


def _words(name: str) -> list[str]:
    return [skeleton(word) for word in name.split("-") if len(word) >= _SHORTEST_NAME]


def _split(domain: str) -> tuple[str, str]:
    name, _, ending = domain.partition(".")
    return name, ending


def decoded(domain: str) -> str:
    """The domain as a browser would draw it: labels in Punycode (RFC 3492) become letters."""
    return ".".join(_label(label) for label in domain.split("."))


def _label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label.removeprefix("xn--").encode("ascii").decode("punycode").lower()
    except (UnicodeError, OverflowError):
        return label  # It stands for no letters; the flag about the script is raised all the same.


@lru_cache(maxsize=4096)
def skeleton(text: str) -> str:
    """The text as an eye that hurries takes it: two texts with one skeleton look alike."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    bare = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    bare = bare.translate(_DRAWN_ALIKE)
    for pair, letter in _PAIRS_ALIKE:
        bare = bare.replace(pair, letter)
    # A hyphen or a dot within a name is overlooked, and i and l are told apart by few.
    return bare.replace("-", "").replace(".", "").replace("i", "l")


def registered(domain: str) -> str:
    """The part that somebody registered, as far as it can be told without a list of endings.

    Localities under ``.us`` sit below their state (RFC 1480): ``co.ramsey.mn.us``.
    """
    labels = domain.split(".")
    below_a_state = len(labels) > 2 and labels[-1] == "us" and labels[-2].upper() in STATE_CODES
    return ".".join(labels[-3 if below_a_state else -2 :])


def _script(letter: str) -> str:
    if not letter.isalpha():
        return ""
    return unicodedata.name(letter, "UNKNOWN").partition(" ")[0]


def distance(one: str, other: str, *, most: int = 255) -> int:
    """How many letters must be added, left out, changed or swapped with the next.

    Counting ends where it must come to more than ``most``; the answer is then some larger number.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, beside in enumerate(other, start=1):
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != beside))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == beside:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        if min(*row, *last) > most:
            return most + 1
        before, last = last, row
    return last[-1]
