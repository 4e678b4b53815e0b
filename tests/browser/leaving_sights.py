"""The pages of members and their leaving, for the table of pages."""

from datetime import timedelta

from coalition import clock
from coalition.membership.terms import services
from tests.browser.sight import Sight, press
from tests.support.world import Member


def term_sights(people: dict[str, Member]) -> dict[str, str]:
    """A lead with a last day, and a nearer one that waits for a second admin."""
    admin, lead = people["admin"].actor, people["lead"].public_id
    day = clock.now().date() + timedelta(days=60)
    services.change_term(admin, lead, last_day=day, before="")
    near = clock.now().date() + timedelta(days=3)
    waiting = services.change_term(admin, lead, last_day=near, before=day.isoformat())
    assert waiting is not None
    return {"term-change": waiting.public_id}


LEAVING_SIGHTS = [
    Sight("members", "lead", "/members"),
    Sight("nobody matches", "admin", "/members?q=zzz", shows="Nobody matches"),
    Sight("suspend", "admin", "/members/{member}/suspend"),
    Sight("leaving", "admin", "/members/{member}/leaving", shows="can still sign in"),
    Sight("what somebody received", "admin", "/members/{member}/received"),
    Sight("no review of access", "lead", "/members/access-review", shows="No review yet"),
    Sight("review by office", "admin", "/members/access-review/offices", shows="No review yet"),
    Sight("terms of leads", "second-admin", "/members/terms", shows="Waiting for a second admin"),
    Sight("term of a lead", "second-admin", "/members/{member}/term"),
    Sight(
        "term that is what it was",
        "second-admin",
        "/members/{member}/term",
        press("Save"),
        shows="There is a problem",
    ),
    Sight("change of a term", "second-admin", "/members/terms/{term-change}", shows="Agree"),
    Sight("office with a term", "second-admin", "/offices/{office}", shows="change the term"),
    Sight("open a review", "admin", "/members/access-review/new"),
]
