"""Who is told by mail of public-records requests and of papers whose term is over."""

from collections.abc import Callable

from coalition.access.decide import allows
from coalition.accounts.models import Person
from coalition.accounts.queries import ACTIVE, actor_of, leads_of, people_by_id
from coalition.notifications.letters import Letters, to_person
from coalition.outbox.services import Message
from coalition.records.requests.queries import authors_of, find_request
from coalition.records.requests.stages import OPEN
from coalition.records.retention.queries import waiting_papers


def contributors_asked(message: Message) -> Letters:
    """Ask the lead and the authors of an office whose papers a request concerns, each once."""
    row = find_request(str(message.payload["request"]))
    if row is None:
        return
    office = str(message.payload["office"])
    asked: dict[int, Person] = {}
    for paper in row.papers:
        if paper.notice is None or paper.office.public_id != office or paper.notice.reply:
            continue
        people = people_by_id(authors_of(paper.number)).values()
        asked |= {p.id: p for p in [*leads_of(paper.office_id), *people] if p.status == ACTIVE}
    for person in asked.values():
        yield to_person(person, "A request concerns a paper of yours", "contributors-asked.txt")


def contributor_replied(message: Message) -> Letters:
    """Tell the leads of the office that asked, while the request is open."""
    row = find_request(str(message.payload["request"]))
    if row is None or row.stage not in OPEN:
        return
    for lead in leads_of(row.office_id):
        yield to_person(lead, "A contributor replied", "contributor-replied.txt")


def term_over(message: Message) -> Letters:
    """Tell whoever may withdraw them that the term of papers is over: the leads, or the authors.

    An author is told where no lead reads the paper.
    """
    told: dict[int, Person] = {}
    for paper in waiting_papers(str(message.payload["office"])):
        leads = [
            p for p in leads_of(paper.office_id) if allows(actor_of(p), "document:read", paper)
        ]
        authors = [row.person for row in paper.author_rows if row.person.status == ACTIVE]
        told |= {person.id: person for person in leads or authors}
    for person in told.values():
        yield to_person(person, "The term of some papers is over", "retention-due.txt")


RECORDS_LETTERS: dict[str, Callable[[Message], Letters]] = {
    "records.contributors-asked": contributors_asked,
    "records.contributor-replied": contributor_replied,
    "retention.due": term_over,
}
