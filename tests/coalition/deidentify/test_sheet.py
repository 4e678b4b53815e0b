"""A review as it stands: what holds, what has lapsed, and what a second look still finds."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.deidentify import Analysis, Entity, analyse
from coalition.deidentify.analysis import Place
from coalition.deidentify.decisions import Choice, Decision
from coalition.deidentify.dossier import Dossier
from coalition.deidentify.marks import Mark
from coalition.deidentify.services import settled
from coalition.deidentify.sheet import Basis, Sheet, State, make_sheet
from coalition.errors import GateClosed

PHONE, NUMBER = "612-555-0142", "123-45-6789"
PARTS = {"title": "A stop", "body": f"Call {PHONE}. His number is {NUMBER}."}
NEW = Dossier(b"k" * 32)
KEPT = Decision(Choice.KEEP, "It identifies nobody.")


def sheet_of(dossier: Dossier, parts: dict[str, str] = PARTS, look=analyse) -> Sheet:  # type: ignore[no-untyped-def]
    return make_sheet(dossier, parts, look=look, basis=Basis())


def decided(dossier: Dossier, decision: Decision, parts: dict[str, str] = PARTS) -> Dossier:
    sheet = sheet_of(dossier, parts)
    made = {item.key: sheet.standing(item, decision) for item in sheet.items}
    return dossier.with_standing(made)


def test_nothing_is_decided_at_first_and_there_is_no_decided_text() -> None:
    sheet = sheet_of(NEW)
    assert [item.state for item in sheet.items] == [State.UNDECIDED, State.UNDECIDED]
    assert not sheet.is_open
    assert sheet.decided is None
    with pytest.raises(GateClosed):
        settled(sheet, PARTS)


def test_a_decision_holds_for_its_text_and_lapses_with_it() -> None:
    dossier = decided(NEW, KEPT)
    assert sheet_of(dossier).is_open
    assert sheet_of(dossier, {**PARTS, "title": "Another"}).is_open
    changed = sheet_of(dossier, {**PARTS, "body": PARTS["body"] + " More."})
    assert {item.state for item in changed.items} == {State.LAPSED}
    assert {item.decision for item in changed.items} == {KEPT}


def test_a_decision_lapses_with_the_detectors() -> None:
    dossier = decided(NEW, KEPT)
    for change in ({"version": "later"}, {"used_model": True}):
        sheet = sheet_of(dossier, look=lambda parts, to=change: replace(analyse(parts), **to))
        assert {item.state for item in sheet.items} == {State.LAPSED}


def test_what_comes_to_light_only_in_the_decided_text_stands_in_the_way() -> None:
    def look(parts: dict[str, str]) -> Analysis:
        """Sees the word only once the number before it is gone."""
        at = parts["body"].find("Call")
        if PHONE in parts["body"]:
            return analyse(parts)
        found = Entity(1, "person", "block", ("now seen",), (Place("body", at, at + 4),))
        return Analysis((found,), analyse(parts).version, analyse(parts).used_model)

    dossier = decided(NEW, Decision(Choice.GENERALISE, "somebody"))
    sheet = sheet_of(dossier, look=look)
    (late,) = sheet.open_items
    assert late.late
    assert late.words == "Call"
    assert not sheet.is_open
    kept = dossier.with_standing({late.key: sheet.standing(late, KEPT)})
    assert sheet_of(kept, look=look).is_open


def test_what_was_put_in_must_name_nobody() -> None:
    named = decided(NEW, Decision(Choice.REPLACE, "555-44-3333"))
    assert not sheet_of(named).is_open


def test_a_settled_review_forgets_the_words_and_still_opens_the_gate() -> None:
    dossier = replace(decided(NEW, KEPT), marks=(Mark("A stop", "other"),))
    sheet = sheet_of(decided(dossier, KEPT))
    done = settled(sheet, PARTS)
    assert done.marks == ()
    assert done.attested == done.digest_of_parts(PARTS)
    assert sheet_of(done).is_open
    for words in (PHONE, NUMBER, "A stop"):
        assert words.encode() not in done.to_bytes()


TEXT = st.text("abc é\n“[", max_size=20)
DECISION = st.builds(Decision, st.sampled_from(Choice), TEXT)


@given(st.dictionaries(st.text("0123456789abcdef", min_size=20, max_size=20), DECISION, max_size=4))
def test_a_dossier_is_read_back_as_it_was_written(decisions: dict[str, Decision]) -> None:
    sheet = sheet_of(NEW)
    item = sheet.items[0]
    dossier = NEW.with_standing({k: sheet.standing(item, each) for k, each in decisions.items()})
    dossier = replace(dossier, marks=(Mark("Jane", "person"),), attested="a", matter="m")
    assert Dossier.from_bytes(dossier.to_bytes()) == dossier


def test_no_decision_is_kept_under_the_words_it_is_about() -> None:
    stored = decided(NEW, KEPT).to_bytes()
    assert PHONE.encode() not in stored
    other = Dossier(b"o" * 32)
    assert set(decided(NEW, KEPT).standing) & set(decided(other, KEPT).standing) == set()
