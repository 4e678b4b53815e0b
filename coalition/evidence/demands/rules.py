"""THE table of deadlines that a demand may have.

Pure: knows no web and no database. A rule stands here only with its source; where the law gives
no number of days, the row says so instead of inventing one. ``docs/missing-evidence.md`` and the
pages show the same rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

DEMANDS: Final = MappingProxyType(
    {
        "preservation": "Preservation letter",
        "subpoena": "Subpoena",
        "touhy": "Touhy request",
        "records": "Public-records demand",
    }
)
_EVERY: Final = frozenset(DEMANDS)


class Count(StrEnum):
    """How the days of a rule are counted."""

    CALENDAR = "calendar days; an end on a Saturday, Sunday or federal holiday moves to the next"
    EXACT = "calendar days, the end not moved"
    WORKING = "working days: without Saturdays, Sundays and federal holidays"
    NAMED = "the day that is named"
    NONE = "no days"


class Whose(StrEnum):
    """Who acts by the day. What somebody may do, and does not, is late with nothing."""

    OTHERS = "whoever was asked"
    MAY = "whoever was asked, if they want to"
    OFFICE = "your office"


REPUBLISHED: Final = "2026-11-23, text as republished outside the official site"
GUIDANCE: Final = "2026-11-23, guidance and decisions that state it; not the text itself"
UNCHECKED: Final = "not checked against its text; check it before relying on it"
OWN: Final = "needs no source: the office enters the day"


@dataclass(frozen=True)
class Rule:
    """One row. ``starts``: the event that starts it; ``demands``: the kinds that it is for.

    ``or_named``: an earlier day that the demand names counts instead.
    """

    code: str
    label: str
    starts: str
    days: int
    count: Count
    whose: Whose
    source: str
    jurisdiction: str
    checked: str
    demands: frozenset[str]
    note: str = ""
    or_named: bool = False

    @property
    def is_counted(self) -> bool:
        """Whether it needs the day of the event."""
        return self.count not in (Count.NAMED, Count.NONE)


_FEDERAL_CIVIL: Final = "Civil cases in federal court; a state court’s subpoena has its own law"
_FOIA: Final = "Records of federal agencies; for state and local ones enter the day of their law"
_RECORDS, _SUBPOENA = frozenset({"records"}), frozenset({"subpoena"})

_ROWS: Final = (
    Rule(
        "named",
        "The day named in the demand, in an answer or by a court",
        "",
        0,
        Count.NAMED,
        Whose.OTHERS,
        "The paper that names it",
        "Everywhere",
        OWN,
        _EVERY,
    ),
    Rule(
        "none",
        "No deadline",
        "",
        0,
        Count.NONE,
        Whose.OTHERS,
        "None",
        "Everywhere",
        OWN,
        frozenset({"preservation", "subpoena", "records"}),
        "Nobody is reminded. Name a day in the demand where you can.",
    ),
    Rule(
        "touhy",
        "No deadline by rule: Touhy regulations give none",
        "",
        0,
        Count.NONE,
        Whose.OTHERS,
        "28 CFR 16.21–16.29 (Justice); 6 CFR 5.41–5.49 (Homeland Security)",
        "Those two departments; other agencies have regulations of their own",
        UNCHECKED,
        frozenset({"touhy"}),
        "Name a day in the request and choose that instead, so that somebody is reminded.",
    ),
    Rule(
        "frcp-45-objection",
        "Written objections to a subpoena for documents",
        "The subpoena was served",
        14,
        Count.CALENDAR,
        Whose.MAY,
        "Fed. R. Civ. P. 45(d)(2)(B); counted by 6(a)(1)",
        _FEDERAL_CIVIL,
        REPUBLISHED,
        _SUBPOENA,
        "They must be served before the earlier of the time for compliance and 14 days. The day "
        "for compliance is a deadline of its own: enter it as the named day.",
        or_named=True,
    ),
    Rule(
        "frcrimp-17-quash",
        "No deadline by rule: a motion to quash must be made promptly",
        "",
        0,
        Count.NONE,
        Whose.OTHERS,
        "Fed. R. Crim. P. 17(c)(2)",
        "Criminal cases in federal court; a state court’s subpoena has its own law",
        UNCHECKED,
        _SUBPOENA,
        "The day for compliance stands in the subpoena: choose the named day instead.",
    ),
    Rule(
        "removal",
        "Notice of removal of a subpoena proceeding to federal court",
        "Notice of the proceeding was received through service",
        30,
        Count.CALENDAR,
        Whose.MAY,
        "28 U.S.C. 1446(g); counted by Fed. R. Civ. P. 6(a)(1)",
        "State proceedings directed to federal officers or agencies",
        UNCHECKED,
        frozenset({"subpoena", "touhy"}),
        "Until then a removal is to be expected.",
    ),
    Rule(
        "remand",
        "Motion to remand for a defect other than jurisdiction",
        "The notice of removal was filed",
        30,
        Count.CALENDAR,
        Whose.OFFICE,
        "28 U.S.C. 1447(c); counted by Fed. R. Civ. P. 6(a)(1)",
        "Proceedings removed to federal court",
        REPUBLISHED,
        frozenset({"subpoena", "touhy"}),
        "That the court lacks jurisdiction can be said at any time before final judgment.",
    ),
    Rule(
        "foia-request",
        "The agency’s determination on a FOIA request",
        "The component that holds the records received the request",
        20,
        Count.WORKING,
        Whose.OTHERS,
        "5 U.S.C. 552(a)(6)(A)(i)",
        _FOIA,
        GUIDANCE,
        _RECORDS,
        "It starts at the latest ten days after any component that takes requests received it. "
        "The agency may stop it once to ask you, and for fees.",
    ),
    Rule(
        "foia-extended",
        "The determination, extended by ten working days for unusual circumstances",
        "The component that holds the records received the request",
        30,
        Count.WORKING,
        Whose.OTHERS,
        "5 U.S.C. 552(a)(6)(A)(i) and (B)(i)",
        _FOIA,
        GUIDANCE,
        _RECORDS,
        "Only after a written notice of the agency that names the circumstances.",
    ),
    Rule(
        "foia-appeal",
        "Your appeal to the head of the agency",
        "The date of the adverse determination",
        90,
        Count.EXACT,
        Whose.OFFICE,
        "5 U.S.C. 552(a)(6)(A)(i)(III)(aa)",
        _FOIA,
        GUIDANCE,
        _RECORDS,
        "At least 90 days: the letter may give more. Check there whether it must be received by "
        "the day or sent.",
    ),
    Rule(
        "foia-appeal-decision",
        "The agency’s determination on an appeal",
        "The agency received the appeal",
        20,
        Count.WORKING,
        Whose.OTHERS,
        "5 U.S.C. 552(a)(6)(A)(ii)",
        _FOIA,
        REPUBLISHED,
        _RECORDS,
    ),
    Rule(
        "2703f",
        "Renewal of a preservation request to a provider",
        "The provider was asked, or asked again",
        90,
        Count.EXACT,
        Whose.OFFICE,
        "18 U.S.C. 2703(f)(2)",
        "Providers of communication and remote computing services alone; never an agency",
        REPUBLISHED,
        frozenset({"preservation"}),
        "A renewed request keeps the records for another 90 days.",
    ),
)

RULES: Final = MappingProxyType({rule.code: rule for rule in _ROWS})


def rules_for(demand: str) -> Sequence[Rule]:
    """The rules that may be chosen for a kind of demand."""
    return [rule for rule in RULES.values() if demand in rule.demands]
