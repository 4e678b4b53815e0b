"""An evidence index as a CASE/UCO file: what is in it, what is not, and that it conforms."""

import json
import warnings
from pathlib import Path

import pytest

from coalition.evidence.custody.chain import Content, Link, linked
from coalition.evidence.interchange.case_terms import (
    COMPUTED,
    CUSTODY,
    INDEX_TYPE,
    TYPES,
    mapping_table,
    terms_table,
)
from coalition.evidence.interchange.case_times import duration
from coalition.evidence.interchange.case_uco import Index, case_file

GUIDE = Path(__file__).parents[4] / "docs" / "case-uco.md"
AT = "2026-01-02T14:30:00+00:00"
CLIP = {
    "label": "Camera 1",
    "kind": "local-body-worn",
    "camera": "Unit 4",
    "wearer": "Officer 2",
    "agency": "Tamarack Police",
    "model": "Model 3",
    "position": "chest",
    "state": "on",
    "day": "1",
    "starts_at": "23:50:00",
    "ends_day": "2",
    "ends_at": "00:10:00",
    "zone": "-06:00",
    "offset_seconds": "3.5",
    "offset_basis": "known-event",
    "uncertainty_seconds": "1",
    "evidence_id": "E-17",
    "file": "unit4.mp4",
    "sha256": "ab" * 32,
    "note": "Sound from the start.",
}
MISSING = {"label": "Camera 2", "kind": "missing-or-refused", "camera": "Unit 4"}
FIELDS = {
    "state": "MN",
    "tags": ["removal"],
    "offense": ["assault"],
    "clips": [CLIP, MISSING],
    "events": [
        {"clip": "Camera 1", "at": "00:01:00", "kind": "warning", "confidence": "observed"},
        {"clip": "Camera 1", "day": "2", "at": "00:02:00", "kind": "takedown", "who": "Agent A"},
    ],
    "transcript": [
        {"clip": "Camera 1", "at": "00:00:01.000", "speaker": "Agent A", "words": "Stop."}
    ],
    "claims": [
        {"claim": "He ran.", "source": "complaint", "corroborated": "", "contradicted": "2, 1"}
    ],
}
WHOLE = Index("A stop", "## What is shown\n\nTwo cameras.", FIELDS)
MARKS = ("TLP:GREEN: for members.", "Allegations only.")


def custody() -> list[Link]:
    """A log of which one entry is of a clip, and which names people throughout."""
    read = Content(
        "day1/unit4.mp4",
        "hashed",
        AT,
        given_by="Petra Person",
        purpose="flask evidence hash, SHA-256",
        hash_after="ab" * 32,
    )
    moved = Content("Petra Person's bag", "transferred", AT, given_to="Petra Person")
    first = linked(None, paper="p", at=AT, by="u", salt="s", content=read)
    return [first, linked(first, paper="p", at=AT, by="u", salt="s", content=moved)]


def nodes(content: bytes) -> list[dict]:
    return json.loads(content)["@graph"]


def of_type(content: bytes, name: str) -> list[dict]:
    found = [node for node in nodes(content) if name in node["@type"]]
    return sorted(found, key=lambda node: node.get("cx:number", 0))


def test_a_file_conforms_to_case_1_4(tmp_path: Path) -> None:
    validate = pytest.importorskip("case_utils.case_validate").validate
    path = tmp_path / "index.jsonld"
    path.write_bytes(case_file(WHOLE, number="p1", marks=MARKS, custody=custody()))
    with warnings.catch_warnings():
        # The library and the parser under it call what Python has deprecated.
        warnings.simplefilter("ignore", DeprecationWarning)
        result = validate(str(path), case_version="case-1.4.0", inference="none")
    assert result.conforms, result.text
    assert not result.undefined_concepts


def test_equal_indexes_make_equal_bytes_and_other_papers_other_identifiers() -> None:
    turned = Index(WHOLE.title, WHOLE.body, dict(reversed(FIELDS.items())))
    assert case_file(WHOLE, number="p1") == case_file(turned, number="p1")
    mine, other = (
        {node["@id"] for node in nodes(case_file(WHOLE, number=number))} for number in ("p1", "p2")
    )
    assert len(mine) == len(other)
    assert not mine & other


