"""The register of missing evidence, as the office of an index writes and reads it."""

import csv
import io
import json

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from coalition.access.audience import Audience, Tlp
from coalition.db import db, unit_of_work
from coalition.errors import GateClosed, Invalid
from coalition.evidence.demands import services
from coalition.evidence.demands.models import DemandDay, MissingEvidenceEntry
from coalition.evidence.demands.queries import record_of
from coalition.evidence.demands.register import BELONGS_TO
from coalition.evidence.demands.words import texts_of
from coalition.runtime import current_vault
from tests.flows.sharing import share, withdraw
from tests.support.demands import TYPED, register_for

pytestmark = pytest.mark.database


@pytest.fixture
def author(world):
    return world.person("Ina Investigator", world.office("birch"), "investigator")


@pytest.fixture
def kept(app, author):
    """The register of an index that the whole coalition reads."""
    return register_for(app, author)


def send(viewer, index, step, act, **changes):
    path = f"/documents/{index}/missing/{step}"
    return viewer.submit(viewer.get(path), TYPED.get(act, {}) | changes, action=path)


def entries(app):
    with app.app_context():
        return db.session.query(MissingEvidenceEntry).count()


def test_an_item_is_registered_demanded_refused_and_litigated_through_the_pages(
    browser, author, kept
):
    viewer = browser().sign_in(author)
    path = f"/documents/{kept.index}"
    assert "What is missing, and what was demanded" in viewer.get(path).words
    page = viewer.follow(send(viewer, kept.index, "new", "missing", clip="Camera 1"))
    assert page.soup.h1.get_text(strip=True) == "Body camera of Agent B"
    assert "Not demanded yet" in page.words
    assert "In the index Camera 1" in page.words
    days = {"rule": "frcp-45-objection", "starts_on": "2026-11-12", "named_on": ""}
    page = viewer.follow(send(viewer, kept.index, "1/demand", "demand", **days))
    # The fourteenth day is Thanksgiving.
    assert "Nov 27, 2026 5 days left" in page.words
    assert "Moved past: 2026-11-26 (Thanksgiving Day)." in page.words
    assert "Fed. R. Civ. P. 45(d)(2)(B); counted by 6(a)(1)" in page.words
    assert "Waits for an answer" in page.words
    refused = {"outcome": "refused", "ground": "law enforcement privilege"}
    page = viewer.follow(send(viewer, kept.index, "2/answer", "answer", **refused))
    assert "counts no longer" in page.words
    assert page.soup.select_one(".tag").get_text() == "Refused"
    page = viewer.follow(send(viewer, kept.index, "2/court", "court"))
    assert page.soup.select_one(".tag").get_text() == "Before a court"
    listed = viewer.get(f"{path}/missing")
    assert "1 item: 1 refused" in listed.words
    assert "4 entries fit one another and the audit log" in listed.words


@pytest.mark.parametrize(
    ("step", "act", "field", "changes", "words"),
    [
        ("new", "missing", "item", {"item": " "}, "What is missing is missing. Enter it."),
        ("new", "missing", "item", {"item": "x" * 201}, "may have 200 characters"),
        ("new", "missing", "note", {"note": "a\u0000b"}, "characters that can be shown"),
        ("new", "missing", "absence", {"absence": "lost"}, "not one of those offered"),
        ("new", "missing", "clip", {"clip": "Camera 9"}, "no such recording"),
        ("1/demand", "demand", "kind", {"kind": ""}, "Choose one."),
        ("1/demand", "demand", "sent_on", {"sent_on": "2026-02-30"}, "such as 2026-01-31"),
        ("1/demand", "demand", "sent_on", {"sent_on": "20261102"}, "cannot be read"),
        ("1/demand", "demand", "sent_on", {"sent_on": "2026-11-23"}, "still to come"),
        ("1/demand", "demand", "named_on", {"named_on": "9999-12-31"}, "between 2000 and 2100"),
        ("1/demand", "demand", "named_on", {"named_on": ""}, "Enter the day that is named"),
        ("1/demand", "demand", "rule", {"rule": "foia-request"}, "not for a subpoena"),
        ("1/demand", "demand", "starts_on", {"rule": "removal"}, "Notice of the proceeding"),
        ("2/answer", "answer", "ground", {"outcome": "refused"}, "“none given”"),
        ("2/answer", "answer", "answered_on", {"answered_on": "2026-11-01"}, "before the demand"),
        ("2/deadline", "deadline", "rule", {"ended": "yes", "rule": "remand"}, "that it has"),
        ("2/court", "court", "court", {"court": ""}, "The court is missing. Enter it."),
        ("2/correct", "demand", "why", {}, "Why it is corrected is missing"),
    ],
)
def test_a_field_that_breaks_a_rule_is_named_with_a_way_out_and_nothing_typed_is_lost(
    app, browser, author, kept, step, act, field, changes, words
):
    kept.write("missing")
    kept.write("demand", 1)
    note = {} if "note" in changes else {"note": "Kept as typed"}
    page = send(browser().sign_in(author), kept.index, step, act, **note | changes)
    assert page.status == 422
    assert words in page.soup.select_one(f".error-summary a[href='#{field}']").get_text()
    if note:
        assert page.soup.select_one("[name=note]")["value"] == "Kept as typed"
    assert entries(app) == 2


