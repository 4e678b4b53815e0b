"""The places of an evidence index that a search lands on, in the words of a result."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coalition.documents.vocabularies import CLAIM_SOURCES, EVENT_KINDS
from coalition.evidence.claims import cited_moments

_ROWS = {"event": "events", "line": "transcript", "claim": "claims"}


@dataclass(frozen=True)
class Landing:
    """A row that matched. ``time`` leads to it; ``place`` is its recording or its finding."""

    time: str
    what: str
    place: str
    note: str


def landing_at(fields: Mapping[str, Any], anchor: str) -> Landing | None:
    """What the anchor ``event-N``, ``line-N`` or ``claim-N`` names; rows count from 1."""
    kind, _, number = anchor.rpartition("-")
    rows: list[dict[str, str]] = fields.get(_ROWS.get(kind, "")) or []
    if not number.isdigit() or not 0 < int(number) <= len(rows):
        return None
    row = rows[int(number) - 1]
    if kind == "event":
        what = EVENT_KINDS.get(row["kind"], row["kind"])
        return Landing(row["at"], _listed(what, row["who"]), row["clip"], row["note"])
    if kind == "line":
        at = row["at"].partition(".")[0]
        return Landing(f"{at} in", row["speaker"] or "Said", row["clip"], row["words"])
    verdict = cited_moments(row, len(fields["events"])).verdict
    what = _listed(CLAIM_SOURCES.get(row["source"], row["source"]), row["by"])
    return Landing(f"Claim {number}", what, verdict, row["claim"])


def _listed(*words: str) -> str:
    return ", ".join(filter(None, words))
