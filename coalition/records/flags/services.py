"""Noting that what is flagged was disclosed. A flag itself is never removed."""

from coalition import clock
from coalition.access.actor import Actor
from coalition.access.decide import require
from coalition.audit import services as audit
from coalition.documents.models import Paper
from coalition.documents.queries import readable_paper
from coalition.errors import Invalid, NotFound
from coalition.records.flags.queries import flags_of
from coalition.records.wording import clean_day


def paper_to_disclose(actor: Actor, public_id: str) -> Paper:
    """A flagged paper whose disclosure ``actor`` may note.

    Raises:
        NotFound, NotPermitted: there is none.
    """
    paper = readable_paper(actor, public_id)
    require(actor, "flag:disclose", paper)
    if not flags_of(paper):
        raise NotFound
    return paper


def note_disclosure(actor: Actor, public_id: str, *, flag: str, disclosed_on: str) -> None:
    """Note the day on which it was disclosed; a later note mends the day and cannot clear it.

    Raises:
        NotFound, NotPermitted: not this actor, not this paper.
        Invalid: the paper has no such flag, or the day is missing or still to come.
    """
    paper = paper_to_disclose(actor, public_id)
    row = next((each for each in flags_of(paper) if each.flag == flag), None)
    if row is None:
        raise Invalid.because("flag", "Choose what was disclosed.")
    day = clean_day("disclosed_on", disclosed_on, label="The day of disclosure")
    if day > clock.now().date():
        raise Invalid.because("disclosed_on", "This day is still to come.")
    before = row.disclosed_on.isoformat() if row.disclosed_on else ""
    row.disclosed_on, row.noted_by_id, row.noted_at = day, actor.person_id, clock.now()
    audit.record(
        actor,
        "flag.disclosed",
        object_kind=paper.kind,
        object_id=public_id,
        detail={"flag": flag, "before": before, "after": day.isoformat()},
    )