def test_what_names_somebody_is_decided_before_anything_is_stored(app, browser, author, kept):
    viewer, path = browser().sign_in(author), f"/documents/{kept.index}/missing/new"
    named = {"note": "Ask Officer Maria Hernandez at 612-555-0142"}
    page = send(viewer, kept.index, "new", "missing", **named)
    assert page.status == 422
    assert "Decide about each below" in page.words
    assert page.soup.select_one("[name=note]")["value"] == named["note"]
    assert entries(app) == 0
    keys = [key["name"] for key in page.soup.select("input[type=radio][value=replace]")]
    assert keys
    page = viewer.submit(page, dict.fromkeys(keys, "replace"), action=path)
    while page.status == 422:
        keys = [key["name"] for key in page.soup.select("input[type=radio][value=replace]")]
        page = viewer.submit(page, dict.fromkeys(keys, "replace"), action=path)
    assert "Hernandez" not in str(kept.read().links)
    assert "555-0142" not in viewer.follow(page).text


EVERY_TEXT = [
    (act, word.name)
    for act in BELONGS_TO
    for word in texts_of(act, correcting=True)
    if word.name != "why"
]


@pytest.mark.parametrize(("act", "field"), [*EVERY_TEXT, ("demand", "why")])
def test_no_field_takes_what_identifies_somebody_undecided(app, kept, act, field):
    kept.write("missing")
    kept.write("demand", 1)
    about = {"": 0, "missing": 1, "demand": 2}[BELONGS_TO[act]]
    deadline = {"named_on": "2026-12-24"} if act == "deadline" else {}
    words = {field: "Call 612-555-0142", **deadline}
    corrects = 2 if field == "why" else 0
    with pytest.raises(GateClosed):
        kept.write(act, about, corrects=corrects, **words)
    assert entries(app) == 2


@pytest.mark.parametrize(
    "sent",
    [
        {"rule": "\0", "kind": "\ufffe"},
        {"starts_on": "２０２６-01-01", "rule": "remand"},
        {"named_on": "0001-01-01"},
        {"named_on": "2026-W48-1"},
        {"note": "\u202e" * 9},
        {"kind": "subpoena' OR 1=1", "to": "<script>"},
        {"rule": "named" * 9999},
    ],
)
def test_what_no_form_sends_is_refused_and_stores_nothing(app, browser, author, kept, sent):
    kept.write("missing")
    page = send(browser().sign_in(author), kept.index, "1/demand", "demand", **sent)
    assert page.status == 422
    assert entries(app) == 1


def test_a_decision_about_other_words_counts_for_nothing(app, browser, author, kept):
    viewer, path = browser().sign_in(author), f"/documents/{kept.index}/missing/new"
    page = send(viewer, kept.index, "new", "missing", note="Ask Maria Hernandez")
    keys = [key["name"] for key in page.soup.select("input[type=radio][value=keep]")]
    changed = dict.fromkeys(keys, "keep") | {"note": "Ask Maria Hernandez at 612-555-0142"}
    assert viewer.submit(page, changed, action=path).status == 422
    assert entries(app) == 0


def test_a_correction_is_added_and_what_it_corrects_stays_readable(browser, author, kept):
    viewer = browser().sign_in(author)
    kept.write("missing")
    kept.write("demand", 1, named_on="2026-11-25")
    path = f"/documents/{kept.index}/missing/2/correct"
    form = viewer.get(path)
    assert form.soup.select_one("[name=named_on]")["value"] == "2026-11-25"
    changes = {"named_on": "2026-12-01", "why": "The letter says December"}
    page = viewer.follow(viewer.submit(form, changes, action=path))
    assert "Dec 1, 2026 9 days left" in page.words
    assert "corrects entry 2: The letter says December" in page.words
    assert "The day that is named: 2026-11-25" in page.words
    [first, second, third] = kept.read().links
    assert (second.content.words["named_on"], third.content.corrects) == ("2026-11-25", 2)
    assert first.content.act == "missing"


