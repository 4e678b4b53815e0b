"""Names of accounts on social networks, messengers and payment apps.

Shapes: the services' own rules for user names (Instagram and Telegram: letters, digits, dot and
underscore, up to 30; X: up to 15; Discord: a name and formerly #0000; Reddit: u/name).
"""

import re
from collections.abc import Iterator
from typing import Final

from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.landmarks import at_words
from coalition.deidentify.findings import HANDLE, Severity

_SERVICE: Final = (
    r"instagram|insta|ig|tik[ -]?tok|twitter|x\.com|telegram|facebook|fb|snap(?:chat)?|signal"
    r"|whatsapp|discord"
    r"|reddit|youtube|twitch|threads|bluesky|bsky|mastodon|linkedin|venmo|cash[ ]?app|zelle|paypal"
    r"|kik|wechat"
    r"|onlyfans|truth social|parler|gab|tumblr|pinterest|skype|line app|viber|nextdoor|citizen app"
    r"|steam|xbox|psn"
)
_NAMING_WORDS: Final = (
    "instagram", "insta", "ig", "tiktok", "tik", "twitter", "x", "telegram", "facebook", "fb",
    "snap", "snapchat", "signal", "whatsapp", "discord", "reddit", "youtube", "twitch", "threads",
    "bluesky", "bsky", "mastodon", "linkedin", "venmo", "cash", "cashapp", "zelle", "paypal",
    "kik", "wechat", "onlyfans", "truth", "parler", "gab", "tumblr", "pinterest", "skype", "line",
    "viber", "nextdoor", "citizen", "steam", "xbox", "psn", "user", "username", "handle",
    "screen", "screenname", "gamer", "gamertag", "nickname", "alias", "login", "goes", "going",
    "known", "posts", "posting", "streams", "under", "online", "ssid", "wi", "wifi", "hotspot",
)  # fmt: skip
_CUE: Final = re.compile(
    rf"\b(?:{_SERVICE}|handles?|user[ ]?names?|screen[ ]?names?|accounts?|profiles?|posted|posts?"
    rf"|tagged|tweet(?:ed|s)?|followers?|following"
    r"|streamed|livestream(?:ed)?|dm(?:s|ed|'d)?|messaged?|channel|story|reel|comment(?:ed)?"
    r"|shared|uploaded|reposted|goes by|known as|videos?)\b",
    re.IGNORECASE,
)
_AT: Final = re.compile(
    r"@(?<![A-Za-z0-9_.@/+%-]@)(?P<name>[A-Za-z0-9_][A-Za-z0-9_.-]{1,38}[A-Za-z0-9_])"
    r"(?![A-Za-z0-9_]|@)(?:@[A-Za-z0-9-]{1,40}(?:\.[A-Za-z0-9-]{1,24}){1,3})?"
)
_TAG: Final = re.compile(r"#[0-9]{4}(?![0-9A-Za-z])")
_BEFORE_TAG: Final = re.compile(r"(?<![A-Za-z0-9_.#])[A-Za-z0-9_.]{2,32}$")
_REDDIT: Final = re.compile(
    r"(?<![A-Za-z0-9])(?<![A-Za-z0-9/]/)u/[A-Za-z0-9_-]{3,20}(?![A-Za-z0-9_])", re.IGNORECASE
)
_TYPED: Final = (
    r"[\"“'‘*`_(]{0,3}(?P<name>(?:/(?:in|u|user|profile)/)?@?[A-Za-z0-9_][A-Za-z0-9_.\-]{1,38}"
    r"[A-Za-z0-9_])"
)
_KIND: Final = r"(?:user[ ]?name|handle|account|profile|name|id|user|page|channel|alias)"
_NAMING: Final = re.compile(
    rf"(?<![A-Za-z])(?:(?P<service>{_SERVICE})|user[ ]?name|handle|screen[ ]?name|gamer[ ]?tag"
    rf"|nickname|alias|ssid|wi-?fi(?:[ ](?:network|ssid|name))?|hotspot|login"
    rf"|goes by|going by|known online as|posts as|posting as|streams as"
    rf"|under the name|online as)(?![A-Za-z])",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(
    rf"(?:[ ]{_KIND}(?![A-Za-z]))?(?:(?P<colon>[ ]?[:=][ ]?)|,?[ ](?:(?:is|was|as|of|named|called"
    rf"|under|known as|goes by|the name|the handle|for|listed as|reads)[ ]){{0,3}}){_TYPED}",
    re.IGNORECASE,
)
_QUOTED: Final = re.compile(
    rf"(?<![A-Za-z])(?:{_SERVICE})(?:[ ](?:page|group|channel|account|profile|server|chat))"
    r"(?:[ ](?:named|called|titled))?,?[ ][\"“](?P<name>[^\"”\n]{2,48})[\"”]",
    re.IGNORECASE,
)
_ON_SERVICE: Final = re.compile(
    r"(?<![A-Za-z0-9_.@/])"
    r"(?P<name>@?[A-Za-z0-9_][A-Za-z0-9_.\-]{1,38}[A-Za-z0-9_])[\"”'’*`)]{0,3},?[ ](?:on|via|over"
    r"|through)[ ]$",
    re.IGNORECASE,
)
_LONGEST: Final = 60
_LONGEST_NAME: Final = 33
_UNUSUAL: Final = re.compile(r"[@/]|[0-9_]|[A-Za-z]\.[A-Za-z]|[a-z][A-Z]")
_MARGIN: Final = 90
_PLACEHOLDERS: Final = frozenset(
    {"@handle", "@username", "@name", "@user", "@mention", "@mentions"}
)
_NO_HANDLE: Final = re.compile(
    r"(?:[0-9]+(?:st|nd|rd|th|s|am|pm|k|p)?|[0-9]{1,2}[-.][0-9.-]{1,10}|covid-19|[a-z]+-[a-z]+"
    r"|[0-9]+-[a-z]+)\Z",
    re.IGNORECASE,
)


def find_handles(text: str) -> Iterator[Candidate]:
    """Names with an @, after a word for one, and before the name of a service."""
    for match in _AT.finditer(text):
        yield from _at(text, match)
    for tag in _TAG.finditer(text):
        name = _BEFORE_TAG.search(text, max(0, tag.start() - _LONGEST_NAME), tag.start())
        if name is not None:
            yield _candidate(name.start(), tag.end(), "block", "written as an account's name is")
    for match in at_words(_REDDIT, text, ("u",)):
        yield _candidate(*match.span(), "block", "written as an account's name is")
    for match in at_words(_QUOTED, text, _NAMING_WORDS):
        yield _candidate(*match.span("name"), "review", "the name of a page or a group")
    for cue in at_words(_NAMING, text, _NAMING_WORDS):
        yield from _after(text, cue)
        yield from _before(text, cue)


def _after(text: str, cue: re.Match[str]) -> Iterator[Candidate]:
    match = _NAMED.match(text, cue.end())
    if match is None or _NO_HANDLE.match(match["name"]):
        return
    # After a colon any word is a name; elsewhere only one that is no plain word.
    if match["colon"] or _UNUSUAL.search(match["name"]):
        reason = "the words before it call it the name of an account"
        yield _candidate(*match.span("name"), "block", reason)


def _before(text: str, cue: re.Match[str]) -> Iterator[Candidate]:
    if not cue["service"]:
        return
    match = _ON_SERVICE.search(text, max(0, cue.start() - _LONGEST), cue.start())
    if match and _UNUSUAL.search(match["name"]) and not _NO_HANDLE.match(match["name"]):
        reason = "the words after it call it the name of an account"
        yield _candidate(*match.span("name"), "block", reason)


def _at(text: str, match: re.Match[str]) -> Iterator[Candidate]:
    if match["name"].replace(".", "").replace("-", "").isdigit():
        return
    if match[0].lower() in _PLACEHOLDERS:
        return
    around = text[max(0, match.start() - _MARGIN) : match.end() + _MARGIN]
    severity: Severity = "block" if _CUE.search(around) or len(match["name"]) > 4 else "review"
    yield _candidate(*match.span(), severity, "written as an account's name is, with an @")


def _candidate(start: int, end: int, severity: Severity, reason: str) -> Candidate:
    return Candidate(start, end, HANDLE, severity, (reason,), named=True)
