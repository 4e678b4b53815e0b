"""Who gets which mail about questions. None names a paper, an office or a word that was said."""

from collections.abc import Callable

from coalition.access.decide import allows
from coalition.accounts.queries import ACTIVE, actor_of, leads_of
from coalition.documents.questions.queries import find_question
from coalition.notifications.letters import Letters, to_person
from coalition.outbox.services import Message


def asked(message: Message) -> Letters:
    """Tell those who answer for the paper, while they may still answer."""
    question = find_question(str(message.payload["question"]))
    if question is None or question.answers or question.paper.state != "published":
        return
    paper = question.paper
    people = {row.person_id: row.person for row in paper.author_rows}
    people |= {lead.id: lead for lead in leads_of(paper.office_id)}
    for person in sorted(people.values(), key=lambda person: person.id):
        if person.status == ACTIVE and allows(actor_of(person), "question:answer", paper):
            yield to_person(person, "Your office was asked about a paper", "question-asked.txt")


def answered(message: Message) -> Letters:
    """Tell whoever asked, while they may still read the paper."""
    question = find_question(str(message.payload["question"]))
    if question is None or question.person.status != ACTIVE:
        return
    if allows(actor_of(question.person), "question:ask", question.paper):
        yield to_person(question.person, "Your question was answered", "question-answered.txt")


QUESTION_LETTERS: dict[str, Callable[[Message], Letters]] = {
    "question.asked": asked,
    "question.answered": answered,
}
