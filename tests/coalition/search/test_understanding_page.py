"""What the search page says of the words: spelling, labels, synonyms, values that do not exist."""

import pytest

from coalition.db import unit_of_work
from coalition.search.asked import Search
from coalition.search.queries import search
from coalition.search.synonyms import SynonymGroup, add_synonyms
from coalition.search.widening import widened
from tests.flows.sharing import share

pytestmark = pytest.mark.database

GROUPS = [
    SynonymGroup("a", ("BWC", "body camera", "body-worn camera")),
    SynonymGroup("b", ("LEO", "law enforcement officer")),
]


@pytest.fixture
def petra(world):
    return world.person("Petra Lind", world.office("tamarack"))


@pytest.fixture
def reader(browser, petra):
    return browser().sign_in(petra)


def titles(page):
    return sorted(a.get_text() for a in page.soup.select(".result h3 a"))


def said(page):
    return " ".join(" ".join(p.get_text().split()) for p in page.soup.select("main p"))


def test_a_misspelt_word_is_corrected_with_the_count_that_gives(app, petra, reader):
    for number in range(3):
        share(app, petra, f"Immunity {number}")
    page = reader.get("/search?q=imunity")
    assert titles(page) == []
    link = page.soup.find("a", string="immunity")
    assert "Did you mean immunity? 3 results" in said(page)
    followed = reader.get(link["href"])
    assert len(titles(followed)) == 3
    assert "Did you mean" not in said(followed)


def test_a_correction_that_finds_no_more_is_not_offered(app, petra, reader):
    share(app, petra, "Immunity")
    share(app, petra, "Removal")
    assert "Did you mean" not in said(reader.get("/search?q=imunity removal"))
    assert "Did you mean" not in said(reader.get("/search?q=(imunity OR removal) -immunity"))
    few = reader.get("/search?q=imunity OR removal&state=MN")
    assert titles(few) == ["Removal"]
    assert "Did you mean immunity OR removal? 2 results" in said(few)
    assert "state=MN" in few.soup.find("a", string="immunity OR removal")["href"]


def test_a_label_is_read_as_its_code_and_the_page_says_so(app, petra, reader):
    share(app, petra, "Here", state="NM")
    share(app, petra, "Elsewhere", state="MN")
    page = reader.get('/search?q=state:"New Mexico"')
    assert titles(page) == ["Here"]
    assert "“New Mexico” is read as state:NM" in said(page)
    assert page.soup.select_one("input#q")["value"] == 'state:"New Mexico"'


def test_a_value_that_does_not_exist_is_explained_with_a_way_out(app, petra, reader):
    share(app, petra, "Sent back", outcome="remanded")
    page = reader.get("/search?q=outcome:remandd&state=MN")
    assert titles(page) == []
    banner = page.soup.select_one(".banner-danger")
    assert "There is no outcome “remandd”." in banner.get_text()
    assert banner.select_one("mark").get_text() == "r"
    link = banner.find("a", href=lambda href: "outcome" in href)
    assert " ".join(link.get_text().split()) == "remanded (Remanded to state court)"
    assert titles(reader.get(link["href"])) == ["Sent back"]
    assert "state=MN" in link["href"]


def test_an_unknown_value_is_explained_alike_whatever_there_is_to_find(world, petra, browser):
    with_papers, without = browser().sign_in(petra), world.person("Lone", world.office("far"))
    share(world.app, petra, "Sent back", outcome="remanded")
    pages = [b.get("/search?q=outcome:remandd") for b in (with_papers, browser().sign_in(without))]
    banners = [page.soup.select_one(".banner-danger").get_text() for page in pages]
    assert banners[0] == banners[1]


def test_an_office_or_author_that_nothing_is_from_leads_to_the_nearest_one_with_papers(
    app, world, petra, reader
):
    share(app, petra, "Here")
    world.office("tamarisk")
    page = reader.get("/search?q=office:tamarak")
    assert "Search for the office “tamarack” : 1 result" in page.words
    offered = reader.get(page.soup.find("a", string=lambda s: s and "tamarack" in s)["href"])
    assert titles(offered) == ["Here"]
    page = reader.get('/search?q=by:"Petra Lindt"')
    assert "Search for the author “Petra Lind” : 1 result" in page.words
    assert "tamarisk" not in reader.get("/search?q=office:tamarisc").words.replace("tamarisc", "")


