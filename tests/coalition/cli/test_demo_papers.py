"""The demo's papers are varied, complete and nobody's copy."""

import re
from collections import Counter
from itertools import combinations

import pytest

from coalition.cli.demo_papers import demo_offices, demo_papers, demo_people
from coalition.deidentify.examined import examine
from coalition.documents.gatekeeping import texts_of
from coalition.documents.importing import prepare
from coalition.documents.kinds import KINDS

WORDS = 8
MOST_SHARED = 0.05

PAPERS = demo_papers()
# What not even an invented paper should show; the rest its seeding decides as invented.
NEVER = {"ssn", "phone", "email", "a-number", "date-of-birth", "address", "account", "card"}


def grams(text: str) -> set[tuple[str, ...]]:
    """Every run of eight words."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + WORDS]) for i in range(len(words) - WORDS + 1)}


def whole_text(paper) -> str:
    notes = [str(r.get("note", "")) for r in paper.fields.get("events", [])]
    notes += [str(r.get("note", "")) for r in paper.fields.get("clips", [])]
    return "\n".join([paper.body, *notes])


def test_there_are_offices_people_and_papers_enough():
    assert len(demo_offices()) >= 9
    assert len({office.state for office in demo_offices()}) >= 7
    assert len(demo_people()) >= 25
    assert Counter(paper.kind for paper in PAPERS) == {
        "case-memo": 20,
        "charging-strategy": 20,
        "evidence-index": 21,
    }


def test_no_two_papers_share_their_words():
    sets = {f"{p.kind}/{p.slug}": grams(whole_text(p)) for p in PAPERS}
    close = {
        (one, other): len(sets[one] & sets[other]) / min(len(sets[one]), len(sets[other]))
        for one, other in combinations(sets, 2)
        if sets[one] & sets[other]
    }
    assert {pair: share for pair, share in close.items() if share >= MOST_SHARED} == {}


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.slug)
def test_every_paper_keeps_the_rules_and_holds_no_number_of_a_person(paper):
    prepared = prepare(paper.kind, title=paper.title, body=paper.body, fields=paper.fields)
    found = examine(texts_of(KINDS[paper.kind], prepared.content)).entities
    assert not NEVER & {entity.type for entity in found}
    assert prepared.content.fields["authority"], "it cites what was published"
