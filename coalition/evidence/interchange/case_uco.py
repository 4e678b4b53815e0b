"""An evidence index as a CASE/UCO file: JSON-LD whose only context is the one that stands in it.

Two equal indexes of one number make the same bytes: identifiers are derived from the number of the
paper and the place of a row, nodes are sorted by them, and nothing says who took the file or when.
No person is named: of the custody log only acts, times and hashes go out.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from coalition.evidence.claims import ClaimError, cited_moments
from coalition.evidence.custody.chain import ACTS, Link
from coalition.evidence.interchange.case_terms import (
    CAMERA,
    CLAIMS,
    CLIPS,
    DATA,
    DEVICE,
    EVENTS,
    FACET,
    FILE,
    INDEX,
    INDEX_TYPE,
    NAME,
    NUMBER,
    PREFIXES,
    REFERENCE,
    TRANSCRIPT,
    TYPES,
    Terms,
)
from coalition.evidence.interchange.case_times import Clocks

Node = dict[str, Any]
Row = Mapping[str, str]

RECORDED_BY: Final = "Recorded_By"
PORTAL: Final = "Coalition Exchange, number of the paper"
CUSTODIAN: Final = "Evidence number of the custodian"
HASHING_TOOL: Final = "flask evidence hash"
_SPACE: Final = uuid5(NAMESPACE_URL, PREFIXES["kb"])


@dataclass(frozen=True)
class Index:
    """What a file says of an index: its texts, and its fields as a paper keeps them."""

    title: str
    body: str
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class _Names:
    """The identifiers of the nodes of one index."""

    number: str
    clips: Mapping[str, str] = field(default_factory=dict)

    def of(self, what: str, place: object = "") -> str:
        return f"kb:{what}-{uuid5(_SPACE, f'{self.number}/{what}/{place}')}"

    def ref(self, what: str, place: object = "") -> Node:
        return {"@id": self.of(what, place)}

    def clip(self, label: str) -> Node:
        """The clip of that label; published rows name no other."""
        return {"@id": self.clips[label]}


def case_file(
    index: Index, *, number: str, marks: Sequence[str] = (), custody: Sequence[Link] = ()
) -> bytes:
    """The file, in UTF-8.

    Args:
        number: the public id of the paper, from which identifiers are derived.
        marks: the sentences that say what holds for whoever has the file.
        custody: the entries of the custody log, for those who may read it.
    """
    clips: Sequence[Row] = index.fields.get("clips") or ()
    bare = _Names(number)
    labels = {row["label"]: bare.of("clip", n) for n, row in enumerate(clips, start=1)}
    names = _Names(number, labels)
    parts = [*_rows(index.fields, names), *_custody(custody, clips, names)]
    markings = list(_markings(marks, names))
    whole = _investigation(index, names)
    if parts:
        whole["uco-core:object"] = sorted(({"@id": n["@id"]} for n in parts), key=_id)
    if markings:
        whole["uco-core:objectMarking"] = [{"@id": n["@id"]} for n in markings]
    graph = sorted([whole, *parts, *markings], key=_id)
    said = {"@context": dict(PREFIXES), "@graph": graph}
    return (json.dumps(said, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _id(node: Node) -> str:
    return str(node["@id"])


def _investigation(index: Index, names: _Names) -> Node:
    whole: Node = {
        "@id": names.of("index"),
        "@type": ["case-investigation:Investigation", INDEX_TYPE],
        REFERENCE: {
            "@id": names.of("index-number"),
            "@type": "uco-core:ExternalReference",
            "uco-core:definingContext": PORTAL,
            "uco-core:externalIdentifier": names.number,
        },
    }
    values = {**index.fields, "title": index.title, "body": index.body}
    return whole | {path[0]: values[name] for name, path in INDEX.items() if values.get(name)}


def _markings(marks: Sequence[str], names: _Names) -> Iterator[Node]:
    for place, mark in enumerate(marks, start=1):
        yield {
            "@id": names.of("marking", place),
            "@type": "uco-marking:MarkingDefinition",
            "uco-marking:definitionType": "statement",
            "uco-marking:definition": {
                "@id": names.of("marking-statement", place),
                "@type": "uco-marking:StatementMarking",
                "uco-marking:definitionType": "statement",
                "uco-marking:statement": mark,
            },
        }


def _rows(fields: Mapping[str, Any], names: _Names) -> Iterator[Node]:
    clips: Sequence[Row] = fields.get("clips") or ()
    events: Sequence[Row] = fields.get("events") or ()
    clocks = Clocks(clips)
    for number, row in enumerate(clips, start=1):
        yield _clip(number, row, names) | clocks.of_clip(row)
    yield from _cameras(clips, names)
    for number, row in enumerate(events, start=1):
        node = _row("events", number, row, EVENTS, names)
        yield node | {"uco-core:eventContext": names.clip(row["clip"])} | clocks.of_event(row)
    for number, row in enumerate(fields.get("transcript") or (), start=1):
        node = _row("transcript", number, row, TRANSCRIPT, names)
        yield node | {"uco-core:eventContext": names.clip(row["clip"])} | clocks.of_line(row)
    for number, row in enumerate(fields.get("claims") or (), start=1):
        yield _claim(number, row, len(events), names)


def _row(part: str, number: int, row: Row, terms: Terms, names: _Names) -> Node:
    """A node with everything that is said of it by one name; the rest is put in by the callers."""
    node: Node = {
        "@id": names.of(part.removesuffix("s"), number),
        "@type": list(TYPES[part]),
        NUMBER: number,
    }
    own = {c: path[0] for c, path in terms.items() if len(path) == 1 and not leads_on(c)}
    return node | {name: row[column] for column, name in own.items() if row.get(column)}


def leads_on(column: str) -> bool:
    """Whether a column leads to other rows, which are named by their identifiers."""
    return column in ("clip", "corroborated", "contradicted")


def _clip(number: int, row: Row, names: _Names) -> Node:
    node = _row("clips", number, row, CLIPS, names)
    if row.get("file") or row.get("sha256"):
        node["@type"] = ["uco-observable:File", TYPES["clips"][1]]
    if row.get("evidence_id"):
        node[REFERENCE] = {
            "@id": names.of("evidence-number", number),
            "@type": "uco-core:ExternalReference",
            "uco-core:definingContext": CUSTODIAN,
            "uco-core:externalIdentifier": row["evidence_id"],
        }
    if facets := list(_facets(number, row, names)):
        node[FACET] = facets
    return node


def _facets(number: int, row: Row, names: _Names) -> Iterator[Node]:
    if row.get("file"):
        facet = {"@id": names.of("file", number), "@type": FILE}
        yield facet | {"uco-observable:fileName": row["file"]}
    if row.get("sha256"):
        facet = {"@id": names.of("content", number), "@type": DATA}
        yield facet | {"uco-observable:hash": _hash(names.of("hash", number), row["sha256"])}


def _hash(identifier: str, sha256: str) -> Node:
    return {
        "@id": identifier,
        "@type": "uco-types:Hash",
        "uco-types:hashMethod": "SHA256",
        "uco-types:hashValue": {"@type": "xsd:hexBinary", "@value": sha256},
    }


def _cameras(clips: Sequence[Row], names: _Names) -> Iterator[Node]:
    """Each camera once, by its name and model, and what it recorded."""
    known: dict[tuple[str, str], str] = {}
    for number, row in enumerate(clips, start=1):
        camera, model = row.get("camera") or "", row.get("model") or ""
        if not camera and not model:
            continue
        if (camera, model) not in known:
            known[camera, model] = names.of("camera", len(known) + 1)
            yield _camera(len(known), camera, model, names)
        yield {
            "@id": names.of("recorded-by", number),
            "@type": "uco-observable:ObservableRelationship",
            "uco-core:isDirectional": True,
            "uco-core:kindOfRelationship": RECORDED_BY,
            "uco-core:source": names.clip(row["label"]),
            "uco-core:target": {"@id": known[camera, model]},
        }


def _camera(place: int, camera: str, model: str, names: _Names) -> Node:
    node: Node = {"@id": names.of("camera", place), "@type": CAMERA}
    if camera:
        node[NAME] = camera
    if model:
        facet = {"@id": names.of("device", place), "@type": DEVICE}
        node[FACET] = facet | {"uco-observable:model": model}
    return node


def _claim(number: int, row: Row, events: int, names: _Names) -> Node:
    node = _row("claims", number, row, CLAIMS, names)
    try:
        cited = cited_moments(row, events)
    except ClaimError:
        return node  # What was published before this was checked may name no events.
    sides = {"corroborated": cited.corroborated, "contradicted": cited.contradicted}
    for column, numbers in sides.items():
        if numbers:
            node[CLAIMS[column][0]] = [names.ref("event", each) for each in sorted(numbers)]
    return node | {"cx:finding": cited.verdict.value}


def _custody(links: Sequence[Link], clips: Sequence[Row], names: _Names) -> Iterator[Node]:
    for link in links:
        yield from _entry(link, _named_clip(link.content.item, clips), names)
    if any(_by_command(link) for link in links):
        tool = {"@id": names.of("tool"), "@type": "uco-tool:Tool", NAME: HASHING_TOOL}
        yield tool | {"uco-tool:toolType": "SHA-256"}


def _named_clip(item: str, clips: Sequence[Row]) -> Row | None:
    """The one clip that an entry names by its label or its file."""
    found = [
        row
        for row in clips
        if item == row["label"] or (row.get("file") and PurePosixPath(item).name == row["file"])
    ]
    return found[0] if len(found) == 1 else None


def _by_command(link: Link) -> bool:
    return link.content.purpose.startswith(HASHING_TOOL)


def _entry(link: Link, clip: Row | None, names: _Names) -> Iterator[Node]:
    said = link.content
    action: Node = {
        "@id": names.of("custody", link.number),
        "@type": "case-investigation:InvestigativeAction",
        NAME: ACTS[said.act],
        NUMBER: link.number,
        "cx:act": said.act,
        "cx:entryHash": link.hash,
        "uco-action:startTime": {"@type": "xsd:dateTime", "@value": said.happened_at},
        "uco-action:result": names.ref("provenance", link.number),
    }
    record: Node = {
        "@id": names.of("provenance", link.number),
        "@type": "case-investigation:ProvenanceRecord",
    }
    if clip is not None:
        action["uco-action:object"] = record["uco-core:object"] = names.clip(clip["label"])
        if clip.get("evidence_id"):
            record["case-investigation:exhibitNumber"] = clip["evidence_id"]
    if link.number > 1:
        action["case-investigation:wasInformedBy"] = names.ref("custody", link.number - 1)
    if _by_command(link):
        action["uco-action:instrument"] = names.ref("tool")
    for name, value in (("hashBefore", said.hash_before), ("hashAfter", said.hash_after)):
        if value:
            record[f"cx:{name}"] = _hash(names.of(f"custody-{name}", link.number), value)
    yield action
    yield record
