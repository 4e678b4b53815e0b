"""Mail about access that ends, or will: to the person, the office's leads or the admins."""

from collections.abc import Callable

from coalition.access.actor import Role
from coalition.accounts.models import Person
from coalition.accounts.queries import (
    ACTIVE,
    SUSPENDED,
    active_holders,
    actor_of,
    find_person,
    leads_of,
)
from coalition.membership.dormancy import WARNED_BEFORE
from coalition.membership.reviews.queries import open_review, waiting_for
from coalition.notifications.letters import Letters, admins, paper_of, to_person
from coalition.outbox.services import Message

REASONS = {
    "suspended": "the office lead or a coalition admin suspended the account",
    "dormant": "nobody signed in to the account for a long time",
    "unconfirmed": "nobody confirmed in the review of access that they still need it",
}


def _about(message: Message) -> Person | None:
    return find_person(str(message.payload["person"]))


def access_ended(message: Message) -> Letters:
    """Tell the leads, or the admins where the office has none, while the account is suspended."""
    person = _about(message)
    if person is None or person.status != SUSPENDED:
        return
    why = REASONS[str(message.payload["why"])]
    told = leads_of(person.office_id) or admins()
    if Role.COALITION_ADMIN in person.roles:
        told = [*told, *(admin for admin in admins() if admin not in told)]
    for other in told:
        yield to_person(
            other,
            "Somebody’s access ended",
            "access-ended.txt",
            member=person.name,
            office=person.office.name,
            why=why,
            member_id=person.public_id,
        )


def access_returned(message: Message) -> Letters:
    """Tell every admin that the operator let somebody in again."""
    person = _about(message)
    if person is None or person.status != ACTIVE:
        return
    for admin in admins():
        yield to_person(
            admin,
            "The operator let somebody in again",
            "access-let-in.txt",
            member=person.name,
            office=person.office.name,
        )


def dormant_soon(message: Message) -> Letters:
    """Warn whoever did not sign in for a long time, unless they did meanwhile."""
    person = _about(message)
    if person is not None and person.status == ACTIVE and person.dormancy_warned_at is not None:
        yield to_person(
            person,
            "Sign in to keep your account",
            "access-dormant-soon.txt",
            days=str(WARNED_BEFORE.days),
        )


def access_spared(message: Message) -> Letters:
    """Tell the admins that one of them would be suspended, but for how few they are."""
    person = _about(message)
    if person is None or person.spared_at is None:
        return
    for admin in admins():
        yield to_person(
            admin,
            "Too few coalition admins",
            "access-spared.txt",
            member=person.name,
            why=REASONS[str(message.payload["why"])],
        )


def review_reminder(message: Message) -> Letters:
    """Remind the leads and admins for whom people still wait, while that review is open."""
    review = open_review()
    if review is None or review.public_id != message.payload["review"]:
        return
    leads = active_holders(Role.OFFICE_LEAD)
    for person in [*leads, *(admin for admin in admins() if admin not in leads)]:
        count = waiting_for(actor_of(person))
        if count:
            yield to_person(
                person,
                "People wait for you in the review of access",
                "access-review-reminder.txt",
                count=str(count),
                days=str(message.payload["days"]),
            )


def paper_reassigned(message: Message) -> Letters:
    """Tell whoever takes over a paper, while they are its author."""
    paper, person = paper_of(message), _about(message)
    if paper is None or person is None or person.status != ACTIVE:
        return
    if person.id in paper.author_ids:
        yield to_person(person, "A paper was handed on to you", "paper-reassigned.txt")


ACCESS_LETTERS: dict[str, Callable[[Message], Letters]] = {
    "access.ended": access_ended,
    "access.returned": access_returned,
    "access.dormant-soon": dormant_soon,
    "access.spared": access_spared,
    "access-review.reminder": review_reminder,
    "paper.reassigned": paper_reassigned,
}
