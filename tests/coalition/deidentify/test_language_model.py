"""The language model is the released one or none, is loaded once, and never fetched."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from coalition.deidentify import analyse, find_identifiers, language_model

TEXT = "Ms. Tavia Brixelle spoke to Officer Quintanaro on March 4, 2025."


@pytest.fixture
def forgotten(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A process that has not asked for the model yet."""
    monkeypatch.setattr(language_model, "_loaded", {})
    return monkeypatch


def test_without_the_package_the_rules_serve_alone(forgotten: pytest.MonkeyPatch) -> None:
    forgotten.setattr(language_model, "PACKAGE", "a_package_that_nobody_wrote")
    analysis = analyse({"body": TEXT})
    assert not analysis.used_model
    assert [each.type for each in analysis.entities][:2] == ["person", "person"]


def test_changed_weights_are_not_used(forgotten: pytest.MonkeyPatch) -> None:
    forgotten.setitem(language_model.WEIGHTS, "ner/model", "0" * 64)
    assert not language_model.is_available()


def test_a_missing_file_is_not_used(forgotten: pytest.MonkeyPatch) -> None:
    forgotten.setitem(language_model.WEIGHTS, "ner/nothing", "0" * 64)
    assert not language_model.is_available()


@pytest.mark.usefixtures("forgotten")
def test_the_installed_model_is_the_released_one() -> None:
    assert language_model.is_available()
    assert analyse({"body": TEXT}).used_model
    assert not analyse({"body": TEXT}, use_model=False).used_model


def test_rules_alone_load_nothing(forgotten: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise AssertionError("asked for the model")

    forgotten.setattr(language_model, "_load", refuse)
    assert find_identifiers(TEXT, use_model=False)


def test_threads_that_ask_at_once_load_it_once(forgotten: pytest.MonkeyPatch) -> None:
    loads = []
    load = language_model._load
    forgotten.setattr(language_model, "_load", lambda: loads.append(1) or load())
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: find_identifiers(TEXT), range(8)))
    assert len(loads) == 1
    assert all(each == found[0] for each in found)
    assert "spacy" in sys.modules


@pytest.mark.usefixtures("forgotten")
def test_a_long_line_is_read_in_pieces_to_its_end() -> None:
    text = "He met them there. " * 300 + "Then Tavia Brixelle went to Stockholm."
    assert [text[each.start : each.end] for each in language_model.labels(text)][-1] == "Stockholm"
