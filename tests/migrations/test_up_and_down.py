"""Every migration up, down and up again on populated data; the schema equals the models."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from coalition import clock, ids
from coalition.access.audience import Audience, Tlp
from coalition.accounts.models import (
    FactorReset,
    FactorResetApproval,
    KnownDevice,
    Passkey,
    PasswordReset,
    PersonRole,
    TermChange,
)
from coalition.app import create_app
from coalition.audit.queries import verify
from coalition.db import db, unit_of_work
from coalition.deidentify.files import Sanitised
from coalition.deidentify.marks import Mark
from coalition.deidentify.services import Changes, record_changes
from coalition.documents import drafts
from coalition.documents.content import Content
from coalition.documents.gatekeeping import review_of
from coalition.documents.item_imports import begin_import
from coalition.documents.models import Comment, Paper
from coalition.documents.questions.models import Answer, Question
from coalition.evidence.custody.services import add_entry
from coalition.evidence.interchange.mapping import Plan
from coalition.evidence.interchange.models import ImportedRow
from coalition.evidence.interchange.services import list_hashes, save_mapping
from coalition.evidence.services import keep_file
from coalition.offices.models import Group, GroupPlace
from coalition.records.holds.services import place
from coalition.records.models import Opening, Recall, RecallNotice
from coalition.search.asked import Search
from coalition.search.saved.services import save_search
from coalition.search.synonyms import synonym_groups
from coalition.web.dispatch import Portal
from tests.support.clock import FrozenClock
from tests.support.demands import Kept
from tests.support.publishing import publish_draft
from tests.support.requests import register as register_request
from tests.support.settings import make_settings
from tests.support.world import Member, TestOffice, World

BOTH = ("office-lead", "investigator")
MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


@pytest.fixture
def empty_portal(empty_database_url: str, tmp_path: Path, clock: FrozenClock) -> Iterator[Portal]:
    """The portal on a database without any table."""
    portal = create_app(make_settings(tmp_path, empty_database_url))
    yield portal
    with portal.app_context():
        db.session.remove()
        db.engine.dispose()


def populate(portal: Portal, slug: str = "alder") -> None:
    """Office, people, a paper with two revisions, a draft, a submitted draft, a saved search."""
    world = World(portal)
    office = world.office(slug, release_required=True)
    author = world.person("Author", office, "prosecutor")
    lead = world.person("Lead", office, "office-lead")
    content = Content("A title", "A body", Audience(Tlp.AMBER_STRICT), {"state": "IL"})
    with portal.app_context():
        for tlp in (Tlp.AMBER_STRICT, Tlp.GREEN):
            with unit_of_work():
                wanted = Content(content.title, content.body, Audience(tlp), content.fields)
                paper = drafts.create_draft(author.actor, kind="case-memo", content=wanted)
                publish_draft(author.actor, paper.public_id, version=1)
                db.session.add(comment(author, paper))
                populate_records(author, paper)
                db.session.add(question(author, paper))
        with unit_of_work():
            waiting = drafts.create_draft(author.actor, kind="evidence-index", content=content)
            kept = waiting.public_id
            review(author, waiting)
            clean = Sanitised("text/plain", b"Words", {"text": "Words"})
            keep_file(author.actor, waiting.thing, name="words.txt", clean=clean)
            at, words = clock.now(), {"item": "Camera 1", "act": "collected"}
            add_entry(author.actor, waiting.thing, happened_at=at, **words)
            populate_group(author)
            populate_imports(author, waiting)
            save_search(author.actor, asked=Search("removal"), name="Mine", frequency="daily")
    populate_requests(portal, lead, kept)
    register = Kept(portal, author, kept)
    register.write("demand", register.write("missing"))
    populate_terms(world, office)


def comment(author: Member, paper: Paper) -> Comment:
    """A comment on the published text."""
    facts = {"public_id": ids.public_id(), "person_id": author.id, "office_id": paper.office_id}
    return Comment(**facts, paper=paper, number=1, text="Words", made_at=clock.now())


def question(author: Member, paper: Paper) -> Question:
    """A question about the published text, answered once."""
    facts = {"public_id": ids.public_id(), "person_id": author.id, "office_id": paper.office_id}
    said = {"text": "Words", "made_at": clock.now()}
    reply = Answer(person_id=author.id, **said)
    return Question(**facts, paper=paper, number=1, answers=[reply], **said)


def populate_records(author: Member, paper: Paper) -> None:
    """That somebody opened the paper, its recall and a notice of that."""
    now = clock.now()
    who = {"paper_id": paper.id, "person_id": author.id}
    db.session.add(Opening(**who, first_at=now, last_at=now, number=1))
    recall = Recall(paper_id=paper.id, made_by_id=author.id, reason="other", made_at=now)
    notice = {"public_id": ids.public_id(), "person_id": author.id}
    db.session.add_all([recall, RecallNotice(**notice, recall=recall)])


def populate_requests(portal: Portal, lead: Member, paper: str) -> None:
    """A hold, and a request that concerns the paper and is in the log."""
    with portal.app_context(), unit_of_work():
        given = {"cause": "appeal", "reference": "A-1", "reason": "An appeal", "number": paper}
        place(lead.actor, review_on="2030-01-31", **given)
    made = register_request(portal, lead)
    made.choose(paper)
    made.log(paper)


def populate_terms(world: World, office: TestOffice) -> None:
    """A lead whose term is over, one whose term is to be over, and what a second admin decides."""
    today = clock.now().date()
    admin = world.person("Asker", office, "coalition-admin")
    for days in (-1, 60):
        lead = world.person("Elected", office, "office-lead")
        with world.app.app_context(), unit_of_work():
            last_day = today + timedelta(days=days)
            db.session.get_one(PersonRole, (lead.id, "office-lead")).last_day = last_day
            asked = {"public_id": ids.public_id(), "asked_by_id": admin.id, "asked_at": clock.now()}
            change = TermChange(**asked, person_id=lead.id, state="awaiting", is_open=True)
            db.session.add(change)


def populate_imports(author: Member, paper: Paper) -> None:
    """A file to import, a row that was taken, a mapping and a listed hash."""
    begin_import(author.actor, paper.public_id, content=b"Label,Kind\nFront,dash\n")
    db.session.add(ImportedRow(thing_id=paper.thing_id, key="k" * 64, shared=True))
    save_mapping(author.actor, name="Ours", plan=Plan())
    list_hashes(paper.thing, ["ab" * 32])


def populate_group(author: Member) -> None:
    """A group at work with one member."""
    now, day = clock.now(), clock.now().date()
    who = {"person_id": author.id, "office_id": author.office_id, "put_forward_by_id": author.id}
    place = GroupPlace(**who, put_forward_at=now, approved_at=now)
    words = {"public_id": ids.public_id(), "name": "Stops", "purpose": "Compares stops."}
    told = {"founded_by_id": author.id, "founded_at": now, "ends_on": day, "confirmed_at": now}
    office = {"confirming_office_id": author.office_id}
    db.session.add(Group(**words, **told, **office, places=[place]))


def review(author: Member, paper: Paper) -> None:
    """Decisions about a draft, a mark and a matter."""
    sheet = review_of(paper, drafts.draft_content(paper))
    matter = (paper.office_id, f"Matter of {paper.public_id}")
    changes = Changes(mark=Mark("title", "other"), matter=matter)
    record_changes(author.actor, paper.thing, sheet, changes, loaded=0)


def populate_sign_ins(portal: Portal, slug: str) -> None:
    """A passkey, a known device, a session that waits, and somebody who lost things."""
    person = World(portal).person("Keyed", World(portal).office(slug), "prosecutor")
    now = clock.now()
    facts = {"public_id": ids.public_id(), "person_id": person.id}
    with portal.app_context(), unit_of_work():
        key = {"credential_id": ids.random_bytes(32), "public_key": b"k", "name": "Key"}
        db.session.add(Passkey(**facts, **key, created_at=now))
        seen = {"created_at": now, "last_used_at": now}
        db.session.add(KnownDevice(person_id=person.id, token_hash=ids.token(), **seen))
        db.session.add(PasswordReset(**facts, asked_at=now))
        reset = FactorReset(**facts, asked_at=now, expires_at=now)
        reset.approvals.append(FactorResetApproval(admin_id=person.id, way="met", at=now))
        db.session.add(reset)


def differences() -> list[object]:
    """What autogeneration would still change."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, db.metadata))


