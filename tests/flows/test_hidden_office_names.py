"""An office that keeps its name off papers: no page, file, mail or search tells others its name."""

import io
import re
import zipfile

import pytest

from coalition import clock as time
from coalition.access.audience import Audience, Tlp
from coalition.accounts.models import Person
from coalition.admin.sentences import rows
from coalition.audit.models import AuditEntry
from coalition.db import db, unit_of_work
from coalition.deidentify.examined import examine
from coalition.documents import veiling
from coalition.documents.commenting import Written
from coalition.documents.models import Comment
from coalition.documents.queries import readable_paper
from coalition.documents.questions import services as questions
from coalition.errors import NotPermitted
from coalition.ids import public_id as new_id
from coalition.offices.models import Office
from coalition.search.asked import Search
from coalition.search.queries import search
from coalition.search.saved.services import save_search
from tests.architecture.source_tree import ROOT
from tests.coalition.notifications.test_letters import mails
from tests.flows.sharing import share
from tests.support.groups import found_group
from tests.support.world import Member, World

__all__ = ["mails"]

# What nobody elsewhere may meet: parts of the office's name, short name, county and people.
PLANTED = re.compile(r"quillon|thornquist|pellworm|umberling", re.IGNORECASE)
VEILED = "A member office in MN"


class Cast:
    """The office that hides its name, another one of its state, and one that reads."""

    def __init__(self, app, world: World):
        self.app = app
        self.hidden = world.office("quillon-mn", state="MN")
        self.twin = world.office("umberling-mn", state="MN")
        self.away = world.office("alder-il", state="IL")
        self.author = world.person("Vesper Thornquist", self.hidden)
        self.lead = world.person("Odo Pellworm", self.hidden, "office-lead")
        self.twin_author = world.person("Tilda Umberling", self.twin)
        self.twin_lead = world.person("Ulf Umberling", self.twin, "office-lead")
        self.reader = world.person("Rufus Reader", self.away)
        self.away_lead = world.person("Lena Lead", self.away, "office-lead")
        self.auditor = world.person("Ada Auditor", self.away, "auditor", "prosecutor")
        self.admin = world.person("Ari Admin", self.away, "coalition-admin")

    def hide(self, *, hidden: bool = True) -> None:
        for lead, office in ((self.lead, self.hidden), (self.twin_lead, self.twin)):
            with self.app.app_context(), unit_of_work():
                veiling.keep_name_off_papers(lead.actor, office.public_id, hidden=hidden)


@pytest.fixture
def cast(app, world):
    return Cast(app, world)


def fill(app, cast) -> dict[str, str]:
    """Papers, comments, a group, an opening: something behind each door."""
    to_away = Audience(Tlp.AMBER, office_ids=frozenset({cast.away.id}))
    to_hidden = Audience(Tlp.AMBER, office_ids=frozenset({cast.hidden.id, cast.twin.id}))
    to_person = Audience(Tlp.RED, person_ids=frozenset({cast.author.id, cast.reader.id}))
    flagged = {"flags": ["exculpatory"]}
    paper = share(app, cast.author, "Removal denied", "The removal came late.", **flagged)
    made = {
        "paper": paper,
        "restricted": share(app, cast.author, "Removal again", audience=to_away),
        "twin": share(app, cast.twin_author, "Removal a third time"),
        "own": share(app, cast.reader, "Own removal", audience=to_hidden),
        "named": share(app, cast.reader, "Own named removal", audience=to_person),
        "group": found_group(app, cast.away_lead, cast.lead, cast.reader, cast.author),
    }
    comment(app, cast.author, made["own"])
    comment(app, cast.twin_author, paper)
    question(app, cast.reader, paper, cast.author)
    question(app, cast.author, made["own"], cast.reader)
    with app.app_context(), unit_of_work():
        asked = Search("removal", {"office": (cast.hidden.slug,)})
        save_search(cast.reader.actor, asked=asked, name="Mine", frequency="daily")
    return made


def comment(app, who: Member, paper: str) -> None:
    with app.app_context(), unit_of_work():
        row = readable_paper(who.actor, paper)
        facts = {"public_id": new_id(), "person_id": who.id, "office_id": who.office_id}
        number = row.current_number
        db.session.add(Comment(**facts, paper=row, number=number, text="Words", made_at=time.now()))


def question(app, asker: Member, paper: str, answering: Member) -> None:
    """A question about a paper, and its answer, with the mails that both make."""
    asking, reply = (Written(words, 1, "", {}) for words in ("Was it filmed?", "It was."))
    with app.app_context():
        for written in (asking, reply):
            questions.review_text("question", written, look=examine)
        with unit_of_work():
            asked = questions.ask(asker.actor, paper, asking).public_id
        with unit_of_work():
            questions.answer(answering.actor, paper, reply, question_id=asked)


