"""Nothing of a paper under a hold is erased, by whatever route, until its last hold is lifted."""

from datetime import date

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from coalition.access.audience import Audience, Tlp
from coalition.cli.housekeeping import keep_house
from coalition.db import db, unit_of_work
from coalition.documents import drafts
from coalition.documents.commenting import take_back
from coalition.documents.models import Comment, Paper
from coalition.documents.queries import readable_paper
from coalition.documents.withdrawing import withdraw
from coalition.errors import Conflict, Invalid, NotFound, NotPermitted
from coalition.records import services as recalls
from coalition.records.holds import services
from coalition.records.holds.models import Hold
from coalition.sharing.models import Thing
from tests.support.rows import comment_of

REASON = "The matter goes to trial"


@pytest.fixture
def place(app):
    """Places a hold; returns its public id."""

    def act(member, paper, **changes):
        given = {
            "cause": "litigation",
            "reference": "2026-17",
            "reason": REASON,
            "review_on": "2030-01-31",
        }
        with app.app_context(), unit_of_work():
            return services.place(member.actor, number=paper, **given | changes).public_id

    return act


@pytest.fixture
def lift(app):
    """Lifts a hold."""

    def act(member, hold, reason="The trial is over"):
        with app.app_context(), unit_of_work():
            services.lift(member.actor, hold, reason=reason)

    return act


@pytest.fixture
def draft_of(app):
    """Whether a paper still has its draft; nothing when there is no paper."""

    def look(number):
        with app.app_context():
            paper = db.session.scalar(select(Paper).join(Thing).where(Thing.public_id == number))
            return None if paper is None else paper.draft is not None

    return look


def begin_draft(app, member, paper):
    """A draft beside the published text."""
    with app.app_context(), unit_of_work():
        row = readable_paper(member.actor, paper)
        from_current = drafts.content_of(row.current)
        drafts.save_draft(member.actor, paper, content=from_current, version=0)


def test_a_held_draft_is_not_discarded_and_the_page_says_why(
    cast, write, place, lift, browser, draft_of
):
    paper = write(cast.author, publish=False)
    session = browser().sign_in(cast.author)
    page = session.get(f"/documents/{paper}/discard-draft")
    hold = place(cast.lead, paper)
    refused = session.submit(page)
    assert refused.status == 422
    assert "This paper is under a hold" in refused.words
    assert draft_of(paper)
    lift(cast.lead, hold)
    assert session.submit(session.get(f"/documents/{paper}/discard-draft")).status == 303
    assert draft_of(paper) is None


def test_withdrawing_and_recalling_keep_the_draft_until_the_last_hold_ends(
    app, cast, write, place, lift, draft_of
):
    for take_away in (withdraw, lambda actor, paper: recalls.recall(actor, paper, reason="other")):
        paper = write(cast.author)
        begin_draft(app, cast.author, paper)
        first, second = place(cast.lead, paper), place(cast.lead, paper, cause="appeal")
        with app.app_context(), unit_of_work():
            take_away(cast.author.actor, paper)
        lift(cast.lead, first)
        assert draft_of(paper)
        lift(cast.lead, second)
        assert draft_of(paper) is False


def test_a_withdrawn_paper_under_hold_is_read_by_its_authors_and_lead_alone(
    app, cast, write, place, browser
):
    paper = write(cast.author)
    place(cast.lead, paper)
    with app.app_context(), unit_of_work():
        withdraw(cast.author.actor, paper)
    for member, status in (
        (cast.author, 200),
        (cast.lead, 200),
        (cast.colleague, 404),
        (cast.stranger, 404),
        (cast.admin, 404),
    ):
        assert browser().sign_in(member).get(f"/documents/{paper}").status == status, member.name


def test_housekeeping_leaves_a_held_draft_alone(app, cast, write, place, lift, clock, draft_of):
    paper = write(cast.author, publish=False)
    hold = place(cast.lead, paper)

    def keep_house_for_months():
        for _ in range(3):
            clock.advance(days=30)
            with app.app_context():
                keep_house()

    keep_house_for_months()
    assert draft_of(paper)
    lift(cast.lead, hold)
    keep_house_for_months()
    assert draft_of(paper) is None


def test_an_earlier_text_made_current_erases_no_held_draft(app, cast, write, place, draft_of):
    paper = write(cast.author)
    with app.app_context(), unit_of_work():
        drafts.save_draft(
            cast.author.actor, paper, content=drafts.content_of(one(paper).current), version=0
        )
    place(cast.lead, paper)
    with app.app_context(), pytest.raises((Conflict, NotFound)), unit_of_work():
        drafts.restore_text(cast.author.actor, paper, number=1)
    assert draft_of(paper)


