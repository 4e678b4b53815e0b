"""The search page: everything in the address, nothing lost, nothing unexplained."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coalition.access.audience import Audience, Tlp
from coalition.search.asked import DATES, FILTERS, Search
from coalition.search.queries import total
from search_index import QueryError
from tests.flows.sharing import clip, event, share

pytestmark = pytest.mark.database


@pytest.fixture
def office(world):
    return world.office("tamarack", state="MN")


@pytest.fixture
def petra(world, office):
    return world.person("Petra Lind", office)


@pytest.fixture
def reader(browser, petra):
    return browser().sign_in(petra)


def titles(page):
    return [a.get_text() for a in page.soup.select(".result h3 a")]


def facet(page, name):
    group = page.soup.select_one(f"#facet-{name}")
    return {
        a.select("span")[0].get_text(): a.select_one(".count").get_text()
        for a in (group.select("a") if group else [])
    }


def test_words_find_a_paper_and_are_marked_in_title_and_text(app, petra, reader):
    share(app, petra, "Removal and remand", "The notice of removal came late.")
    share(app, petra, "Door opened", "Nothing of the other kind.")
    page = reader.get("/search?q=removal")
    assert titles(page) == ["Removal and remand"]
    assert page.title.startswith("1 result for “removal”")
    assert page.soup.select_one("h2#results").get_text() == "1 result"
    assert [m.get_text() for m in page.soup.select("h3 mark, .snippet mark")] == [
        "Removal",
        "removal",
    ]
    assert page.soup.select_one("input#q")["value"] == "removal"


@pytest.mark.parametrize("path", ["/search", "/saved-searches/new"])
def test_a_group_of_states_by_name_is_answered_though_a_code_is_an_operator(
    app, petra, reader, path
):
    share(app, petra, "One", state="OR")
    share(app, petra, "Two", state="IL")
    page = reader.get(f"{path}?q=state:(Oregon+OR+Minnesota)")
    assert titles(page) == ["One"]
    assert reader.get(f"{path}?q=state:(Oregon+Minnesota)").status == 200


def test_a_query_that_only_the_engine_refuses_is_explained(app, petra, reader, monkeypatch):
    def refuse(*_):
        raise QueryError("This cannot be asked.", 0)

    monkeypatch.setattr(type(app.extensions["coalition"].engine), "search", refuse)
    page = reader.get("/search?q=removal")
    assert page.status == 200
    assert "This cannot be asked." in page.words
    assert reader.get("/saved-searches/new?q=removal").status == 200
    with app.app_context():
        assert total(petra.actor, Search("removal")) == 0


def test_a_character_that_no_database_holds_finds_nothing_and_fails_nothing(petra, reader, app):
    share(app, petra, "One", "a b")
    filters = [f"{name}=a%00b" for name in (*FILTERS, *DATES)]
    for query in (*filters, "q=%00", "q=office:a%00b", "q=by:%22a%00b%22", "sort=%00", "page=%00"):
        page = reader.get(f"/search?{query}")
        assert page.status == 200, query
        assert "\x00" not in page.text
        assert not titles(page) or query in ("sort=%00", "page=%00"), query
    for path in ("/search/suggest?q=a%00", "/saved-searches/new?office=a%00b&q=%00"):
        assert reader.get(path).status == 200


def test_without_words_everything_readable_is_listed_newest_first(app, petra, browser, clock):
    share(app, petra, "Older")
    clock.advance(days=1)
    share(app, petra, "Newer")
    page = browser().sign_in(petra).get("/search")
    assert titles(page) == ["Newer", "Older"]
    assert "2 papers you may read" in page.words


def test_facets_count_over_all_matches_and_their_links_narrow(app, petra, reader):
    share(app, petra, "One", "removal", offense=["assault"])
    share(app, petra, "Two", "removal", offense=["assault", "trespass"], state="IL")
    page = reader.get("/search?q=removal")
    assert facet(page, "state") == {"Illinois": "1", "Minnesota": "1"}
    assert facet(page, "offense")["Assault (no weapon)"] == "2"
    assert facet(page, "office") == {"Tamarack County Attorney": "2"}
    link = page.soup.select_one("#facet-state").find("a", string=None)
    narrowed = reader.get(link["href"])
    assert titles(narrowed) == ["Two"]


def test_values_of_one_filter_widen_and_filters_narrow_each_other(app, petra, reader):
    share(app, petra, "One", state="MN", stage="remand")
    share(app, petra, "Two", state="IL", stage="remand")
    share(app, petra, "Three", state="AZ", stage="trial")
    assert len(titles(reader.get("/search?state=MN&state=IL"))) == 2
    assert titles(reader.get("/search?state=MN&state=AZ&stage=trial")) == ["Three"]


def test_a_chip_names_the_filter_and_takes_it_away(app, petra, reader):
    share(app, petra, "One", state="MN")
    share(app, petra, "Two", state="IL")
    page = reader.get("/search?q=&state=IL")
    chip = page.soup.select_one("a.chip")
    assert "Jurisdiction: Illinois" in chip.get_text()
    assert len(titles(reader.get(chip["href"]))) == 2


ADDRESSES = {
    "kind=evidence-index": ["Footage"],
    "office=tamarack": ["Footage", "Memo"],
    "tlp=AMBER%2BSTRICT": ["Memo"],
    "event=firearm-drawn": ["Footage"],
    "is=exculpatory": ["Memo"],
    "after=2999-01-01": [],
    "before=2999-01-01": ["Footage", "Memo"],
    "state=Atlantis": [],
    "kind=%00": [],
    "kind=%28%28%28": [],
    "outcome=none-such&q=": [],
    "nonsense=1": ["Footage", "Memo"],
}


def test_each_filter_in_the_address_is_understood(app, petra, reader):
    own = Audience(Tlp.AMBER_STRICT)
    share(app, petra, "Memo", audience=own, flags=["exculpatory"])
    rows = {"clips": [clip()], "events": [event("12:00:01")]}
    share(app, petra, "Footage", kind="evidence-index", **rows)
    pages = {query: reader.get(f"/search?{query}") for query in ADDRESSES}
    assert {query: sorted(titles(page)) for query, page in pages.items()} == ADDRESSES
    assert {page.status for page in pages.values()} == {200}


def test_an_empty_answer_says_which_filter_to_remove_and_what_that_gives(app, petra, reader):
    share(app, petra, "Removal in Minnesota", state="MN")
    page = reader.get("/search?q=removal&state=IL")
    assert titles(page) == []
    offer = next(li for li in page.soup.select(".empty li") if "Illinois" in li.get_text())
    assert "1 result" in offer.get_text()
    assert titles(reader.get(offer.a["href"])) == ["Removal in Minnesota"]


def test_an_empty_answer_to_a_phrase_offers_the_words_without_quotation_marks(app, petra, reader):
    share(app, petra, "Immunity before removal")
    page = reader.get('/search?q="removal immunity"')
    assert "Search without quotation marks" in page.words


def test_an_empty_answer_says_which_word_to_leave_out_and_what_that_gives(app, petra, reader):
    share(app, petra, "Immunity before removal")
    page = reader.get("/search?q=immunity+removal+footbridge")
    (offer,) = page.soup.select(".empty li")
    assert offer.get_text(" ", strip=True).startswith("Leave out “footbridge”")
    assert titles(reader.get(offer.a["href"])) == ["Immunity before removal"]


def test_words_are_not_taken_out_of_a_search_with_operators(app, petra, reader):
    share(app, petra, "Immunity before removal")
    page = reader.get("/search?q=immunity+NOT+removal")
    assert titles(page) == []
    assert page.soup.select(".empty li") == []


def test_pages_follow_each_other_and_keep_the_search(app, petra, reader):
    for number in range(23):
        share(app, petra, f"Removal {number}")
    seen, page = [], reader.get("/search?q=removal&state=MN")
    assert "Page 1 of 3" in page.words
    while True:
        seen += titles(page)
        link = page.soup.select_one("a[rel=next]")
        if link is None:
            break
        page = reader.get(link["href"])
    assert len(seen) == len(set(seen)) == 23
    assert page.soup.select_one("ol.results")["start"] == "21"


def test_any_page_number_is_answered(app, petra, reader):
    share(app, petra, "Removal")
    for number in ["0", "-1", "x", "²", "99", "9" * 5000, "1e3", ""]:
        page = reader.get("/search", query_string={"q": "removal", "page": number})
        assert page.status == 200, number
        assert "1 result" in page.words, number


@pytest.mark.parametrize(
    ("text", "said", "at"),
    [
        ('removal "immunity', "never closed", '"'),
        ("(removal OR", "ends where a word was expected", " "),
        ("removal )", "closes nothing", ")"),
        ("colour:red", "colour", "c"),
    ],
)
def test_a_malformed_query_is_explained_at_its_place_and_kept(reader, text, said, at):
    page = reader.get("/search", query_string={"q": text})
    assert page.status == 200
    banner = page.soup.select_one(".banner-danger")
    assert said in banner.get_text()
    assert banner.select_one("mark").get_text() == at
    assert page.soup.select_one("input#q")["value"] == text
    assert page.title.startswith("Error: ")
    assert "result" not in page.soup.select_one("main h1").get_text()
    assert not page.soup.select(".empty")


def test_a_malformed_date_is_explained_apart_from_no_results(app, petra, reader):
    share(app, petra, "Removal")
    page = reader.get("/search?q=removal&after=yesterday")
    assert "YYYY-MM-DD" in page.soup.select_one(".banner-danger").get_text()
    assert "From: yesterday" in page.words


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    text=st.text(max_size=60) | st.text('ab"()-:*/~§ ORNOT6', max_size=40),
    name=st.sampled_from(
        ["state", "after", "sort", "page", "tlp", "_scheme", "_external", "endpoint"]
    ),
    value=st.text(max_size=20),
)
def test_whatever_is_typed_is_answered(reader, text, name, value):
    page = reader.get("/search", query_string={"q": text, name: value})
    assert page.status == 200


def test_the_address_cannot_send_links_elsewhere(app, petra, reader):
    for number in range(12):
        share(app, petra, f"Removal {number}")
    page = reader.get("/search?q=removal&_scheme=javascript&_external=1&_anchor=x&endpoint=static")
    links = [a["href"] for a in page.soup.select("main a")]
    assert links
    assert all(link.startswith(("/", "#")) for link in links)


def test_by_me_finds_what_one_wrote_and_nothing_else(app, world, office, petra, reader, browser):
    other = world.person("Dorian Oak", office)
    share(app, petra, "Mine")
    share(app, other, "Another's")
    assert titles(reader.get("/search?q=by:me")) == ["Mine"]
    assert titles(browser().sign_in(other).get("/search?q=by:me")) == ["Another's"]


def test_a_hit_in_footage_lands_on_the_moment(app, petra, reader):
    rows = [
        event("12:00:01", "arrival"),
        event("12:00:09", "firearm-drawn", "The muzzle is lowered <b>slowly</b>."),
    ]
    paper = share(app, petra, "Three cameras", kind="evidence-index", clips=[clip()], events=rows)
    page = reader.get("/search?q=muzzle")
    link = page.soup.select_one(".result a.timecode")
    assert link["href"] == f"/documents/{paper}#event-2"
    assert link.get_text() == "12:00:09"
    assert "Firearm drawn, Agent A (Camera 1)" in page.words
    assert [m.get_text() for m in link.parent.select("mark")] == ["muzzle"]
    assert "<b>slowly" not in page.text
    by_field = reader.get('/search?q=event:"firearm drawn"')
    assert [a["href"] for a in by_field.soup.select("a.timecode")] == [link["href"]]


def test_markup_in_papers_and_queries_is_shown_as_typed(app, petra, reader):
    share(app, petra, "<script>alert(1)</script> removal", "x <img src=y onerror=z> removal")
    page = reader.get("/search", query_string={"q": "removal", "state": "<script>bad</script>"})
    assert "<script>bad" not in page.text
    page = reader.get("/search?q=removal")
    assert "<script>alert" not in page.text
    assert "<img" not in page.text
    page = reader.get("/search", query_string={"q": '"<script>x'})
    assert "<script>x" not in page.text


def test_a_statute_is_found_in_any_spelling_and_shown(app, petra, reader):
    share(app, petra, "Entry", "Charged under 18 U.S.C. § 242.", statute=["Minn. Stat. § 609.582"])
    assert titles(reader.get("/search?q=18 USC 242")) == ["Entry"]
    assert titles(reader.get('/search?q=statute:"18 U.S.C. §242"')) == ["Entry"]
    page = reader.get('/search?q=cites:"Minn. Stat. 609.582"')
    assert titles(page) == ["Entry"]
    assert "Cites Minn. Stat. § 609.582" in page.words


def test_the_help_page_lists_every_field_and_each_example_works(reader):
    page = reader.get("/search/help")
    examples = [a["href"] for a in page.soup.select("th a, td a")]
    assert len(examples) > 20
    for address in examples:
        answer = reader.get(address)
        assert answer.status == 200
        assert not answer.soup.select(".banner-danger"), address


@pytest.mark.parametrize("role", ["coalition-admin", "auditor"])
def test_those_who_read_no_papers_are_not_let_in(world, office, browser, role):
    person = world.person("Someone", office, role)
    page = browser().sign_in(person).get("/search?q=removal")
    assert page.status == 403


def test_a_stranger_is_sent_to_sign_in_and_back(browser):
    page = browser().get("/search?q=removal")
    assert page.status == 303
    assert "/sign-in?next=" in page.location