def pages_of(made, cast) -> list[str]:
    """Everything a reader of another office can open about them."""
    found = ["/", "/documents", "/documents/mine", "/documents/new?kind=case-memo"]
    found += ["/search", "/search?q=removal", "/saved-searches", "/groups", "/groups/new"]
    found += ["/recalls", "/agreements", "/account", "/account/history", "/search/help"]
    found += [f"/search?q=removal&office={cast.hidden.slug}", "/search?q=by:me"]
    found += ['/search?q=office:"quilon"', "/search?q=remvoal", "/search/suggest?q=re"]
    found += ["/search/suggest?q=qu", "/search/suggest?q=office:qu", "/records", "/records/holds"]
    found += [
        "/records/flags",
        "/records/flags/report.csv",
        "/records/requests",
        "/records/retention",
    ]
    for paper in (made["paper"], made["restricted"], made["twin"], made["own"], made["named"]):
        found.append(f"/documents/{paper}")
        for part in ("revisions", "revisions/1", "comments", "questions", "files", "export"):
            found.append(f"/documents/{paper}/{part}")
        found += [f"/documents/{paper}/export/{kind}" for kind in ("word", "markdown")]
        for part in ("recipients", "recipients.csv", "recall", "audience", "edit", "withdraw"):
            found.append(f"/documents/{paper}/{part}")
    found += [f"/groups/{made['group']}"]
    found += [f"/groups/{made['group']}/people/{cast.reader.public_id}"]
    return found


def words_of(response) -> str:
    """What an answer says, also within a Word file."""
    data = response.get_data()
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            data = b"".join(packed.read(name) for name in packed.namelist())
    headers = " ".join(f"{name}: {value}" for name, value in response.headers)
    return data.decode("utf-8", "replace") + headers


def leaks(browser, paths) -> list[tuple[str, str]]:
    found = []
    for path in paths:
        text = words_of(browser.client.get(path))
        # What the reader typed comes back as they typed it.
        typed = {part for part in re.split(r"[/?=&:\"]", path) if PLANTED.search(part)}
        if path == "/saved-searches":
            typed.add("quillon-mn")
        for words in typed:
            text = text.replace(words, "")
        found += [(path, match[0]) for match in PLANTED.finditer(text)]
    return found


def test_no_page_or_file_tells_a_reader_elsewhere_the_name(app, cast, browser):
    made = fill(app, cast)
    paths = pages_of(made, cast)
    reader = browser().sign_in(cast.reader)
    for person in (cast.author, cast.twin_author):
        browser().sign_in(person).get(f"/documents/{made['own']}")
    # There is much to tell before the office hides its name, so that the walk can fail.
    assert len({path for path, _ in leaks(reader, paths)}) > 20
    cast.hide()
    group_pages = [path for path in paths if path.startswith("/groups/") and path != "/groups/new"]
    assert leaks(reader, [path for path in paths if path not in group_pages]) == []
    statuses = {path: reader.client.get(path).status_code for path in paths}
    assert [path for path, status in statuses.items() if status >= 500] == []
    assert sum(status == 200 for status in statuses.values()) > 40
    # In a group people know one another; the office is called as everywhere.
    page = reader.get(f"/groups/{made['group']}")
    assert "Quillon" not in page.text
    assert VEILED in page.words


def test_a_lead_elsewhere_finds_the_name_in_no_list_of_offices_and_in_no_record(app, cast, browser):
    made = fill(app, cast)
    for person in (cast.author, cast.twin_author):
        browser().sign_in(person).get(f"/documents/{made['own']}")
    cast.hide()
    lead = browser().sign_in(cast.away_lead)
    office = f"/offices/{cast.hidden.public_id}"
    own = made["own"]
    paths = ["/offices", "/offices?q=quillon", "/offices?state=MN", office, "/members"]
    paths += [f"/documents/{own}/{part}" for part in ("recipients", "recipients.csv", "recall")]
    assert leaks(lead, paths) == []
    assert lead.get(office).status == 404
    assert "No office matches" in lead.get("/offices?q=quillon").words
    ledger = lead.get(f"/documents/{own}/recipients")
    assert f"A prosecutor of a member office in MN {VEILED}" in ledger.words
    admin = browser().sign_in(cast.admin)
    assert admin.get(office).status == 200
    assert "Quillon" in admin.get("/offices?q=quillon").text


def test_its_own_people_see_the_name(app, cast, browser):
    made = fill(app, cast)
    cast.hide()
    own = browser().sign_in(cast.lead)
    page = own.get(f"/documents/{made['paper']}")
    assert "Vesper Thornquist · Quillon-Mn County Attorney" in page.words
    assert "Quillon" in own.get("/search?q=removal").text
    elsewhere = browser().sign_in(cast.reader).get(f"/documents/{made['paper']}")
    assert f"A prosecutor · {VEILED}" in elsewhere.words


