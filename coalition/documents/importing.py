"""Taking papers over from elsewhere, under the explicit permissions of an operator."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from coalition.access.actor import Actor
from coalition.access.audience import Audience, Tlp
from coalition.access.decide import require
from coalition.audit import services as audit
from coalition.db import db
from coalition.deidentify.assurances import missing_assurances
from coalition.documents.content import Content
from coalition.documents.drafts import new_paper, write_draft
from coalition.documents.gatekeeping import gate_problems
from coalition.documents.kinds import KINDS
from coalition.documents.models import Paper
from coalition.documents.revisions import add_revision
from coalition.errors import Invalid, Problem

# Checked content needs some audience; the real one is known once the members are.
_NOBODY_YET = Audience(Tlp.AMBER_STRICT)


@dataclass(frozen=True)
class Prepared:
    """A text that was checked and scanned outside any unit of work; only :func:`prepare` makes it.

    ``undecided``: what the de-identification gate found; empty when the text may be published.
    """

    kind: str
    content: Content
    undecided: tuple[Problem, ...]


def prepare(
    kind: str, *, title: str, body: str, fields: Mapping[str, Any], change_note: str = ""
) -> Prepared:
    """Check and scan a text.

    Raises:
        Invalid: names every part that breaks its rule, or the kind.
    """
    if kind not in KINDS:
        raise Invalid.because("kind", f"There is no kind “{kind}”. Known: {', '.join(KINDS)}.")
    given = Content(title, body, _NOBODY_YET, dict(fields), change_note)
    content = given.checked(KINDS[kind])
    return Prepared(kind, content, tuple(gate_problems(KINDS[kind], content)))


class Taken(StrEnum):
    """What became of an imported text."""

    PUBLISHED = "published"
    DRAFT = "draft"


def import_paper(
    actor: Actor,
    prepared: Prepared,
    *,
    audience: Audience,
    office_id: int,
    author_ids: list[int],
    made_by_id: int,
    import_key: str,
    published_at: datetime,
    assured: Collection[str],
    cleared: str | None = None,
) -> Taken:
    """Publish the text under its audience, or keep it as a draft while undecided or not assured.

    Args:
        made_by_id: the person who imports; the authors are those of the text.
        import_key: names the source row, so that it makes one paper only.
        published_at: when the source says it was shared.
        assured: the codes of the assurances that are given for the text.
        cleared: why the operator vouches for the text in spite of what the gate found.

    Raises:
        NotPermitted: the actor may not import, or not clear.
    """
    require(actor, "document:import")
    paper = new_paper(prepared.kind, office_id=office_id, author_ids=author_ids)
    paper.import_key = import_key
    # Said here, so that nobody has to ask the database for the draft of a paper made just now.
    set_committed_value(paper, "draft", None)
    if cleared is not None:
        _clear(actor, paper, cleared)
    content = replace(prepared.content, audience=audience)
    if (prepared.undecided and cleared is None) or missing_assurances(assured):
        write_draft(actor, paper, content)
        audit.record(
            actor,
            "paper.imported-as-draft",
            object_kind=paper.kind,
            object_id=paper.public_id,
            detail={"undecided": len(prepared.undecided)},
        )
        return Taken.DRAFT
    paper.published_at = published_at
    add_revision(actor, paper, content, made_by_id=made_by_id)
    return Taken.PUBLISHED


def _clear(actor: Actor, paper: Paper, reason: str) -> None:
    require(actor, "document:clear")
    paper.cleared = True
    audit.record(
        actor,
        "paper.cleared",
        object_kind=paper.kind,
        object_id=paper.public_id,
        detail={"reason": reason},
    )


def imported_keys(keys: Collection[str]) -> set[str]:
    """Those of ``keys`` whose rows have made a paper already."""
    return set(
        db.session.scalars(select(Paper.import_key).where(Paper.import_key.in_(sorted(keys))))
    ) - {None}  # type: ignore[return-value]


def label_fields(problems: Iterable[Problem]) -> str:
    """Broken rules in one line, for a report by row."""
    return "; ".join(f"{p.field}: {p.message}" for p in problems)
