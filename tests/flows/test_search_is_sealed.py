"""Pages answer as if the papers that a reader may not read did not exist.

Two worlds replay one history with the same seeded ids. In the second, every paper that the reader
may not read in the end was never written. Each page must be the same in both, byte for byte, once
the tokens that are random by nature are masked.
"""

import os
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coalition import ids
from coalition.access.audience import Audience, Tlp
from coalition.db import db, unit_of_work
from coalition.offices.models import Office
from coalition.web.dispatch import Portal
from search_index import Hit, Page, Query
from search_index.engines.memory import MemoryEngine
from tests.flows.sharing import clip, event, readdress, revise, share, withdraw
from tests.support.client import Browser
from tests.support.portals import open_portal
from tests.support.settings import make_settings
from tests.support.world import Member, World

pytestmark = pytest.mark.database

WORDS = ("removal", "immunity", "warrant", "camera", "porch", "remand")
HIDDEN_WORD = "undisclosed"
# Only papers that the reader may not read hold these; each begins as others do.
HIDDEN_WORDS = f"{HIDDEN_WORD} remission impeachment"
STARTS = ("re", "im", "und")
AUDIENCES = ("everyone", "both offices", "their office", "their people", "the reader")
RANDOM_BY_NATURE = re.compile(r'(name="(?:csrf_token|request_id)" value=")[^"]*')


@dataclass(frozen=True)
class Written:
    """A paper of the history and what becomes of it."""

    words: tuple[str, ...]
    audience: str
    state: str
    offense: str
    footage: bool
    then: str
    later: str

    @property
    def readable(self) -> bool:
        """Whether the reader, who wrote nothing, may read it in the end."""
        last = self.later if self.then == "readdressed" else self.audience
        return self.then != "withdrawn" and last in ("everyone", "both offices", "the reader")


ALL_HIDDEN = Written(WORDS, "their office", "IL", "assault", False, "stays", "everyone")
written = st.builds(
    Written,
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(tuple),
    st.sampled_from(AUDIENCES),
    st.sampled_from(["MN", "IL", "AZ"]),
    st.sampled_from(["assault", "trespass"]),
    st.booleans(),
    st.sampled_from(["stays", "stays", "revised", "withdrawn", "readdressed"]),
    st.sampled_from(AUDIENCES),
)
asked = st.sampled_from(
    [
        *(f"/search?q={word}" for word in WORDS),
        "/search?q=removal OR warrant",
        '/search?q="removal immunity"',
        "/search?q=camera -porch",
        "/search?q=warrant&sort=newest",
        "/search?q=removal&state=IL",
        "/search?q=porch&offense=trespass&state=AZ&state=MN",
        "/search?q=&kind=evidence-index",
        "/search?q=event:firearm-drawn",
        "/search?q=removal&page=2",
        "/search?q=immun*&office=other",
        "/search?q=state:Minnesota camera",
        # What is misspelt, so that a correction is looked for.
        "/search?q=remvoal",
        f"/search?q=portch OR {HIDDEN_WORD[:-2]}d",
        "/search?q=office:othr",
        "/search?q=office:hiden",
        *(f"/search/suggest?q={start}" for start in STARTS),
        "/search/suggest?q=late state:mi",
        "/",
        "/search",
        f"/search?q={HIDDEN_WORD}",
        "/search?q=wordthatnobodywrote",
        "/search?q=removal&office=hidden",
        "/search?q=removal&office=member-office-in-mn",
        "/search?q=by:me",
        '/search?q=(removal "',
        "/search?q=outcome:remandd",
        "/documents/0123456789abcdef",
    ]
)


@dataclass
class Side:
    """One of the two worlds."""

    app: Portal
    reader: Member
    author: Member
    stranger: Member
    browser: Browser
    papers: dict[int, str] = field(default_factory=dict)

    @contextmanager
    def step(self, name: object) -> Iterator[None]:
        """Random ids of this step are the same in both worlds, whatever came before."""
        source = random.Random(str(name))
        with ids.use(source.randbytes):
            yield

    def write(self, number: int, paper: Written) -> None:
        """Carry out the history of one paper."""
        with self.step(number):
            words = " ".join(paper.words)
            body = words if paper.readable else f"{words} {HIDDEN_WORDS}"
            rows = {"clips": [clip()], "events": [event("12:00:01", note=words)]}
            self.papers[number] = share(
                self.app,
                self.author,
                f"On {paper.words[0]}",
                body,
                kind="evidence-index" if paper.footage else "case-memo",
                audience=self.audience(paper.audience),
                state=paper.state,
                offense=[paper.offense],
                **(rows if paper.footage else {}),
            )
            self.continue_with(paper, self.papers[number])

    def continue_with(self, paper: Written, public_id: str) -> None:
        """What becomes of it later."""
        if paper.then == "revised":
            revise(self.app, self.author, public_id, f"Again on {paper.words[0]}", "removal")
        elif paper.then == "withdrawn":
            withdraw(self.app, self.author, public_id)
        elif paper.then == "readdressed":
            readdress(self.app, self.author, public_id, self.audience(paper.later))

    def audience(self, name: str) -> Audience:
        """An audience as the author would choose it."""
        offices = frozenset({self.reader.office_id})
        return {
            "everyone": Audience(Tlp.GREEN),
            "both offices": Audience(Tlp.AMBER, office_ids=offices),
            "their office": Audience(Tlp.AMBER_STRICT),
            "their people": Audience(Tlp.RED, person_ids=frozenset({self.stranger.id})),
            "the reader": Audience(Tlp.RED, person_ids=frozenset({self.reader.id})),
        }[name]

    def answer(self, path: str) -> tuple[int, list[tuple[str, str]], str]:
        """The whole answer, with nothing masked but what is random by nature."""
        with self.step(path):
            response = self.browser.client.get(path)
        headers = sorted((k, v) for k, v in response.headers if k != "Set-Cookie")
        return (
            response.status_code,
            headers,
            RANDOM_BY_NATURE.sub(r"\1masked", response.get_data(as_text=True)),
        )


