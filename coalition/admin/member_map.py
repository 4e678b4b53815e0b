"""A map of the coalition in which every state is one tile, as large as any other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from coalition.offices.states import STATES

TILE: Final = 52
GAP: Final = 4
# Each state where a reader looks for it, the territories in a row of their own.
ROWS: Final = (
    "AK .. .. .. .. .. .. .. .. .. ME",
    ".. .. .. .. .. .. .. .. .. VT NH",
    "WA ID MT ND MN IL WI MI NY RI MA",
    "OR NV WY SD IA IN OH PA NJ CT ..",
    "CA UT CO NE MO KY WV VA MD DE ..",
    ".. AZ NM KS AR TN NC SC DC .. ..",
    ".. .. .. OK LA MS AL GA .. .. ..",
    "HI .. .. TX .. .. .. .. FL .. ..",
    "AS GU MP .. .. .. .. .. .. PR VI",
)
WIDTH: Final = len(ROWS[0].split()) * (TILE + GAP) - GAP
HEIGHT: Final = len(ROWS) * (TILE + GAP) - GAP


@dataclass(frozen=True)
class Tile:
    """A state with its place in the picture, in the picture's units."""

    state: str
    name: str
    x: int
    y: int
    offices: int
    people: int


def tiles(offices: Mapping[str, int], people: Mapping[str, int]) -> list[Tile]:
    """Every state and territory, in the order of the picture.

    Args:
        offices, people: how many member offices and active members a state has, by its code.
    """
    return [
        Tile(
            state,
            STATES[state],
            column * (TILE + GAP),
            row * (TILE + GAP),
            offices.get(state, 0),
            people.get(state, 0),
        )
        for row, line in enumerate(ROWS)
        for column, state in enumerate(line.split())
        if state != ".."
    ]
