"""The rules of an evidence index, what search finds in one, and indexes of the first schema."""

import pytest

from coalition.access.audience import Audience, Tlp
from coalition.documents.content import Content
from coalition.documents.kinds import KINDS
from coalition.documents.kinds.evidence_index import CLIPS
from coalition.documents.reading import reading_of
from coalition.errors import Invalid
from coalition.evidence.interchange.items import NAMES

INDEX = KINDS["evidence-index"]
CLIP = {"label": "Camera 1", "kind": "dash", "starts_at": "10:00:00", "ends_at": "11:00:00"}
EVENT = {"clip": "Camera 1", "at": "10:00:03", "kind": "entry"}
LINE = {"clip": "Camera 1", "at": "00:00:05.000", "speaker": "Officer 2", "words": "Step out."}
CLAIM = {"claim": "He reached.", "source": "officer-report", "contradicted": "1"}
# As revisions of the first schema hold them.
FIRST_CLIP = {
    name: CLIP.get(name, "")
    for name in (
        "label", "kind", "wearer", "agency", "starts_at", "ends_at", "offset_seconds",
        "offset_basis", "uncertainty_seconds", "note",
    )
}  # fmt: skip
FIRST_EVENT = {**EVENT, "who": "Agent A", "confidence": "", "note": "A door opens."}


def checked(**rows):
    return INDEX.checked({"state": "MN", "clips": [CLIP], "events": [EVENT], **rows})


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ({"clips": [CLIP, CLIP]}, "Clips, row 2: the label “Camera 1” is used twice"),
        ({"clips": [{**CLIP, "ends_day": "1", "ends_at": "09:00:00"}]}, "Clips, row 1: it ends"),
        ({"clips": [CLIP, {**CLIP, "label": "Camera 2", "camera": "Camera 1"}]}, "row 2: it over"),
        ({"events": [{**EVENT, "at": "11:00:01"}]}, "Events, row 1: 11:00:01 is outside the clip"),
        ({"events": [{**EVENT, "clip": "None"}]}, "Events, row 1: there is no clip “None”"),
        ({"events": [{**EVENT, "until": "10:00:01"}]}, "Events, row 1: 10:00:01 comes before"),
        ({"transcript": [{**LINE, "at": "01:00:05.000"}]}, "Transcript, row 1: 01:00:05.000 is p"),
        ({"transcript": [{**LINE, "clip": "None"}]}, "Transcript, row 1: there is no clip “None”"),
        ({"transcript": [LINE] * 3001}, "at most 3,000 rows of transcript"),
        ({"claims": [{**CLAIM, "contradicted": "2"}]}, "Claims, row 1: there is no event 2"),
        ({"clips": [{**CLIP, "serial": "X81"}]}, "Clips, row 1: has no column “serial”"),
        ({"clips": [{**CLIP, "sha256": "Doe" * 21 + "D"}]}, "Clips, row 1: SHA-256 has another"),
    ],
)
def test_a_row_that_cannot_be_is_named_with_its_rule(rows, names):
    with pytest.raises(Invalid) as refusal:
        checked(**rows)
    assert any(names in problem.message for problem in refusal.value.problems)


def test_a_hash_is_shown_and_is_no_text_of_the_gate_and_neither_is_it_anything_but_a_hash():
    held = {**CLIP, "file": "front.mp4", "sha256": "0a" * 32}
    fields = checked(clips=[held])
    [part] = [part for part in INDEX.text_parts(fields) if part.field == "clips"]
    assert "front.mp4" in part.text
    assert "0a0a" not in part.text
    again = INDEX.with_texts(fields, {part.name: part.text.replace("front", "rear")})
    assert (again["clips"][0]["file"], again["clips"][0]["sha256"]) == ("rear.mp4", "0a" * 32)
    content = Content("Title", "", Audience(Tlp.GREEN), fields)
    [clip] = reading_of(INDEX, content).footage.clips
    assert (clip.held_as, clip.sha256) == ("front.mp4", "0a" * 32)


def test_the_columns_of_a_clip_are_the_fields_of_an_item_of_evidence():
    assert {column.name for column in CLIPS.columns} == set(NAMES)


def test_a_missing_recording_may_be_named_beside_another_of_its_camera():
    missing = {**CLIP, "label": "Withheld", "kind": "missing-or-refused", "camera": "Camera 1"}
    assert len(checked(clips=[CLIP, missing])["clips"]) == 2


def test_search_lands_on_events_lines_and_claims():
    found = {m.anchor: m.text for m in INDEX.moments(checked(transcript=[LINE], claims=[CLAIM]))}
    assert found["line-1"] == "Officer 2 Step out."
    assert found["claim-1"] == "Officer’s or agent’s report He reached."
    assert found["event-1"].startswith("Entry")


def test_every_word_of_a_transcript_and_a_claim_goes_through_the_gate():
    fields = checked(transcript=[LINE], claims=[{**CLAIM, "note": "Not seen.", "by": "Agent A"}])
    parts = {part.name: part.text for part in INDEX.text_parts(fields)}
    assert "Step out." in parts["transcript-1"]
    assert "Officer 2" in parts["transcript-1"]
    assert {"He reached.", "Agent A", "Not seen."} <= set(parts["claims-1"].split("\n"))


def test_an_index_of_the_first_schema_is_read_searched_decided_and_saved_again():
    first = {"state": "MN", "clips": [FIRST_CLIP], "events": [FIRST_EVENT]}
    content = Content("Old", "", Audience(Tlp.GREEN), first)
    reading = reading_of(INDEX, content)
    assert reading.footage.events[0].note == "A door opens."
    assert reading.footage.clips[0].starts_at == "10:00:00"
    assert [m.anchor for m in INDEX.moments(first)] == ["event-1"]
    # A revision is readdressed and decided as it is stored, without the rows it never had.
    stored = {**INDEX.checked(first), "clips": [FIRST_CLIP], "events": [FIRST_EVENT]}
    del stored["transcript"], stored["claims"]
    parts = {part.name: part.text for part in INDEX.text_parts(stored)}
    assert "A door opens." in parts["events-1"]
    assert INDEX.checked(INDEX.with_texts(stored, parts))["transcript"] == []
