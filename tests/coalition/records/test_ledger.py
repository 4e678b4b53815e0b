"""Who opened a paper is on record, and those who answer for it can see that."""

import csv
import io

import pytest

from coalition.access.audience import Audience, Tlp
from coalition.db import db, unit_of_work
from coalition.documents.readdressing import change_audience
from coalition.records.models import Opening
from tests.coalition.documents.conftest import OWN_OFFICE


@pytest.fixture
def opened(app):
    """What is on record, read anew each time."""

    def rows():
        with app.app_context():
            found = db.session.query(Opening).order_by(Opening.person_id).all()
            return [(row.person_id, row.number, row.first_at, row.last_at) for row in found]

    return rows


def test_the_first_and_the_last_opening_are_on_record(cast, write, browser, clock, opened):
    paper = write(cast.author)
    reader = browser().sign_in(cast.stranger)
    first = clock()
    reader.get(f"/documents/{paper}")
    clock.advance(minutes=20)
    reader.get(f"/documents/{paper}")
    assert opened() == [(cast.stranger.id, 1, first, first)]
    clock.advance(minutes=50)
    reader.sign_in(cast.stranger).get(f"/documents/{paper}")
    assert opened() == [(cast.stranger.id, 1, first, clock())]


def test_authors_are_no_recipients_and_a_draft_has_none(cast, write, browser, opened):
    browser().sign_in(cast.author).get(f"/documents/{write(cast.author)}")
    draft = write(cast.author, publish=False)
    assert browser().sign_in(cast.author).get(f"/documents/{draft}/recipients").status == 404
    assert opened() == []


def test_comments_count_as_opening(cast, write, browser, opened):
    paper = write(cast.author)
    browser().sign_in(cast.stranger).get(f"/documents/{paper}/comments")
    assert [row[0] for row in opened()] == [cast.stranger.id]


def test_a_download_is_on_record_as_such(cast, write, browser):
    paper = write(cast.author)
    browser().sign_in(cast.stranger).get(f"/documents/{paper}/export/markdown")
    page = browser().sign_in(cast.lead).get(f"/documents/{paper}/recipients?show=opened")
    assert page.soup.select("tbody td:last-child time")


def test_the_ledger_names_who_can_read_and_who_opened(cast, write, browser, clock):
    paper = write(cast.author)
    browser().sign_in(cast.stranger).get(f"/documents/{paper}")
    page = browser().sign_in(cast.author).get(f"/documents/{paper}/recipients")
    names = [head.get_text() for head in page.soup.select("tbody th")]
    assert names == ["Fay Far", "Sten Stranger", "Colm Colleague", "Lena Lead"]
    assert "4 others can read it now; 1 opened it." in page.words
    only = browser().sign_in(cast.author).get(f"/documents/{paper}/recipients?show=opened")
    assert [head.get_text() for head in only.soup.select("tbody th")] == ["Sten Stranger"]


def test_who_lost_access_stays_in_the_ledger(app, cast, write, browser):
    paper = write(cast.author, Audience(Tlp.AMBER, office_ids=frozenset({cast.away.id})))
    browser().sign_in(cast.stranger).get(f"/documents/{paper}")
    with app.app_context(), unit_of_work():
        change_audience(cast.lead.actor, paper, audience=OWN_OFFICE)
    ledger = browser().sign_in(cast.lead).get(f"/documents/{paper}/recipients?show=opened")
    row = ledger.soup.select_one("tbody tr")
    assert [cell.get_text(strip=True) for cell in row.select("th, td")][:3] == [
        "Sten Stranger",
        "Alder County Attorney",
        "No",
    ]


def test_the_file_holds_every_row_and_no_formula(cast, write, browser):
    paper = write(cast.author)
    browser().sign_in(cast.stranger).get(f"/documents/{paper}")
    answer = browser().sign_in(cast.lead).get(f"/documents/{paper}/recipients.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["name"], row["can_read_now"], bool(row["first_opened"])) for row in rows] == [
        ("Fay Far", "yes", False),
        ("Sten Stranger", "yes", True),
        ("Colm Colleague", "yes", False),
        ("Lena Lead", "yes", False),
    ]


@pytest.mark.parametrize("path", ["recipients", "recipients.csv", "recall"])
def test_readers_cannot_see_who_else_reads(path, cast, write, browser):
    shared = write(cast.author)
    hidden = write(cast.author, OWN_OFFICE)
    for member, expected in (
        (cast.stranger, 403),
        (cast.colleague, 403),
        (cast.admin, 403),
        (cast.auditor, 403),
    ):
        session = browser().sign_in(member)
        assert session.get(f"/documents/{shared}/{path}").status == expected, member.name
    assert browser().sign_in(cast.stranger).get(f"/documents/{hidden}/{path}").status == 404


def test_the_panel_is_beside_the_paper_for_those_who_answer_for_it(cast, write, browser):
    paper = write(cast.author)
    reader = browser().sign_in(cast.stranger).get(f"/documents/{paper}")
    assert "Who opened this" not in reader.words
    author = browser().sign_in(cast.author).get(f"/documents/{paper}")
    assert "1 other person has opened it." in author.words
