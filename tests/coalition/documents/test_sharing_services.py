"""Publishing, releasing, withdrawing and re-addressing papers."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from coalition.access.audience import Audience, Tlp, office_token, person_token
from coalition.audit.models import AuditEntry
from coalition.db import db, unit_of_work
from coalition.documents import drafts, queries, releasing, withdrawing
from coalition.documents.models import Draft, Paper, Revision
from coalition.documents.publishing import Published
from coalition.errors import Conflict, GateClosed, Invalid, NotFound, NotPermitted
from coalition.sharing.models import Thing
from tests.coalition.documents.conftest import GREEN, OWN_OFFICE, content
from tests.support.publishing import (
    publish_draft,
    publish_undecided,
    readdress_paper,
    release_draft,
)

pytestmark = pytest.mark.database
SSN = "123-45-6789"

# What is entered, and the field that is named.
BROKEN_RULES = [
    ({"title": ""}, "title"),
    ({"title": "x" * 201}, "title"),
    ({"body": "x" * 200_001}, "body"),
    ({"body": "a\x00b"}, "body"),
    ({"tags": ["a\x00b"]}, "tags"),
    ({"change_note": "x" * 301}, "change_note"),
    ({"state": "ZZ"}, "state"),
    ({"offense": ["nonsense"]}, "offense"),
    ({"surprise": "x"}, "surprise"),
    ({"body": "half a pair \ud800"}, "body"),
]


def find(public_id: str) -> Paper:
    """The paper, whoever may read it."""
    return db.session.scalars(select(Paper).join(Thing).where(Thing.public_id == public_id)).one()


def actions() -> list[str]:
    """What the log says happened, oldest first."""
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.number)))


@pytest.fixture
def inside(app):
    """The database is at hand for the whole test."""
    with app.app_context():
        yield


def test_what_stays_in_the_office_is_published_at_once(inside, cast, write):
    public_id = write(cast.author, OWN_OFFICE)
    paper = find(public_id)
    assert (paper.state, paper.current_number, paper.draft) == ("published", 1, None)
    assert paper.thing.read_tokens == {office_token(cast.home.id)}
    assert actions()[-2:] == ["paper.created", "paper.published"]


def test_what_leaves_the_office_waits_for_the_lead_and_is_read_by_nobody_else(inside, cast, write):
    public_id = write(cast.author, GREEN, publish=False)
    with unit_of_work():
        done = publish_draft(cast.author.actor, public_id, version=1)
    paper = find(public_id)
    assert done is Published.SUBMITTED
    assert paper.state == "draft"
    assert paper.thing.read_tokens == {person_token(cast.author.id), person_token(cast.lead.id)}
    with pytest.raises(NotFound):
        queries.readable_paper(cast.colleague.actor, public_id)


def test_the_lead_releases_what_the_lead_has_read_under_the_note_given_when_it_was_submitted(
    inside, cast, write
):
    public_id = write(cast.author, GREEN, publish=False)
    with unit_of_work():
        publish_draft(cast.author.actor, public_id, version=1, change_note="For all offices")
    with pytest.raises(Conflict), unit_of_work():
        release_draft(cast.lead.actor, public_id, version=1)
    with unit_of_work():
        release_draft(cast.lead.actor, public_id, version=2)
    revision = find(public_id).current
    assert revision is not None
    assert (revision.made_by_id, revision.released_by_id) == (cast.author.id, cast.lead.id)
    assert revision.change_note == "For all offices"
    assert queries.readable_paper(cast.stranger.actor, public_id)


def test_nobody_but_the_offices_own_lead_releases(inside, cast, write, world):
    other_lead = world.person("Olga Other", cast.away, "office-lead")
    public_id = write(cast.author, GREEN)
    for member in (other_lead, cast.author, cast.admin):
        with pytest.raises((NotFound, NotPermitted)), unit_of_work():
            release_draft(member.actor, public_id, version=2)


def test_a_lead_releases_a_new_text_of_a_paper_that_the_lead_cannot_read(inside, cast, write):
    named = Audience(Tlp.RED, person_ids=frozenset({cast.colleague.id}))
    public_id = write(cast.author, named)
    with unit_of_work():
        drafts.save_draft(cast.author.actor, public_id, content=content(GREEN), version=0)
    with unit_of_work():
        assert publish_draft(cast.author.actor, public_id, version=1) is Published.SUBMITTED
    with pytest.raises(NotFound):
        queries.readable_paper(cast.lead.actor, public_id)
    with unit_of_work():
        release_draft(cast.lead.actor, public_id, version=2)
    assert find(public_id).thing.read_tokens == {"coalition"}


def test_what_is_sent_back_is_its_authors_alone_again(inside, cast, write):
    public_id = write(cast.author, GREEN)
    with unit_of_work():
        releasing.send_back(cast.lead.actor, public_id)
    assert find(public_id).thing.read_tokens == {person_token(cast.author.id)}
    assert queries.waiting_for_release(cast.lead.actor) == []


def test_a_text_that_changes_while_it_waits_has_to_be_submitted_again(inside, cast, write):
    public_id = write(cast.author, GREEN)
    with unit_of_work():
        drafts.save_draft(cast.author.actor, public_id, content=content(title="Another"), version=2)
    with pytest.raises(NotFound), unit_of_work():
        release_draft(cast.lead.actor, public_id, version=3)


def test_an_office_without_a_lead_is_told_so(inside, world):
    office = world.office("marlow", release_required=True)
    author = world.person("Pam Alone", office)
    with unit_of_work():
        paper = drafts.create_draft(author.actor, kind="case-memo", content=content(GREEN))
        public_id = paper.public_id
    with pytest.raises(Invalid, match="has no lead now"), unit_of_work():
        publish_draft(author.actor, public_id, version=1)


def test_a_withdrawn_paper_is_left_to_its_authors_and_lead_and_its_draft_is_erased(
    inside, cast, write
):
    public_id = write(cast.author, OWN_OFFICE)
    with unit_of_work():
        drafts.save_draft(cast.author.actor, public_id, content=content(), version=0)
    with unit_of_work():
        withdrawing.withdraw(cast.author.actor, public_id)
    assert queries.readable_paper(cast.lead.actor, public_id).state == "withdrawn"
    assert db.session.scalars(select(Draft)).all() == []
    with pytest.raises(NotFound):
        queries.readable_paper(cast.colleague.actor, public_id)


def test_a_colleague_cannot_withdraw_or_readdress(inside, cast, write):
    public_id = write(cast.author, OWN_OFFICE)
    with pytest.raises(NotPermitted), unit_of_work():
        withdrawing.withdraw(cast.colleague.actor, public_id)
    with pytest.raises(NotPermitted), unit_of_work():
        readdress_paper(cast.colleague.actor, public_id, audience=GREEN)


def test_an_author_narrows_alone_and_widens_only_through_the_lead(inside, cast, write):
    public_id = write(cast.lead, GREEN)
    with unit_of_work():
        readdress_paper(cast.lead.actor, public_id, audience=OWN_OFFICE)
    with pytest.raises(NotFound):
        queries.readable_paper(cast.stranger.actor, public_id)
    own = write(cast.author, OWN_OFFICE)
    with pytest.raises(Invalid, match="Ask your lead"), unit_of_work():
        readdress_paper(cast.author.actor, own, audience=GREEN)
    with unit_of_work():
        readdress_paper(cast.lead.actor, own, audience=GREEN)
    assert queries.readable_paper(cast.stranger.actor, own).current_number == 2


def test_an_audience_is_not_changed_for_a_text_that_nobody_looked_at(inside, cast, write):
    public_id = write(cast.lead, OWN_OFFICE)
    with pytest.raises(Conflict), unit_of_work():
        readdress_paper(cast.lead.actor, public_id, audience=GREEN, number=0)


def test_an_earlier_text_stays_with_the_audience_it_had(inside, cast, write):
    public_id = write(cast.lead, OWN_OFFICE)
    with unit_of_work():
        drafts.save_draft(
            cast.lead.actor, public_id, content=content(GREEN, title="Careful"), version=0
        )
    with unit_of_work():
        publish_draft(cast.lead.actor, public_id, version=1)
    paper = queries.readable_paper(cast.stranger.actor, public_id)
    assert [r.number for r in queries.readable_revisions(cast.stranger.actor, paper)] == [2]
    assert [r.number for r in queries.readable_revisions(cast.colleague.actor, paper)] == [2, 1]
    with pytest.raises(NotFound):
        queries.readable_revision(cast.stranger.actor, paper, 1)


def test_a_disclosure_flag_once_published_stays(inside, cast, write):
    public_id = write(cast.author, OWN_OFFICE, flags=["exculpatory"])
    with unit_of_work():
        unflagged = content(OWN_OFFICE, flags=["impeachment"])
        drafts.save_draft(cast.author.actor, public_id, content=unflagged, version=0)
    with unit_of_work():
        publish_draft(cast.author.actor, public_id, version=1)
    current = find(public_id).current
    assert current is not None
    assert current.fields["flags"] == ["exculpatory", "impeachment"]


def test_the_gate_closes_on_every_part_and_nothing_is_published(inside, cast, write):
    for part in ("title", "body", "change_note", "tags", "statute", "authority"):
        given = [SSN] if part in ("tags", "statute", "authority") else f"Seen {SSN} there"
        public_id = write(cast.author, OWN_OFFICE, publish=False, **{part: given})
        with pytest.raises(GateClosed) as closed, unit_of_work():
            publish_undecided(cast.author.actor, public_id, version=1)
        assert [p.field for p in closed.value.problems] == [part]
        assert SSN not in str(closed.value)
        assert find(public_id).state == "draft"


@pytest.mark.parametrize("rows", ["clips", "events", "transcript", "claims"])
def test_the_gate_reads_every_row_of_an_index(inside, cast, write, rows):
    index = {
        "clips": [{"label": "Camera 1", "kind": "dash", "note": ""}],
        "events": [{"clip": "Camera 1", "at": "10:00:00", "kind": "arrival", "note": ""}],
        "transcript": [{"clip": "Camera 1", "at": "00:00:05.000", "words": "Step out."}],
        "claims": [{"claim": "He ran.", "source": "officer-report", "note": ""}],
    }
    index[rows][0]["words" if rows == "transcript" else "note"] = SSN
    public_id = write(cast.author, OWN_OFFICE, publish=False, kind="evidence-index", **index)
    with pytest.raises(GateClosed, match=f"{rows}.*row 1"), unit_of_work():
        publish_undecided(cast.author.actor, public_id, version=1)


def test_the_gate_reads_the_note_given_at_the_last_moment(inside, cast, write):
    public_id = write(cast.author, OWN_OFFICE, publish=False)
    with pytest.raises(GateClosed, match="change_note"), unit_of_work():
        publish_undecided(cast.author.actor, public_id, version=1, change_note=SSN)


def test_a_save_over_somebody_elses_text_is_refused(inside, cast, write):
    public_id = write(cast.author, OWN_OFFICE, publish=False)
    with unit_of_work():
        drafts.save_draft(cast.author.actor, public_id, content=content(title="One"), version=1)
    with pytest.raises(Conflict), unit_of_work():
        drafts.save_draft(cast.author.actor, public_id, content=content(title="Two"), version=1)
    assert drafts.draft_content(find(public_id)).title == "One"


def test_a_draft_is_sealed_in_the_database(inside, cast, write):
    write(cast.author, publish=False, body="A plain secret")
    stored = db.session.scalars(select(Draft)).one()
    assert b"secret" not in bytes(stored.content)


def test_a_revision_can_be_neither_changed_nor_deleted_in_the_database(inside, cast, write):
    write(cast.author, OWN_OFFICE)
    for statement in ("UPDATE revisions SET title = 'x'", "DELETE FROM revisions"):
        with pytest.raises(DBAPIError), unit_of_work():
            db.session.execute(text(statement))
    assert db.session.scalars(select(Revision.title)).one() == "Removal denied"


def test_discarding_the_only_draft_leaves_nothing_of_the_paper(inside, cast, write):
    public_id = write(cast.author, publish=False)
    with unit_of_work():
        drafts.discard_draft(cast.author.actor, public_id)
    assert db.session.scalars(select(Paper)).all() == []
    assert db.session.scalars(select(Thing)).all() == []


def test_what_breaks_a_rule_is_named(inside, cast):
    for changes, field in BROKEN_RULES:
        with pytest.raises(Invalid) as refused, unit_of_work():
            drafts.create_draft(cast.author.actor, kind="case-memo", content=content(**changes))
        assert {p.field for p in refused.value.problems} == {field}


def test_somebody_who_vets_members_or_reads_the_log_writes_nothing(inside, cast):
    for member in (cast.auditor, cast.admin):
        with pytest.raises(NotPermitted), unit_of_work():
            drafts.create_draft(member.actor, kind="case-memo", content=content())
