"""What an author vouches for before anything is shared, because no detector can see it."""

from collections.abc import Collection
from types import MappingProxyType
from typing import Final

from coalition.errors import Problem

ASSURANCES: Final = MappingProxyType(
    {
        "no_grand_jury": "Nothing in it is a matter before a grand jury.",
        "nothing_sealed": "Nothing in it is sealed, or confidential for the sake of a juvenile.",
        "no_immigration_status": "It does not say the immigration status of a victim or witness.",
    }
)


def missing_assurances(given: Collection[str]) -> list[Problem]:
    """One problem for each assurance that was not given."""
    return [
        Problem(code, f"Confirm this before it is shared: {sentence}")
        for code, sentence in ASSURANCES.items()
        if code not in given
    ]
