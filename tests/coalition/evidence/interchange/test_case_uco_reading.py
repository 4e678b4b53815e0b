"""CASE/UCO files come back as they went out, and what cannot be read is refused by its part."""

import contextlib
import json
import warnings
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.evidence.interchange.case_terms import INDEX as INDEX_TERMS
from coalition.evidence.interchange.case_terms import PREFIXES, ROWS, SINGLE
from coalition.evidence.interchange.case_uco import Index, case_file
from coalition.evidence.interchange.case_uco_reading import (
    MOST_ITEMS,
    MOST_ROWS,
    Reading,
    read_case,
)
from coalition.evidence.interchange.strict_json import MOST_BYTES, CaseFault
from tests.coalition.evidence.interchange.test_case_uco import MARKS, WHOLE, custody
from tests.support.public_data import public_data

CELL = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)
WORD = CELL.filter(bool)
TIME = st.times().map(lambda time: time.isoformat("seconds"))


def cells(part: str) -> dict[str, st.SearchStrategy[str]]:
    return dict.fromkeys(ROWS[part], CELL)


@st.composite
def indexes(draw: st.DrawFn) -> Index:
    """Any rows that hold together: clips of different labels, and rows that name what there is."""
    sha256 = st.binary(min_size=32, max_size=32).map(bytes.hex)
    seconds = st.sampled_from(["", "3", "-12.5", "soon"])
    clip = cells("clips") | {
        "label": WORD,
        "starts_at": TIME | st.just(""),
        "ends_at": TIME | CELL,
        "zone": st.sampled_from(["", "-06:00", "+10:00"]),
        "offset_seconds": seconds,
        "uncertainty_seconds": seconds,
        "sha256": sha256 | st.just(""),
    }
    clips = draw(st.lists(st.fixed_dictionaries(clip), max_size=3, unique_by=lambda r: r["label"]))
    fields: dict[str, Any] = {"clips": clips, "events": [], "transcript": []}
    if clips:
        labels = st.sampled_from([row["label"] for row in clips])
        for part in ("events", "transcript"):
            row = cells(part) | {"clip": labels, "at": TIME | CELL}
            fields[part] = draw(st.lists(st.fixed_dictionaries(row), max_size=3))
    numbers = st.lists(st.sampled_from(range(1, len(fields["events"]) + 1)), unique=True)
    sides = numbers if fields["events"] else st.just([])
    fields["claims"] = [
        {**draw(st.fixed_dictionaries(cells("claims"))), **draw(cited(sides))}
        for _ in range(draw(st.integers(0, 2)))
    ]
    for name in INDEX_TERMS:
        if name not in ("title", "body"):
            fields[name] = draw(CELL if name in SINGLE else st.lists(WORD, max_size=2))
    return Index(draw(WORD), draw(CELL), fields)


@st.composite
def cited(draw: st.DrawFn, numbers: st.SearchStrategy[list[int]]) -> dict[str, str]:
    for_it = draw(numbers)
    against = [each for each in draw(numbers) if each not in for_it]
    return {
        "corroborated": ", ".join(map(str, sorted(for_it))),
        "contradicted": ", ".join(map(str, sorted(against))),
    }


@given(indexes())
@settings(max_examples=25)
def test_what_went_out_comes_back_whole_and_goes_out_again_as_the_same_bytes(index: Index) -> None:
    content = case_file(index, number="p1")
    reading = read_case(content)
    assert reading == Reading(index, 0, ())
    assert case_file(reading.index, number="p1") == content


def test_marks_and_the_custody_log_are_named_as_not_taken_over() -> None:
    reading = read_case(case_file(WHOLE, number="p1", marks=MARKS, custody=custody()))
    left = {each.what: each.count for each in reading.left}
    assert left == {
        "case-investigation:InvestigativeAction": 2,
        "case-investigation:ProvenanceRecord": 2,
        "uco-core:objectMarking of case-investigation:Investigation, cx:EvidenceIndex": 2,
        "uco-marking:MarkingDefinition": 2,
        "uco-marking:StatementMarking": 2,
        "uco-tool:Tool": 1,
        "uco-types:Hash": 1,
    }
    assert case_file(reading.index, number="p1") == case_file(WHOLE, number="p1")


