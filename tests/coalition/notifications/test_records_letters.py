"""Who is told by mail of requests and of terms; no mail says which paper or what was asked."""

from coalition import clock as time
from coalition.access.actor import worker
from coalition.access.audience import Audience, Tlp
from coalition.db import unit_of_work
from coalition.records.retention.services import find_overdue, set_rules
from tests.coalition.notifications.test_letters import mails
from tests.flows.sharing import share
from tests.support.requests import SCOPE, register

__all__ = ["mails"]


def told(found) -> set[tuple[str, str]]:
    for _, _, text in found:
        assert not [word for word in ("Orchard", SCOPE, "PRR", "privilege") if word in text]
    return {(address, subject) for address, subject, _ in found}


def test_each_contributor_is_asked_once_and_the_lead_who_asked_hears_of_replies(app, world, mails):
    home, away = world.office("elm"), world.office("oak")
    author = world.person("Petra Author", home)
    lead = world.person("Lena Lead", home, "office-lead")
    world.person("Colm Colleague", home)
    asking = world.person("Olga Other", away, "office-lead")
    papers = [share(app, author, f"Orchard {number}") for number in (1, 2)]
    request = register(app, asking)
    request.choose(*papers)
    assert told(mails()) == set()
    request.ask()
    asked = mails()
    assert len(asked) == 2
    subject = "A request concerns a paper of yours"
    assert told(asked) == {(author.email, subject), (lead.email, subject)}
    request.reply(author, papers[0], "objects", ground="privilege", reason="It is privileged")
    assert told(mails()) == {(asking.email, "A contributor replied")}


def test_leads_are_told_of_terms_and_authors_where_no_lead_reads_the_paper(app, world, mails):
    home, away = world.office("elm"), world.office("oak")
    author, other = world.person("Petra Author", home), world.person("Owen Own", home)
    lead = world.person("Lena Lead", home, "office-lead")
    named = world.person("Nan Named", away)
    share(app, author, "Orchard one")
    share(app, other, "Orchard two", audience=Audience(Tlp.RED, person_ids=frozenset({named.id})))
    with app.app_context(), unit_of_work():
        set_rules(lead.actor, years={("case-memo", "published"): "1"})
    later = time.now().replace(year=time.now().year + 2)
    with app.app_context(), time.use(lambda: later):
        with unit_of_work():
            find_overdue(worker("housekeeping"), most=9)
        assert told(mails()) == {
            (lead.email, "The term of some papers is over"),
            (other.email, "The term of some papers is over"),
        }
