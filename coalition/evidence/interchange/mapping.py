"""Which column of a file says what: guessed from its header, decided by a person, kept by offices.

Nothing here knows a cell; :mod:`.reading` reads those under a plan.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from coalition.evidence.interchange.delimited import Dialect

# What a column may say, by the name of an item's field or of what such fields are counted from.
TARGETS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "label": "Label",
        "kind": "Kind",
        "camera": "Camera",
        "wearer": "Worn or held by",
        "agency": "Agency",
        "model": "Make and model",
        "position": "Where it sat",
        "state": "State of the camera",
        "begins": "Starts: date and time",
        "begins_date": "Starts: date",
        "day": "Day",
        "starts_at": "Starts at",
        "ends": "Ends: date and time",
        "ends_date": "Ends: date",
        "ends_day": "Ends on day",
        "ends_at": "Ends at",
        "duration": "Length",
        "zone": "Display is set to",
        "offset_seconds": "Offset in seconds",
        "offset_basis": "Basis of the offset",
        "uncertainty_seconds": "± seconds",
        "second_at": "Offset measured again at",
        "second_offset_seconds": "Offset then",
        "evidence_id": "Evidence number",
        "file": "File name",
        "sha256": "SHA-256",
        "note": "Note",
        "serial": "Serial number (never taken over)",
    }
)
_GENERIC: Final[Mapping[str, str]] = MappingProxyType(
    {
        "title": "label", "name": "label", "item": "label", "clip": "label", "type": "kind",
        "camera name": "camera", "worn by": "wearer", "role": "wearer", "agency name": "agency",
        "department": "agency", "make": "model", "make model": "model", "mount": "position",
        "start": "begins", "start time": "begins", "started": "begins", "begin": "begins",
        "start datetime": "begins", "recorded": "begins", "recorded at": "begins",
        "date": "begins_date", "start date": "begins_date", "end": "ends", "end time": "ends",
        "ended": "ends", "end datetime": "ends", "stop time": "ends", "end date": "ends_date",
        "duration": "duration", "time zone": "zone", "timezone": "zone", "offset": "offset_seconds",
        "basis": "offset_basis", "uncertainty": "uncertainty_seconds",
        "id": "evidence_id", "evidence id": "evidence_id", "external id": "evidence_id",
        "filename": "file", "original file name": "file", "sha2": "sha256",
        "sha 256 hash": "sha256", "hash": "sha256", "checksum": "sha256", "notes": "note",
        "description": "note",
        "comment": "note", "serial": "serial", "serial number": "serial", "upi": "evidence_id",
        "device serial number": "serial", "device serial": "serial", "camera serial": "serial",
        "starts date and time": "begins", "ends date and time": "ends", "control number": "label",
        "docid": "label", "begdoc": "label",
    }
)  # fmt: skip
# As programs like Axon Evidence head their lists. The owner is somebody's name: it is left out
# until a person chooses it, because an index names roles.
_EVIDENCE_LIST: Final[Mapping[str, str]] = MappingProxyType(
    {
        "evidence title": "label", "recorded on": "begins", "date recorded": "begins",
        "recording start": "begins", "recorded start": "begins", "recording end": "ends",
        "recorded end": "ends", "evidence type": "kind", "file type": "kind", "category": "",
        "device": "serial", "device id": "serial", "device name": "camera", "device model": "model",
        "source device": "serial", "checksum sha2": "sha256", "checksum sha 2": "sha256",
        "checksum sha256": "sha256", "owner": "", "badge id": "", "uploaded on": "",
    }
)  # fmt: skip
PRESETS: Final[Mapping[str, str]] = MappingProxyType(
    {"generic": "Any list", "evidence-list": "Export of Axon Evidence or a similar program"}
)
_WORDS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {"generic": {}, "evidence-list": {"video": "local-body-worn", "image": "photo"}}
)
# What marks the files of this portal, which is no part of an item.
MARKS: Final = "Marking"


@dataclass(frozen=True)
class Plan:
    """How a file is read: by whom it is spelled, what its columns say, and what they leave open.

    Args:
        columns: header -> name in :data:`TARGETS`; a header that is not there is left out.
        kind: of rows that state none; ``words``: the file's word for a kind -> its code.
        zone: of times that state none.
        first_day: the date of day 1, ISO 8601. It is forgotten with the file.
        leave_listed: leave out what another paper lists already.
        again: take over rows again that were taken over before.
    """

    dialect: Dialect = field(default_factory=Dialect)
    columns: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    zone: str = ""
    first_day: str = ""
    leave_listed: bool = False
    again: bool = False

    @property
    def day_1(self) -> date | None:
        """The date of day 1, if it is known."""
        return date.fromisoformat(self.first_day) if self.first_day else None

    def column_of(self, *targets: str) -> str:
        """The header of the first column that says one of these, or nothing."""
        said = {target: head for head, target in self.columns.items()}
        return next((said[target] for target in targets if target in said), "")

    def as_json(self) -> dict[str, Any]:
        """The plan as it is kept."""
        return asdict(self)

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "Plan":
        """Read what :meth:`as_json` wrote."""
        return cls(**{**said, "dialect": Dialect(**said["dialect"])})

    def lasting(self) -> dict[str, Any]:
        """What an office keeps of it: nothing that belongs to one file alone."""
        return replace(self, first_day="", leave_listed=False, again=False).as_json()

    def applied_to(self, heads: Iterable[str], dialect: Dialect) -> "Plan":
        """A kept plan for another file: columns that it does not have are left out."""
        given = {head.casefold(): target for head, target in self.columns.items()}
        columns = {head: given[head.casefold()] for head in heads if head.casefold() in given}
        return replace(self, columns=columns, dialect=dialect)


def guessed_plan(heads: Iterable[str], dialect: Dialect, preset: str = "generic") -> Plan:
    """The plan that a header suggests; each meaning goes to the first column that has it."""
    known = {_plain(label): name for name, label in TARGETS.items()}
    known |= {_plain(name): name for name in TARGETS} | dict(_GENERIC)
    if preset == "evidence-list":
        known |= dict(_EVIDENCE_LIST)
    columns: dict[str, str] = {}
    for head in heads:
        target = known.get(_plain(head), "serial" if "serial" in head.casefold() else "")
        if target and target not in columns.values():
            columns[head] = target
    return Plan(dialect, columns, words=dict(_WORDS[preset]))


def suggested_preset(heads: Iterable[str]) -> str:
    """The preset whose words the header uses."""
    marks = {"evidence title", "recorded on", "uploaded on", "date recorded", "checksum sha2"}
    return "evidence-list" if marks & set(map(_plain, heads)) else "generic"


def _plain(head: str) -> str:
    return " ".join(re.findall(r"[a-z0-9±]+", head.casefold()))
