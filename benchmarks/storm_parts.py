"""What a storm is made of: a furnished portal, guests, and visitors that keep their cookies."""

from __future__ import annotations

import base64
import http.client
import re
import secrets
import time
import urllib.parse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pyotp
from flask_migrate import upgrade

from coalition.access.actor import Role, operator
from coalition.access.audience import Audience, Tlp
from coalition.accounts.passwords import hash_password
from coalition.accounts.queries import active_people, actor_of, find_person_by_email, leads_of
from coalition.accounts.services import create_person
from coalition.app import ROOT, create_app
from coalition.db import db, unit_of_work
from coalition.documents import drafts
from coalition.documents.content import Content
from coalition.documents.kinds import KINDS
from coalition.documents.revisions import add_revision
from coalition.offices import agreements
from coalition.offices.agreements import Signed
from coalition.offices.services import create_office
from coalition.settings import Settings

PASSWORD = "seven quiet rivers past the mill"  # noqa: S105  # Of invented people, for one run.
PAPERS = 20
BODY = "The court heard argument on removal and sent the case back. " * 40
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass(frozen=True)
class Guest:
    """Somebody who can sign in."""

    email: str
    totp_secret: str
    password: str = PASSWORD


class Visitor:
    """A plain client over one kept connection."""

    def __init__(self, base: str) -> None:
        place = urllib.parse.urlsplit(base)
        self._connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=60)
        self._cookies: dict[str, str] = {}
        self.page = ""

    def _send(self, method: str, path: str, body: str | None = None) -> int:
        headers = {"Cookie": "; ".join(f"{n}={v}" for n, v in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        answer = self._answer(method, path, body, headers)
        self.page = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status

    def _answer(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        try:
            self._connection.request(method, path, body, headers)
            return self._connection.getresponse()
        except http.client.RemoteDisconnected:
            if method != "GET":
                raise
            # The server closed the kept connection as the request left; browsers ask again.
            self._connection.close()
            self._connection.request(method, path, body, headers)
            return self._connection.getresponse()

    def get(self, path: str) -> int:
        """Open a page; its status."""
        return self._send("GET", path)

    def post(self, path: str, **typed: str) -> int:
        """Post the form of the present page; the status."""
        found = _TOKEN.search(self.page)
        form = {"csrf_token": found.group(1) if found else ""} | typed
        return self._send("POST", path, urllib.parse.urlencode(form))

    def sign_in(self, guest: Guest) -> int:
        """Both factors; the status of the last answer, 303 when it let them in."""
        self.get("/sign-in")
        status = self.post("/sign-in", email=guest.email, password=guest.password)
        if status != 303:
            return status
        self.get("/sign-in/code")
        code = pyotp.TOTP(guest.totp_secret).at(int(time.time()))
        return self.post("/sign-in/code", code=code)


def settings_of(folder: Path, port: int) -> dict[str, str]:
    """The environment of the portal of one run."""

    def key() -> str:
        return base64.b64encode(secrets.token_bytes(32)).decode()

    return {
        "COALITION_MODE": "demo",
        "COALITION_INSTANCE": str(folder),
        "COALITION_DATABASE_URL": f"sqlite:///{folder / 'storm.sqlite3'}",
        "COALITION_SEARCH_URL": f"whoosh://{folder / 'index'}",
        "COALITION_SECRET_KEY": secrets.token_urlsafe(48),
        "COALITION_VAULT_KEYS": f"storm:{key()}",
        "COALITION_AUDIT_KEY": key(),
        "COALITION_BIND": f"127.0.0.1:{port}",
        "COALITION_BASE_URL": f"http://localhost:{port}",
        "COALITION_COOKIE_SECURE": "false",
        "COALITION_MAIL_URL": f"file://{folder / 'mail'}",
        # All come from this machine, which nobody has signed in from.
        "COALITION_CONFIRM_NEW_DEVICES": "false",
        "COALITION_SOURCE_FAILURES": "10000",
    }


def furnish(folder: Path, port: int, people: int) -> tuple[dict[str, str], list[Guest], list[str]]:
    """An office with people and papers; the environment, who can sign in, and what can be read."""
    environment = settings_of(folder, port)
    app = create_app(Settings.from_environment(environment))
    with app.app_context():
        upgrade(str(ROOT / "migrations"))
        guests = _people(people)
        papers = _papers(guests[0])
        db.session.remove()
        db.engine.dispose()
    paths = ["/", "/documents", "/search?q=removal", *(f"/documents/{one}" for one in papers[:3])]
    return environment, guests, paths


def _people(count: int) -> list[Guest]:
    host = operator("sign-in-storm", "office:create")
    hashed = hash_password(PASSWORD)
    guests = [Guest(f"guest{n}@birch.example", pyotp.random_base32()) for n in range(count)]
    with unit_of_work():
        office = create_office(
            host,
            slug="birch",
            name="Birch County",
            state="MN",
            county="Birch",
            release_required=False,
        )
        db.session.flush()
        for number, guest in enumerate(guests):
            create_person(
                host,
                email=guest.email,
                name=f"Guest {number}",
                office_id=office.id,
                # A lead signs for the office.
                roles=[Role.PROSECUTOR] if number else [Role.OFFICE_LEAD],
                password_hash=hashed,
                totp_secret=guest.totp_secret,
                confirmed=True,
            )
        _sign(office.id)
    return guests


def _sign(office_id: int) -> None:
    """Everybody signs what comes before reading."""
    agreement = agreements.standing_of_office(office_id).text
    undertaking = agreements.standing_of_person(0).text
    assert agreement is not None
    assert undertaking is not None
    lead, *_ = leads_of(office_id)
    agreements.sign(actor_of(lead), Signed.OFFICE, digest=agreement.digest)
    for person in active_people(office_id):
        agreements.sign(actor_of(person), Signed.PERSON, digest=undertaking.digest)


def _papers(author: Guest) -> list[str]:
    made = []
    for number in range(PAPERS):
        with unit_of_work():
            person = find_person_by_email(author.email)
            assert person is not None
            actor = actor_of(person)
            content = Content(
                f"Removal {number}", BODY, Audience(Tlp.AMBER_STRICT), {"state": "MN"}
            )
            paper = drafts.create_draft(actor, kind="case-memo", content=content)
            # Straight to a revision: the gate would examine invented text for minutes.
            checked = content.checked(KINDS["case-memo"])
            add_revision(actor, paper, checked, made_by_id=person.id)
            made.append(str(paper.public_id))
    return made


def percentiles(taken: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile and most, in milliseconds."""
    ordered = sorted(taken)
    if not ordered:
        return {"p50_ms": 0.0, "p95_ms": 0.0, "most_ms": 0.0}
    at = min(len(ordered) - 1, int(len(ordered) * 0.95))
    return {
        "p50_ms": round(median(ordered), 1),
        "p95_ms": round(ordered[at], 1),
        "most_ms": round(ordered[-1], 1),
    }
