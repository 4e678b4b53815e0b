"""Papers addressed to a group: who reads, counts, finds and releases them, and when no more."""

import pytest

from coalition.access.audience import Audience, Tlp
from coalition.db import db, unit_of_work
from coalition.documents.models import Paper
from coalition.documents.queries import library
from coalition.documents.readership import readership
from coalition.errors import Invalid
from coalition.membership import founding, placing
from coalition.offices.models import Office
from coalition.records.queries import ledger
from coalition.search.asked import Search
from coalition.search.queries import search
from tests.flows.sharing import readdress, revise, share
from tests.support.groups import actor_now, found_group, group_id
from tests.support.publishing import ASSURED, open_publish_page

WORD = "zephyrine"


class Cast:
    """Three offices; a group of people from the first two."""

    def __init__(self, app, world):
        self.birch, self.cedar, self.far = (world.office(n) for n in ("birch", "cedar", "far"))
        self.lead = world.person("Lea Ford", self.birch, "office-lead")
        self.author = world.person("Pia Stone", self.birch)
        self.colleague = world.person("Bo Reed", self.birch)
        self.other_lead = world.person("Otto Lane", self.cedar, "office-lead")
        self.member = world.person("Cy Marsh", self.cedar)
        self.beside = world.person("Di Ash", self.cedar)
        self.late = world.person("Fay Far", self.far)
        self.public_id = found_group(app, self.lead, self.other_lead, self.author, self.member)
        self.group_id = group_id(app, self.public_id)
        self.audience = Audience(Tlp.AMBER, group_ids=frozenset({self.group_id}))


@pytest.fixture
def cast(app, world):
    return Cast(app, world)


@pytest.fixture
def reads(app):
    """Whether policy, list and search show a paper to a member; they must agree."""

    def asked(member, paper):
        actor = actor_now(app, member)
        with app.app_context():
            listed = paper in {p.public_id for p in library(actor).papers}
            found = paper in {f.paper.public_id for f in search(actor, Search(WORD)).papers}
        assert listed == found
        return listed

    return asked


def do(app, service, *args, **options):
    with app.app_context(), unit_of_work():
        service(*args, **options)


def test_a_paper_to_a_group_is_read_by_its_members_and_the_authors_office(app, cast, reads):
    paper = share(app, cast.author, WORD, audience=cast.audience)
    readers = (cast.author, cast.colleague, cast.lead, cast.member)
    assert all(reads(member, paper) for member in readers)
    assert not any(reads(member, paper) for member in (cast.other_lead, cast.beside, cast.late))


def test_taken_out_nobody_reads_it_and_joining_late_brings_what_was_shared_before(
    app, cast, reads, browser
):
    paper = share(app, cast.author, WORD, audience=cast.audience)
    do(app, placing.remove, cast.other_lead.actor, cast.public_id, cast.member.public_id)
    assert not reads(cast.member, paper)
    do(app, placing.ask_to_join, cast.late.actor, code=cast.public_id)
    owner = browser().sign_in(cast.lead)
    path = f"/groups/{cast.public_id}/people/{cast.late.public_id}"
    page = owner.get(path)
    assert "They will read the 1 paper that is addressed to the group" in page.words
    assert not reads(cast.late, paper)
    done = owner.submit(page, action=f"{path}/approve")
    assert "They are in the group now" in owner.follow(done).words
    assert reads(cast.late, paper)


def test_when_the_group_ends_its_papers_stay_with_the_authors_office(app, cast, reads, browser):
    paper = share(app, cast.author, WORD, audience=cast.audience)
    reader, lead = browser().sign_in(cast.member), browser().sign_in(cast.lead)
    assert reader.get(f"/documents/{paper}").status == 200
    page = lead.get(f"/groups/{cast.public_id}/end")
    assert "The 1 paper addressed to it stays with its authors’ office" in page.words
    assert lead.submit(page).status == 303
    assert reader.get(f"/documents/{paper}").status == 404
    assert reads(cast.colleague, paper)
    assert not reads(cast.member, paper)
    assert "This group has ended" in lead.get(f"/groups/{cast.public_id}").words


def test_on_the_day_after_its_last_one_nobody_reads_it_by_the_group(app, cast, reads, clock):
    paper = share(app, cast.author, WORD, audience=cast.audience)
    clock.advance(days=90)
    assert reads(cast.member, paper)
    clock.advance(days=1)
    assert not reads(cast.member, paper)
    assert reads(cast.colleague, paper)