def test_synonyms_are_searched_marked_and_told_with_a_way_to_the_exact_words(
    app, world, petra, reader
):
    admin = world.person("Ada", world.office(), "coalition-admin")
    with app.app_context(), unit_of_work():
        add_synonyms(admin.actor, "BWC, body camera, body-worn camera")
    share(app, petra, "Short", "The BWC was on.")
    share(app, petra, "Long", "A body-worn camera was on.")
    share(app, petra, "Apart", "A camera on no body.")
    page = reader.get("/search?q=bwc on")
    assert titles(page) == ["Long", "Short"]
    assert "Also searching: body camera, body-worn camera." in said(page)
    marks = {m.get_text() for m in page.soup.select(".snippet mark")}
    assert {"BWC", "body-worn camera"} <= marks
    exact = reader.get(page.soup.find("a", string="Search for the exact words")["href"])
    assert exact.soup.select_one("input#q")["value"] == '"bwc" on'
    assert titles(exact) == ["Short"]
    assert "Also searching" not in said(exact)
    assert titles(reader.get("/search?q=body camera")) == ["Apart", "Long", "Short"]


@pytest.mark.parametrize(
    ("text", "phrases", "exact"),
    [
        ("bwc", ("body camera", "body-worn camera"), '"bwc"'),
        ("body cameras removal", ("BWC", "body-worn camera"), '"body" "cameras" removal'),
        ("body-worn camera", ("BWC", "body camera"), '"body-worn" "camera"'),
        ("LEO -bwc", ("body camera", "body-worn camera", "law enforcement officer"),
         '"LEO" -"bwc"'),
        ("title:bwc state:MN", ("body camera", "body-worn camera"), 'title:"bwc" state:MN'),
    ],
)  # fmt: skip
def test_what_is_also_searched_and_how_to_search_the_exact_words(text, phrases, exact):
    found = widened(text, GROUPS)
    assert found.phrases == phrases
    assert found.exact == exact
    assert widened(exact, GROUPS) is None


@pytest.mark.parametrize("text", ["", "removal", '"bwc"', "body removal camera", "by:leo", "bw*"])
def test_nothing_is_added_to_other_words(text):
    assert widened(text, GROUPS) is None


def test_what_else_is_searched_is_read_once_for_each_page(app, petra, monkeypatch):
    from coalition.search import answering

    read = []
    honest = answering.synonym_groups
    monkeypatch.setattr(answering, "synonym_groups", lambda: read.append(1) or honest())
    with app.app_context():
        search(petra.actor, Search("nothing has this", filters={"state": ("MN",)}))
        assert len(read) == 1
        search(petra.actor, Search(""))
    assert len(read) == 1


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("removal )", ["removal )", "        ^"]),
        ("(removal OR", ["(removal OR ", "           ^"]),
        ("a\tb\n)", ["a b )", "    ^"]),
        (
            "notice of removal to the court outcome:remandd before the immunity hearing",
            ["…he court outcome:remandd bef…", "                  ^"],
        ),
    ],
)
def test_a_caret_points_at_the_place_in_one_line_that_fits_a_phone(reader, text, lines):
    page = reader.get("/search", query_string={"q": text})
    shown = page.soup.select_one(".banner-danger pre").get_text()
    assert shown.partition(": ")[2].splitlines() == lines
    assert max(map(len, lines)) <= 30


def test_the_help_page_lists_the_phrases_that_mean_the_same(app, world, reader):
    assert "Phrases that mean the same" not in reader.get("/search/help").words
    admin = world.person("Ada", world.office(), "coalition-admin")
    with app.app_context(), unit_of_work():
        add_synonyms(admin.actor, "BWC, body camera")
    assert "BWC, body camera" in reader.get("/search/help").words