def test_a_graph_that_another_program_wrote_anew_gives_the_same_index() -> None:
    rdflib = pytest.importorskip("rdflib")
    content = case_file(WHOLE, number="p1")
    with warnings.catch_warnings():
        # Its own parser calls what it has deprecated.
        warnings.simplefilter("ignore", DeprecationWarning)
        graph = rdflib.Graph().parse(data=content, format="json-ld")
        expanded = graph.serialize(format="json-ld").encode()
    assert b"@context" not in expanded
    assert case_file(read_case(expanded).index, number="p1") == content


def test_times_that_are_not_those_computed_here_are_named() -> None:
    content = case_file(WHOLE, number="p1").replace(b"P1DT2M3.5S", b"P1DT9M")
    [left] = read_case(content).left
    assert left.what == "cx:trueTime of uco-core:Event, cx:Moment"


def file_of(*nodes: object, context: object = None, **top: object) -> bytes:
    context = dict(PREFIXES) if context is None else context
    return json.dumps({"@context": context, "@graph": list(nodes), **top}).encode()


def foreign(**more: object) -> dict[str, Any]:
    facets = [
        {"@type": "uco-observable:FileFacet", "uco-observable:fileName": "dash.mp4"},
        {
            "@type": "uco-observable:ContentDataFacet",
            "uco-observable:sizeInBytes": 17,
            "uco-observable:hash": [
                {"uco-types:hashMethod": "MD5", "uco-types:hashValue": "00"},
                {
                    "uco-types:hashMethod": "SHA256",
                    "uco-types:hashValue": {"@type": "xsd:hexBinary", "@value": "AB" * 32},
                },
            ],
        },
    ]
    return {"@type": "uco-observable:File", "uco-core:hasFacet": facets, **more}


def test_files_of_other_programs_become_items_and_everything_else_is_named() -> None:
    device = {
        "@type": "uco-observable:Device",
        "uco-core:hasFacet": {
            "@type": "uco-observable:DeviceFacet",
            "uco-observable:serialNumber": "X60A-9911",
        },
    }
    reading = read_case(file_of(foreign(), foreign(**{"@id": "kb:second"}), device))
    first, second = reading.index.fields["clips"]
    assert (first["label"], first["file"], first["sha256"]) == ("dash.mp4", "dash.mp4", "ab" * 32)
    assert second["label"] == "dash.mp4 (2)"
    assert reading.others == 2
    assert [(each.what, each.count) for each in reading.left] == [
        ("a node without a type", 2),
        ("uco-observable:Device", 1),
        ("uco-observable:DeviceFacet", 1),
        ("uco-observable:hash of uco-observable:ContentDataFacet", 2),
        ("uco-observable:sizeInBytes of uco-observable:ContentDataFacet", 2),
    ]
    assert "X60A" not in repr(reading)


def test_names_in_full_or_under_other_prefixes_or_a_vocabulary_mean_the_same() -> None:
    core, observable = PREFIXES["uco-core"], PREFIXES["uco-observable"]
    facet = {"@type": f"{observable}FileFacet", f"{observable}fileName": "dash.mp4"}
    full = file_of({f"{core}hasFacet": facet}, context={})
    other = file_of(
        {"c:hasFacet": {"@type": "FileFacet", "fileName": "dash.mp4"}},
        context=[{"c": core}, {"@vocab": observable}],
    )
    terms = file_of(
        {"facets": "kb:f"},
        {"@id": "kb:f", "@type": "o:FileFacet", "file": {"@list": ["dash.mp4"]}},
        context={
            "c": core,
            "o": {"@id": observable, "@prefix": True},
            "kb": "urn:x:",
            "facets": {"@id": "c:hasFacet", "@type": "@id"},
            "file": "o:fileName",
        },
    )
    for content in (full, other, terms):
        [row] = read_case(content).index.fields["clips"]
        assert row["file"] == "dash.mp4"