def test_a_deadline_that_was_ended_waits_no_longer_and_another_may_be_set(app, kept):
    kept.write("missing")
    demand = kept.write("demand", 1)

    def days():
        with app.app_context():
            return {
                (row.rule, row.due_on.isoformat()) for row in db.session.scalars(select(DemandDay))
            }

    assert days() == {("named", "2026-11-30")}
    kept.write("deadline", demand, rule="removal", starts_on="2026-11-10")
    assert days() == {("named", "2026-11-30"), ("removal", "2026-12-10")}
    kept.write("deadline", demand, rule="named", ended="yes")
    assert days() == {("removal", "2026-12-10")}
    kept.write("deadline", demand, rule="named", named_on="2026-12-24")
    assert days() == {("removal", "2026-12-10"), ("named", "2026-12-24")}
    kept.write("answer", demand)
    assert days() == set()


def test_readers_of_the_index_in_other_offices_see_nothing_of_the_register(
    browser, world, author, kept
):
    kept.write("missing")
    kept.write("demand", 1)
    reader = browser().sign_in(world.person("Rita Reader", world.office("oak"), "office-lead"))
    page = reader.get(f"/documents/{kept.index}")
    assert page.status == 200
    assert "demanded" not in page.words
    base = f"/documents/{kept.index}/missing"
    for path in ("", ".json", ".csv", "/new", "/1", "/1/demand", "/2/answer", "/1/correct"):
        assert reader.get(base + path).status == 403
    tokens = reader.tokens("/account")
    for path, act in (("/new", "missing"), ("/1/demand", "demand"), ("/2/correct", "demand")):
        assert reader.post(base + path, TYPED[act] | tokens).status == 403
    assert "Body camera" not in reader.get("/documents/demands").text
    assert len(kept.read().links) == 2


def test_colleagues_who_may_not_read_the_paper_see_nothing_of_the_register(
    app, browser, world, author, kept
):
    kept.write("missing")
    kept.write("demand", 1)
    office = world.office("birch-two")
    colleague = world.person("Cal Colleague", type(office)(author.office_id, "", "birch", "", "MN"))
    viewer = browser().sign_in(colleague)
    assert "Body camera" in viewer.get("/documents/demands").words
    assert viewer.get(f"/documents/{kept.index}/missing/1").status == 200
    withdraw(app, author, kept.index)
    assert viewer.get(f"/documents/{kept.index}/missing/1").status == 404
    assert "Body camera" not in viewer.get("/documents/demands").text
    assert browser().sign_in(author).get(f"/documents/{kept.index}/missing/1").status == 200


def test_one_registers_entries_belong_to_no_other_register(app, browser, author, kept):
    other = register_for(app, author)
    kept.write("missing")
    kept.write("demand", 1)
    viewer = browser().sign_in(author)
    tokens = viewer.tokens("/account")
    for path, act in (
        ("2/answer", "answer"),
        ("1/correct", "missing"),
        ("1/demand", "demand"),
        ("0/demand", "demand"),
    ):
        address = f"/documents/{other.index}/missing/{path}"
        assert viewer.get(address).status == 404
        assert viewer.post(address, TYPED[act] | tokens).status == 404
    # Nor to an entry of another kind, nor to one that is not there.
    for path in (
        "1/answer",
        "2/demand",
        "1/nothing",
        "99/correct",
        "2/missing",
        f"{10**30}/demand",
    ):
        assert viewer.get(f"/documents/{kept.index}/missing/{path}").status == 404
    assert viewer.get(f"/documents/{kept.index}/missing/2").status == 404
    assert entries(app) == 2


def test_drafts_and_other_papers_have_no_register(app, browser, author):
    memo = share(app, author, "A memo")
    assert browser().sign_in(author).get(f"/documents/{memo}/missing").status == 404


def test_a_form_sent_twice_makes_one_entry(app, browser, author, kept):
    viewer, path = browser().sign_in(author), f"/documents/{kept.index}/missing/new"
    page = viewer.get(path)
    first, second = (viewer.submit(page, TYPED["missing"], action=path) for _ in range(2))
    assert first.location == second.location
    assert entries(app) == 1


def test_the_database_refuses_to_change_or_delete_an_entry(app, kept):
    kept.write("missing")
    for statement in (
        "UPDATE missing_evidence_entries SET hash = 'forged'",
        "UPDATE missing_evidence_entries SET made_by_id = 1, number = 2",
        "DELETE FROM missing_evidence_entries",
    ):
        with app.app_context(), pytest.raises(DatabaseError, match="append-only"), unit_of_work():
            db.session.execute(text(statement))


