"""E-mail addresses, also those spelled out to hide them: `jane (at) example dot org`."""

import re
from collections.abc import Iterator
from typing import Final

from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.findings import EMAIL

_LONGEST_LOCAL: Final = 64

_LABEL: Final = r"[^\W_][\w-]{0,62}"
# Only the first dot may stand at a line's end: a later one there ends a sentence.
_DOMAIN: Final = re.compile(
    rf"(?P<space>[ \t\n]{{0,2}})"
    rf"(?P<domain>{_LABEL}(?:[ ]?\n?\.[ ]?\n?{_LABEL})?(?:\.{_LABEL}){{0,7}})"
)
_LITERAL: Final = re.compile(r"\[?(?:[0-9]{1,3}\.){3}[0-9]{1,3}\]?|\[IPv6:[0-9A-Fa-f:.]{2,45}\]")
_TOP_LEVEL: Final = re.compile(r"(?:[^\W\d_]{2,24}|xn--[a-z0-9-]{2,59})\Z", re.IGNORECASE)

_SPELLED_AT: Final = re.compile(r"[ ]?[\[({<][ ]?(?:at|@)[ ]?[\])}>][ ]?|[ ]at[ ]", re.IGNORECASE)
_BRACKETED_AT: Final = re.compile(r"[\[({<][ ]?(?:[Aa][Tt]|@)[ ]?[\])}>]")
_SPELLED_DOT: Final = r"(?:[ ]?[\[({<][ ]?(?:dot|\.)[ ]?[\])}>][ ]?|[ ]dot[ ])"
# Who hides an address from machines shouts its "at" and leaves the dot: "records AT mill.example".
_SHOUTED_AT: Final = re.compile(r"(?<=[a-z0-9])[ ]AT[ ](?=[a-z0-9-]{2,40}\.[a-z]{2,24})")
# "At the dot com office" names no mailbox.
_ARTICLE: Final = r"(?!(?:the|a|an|our|this|that|his|her|their)[ ])"
_SPELLED_DOMAIN: Final = re.compile(
    rf"{_ARTICLE}{_LABEL}(?P<rest>(?:(?:\.|{_SPELLED_DOT}){_LABEL}){{1,5}})", re.IGNORECASE
)
_ANY_DOT: Final = re.compile(rf"\.|{_SPELLED_DOT}", re.IGNORECASE)
_DOT_BEFORE: Final = re.compile(rf"{_SPELLED_DOT}\Z", re.IGNORECASE)
_COMMON_TOP_LEVELS: Final = frozenset(
    {
        "com",
        "org",
        "net",
        "gov",
        "edu",
        "us",
        "mil",
        "info",
        "io",
        "co",
        "me",
        "law",
        "uk",
        "ca",
        "mx",
        "example",
    }
)


def find_emails(text: str) -> Iterator[Candidate]:
    """Addresses with an @ or with one spelled out."""
    at = text.find("@")
    while at != -1:
        yield from _around_at(text, at)
        at = text.find("@", at + 1)
    for match in _spelled_ats(text):
        yield from _around_spelled_at(text, match)


def _spelled_ats(text: str) -> Iterator[re.Match[str]]:
    if "dot" not in text.lower() and _BRACKETED_AT.search(text) is None:
        yield from _SHOUTED_AT.finditer(text)
        return
    yield from _SPELLED_AT.finditer(text)


def _around_at(text: str, at: int) -> Iterator[Candidate]:
    before = at
    while before > max(0, at - 2) and text[before - 1] in " \t\n":
        before -= 1
    start = _local_start(text, before)
    if start == before:
        return
    literal = _LITERAL.match(text, at + 1)
    domain = _DOMAIN.match(text, at + 1)
    if literal is not None:
        yield _candidate(start, literal.end())
    elif domain is not None:
        labels = domain["domain"].split(".")
        spaced = before < at or bool(domain["space"])
        while len(labels) > 1 and not _is_top_level(labels[-1].strip(), common_only=spaced):
            labels.pop()
        if len(labels) > 1:
            yield _candidate(start, domain.start("domain") + len(".".join(labels)))


def _local_start(text: str, end: int) -> int:
    """Where the part before the @ begins if it ends here; `end` where there is none."""
    if end > 0 and text[end - 1] == '"':
        opening = text.rfind('"', max(0, end - 1 - _LONGEST_LOCAL), end - 1)
        return opening if opening != -1 else end
    start = end
    while start > max(0, end - _LONGEST_LOCAL) and _may_be_local(text[start - 1]):
        start -= 1
    while start < end and text[start] in ".'-":
        start += 1
    return start


def _may_be_local(character: str) -> bool:
    return character.isalnum() or character in "._%+-'"


def _is_top_level(label: str, *, common_only: bool) -> bool:
    if common_only:
        return label.lower() in _COMMON_TOP_LEVELS
    return _TOP_LEVEL.match(label) is not None


def _around_spelled_at(text: str, at: re.Match[str]) -> Iterator[Candidate]:
    start = _local_start(text, at.start())
    domain = _SPELLED_DOMAIN.match(text, at.end())
    if start == at.start() or domain is None:
        return
    # A plain "at" is a word of every sentence; only a "dot" after it makes an address of it.
    if at[0] == " at " and not re.search(r"dot", domain["rest"], re.IGNORECASE):
        return
    last_label = _ANY_DOT.split(domain["rest"])[-1]
    if _is_top_level(last_label, common_only=at[0].lower() == " at "):
        yield _candidate(_with_spelled_dots(text, start), domain.end())


def _with_spelled_dots(text: str, start: int) -> int:
    for _ in range(3):
        dot = _DOT_BEFORE.search(text, max(0, start - 9), start)
        if dot is None or _local_start(text, dot.start()) == dot.start():
            break
        start = _local_start(text, dot.start())
    return start


def _candidate(start: int, end: int) -> Candidate:
    return Candidate(start, end, EMAIL, "block", ("written as an email address",), named=True)
