"""An open public-records request of the demo with one reply, and a hold, so that records show."""

from datetime import date, timedelta

from sqlalchemy import select

from coalition import clock
from coalition.access.actor import Actor
from coalition.accounts.queries import actor_of, find_person_by_email
from coalition.db import db, discard_changes, unit_of_work
from coalition.deidentify.examined import examine
from coalition.errors import NotFound
from coalition.offices.models import Office
from coalition.records.holds.services import place
from coalition.records.requests import contributors, services
from coalition.records.requests.candidates import Wanted, candidates
from coalition.records.requests.models import RecordsRequest
from coalition.records.requests.queries import request_of
from coalition.records.requests.scope import Scope, review_scope
from coalition.records.requests.services import Received

ASKED, CONTRIBUTOR = "leopold@alder-il.example", "ingrid@tamarack-mn.example"
CONTRIBUTING = "tamarack-mn"
SCOPE = "Records about how removal to federal court is answered, since the start of last year."


def seed_records() -> None:
    """Make them once, as the two leads would, if there are papers for them."""
    asked, contributor = _actor(ASKED), _actor(CONTRIBUTOR)
    papers = _papers(asked)
    if papers is None or db.session.scalar(select(RecordsRequest.id).limit(1)) is not None:
        return
    today = clock.now().date()
    received = _received(today)
    review_scope(asked, received.scope, look=examine)
    discard_changes()
    with unit_of_work():
        row = services.register(asked, received).public_id
        services.choose(asked, row, numbers=papers)
        contributors.ask(asked, row, until=(today + timedelta(days=7)).isoformat())
        notices = [p.notice for p in request_of(asked, row).papers if p.notice is not None]
        contributors.reply(
            contributor,
            notices[0].public_id,
            answer="objects",
            ground="common-interest",
            reason="Several offices wrote it under the common-interest agreement",
        )
        place(
            contributor,
            number=papers[1],
            cause="litigation",
            reference=f"CV {today.year}-118",
            reason="A motion that relies on it is before the court",
            review_on=(today + timedelta(days=90)).isoformat(),
        )


def _received(today: date) -> Received:
    return Received(
        requester="press",
        received_on=(today - timedelta(days=4)).isoformat(),
        reference=f"FOIA {today.year}-12",
        statute="5 ILCS 140",
        due_on=(today + timedelta(days=10)).isoformat(),
        scope=Scope(SCOPE, "", {}),
    )


def _actor(email: str) -> Actor:
    person = find_person_by_email(email)
    if person is None:
        raise NotFound
    return actor_of(person)


def _papers(actor: Actor) -> tuple[str, str] | None:
    """The newest paper of the actor's own office, and one that another office shared."""
    contributing = db.session.scalar(select(Office.id).where(Office.slug == CONTRIBUTING))
    papers = [row.paper for row in candidates(actor, Wanted(), size=500).rows]
    own = [p.public_id for p in papers if p.office_id == actor.office_id]
    theirs = [p.public_id for p in papers if p.office_id == contributing]
    return (own[0], theirs[0]) if own and theirs else None
