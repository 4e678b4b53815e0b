"""Web addresses, whole or without their scheme, also those written so that nobody clicks them.

Shape: RFC 3986 sections 3.1-3.5; top-level names: the ones people use most of IANA's root zone.
Pages of governments (.gov, .mil) and of publishers of law name nobody, unless they carry a query.
"""

import re
from collections.abc import Iterator
from typing import Final

from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.findings import URL, Severity

_SCHEME: Final = (
    r"(?:h(?:tt|xx)ps?|ftp|sftp|wss?|file|ipfs|magnet|tg|whatsapp|signal|sgnl|intent|fb)"
)
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOT: Final = r"(?:\.|\[\.\]|\(\.\)|\[dot\])"
_REST: Final = r"(?:[/?#][^\s<>\"“”‘’|`\\^{}]{0,1000})?"
_WHOLE: Final = re.compile(
    rf"(?<![A-Za-z0-9]){_SCHEME}:/?/?[^\s<>\"“”|`\\^{{}}]{{1,1000}}", re.IGNORECASE
)
_WWW: Final = re.compile(
    rf"(?<![A-Za-z0-9@/.])www[0-9]?{_DOT}{_LABEL}(?:{_DOT}{_LABEL}){{1,5}}(?::[0-9]{{1,5}})?{_REST}",
    re.IGNORECASE,
)
_TOP: Final = (
    "com|org|net|edu|gov|mil|info|biz|io|co|me|us|tv|ly|gg|gl|app|dev|news|live|video|social"
    "|online|site|xyz"
    "|page|link|chat|club|store|shop|blog|uk|ca|mx|de|fr|es|gt|hn|sv|onion|law|lol|example|test"
    "|invalid|local|fm|be|it|is|to"
    "|cc|ai|im"
)
_BARE: Final = re.compile(
    rf"(?<![A-Za-z0-9@/.\-_+%]){_LABEL}(?:{_DOT}{_LABEL}){{0,4}}{_DOT}(?P<top>{_TOP})"
    rf"(?::[0-9]{{1,5}})?"
    rf"(?P<path>/[^\s<>\"“”‘’|`\\^{{}}]{{0,1000}}|(?![A-Za-z0-9@]|-[A-Za-z0-9]|\.[A-Za-z0-9]))",
)
# What stands before the end of a name, from its beginning on.
_NAME_BEFORE: Final = re.compile(
    rf"(?<![A-Za-z0-9@/.\-_+%]){_LABEL}(?:{_DOT}{_LABEL}){{0,4}}$", re.IGNORECASE
)
_LONGEST_NAME: Final = 100
_END: Final = re.compile(rf"{_DOT}(?:{_TOP})(?![A-Za-z0-9])")
# Words and abbreviations run together look like names of these: "see.it", "U.S.is".
_SURE_TOP: Final = frozenset(
    ["com", "org", "net", "edu", "gov", "mil", "info", "biz", "onion", "app", "dev"]
)
_LAW: Final = re.compile(
    r"(?:[a-z]{2,6}:/?/?)?(?:[a-z0-9-]{1,40}\.){0,4}(?:[a-z0-9-]{1,40}\.(?:gov|mil)"
    r"|[a-z0-9-]{1,30}\.[a-z]{2}\.us|law\.cornell\.edu"
    r"|courtlistener\.com|oyez\.org|justia\.com|findlaw\.com|westlaw\.com|lexis\.com|govinfo\.gov"
    r"|scotusblog\.com"
    r"|heinonline\.org|casetext\.com|leagle\.com|perma\.cc|doi\.org|aamva\.org|usps\.com)"
    r"(?::[0-9]{1,5})?(?P<rest>[/?#].{0,1000})?\Z",
    re.IGNORECASE | re.DOTALL,
)
_SENTENCE_MARKS: Final = ".,;:!?'*_~"


def find_urls(text: str) -> Iterator[Candidate]:
    """Addresses with a scheme, with www or with a well-known end."""
    for match in _WHOLE.finditer(text) if ":" in text else ():
        yield from _url(text, match.start(), match.end(), "written as a web address", sure=True)
    if "." not in text and "dot]" not in text:
        return
    for match in _WWW.finditer(text) if "www" in text.lower() else ():
        yield from _url(text, match.start(), match.end(), "written as a web address", sure=True)
    for match in _bare(text):
        with_path = match["path"] is not None and len(match["path"]) > 1
        if with_path or match["top"] in _SURE_TOP:
            reason = "ends as the name of a web site does"
            yield from _url(text, match.start(), match.end(), reason, sure=with_path)


def _bare(text: str) -> Iterator[re.Match[str]]:
    """Names of sites, looked for only where one of their ends stands."""
    done = 0
    for end in _END.finditer(text):
        if end.start() >= done:
            name = _NAME_BEFORE.search(text, max(done, end.start() - _LONGEST_NAME), end.start())
            match = name and _BARE.match(text, name.start())
            if match is not None:
                done = match.end()
                yield match


def _url(text: str, start: int, end: int, reason: str, *, sure: bool) -> Iterator[Candidate]:
    while end > start and (
        text[end - 1] in _SENTENCE_MARKS or _is_unopened(text[start:end], text[end - 1])
    ):
        end -= 1
    law = _LAW.match(text, start, end)
    if law is not None and "?" not in (law["rest"] or "") and "@" not in text[start:end]:
        return
    if not any(map(str.isalnum, text[start:end].partition(":")[2] or text[start:end])):
        return
    severity: Severity = "block" if sure and law is None else "review"
    yield Candidate(start, end, URL, severity, (reason,), named=True)


def _is_unopened(part: str, last: str) -> bool:
    return (last == ")" and "(" not in part) or (last == "]" and "[" not in part)
