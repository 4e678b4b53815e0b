"""How much is found in court prose: in paragraphs of our own everywhere, in TAB where it lies."""

import re

import pytest

from benchmarks.tab import Counts, Document, Entity, read_documents
from coalition.deidentify import find_identifiers, language_model
from tests.support.marked import plain
from tests.support.public_data import public_data

# Everything in them is invented; what an annotator would mask stands between the marks.
PARAGRAPHS = [
    "The case originated in an application (no. ⟦41233/07⟧) lodged by a ⟦Ruritanian⟧ national, "
    "⟦Mr Olev Quintanaro⟧ (“the applicant”), on ⟦14 March 2007⟧.",
    "The applicant was born in ⟦1951⟧ and lives in ⟦Strelsava⟧. He was represented by "
    "⟦Ms T. Brixelle⟧, a lawyer practising in ⟦Hentzaburg⟧.",
    "On ⟦3 June 2004⟧ the applicant lodged a claim for ⟦EUR 4,200⟧ in damages. "
    "The claim was dismissed on ⟦18 January 2005⟧ because no evidence had been submitted.",
    "In ⟦September 1999⟧ he was arrested in ⟦Hentzaburg⟧ on suspicion of membership of the ⟦ZKL⟧. "
    "⟦Mr Quintanaro⟧ was released on ⟦2 November 1999⟧.",
    "His brother, ⟦Ruprik Quintanaro⟧, had left the country in ⟦1998⟧ and died on ⟦9 May 2001⟧.",
    "On ⟦March 4, 2025⟧, Officer ⟦Brixelle⟧ stopped a van near ⟦Duluth⟧. The driver, "
    "⟦Abdirahman Osgerby⟧, said that he had been there since ⟦January⟧.",
    "Witness ⟦Marisela Fontanar⟧ told us on ⟦June 17⟧ that ⟦Osgerby⟧ had left. ⟦Fontanar⟧ lives "
    "in ⟦St. Cloud⟧ with her sister.",
    "Agent B stood at the door while Officer A spoke to Victim 1. Under Graham v. Connor, "
    "490 U.S. 386 (1989), the question is what a reasonable officer would have done.",
    "The report was approved and later sent to the prosecutor, who declined to charge anybody.",
]
MARK = re.compile(r"⟦([^⟧]*)⟧")


def as_document(marked: str) -> Document:
    """The paragraph with each marked stretch as something to mask."""
    entities, shift = [], 0
    for found in MARK.finditer(marked):
        start = found.start() - shift
        entities.append(Entity("us", False, ((start, start + len(found[1])),), (True,)))
        shift += 2
    return Document(plain(marked), tuple(entities))


def figures(documents: list[Document], *, use_model: bool) -> dict[str, float]:
    counts = Counts()
    for document in documents:
        found = find_identifiers(document.text, use_model=use_model)
        counts.add(document, [(each.start, each.end) for each in found])
    return counts.shares()


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language model, which other tests do without."""
    monkeypatch.delitem(language_model._loaded, language_model.PACKAGE)


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize("use_model", [True, False])
def test_nearly_everything_is_found_in_invented_paragraphs_and_little_else(use_model: bool) -> None:
    reached = figures([as_document(each) for each in PARAGRAPHS], use_model=use_model)
    assert reached["token_recall"] >= 0.95
    assert reached["token_precision"] >= 0.85


def test_a_paragraph_in_roles_is_left_alone() -> None:
    for paragraph in PARAGRAPHS[-2:]:
        assert find_identifiers(paragraph) == []


@pytest.mark.usefixtures("model")
def test_bare_numbers_of_a_list_are_neither_dates_nor_amounts() -> None:
    assert (
        find_identifiers("matter 55, matter 300 and topic 12 stay open; 10-97, 4418, 1,200") == []
    )


# What was reached on these documents when the weights were learnt, less a little.
FLOORS = {"token_recall": 0.88, "token_precision": 0.72, "direct_entity_recall": 1.0}


@pytest.mark.usefixtures("model")
def test_what_was_reached_on_the_benchmark_is_still_reached() -> None:
    documents = read_documents(public_data("tab", "dev.json"))
    reached = figures(documents, use_model=True)
    assert {name: reached[name] >= floor for name, floor in FLOORS.items()} == dict.fromkeys(
        FLOORS, True
    ), reached