def test_nobody_shares_with_a_group_that_they_are_not_in(app, cast):
    with pytest.raises(Invalid, match="groups that you are in yourself"):
        share(app, cast.colleague, WORD, audience=cast.audience)
    ended = found_group(app, cast.lead, cast.other_lead, cast.author)
    do(app, founding.end, cast.lead.actor, ended)
    wanted = Audience(Tlp.AMBER, group_ids=frozenset({group_id(app, ended)}))
    with pytest.raises(Invalid, match="has ended"):
        share(app, cast.author, WORD, audience=wanted)
    paper = share(app, cast.author, WORD, audience=Audience(Tlp.AMBER_STRICT))
    with pytest.raises(Invalid, match="has ended"):
        readdress(app, cast.author, paper, wanted)
    unknown = Audience(Tlp.AMBER, group_ids=frozenset({999}))
    with pytest.raises(Invalid, match="groups that you are in yourself"):
        readdress(app, cast.author, paper, unknown)


def test_a_draft_for_a_group_that_ends_meanwhile_is_not_published(app, cast, browser):
    author = browser().sign_in(cast.author)
    page = author.get("/documents/new?kind=case-memo")
    assert "Harbor stop task force" in page.words
    memo = {"title": "Removal denied", "body": "The court sent it back.", "state": "MN"}
    chosen = {"tlp": "AMBER", "groups": [cast.public_id]}
    preview = author.submit(page, {**memo, **chosen, "action": "preview"})
    assert "4 people in 2 offices will see this." in preview.words
    assert "Group: Harbor stop task force (3)" in preview.words
    saved = author.submit(page, {**memo, **chosen, "action": "save"})
    public_id = saved.location.split("/")[2]
    publish = open_publish_page(author, public_id)
    do(app, founding.end, cast.lead.actor, cast.public_id)
    refused = author.submit(publish, ASSURED)
    assert refused.status == 422
    assert "One of the groups has ended" in refused.words
    with app.app_context():
        assert {p.state for p in db.session.scalars(db.select(Paper)).unique()} == {"draft"}


def test_a_group_needs_release_where_the_office_asks_for_it(app, cast, browser):
    with app.app_context(), unit_of_work():
        db.session.get_one(Office, cast.birch.id).release_required = True
    author = browser().sign_in(cast.author)
    page = author.get("/documents/new?kind=case-memo")
    memo = {"title": "Removal denied", "body": "The court sent it back.", "state": "MN"}
    given = {**memo, "tlp": "AMBER", "groups": [cast.public_id], "action": "save"}
    public_id = author.submit(page, given).location.split("/")[2]
    answer = author.submit(open_publish_page(author, public_id), ASSURED)
    assert "Submitted for release" in author.follow(answer).words
    assert browser().sign_in(cast.member).get(f"/documents/{public_id}").status == 404
    lead = browser().sign_in(cast.lead)
    release = lead.get(f"/documents/{public_id}/release")
    assert lead.submit(release, {"action": "release"}).status == 303
    assert browser().sign_in(cast.member).get(f"/documents/{public_id}").status == 200


def test_an_outsiders_form_offers_no_group_and_a_forged_choice_is_refused(cast, browser):
    outsider = browser().sign_in(cast.beside)
    page = outsider.get("/documents/new?kind=case-memo")
    assert "Harbor" not in page.text
    memo = {"title": "Removal denied", "body": "Sent back.", "state": "MN", "tlp": "AMBER"}
    refused = outsider.submit(page, {**memo, "groups": [cast.public_id], "action": "save"})
    assert refused.status == 422
    assert "One of the groups has ended, or is not yours" in refused.words


def test_count_ledger_and_tokens_name_the_same_people(app, cast, world):
    idle = world.person("Ann Idle", cast.cedar, "auditor")
    paper = share(app, cast.author, WORD, audience=cast.audience)
    with app.app_context():
        shown = readership(
            cast.author.actor,
            cast.audience,
            office_id=cast.birch.id,
            author_ids=[cast.author.id],
        )
        assert shown.count == 4
        assert shown.groups == (("Harbor stop task force", 3),)
        names = {row.name for row in ledger(cast.author.actor, paper).rows}
        assert names == {"Lea Ford", "Bo Reed", "Cy Marsh"}
    assert idle.name not in names
    do(app, founding.end, cast.lead.actor, cast.public_id)
    with app.app_context():
        assert {row.name for row in ledger(cast.author.actor, paper).rows} == {
            "Lea Ford",
            "Bo Reed",
        }


def test_an_earlier_text_stays_with_the_group_it_was_for(app, cast, browser):
    paper = share(app, cast.author, WORD, "Earlier words", audience=cast.audience)
    do_all = Audience(Tlp.GREEN)
    revise(app, cast.author, paper, WORD, "Later words")
    readdress(app, cast.author, paper, do_all)
    member, outsider = browser().sign_in(cast.member), browser().sign_in(cast.late)
    assert member.get(f"/documents/{paper}/revisions/1").status == 200
    assert outsider.get(f"/documents/{paper}/revisions/1").status == 404
    assert outsider.get(f"/documents/{paper}").status == 200
