"""Reviewing a short text in the act of writing it: nothing is stored before it is decided.

A form brings the text and what was decided about it; the answer is either the decided text or a
sheet with what is still open, to be shown beside the same text again.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from coalition.deidentify.decisions import Decision
from coalition.deidentify.dossier import Dossier
from coalition.deidentify.examined import Look, examined
from coalition.deidentify.services import decided_dossier
from coalition.deidentify.sheet import Basis, Sheet, make_sheet
from coalition.errors import Invalid
from coalition.runtime import current_settings
from coalition.vault import derived_key

# What the first decisions bring to light is decided in the second round, and so on; no text that
# somebody means well needs more.
MOST_ROUNDS = 4


@dataclass(frozen=True)
class AtOnce:
    """The review of one text, and the broken rules of the wordings that came with it."""

    sheet: Sheet
    refused: Invalid | None = None

    @property
    def is_open(self) -> bool:
        """Whether nothing stands in the way of storing the decided text."""
        return self.refused is None and self.sheet.is_open


def seen_as(about: str, parts: Mapping[str, str]) -> str:
    """What a page names the parts by that it shows, so that decisions are about no other text."""
    return _dossier(about).digest_of_parts(parts)


def review_at_once(
    about: str,
    parts: Mapping[str, str],
    basis: Basis,
    chosen: Mapping[str, Decision],
    *,
    look: Look = examined,
) -> AtOnce:
    """The review of ``parts`` under the decisions that came with them.

    Args:
        about: who writes where; keys of items are good for nothing else.
        chosen: decisions by the keys of items; those of no item are left aside.
        look: how texts are looked through: :func:`examine` outside of a unit of work.
    """
    dossier = _dossier(about)
    for _ in range(MOST_ROUNDS):
        sheet = make_sheet(dossier, parts, look=look, basis=basis)
        new = {i.key: chosen[i.key] for i in sheet.items if i.is_open and i.key in chosen}
        if not new:
            break
        try:
            dossier = decided_dossier(sheet, new, look=look)
        except Invalid as refusal:
            return AtOnce(sheet, refusal)
    return AtOnce(sheet)


def _dossier(about: str) -> Dossier:
    return Dossier(derived_key(current_settings().secret_key, f"at-once:{about}"))
