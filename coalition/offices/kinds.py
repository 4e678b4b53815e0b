"""The kinds of office that can be a member."""

from types import MappingProxyType
from typing import Final

COUNTY: Final = "county-attorney"

OFFICE_KINDS: Final[MappingProxyType[str, str]] = MappingProxyType(
    {
        COUNTY: "District or county attorney",
        "attorney-general": "Attorney general",
        "city-attorney": "City attorney",
    }
)
