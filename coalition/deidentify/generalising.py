"""Less exact phrases: a month for a date, a band for an age, a block for a house."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from coalition.deidentify.analysis import Entity
from coalition.deidentify.naming import label_of
from coalition.deidentify.roles import role_of

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_MONTH: Final = "|".join(f"{month[:3]}(?:{month[3:]})?" for month in MONTHS) + "|Sept"
_MONTH_DAY: Final = re.compile(
    rf"\b(?P<month>{_MONTH})\.?[ \t\n]+(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?\b"
    r"(?:,?[ \t\n]+(?P<year>[0-9]{4})\b)?",
    re.IGNORECASE,
)
_DAY_MONTH: Final = re.compile(
    rf"\b(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?:[ \t\n]+of)?[ \t\n]+(?P<month>{_MONTH})\b\.?"
    r"(?:,?[ \t\n]+(?P<year>[0-9]{4})\b)?",
    re.IGNORECASE,
)
_MONTH_YEAR: Final = re.compile(
    rf"\b(?P<month>{_MONTH})\.?,?[ \t\n]+(?P<year>[0-9]{{4}})\b", re.IGNORECASE
)
_FIGURES: Final = re.compile(
    r"\b(?P<month>[0-9]{1,2})[/.-](?P<day>[0-9]{1,2})[/.-](?P<year>[0-9]{4}|[0-9]{2})\b"
)
_ISO: Final = re.compile(r"\b(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})\b")
_YEAR: Final = re.compile(r"\b(?:19|20)[0-9]{2}\b")

_NUMBER: Final = re.compile(r"[0-9]{1,3}")
_BANDS: Final = ((0, 5), (6, 12), (13, 17), (18, 29), (30, 39), (40, 49), (50, 59), (60, 69),
                 (70, 79), (80, 89))  # fmt: skip
_HOUSE: Final = re.compile(r"\b(?P<number>[0-9]{1,6})[A-Za-z]?[ \t\n]+(?P<street>[^,\n]{2,60})")
_UNIT: Final = re.compile(r"[ ,]*\b(?:apt|apartment|unit|suite|ste|no|room|rm|#)\b.*$", re.I | re.S)
_ENDS: Final = {
    "county": "a county", "parish": "a parish", "township": "a township", "street": "a street",
    "avenue": "an avenue", "road": "a road", "park": "a park", "school": "a school",
    "hospital": "a hospital", "clinic": "a clinic", "church": "a church", "mosque": "a mosque",
    "university": "a university", "college": "a college", "airport": "an airport",
    "station": "a station", "bridge": "a bridge", "hotel": "a hotel", "inc": "a company",
    "llc": "a company", "corp": "a company", "company": "a company",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Day:
    """What a text says of a date; parts it does not say are 0."""

    year: int
    month: int
    day: int = 0

    @property
    def exact(self) -> date | None:
        """The calendar day, when the text names one that exists."""
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None


def read_day(words: str) -> Day | None:
    """The date that ``words`` name, as an American reads it; nothing if they name none."""
    for pattern in (_ISO, _FIGURES, _MONTH_DAY, _DAY_MONTH, _MONTH_YEAR):
        match = pattern.search(words)
        if match:
            found = match.groupdict()
            year = int(found.get("year") or 0)
            year += (2000 if year < 70 else 1900) if 0 < len(found.get("year") or "") < 3 else 0
            month = _month_number(found["month"])
            if 1 <= month <= 12:
                return Day(year, month, int(found.get("day") or 0))
    return None


def _month_number(text: str) -> int:
    if text.isdigit():
        return int(text)
    return next(at for at, month in enumerate(MONTHS, 1) if month[:3] == text[:3].title())


def earliest_day(parts: Mapping[str, str], entities: Iterable[Entity]) -> date | None:
    """The first exact date among the dates found, which “day 1” stands for."""
    days = (
        found.exact
        for entity in entities
        if entity.type == "date"
        for place in entity.places
        if (found := read_day(parts[place.part][place.start : place.end]))
    )
    return min((day for day in days if day), default=None)


def phrases_for(
    entity: Entity, parts: Mapping[str, str], *, earliest: date | None = None, region: str = ""
) -> tuple[str, ...]:
    """Phrases to choose from, the one to propose first.

    Args:
        earliest: what days are counted from, see :func:`earliest_day`.
        region: the state that the paper is about, for places that do not say theirs.
    """
    place = entity.places[0]
    words = parts[place.part][place.start : place.end]
    if entity.type == "date":
        return _date_phrases(words, earliest)
    if entity.type == "person":
        return (role_of(entity, parts).phrase,)
    if entity.type in ("place", "organisation"):
        return _place_phrases(words, region, organisation=entity.type == "organisation")
    maker = _MAKERS.get(entity.type)
    return (maker(words),) if maker else (f"[{label_of(entity.type)}]",)


def _date_phrases(words: str, earliest: date | None) -> tuple[str, ...]:
    day = read_day(words)
    if day is None:
        return ("some years before",) if _YEAR.search(words) else ("around that time",)
    month = MONTHS[day.month - 1]
    phrases = [f"{month} {day.year}" if day.year else month]
    if not day.day:
        phrases = [str(day.year)]
    elif day.exact and earliest:
        after = (day.exact - earliest).days
        phrases.append(
            "the day of the incident" if not after else f"day {after} after the incident"
        )
    return tuple(phrases)


def _age(words: str) -> str:
    number = _NUMBER.search(words)
    if number is None:
        return "an adult"
    band = _band(int(number[0]), "-" if words[number.end() : number.end() + 1] == "-" else " ")
    return " ".join((words[: number.start()] + band + words[number.end() :]).split())


def _band(age: int, space: str) -> str:
    for low, high in _BANDS:
        if low <= age <= high:
            return f"{low}{space}to{space}{high}"
    return f"90{space}or{space}older"


def _address(words: str) -> str:
    house = _HOUSE.search(words)
    if house is None:
        return "an address in the area"
    street = " ".join(_UNIT.sub("", house["street"]).split())
    hundred = int(house["number"]) // 100 * 100
    return f"the {hundred} block of {street}" if hundred else f"a block of {street}"


def _place_phrases(words: str, region: str, *, organisation: bool) -> tuple[str, ...]:
    name, _, state = words.partition(",")
    state = " ".join(state.split())
    last = re.sub(r"[^a-z]", "", name.split()[-1].casefold()) if name.split() else ""
    what = _ENDS.get(last, "an organization" if organisation else "a city")
    where = state if state.isalpha() and len(state) > 2 else region
    return (f"{what} in {where}", what) if where and not organisation else (what,)


_MAKERS: Final[Mapping[str, Callable[[str], str]]] = {
    "age": _age,
    "address": _address,
    "occupation": lambda words: "[occupation]",
    "nationality": lambda words: "[demographic detail]",
    "rare-fact": lambda words: "[detail left out]",
    "quantity": lambda words: "several",
    "other": lambda words: "[detail left out]",
}
