"""Where one request ends and the next begins is never in doubt: gunicorn, as we configure it."""

import runpy
from typing import Any

import pytest
from gunicorn.config import Config
from gunicorn.http import RequestParser
from gunicorn.http.errors import ParseException

from tests.architecture.source_tree import ROOT


@pytest.fixture(scope="module")
def config() -> Config:
    made = Config()
    served = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    for name in ("limit_request_line", "limit_request_fields", "limit_request_field_size"):
        made.set(name, served[name])
    made.set("forwarded_allow_ips", served["forwarded_allow_ips"])
    return made


def requests(config: Config, sent: bytes) -> list[Any]:
    """The requests that gunicorn makes of the bytes, each read to its end."""
    found = []
    for request in RequestParser(config, [sent], ("192.0.2.1", 1)):
        request.body.read()
        found.append(request)
    return found


HEAD = b"POST /sign-in HTTP/1.1\r\nHost: portal.example\r\n"
SMUGGLED = b"GET /audit HTTP/1.1\r\nHost: portal.example\r\n\r\n"


@pytest.mark.parametrize(
    "rest",
    [
        b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello" + SMUGGLED,
        b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
        b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + SMUGGLED,
        b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
        b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + SMUGGLED,
        b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
        b"Content-Length: +5\r\n\r\nhello" + SMUGGLED,
        b"Content-Length: 0x5\r\n\r\nhello" + SMUGGLED,
        b"Content-Length: -1\r\n\r\nhello" + SMUGGLED,
        b"Content-Length: 5, 6\r\n\r\nhello" + SMUGGLED,
        b" folded: header\r\nContent-Length: 5\r\n\r\nhello",
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n" + SMUGGLED,
        b"X\0: a\r\n\r\n" + SMUGGLED,
        b"X: a\0b\r\n\r\n" + SMUGGLED,
        b"X: a\rTransfer-Encoding: chunked\r\n\r\n" + SMUGGLED,
    ],
)
def test_a_request_of_two_minds_about_its_length_is_refused(config: Config, rest: bytes) -> None:
    with pytest.raises((ParseException, OSError)):
        requests(config, HEAD + rest)


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 100 + b"\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"y" * 9000 + b"\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01 hello\r\n\r\n",
        b"G<T / HTTP/1.1\r\n\r\n",
    ],
)
def test_a_request_beyond_all_measure_is_refused(config: Config, sent: bytes) -> None:
    with pytest.raises((ParseException, OSError)):
        requests(config, sent)


def test_two_plain_requests_after_one_another_are_two(config: Config) -> None:
    sent = HEAD + b"Content-Length: 5\r\n\r\nhello" + SMUGGLED
    assert [request.path for request in requests(config, sent)] == ["/sign-in", "/audit"]


def test_who_is_no_proxy_on_this_machine_cannot_say_it_came_by_https(config: Config) -> None:
    sent = b"GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-Proto: https\r\n\r\n"
    [request] = requests(config, sent)
    assert request.scheme == "http"
