"""Saved searches count and tell as if the papers that their owner may not read did not exist.

The two worlds of ``test_search_is_sealed`` again, each with the same saved searches and a worker.
What the owner sees on the pages and every byte of mail must be the same in both.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from coalition import clock as time
from coalition.accounts import passwords
from coalition.db import db, unit_of_work
from coalition.notifications.services import mail_consumer
from coalition.outbox.services import deliver
from coalition.search.asked import Search
from coalition.search.saved.alerts import outcome_consumer, tell_what_is_due
from coalition.search.saved.services import save_search
from search_index import Page, Query
from search_index.engines.memory import MemoryEngine
from tests.flows.sharing import decide
from tests.flows.test_search_is_sealed import (
    EVERY_TOKEN,
    WORDS,
    Side,
    Written,
    open_side,
    written,
)
from tests.support.client import Browser

pytestmark = pytest.mark.database

SAVED = {
    "removal": "daily",
    "warrant OR camera": "outcomes",
    "porch -remand": "daily",
    "immun*": "never",
}
PREVIEWS = [f"/saved-searches/new?q={word}" for word in ("remand", "removal+porch", "by:me")]
HIDDEN = Written(WORDS, "their office", "MN", "assault", False, "stays", "everyone")
VISIBLE = replace(HIDDEN, words=("removal", "porch", "camera"), audience="everyone")
# It names the message's place in the log of everything, under a key that no recipient has.
MESSAGE_ID = re.compile(rb"(?m)^Message-ID: <\w{40}@")


@dataclass
class Watched(Side):
    """One of the two worlds, with its worker and the mail it wrote."""

    saved: list[str] = field(default_factory=list)
    mails: Path = Path()
    read: set[Path] = field(default_factory=set)

    def save_all(self) -> None:
        """Save the searches of the reader."""
        for text, frequency in SAVED.items():
            with self.step(text), self.app.app_context(), unit_of_work():
                reader, asked = self.reader.actor, Search(text)
                row = save_search(reader, asked=asked, name=f"On {text}", frequency=frequency)
                self.saved.append(row.public_id)

    def decide(self, number: int, outcome: str) -> None:
        """Say in a new text of a paper what became of the case."""
        with self.step(f"outcome {number}"):
            decide(self.app, self.author, self.papers[number], outcome)

    def work(self) -> list[bytes]:
        """What the worker does in one round; the new mails."""
        with self.step("work"), self.app.app_context():
            tell_what_is_due()
            deliver(outcome_consumer(), batches=100)
            deliver(mail_consumer(), batches=100)
        new = set(self.mails.glob("*.eml")) - self.read
        self.read |= new
        return sorted(MESSAGE_ID.sub(b"Message-ID: <masked@", file.read_bytes()) for file in new)

    def come_back(self) -> None:
        """The reader signs in anew, a day later."""
        with self.step(time.now()):
            self.browser = Browser(self.app.test_client()).sign_in(self.reader)

    def look(self) -> list[object]:
        """Everything that the reader is shown of saved searches; then one of them is opened."""
        paths = ["/saved-searches", "/", *PREVIEWS, f"/saved-searches/{self.saved[0]}/run"]
        return [self.answer(path) for path in paths]


@pytest.fixture
def open_watched(database_template, tmp_path, clock) -> Iterator[object]:
    """Opens the world as it is and the world as the reader may see it, saved searches in both."""
    opened: list[Watched] = []
    cheap = passwords.use_parameters(memory_kib=8, time_cost=1)
    with ExitStack() as databases, cheap:

        def open_both(*engines: object) -> list[Watched]:
            for name, engine in zip(("whole", "cut"), engines, strict=True):
                folder = tmp_path / name
                folder.mkdir()
                url = databases.enter_context(database_template.fresh(folder))
                side = open_side(folder, url, engine if isinstance(engine, str) else "memory:")
                if not isinstance(engine, str):
                    side.app.extensions["coalition"].engine = engine
                opened.append(Watched(**vars(side), mails=folder / "mail"))
                opened[-1].save_all()
            return opened

        yield open_both
        for side in opened:
            with side.app.app_context():
                db.session.remove()
                db.engine.dispose()


def totals(side: Side, word: str) -> tuple[int, int]:
    """How many papers match for the reader, and how many match for nobody in particular."""
    engine = side.app.extensions["coalition"].engine
    tokens = (side.reader.actor.tokens, EVERY_TOKEN)
    read, every = (engine.search(Query(word, tokens=held)).total for held in tokens)
    return read, every


def write_both(whole: Watched, cut: Watched, number: int, paper: Written, outcome: str) -> None:
    """One history, in the second world without what the reader may not read in the end."""
    for side in (whole, cut):
        if side is whole or paper.readable:
            side.write(number, paper)
            if outcome and paper.then != "withdrawn":
                side.decide(number, outcome)


@pytest.mark.parametrize("engine", ["memory:", "whoosh"])
def test_counts_previews_and_mail_are_the_same_as_if_hidden_papers_did_not_exist(
    open_watched, clock, engine
):
    whole, cut = open_watched(engine, engine)
    count = iter(range(10**6))
    compared = {"cases": 0, "mixed": 0, "mails": 0}
    outcomes = st.sampled_from(["", "remanded", "plea"])

    @settings(
        max_examples=4,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        database=None,
        # The worlds grow from example to example, so a failing one cannot be made smaller.
        phases=[Phase.generate],
    )
    @given(st.lists(st.tuples(written, outcomes), min_size=2, max_size=3))
    def same(papers):
        # Whatever else is new, one paper is hidden and one is not, and searches would find both.
        for paper, outcome in (*papers, (HIDDEN, "remanded"), (VISIBLE, "plea")):
            clock.advance(seconds=1)
            write_both(whole, cut, next(count), paper, outcome)
        for days in (0, 1):
            clock.advance(days=days, minutes=1)
            sent = whole.work()
            assert sent == cut.work()
            compared["mails"] += len(sent)
        for side in (whole, cut):
            side.come_back()
        assert whole.look() == cut.look()
        for word in WORDS:
            read, every = totals(whole, word)
            compared["cases"] += 1
            compared["mixed"] += 0 < read < every

    same()
    assert compared["mixed"] >= 0.4 * compared["cases"]
    assert compared["mails"] >= 3 * 4


class CountsEverything(MemoryEngine):
    """Leaks as many engines do: filters the hits, and counts what it filtered from."""

    def search(self, query: Query) -> Page:
        honest = super().search(query)
        whole = super().search(replace(query, tokens=EVERY_TOKEN))
        return Page(whole.total, honest.hits, honest.facets)


def test_a_leaky_engine_is_caught_on_the_page_and_does_not_reach_what_is_new(open_watched, clock):
    whole, cut = open_watched(CountsEverything(), CountsEverything())
    visible = replace(VISIBLE, words=("remand", "removal"))
    clock.advance(seconds=1)
    write_both(whole, cut, 1, visible, "")
    assert whole.look() == cut.look()
    clock.advance(seconds=1)
    for number in range(2, 5):
        write_both(whole, cut, number, replace(visible, audience="their office"), "remanded")
    write_both(whole, cut, 9, visible, "remanded")
    lists = [side.answer("/saved-searches") for side in (whole, cut)]
    previews = [side.answer(PREVIEWS[0]) for side in (whole, cut)]
    assert previews[0] != previews[1]
    # Two totals of the same leak differ by no more than what the reader was counted to read.
    assert lists[0] == lists[1]
    clock.advance(days=1)
    sent = whole.work()
    assert sent == cut.work()
    assert [b"Subject: New papers" in mail for mail in sent].count(True) == 1
