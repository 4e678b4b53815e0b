"""What there is to look at of requests, holds and flags."""

from tests.browser.sight import Sight, press

RECORDS_SIGHTS = [
    Sight("records", "lead", "/records", shows="1 hold"),
    Sight("holds", "lead", "/records/holds", shows="2026-17"),
    Sight("holds of a kind that there are none of", "lead", "/records/holds?show=lifted"),
    Sight("hold", "lead", "/records/holds/{hold}", shows="Lift it"),
    Sight(
        "hold refused",
        "lead",
        "/records/holds/{hold}",
        press("Lift the hold"),
        shows="There is a problem",
    ),
    Sight("place a hold", "lead", "/records/holds/new"),
    Sight(
        "place a hold refused",
        "lead",
        "/records/holds/new",
        press("Place the hold"),
        shows="There is a problem",
    ),
]
