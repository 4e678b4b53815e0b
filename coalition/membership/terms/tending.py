"""What the worker does with the terms of leads: it tells when they end soon, and ends them."""

from coalition.accounts import terms
from coalition.accounts.security_log import log
from coalition.db import unit_of_work
from coalition.membership.terms import queries
from coalition.membership.terms.services import close_old_changes
from coalition.outbox.services import announce

# How much one commit holds; what is left waits for the next hour.
BATCH = 100


def tend_terms() -> None:
    """Take the role from leads whose last day has passed, and announce the last days that near."""
    with unit_of_work():
        for person in terms.due_people(most=BATCH):
            terms.end_term(terms.KEEPER, person)
    with unit_of_work():
        close_old_changes(terms.KEEPER)
        _announce()


def _announce() -> None:
    for person in terms.to_announce(queries.today() + queries.NOTICE, most=BATCH):
        terms.set_last_day(person, queries.last_day_of(person), announced=True)
        log(terms.KEEPER, "term.announced", person)
        announce("term.soon", person=person.public_id)
