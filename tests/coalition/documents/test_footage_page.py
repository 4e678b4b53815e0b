"""The timeline of an index and its page of moments, as readers meet them."""

import pytest

from tests.coalition.documents.conftest import GREEN, OWN_OFFICE

pytestmark = pytest.mark.database

CLIPS = [
    {
        "label": "Camera 1", "kind": "local-body-worn", "starts_at": "21:00:00",
        "ends_at": "21:10:00", "offset_seconds": "-3", "uncertainty_seconds": "1",
    },
    {
        "label": "Dash", "kind": "dash", "starts_at": "21:04:00", "ends_at": "21:30:00",
        "offset_seconds": "0", "uncertainty_seconds": "1",
    },
    {"label": "Phone", "kind": "bystander", "starts_at": "21:05:00", "ends_at": "21:06:00"},
    {
        "label": "Withheld", "kind": "missing-or-refused", "starts_at": "21:00:00",
        "ends_at": "21:30:00", "offset_seconds": "0", "uncertainty_seconds": "60",
    },
]  # fmt: skip
EVENTS = [
    {"clip": "Camera 1", "at": "21:05:31", "kind": "firearm-drawn", "who": "Agent A"},
    {"clip": "Dash", "at": "21:20:00", "until": "21:21:00", "kind": "camera-obstructed"},
    {"clip": "Camera 1", "at": "21:01:00", "kind": "arrival"},
]
LINES = [{"clip": "Camera 1", "at": "00:05:33.000", "speaker": "Agent A", "words": "Get back."}]
CLAIMS = [
    {"claim": "No gun was drawn.", "source": "press-statement", "contradicted": "1"},
    {"claim": "A warrant was read.", "source": "complaint"},
]
INDEX = {
    "kind": "evidence-index", "clips": CLIPS, "events": EVENTS, "transcript": LINES,
    "claims": CLAIMS,
}  # fmt: skip


@pytest.fixture
def index(cast, write):
    return write(cast.lead, GREEN, **INDEX)


@pytest.fixture
def reader(browser, cast):
    return browser().sign_in(cast.stranger)


def rows(page, caption):
    table = next(t for t in page.soup.select("table") if caption in t.caption.get_text())
    return [" ".join(row.get_text(" ").split()) for row in table.select("tbody tr")]


def test_every_mark_of_the_picture_leads_to_its_row(index, reader):
    page = reader.get(f"/documents/{index}")
    links = page.soup.select("svg a[href^='#']")
    assert {"#event-1", "#event-2", "#event-3"} <= {link["href"] for link in links}
    assert all(page.soup.select_one(link["href"]) is not None for link in links)
    assert all(link.get("aria-label") or link.get_text().strip() for link in links)
    titles = [title.get_text() for title in page.soup.select("svg title")]
    assert {"Camera obstructed", "Missing or refused"} <= set(titles)
    assert "Event 1, 21:05:28 ± 1 s: Firearm drawn, Agent A" in titles


def test_the_tables_say_who_else_ran_and_how_sure_that_is(index, reader):
    page = reader.get(f"/documents/{index}")
    first, _, third = rows(page, "Events, by number")
    assert "Dash perhaps Phone" in first
    assert "Withheld" not in first
    assert "Dash" not in third


def test_claims_stand_beside_the_events_that_decide_them(index, reader):
    page = reader.get(f"/documents/{index}")
    assert "Of 2 claims one is contradicted by the footage and one is not shown." in page.words
    first, second = rows(page, "Claims beside the events")
    assert "Contradicted ✗ event 1 Camera 1, 21:05:31" in first
    assert "Not shown" in second
    assert page.soup.select_one("#claim-1 a")["href"] == "#event-1"


def test_a_moment_says_what_covers_it_and_where_in_each_recording(index, reader):
    page = reader.get(f"/documents/{index}/footage?at=21:05:28")
    first, second, third = rows(page, "Recordings that cover this moment")
    assert first == "Camera 1 certainly 21:05:31 00:05:31"
    assert second == "Dash certainly 21:05:28 00:01:28"
    assert third.startswith("Phone possibly: its clock was not checked")
    assert "Missing or refused: Withheld" in page.words
    assert "Get back." in page.words


def test_an_event_and_a_line_are_cited_with_their_recording_and_both_times(index, reader):
    page = reader.get(f"/documents/{index}/footage?event=1")
    cited = page.soup.select_one("#citation").get_text()
    assert cited.endswith(
        ", Camera 1 at 21:05:31 (true time 21:05:28 ± 1 s), Event 1: Firearm drawn, Agent A."
    )
    page = reader.get(f"/documents/{index}/footage?line=1")
    cited = page.soup.select_one("#citation").get_text()
    assert "Camera 1 at 00:05:33 into the recording (true time 21:05:30 ± 1 s)" in cited
    assert "Agent A: “Get back.”" in cited


def test_the_address_zooms_and_the_table_follows(index, reader):
    page = reader.get(f"/documents/{index}/footage?start=21:19:00&end=21:22:00")
    assert [row.split()[0] for row in rows(page, "Events, by number")] == ["2"]
    closer = next(a for a in page.soup.select("nav a") if a.get_text() == "Closer")
    assert "start=21%3A19%3A45" in closer["href"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("at=soon", "Write the time as HH:MM:SS"),
        ("at=25:00:00", "Hours run from 00 to 23"),
        ("start=x", "Write the time as HH:MM:SS"),
        ("start=21:10:00&end=21:00:00", "The end must come after the beginning"),
    ],
)
def test_an_address_that_is_no_time_is_answered_with_the_rule(index, reader, query, words):
    page = reader.get(f"/documents/{index}/footage?{query}")
    assert page.status == 422
    assert words in page.words


