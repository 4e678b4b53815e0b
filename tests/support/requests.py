"""Public-records requests in tests: straight through the services."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from coalition.db import unit_of_work
from coalition.deidentify.examined import examine
from coalition.records.requests import contributors, services
from coalition.records.requests.models import ContributorNotice
from coalition.records.requests.queries import request_of
from coalition.records.requests.scope import Scope, review_scope
from coalition.records.requests.services import Received
from coalition.web.dispatch import Portal
from tests.support.world import Member

SCOPE = "Everything about removal to federal court since the spring."


def received(scope: str = SCOPE, **changes: str) -> Received:
    """A request that the press made."""
    given = {
        "requester": "press",
        "received_on": "2026-01-02",
        "reference": "PRR 2026-4",
        "statute": "Minn. Stat. ch. 13",
        "due_on": "2030-06-30",
    }
    return Received(**given | changes, scope=Scope(scope, "", {}))


@dataclass(frozen=True)
class Handled:
    """A request in the hands of one lead."""

    app: Portal
    lead: Member
    public_id: str

    @contextmanager
    def _unit(self) -> Iterator[None]:
        with self.app.app_context(), unit_of_work():
            yield

    def choose(self, *numbers: str) -> int:
        """Say which papers it concerns."""
        with self._unit():
            return services.choose(self.lead.actor, self.public_id, numbers=numbers)

    def ask(self, until: str = "2030-05-01") -> int:
        """Ask the contributors."""
        with self._unit():
            return contributors.ask(self.lead.actor, self.public_id, until=until)

    def reply(self, member: Member, number: str, answer: str = "agrees", **said: str) -> None:
        """Reply as a contributor of the paper."""
        notice = self.notice(number)
        with self._unit():
            given = {"ground": "", "reason": ""} | said
            contributors.reply(member.actor, notice, answer=answer, **given)

    def log(self, number: str, outcome: str = "released", **said: str) -> None:
        """Enter what became of a paper."""
        given = {"ground": "", "note": "", "decided_on": "2026-01-02"} | said
        with self._unit():
            contributors.log(
                self.lead.actor, self.public_id, number=number, outcome=outcome, **given
            )

    def note(self, act: str) -> None:
        """Note that it was answered, withdrawn or appealed."""
        with self._unit():
            services.note(self.lead.actor, self.public_id, act=act)

    def close(self) -> None:
        """Close it."""
        with self._unit():
            services.close(self.lead.actor, self.public_id, reason="Everything was sent")

    def notice(self, number: str) -> str:
        """The id of what the contributors of a paper were sent."""
        with self.app.app_context():
            row = request_of(self.lead.actor, self.public_id)
            made = [p.notice for p in row.papers if p.number == number]
            assert isinstance(made[0], ContributorNotice)
            return str(made[0].public_id)

    @property
    def stage(self) -> str:
        """Where it stands."""
        with self.app.app_context():
            return str(request_of(self.lead.actor, self.public_id).stage)


def register(app: Portal, lead: Member, **changes: str) -> Handled:
    """A registered request."""
    wanted = received(**changes)
    with app.app_context():
        review_scope(lead.actor, wanted.scope, look=examine)
        with unit_of_work():
            return Handled(app, lead, services.register(lead.actor, wanted).public_id)
