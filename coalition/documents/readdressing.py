"""Addressing a published paper anew, without changing its text."""

from collections.abc import Collection
from dataclasses import replace

from coalition.access.actor import Actor
from coalition.access.audience import COALITION, Audience
from coalition.access.decide import require
from coalition.audit import services as audit
from coalition.deidentify.assurances import missing_assurances
from coalition.deidentify.examined import examined
from coalition.documents.content import Content
from coalition.documents.gatekeeping import published_review_of, require_open_gate
from coalition.documents.kinds import KINDS
from coalition.documents.models import Paper, Revision
from coalition.documents.publishing import needs_release
from coalition.documents.queries import readable_paper
from coalition.documents.readership import check_groups, check_named
from coalition.documents.reading import content_of
from coalition.documents.revisions import store_revision
from coalition.errors import Conflict, Invalid, NotFound
from coalition.outbox.services import announce
from coalition.sharing.services import set_read_tokens


def change_audience(
    actor: Actor,
    public_id: str,
    *,
    audience: Audience,
    number: int | None = None,
    assured: Collection[str] = (),
) -> None:
    """Address a published paper anew, without changing its text.

    ``number`` is the revision that the actor looked at; ``None`` does not ask. ``assured`` are the
    codes of the assurances given, which reaching further asks for as publishing does.

    Raises:
        Conflict: another revision was published since.
        Invalid: it would reach beyond the office and the actor may not decide that alone, it
            names a group that has ended or that the actor is not in, or an assurance is missing.
        GateClosed: it would reach more people than before and still identifies somebody.
    """
    paper = readable_paper(actor, public_id)
    require(actor, "document:change-audience", paper)
    if number is not None and number != paper.current_number:
        raise Conflict
    offices, people = check_named(audience)
    if offices or people:
        raise Invalid.because("tlp", "The audience names somebody who is not a member.")
    before = content_of(paper.current).audience if paper.current else None
    check_groups(audience, [actor.person_id], kept=before)
    wider = reaches_further(paper, audience)
    if wider and needs_release(actor, paper, audience):
        raise Invalid.because(
            "tlp",
            "This would reach further than before, and your office asks its lead to decide that. "
            "Ask your lead to change the audience.",
        )
    current = paper.current
    if current is None:
        raise NotFound
    text = replace(content_to_readdress(current), audience=audience)
    if wider:
        if missing := missing_assurances(assured):
            raise Invalid(*missing)
        # The gate may know more by now than when this text was published.
        kind = KINDS[paper.kind]
        require_open_gate(kind, text, published_review_of(paper, text, look=examined))
    store_revision(actor, paper, text, made_by_id=actor.person_id)
    tokens = audience.tokens(author_ids=paper.author_ids, office_id=paper.office_id)
    set_read_tokens(paper.thing, tokens)
    audit.record(
        actor,
        "paper.audience-changed",
        object_kind=paper.kind,
        object_id=public_id,
        detail={"tlp": audience.tlp.value, "wider": wider},
    )
    announce("paper.audience-changed", paper=public_id, revision=paper.current_number)


def content_to_readdress(current: Revision) -> Content:
    """The published text as its next revision holds it when only the audience changes."""
    return replace(content_of(current), change_note="Audience changed")


def reaches_further(paper: Paper, audience: Audience) -> bool:
    """Whether some read token would be added; the coalition's token covers every office's."""
    held = set(paper.read_tokens)
    tokens = audience.tokens(author_ids=paper.author_ids, office_id=paper.office_id)
    return COALITION not in held and not tokens <= held