def test_the_migrated_schema_is_that_of_the_models(empty_portal: Portal) -> None:
    with empty_portal.app_context():
        upgrade()
        assert differences() == []


def test_every_migration_goes_up_down_and_up_on_populated_data(empty_portal: Portal) -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    revisions = [r.revision for r in script.walk_revisions()]
    assert revisions
    with empty_portal.app_context():
        upgrade()
        populate(empty_portal)
        assert verify().whole
        db.session.remove()
        for revision in revisions:
            below = script.get_revision(revision).down_revision
            downgrade(revision=str(below or "base"))
            upgrade()
            assert differences() == []
            db.session.remove()
            # What stood there before the step down is still there, unless its tables went.
            populate(empty_portal, f"alder-{revision}")
            populate_sign_ins(empty_portal, f"birch-{revision}")
            assert verify().whole
            db.session.remove()
        downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}


def test_the_migrated_database_refuses_to_change_the_log_and_revisions(
    empty_portal: Portal,
) -> None:
    with empty_portal.app_context():
        upgrade()
        populate(empty_portal)
        for statement in (
            "UPDATE audit_entries SET outcome = 'x'",
            "DELETE FROM audit_entries",
            "UPDATE revisions SET body = 'x'",
            "DELETE FROM revisions",
        ):
            with pytest.raises(DatabaseError, match="append-only"), unit_of_work():
                db.session.execute(text(statement))


def test_the_first_synonyms_are_there_after_the_migration(empty_portal: Portal) -> None:
    with empty_portal.app_context():
        upgrade()
        firsts = [group.phrases[0] for group in synonym_groups()]
    assert firsts == ["BWC", "excessive force", "LEO"]


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory(str(MIGRATIONS)).get_heads()) == 1


def test_a_fresh_installation_has_no_account_of_anybody(empty_portal: Portal) -> None:
    with empty_portal.app_context():
        upgrade(str(MIGRATIONS))
        for table in ("people", "person_roles", "offices", "invitations", "account_sessions"):
            assert db.session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0


def test_going_down_leaves_no_lead_whose_term_is_over(empty_portal: Portal) -> None:
    world = World(empty_portal)
    with empty_portal.app_context():
        upgrade()
        office = world.office("alder")
        over = [world.person("Over", office, *roles) for roles in (("office-lead",), BOTH)]
        lasting = world.person("Lasting", office, "office-lead")
        yesterday = clock.now().date() - timedelta(days=1)
        with unit_of_work():
            for lead in over:
                row = db.session.get_one(PersonRole, (lead.id, "office-lead"))
                row.last_day = yesterday
        downgrade(revision="0051")
        found = db.session.execute(text("SELECT person_id, role FROM person_roles"))
        assert sorted(map(tuple, found)) == [
            (over[0].id, "prosecutor"),
            (over[1].id, "investigator"),
            (lasting.id, "office-lead"),
        ]
