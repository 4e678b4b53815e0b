"""Registers of missing evidence in tests: straight through the services."""

from dataclasses import dataclass

from sqlalchemy import select

from coalition.access.audience import Audience, Tlp
from coalition.db import db, unit_of_work
from coalition.deidentify.examined import examine
from coalition.evidence.demands import services
from coalition.evidence.demands.queries import Opened, opened
from coalition.evidence.demands.writing import Written, review_words
from coalition.sharing.models import Thing
from coalition.web.dispatch import Portal
from tests.flows.sharing import share
from tests.support.world import Member

GREEN = Audience(Tlp.GREEN)
CLIP = {"label": "Camera 1", "kind": "local-body-worn"}
EMPTY_INDEX = {"clips": [CLIP], "events": [], "transcript": [], "claims": []}
# What is entered unless a test says otherwise; nothing of it identifies anybody.
TYPED: dict[str, dict[str, str]] = {
    "missing": {
        "item": "Body camera of Agent B",
        "clip": "",
        "absence": "refused",
        "agency": "a federal agency",
        "whom": "Agent B",
        "period": "the stop and the hour after it",
        "known": "A light blinks on the vest",
        "note": "",
    },
    "demand": {
        "kind": "subpoena",
        "sent_on": "2026-11-02",
        "to": "the agency’s counsel",
        "reference": "",
        "rule": "named",
        "starts_on": "",
        "named_on": "2026-11-30",
        "note": "",
    },
    "deadline": {"rule": "named", "starts_on": "", "named_on": "", "ended": "", "note": ""},
    "answer": {"outcome": "produced", "answered_on": "2026-11-20", "ground": "", "note": ""},
    "court": {
        "motion": "Motion to compel",
        "court": "a federal district court",
        "docket": "",
        "outcome": "pending",
        "decided_on": "2026-11-21",
        "note": "",
    },
}


@dataclass(frozen=True)
class Kept:
    """The register of one index in the hands of a member."""

    app: Portal
    member: Member
    index: str

    def write(
        self, act: str, about: int = 0, *, by: Member | None = None, corrects: int = 0, **typed: str
    ) -> int:
        """Write an entry; return its number."""
        actor = (by or self.member).actor
        written = Written(act, TYPED[act] | typed, about, corrects, clips=[CLIP["label"]])
        with self.app.app_context():
            review_words(actor, self._thing(), written, look=examine)
            with unit_of_work():
                return services.add_entry(actor, self._thing(), written)

    def read(self) -> Opened:
        """The register as it is now."""
        with self.app.app_context():
            return opened(self._thing())

    def _thing(self) -> Thing:
        return db.session.scalars(select(Thing).where(Thing.public_id == self.index)).one()


def register_for(app: Portal, member: Member, audience: Audience = GREEN) -> Kept:
    """The empty register of a published index."""
    title = "Stop at the bridge"
    index = share(app, member, title, kind="evidence-index", audience=audience, **EMPTY_INDEX)
    return Kept(app, member, index)