def test_numbers_that_name_nothing_show_the_whole_timeline(index, reader):
    for query in ("event=99", "line=0", "event=١", "at="):
        page = reader.get(f"/documents/{index}/footage?{query}")
        assert page.status == 200
        assert page.soup.select_one("#moment") is None


def test_the_timeline_is_read_by_those_who_may_read_the_paper(browser, cast, write):
    index = write(cast.author, OWN_OFFICE, **INDEX)
    assert browser().sign_in(cast.colleague).get(f"/documents/{index}/footage").status == 200
    assert browser().sign_in(cast.stranger).get(f"/documents/{index}/footage").status == 404


def test_a_memo_has_no_timeline(browser, cast, write):
    memo = write(cast.author, OWN_OFFICE)
    assert browser().sign_in(cast.author).get(f"/documents/{memo}/footage").status == 404


def test_a_search_finds_a_claim_and_a_spoken_line_and_leads_to_them(index, reader):
    page = reader.get('/search?q="get back"')
    link = page.soup.select_one(f"a[href$='{index}#line-1']")
    assert link.get_text() == "00:05:33 in"
    page = reader.get("/search?q=warrant read")
    assert page.soup.select_one(f"a[href$='{index}#claim-2']").get_text() == "Claim 2"
    assert "not shown" in page.words


def test_taking_an_event_out_moves_the_numbers_that_claims_name(browser, cast):
    author = browser().sign_in(cast.author)
    page = author.get("/documents/new?kind=evidence-index")
    for action in ("add-event", "add-event", "add-claim"):
        page = author.submit(page, {"action": action})
    typed = {"claims-0-contradicted": "1, 2", "action": "remove-event-0"}
    page = author.submit(page, typed)
    assert page.soup.select_one("#claims-0-contradicted")["value"] == "1"


def test_a_new_event_takes_the_clip_of_the_one_above_and_is_none_by_that_alone(browser, cast):
    author = browser().sign_in(cast.author)
    page = author.get("/documents/new?kind=evidence-index")
    page = author.submit(page, {"title": "Footage", "state": "MN", "action": "add-clip"})
    clip = {"clips-0-label": "Camera 1", "clips-0-kind": "dash", "clips-0-starts_at": "21:00:00"}
    page = author.submit(page, {**clip, "action": "add-event"})
    seen = {"events-0-clip": "Camera 1", "events-0-at": "21:00:05", "events-0-kind": "arrival"}
    page = author.submit(page, {**seen, "events-0-confidence": "observed", "action": "add-event"})
    assert page.soup.select_one("#events-1-clip")["value"] == "Camera 1"
    assert page.soup.select_one("#events-1-confidence option[value][selected]") is None
    page = author.submit(page, {"action": "add-event"})
    page = author.follow(author.submit(page, {"tlp": "GREEN", "action": "save"}))
    assert page.soup.select_one("#events-0-at")["value"] == "21:00:05"
    assert page.soup.select_one("#events-1-clip") is None


def test_an_event_of_which_more_than_the_clip_above_was_entered_is_not_forgotten(browser, cast):
    author = browser().sign_in(cast.author)
    page = author.get("/documents/new?kind=evidence-index")
    for row in ({"action": "add-event"}, {"events-0-clip": "Camera 1", "action": "add-event"}):
        page = author.submit(page, row)
    page = author.submit(page, {"events-1-clip": "Camera 2", "action": "save"})
    assert page.status == 422
    assert page.soup.select_one("#events-1-clip")["value"] == "Camera 2"


def test_of_many_rows_only_the_last_and_the_wrong_ones_lie_open(browser, cast):
    author = browser().sign_in(cast.author)
    page = author.get("/documents/new?kind=evidence-index")
    for number in range(4):
        page = author.submit(page, {f"clips-{number - 1}-kind": "dash", "action": "add-clip"})
    rows = page.soup.select("#clips details.card")
    assert [row.has_attr("open") for row in rows] == [False, False, False, True]
    labels = {f"clips-{number}-label": f"Camera {number}" for number in (0, 2, 3)}
    page = author.submit(page, {**labels, "clips-3-kind": "dash", "action": "save"})
    rows = page.soup.select("#clips details.card")
    assert [row.summary.get_text() for row in rows][:2] == ["Clip 1: Camera 0", "Clip 2"]
    assert [row.has_attr("open") for row in rows] == [False, True, False, True]


def test_a_transcript_is_edited_as_lines_and_a_broken_line_stays_as_typed(browser, cast):
    author = browser().sign_in(cast.author)
    page = author.get("/documents/new?kind=evidence-index")
    page = author.submit(page, {"title": "Footage", "state": "MN", "action": "add-clip"})
    page = author.submit(page, {"clips-0-label": "Camera 1", "clips-0-kind": "dash"})
    text = "[Camera 1]\n00:00:05.000 --> 00:00:08.000 Officer 2: Step out: now.\nlost words"
    refused = author.submit(page, {"transcript": text, "tlp": "GREEN", "action": "save"})
    assert refused.status == 422
    assert "Transcript, row 2: From is missing." in refused.words
    assert refused.soup.select_one("#transcript").get_text().strip() == text
    fixed = text.replace("\nlost words", "")
    saved = author.submit(refused, {"transcript": fixed, "tlp": "GREEN", "action": "save"})
    page = author.follow(saved)
    assert page.soup.select_one("#transcript").get_text().strip() == fixed