def test_true_times_and_utc_stand_beside_what_the_camera_displayed() -> None:
    content = case_file(WHOLE, number="p1")
    clip, missing = of_type(content, "cx:Clip")
    assert clip["cx:displayedStart"] == "23:50:00"
    assert clip["cx:trueStart"]["@value"] == "PT23H50M3.5S"
    assert clip["cx:utcEnd"]["@value"] == "P1DT6H10M3.5S"
    assert clip["cx:startDoubt"]["@value"] == "PT1S"
    assert "cx:trueStart" not in missing
    _, event = of_type(content, "cx:Moment")
    assert event["cx:trueTime"]["@value"] == "P1DT2M3.5S"
    [line] = of_type(content, "cx:SpokenLine")
    assert line["cx:utcTime"]["@value"] == "P1DT5H50M4.5S"


def test_a_claim_names_its_events_and_says_what_they_show() -> None:
    content = case_file(WHOLE, number="p1")
    first, second = of_type(content, "cx:Moment")
    [claim] = of_type(content, "cx:Claim")
    assert claim["cx:contradictedBy"] == [{"@id": first["@id"]}, {"@id": second["@id"]}]
    assert claim["cx:finding"] == "contradicted"


def test_a_camera_is_there_once_for_each_model_and_leads_to_all_that_it_recorded() -> None:
    content = case_file(WHOLE, number="p1")
    cameras = of_type(content, "uco-observable:DigitalCamera")
    assert [camera["uco-core:name"] for camera in cameras] == ["Unit 4", "Unit 4"]
    same = Index("A", "", {"clips": [CLIP, {**CLIP, "label": "Camera 2"}]})
    content = case_file(same, number="p1")
    [camera] = of_type(content, "uco-observable:DigitalCamera")
    led = of_type(content, "uco-observable:ObservableRelationship")
    assert [relation["uco-core:target"]["@id"] for relation in led] == [camera["@id"]] * 2


def test_of_the_custody_log_acts_times_and_hashes_go_out_and_no_words() -> None:
    content = case_file(WHOLE, number="p1", custody=custody())
    assert b"Petra" not in content
    assert b"bag" not in content
    first, second = of_type(content, "case-investigation:InvestigativeAction")
    [record, empty] = of_type(content, "case-investigation:ProvenanceRecord")
    if "cx:hashAfter" not in record:
        record, empty = empty, record
    clip = of_type(content, "cx:Clip")[0]
    assert first["uco-action:object"] == {"@id": clip["@id"]}
    assert first["uco-action:startTime"]["@value"] == AT
    assert first["uco-action:result"] == {"@id": record["@id"]}
    assert record["case-investigation:exhibitNumber"] == "E-17"
    assert record["cx:hashAfter"]["uco-types:hashValue"]["@value"] == "ab" * 32
    assert second["case-investigation:wasInformedBy"] == {"@id": first["@id"]}
    assert "uco-action:object" not in second
    assert "uco-action:instrument" not in second


def test_rows_of_before_there_were_columns_and_claims_that_name_nothing_still_go_out() -> None:
    old = {
        "clips": [{"label": "A", "kind": "dash", "starts_at": "soon", "offset_seconds": "1"}],
        "events": [{"clip": "A", "at": "never", "kind": "entry"}],
        "claims": [{"claim": "x", "source": "other", "corroborated": "9", "contradicted": ""}],
    }
    content = case_file(Index("Old", "", old), number="p1")
    assert of_type(content, "cx:Clip")[0]["cx:displayedStart"] == "soon"
    assert "cx:corroboratedBy" not in of_type(content, "cx:Claim")[0]
    assert [node["@type"][1] for node in nodes(case_file(Index("None", "", {}), number="p1"))] == [
        INDEX_TYPE
    ]


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [
        (0, "PT0S"),
        (250, "PT0.25S"),
        (86_400_000, "P1D"),
        (-3_661_000, "-PT1H1M1S"),
        (97_688_250, "P1DT3H8M8.25S"),
    ],
)
def test_durations_are_written_as_xml_schema_has_them(milliseconds: int, text: str) -> None:
    assert duration(milliseconds) == text


def test_the_guide_holds_the_mapping_as_it_is() -> None:
    guide = GUIDE.read_text()
    assert mapping_table() in guide
    assert terms_table(COMPUTED) in guide
    assert terms_table(CUSTODY) in guide
    for part, types in TYPES.items():
        assert f"- Rows of `{part}`: " + ", ".join(f"`{name}`" for name in types) in guide
