"""What happened to papers since a saved search was read last, from the outbox.

The log is in commit order, so nothing that was committed late slips past a moment.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select

from coalition.access.actor import Actor
from coalition.db import db
from coalition.documents.models import Paper, Revision
from coalition.documents.queries import readable_paper, readable_revisions
from coalition.outbox.services import BATCH, Message, messages_after
from coalition.sharing.models import Thing
from coalition.sharing.queries import readable_by

# What brings somebody a paper, or another text of one. Withdrawing brings nobody anything.
TOPICS = frozenset({"paper.published", "paper.audience-changed"})
IDS_AT_ONCE = 500


@dataclass(frozen=True)
class Happening:
    """A paper got ``revision`` under the message of this number."""

    number: int
    paper: str
    revision: int


def happenings(after: int, until: int) -> list[Happening]:
    """What the messages after number ``after`` up to ``until`` say of papers, in order."""
    found: list[Happening] = []
    while after < until:
        messages = messages_after(after, BATCH)
        if not messages:
            break
        found += map(_happening, filter(is_news, messages))
        after = messages[-1].number
    return [one for one in found if one.number <= until]


def is_news(message: Message) -> bool:
    """Whether ``message`` may bring somebody a paper."""
    return message.topic in TOPICS


def _happening(message: Message) -> Happening:
    # A message of before revisions were named in it counts as the first: all of it is new.
    revision = int(str(message.payload.get("revision", 1)))
    return Happening(message.number, str(message.payload["paper"]), revision)


def readable_now(actor: Actor, public_ids: Iterable[str]) -> set[str]:
    """Those of the papers that are published and that ``actor`` may read."""
    return {public_id for public_id, *_ in _current(actor, public_ids)}


def with_new_outcome(actor: Actor, happened: Sequence[Happening]) -> set[str]:
    """The papers that say now what the court or office did, and did not say so to ``actor`` before.

    Before is the last earlier text that ``actor`` may read: one that is hidden from them must
    neither cause nor prevent a mail.
    """
    first: dict[str, int] = {}
    for one in happened:
        first[one.paper] = min(one.revision, first.get(one.paper, one.revision))
    return {
        public_id
        for public_id, outcome in _current(actor, first)
        if outcome and outcome != _outcome_before(actor, public_id, first[public_id])
    }


def _current(actor: Actor, public_ids: Iterable[str]) -> list[tuple[str, str]]:
    """Id and outcome of those of the papers that are published and that ``actor`` may read."""
    wanted, found = sorted(set(public_ids)), []
    for start in range(0, len(wanted), IDS_AT_ONCE):
        rows = db.session.execute(
            select(Thing.public_id, Revision.fields["outcome"].as_string())
            .join(Paper, Paper.thing_id == Thing.id)
            .join(
                Revision,
                and_(Revision.paper_id == Paper.id, Revision.number == Paper.current_number),
            )
            .where(
                Thing.public_id.in_(wanted[start : start + IDS_AT_ONCE]),
                Paper.state == "published",
                readable_by(actor),
            )
        )
        found += [(row[0], row[1] or "") for row in rows]
    return found


def _outcome_before(actor: Actor, public_id: str, number: int) -> str:
    if number <= 1:
        return ""
    earlier = readable_revisions(actor, readable_paper(actor, public_id))
    before = next((revision for revision in earlier if revision.number < number), None)
    return str(before.fields.get("outcome") or "") if before is not None else ""
