"""Default deny: a route that does not say who may come in stops the start."""

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound

from coalition.web.dispatch import Portal
from coalition.web.guard import safe_next
from coalition.web.routing import PUBLIC, Blueprint, UndeclaredRoute, declare, refuse_undeclared


def view() -> str:
    return "reached"


def test_a_route_without_a_declaration_cannot_be_registered() -> None:
    with pytest.raises(UndeclaredRoute, match="must say requires"):
        Blueprint("test", __name__).add_url_rule("/x", "x", view)


def test_a_route_with_an_unknown_permission_cannot_be_registered() -> None:
    with pytest.raises(UndeclaredRoute):
        Blueprint("test", __name__).add_url_rule("/x", "x", view, requires="document:burn")


def test_somebody_elses_undeclared_route_stops_the_start() -> None:
    app = Flask(__name__, static_folder=None)
    app.add_url_rule("/x", "third_party", view)
    with pytest.raises(UndeclaredRoute, match="third_party"):
        refuse_undeclared(app)
    declare(app, "third_party", PUBLIC)
    refuse_undeclared(app)


def test_the_same_endpoint_cannot_be_declared_in_two_ways() -> None:
    app = Flask(__name__, static_folder=None)
    bp = Blueprint("test", __name__)
    bp.add_url_rule("/x", "x", view, requires=PUBLIC)
    bp.add_url_rule("/y", "x", view, requires="home:read")
    with pytest.raises(UndeclaredRoute, match="twice"):
        app.register_blueprint(bp)


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        " /x",
        "/x\r\nSet-Cookie: a=b",
        "/\t/evil.example",
        "",
        None,
    ],
)
def test_a_return_address_on_another_site_is_not_followed(target: str | None) -> None:
    assert safe_next(target, "/") == "/"


def test_a_return_address_on_this_site_is_followed() -> None:
    assert safe_next("/search?q=removal&page=2", "/") == "/search?q=removal&page=2"


def test_a_number_that_no_column_could_hold_is_the_number_of_nothing() -> None:
    app = Portal(__name__, static_folder=None)
    app.add_url_rule("/rows/<int:number>", "row", view)
    where = app.url_map.bind("localhost")
    assert where.match("/rows/999999999") == ("row", {"number": 999_999_999})
    for number in ("2147483648", "9" * 30):
        with pytest.raises(NotFound):
            where.match(f"/rows/{number}")
