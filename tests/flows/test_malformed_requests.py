"""Malformed requests, in their hundreds: whatever arrives, no page fails and nothing hangs.

Seeded, so that a failure repeats. Each request says what it was when it fails.
"""

import os
import random
import re
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_to_bytes, urlencode

import pytest

from coalition.access.audience import Audience, Tlp
from coalition.db import unit_of_work
from coalition.deidentify.files import Sanitised
from coalition.documents.content import Content
from coalition.documents.drafts import create_draft
from coalition.evidence.services import keep_file
from coalition.web.dispatch import Portal
from tests.flows.sharing import clip, event, share
from tests.support.client import Browser
from tests.support.world import Member, World

pytestmark = pytest.mark.database

SEED = 20261122
# Of each part, which has a seed of its own; `make soak` sends ten thousand.
PARTS = 4
REQUESTS = int(os.environ.get("COALITION_TEST_MALFORMED", "400")) // PARTS
# Of one request, in seconds of this process, which a busy machine does not stretch.
LONGEST = 5

# Written as they stand in an address or in a form's body: bytes, percent-encoded.
ODD = (
    "",
    "%00",
    "a%00b",
    "%ED%A0%80",  # half of a surrogate pair, as UTF-8 would write it
    "%ED%BF%BF",
    "%FF%FE",
    "%C0%AF",
    "%",
    "%zz",
    "%E2%80%AE",
    "%F0%9F%98%80",
    "9" * 400,
    "-1",
    "0",
    "99999999999",
    "9223372036854775808",
    "1e309",
    "NaN",
    "%D9%A3",  # a digit, though not one of ours
    "%27%20OR%201%3D1--",
    "%3Cscript%3E",
    "../../etc/passwd",
    "%2e%2e%2f",
    "%22" * 50,
    "(" * 200,
    "a%20OR%20" * 60 + "b",
    "*" * 100,
    "%0D%0ASet-Cookie:%20a=b",
    "x" * 3_000,
    "{{7*7}}",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "by:me%20NOT%20NOT%20%22",
    "_external",
)
NAMES = (
    "q", "page", "kind", "office", "state", "offense", "after", "before", "sort", "tlp", "is",
    "event", "person", "action", "object", "outcome", "since", "until", "notice", "next",
    "_external", "_anchor", "_scheme", "_method", "%00", "%ED%A0%80", "",
)  # fmt: skip
FIELDS = (
    "title", "body", "change_note", "tlp", "offices", "people", "version", "action", "state",
    "offense", "statute", "authority", "tags", "flags", "clips-0-label", "clips-99999-kind",
    "clips-0-offset_seconds", "events-0-at", "events-0-clip", "events--1-at", "request_id", "name",
    "email", "office", "role", "release", "theme", "code", "password", "old_password", "next",
    "county", "way", "credential", "target", "kept:title", "phrase", "type", "matter", "signed_for",
    "choice-0123456789abcdef0123", "replace-0123456789abcdef0123", "keep-late-0123456789abcdef0123",
    "confirm-0123456789abcdef0123", "alike-person", "alike-reason-person", "nothing_sealed",
    "second_reader", "saved", "search", "frequency", "offices", "domains", "county_fips", "answer",
    "%00", "%ED%A0%80", "",
)  # fmt: skip
ACTIONS = (
    "preview", "publish", "change", "send-back", "add-clip", "remove-clip-99999", "remove-event-0",
    "add-event", "remove-clip", "save", "send", "confirm", "mark", "mark:0123456789abcdef0123",
    "unmark:0123456789abcdef0123", "alike:person", "matter", "%00",
)  # fmt: skip
ENDINGS = (
    "x.pdf",
    "x.docx",
    "x.txt",
    "x.vtt",
    "x.png",
    "../x.pdf",
    "x" * 300 + ".pdf",
    ".pdf",
    "x",
)
TYPES = (
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-7",
    "application/json",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "b" * 300,
    "text/plain",
    "image/svg+xml",
    "nonsense",
    "",
)
# As a server hands them over: each byte a character.
HEADERS = {
    "HTTP_ACCEPT": ("*/*;q=\xff", "text/html;" * 500, "\x00", ""),
    "HTTP_ACCEPT_ENCODING": ("gzip;q=NaN", "\xff", "identity;q=0, *;q=0"),
    "HTTP_ACCEPT_LANGUAGE": ("x" * 5_000, "en;q=1e400", "\xed\xa0\x80"),
    "HTTP_AUTHORIZATION": ("Basic \xff", "Basic " + "A" * 5_000, "Bearer null", "Digest x=,,="),
    "HTTP_IF_MODIFIED_SINCE": ("yesterday", "Thu, 32 Jan 9999 99:99:99 GMT", "0"),
    "HTTP_IF_NONE_MATCH": ('W/"', '"' * 999, "*, *"),
    "HTTP_RANGE": ("bytes=-9999999999999999999", "bytes=5-1", "bytes=0-0," * 500, "lines=1"),
    "HTTP_HOST": ("localhost:999999", "[::1", "a b", "localhost,evil.example", "\xff"),
    "HTTP_ORIGIN": ("null", "\x00", "http://" + "a" * 3_000),
    "HTTP_REFERER": ("\xff", "javascript:x", "http://[", "http://localhost:99999999/"),
    "HTTP_USER_AGENT": ("", "\xed\xa0\x80", "x" * 8_000, "%s%n{0.__class__}", "Mozilla/\x1b[2J"),
    "HTTP_X_FORWARDED_FOR": ("x" * 4_000, "::ffff:999.0.0.1", ",,,", "\x00"),
    "HTTP_X_CSRFTOKEN": ("\xff", "x" * 4_000),
    "HTTP_X_BACKGROUND_REQUEST": ("1", "\x00"),
    "HTTP_TRANSFER_ENCODING": ("chunked", "gzip, chunked", "\xff"),
    "HTTP_CONTENT_ENCODING": ("gzip", "br, gzip", "\x00"),
    "HTTP_EXPECT": ("100-continue", "200-never"),
    "CONTENT_LENGTH": ("-1", "abc", "9" * 40, "1e3", "\xb2", ""),
    "REMOTE_ADDR": ("127.0.0.1", "::1"),
}
TRICKS = (
    "{}", "{}", "{}", "{}", "{}/", "/{}", "{}//", "/./{}", "/../..{}", "{};jsessionid=1", "{}%2F",
    "{}%5C", "{}%00", "{}%0A", "{}.json", "{}~", "{}%20", "/%2e%2e{}", "{}?", "{}#x", "\\{}",
    "{}%C0%AE", "/x{}",
)  # fmt: skip
PART = re.compile("<[^>]*>")
METHODS = ("GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "QUX")
COOKIES = (
    "session=%00",
    "session=\xff\xfe",
    "session=" + "a" * 6_000,
    "session=" + "9" * 52,
    "=;;=",
    'session="\\777"',
    "; ".join(f"c{n}=v" for n in range(500)),
)


def _filled(rule: str, dice: random.Random, known: list[str]) -> str:
    return PART.sub(lambda part: dice.choice(_values(part[0], known)), rule)


def _values(part: str, known: list[str]) -> tuple[str, ...]:
    if part.startswith("<int:"):
        return ("1", "2", "0", "9223372036854775808", "9" * 400, "-1", "%D9%A3")
    return (*known, *known, *known, *ODD) if part.endswith("id>") else ODD


def _pairs(dice: random.Random, names: tuple[str, ...], most: int) -> str:
    chosen = [dice.choice(names) for _ in range(dice.randrange(most))]
    # The same name twice is as odd as any value.
    chosen += chosen[: dice.randrange(2)]
    return "&".join(f"{name}={dice.choice(ODD)}" for name in chosen)


def _multipart(dice: random.Random, token: str) -> tuple[bytes, str]:
    parts = [f'name="csrf_token"\r\n\r\n{token}'.encode()]
    for _ in range(dice.randrange(4)):
        name = dice.choice(FIELDS)
        file = dice.choice(("", '; filename="\x00.exe"', "; filename*=utf-7''x", '; filename="'))
        if dice.random() < 0.2:
            name, file = "file", f'; filename="{dice.choice(ENDINGS)}"'
        value = dice.choice(
            (b"\x00", b"\xed\xa0\x80", b"\xff" * 50, b"%PDF-1.7 x", b"PK\3\4x", b"")
        )
        parts.append(f'name="{name}"{file}\r\n\r\n'.encode() + value)
    body = b"".join(b"--odd\r\nContent-Disposition: form-data; " + p + b"\r\n" for p in parts)
    body += dice.choice((b"--odd--\r\n", b"--odd", b"", b"\r\n--od"))
    return body, "multipart/form-data; boundary=odd"


def _form(dice: random.Random, token: str) -> tuple[bytes, str]:
    sort = dice.random()
    if sort < 0.2:
        return _multipart(dice, token)
    if sort < 0.3:
        deep = b"[" * 20_000 + b"]" * 20_000
        return dice.choice((deep, b'{"a":' * 500, b"\x00\xff", b"null", b"")), dice.choice(TYPES)
    pairs = [urlencode({"csrf_token": token}), _pairs(dice, FIELDS, 9)]
    pairs.append(f"action={dice.choice(ACTIONS)}")
    # Often otherwise whole, so that the odd part gets past the first checks.
    if dice.random() < 0.5:
        pairs.append("title=Memo&body=Text&state=MN&tlp=GREEN&version=1")
    return "&".join(pairs).encode(), TYPES[0] if dice.random() < 0.95 else dice.choice(TYPES)


def _headers(dice: random.Random) -> dict[str, str]:
    if dice.random() < 0.6:
        return {}
    names = dice.sample(sorted(HEADERS), dice.randrange(1, 4))
    return {name: dice.choice(HEADERS[name]) for name in names}


def _requests(app: Portal, dice: random.Random, known: list[str], token: str) -> Iterator[Any]:
    rules = sorted({str(r) for r in app.url_map.iter_rules()} - {"/sign-out"})
    for _ in range(REQUESTS):
        path = dice.choice(TRICKS).format(_filled(dice.choice(rules), dice, known))
        method = dice.choice(METHODS if dice.random() < 0.1 else METHODS[:2])
        query = _pairs(dice, NAMES, 5)
        body, type_ = _form(dice, token) if method not in ("GET", "HEAD") else (b"", "")
        yield method, path, query, body, type_, _headers(dice)


@pytest.fixture
def lead(app: Portal, world: World, browser: Any) -> tuple[Browser, list[str]]:
    """A lead who is also an admin, so that every door opens, and papers of theirs."""
    office = world.office("birch")
    person = world.person("Ada Reyes", office, "office-lead", "coalition-admin", "auditor")
    other = world.person("Ben Field", office)
    rows = {"clips": [clip()], "events": [event("00:00:01")]}
    known = [
        share(app, person, "A memo"),
        share(app, person, "An index", kind="evidence-index", **rows),
        _draft(app, person),
        office.public_id,
        other.public_id,
    ]
    return browser().sign_in(person), known


def _draft(app: Portal, author: Member) -> str:
    """A draft with something to decide and a file."""
    content = Content("A memo", "Call 612-555-0147.", Audience(Tlp.AMBER_STRICT), {"state": "MN"})
    with app.app_context(), unit_of_work():
        paper = create_draft(author.actor, kind="case-memo", content=content)
        clean = Sanitised("text/plain", b"Words", {"text": "Words"})
        keep_file(author.actor, paper.thing, name="words.txt", clean=clean)
        return paper.public_id


def _asked(
    browser: Browser,
    method: str,
    path: str,
    query: str,
    body: bytes,
    type_: str,
    headers: dict[str, str] | None = None,
) -> int:
    # What a server hands over is the path decoded byte by byte and the query as it was sent.
    answer = browser.client.open(
        path="/",
        method=method,
        data=body,
        content_type=type_,
        environ_overrides={
            "PATH_INFO": _decoded(path),
            "QUERY_STRING": query,
            "RAW_URI": f"{path}?{query}",
            "REQUEST_URI": f"{path}?{query}",
            **(headers or {}),
        },
    )
    answer.get_data()
    return answer.status_code


def _decoded(path: str) -> str:
    return unquote_to_bytes(path).decode("latin-1")


# A body that is cut off leaves a temporary file to the garbage collector, which says so.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("part", range(PARTS))
def test_no_malformed_request_makes_a_page_fail(app, lead, world, browser, part):
    signed_in, known = lead
    half = browser()
    member = world.person("Hal Half", world.office("cedar"))
    half.submit(half.get("/sign-in"), {"email": member.email, "password": member.password})
    senders = [(signed_in, "/account"), (half, "/sign-in/code"), (browser(), "/sign-in")]
    # Most go to whom the most pages open.
    senders += [senders[0]] * 3
    dice = random.Random(SEED + part)
    tokens = {page: sender.tokens(page)["csrf_token"] for sender, page in senders}
    failed = []
    for number, request in enumerate(_requests(app, dice, known, "TOKEN")):
        sender, page = senders[number % len(senders)]
        method, path, query, body, type_, headers = request
        body = body.replace(b"TOKEN", tokens[page].encode())
        started = time.process_time()
        status = _asked(sender, method, path, query, body, type_, headers)
        if status >= 500 or time.process_time() - started > LONGEST:
            told = (status, method, path[:120], query[:200], type_[:60], body[:300], headers)
            failed.append(told)
    assert failed == []
    assert signed_in.get("/account").status == 200


@pytest.mark.parametrize("cookie", COOKIES, ids=range(len(COOKIES)))
def test_a_malformed_cookie_is_nobodys(app, cookie):
    for path in ("/", "/sign-in", "/sign-in/code", "/healthz", "/invitations/x"):
        answer = app.test_client(use_cookies=False).get(path, headers={"Cookie": cookie})
        assert answer.status_code < 500
        assert not answer.location or answer.location.startswith("/sign-in")


@pytest.mark.parametrize("value", ["%00", "a%00b", "%ED%A0%80", "9" * 400, "99999999999", "%FF"])
def test_an_odd_value_fails_no_page_whatever_it_is_given_for(app, lead, value):
    browser, _ = lead
    every_name = "&".join(f"{name}={value}" for name in NAMES)
    for rule in app.url_map.iter_rules():
        path = PART.sub(value, rule.rule)
        for method in sorted(rule.methods & {"GET"}):
            assert _asked(browser, method, path, every_name, b"", "") < 500, path


@pytest.mark.parametrize(
    "body",
    [b"[1]", b'"x"', b'{"next": {"a": []}}', b"[" * 50_000, b"9" * 5_000, b"\xff"],
    ids=range(6),
)
def test_json_where_a_form_is_expected_is_no_form(app, lead, body):
    browser, _ = lead
    token = browser.tokens("/account")["csrf_token"]
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and "<" not in rule.rule and rule.rule != "/sign-out":
            headers = {"HTTP_X_CSRFTOKEN": token}
            asked = ("POST", rule.rule, "", body, "application/json", headers)
            assert _asked(browser, *asked) < 500, rule.rule
