"""What each part of an evidence index is called in CASE and UCO 1.4, where they have a word.

Names are written with prefixes, as in the files. Everything under ``cx:`` is the portal's own.
``docs/case-uco.md`` holds these tables; a test compares them.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "case-investigation": "https://ontology.caseontology.org/case/investigation/",
        "cx": "urn:coalition-exchange:vocabulary:",
        "kb": "urn:coalition-exchange:index:",
        "uco-action": "https://ontology.unifiedcyberontology.org/uco/action/",
        "uco-core": "https://ontology.unifiedcyberontology.org/uco/core/",
        "uco-marking": "https://ontology.unifiedcyberontology.org/uco/marking/",
        "uco-observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
        "uco-tool": "https://ontology.unifiedcyberontology.org/uco/tool/",
        "uco-types": "https://ontology.unifiedcyberontology.org/uco/types/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
)

# A name, or the names that lead to it through the nodes between.
Path = tuple[str, ...]
Terms = Mapping[str, Path]

NAME: Final = "uco-core:name"
NOTE: Final = "uco-core:description"
FACET: Final = "uco-core:hasFacet"
REFERENCE: Final = "uco-core:externalReference"
FILE: Final = "uco-observable:FileFacet"
DATA: Final = "uco-observable:ContentDataFacet"
DEVICE: Final = "uco-observable:DeviceFacet"
CAMERA: Final = "uco-observable:DigitalCamera"
NUMBER: Final = "cx:number"

INDEX_TYPE: Final = "cx:EvidenceIndex"
CLIP_TYPE: Final = "cx:Clip"
EVENT_TYPE: Final = "cx:Moment"
LINE_TYPE: Final = "cx:SpokenLine"
CLAIM_TYPE: Final = "cx:Claim"

INDEX: Final[Terms] = MappingProxyType(
    {
        "title": (NAME,),
        "body": (NOTE,),
        "state": ("cx:jurisdiction",),
        "offense": ("cx:offense",),
        "statute": ("cx:statute",),
        "defense": ("cx:defense",),
        "response": ("cx:response",),
        "stage": ("cx:stage",),
        "outcome": ("cx:outcome",),
        "forum": ("cx:forum",),
        "authority": ("cx:authority",),
        "tags": ("uco-core:tag",),
        "flags": ("cx:disclosureFlag",),
    }
)
# Fields of the index that hold one value; the others hold several.
SINGLE: Final = frozenset({"title", "body", "state", "stage", "outcome", "forum"})

CLIPS: Final[Terms] = MappingProxyType(
    {
        "label": (NAME,),
        "kind": ("cx:kind",),
        "camera": (CAMERA, NAME),
        "wearer": ("cx:wearer",),
        "agency": ("cx:agency",),
        "model": (CAMERA, DEVICE, "uco-observable:model"),
        "position": ("cx:position",),
        "state": ("cx:cameraState",),
        "day": ("cx:displayedDay",),
        "starts_at": ("cx:displayedStart",),
        "ends_day": ("cx:displayedEndDay",),
        "ends_at": ("cx:displayedEnd",),
        "zone": ("cx:displayZone",),
        "offset_seconds": ("cx:offsetSeconds",),
        "offset_basis": ("cx:offsetBasis",),
        "uncertainty_seconds": ("cx:uncertaintySeconds",),
        "second_at": ("cx:secondMeasuredAt",),
        "second_offset_seconds": ("cx:secondOffsetSeconds",),
        "evidence_id": (REFERENCE, "uco-core:externalIdentifier"),
        "file": (FILE, "uco-observable:fileName"),
        "sha256": (DATA, "uco-observable:hash", "uco-types:hashValue"),
        "note": (NOTE,),
    }
)
EVENTS: Final[Terms] = MappingProxyType(
    {
        "clip": ("uco-core:eventContext",),
        "day": ("cx:displayedDay",),
        "at": ("cx:displayedAt",),
        "until": ("cx:displayedUntil",),
        "kind": ("uco-core:eventType",),
        "who": ("cx:who",),
        "confidence": ("cx:confidence",),
        "note": (NOTE,),
    }
)
TRANSCRIPT: Final[Terms] = MappingProxyType(
    {
        "clip": ("uco-core:eventContext",),
        "at": ("cx:from",),
        "until": ("cx:to",),
        "speaker": ("cx:speaker",),
        "words": (NOTE,),
    }
)
CLAIMS: Final[Terms] = MappingProxyType(
    {
        "claim": ("uco-core:statement",),
        "source": ("cx:source",),
        "by": ("cx:madeBy",),
        "made": ("cx:madeWhen",),
        "corroborated": ("cx:corroboratedBy",),
        "contradicted": ("cx:contradictedBy",),
        "note": (NOTE,),
    }
)
ROWS: Final[Mapping[str, Terms]] = MappingProxyType(
    {"clips": CLIPS, "events": EVENTS, "transcript": TRANSCRIPT, "claims": CLAIMS}
)
# What a row of each table is.
TYPES: Final[Mapping[str, Path]] = MappingProxyType(
    {
        "clips": ("uco-observable:ObservableObject", CLIP_TYPE),
        "events": ("uco-core:Event", EVENT_TYPE),
        "transcript": ("uco-core:Event", LINE_TYPE),
        "claims": ("uco-core:Assertion", CLAIM_TYPE),
    }
)
# What is computed for those who read a file, and computed again when one is taken over.
COMPUTED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "cx:trueStart": "when a recording begins, in the zone of the index",
        "cx:trueEnd": "when it ends",
        "cx:utcStart": "when it begins in UTC, if its zone is stated",
        "cx:utcEnd": "when it ends in UTC",
        "cx:startDoubt": "how far the beginning may be off",
        "cx:endDoubt": "how far the end may be off",
        "cx:trueTime": "when a moment or a spoken line was, in the zone of the index",
        "cx:utcTime": "the same in UTC, if the zone is stated",
        "cx:doubt": "how far it may be off",
        "cx:finding": "what the footage says of a claim: "
        "corroborated, contradicted, both or not shown",
    }
)
CUSTODY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "case-investigation:InvestigativeAction": "an entry",
        NAME: "what happened, in words",
        "cx:act": "what happened, as a code",
        NUMBER: "the number of the entry",
        "uco-action:startTime": "when it happened, in UTC",
        "uco-action:object": "the clip whose label or file name the entry names",
        "uco-action:instrument": "the tool, if “flask evidence hash” read the file",
        "uco-action:result": "the provenance record of the entry",
        "case-investigation:wasInformedBy": "the entry before it",
        "cx:entryHash": "the hash of the entry in its chain",
        "case-investigation:ProvenanceRecord": "what the entry leaves behind",
        "case-investigation:exhibitNumber": "the evidence number of the clip",
        "uco-core:object": "the clip again",
        "cx:hashBefore": "the SHA-256 before",
        "cx:hashAfter": "the SHA-256 after",
    }
)


@cache
def iri(name: str) -> str:
    """A prefixed name in full."""
    prefix, _, rest = name.partition(":")
    return PREFIXES[prefix] + rest


def mapping_table() -> str:
    """The mapping as a table of Markdown, for the documentation."""
    rows = [("The index", field, path) for field, path in INDEX.items()]
    rows += [(part, column, path) for part, terms in ROWS.items() for column, path in terms.items()]
    lines = [f"| {part} | `{field}` | {_through(path)} |" for part, field, path in rows]
    return "\n".join(["| Part | Field | In the file |", "| --- | --- | --- |", *lines])


def terms_table(terms: Mapping[str, str]) -> str:
    """Terms with their meanings as a table of Markdown."""
    lines = [f"| `{name}` | {meaning} |" for name, meaning in terms.items()]
    return "\n".join(["| Term | Meaning |", "| --- | --- |", *lines])


def _through(path: Path) -> str:
    return " → ".join(f"`{name}`" for name in path)