def test_words_that_were_sealed_anew_by_somebody_else_are_found(app, browser, author, kept):
    kept.write("missing")
    kept.write("missing", item="Dash camera")
    with app.app_context(), unit_of_work():
        entry = db.session.scalars(
            select(MissingEvidenceEntry).where(MissingEvidenceEntry.number == 1)
        ).one()
        content = vars(kept.read().links[0].content)
        forged = content | {"words": content["words"] | {"absence": "off"}}
        said = json.dumps({"salt": kept.read().links[0].salt, "content": forged}).encode()
        entry.content = current_vault().seal(said, record_of(entry.thing, 1))
    page = browser().sign_in(author).get(f"/documents/{kept.index}/missing")
    assert "This register was changed outside the portal" in page.words
    assert "Entry 1 was changed" in page.words


def test_nothing_of_an_entry_stands_in_the_database_or_the_audit_log_in_clear(app, kept):
    kept.write("missing")
    kept.write("demand", 1)
    with app.app_context():
        sealed = db.session.scalars(select(MissingEvidenceEntry.content)).all()
        details = str(db.session.scalars(text("SELECT content FROM audit_details")).all())
    for word in ("Agent B", "blinks", "counsel"):
        assert all(word.encode() not in content for content in sealed)
        assert word not in details
    assert '"act": "demand"' in details.replace("'", '"')


def test_the_register_is_taken_along_as_a_table_and_with_every_entry(browser, author, kept):
    kept.write("missing", item="=Camera")
    kept.write("demand", 1)
    kept.write("missing", item="Dash camera", absence="overwritten")
    kept.write("answer", 2, outcome="partly", ground="privacy")
    viewer = browser().sign_in(author)
    rows = list(
        csv.DictReader(io.StringIO(viewer.get(f"/documents/{kept.index}/missing.csv").text))
    )
    assert [row["item"] for row in rows] == ["'=Camera", "Dash camera"]
    assert rows[0]["answers"] == "2026-11-20 Partly produced: privacy"
    assert (rows[1]["item_status"], rows[1]["demand"]) == ("Not demanded yet", "")
    said = json.loads(viewer.get(f"/documents/{kept.index}/missing.json").text)
    assert [entry["number"] for entry in said["entries"]] == [1, 2, 3, 4]
    assert said["items"][0]["demands"][0]["deadlines"][0]["day"] == "2026-11-30"


def test_the_offices_list_has_what_is_due_first_first_and_home_leads_to_it(
    app, world, browser, author, kept
):
    kept.write("missing")
    for day in ("2026-12-20", "2026-11-20", "2026-11-28"):
        kept.write("demand", 1, named_on=day)
    viewer = browser().sign_in(author)
    home = viewer.get("/")
    link = home.soup.select_one("a[href='/documents/demands']")
    assert link.get_text() == "2 demands due"
    page = viewer.get("/documents/demands")
    days = [row.select_one("time")["datetime"] for row in page.soup.select("tbody tr")]
    assert days == ["2026-11-20", "2026-11-28", "2026-12-20"]
    assert "2 days late" in page.words
    assert "3 open deadlines" in viewer.get("/records").words
    empty = browser().sign_in(world.person("Olga Other", world.office("oak"), "prosecutor"))
    assert "No demand waits for a day" in empty.get("/documents/demands").words


def test_what_is_for_named_people_alone_is_on_no_colleagues_list(app, world, browser, author):
    named = world.person("Nan Named", world.office("oak"), "prosecutor")
    kept = register_for(app, author, Audience(Tlp.RED, person_ids=frozenset({named.id})))
    kept.write("missing")
    kept.write("demand", 1)
    office = type(world.office("elm"))(author.office_id, "", "birch", "", "MN")
    colleague = browser().sign_in(world.person("Cal Colleague", office))
    assert "Body camera" not in colleague.get("/documents/demands").text
    assert browser().sign_in(named).get(f"/documents/{kept.index}/missing").status == 403


def test_every_rule_is_shown_with_its_source(browser, author):
    page = browser().sign_in(author).get("/documents/deadline-rules")
    assert page.soup.select_one("#rule-2703f").get_text(" ").count("18 U.S.C. 2703(f)(2)") == 1
    assert "Touhy regulations give none" in page.words


def test_a_full_register_takes_no_more(kept, monkeypatch):
    kept.write("missing")
    monkeypatch.setattr(services, "MOST_ENTRIES", 1)
    with pytest.raises(Invalid, match="at most 1 entries"):
        kept.write("missing")