def one(number):
    return db.session.scalars(select(Paper).join(Thing).where(Thing.public_id == number)).one()


def test_a_comment_taken_back_is_hidden_and_erased_only_with_the_last_hold(
    app, cast, write, place, lift, browser
):
    paper = write(cast.author)
    with app.app_context(), unit_of_work():
        comment = comment_of(cast.stranger, one(paper), "It came late.")
    hold = place(cast.lead, paper)
    with app.app_context(), unit_of_work():
        take_back(cast.stranger.actor, paper, comment_id=comment)
    assert (
        "It came late." not in browser().sign_in(cast.lead).get(f"/documents/{paper}/comments").text
    )
    with app.app_context():
        assert db.session.scalars(select(Comment)).one().text == "It came late."
    lift(cast.lead, hold)
    with app.app_context():
        assert db.session.scalars(select(Comment)).one().text is None


def test_the_database_refuses_to_delete_what_a_standing_hold_keeps(app, cast, write, place):
    paper = write(cast.author, publish=False)
    place(cast.lead, paper)
    with app.app_context(), pytest.raises(IntegrityError), unit_of_work():
        db.session.execute(delete(Paper))


def test_only_the_lead_of_the_papers_office_places_lifts_and_reviews(
    app, cast, write, world, place
):
    paper = write(cast.author)
    hold = place(cast.lead, paper)
    other_lead = world.person("Olga Other", cast.away, "office-lead")
    for member in (cast.author, cast.colleague, cast.stranger, other_lead, cast.admin):
        for act in (
            lambda actor: services.lift(actor, hold, reason=REASON),
            lambda actor: services.review(actor, hold, review_on="2031-01-01"),
        ):
            with app.app_context(), pytest.raises((NotPermitted, NotFound)), unit_of_work():
                act(member.actor)
        with app.app_context(), pytest.raises((NotPermitted, NotFound, Invalid)), unit_of_work():
            services.place(
                member.actor,
                number=paper,
                cause="appeal",
                reference="1",
                reason=REASON,
                review_on="2031-01-01",
            )
    with app.app_context():
        row = db.session.scalars(select(Hold)).one()
        assert row.lifted_at is None
        assert row.review_on == date(2030, 1, 31)


def test_another_offices_lead_sees_no_hold(cast, write, world, place, browser):
    paper = write(cast.author)
    hold = place(cast.lead, paper)
    session = browser().sign_in(world.person("Olga Other", cast.away, "office-lead"))
    assert session.get(f"/records/holds/{hold}").status == 404
    assert "No such hold" in session.get("/records/holds").words
    assert "Holds" not in session.get(f"/documents/{paper}").words


def test_a_lead_keeps_a_paper_for_named_people_without_reading_its_title(
    cast, write, place, browser
):
    paper = write(cast.author, Audience(Tlp.RED, person_ids=frozenset({cast.stranger.id})))
    hold = place(cast.lead, paper)
    page = browser().sign_in(cast.lead).get(f"/records/holds/{hold}")
    assert f"Case memo {paper}" in page.words
    assert "Removal denied" not in page.text


def test_the_pages_place_review_and_lift(cast, write, browser):
    paper = write(cast.author)
    lead = browser().sign_in(cast.lead)
    form = lead.get(f"/records/holds/new?paper={paper}")
    refused = lead.submit(form, {"reason": "Because of 612-555-0142", "review_on": "soon"})
    assert refused.status == 422
    assert "Choose what it is kept for." in refused.words
    given = {"cause": "discovery", "reference": "A-1", "reason": REASON, "review_on": "2030-01-31"}
    assert "before it is stored" in lead.submit(form, given | {"reason": "Call 612-555-0142"}).words
    assert lead.submit(form, given).location == "/records/holds?notice=hold-placed"
    # The same form sent again is the same hold.
    lead.submit(form, given)
    listed = lead.get("/records/holds")
    links = [a["href"] for a in listed.soup.select("tbody a")]
    assert len(links) == 1
    assert lead.submit(
        lead.get(links[0]), {"review_on": "2031-02-01"}, action=f"{links[0]}/review"
    ).location.endswith("hold-reviewed")
    done = lead.submit(lead.get(links[0]), {"lift_reason": "Over"}, action=f"{links[0]}/lift")
    assert done.location == "/records/holds?notice=hold-lifted"
    assert "Removal denied" in lead.get("/records/holds?show=lifted").words


def test_who_placed_and_who_lifted_is_in_the_log(cast, write, place, lift, browser):
    paper = write(cast.author)
    lift(cast.lead, place(cast.lead, paper))
    log = browser().sign_in(cast.auditor).get("/audit").words
    assert "placed a hold on" in log
    assert "lifted a hold on" in log
