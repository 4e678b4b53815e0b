"""The pages of members and their leaving, for the table of pages."""

from tests.browser.sight import Sight

LEAVING_SIGHTS = [
    Sight("members", "lead", "/members"),
    Sight("nobody matches", "admin", "/members?q=zzz", shows="Nobody matches"),
    Sight("suspend", "admin", "/members/{member}/suspend"),
    Sight("leaving", "admin", "/members/{member}/leaving", shows="can still sign in"),
    Sight("what somebody received", "admin", "/members/{member}/received"),
    Sight("no review of access", "lead", "/members/access-review", shows="No review yet"),
    Sight("review by office", "admin", "/members/access-review/offices", shows="No review yet"),
    Sight("open a review", "admin", "/members/access-review/new"),
]