def test_circles_of_references_lead_nowhere_and_are_named() -> None:
    one = {"@id": "kb:a", "uco-core:object": {"@id": "kb:b"}, **foreign()}
    other = {"@id": "kb:b", "uco-core:object": [{"@id": "kb:a"}, {"@id": "kb:b"}]}
    reading = read_case(file_of(one, other))
    assert "uco-core:object of uco-observable:File" in [each.what for each in reading.left]


def own(**more: object) -> dict[str, Any]:
    return {"@id": "kb:1", "@type": "cx:Clip", "uco-core:name": "A", "cx:number": 1, **more}


EVENT = {"@type": "cx:Moment", "cx:number": 1}
INDEX = {"@type": "cx:EvidenceIndex", "uco-core:name": "A"}
NODES = [{"@id": f"kb:{n}", "uco-core:name": "x"} for n in range(20_001)]
BAD: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "column 1 of the file is no JSON"),
    "half": (b'{"@context": {', "is no JSON"),
    "latin": ('{"a": "é"}'.encode("latin-1"), "Byte 8 of the file is not UTF-8"),
    "text": (b'"x"', "holds no JSON object"),
    "no node": (file_of(), "holds no node"),
    "nothing to take": (file_of({"@type": "uco-core:Event"}), "no evidence index and no item"),
    "too large": (b" " * (MOST_BYTES + 1), "over 8 MB"),
    "deep": (b'{"a":' * 41 + b"1" + b"}" * 41, "over 40 levels deep"),
    "deeper than Python": (b"[" * 200_000, "over 40 levels deep"),
    "quotes that never close": (b'"' + b'\\"' * 500_000, "is no JSON"),
    "member twice": (b'{"@graph": [], "@graph": []}', "“@graph” stands twice"),
    "not a number": (b'{"@graph": [{"a:b": NaN}]}', "NaN is no number"),
    "infinite": (b'{"@graph": [{"a:b": 1e400}]}', "The number 1e400 is out of range"),
    "long number": (b'{"@graph": [{"a:b": ' + b"9" * 5000 + b"}]}", "is out of range"),
    "remote context": (file_of(context="https://evil.example/c"), "@context names something"),
    "remote among others": (file_of(context=[{}, "https://e.example"]), "@context names something"),
    "import": (file_of(context={"@import": "https://e.example"}), "@context holds @import"),
    "context of a node": (
        file_of({"@context": "https://e.example", **foreign()}),
        "@graph[0] has a @context of its own",
    ),
    "circle of prefixes": (file_of(context={"a": "b:x", "b": "a:y"}), "explains “a” by itself"),
    "prefix without address": (file_of(context={"a": "x"}), "gives no address for “a”"),
    "odd term": (file_of(context={"a": {"@reverse": "b"}}), "says of “a” more than"),
    "number for a prefix": (file_of(context={"a": 1}), "says of “a” more than"),
    "context of a number": (file_of(context=7), "@context names something"),
    "reverse": (file_of({"@reverse": {}}), "@graph[0] holds @reverse"),
    "graph in a graph": (file_of({"@graph": []}), "@graph[0] holds @graph"),
    "described twice": (
        file_of(own(), own(**{"cx:number": 2})),
        "@graph[1] describes kb:1, which @graph[0] describes as well",
    ),
    "text for a node": (file_of("kb:1"), "@graph[0] is no node"),
    "value for a node": (file_of({"@value": 1}), "@graph[0] is no node"),
    "number for an identifier": (file_of({"@id": 7}), "@graph[0]: @id must be a text"),
    "null for an identifier": (file_of({"@id": None}), "@graph[0]: @id must be a text"),
    "number for a type": (file_of({"@type": [7]}), "@graph[0]: @type must be a name"),
    "list in a list": (file_of({"a:b": [[1]]}), "@graph[0], a:b holds a list within a list"),
    "odd value": (file_of({"a:b": {"@value": {}}}), "@graph[0], a:b: @value must be one value"),
    "odd list": (file_of({"a:b": {"@list": 1}}), "@list must stand alone and be a list"),
    "NUL": (file_of(own(**{"cx:kind": "a\x00"})), "@graph[0], cx:kind holds a NUL"),
    "half a pair": (file_of({"cx:\ud800": "a"}), "holds a NUL character or half of one"),
    "name as a number": (file_of(own(**{"uco-core:name": 7})), "uco-core:name must be a text"),
    "tags as numbers": (file_of({**INDEX, "uco-core:tag": [7]}), "uco-core:tag must be texts"),
    "row without a number": (file_of({"@type": "cx:Clip"}), "cx:number must be a whole number"),
    "row of a half": (file_of(own(**{"cx:number": 1.5})), "cx:number must be a whole number"),
    "row of yes": (file_of(own(**{"cx:number": True})), "cx:number must be a whole number"),
    "row far off": (file_of(own(**{"cx:number": 10**9})), "cx:number must be from 1 to 100,000"),
    "row twice": (
        file_of(own(), own(**{"@id": "kb:2"})),
        "@graph[1]: cx:number is 1, as that of @graph[0]",
    ),
    "moment of no clip": (file_of(EVENT), "uco-core:eventContext must name one clip"),
    "clip as a text": (
        file_of({**EVENT, "uco-core:eventContext": "A"}),
        "uco-core:eventContext must name nodes by @id",
    ),
    "claim of no moment": (
        file_of({"@type": "cx:Claim", "cx:number": 1, "cx:corroboratedBy": {"@id": "kb:9"}}),
        "cx:corroboratedBy must name moments",
    ),
    "no hash": (
        file_of(foreign()).replace(b"AB" * 32, b"AB"),
        "uco-types:hashValue is no SHA-256",
    ),
    "two indexes": (file_of(INDEX, INDEX), "several evidence indexes"),
    "many nodes": (file_of(*NODES), "over 20,000 nodes"),
    "many values": (file_of({"a:b": [1] * 150_001}), "over 150,000 values"),
    "many types": (file_of({"@type": ["a:b"] * 150_001}), "over 150,000 values"),
    "many lists": (b"[" + b"[]," * 300_001, "over 300,000 objects and lists"),
    "many prefixes": (file_of(context={f"p{n}": "a:" for n in range(501)}), "over 500 names"),
    "long chain of prefixes": (
        file_of(context={f"p{n}": f"p{n + 1}:{'x' * 500}" for n in range(400)}),
        "gives no address for “p0”",
    ),
    "many rows": (
        file_of(*[{"@type": "cx:Claim", "cx:number": n} for n in range(1, MOST_ROWS + 2)]),
        "over 3,000 rows of cx:Claim",
    ),
    "many items": (file_of(*[foreign()] * (MOST_ITEMS + 1)), f"over {MOST_ITEMS} items"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_cannot_be_read_is_refused_by_its_part(name: str) -> None:
    content, words = BAD[name]
    with pytest.raises(CaseFault) as refusal:
        read_case(content)
    assert words in str(refusal.value)
    assert len(str(refusal.value)) < 400


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda each: (
        st.lists(each, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["@id", "@type", "@value", "@list", "@graph", "@context", "cx:number", "a"]
            ),
            each,
            max_size=3,
        )
    ),
    max_leaves=12,
)


@given(JSON)
@settings(max_examples=60)
def test_whatever_arrives_is_read_or_refused(said: object) -> None:
    with contextlib.suppress(CaseFault):
        read_case(json.dumps(said).encode())


def test_dates_at_the_edge_of_the_calendar_are_named_and_not_read() -> None:
    edge = {"@type": "xsd:dateTime", "@value": "99999-99-99T99:99:99Z"}
    reading = read_case(file_of(foreign(**{"uco-core:objectCreatedTime": edge})))
    assert "uco-core:objectCreatedTime of uco-observable:File" in {e.what for e in reading.left}


def test_published_examples_of_case_are_read_or_refused_by_their_part() -> None:
    taken = 0
    for path in sorted(public_data("case_uco").glob("*.json")):
        try:
            taken += bool(read_case(path.read_bytes()).others)
        except CaseFault as fault:
            words = str(fault)
            assert "no evidence index and no item" in words or "describes" in words, path.name
    assert taken >= 10
