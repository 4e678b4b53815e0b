"""Generated corpora, histories and queries, for the tests that compare engines and worlds."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

from search_index import Entry, Page, Part, Query, SearchEngine

TOKENS = ("coalition", "office:1", "office:2", "group:3", "user:7")
# Few words, so that visible and hidden entries share them and ranks depend on statistics.
WORDS = ("removal", "removed", "immunity", "officer", "firearm", "the", "18 U.S.C. § 242(a)")
KINDS = ("case-memo", "evidence-index")
TEXTS = st.lists(st.sampled_from(WORDS), min_size=2, max_size=8).map(" ".join)
FIELDS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(KINDS),
        "offense": st.sampled_from(((), "theft", ("theft", "perjury"))),
    }
)
PARTS = st.lists(
    st.builds(
        Part,
        st.sampled_from(("p-1", "p-2")),
        TEXTS,
        st.sampled_from(({}, {"event": "firearm-drawn"}, {"event": ("arrival",)})),
    ),
    max_size=2,
    unique_by=lambda part: part.anchor,
)
# One paper in six is withdrawn, one in three lies in two compartments or more.
AUDIENCES = (
    (), ("coalition",), ("office:1",), ("office:2",), ("group:3",), ("user:7",), ("office:2",),
    ("coalition", "office:1"), ("group:3", "user:7"), ("office:1", "office:2", "user:7"),
)  # fmt: skip
ENTRIES = st.builds(
    Entry,
    id=st.sampled_from([f"e{n}" for n in range(9)]),
    title=TEXTS,
    body=TEXTS,
    read_tokens=st.sampled_from(AUDIENCES),
    fields=FIELDS,
    date=st.sampled_from(("2025-01-01", "2025-06-01", "2026-01-01")),
    parts=PARTS,
)
SINGLE = st.sampled_from(
    (
        "removal", "removals", "immunity", "officer", "firearm", "the", "remov*", "removal*",
        "18 USC 242", '"removal immunity"', '"the officer removed"', '"removal officer"~3',
        "removal /2 immunity", "remov* /3 (officer OR firearm)", '"the officer" /4 removal',
        "removal /3 removal", "title:removal", "title:immun*", "kind:case-memo", "offense:theft",
        'event:"firearm drawn"', 'cites:"18 USC 242"', "after:2025-02", "before:2025-12-31", "",
        "zebra",
    )
)  # fmt: skip
TEXT_QUERIES = st.one_of(
    SINGLE,
    SINGLE,
    st.tuples(SINGLE, SINGLE).map(" ".join),
    st.tuples(SINGLE.filter(bool), SINGLE.filter(bool)).map(" OR ".join),
    st.tuples(SINGLE, SINGLE.filter(bool)).map(lambda two: f"{two[0]} NOT ({two[1]})"),
)


# Richer in words, so that some of them stand in hidden entries alone.
LIKE_WORDS = (
    "removal", "remand", "remittitur", "remedy", "remorse", "immunity", "imminent", "immaterial",
    "officer", "official", "offense", "affirm", "affray", "affidavit", "theft", "threat",
    "28 USC 1442", "18 USC 242",
)  # fmt: skip
LIKE_TEXTS = st.lists(st.sampled_from(LIKE_WORDS), min_size=1, max_size=3).map(" ".join)
RICH_ENTRIES = st.builds(
    Entry,
    id=st.sampled_from([f"e{n}" for n in range(9)]),
    title=LIKE_TEXTS,
    body=LIKE_TEXTS,
    read_tokens=st.sampled_from(AUDIENCES),
    fields=st.just({}),
    date=st.just("2026-01-01"),
)
UNFINISHED = st.sampled_from(
    (
        "rem", "rem", "the im", "offi", "-aff", "title:th", '"removl rem', "imunity OR off",
        "remmand aff", "imminemt thef", "oficer rem", "remdy imm",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One step of a history."""

    what: str
    entries: tuple[Entry, ...] = ()
    ids: tuple[str, ...] = field(default=())

    def apply(self, engine: SearchEngine) -> None:
        """Make the change in an engine."""
        if self.what == "put":
            engine.put(self.entries)
        elif self.what == "remove":
            engine.remove(self.ids)
        else:
            engine.rebuild(self.entries, 1)

    def seen_by(self, tokens: frozenset[str]) -> Change:
        """The change as it would be in a world where others' papers never existed.

        An entry the reader cannot read is put as one that nobody can: it may replace one that
        the reader could read before.
        """
        kept = tuple(
            entry
            if tokens & frozenset(entry.read_tokens)
            else Entry(entry.id, "", "", (), {}, "2020-01-01")
            for entry in self.entries
        )
        return Change(self.what, kept, self.ids)


CHANGES = st.one_of(
    st.builds(Change, st.just("put"), st.lists(ENTRIES, min_size=1, max_size=6).map(tuple)),
    st.builds(Change, st.just("put"), st.lists(ENTRIES, min_size=3, max_size=9).map(tuple)),
    st.builds(
        Change,
        st.just("remove"),
        ids=st.lists(st.sampled_from([f"e{n}" for n in range(9)]), max_size=2).map(tuple),
    ),
    st.builds(Change, st.just("rebuild"), st.lists(ENTRIES, max_size=9).map(tuple)),
)
HISTORIES = st.lists(CHANGES, min_size=1, max_size=3)
READERS = st.one_of(
    st.frozensets(st.sampled_from(TOKENS), min_size=3, max_size=4),
    st.frozensets(st.sampled_from(TOKENS), min_size=1, max_size=2),
)


def ask(text: str, tokens: frozenset[str], **given: object) -> Query:
    """A query for everything an answer has."""
    return Query(text, tokens, facets=("kind", "offense", "event"), size=20, **given)  # type: ignore[arg-type]


def answer(engine: SearchEngine, query: Query) -> Page:
    """What the engine says, compared whole: hits, order, scores, totals, facets, anchors."""
    return engine.search(query)


def companions(engine: SearchEngine, query: Query) -> list[object]:
    """What the engine offers beside the answer: words finished, words corrected, likenesses."""
    related = [engine.related(f"e{n}", query) for n in range(9)]
    return [engine.suggest(query), engine.spelling(query), *related]
