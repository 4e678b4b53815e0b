"""Names, passwords, codes and what people search for reach no log, and nobody forges a line."""

import io
import json
import runpy
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
import structlog
from gunicorn.config import Config
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from coalition.audit.models import AuditDetail, AuditEntry
from coalition.db import db
from coalition.web.dispatch import Portal
from tests.architecture.source_tree import ROOT
from tests.support.client import Browser
from tests.support.clock import FrozenClock
from tests.support.world import Member, World

pytestmark = pytest.mark.database

NAME = "Quilliam"
PASSWORD = "Quilliam walks past nine courthouses"


@pytest.fixture
def ada(world: World) -> Member:
    return world.person("Ada Winter", world.office("birch"), "office-lead", "auditor")


@pytest.fixture
def log(app: Portal) -> io.StringIO:
    written = io.StringIO()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(written))
    return written


def audited(app: Portal) -> str:
    """All that the audit log holds, details and all."""
    with app.app_context():
        entries = db.session.execute(select(*AuditEntry.__table__.columns)).all()
        details = db.session.scalars(select(AuditDetail.content)).all()
        return repr(entries) + json.dumps(details)


def journey(person: Browser, ada: Member, clock: FrozenClock) -> list[str]:
    """A day with the planted name in every field; the secrets that were used."""
    agent = {"User-Agent": f"{NAME}/1.0\x1b[31m"}
    page = person.get("/sign-in")
    person.submit(page, {"email": f"{NAME}@birch.example", "password": PASSWORD})
    code = ada.code()
    person.sign_in(ada)
    cookie = person.client.get_cookie("session")
    assert cookie is not None
    person.get(f"/search?q={NAME}&state={NAME}", headers=agent)
    person.get(f"/search/suggest?q={NAME}")
    person.get(f"/nothing/{NAME}?{NAME}={NAME}")
    form = person.get("/documents/new?kind=case-memo")
    draft = {"title": NAME, "body": NAME, "state": "MN", "tlp": "GREEN", "action": "save"}
    saved = person.submit(form, draft)
    assert saved.status in (302, 303), saved.words
    person.follow(saved)
    paper = "/".join(saved.location.split("/")[:3])
    person.post(f"{paper}/comments", person.tokens("/account") | {"text": f"{NAME} {PASSWORD}"})
    person.post(f"{paper}/questions", person.tokens("/account") | {"text": f"{NAME} {PASSWORD}"})
    page = person.get(f"/saved-searches/new?q={NAME}")
    person.submit(page, {"name": NAME})
    wrong = {"old_password": PASSWORD, "password": f"{PASSWORD} and back"}
    person.submit(person.get("/account/password"), wrong)
    person.submit(person.get("/members/invitations"), {"name": NAME, "email": NAME})
    person.post("/account/theme", {"theme": NAME, "csrf_token": NAME})
    clock.advance(minutes=2)
    person.submit(person.get("/account"), action="/sign-out")
    return [code, cookie.value, ada.password, ada.totp_secret]


def test_a_day_leaves_no_name_and_no_secret_in_any_log(
    app: Portal,
    browser: Callable[[], Browser],
    ada: Member,
    log: io.StringIO,
    clock: FrozenClock,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    secrets = journey(browser(), ada, clock)
    told = capfd.readouterr()
    logs = {
        "the portal's": log.getvalue(),
        "the libraries'": caplog.text,
        "what is printed": told.out + told.err,
        "the audit": audited(app),
    }
    assert "session.started" in logs["the audit"]
    assert "form.forged" in logs["the portal's"]
    for which, text in logs.items():
        assert NAME not in text, which
        assert not [secret for secret in secrets if secret in text], which


def access_line(environ: dict[str, str]) -> str:
    served = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    logger = served["logger_class"](Config())
    given_ = {"REQUEST_METHOD": "GET", "REMOTE_ADDR": "127.0.0.1", "PATH_INFO": "/"} | environ
    given_ |= {"RAW_URI": given_["PATH_INFO"], "QUERY_STRING": "", "SERVER_PROTOCOL": "HTTP/1.1"}
    answer = SimpleNamespace(status="200 OK", sent=10, headers=[])
    asked = SimpleNamespace(headers=[])
    atoms = logger.atoms(answer, asked, given_, timedelta(0))
    return str(served["access_log_format"] % logger.atoms_wrapper_class(atoms))


@pytest.mark.parametrize("name", ["PATH_INFO", "REMOTE_ADDR", "REQUEST_METHOD"])
@pytest.mark.parametrize(
    "text",
    [
        "/x\r\n[22/Nov/2026] 127.0.0.1 GET /forged 200",
        "/x\n",
        "/\x1b[2J",
        "/\x00",
        "/\x85",
        "\u2028",
    ],
)
def test_no_request_forges_a_line_of_the_access_log(name: str, text: str) -> None:
    line = access_line({name: text})
    assert len(line.splitlines()) == 1
    assert line.isprintable()


@given(st.text())
def test_whatever_is_logged_is_one_line_of_json(text: str) -> None:
    renderer = structlog.processors.JSONRenderer()
    said = str(renderer(None, "warning", {"event": text, "endpoint": text}))
    assert len(said.splitlines()) == 1
    assert json.loads(said)["endpoint"] == text
