"""The gate: nothing that identifies somebody leaves an office undecided.

:func:`unsettled` looks at a decided text once more; :func:`check_parts` is for short texts that
nobody reviews, such as a reason. Callers hand over named parts of any kind and are told what is in
the way, never which words.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from coalition.deidentify.analysis import Analysis, Entity, Place
from coalition.deidentify.decisions import Choice, Decided
from coalition.deidentify.dossier import Dossier, version_of
from coalition.deidentify.findings import PERSON, Finding
from coalition.deidentify.naming import label_of
from coalition.deidentify.pipeline import examine
from coalition.deidentify.pseudonyms import is_pseudonym


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
    return ", ".join(f"{label_of(kind)} ({count})" for kind, count in counts.items()) + "."


def unsettled(
    dossier: Dossier, decided: Decided, second: Analysis, seen: Mapping[str, str]
) -> list[Entity]:
    """What a second look at a decided text finds although no decision made it so.

    Args:
        second: the analysis of ``seen``, made with the detectors of now.
        seen: the decided parts, and other ways in which they are read.
    """
    return [
        entity
        for entity in second.entities
        if not dossier.holds(dossier.late_key_of(entity, seen), entity, seen, version_of(second))
        and not _comes_from_decisions(entity, decided)
    ]


def _comes_from_decisions(entity: Entity, decided: Decided) -> bool:
    # Where a text is only read another way, its own places are those that decisions are about.
    own = [place for place in entity.places if place.part in decided.parts]
    return bool(own) and all(_settled(place, entity, decided) for place in own)


def _settled(place: Place, entity: Entity, decided: Decided) -> bool:
    stretch = decided.stretch_over(place)
    if stretch is None:
        return False
    if stretch.decision.choice is Choice.KEEP:
        return True
    # What was put in may be exact in some lesser way, but must not name anybody anew.
    return is_pseudonym(stretch.decision.text) or not names_somebody(entity)


def names_somebody(entity: Entity) -> bool:
    """Whether it is more than a date, an age or another detail that is only to be looked at."""
    return entity.severity == "block" or entity.type == PERSON
