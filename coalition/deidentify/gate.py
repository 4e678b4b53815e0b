"""The first publish gate: nothing with an identifier in it leaves an office.

The whole pipeline of decisions will stand in this place; callers hand over named parts and are
told what is in the way, never which words.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from coalition.deidentify.findings import TYPE_LABELS, Finding
from coalition.deidentify.pipeline import examine


@dataclass(frozen=True, slots=True)
class GateReport:
    """What was found in each part, as (name of the part, finding); holds none of their text."""

    findings: tuple[tuple[str, Finding], ...]

    @property
    def blocking(self) -> list[tuple[str, Finding]]:
        """What must be removed before the parts may be published."""
        return [(part, finding) for part, finding in self.findings if finding.severity == "block"]

    @property
    def to_review(self) -> list[tuple[str, Finding]]:
        """What the author should look at; it does not stand in the way."""
        return [(part, finding) for part, finding in self.findings if finding.severity == "review"]

    @property
    def is_open(self) -> bool:
        """Whether the parts may be published."""
        return not self.blocking

    def sentences(self) -> list[tuple[str, str]]:
        """For each part in the way, a sentence for its author that quotes nothing.

        >>> GateReport(()).sentences()
        []
        """
        counts: dict[str, dict[str, int]] = {}
        for part, finding in self.blocking:
            of_part = counts.setdefault(part, {})
            of_part[finding.type] = of_part.get(finding.type, 0) + 1
        return [
            (part, "Remove before publishing: " + _listed(of_part))
            for part, of_part in counts.items()
        ]


def check_parts(parts: Mapping[str, str]) -> GateReport:
    """Look at every part that is about to be published: title, body, tags, notes, file names.

    The names are those of form fields and are repeated in the report, so they must not be taken
    from what people typed. Raises TextTooLong with the name of the part.
    """
    found = examine(parts)
    return GateReport(tuple((name, each) for name in parts for each in found[name]))


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{TYPE_LABELS[kind]} ({count})" for kind, count in counts.items()) + "."
