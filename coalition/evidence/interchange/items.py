"""An item of evidence as any format tells it, before it is saved.

Readers of files (CSV, load files, CASE) make items, writers take them; neither knows how an index
keeps them. An item's fields are the columns of an index's clips and, like those, texts: codes of
vocabularies, displayed times of day, days counted from 1. A format that has dates counts them into
days with :mod:`coalition.evidence.interchange.shown_times`. A camera's serial number is no field
of an item: it stays with the office that has the camera.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

# A SHA-256 as it is kept: hexadecimal in lower case.
SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Item:
    """One recording, picture or record; what is not known is empty."""

    label: str = ""
    kind: str = ""
    camera: str = ""
    wearer: str = ""
    agency: str = ""
    model: str = ""
    position: str = ""
    state: str = ""
    day: str = ""
    starts_at: str = ""
    ends_day: str = ""
    ends_at: str = ""
    zone: str = ""
    offset_seconds: str = ""
    offset_basis: str = ""
    uncertainty_seconds: str = ""
    second_at: str = ""
    second_offset_seconds: str = ""
    evidence_id: str = ""
    file: str = ""
    sha256: str = ""
    note: str = ""

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> "Item":
        """The item that a row of an index describes; columns it does not have yet are empty."""
        return cls(**{name: str(row.get(name) or "") for name in NAMES})

    def as_row(self) -> dict[str, str]:
        """The item as a row of an index."""
        return asdict(self)


# The names of an item's fields, in order.
NAMES: Final = tuple(field.name for field in fields(Item))


def row_key(salt: str, cells: Mapping[str, str]) -> str:
    """What a row of a file is known by in the index it was taken into, however it is mapped."""
    spelled = json.dumps([salt, cells], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(spelled.encode()).hexdigest()