def test_two_offices_of_one_state_count_as_one_and_are_found_by_no_name(app, cast):
    fill(app, cast)
    cast.hide()
    reader = cast.reader.actor
    with app.app_context():
        found = search(reader, Search("removal", sort="newest"))
        assert found.facets["office"] == {"member-office-in-mn": 3, "alder-il": 2}
        for asked in ("quillon-mn", '"Quillon-Mn County"', '"Quillon-Mn County Attorney"'):
            assert search(reader, Search(f"office:{asked}")).total == 0, asked
        for asked in ('"Vesper Thornquist"', cast.author.public_id):
            assert search(reader, Search(f"by:{asked}")).total == 0, asked
        assert search(reader, Search('office:"a member office in MN"')).total == 3
        assert search(cast.author.actor, Search("by:me")).total == 2


def test_the_search_answers_alike_while_the_index_is_behind(app, cast, monkeypatch):
    fill(app, cast)
    monkeypatch.setattr("coalition.search.services.follow", lambda messages: None)
    consumers = app.extensions["coalition"].consumers
    monkeypatch.setattr(app.extensions["coalition"], "consumers", consumers[1:])
    cast.hide()
    with app.app_context():
        assert search(cast.reader.actor, Search("office:quillon-mn")).total == 0
        veiled = Search(filters={"office": ("member-office-in-mn",)})
        assert search(cast.reader.actor, veiled).total == 3


def test_shown_again_the_office_is_found_by_its_name(app, cast):
    fill(app, cast)
    cast.hide()
    cast.hide(hidden=False)
    with app.app_context():
        assert search(cast.reader.actor, Search("office:quillon-mn")).total == 2


def test_only_the_lead_of_the_office_hides_its_name(app, cast, browser):
    with app.app_context():
        for who in (cast.twin_lead, cast.admin):
            with pytest.raises(NotPermitted), unit_of_work():
                veiling.keep_name_off_papers(who.actor, cast.hidden.public_id, hidden=True)
    lead = browser().sign_in(cast.lead)
    page = lead.get(f"/offices/{cast.hidden.public_id}")
    action = f"/documents/office-name/{cast.hidden.public_id}"
    saved = lead.submit(page, {"naming": "hidden"}, action=action)
    assert "It holds for all papers of your office" in lead.follow(saved).words
    with app.app_context():
        assert db.session.get_one(Office, cast.hidden.id).name_hidden


def test_mails_and_the_log_of_an_auditor_tell_no_name(app, cast, mails):
    fill(app, cast)
    cast.hide()
    sent = [mail for mail in mails() if mail[0] == cast.reader.email]
    assert not any(PLANTED.search(text + subject) for _, subject, text in sent)
    with app.app_context():
        entries = db.session.scalars(db.select(AuditEntry)).all()
        told = " ".join(
            f"{row.who} {row.verb} {row.what}" for row in rows(cast.auditor.actor, entries)
        )
        assert not PLANTED.search(told)
        assert "A prosecutor of a member office in MN" in told
        seen = " ".join(row.who for row in rows(cast.admin.actor, entries))
        assert "Vesper Thornquist" in seen


def test_addressing_them_takes_all_of_a_state_and_nothing_widens_unasked(app, cast, browser):
    made = fill(app, cast)
    only_one = Audience(Tlp.AMBER, office_ids=frozenset({cast.hidden.id}))
    paper = share(app, cast.reader, "For one", audience=only_one)
    cast.hide()
    reader = browser().sign_in(cast.reader)
    page = reader.get(f"/documents/{paper}/audience")
    chosen = [str(box["value"]) for box in page.soup.select("input[name=offices][checked]")]
    assert chosen == ["member-office-in-mn-as-before"]
    assert "The same people as now" in reader.submit(page, {"action": "preview"}).words
    both = reader.get(f"/documents/{made['own']}/audience")
    chosen = [str(box["value"]) for box in both.soup.select("input[name=offices][checked]")]
    assert chosen == ["member-office-in-mn"]


def test_who_moved_from_the_office_is_not_named_on_what_they_wrote_there(app, cast, browser):
    made = fill(app, cast)
    cast.hide()
    with app.app_context(), unit_of_work():
        db.session.get_one(Person, cast.author.id).office_id = cast.away.id
    page = browser().sign_in(cast.away_lead).get(f"/documents/{made['paper']}")
    assert page.status == 200
    assert "Thornquist" not in page.text


def test_whatever_shows_papers_asks_what_their_offices_are_called():
    shows = [ROOT / "templates" / name for name in ("documents", "records", "search", "home")]
    shows += [ROOT / "coalition" / name for name in ("documents", "records", "search")]
    named = re.compile(r"office\.name\b(?!_)")
    found = {
        f"{path.name}: {line.strip()}"
        for folder in shows
        for path in folder.rglob("*")
        if path.suffix in (".html", ".py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if named.search(line)
    }
    # The chooser of audiences sorts and labels those alone whose names are shown; the index
    # leaves out those who show none.
    allowed = ("directory.py: for person in sorted(named", "directory.py: label =", "projection.py")
    # Of the office itself, for its lead or an admin.
    allowed += ("leaving.html",)
    assert {line for line in found if not line.startswith(allowed)} == set()
