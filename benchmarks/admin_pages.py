"""Every page of a coalition admin in a large coalition, as often as its times need.

``python -m benchmarks.admin_pages --json``. The offices, people and applications are invented and
written into a database of their own; the pages are asked for as a browser would, one after the
other, so that what a page takes is not hidden by what another waits for. The promise: 300 offices,
5,000 people, every page under 0.3 s at the 95th percentile.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import select

from benchmarks.large_coalition import seed
from benchmarks.storm_parts import percentiles, settings_of
from coalition.access.policy import POLICY, is_admin
from coalition.accounts import devices, sessions
from coalition.accounts.models import FactorReset, Person, TermChange
from coalition.accounts.sessions import Origin
from coalition.accounts.sign_in import open_session
from coalition.app import ROOT, create_app
from coalition.db import db, unit_of_work
from coalition.membership.models import Application
from coalition.offices.models import Office
from coalition.settings import Settings
from coalition.web.dispatch import Portal
from coalition.web.identity import Stage
from coalition.web.routing import declarations

PROMISED_MS = 300.0
ORIGIN = Origin("127.0.0.1", "benchmark")
# What stands for the changing part of an address, by how the address begins.
EXAMPLES = {
    "/members/factor-resets/": FactorReset,
    "/members/terms/": TermChange,
    "/members/": Person,
    "/offices/": Office,
    "/vetting/": Application,
}
# Searches and filters, which a list offers beside its first page.
VARIANTS = {
    "/members": ("q=alder", "q=person-499", "page=150"),
    "/offices": ("q=cedar", "state=MN", "page=5"),
    "/vetting": ("page=10",),
    "/audit": ("action=paper.read", "before=5000"),
}


def admin_pages(app: Portal) -> Iterator[str]:
    """The addresses of every page that the policy opens to admins as such."""
    known = declarations(app)
    for rule in sorted(app.url_map.iter_rules(), key=str):
        declared = known.get(rule.endpoint)
        clauses = POLICY.get(declared.requires, ()) if declared else ()
        if "GET" not in (rule.methods or ()) or not any(is_admin in one for one in clauses):
            continue
        path = _filled(rule.rule)
        if path is not None:
            yield path
            yield from (f"{path}?{query}" for query in VARIANTS.get(path, ()))


def _filled(rule: str) -> str | None:
    if "<" not in rule:
        return rule
    for beginning, model in EXAMPLES.items():
        if rule.startswith(beginning):
            example = db.session.scalar(select(model.public_id).order_by(model.id).limit(1))
            return rule.replace("<public_id>", str(example))
    return None


def measure(client: FlaskClient, paths: Sequence[str], times: int) -> list[dict[str, Any]]:
    """Milliseconds of each page by the clock, the slowest page first.

    The caller holds no app context: requests would share it, and with it what the first one read.
    """
    rows = []
    for path in paths:
        taken, status = [], 0
        for _ in range(times):
            started = time.perf_counter()
            status = client.get(path).status_code
            taken.append((time.perf_counter() - started) * 1000)
        rows.append({"page": path, "status": status} | percentiles(taken))
    return sorted(rows, key=lambda row: -row["p95_ms"])


def signed_in(app: Portal, person_id: int) -> FlaskClient:
    """A client with a session as both factors give it."""
    with app.app_context(), unit_of_work():
        person = db.session.get_one(Person, person_id)
        session, _ = sessions.start(person, Stage.SECOND_FACTOR, ORIGIN)
        session.factor = "authenticator"
        step = open_session(session, devices.keys_of(person, ORIGIN), ORIGIN)
    client = app.test_client()
    client.set_cookie(app.extensions["coalition"].settings.cookie_name, step.token)
    return client


def run(offices: int, people: int, times: int) -> dict[str, Any]:
    """The coalition made, and every page timed."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings.from_environment(settings_of(Path(folder), 8000)))
        with app.app_context():
            upgrade(str(ROOT / "migrations"))
            admin = seed(offices, people)
            paths = list(admin_pages(app))
        rows = measure(signed_in(app, admin), paths, times)
        with app.app_context():
            db.engine.dispose()
    return {"offices": offices, "people": people, "times": times, "pages": rows}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, or JSON."""
    parser = argparse.ArgumentParser(prog="benchmarks.admin_pages", description=__doc__)
    parser.add_argument("--offices", type=int, default=300)
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--times", type=int, default=40, help="how often each page is asked for")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    asked = parser.parse_args(arguments)
    found = run(asked.offices, asked.people, asked.times)
    if asked.json:
        print(json.dumps({"admin_pages": found}))
        return
    print(f"{found['offices']} offices, {found['people']} people, {found['times']} times each\n")
    print("| page | status | p50 ms | p95 ms | most ms |\n|---|---|---|---|---|")
    for row in found["pages"]:
        print("| " + " | ".join(map(str, row.values())) + " |")
    print(verdict(found["pages"]))


def verdict(rows: Sequence[dict[str, Any]]) -> str:
    """Whether the promise held. A page that was not shown kept none, and a file is no page."""
    broken = [row["page"] for row in rows if row["status"] != 200]
    slow = [
        row["page"]
        for row in rows
        if row["p95_ms"] >= PROMISED_MS and not row["page"].endswith(".csv")
    ]
    lines = [f"Under {PROMISED_MS:.0f} ms at p95: {'NOT ' + ', '.join(slow) if slow else 'all'}"]
    return "\n".join(lines + ([f"NOT shown: {', '.join(broken)}"] if broken else []))


if __name__ == "__main__":
    main()
