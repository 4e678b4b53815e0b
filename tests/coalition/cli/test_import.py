"""`flask documents import`: the row is the unit."""

import pytest
from sqlalchemy import func, select

from coalition.audit.models import AuditEntry
from coalition.audit.queries import verify
from coalition.db import db
from coalition.documents.drafts import draft_content
from coalition.documents.models import Paper
from coalition.outbox.models import OutboxMessage
from tests.coalition.cli.conftest import row

PHONE = "Call the witness at (612) 555-0143 tonight."


@pytest.fixture
def importer(world):
    return world.person("Maribel Quintrell", world.office("tamarack-mn"), "coalition-admin")


@pytest.fixture
def take(run, importer):
    """Imports a file as a member."""
    words = ("documents", "import", "--as", importer.email, "--assured")
    return lambda file, *options: run(*words, file, *options)


def papers(app):
    with app.app_context():
        found = db.session.scalars(select(Paper).order_by(Paper.id)).unique().all()
        return [
            (p.state, p.current.title if p.current else None, p.office.slug, set(p.read_tokens))
            for p in found
        ]


def count(app, model):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model))


def test_rows_become_papers_of_placeholder_members(app, take, rows_file):
    result = take(rows_file(row(1), row(2, office=13, author=8)), "--create-members")
    assert result.exit_code == 0, result.output
    assert "2 published" in result.output
    assert "2 offices and 2 people made as placeholders" in result.output
    assert papers(app) == [
        ("published", "Memorandum 1", "imported-office-12", {"coalition"}),
        ("published", "Memorandum 2", "imported-office-13", {"coalition"}),
    ]


def test_a_paper_keeps_its_date_its_author_and_who_imported_it(app, take, rows_file, importer):
    take(rows_file(row(1)), "--create-members")
    with app.app_context():
        paper = db.session.scalars(select(Paper)).unique().one()
        assert paper.published_at.isoformat() == "2024-03-05T12:00:00+00:00"
        assert [a.person.email for a in paper.author_rows] == ["user-7@imported.invalid"]
        assert paper.current.made_by_id == importer.id
        assert not paper.cleared


def test_a_placeholder_can_neither_sign_in_nor_be_mailed(app, take, rows_file):
    take(rows_file(row(1)), "--create-members")
    with app.app_context():
        paper = db.session.scalars(select(Paper)).unique().one()
        person = paper.author_rows[0].person
        assert person.status == "suspended"
        assert not person.password_hash
        assert person.totp_secret is None
        assert person.email.endswith(".invalid")


def test_unknown_members_fail_the_row_unless_they_are_to_be_made(app, take, rows_file):
    result = take(rows_file(row(1)))
    assert result.exit_code == 1
    assert "line 1: office: There is no office 12 here" in result.output
    assert papers(app) == []


def test_a_failing_row_is_named_and_the_rest_goes_on(app, take, rows_file):
    file = rows_file(
        row(1),
        "{not json",
        row(3, state="Minnesota"),
        '["a list"]',
        row(5, title=""),
        row(6, date="2031-01-01"),
        row(7, surprise="x"),
        "",
        row(9),
    )
    result = take(file, "--create-members")
    assert result.exit_code == 1
    assert "2 published" in result.output
    for start in (
        "line 2: row: It is not JSON.",
        "line 3: state: Jurisdiction has no such choice.",
        "line 4: row: It is not a JSON object.",
        "line 5: title: The title is missing.",
        "line 6: date: It lies in the future.",
        "line 7: surprise: The map does not say what this field is.",
    ):
        assert start in result.output
    assert [title for _, title, _, _ in papers(app)] == ["Memorandum 1", "Memorandum 9"]


def test_a_failing_row_leaves_no_member_behind(app, take, rows_file):
    take(rows_file(row(1), row(2, office=99, author=98, title="")), "--create-members")
    with app.app_context():
        slugs = {paper.office.slug for paper in db.session.scalars(select(Paper)).unique()}
    assert slugs == {"imported-office-12"}


def test_a_row_that_the_database_refuses_is_undone_alone(app, take, rows_file, monkeypatch):
    from coalition.cli.importing import run as module
    from coalition.errors import Conflict

    real = module.import_paper

    def refuse_the_second(actor, prepared, **more):
        taken = real(actor, prepared, **more)
        if prepared.content.title == "Memorandum 2":
            raise Conflict
        return taken

    monkeypatch.setattr(module, "import_paper", refuse_the_second)
    result = take(
        rows_file(row(1), row(2, office=50, author=51), row(3, office=50, author=51)),
        "--create-members",
    )
    assert "line 2: Something it needs was changed meanwhile" in result.output
    assert [title for _, title, _, _ in papers(app)] == ["Memorandum 1", "Memorandum 3"]
    with app.app_context():
        assert verify().whole
        published = db.session.scalars(
            select(OutboxMessage).where(OutboxMessage.topic == "paper.published")
        ).all()
        ids = set(db.session.scalars(select(Paper)).unique().all())
        assert {m.payload["paper"] for m in published} == {p.public_id for p in ids}


def test_a_second_run_skips_what_is_done(app, take, rows_file):
    take(rows_file(row(1), row(2)), "--create-members")
    result = take(rows_file(row(2), row(1), row(3)), "--create-members")
    assert result.exit_code == 0
    assert "1 published" in result.output
    assert "2 skipped" in result.output
    assert len(papers(app)) == 3


