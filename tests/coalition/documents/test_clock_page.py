"""Working out a camera's clock from what it showed beside another one."""

import pytest

pytestmark = pytest.mark.database

GIVEN = {
    "shown_date": "2026-03-15",
    "shown_time": "02:04:10",
    "shown_zone": "+00:00",
    "true_date": "2026-03-14",
    "true_time": "21:04:07",
    "true_zone": "America/Chicago",
    "action": "work-out",
}


@pytest.fixture
def author(browser, cast):
    return browser().sign_in(cast.author)


def entered(page):
    return {row.dt.get_text(): row.dd.get_text().strip() for row in page.soup.select("dl div")}


def test_one_moment_gives_the_offset_and_what_the_display_is_set_to(author):
    page = author.submit(author.get("/documents/clock"), GIVEN)
    assert entered(page) == {
        "Display is set to": "UTC",
        "Offset in seconds": "-3",
        "The first moment in UTC": "2026-03-15 02:04:10 UTC",
    }
    assert page.soup.select_one("#shown_time")["value"] == "02:04:10"


def test_two_moments_give_the_drift(author):
    later = {"shown_later": "03:04:10", "true_later": "22:04:05.5"}
    page = author.submit(author.get("/documents/clock"), GIVEN | later)
    found = entered(page)
    assert found["Offset measured again at"] == "03:04:10"
    assert found["Offset then"] == "-4.5"
    assert found["Drift"] == "-1.5 seconds an hour"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"shown_date": "3/14/2026"}, "Write the date as YYYY-MM-DD"),
        ({"shown_date": "2027-02-29"}, "Write the date as YYYY-MM-DD"),
        ({"true_time": "9 pm"}, "Write the time as HH:MM:SS"),
        ({"true_zone": ""}, "Choose what this clock was set to"),
        ({"true_date": "2026-03-08", "true_time": "02:30:00"}, "was skipped that day"),
        ({"true_later": "22:04:07"}, "what both clocks showed at the second moment"),
        ({"shown_later": "02:04:10", "true_later": "21:04:07"}, "the same displayed time"),
        ({"shown_later": "02:05:10", "true_later": "21:15:07"}, "the clock was set"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_kept(author, typed, words):
    page = author.submit(author.get("/documents/clock"), GIVEN | typed)
    assert page.status == 422
    assert words in page.words
    name, value = next(iter(typed.items()))
    if name != "true_zone":
        assert page.soup.select_one(f"#{name}")["value"] == value
