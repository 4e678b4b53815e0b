"""Styles and scripts are kept by browsers under addresses that change with their content."""

from collections.abc import Callable

from tests.support.client import Browser


def test_every_style_and_script_of_a_page_may_be_kept_for_a_year(
    browser: Callable[[], Browser],
) -> None:
    visitor = browser()
    page = visitor.get("/sign-in")
    addresses = [str(link["href"]) for link in page.soup.select("link[href]")]
    addresses += [str(script["src"]) for script in page.soup.select("script[src]")]
    assert addresses
    for address in addresses:
        answer = visitor.get(address).response
        assert answer.status_code == 200, address
        assert "immutable" in answer.headers["Cache-Control"], address
        assert "Set-Cookie" not in answer.headers
        answer.close()


def test_an_address_with_another_digest_is_not_kept(browser: Callable[[], Browser]) -> None:
    for address in ("/static/favicon.svg?v=0000000000000000", "/static/favicon.svg"):
        answer = browser().get(address).response
        assert answer.status_code == 200
        assert "immutable" not in answer.headers.get("Cache-Control", "")
        answer.close()


def test_pages_are_never_kept(browser: Callable[[], Browser]) -> None:
    for path in ("/sign-in", "/", "/search", "/nothing-here"):
        assert browser().get(path).response.headers["Cache-Control"] == "no-store"
