"""Mail about the terms of leads: to the lead, and to every coalition admin."""

from collections.abc import Callable, Iterable

from coalition.access.decide import allows
from coalition.accounts import terms
from coalition.accounts.models import Person
from coalition.accounts.queries import ACTIVE, actor_of, find_person, leads_of
from coalition.membership.terms import queries
from coalition.notifications.letters import Letters, admins, to_person
from coalition.outbox.services import Message


def _about(message: Message) -> Person | None:
    return find_person(str(message.payload["person"]))


def _told(*others: Iterable[Person]) -> list[Person]:
    """Everybody once who is active."""
    found = {person.id: person for people in others for person in people}
    return [person for person in found.values() if person.status == ACTIVE]


def change_asked(message: Message) -> Letters:
    """Tell the lead, and ask the admins who may be the second, while it waits."""
    change = queries.find_change(str(message.payload["change"]))
    if change is None or not queries.waits(change):
        return
    lead = change.person
    if lead.status == ACTIVE:
        yield to_person(lead, "Your term as lead", "term-asked-lead.txt")
    for admin in admins():
        if allows(actor_of(admin), "term:agree", queries.change_thing(change)):
            yield to_person(
                admin,
                "A change of a term waits for you",
                "term-asked.txt",
                member=lead.name,
                office=lead.office.name,
                change=change.public_id,
            )


def change_refused(message: Message) -> Letters:
    """Tell the lead and who asked that the term stays as it was."""
    change = queries.find_change(str(message.payload["change"]))
    if change is None or change.state != queries.REFUSED:
        return
    for person in _told([change.person, change.asked_by]):
        yield to_person(
            person,
            "A term stays as it was",
            "term-refused.txt",
            member=change.person.name,
            office=change.person.office.name,
        )


def term_changed(message: Message) -> Letters:
    """Tell the lead and all admins until when the lead leads now."""
    lead = _about(message)
    if lead is None or terms.term_of(lead) is None:
        return
    day = queries.day_code(queries.last_day_of(lead))
    alone = message.payload["admins"] == 1
    for person in _told([lead], admins()):
        yield to_person(
            person,
            "The term of a lead was changed",
            "term-changed.txt",
            member=lead.name,
            office=lead.office.name,
            until=f"until the end of {day} (UTC)" if day else "without a last day",
            by="One coalition admin set that." if alone else "Two coalition admins decided that.",
        )


def term_soon(message: Message) -> Letters:
    """Tell the lead and all admins that the last day is near, if it still is."""
    lead = _about(message)
    if lead is None or queries.last_day_of(lead) is None:
        return
    for person in _told([lead], admins()):
        yield to_person(
            person,
            "The term of a lead ends soon",
            "term-soon.txt",
            member=lead.name,
            office=lead.office.name,
            day=queries.day_code(queries.last_day_of(lead)),
        )


def term_ended(message: Message) -> Letters:
    """Tell whoever led, the leads who remain, and all admins."""
    person = _about(message)
    if person is None:
        return
    for other in _told([person], leads_of(person.office_id), admins()):
        yield to_person(
            other,
            "The term of a lead is over",
            "term-ended.txt",
            member=person.name,
            office=person.office.name,
        )


TERM_LETTERS: dict[str, Callable[[Message], Letters]] = {
    "term.asked": change_asked,
    "term.refused": change_refused,
    "term.changed": term_changed,
    "term.soon": term_soon,
    "term.ended": term_ended,
}
