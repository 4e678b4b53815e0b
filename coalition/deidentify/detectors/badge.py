"""Badge, shield, star and other numbers by which an agency knows one of its people.

No standard gives their shape: three to seven digits, some with letters before (Chicago stars,
New York shields and tax numbers, Los Angeles serial numbers, St. Louis DSNs, the PIDs and A-numbers
of sheriffs). So they are known by the words around them, as in model reporting forms of the IACP.
"""

import re
from collections.abc import Iterator
from typing import Final

from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.labelled import (
    IDENTIFIER,
    NUMBER_WORD,
    Label,
    by_digits,
    is_counted,
)
from coalition.deidentify.detectors.landmarks import at_numbers, at_words
from coalition.deidentify.findings import BADGE

_AGENT: Final = r"(?:agent|officer|deputy|trooper|detective|sergeant|marshal)"

LABELS: Final = (
    Label(
        BADGE,
        {
            "badge": r"",
            "badges": r"",
            "bdg": r"\.?",
            "shield": r"",
            "shields": r"",
            "star": rf"{NUMBER_WORD}|(?=[ ][0-9]{{3,5}}(?![0-9]))|(?=[ ]{{0,9}}\|)",
            "stars": NUMBER_WORD,
            "employee": NUMBER_WORD,
            "personnel": NUMBER_WORD,
            "payroll": NUMBER_WORD,
            "staff": NUMBER_WORD,
            "officer": NUMBER_WORD,
            "agent": NUMBER_WORD,
            "deputy": NUMBER_WORD,
            "trooper": NUMBER_WORD,
            "detective": NUMBER_WORD,
            "operator": NUMBER_WORD,
            "dispatcher": NUMBER_WORD,
            "credential": rf"s?(?:{NUMBER_WORD})?",
            "credentials": r"",
            "helmet": NUMBER_WORD,
            "vest": NUMBER_WORD,
            "patch": NUMBER_WORD,
            "nameplate": rf"(?:{NUMBER_WORD})?",
            "nametag": rf"(?:{NUMBER_WORD})?",
            "commission": NUMBER_WORD,
            "pe": r"[ ]?#",
            "p": r"[ ]?#",
            "dpsst": NUMBER_WORD,
            "dpssn": r"",
            "tax": r"(?=[ ][0-9]{6}(?![0-9]))"
            r"|[ ](?:reg(?:istry|istration)?\.?[ ])?(?:no\b\.?|number|#)",
            "post": rf"[ ](?:certification|cert)?(?:{NUMBER_WORD})",
            "pid": rf"(?:{NUMBER_WORD})?",
            "eid": rf"(?:{NUMBER_WORD})?",
            "dsn": rf"(?:{NUMBER_WORD})?",
            "identification": r"[ ](?:no\b\.?|number|#)",
            "identifier": r"",
        },
        by_digits(2, far=4),
        "the words around it call it a badge or employee number",
        re.compile(rf"(?<![A-Za-z0-9$.])(?:[A-Z][ ])?{IDENTIFIER.pattern}"),
    ),
)

_RANKED: Final = re.compile(
    r"\b(?:[Oo]fficers?|OFFICER|[Aa]gents?|AGENT|[Dd]eput(?:y|ies)|DEPUTY|[Tt]roopers?"
    r"|[Dd]etectives?|[Ss]ergeants?|[Ll]ieutenants?|[Cc]orporals?|[Cc]aptains?|[Ii]nvestigators?"
    r"|[Ii]nspectors?|[Oo]perators?|[Dd]ispatchers?|[Tt]akers?|[Pp]aramedics?|[Tt]echnicians?"
    r"|[Jj]ailers?|[Gg]uards?|Det\.|Ofc\.|P\.?O\.|Sgt\.|Dep\.|Cpl\.|Lt\.|Tpr\.|Inv\.)"
    r"[ ]{1,2}(?P<sign>#[ ]?)?(?P<number>[A-Z]{0,2}-?[0-9]{3,6}[A-Z]?|[A-Z]-?[0-9]{2})"
    r"(?![0-9A-Za-z]|[-/.:,][0-9])"
)
_RANK: Final = (
    r"(?:Off(?:icer|\.)|OFFICER|Ofc|OFC|P/?O|P\.O|Ptlm?n?|Patrolman|PTL|S(?:gt|GT)|Sergeant|L(?:t"
    r"|T|ieu)"
    r"|Lieutenant|C(?:pl|PL)|Corporal|Capt|CAPT|Captain|Det|DET|Detective|Dep|DEP|Deputy|DEPUTY"
    r"|Tpr|TPR"
    r"|Trooper|TROOPER|Agent|AGENT|SA|S/A|Inv|Investigator|R/O|RO|Marshal|Ranger|Inspector"
    r"|Constable"
    r"|TFO|DUSM|CO|DO|BPA)"
)
_RANK_WORDS: Final = (
    "off", "officer", "ofc", "p", "po", "ptlm", "ptlmn", "ptl", "patrolman", "sgt", "sergeant",
    "l", "lt", "lieut", "lieutenant", "cpl", "corporal", "capt", "captain", "det", "detective",
    "dep", "deputy", "tpr", "trooper", "agent", "sa", "s", "inv", "investigator", "r", "ro",
    "marshal", "ranger", "inspector", "constable", "tfo", "dusm", "co", "do", "bpa",
)  # fmt: skip
_NAMED_OFFICER: Final = re.compile(
    rf"(?<![A-Za-z/]){_RANK}[.:]?(?:[ ](?!(?:at|on|in|by|to|and|with)[ ])[A-Za-z][^\s,"
    rf"()#;:0-9]{{0,20}}){{0,4}}"
    r"(?:(?:[ ]?[,(]|[ ])[ ]?(?:[A-Z]{2,6}[ ])?(?:[Bb]adge|ID|id)?[ ]?#[ ]?"
    r"(?P<signed>[A-Z]{0,2}-?[0-9]{2,7})"
    r"|[ ,(]{1,3}(?:code|sequence|seq|ID|CAD|[Ss]tar|[Ss]hield|[Tt]ax|PE|[Bb]adge|[Ss]erial|PID"
    r"|EID|DSN|CCN)"
    r"[.#: ]{1,3}(?P<called>[A-Z]{0,2}-?[0-9]{3,7})|[ ]?[,(][ ]?(?P<bare>[A-Z]?[0-9]{3,6})"
    r"(?=[),;.]))"
    r"(?![A-Za-z0-9]|[-/:][0-9])"
)
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}\Z")


def find_badges(text: str) -> Iterator[Candidate]:
    """Numbers after the name of an officer or in its place: "Deputy 4471", "Ofc. Doe (#4471)".

    Short numbers in the place of a name are pseudonyms.
    """
    for match in at_numbers(_RANKED, text, before=2):
        sign = match["sign"] is not None
        if not sign and (_YEAR.match(match["number"]) or is_counted(text, match.end())):
            continue
        reason = "a number where the name of an officer would stand"
        yield Candidate(*match.span("number"), BADGE, "block", (reason,), named=True)
    for match in at_words(_NAMED_OFFICER, text, _RANK_WORDS):
        kind = match.lastgroup or "bare"
        if kind != "bare" or not _YEAR.match(match[kind]):
            reason = "a number right after the name of an officer"
            yield Candidate(*match.span(kind), BADGE, "block", (reason,), named=True)
