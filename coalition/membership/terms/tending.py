"""What the worker does with the terms of leads: it ends those that are over."""

from coalition.accounts import terms
from coalition.db import unit_of_work

# How much one commit holds; what is left waits for the next hour.
BATCH = 100


def tend_terms() -> None:
    """Take the role from leads whose last day has passed, suspended ones among them."""
    with unit_of_work():
        for person in terms.due_people(most=BATCH):
            terms.end_term(terms.KEEPER, person)