def open_side(folder: Path, database_url: str, engine: str) -> Side:
    """A world with three offices; the reader is in the first, the author in the second."""
    search_url = f"whoosh://{folder}/index" if engine == "whoosh" else "memory:"
    app = open_portal(make_settings(folder, database_url, SEARCH_URL=search_url))
    world = World(app)
    with ids.use(random.Random("people").randbytes):
        mine, other = world.office("mine"), world.office("other")
        world.office("hidden")
        # On one of the engines the author's office keeps its name off papers.
        with app.app_context(), unit_of_work():
            db.session.get_one(Office, other.id).name_hidden = engine == "whoosh"
        reader = world.person("Reader", mine)
        author, stranger = world.person("Author", other), world.person("Stranger", other)
        browser = Browser(app.test_client()).sign_in(reader)
    return Side(app, reader, author, stranger, browser)


@pytest.fixture
def open_sides(database_template, tmp_path, clock):
    """Opens the world as it is and the world as the reader may see it."""
    opened: list[Side] = []
    contexts = []

    def open_both(*engines):
        pair = []
        for engine in engines:
            folder = tmp_path / f"world-{len(opened)}"
            folder.mkdir()
            fresh = database_template.fresh(folder)
            contexts.append(fresh)
            pair.append(open_side(folder, fresh.__enter__(), engine))
            opened.append(pair[-1])
        return pair

    yield open_both
    for side in opened:
        with side.app.app_context():
            db.session.remove()
            db.engine.dispose()
    for fresh in reversed(contexts):
        fresh.__exit__(None, None, None)


EVERY_TOKEN = frozenset(
    {"coalition", *(f"{kind}:{n}" for kind in ("office", "user") for n in range(1, 9))}
)
# A world grows with each example, and then a new one begins.
EXAMPLES_OF_A_WORLD = 25
EXAMPLES = int(os.environ.get("COALITION_TEST_SEALED", "100"))
"""For both engines together; `make soak` asks for ten thousand."""


@dataclass
class Telling:
    """How many cases were compared in which a leak would have shown."""

    cases: dict[str, int] = field(default_factory=dict)
    mixed: dict[str, int] = field(default_factory=dict)

    def note(self, what: str, shows: bool) -> None:
        """Count one case."""
        self.cases[what] = self.cases.get(what, 0) + 1
        self.mixed[what] = self.mixed.get(what, 0) + shows

    def look(self, side: Side, word: str, start: str, papers: list[str]) -> None:
        """Whether what the reader may not read would change what is said of these."""
        engine = side.app.extensions["coalition"].engine
        read, every = (
            Query(word, tokens=tokens, size=5) for tokens in (side.reader.actor.tokens, EVERY_TOKEN)
        )
        self.note("totals", 0 < engine.search(read).total < engine.search(every).total)
        starts = [replace(query, text=start) for query in (read, every)]
        self.note("suggestions", engine.suggest(starts[0]) != engine.suggest(starts[1]))
        for paper in papers:
            found = [[hit.id for hit in engine.related(paper, query)] for query in (read, every)]
            self.note("related", found[0] != found[1])

    def shares(self) -> dict[str, float]:
        """Of each kind, the share of cases in which a leak would have shown."""
        return {what: self.mixed[what] / count for what, count in self.cases.items()}