def test_a_row_that_stands_in_the_file_twice_is_one_paper(app, take, rows_file):
    result = take(rows_file(row(1), row(1)), "--create-members")
    assert "1 skipped" in result.output
    assert len(papers(app)) == 1


def test_a_compressed_file_is_read_alike(app, take, rows_file):
    result = take(rows_file(row(1), row(2), name="rows.jsonl.gz"), "--create-members")
    assert result.exit_code == 0
    assert len(papers(app)) == 2


def test_a_compressed_file_that_is_cut_off_imports_nothing(app, take, rows_file):
    whole = rows_file(*(row(n) for n in range(50)), name="rows.jsonl.gz")
    whole.write_bytes(whole.read_bytes()[:-40])
    result = take(whole, "--create-members")
    assert result.exit_code == 1
    assert "damaged or cut off" in result.output
    assert papers(app) == []


def test_a_dry_run_says_what_would_happen_and_writes_nothing(app, take, rows_file):
    entries = count(app, AuditEntry)
    file = rows_file(row(1), row(2, body=PHONE), row(3, title=""))
    result = take(file, "--create-members", "--dry-run")
    assert "1 would be published" in result.output
    assert "1 would be kept as drafts" in result.output
    assert "1 offices and 1 people would be made as placeholders" in result.output
    assert "1 would fail" in result.output
    assert papers(app) == []
    assert count(app, AuditEntry) == entries


def test_a_row_with_something_undecided_becomes_a_draft_of_its_author(app, take, rows_file):
    result = take(rows_file(row(1, body=PHONE)), "--create-members")
    assert result.exit_code == 0
    assert "1 kept as drafts" in result.output
    with app.app_context():
        paper = db.session.scalars(select(Paper)).unique().one()
        author = next(iter(paper.author_ids))
        assert (paper.state, set(paper.read_tokens)) == ("draft", {f"user:{author}"})
        assert draft_content(paper).body == PHONE
        topics = set(db.session.scalars(select(OutboxMessage.topic)))
        assert "paper.published" not in topics


def test_clearing_publishes_marks_each_paper_and_keeps_the_reason(app, take, rows_file):
    result = take(
        rows_file(row(1, body=PHONE), row(2)), "--create-members", "--cleared", "public record"
    )
    assert "2 published" in result.output
    with app.app_context():
        assert all(p.cleared for p in db.session.scalars(select(Paper)).unique())
        entries = db.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "paper.cleared")
        ).all()
        assert [e.detail.content["reason"] for e in entries] == ["public record"] * 2
        assert verify().whole


def test_a_reason_that_names_somebody_is_refused(app, take, rows_file):
    result = take(rows_file(row(1)), "--create-members", "--cleared", f"ok by phone: {PHONE}")
    assert result.exit_code == 2
    assert "555-0143" not in result.output
    assert papers(app) == []


def test_only_an_active_member_imports(run, rows_file):
    result = run("documents", "import", rows_file(row(1)), "--as", "nobody@nowhere.example")
    assert result.exit_code == 1
    assert "There is no active member" in result.output


def test_a_title_that_is_too_long_is_shortened_and_kept_in_the_text(app, take, rows_file):
    long = "Very long title " * 20
    take(rows_file(row(1, title=long)), "--create-members")
    with app.app_context():
        paper = db.session.scalars(select(Paper)).unique().one()
        assert paper.current.title.endswith("…")
        assert len(paper.current.title) <= 200
        assert paper.current.body.startswith(long.strip())


def test_half_a_surrogate_pair_fails_its_row_alone(app, take, rows_file):
    file = rows_file(
        '{"title": "\\ud800", "\\udfff": 1}',
        row(2, body="\ud83d x"),
        row(3, body="nul \x00"),
        row(4),
    )
    result = take(file, "--create-members")
    assert [title for _, title, _, _ in papers(app)] == ["Memorandum 4"]
    assert result.exit_code == 1


def test_hostile_lines_fail_alone(app, take, rows_file):
    deep = "[" * 100_000
    huge = '{"title": ' + "9" * 5000 + "}"
    result = take(rows_file(deep, huge, "null", row(4)), "--create-members")
    assert "1 published" in result.output
    assert "3 failed" in result.output


def test_the_whole_run_is_one_entry_of_the_log(app, take, rows_file):
    take(rows_file(row(1), row(2, title="")), "--create-members")
    with app.app_context():
        entry = db.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "papers.imported")
        ).one()
        assert (entry.actor_kind, entry.detail.content["published"]) == ("operator", 1)
        assert entry.detail.content["failed"] == 1


def test_without_the_assurances_every_row_becomes_a_draft(app, run, importer, rows_file):
    words = ("documents", "import", "--as", importer.email, "--create-members")
    assert "1 would be published" in run(*words, rows_file(row(1)), "--dry-run").output
    silent = run(*words, rows_file(row(1)))
    assert silent.exit_code == 0
    assert "Nothing in it is a matter before a grand jury." in silent.output
    assert "every row becomes a draft" in silent.output
    assert [state for state, *_ in papers(app)] == ["draft"]
    assert "1 published" in run(*words, rows_file(row(2)), answers="y\n").output
