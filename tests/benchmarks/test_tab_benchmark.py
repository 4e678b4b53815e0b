"""The figures of the Text Anonymization Benchmark, by its authors' definitions."""

import json

import pytest

from benchmarks.tab import Document, measure, read_documents

TEXT = "Mr Jan Kowal lived in Sopot. Kowal wrote from Sopot on 3 May 2001."


def span(words, after=0):
    start = TEXT.index(words, after)
    return start, start + len(words)


SECOND = TEXT.index("Kowal wrote")
NAME, NAME_AGAIN = span("Mr Jan Kowal"), span("Kowal", SECOND)
TOWN, TOWN_AGAIN = span("Sopot"), span("Sopot", SECOND)
DATE = span("3 May 2001")


def mention(place, entity, kind):
    start, end = place
    return {
        "entity_id": entity,
        "identifier_type": kind,
        "start_offset": start,
        "end_offset": end,
    }


MENTIONS = [
    mention(NAME, "person", "DIRECT"),
    mention(NAME_AGAIN, "person", "DIRECT"),
    mention(TOWN, "town", "NO_MASK"),
    mention(TOWN_AGAIN, "town", "NO_MASK"),
    mention(DATE, "date", "QUASI"),
]


@pytest.fixture
def read(tmp_path):
    def write(**annotators):
        marks = {name: {"entity_mentions": mentions} for name, mentions in annotators.items()}
        file = tmp_path / "dev.json"
        file.write_text(json.dumps([{"text": TEXT, "annotations": marks}]), encoding="utf-8")
        return read_documents(file)

    return write


def figures(documents: list[Document], *spans):
    return measure(documents, lambda text: spans)


def test_everything_masked_and_nothing_else_is_perfect(read):
    assert figures(read(a=MENTIONS), NAME, NAME_AGAIN, DATE) == {
        "token_recall": 1.0,
        "token_precision": 1.0,
        "direct_entity_recall": 1.0,
        "quasi_entity_recall": 1.0,
    }


def test_nothing_masked_finds_only_the_words_that_never_count(read):
    # "Mr" is one of the seven tokens that were to be masked.
    assert figures(read(a=MENTIONS)) == {
        "token_recall": round(1 / 7, 4),
        "token_precision": 0.0,
        "direct_entity_recall": 0.0,
        "quasi_entity_recall": 0.0,
    }


def test_an_entity_is_found_only_with_all_of_its_mentions(read):
    found = figures(read(a=MENTIONS), NAME)
    assert found["direct_entity_recall"] == 0
    assert found["token_recall"] == round(3 / 7, 4)


def test_a_title_may_stay_but_no_letter_of_the_name(read):
    documents = read(a=MENTIONS)
    assert figures(documents, span("Jan Kowal"), NAME_AGAIN)["direct_entity_recall"] == 1
    assert figures(documents, span("Jan Kowa"), NAME_AGAIN)["direct_entity_recall"] == 0


def test_what_nobody_wanted_masked_costs_precision(read):
    found = figures(read(a=MENTIONS), NAME, TOWN, TOWN_AGAIN)
    assert found["token_precision"] == round(3 / 5, 4)


def test_annotators_who_differ_each_count(read):
    stricter = [
        dict(each, identifier_type="QUASI", entity_id="b" + each["entity_id"])
        for each in MENTIONS[2:4]
    ]
    found = figures(read(a=MENTIONS, b=stricter), TOWN, TOWN_AGAIN)
    assert found["token_precision"] == 0.5
    assert found["quasi_entity_recall"] == 0.5


def test_a_mention_left_open_does_not_spoil_an_entity_that_is_masked_elsewhere(read):
    mixed = [mention(TOWN, "town", "QUASI"), mention(TOWN_AGAIN, "town", "NO_MASK")]
    assert figures(read(a=mixed), TOWN)["quasi_entity_recall"] == 1
