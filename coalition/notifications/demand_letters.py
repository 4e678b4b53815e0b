"""Mail that reminds of the days of demands. None names a paper, an agency or a demand."""

from collections.abc import Callable

from coalition.access.decide import allows
from coalition.accounts.queries import ACTIVE, actor_of
from coalition.evidence.demands.queries import find_day
from coalition.notifications.letters import Letters, paper_of, to_person
from coalition.outbox.services import Message

SUBJECTS = {
    "before": "A deadline of a demand is within a week",
    "on": "A deadline of a demand is today",
    "after": "A deadline of a demand is over",
}


def demand_due(message: Message) -> Letters:
    """Remind the paper's authors and whoever set the day, while it is open and they may read it."""
    paper, row = paper_of(message), find_day(str(message.payload["day"]))
    stage = str(message.payload["stage"])
    # The day was moved, or the next reminder is under way.
    if paper is None or row is None or row.told != stage:
        return
    people = {author.person_id: author.person for author in paper.author_rows}
    people[row.entered_by_id] = row.entered_by
    for _, person in sorted(people.items()):
        if person.status == ACTIVE and allows(actor_of(person), "missing:read", paper):
            words = {"what": SUBJECTS[stage].lower()}
            yield to_person(person, SUBJECTS[stage], "demand-due.txt", **words)


DEMAND_LETTERS: dict[str, Callable[[Message], Letters]] = {"demand.due": demand_due}