@pytest.mark.parametrize("engine", ["memory:", "whoosh"])
def test_pages_are_the_same_as_if_hidden_papers_did_not_exist(open_sides, clock, engine):
    sides: list[Side] = []
    count, telling = iter(range(10**6)), Telling()

    @settings(
        max_examples=EXAMPLES // 2,
        suppress_health_check=[HealthCheck.too_slow],
        database=None,
    )
    @given(
        st.lists(written, min_size=1, max_size=3),
        st.lists(asked, min_size=3, max_size=4, unique=True),
        st.sampled_from(WORDS),
        st.sampled_from(STARTS),
    )
    def same(papers, paths, word, start):
        if len(telling.cases) == 0 or telling.cases["totals"] % EXAMPLES_OF_A_WORLD == 0:
            sides[:] = open_sides(engine, engine)
            # From the first example on there is something to leak.
            sides[0].write(next(count), ALL_HIDDEN)
        whole, cut = sides
        readable = []
        for paper in papers:
            number = next(count)
            clock.advance(seconds=1)
            whole.write(number, paper)
            if paper.readable:
                cut.write(number, paper)
                readable.append(whole.papers[number])
        for path in (*paths, *(f"/documents/{public_id}" for public_id in readable[:1])):
            assert whole.answer(path) == cut.answer(path), path
        telling.look(whole, word, start, readable[:1])

    same()
    whole, _ = sides
    assert {whole.answer(path)[0] for path in ("/", "/search", "/search/suggest?q=re")} == {200}
    assert min(telling.shares().values()) >= 0.4, telling.shares()


@pytest.mark.parametrize("engine", ["memory:", "whoosh"])
def test_a_paper_one_may_not_read_is_answered_like_one_that_does_not_exist(open_sides, engine):
    whole, _ = open_sides(engine, engine)
    hidden = Written(("removal",), "their office", "MN", "assault", False, "stays", "everyone")
    whole.write(1, hidden)
    one = whole.answer(f"/documents/{whole.papers[1]}")
    other = whole.answer("/documents/0123456789abcdef")
    assert one[0] == other[0] == 404
    assert one[2] == other[2]


class CountsEverything(MemoryEngine):
    """Leaks as most engines do: filters the hits, counts what it filtered from."""

    def search(self, query: Query) -> Page:
        honest = super().search(query)
        whole = super().search(replace(query, tokens=EVERY_TOKEN))
        return Page(honest.total, honest.hits, whole.facets)


class RanksByEverything(MemoryEngine):
    """Leaks more quietly: weighs words by how many papers hold them, hidden ones too."""

    def search(self, query: Query) -> Page:
        honest = super().search(query)
        whole = super().search(replace(query, tokens=EVERY_TOKEN))
        order = {hit.id: place for place, hit in enumerate(whole.hits)}
        hits = tuple(sorted(honest.hits, key=lambda hit: order.get(hit.id, 0)))
        return Page(honest.total, hits, honest.facets)


class SuggestsFromEverything(MemoryEngine):
    """Leaks words: finishes what is typed by words of papers that the reader may not read."""

    def suggest(self, query: Query, limit: int = 8) -> tuple[str, ...]:
        return super().suggest(replace(query, tokens=EVERY_TOKEN), limit)


class WeighsSuggestionsByEverything(MemoryEngine):
    """Leaks more quietly: offers the right words, in the order of everybody's papers."""

    def suggest(self, query: Query, limit: int = 8) -> tuple[str, ...]:
        honest = super().suggest(query, limit)
        whole = super().suggest(replace(query, tokens=EVERY_TOKEN), 100)
        return tuple(sorted(honest, key=whole.index))


class CorrectsFromEverything(MemoryEngine):
    """Leaks words: corrects by words of papers that the reader may not read."""

    def spelling(self, query: Query) -> str | None:
        return super().spelling(replace(query, tokens=EVERY_TOKEN))


class RelatesEverything(MemoryEngine):
    """Leaks by what is missing: the hidden papers among the nearest are taken off the page."""

    def related(self, id: str, query: Query) -> tuple[Hit, ...]:
        return super().related(id, replace(query, tokens=EVERY_TOKEN))


LEAKY = {
    CountsEverything: "/search?q=removal",
    RanksByEverything: "/search?q=removal OR warrant",
    SuggestsFromEverything: "/search/suggest?q=und",
    WeighsSuggestionsByEverything: "/search/suggest?q=re",
    CorrectsFromEverything: f"/search?q=portch OR {HIDDEN_WORD[:-2]}d",
    RelatesEverything: "/documents/{}",
}


def test_every_leaky_engine_is_caught_and_the_honest_one_is_not(open_sides):
    sides = whole, cut = open_sides("memory:", "memory:")
    plain = Written(("removal",), "everyone", "MN", "assault", False, "stays", "everyone")
    words = ["removal", "warrant", "warrant", "removal", *["remand"] * 3, *["porch"] * 3]
    for number, word in enumerate(words):
        for side in sides:
            side.write(number, replace(plain, words=(word,)))
    hidden = replace(plain, audience="their office", state="IL")
    for number in range(100, 108):
        whole.write(number, replace(hidden, words=("removal",) if number % 2 else ("warrant",)))
        whole.write(number + 10, replace(hidden, words=("removal",)))
    paths = {leaky: path.format(whole.papers[0]) for leaky, path in LEAKY.items()}
    for path in paths.values():
        assert whole.answer(path) == cut.answer(path), path
    for leaky, path in paths.items():
        for side in sides:
            side.app.extensions["coalition"].engine.__class__ = leaky
        assert whole.answer(path) != cut.answer(path), leaky
