"""The pages of leaving, for the table of pages."""

from tests.browser.sight import Sight

LEAVING_SIGHTS = [
    Sight("suspend", "admin", "/members/{member}/suspend"),
    Sight("leaving", "admin", "/members/{member}/leaving", shows="can still sign in"),
    Sight("what somebody received", "admin", "/members/{member}/received"),
]
