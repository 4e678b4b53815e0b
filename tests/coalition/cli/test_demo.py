"""`flask demo` makes an invented coalition through the real services."""

import json
import stat
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import func, select

from coalition import clock as time
from coalition.accounts.models import Person
from coalition.accounts.passwords import use_parameters
from coalition.app import create_app
from coalition.audit.models import AuditEntry
from coalition.audit.queries import verify
from coalition.cli import demo_seed
from coalition.cli.demo_papers import demo_papers
from coalition.db import db
from coalition.documents.models import Draft, Paper
from coalition.documents.reviewing import sheet_for
from coalition.evidence.demands.models import DemandDay
from coalition.offices.models import Office
from coalition.records.holds.models import Hold
from coalition.records.requests.models import ContributorNotice, RecordsRequest
from coalition.runtime import runtime
from search_index import Query
from tests.support.client import Browser
from tests.support.settings import make_settings


@pytest.fixture
def portal_for(database_url, tmp_path, clock):
    """Makes portals in demo mode."""
    made = []

    def make_portal(search_url: str):
        settings = make_settings(tmp_path, database_url, MODE="demo", SEARCH_URL=search_url)
        made.append(create_app(settings))
        return made[-1]

    # The cost is in each hash itself, so that the test can be quick and the portal stays slow.
    with use_parameters(memory_kib=8, time_cost=1):
        yield make_portal
    for portal in made:
        with portal.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def demo_app(portal_for, monkeypatch):
    """A portal in demo mode whose demo has six of the papers, for what does not need them all."""
    some = demo_papers()[::10]
    monkeypatch.setattr(demo_seed, "demo_papers", lambda: some)
    return portal_for("memory:")


def make(portal, *options):
    return portal.test_cli_runner().invoke(args=["demo", *options])


def sign_ins(tmp_path: Path) -> list[dict[str, str]]:
    return json.loads((tmp_path / "demo-signins.json").read_text())


def counts(portal):
    with portal.app_context():
        return [
            db.session.scalar(select(func.count()).select_from(model))
            for model in (Office, Person, Paper, AuditEntry)
        ]


def test_the_demo_is_refused_where_it_is_not_wanted(app, run, tmp_path):
    result = run("demo")
    assert result.exit_code == 1
    assert "only where COALITION_MODE is demo" in result.output
    assert not (tmp_path / "demo-signins.json").exists()


def test_the_demo_is_complete_whole_and_indexed(portal_for, tmp_path):
    demo_app = portal_for(f"whoosh://{tmp_path}/index")
    result = make(demo_app)
    assert result.exit_code == 0, result.output
    assert counts(demo_app)[:3] == [11, 27, 62]
    people = sign_ins(tmp_path)
    assert {tuple(person) for person in people} == {
        ("email", "password", "totp_secret", "role", "office")
    }
    assert {person["role"] for person in people} == {
        "prosecutor",
        "investigator",
        "office-lead",
        "coalition-admin",
        "auditor",
    }
    assert stat.S_IMODE((tmp_path / "demo-signins.json").stat().st_mode) == 0o600
    for person in people:
        assert person["password"] in result.output
    with demo_app.app_context():
        papers = db.session.scalars(select(Paper).where(~Paper.draft.has())).unique().all()
        assert len(papers) == 61
        assert {paper.state for paper in papers} == {"published"}
        assert {paper.current.audience["tlp"] for paper in papers} == {
            "RED",
            "AMBER+STRICT",
            "AMBER",
            "GREEN",
            "CLEAR",
        }
        released = [p for p in papers if p.current.released_by_id]
        assert released
        assert all(p.office.release_required for p in released)
        assert db.session.scalars(select(RecordsRequest)).one().stage == "notified"
        assert db.session.scalars(select(ContributorNotice)).one().reply == "objects"
        assert [hold.cause for hold in db.session.scalars(select(Hold)) if not hold.lifted_at]
        days = db.session.scalars(select(DemandDay.rule).order_by(DemandDay.due_on)).all()
        assert days == ["named", "named", "foia-appeal"]
        assert verify().whole
        assert runtime().engine.count() == 61
        for words in ("removal", "immunity", "pistol", "unlawful entry", "withheld footage"):
            assert runtime().engine.search(Query(words, tokens=("coalition",))).total, words


def test_a_draft_waits_for_its_review(demo_app):
    make(demo_app)
    with demo_app.app_context():
        waiting = db.session.scalars(select(Draft)).one().paper
        found = sheet_for(waiting).open_items
        assert {r.person.email for r in waiting.author_rows} == {"petra@tamarack-mn.example"}
    assert len(found) > 10


def test_a_second_demo_changes_nothing_and_prints_the_same(demo_app, tmp_path):
    make(demo_app)
    before, people = counts(demo_app), sign_ins(tmp_path)
    result = make(demo_app)
    assert result.exit_code == 0
    assert counts(demo_app) == before
    assert sign_ins(tmp_path) == people
    assert people[0]["password"] in result.output


def test_a_demo_that_was_cut_off_is_finished_with_the_same_secrets(demo_app, tmp_path, monkeypatch):
    real, done = demo_seed._seed_paper, []

    def stop_after_three(paper):
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(paper)
        real(paper)

    monkeypatch.setattr(demo_seed, "_seed_paper", stop_after_three)
    make(demo_app)
    people = sign_ins(tmp_path)
    monkeypatch.setattr(demo_seed, "_seed_paper", real)
    assert make(demo_app).exit_code == 0
    assert counts(demo_app)[:3] == [11, 27, 8]
    assert sign_ins(tmp_path) == people


def test_the_printed_secrets_sign_in(demo_app, tmp_path):
    make(demo_app)
    firsts = {person["role"]: person for person in reversed(sign_ins(tmp_path))}
    for person in firsts.values():
        browser = Browser(demo_app.test_client())
        page = browser.submit(
            browser.get("/sign-in"), {"email": person["email"], "password": person["password"]}
        )
        code = pyotp.TOTP(person["totp_secret"]).at(time.now())
        browser.submit(browser.follow(page), {"code": code})
        assert browser.get("/").status == 200, person["role"]


def test_a_lost_file_of_sign_ins_is_said(demo_app, tmp_path):
    make(demo_app)
    (tmp_path / "demo-signins.json").unlink()
    result = make(demo_app)
    assert result.exit_code == 1
    assert "flask demo --reset" in result.output


def test_a_reset_begins_anew_with_other_secrets(demo_app, tmp_path):
    make(demo_app)
    before = sign_ins(tmp_path)
    result = make(demo_app, "--reset")
    assert result.exit_code == 0, result.output
    assert counts(demo_app)[:3] == [11, 27, 8]
    assert before[0]["password"] != sign_ins(tmp_path)[0]["password"]
    with demo_app.app_context():
        assert verify().whole
