"""A disclosure flag stays once published, by whatever route a later text comes."""

import csv
import io

import pytest
from sqlalchemy import select

from coalition.db import db, unit_of_work
from coalition.documents import drafts
from coalition.documents.models import Paper, PaperFlag
from coalition.documents.queries import readable_paper
from coalition.documents.reading import content_of
from coalition.documents.revisions import add_revision
from coalition.errors import Invalid, NotFound, NotPermitted
from coalition.records.flags.services import note_disclosure
from coalition.sharing.models import Thing
from tests.coalition.documents.conftest import OWN_OFFICE, content
from tests.support.publishing import publish_draft, readdress_paper


@pytest.fixture
def flags_of(app):
    """The flags of the current text and those of the report."""

    def look(number):
        with app.app_context():
            paper = db.session.scalars(
                select(Paper).join(Thing).where(Thing.public_id == number)
            ).one()
            rows = select(PaperFlag.flag).where(PaperFlag.paper_id == paper.id)
            return set(paper.current.fields["flags"]), set(db.session.scalars(rows))

    return look


@pytest.fixture
def disclose(app):
    """Notes a disclosure."""

    def act(member, paper, flag="exculpatory", on="2026-01-05"):
        with app.app_context(), unit_of_work():
            note_disclosure(member.actor, paper, flag=flag, disclosed_on=on)

    return act


BOTH = ({"exculpatory", "impeachment"},) * 2


def test_a_flag_left_out_of_a_later_text_stays(app, cast, write, flags_of):
    paper = write(cast.author, flags=["exculpatory", "impeachment"])
    with app.app_context(), unit_of_work():
        drafts.save_draft(cast.author.actor, paper, content=content(flags=[]), version=0)
        publish_draft(cast.author.actor, paper, version=1)
    assert flags_of(paper) == BOTH


def test_a_flag_stays_when_an_earlier_text_without_it_is_made_current(app, cast, write, flags_of):
    paper = write(cast.author)
    for act in (
        lambda who: drafts.save_draft(
            who, paper, content=content(flags=["exculpatory", "impeachment"]), version=0
        ),
        lambda who: drafts.restore_text(who, paper, number=1),
    ):
        with app.app_context(), unit_of_work():
            act(cast.author.actor)
            publish_draft(cast.author.actor, paper, version=1)
    with app.app_context():
        assert readable_paper(cast.author.actor, paper).current_number == 3
    assert flags_of(paper) == BOTH


def test_a_flag_stays_when_the_audience_changes(app, cast, write, flags_of):
    paper = write(cast.author, flags=["exculpatory", "impeachment"])
    with app.app_context(), unit_of_work():
        readdress_paper(cast.author.actor, paper, audience=OWN_OFFICE)
    assert flags_of(paper) == BOTH


def test_no_text_is_stored_without_the_flags_that_were_published(app, cast, write, flags_of):
    paper = write(cast.author, flags=["exculpatory", "impeachment"])
    with app.app_context(), unit_of_work():
        row = readable_paper(cast.author.actor, paper)
        bare = content(flags=[])
        add_revision(cast.author.actor, row, bare, made_by_id=cast.author.id)
    assert flags_of(paper) == BOTH


def test_a_flag_counts_from_the_first_text_that_has_it(app, cast, write, clock):
    paper = write(cast.author, flags=["exculpatory"])
    first = clock()
    clock.advance(days=3)
    with app.app_context(), unit_of_work():
        text = content_of(readable_paper(cast.author.actor, paper).current)
        drafts.save_draft(cast.author.actor, paper, content=text, version=0)
        publish_draft(cast.author.actor, paper, version=1)
    with app.app_context():
        assert [row.since for row in db.session.scalars(select(PaperFlag))] == [first]


def test_the_report_shows_what_the_reader_may_read_own_office_first_and_oldest_first(
    cast, write, world, browser, clock
):
    elsewhere = world.person("Ella Else", world.office("elm"))
    write(elsewhere, title="Theirs, older", flags=["impeachment"])
    write(elsewhere, OWN_OFFICE, title="Theirs, hidden", flags=["exculpatory"])
    clock.advance(days=1)
    write(cast.author, title="Ours, older", flags=["exculpatory"])
    clock.advance(days=1)
    write(cast.author, title="Ours, newer", flags=["exculpatory"])
    write(cast.author, title="Ours, without")
    page = browser().sign_in(cast.author).get("/records/flags")
    heads = [head.get_text(strip=True) for head in page.soup.select("tbody th")]
    assert heads == ["Ours, older", "Ours, newer", "Theirs, older"]
    assert "3 open disclosure flags" in browser().sign_in(cast.author).get("/records").words


def test_a_disclosure_moves_the_flag_and_its_day_is_shown_to_the_own_office_alone(
    cast, write, disclose, browser
):
    paper = write(cast.author, flags=["exculpatory"])
    disclose(cast.lead, paper)
    for member, shown in ((cast.author, True), (cast.stranger, False)):
        reader = browser().sign_in(member)
        assert "No open flag" in reader.get("/records/flags").words
        for path in (
            "/records/flags?show=disclosed",
            "/records/flags/report.csv?show=disclosed",
            f"/documents/{paper}",
        ):
            assert ("2026-01-05" in reader.get(path).text) is shown, (member.name, path)


def test_the_report_as_a_table_holds_every_row(cast, write, browser):
    write(cast.author, title="=Ours", flags=["exculpatory", "impeachment"])
    answer = browser().sign_in(cast.stranger).get("/records/flags/report.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["title"], row["flag"], row["disclosed"]) for row in rows] == [
        ("'=Ours", "exculpatory", "no"),
        ("'=Ours", "impeachment", "no"),
    ]


def test_only_authors_and_their_lead_note_a_disclosure_and_nobody_clears_it(
    app, cast, write, disclose, world
):
    paper = write(cast.author, flags=["exculpatory"])
    other_lead = world.person("Olga Other", cast.away, "office-lead")
    for member in (cast.colleague, cast.stranger, other_lead, cast.admin, cast.auditor):
        with pytest.raises((NotFound, NotPermitted)):
            disclose(member, paper)
    disclose(cast.author, paper)
    for wrong in ({"on": ""}, {"on": "2999-01-01"}, {"flag": "impeachment"}):
        with pytest.raises(Invalid):
            disclose(cast.author, paper, **wrong)
    with app.app_context():
        assert db.session.scalars(select(PaperFlag)).one().disclosed_on is not None


def test_the_page_notes_a_day(cast, write, browser):
    paper = write(cast.author, flags=["exculpatory"])
    author = browser().sign_in(cast.author)
    page = author.get(f"/records/flags/{paper}")
    assert "Choose what was disclosed." in author.submit(page).words
    done = author.submit(page, {"flag": "exculpatory", "disclosed_on": "2026-01-05"})
    assert done.location.endswith("notice=disclosed")
    assert "disclosed on Jan 5, 2026 , noted by Petra Author" in author.follow(done).words
    assert author.get(f"/records/flags/{write(cast.author)}").status == 404
