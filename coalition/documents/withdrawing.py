"""Taking a published paper away from its readers."""

from coalition import clock
from coalition.access.actor import Actor, Role
from coalition.access.audience import person_token, tokens_held
from coalition.access.decide import require
from coalition.audit import services as audit
from coalition.documents.drafts import erase_draft
from coalition.documents.queries import readable_paper
from coalition.documents.readership import leads_of
from coalition.outbox.services import announce
from coalition.sharing.services import set_read_tokens


def withdraw(actor: Actor, public_id: str) -> None:
    """Take the paper out of every reader's sight but its authors' and their lead's, at once.

    A lead who could not read it before, because it was addressed to named people, is not let in
    by its being withdrawn. Its draft is erased, or waits for that until no hold keeps the paper.
    """
    paper = readable_paper(actor, public_id)
    require(actor, "document:withdraw", paper)
    paper.state, paper.withdrawn_at = "withdrawn", clock.now()
    if not paper.held:
        erase_draft(paper)
    keepers = set(paper.author_ids) | {
        lead
        for lead in leads_of(paper.office_id)
        if not tokens_held(lead, paper.office_id, [Role.OFFICE_LEAD]).isdisjoint(paper.read_tokens)
    }
    set_read_tokens(paper.thing, {person_token(i) for i in keepers})
    audit.record(actor, "paper.withdrawn", object_kind=paper.kind, object_id=public_id)
    announce("paper.withdrawn", paper=public_id)
