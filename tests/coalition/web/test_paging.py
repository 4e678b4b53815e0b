"""Addresses of pages keep what was asked and take no orders from it."""

import pytest
from flask import Flask

from coalition.web.paging import PageLinks, asked_page, page_url


@pytest.fixture
def app() -> Flask:
    return Flask(__name__)


def test_an_address_keeps_repeated_arguments_and_changes_the_page(app: Flask) -> None:
    with app.test_request_context("/search?q=a+b&kind=x&kind=y&page=2"):
        assert page_url(3) == "/search?q=a+b&kind=x&kind=y&page=3"
        assert page_url(kind=None) == "/search?q=a+b"


@pytest.mark.parametrize(
    "hostile", ["_external=1&_scheme=javascript", "endpoint=static", "_anchor=x", "_method=POST"]
)
def test_arguments_cannot_steer_where_a_link_points(app: Flask, hostile: str) -> None:
    with app.test_request_context(f"/search?{hostile}"):
        assert page_url(2) == f"/search?{hostile}&page=2"


@pytest.mark.parametrize("text", ["0", "-1", "x", "", "٣", "9" * 5000, "1.5", " 1"])
def test_an_unusable_page_number_is_the_first_page(app: Flask, text: str) -> None:
    with app.test_request_context("/search", query_string={"page": text}):
        assert asked_page() == 1


def test_an_empty_list_has_one_page_without_neighbors(app: Flask) -> None:
    with app.test_request_context("/search"):
        links = PageLinks(1, 20, 0)
        assert (links.total_pages, links.first_row, links.last_row) == (1, 0, 0)
        assert links.previous_url is links.next_url is None
