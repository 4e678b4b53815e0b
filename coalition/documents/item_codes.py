"""The words of this portal that files of evidence use."""

from typing import Final

from coalition.documents.kinds.evidence_index import MISSING
from coalition.documents.vocabularies import CAMERA_STATES, CLIP_KINDS, OFFSET_BASES, ZONES
from coalition.evidence.interchange.reading import Vocabularies

VOCABULARIES: Final = Vocabularies(
    {"kind": CLIP_KINDS, "state": CAMERA_STATES, "zone": ZONES, "offset_basis": OFFSET_BASES},
    frozenset({MISSING, "photo", "plate-reader", "radio", "911-and-cad"}),
)
