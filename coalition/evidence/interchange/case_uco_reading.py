"""An evidence index as a CASE/UCO file tells it, and what of the file an index has no room for.

A file of the portal gives back what went out. Of any other file every object with the facet of a
file or of content becomes an item, and everything else is listed as not taken over. Nothing is
fetched, no date is read, and what is not taken over is named and never quoted.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from coalition.evidence.claims import ClaimError, cited_moments
from coalition.evidence.interchange.case_account import Account, Left
from coalition.evidence.interchange.case_terms import (
    CLAIM_TYPE,
    CLIP_TYPE,
    DATA,
    DEVICE,
    EVENT_TYPE,
    FACET,
    FILE,
    INDEX,
    INDEX_TYPE,
    LINE_TYPE,
    NAME,
    NOTE,
    NUMBER,
    REFERENCE,
    ROWS,
    SINGLE,
    iri,
)
from coalition.evidence.interchange.case_times import Clocks
from coalition.evidence.interchange.case_uco import PORTAL, RECORDED_BY, Index, leads_on
from coalition.evidence.interchange.items import NAMES, SHA256
from coalition.evidence.interchange.linked_data import Node, read_graph
from coalition.evidence.interchange.strict_json import CaseFault

Row = dict[str, str]
Numbered = Mapping[str, Sequence[Node]]

MOST_ITEMS: Final = 500
MOST_ROWS: Final = 3_000
_MOST_NUMBER: Final = 100_000
_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {"clips": CLIP_TYPE, "events": EVENT_TYPE, "transcript": LINE_TYPE, "claims": CLAIM_TYPE}
)


@dataclass(frozen=True)
class Reading:
    """What a file gives. The last ``others`` of the clips are items of other programs' files.

    Those have no kind, as no other program says it in these words.
    """

    index: Index
    others: int
    left: tuple[Left, ...]


def read_case(content: bytes) -> Reading:
    """The index in a file.

    Raises:
        CaseFault: it cannot be read, holds nothing that an index has, or breaks a rule; the part
            is named.
    """
    account = Account(read_graph(content))
    own = {part: _numbered(account, type_) for part, type_ in _TYPES.items()}
    fields = _own_rows(account, own)
    others = list(_others(account, {row["label"] for row in fields["clips"]}))
    _take_times(account, own, fields)
    index = _index(account, fields | {"clips": [*fields["clips"], *others]})
    if not index.title and not any(index.fields.values()):
        raise CaseFault(
            "The file holds no evidence index and no item: nothing in it has a "
            "uco-observable:FileFacet or ContentDataFacet. Choose another file."
        )
    return Reading(index, len(others), account.left())


def _numbered(account: Account, type_: str) -> list[Node]:
    """The rows of one table, in order."""
    found: dict[int, Node] = {}
    for node in account.nodes(type_):
        number = _number(account, node)
        if not 0 < number <= _MOST_NUMBER:
            raise CaseFault(f"{node.place}: {NUMBER} must be from 1 to {_MOST_NUMBER:,}.")
        if number in found:
            raise CaseFault(
                f"{node.place}: {NUMBER} is {number}, as that of {found[number].place}."
            )
        account.take(node)
        found[number] = node
        if len(found) > MOST_ROWS:
            raise CaseFault(f"The file holds over {MOST_ROWS:,} rows of {type_}. Split it.")
    return [found[number] for number in sorted(found)]


def _number(account: Account, node: Node) -> int:
    """The number of a row, which other programs write as a text of the type xsd:integer."""
    found = account.first(node, NUMBER)
    if isinstance(found, str) and found.isascii() and found.isdigit() and len(found) < 10:
        return int(found)
    if isinstance(found, bool) or not isinstance(found, int):
        raise CaseFault(f"{node.place}: {NUMBER} must be a whole number.")
    return found


def _own_rows(account: Account, own: Numbered) -> dict[str, list[Row]]:
    clips = [_clip(account, node) for node in own["clips"]]
    _take_cameras(account, own["clips"], clips)
    labels = {node.id: row["label"] for node, row in zip(own["clips"], clips, strict=True)}
    numbers = {node.id: number for number, node in enumerate(own["events"], start=1)}
    return {
        "clips": clips,
        "events": [_in_clip(account, "events", node, labels) for node in own["events"]],
        "transcript": [_in_clip(account, "transcript", node, labels) for node in own["transcript"]],
        "claims": [_claim(account, node, numbers) for node in own["claims"]],
    }


def _plain(account: Account, part: str, node: Node) -> Row:
    """A row with every column that one name says; the others are empty."""
    return {
        column: account.text(node, path[0]) if len(path) == 1 and not leads_on(column) else ""
        for column, path in ROWS[part].items()
    }


def _clip(account: Account, node: Node) -> Row:
    row = _plain(account, "clips", node) | _file(account, node)
    references = account.led_to(node, REFERENCE)
    if references:
        row["evidence_id"] = _evidence_number(account, node, references[0])
    return row


def _evidence_number(account: Account, node: Node, reference: Node) -> str:
    account.follow(node, REFERENCE, reference)
    account.forget(reference, "uco-core:definingContext")
    return account.text(reference, "uco-core:externalIdentifier")


def _file(account: Account, node: Node) -> Row:
    row = {"file": "", "sha256": ""}
    if file := _facet(account, node, FILE):
        row["file"] = account.text(file, "uco-observable:fileName")
    if data := _facet(account, node, DATA):
        row["sha256"] = _sha256(account, data)
    return row


def _facet(account: Account, node: Node, type_: str) -> Node | None:
    """The first facet of that type; others stay unread, as an item has one of each."""
    found = [each for each in account.led_to(node, FACET) if iri(type_) in each.types]
    first = found[0] if found else None
    if first:
        account.follow(node, FACET, first)
    return first


def _sha256(account: Account, facet: Node) -> str:
    for each in account.led_to(facet, "uco-observable:hash"):
        method = next(iter(each.values.get(iri("uco-types:hashMethod"), ())), "")
        if str(method).upper().replace("-", "") != "SHA256":
            continue
        account.follow(facet, "uco-observable:hash", each)
        account.forget(each, "uco-types:hashMethod")
        value = account.text(each, "uco-types:hashValue").lower()
        if not SHA256.fullmatch(value):
            raise CaseFault(
                f"{each.place}: uco-types:hashValue is no SHA-256, which has 64 of the signs "
                "0 to 9 and a to f."
            )
        return value
    return ""


def _take_cameras(account: Account, nodes: Sequence[Node], rows: Sequence[Row]) -> None:
    """Put the camera of each clip into its row."""
    by_id = {node.id: row for node, row in zip(nodes, rows, strict=True)}
    done: set[str] = set()
    known: dict[str, Row] = {}
    for relation in account.nodes("uco-observable:ObservableRelationship"):
        kind = relation.values.get(iri("uco-core:kindOfRelationship"), [])
        clip = [n for n in account.led_to(relation, "uco-core:source") if n.id in by_id]
        cameras = account.led_to(relation, "uco-core:target")
        if RECORDED_BY not in kind or len(clip) != 1 or len(cameras) != 1 or clip[0].id in done:
            continue
        done.add(clip[0].id)
        for name in ("isDirectional", "kindOfRelationship", "source", "target"):
            account.forget(relation, f"uco-core:{name}")
        account.take(relation)
        if cameras[0].id not in known:
            known[cameras[0].id] = _camera(account, cameras[0])
        by_id[clip[0].id].update(known[cameras[0].id])


def _camera(account: Account, camera: Node) -> Row:
    account.take(camera)
    device = _facet(account, camera, DEVICE)
    model = account.text(device, "uco-observable:model") if device else ""
    return {"camera": account.text(camera, NAME), "model": model}


def _in_clip(account: Account, part: str, node: Node, labels: Mapping[str, str]) -> Row:
    row = _plain(account, part, node)
    contexts = account.referred(node, "uco-core:eventContext")
    if len(contexts) != 1 or contexts[0] not in labels:
        raise CaseFault(f"{node.place}: uco-core:eventContext must name one clip of the file.")
    return row | {"clip": labels[contexts[0]]}


def _claim(account: Account, node: Node, events: Mapping[str, int]) -> Row:
    row = _plain(account, "claims", node)
    for column in ("corroborated", "contradicted"):
        name = ROWS["claims"][column][0]
        named = account.referred(node, name)
        if any(each not in events for each in named):
            raise CaseFault(f"{node.place}: {name} must name moments of the file.")
        row[column] = ", ".join(map(str, sorted(events[each] for each in named)))
    return row


def _take_times(account: Account, own: Numbered, fields: Mapping[str, Sequence[Row]]) -> None:
    """Let computed values count as read that are what is computed here; others are named."""
    clocks = Clocks(fields["clips"])
    computing = {
        "clips": clocks.of_clip,
        "events": clocks.of_event,
        "transcript": clocks.of_line,
    }
    for part, compute in computing.items():
        for node, row in zip(own[part], fields[part], strict=True):
            for name, said in compute(row).items():
                if node.values.get(iri(name)) == [said["@value"]]:
                    account.forget(node, name)
    for node, row in zip(own["claims"], fields["claims"], strict=True):
        try:
            found = cited_moments(row, len(fields["events"])).verdict.value
        except ClaimError:
            continue  # The checks of the index say so with the number of the row.
        if node.values.get(iri("cx:finding")) == [found]:
            account.forget(node, "cx:finding")


def _others(account: Account, labels: set[str]) -> Iterator[Row]:
    """Items of other programs' files: what has the facet of a file or of content."""
    for node in account.all_nodes():
        facets = account.led_to(node, FACET)
        is_item = any({iri(FILE), iri(DATA)} & set(facet.types) for facet in facets)
        if not is_item or iri(CLIP_TYPE) in node.types:
            continue
        if len(labels) >= MOST_ITEMS:
            raise CaseFault(f"The file holds over {MOST_ITEMS} items. Split it.")
        account.take(node)
        row = dict.fromkeys(NAMES, "") | _file(account, node)
        references = account.led_to(node, REFERENCE)
        if references:
            row["evidence_id"] = _evidence_number(account, node, references[0])
        name = account.text(node, NAME) or row["file"] or f"Item {len(labels) + 1}"
        row["note"] = account.text(node, NOTE)
        row["label"] = _unused(" ".join(name.split()), labels)
        labels.add(row["label"])
        yield row


def _unused(label: str, labels: set[str]) -> str:
    """``label``, with a number behind it where another item has it."""
    found, count = label, 1
    while found in labels:
        count += 1
        found = f"{label} ({count})"
    return found


def _index(account: Account, rows: Mapping[str, Any]) -> Index:
    found = account.nodes(INDEX_TYPE)
    if len(found) > 1:
        raise CaseFault("The file holds several evidence indexes. Import them one by one.")
    if not found:
        return Index("", "", rows)
    [node] = found
    account.take(node)
    account.forget(node, "uco-core:object")
    numbers = account.led_to(node, REFERENCE)
    if numbers and PORTAL in numbers[0].values.get(iri("uco-core:definingContext"), []):
        # A draft gets a number of its own, so that of the paper that went out is not kept.
        account.follow(node, REFERENCE, numbers[0])
        account.forget(numbers[0], "uco-core:definingContext")
        account.forget(numbers[0], "uco-core:externalIdentifier")
    said = {
        name: account.text(node, path[0]) if name in SINGLE else account.texts(node, path[0])
        for name, path in INDEX.items()
    }
    title, body = str(said.pop("title")), str(said.pop("body"))
    return Index(title, body, {**said, **rows})
