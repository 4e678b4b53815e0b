"""Every state has one tile, and says how many offices and people it has."""

from coalition.admin.member_map import HEIGHT, TILE, WIDTH, tiles
from coalition.offices.states import STATES


def test_every_state_and_territory_has_one_tile() -> None:
    assert sorted(tile.state for tile in tiles({}, {})) == sorted(STATES)


def test_no_tile_lies_on_another_or_outside_the_picture() -> None:
    found = tiles({}, {})
    assert len({(tile.x, tile.y) for tile in found}) == len(found)
    assert all(tile.x + TILE <= WIDTH and tile.y + TILE <= HEIGHT for tile in found)


def test_a_tile_carries_the_numbers_of_its_state() -> None:
    numbers = {
        tile.state: (tile.offices, tile.people) for tile in tiles({"MN": 2, "OR": 1}, {"MN": 7})
    }
    assert (numbers["MN"], numbers["OR"], numbers["WI"]) == ((2, 7), (1, 0), (0, 0))
