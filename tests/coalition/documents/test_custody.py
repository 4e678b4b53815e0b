"""The custody log of an evidence index, as its office writes and reads it."""

import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from coalition import clock as time
from coalition.cli.evidence import evidence
from coalition.db import db, unit_of_work
from coalition.evidence.custody import services
from coalition.evidence.custody.models import CustodyEntry
from coalition.evidence.hash_manifest import HashedFile, ManifestWriter
from coalition.sharing.models import Thing
from coalition.web.dispatch import Portal
from tests.flows.sharing import share, withdraw
from tests.support.client import Browser, Page
from tests.support.world import Member, World

pytestmark = pytest.mark.database
HERE, THERE = "a" * 64, "b" * 64
ENTRY = {
    "item": "Camera 1",
    "act": "received",
    "happened_at": "2026-01-02 14:30",
    "given_by": "Officer Ruiz",
    "given_to": "Technician Doe",
    "purpose": "Case 7",
    "authority": "Search warrant",
    "hash_before": "",
    "hash_after": HERE.upper(),
    "note": "Sealed bag",
}
EVENTS = {
    "clips": [{"label": "Camera 1", "kind": "local-body-worn"}],
    "events": [],
    "transcript": [],
    "claims": [],
}


@pytest.fixture
def author(world: World) -> Member:
    return world.person("Ina Investigator", world.office("birch"), "investigator")


@pytest.fixture
def index(app: Portal, author: Member) -> str:
    """A published evidence index, for the whole coalition."""
    return share(app, author, "Stop at the bridge", kind="evidence-index", **EVENTS)


def manifest(*files: tuple[str, str], at: str = "2026-01-03T10:00:00+00:00") -> bytes:
    stream = _Stream()
    writer = ManifestWriter.start(stream, hashed_by="Technician 2", tool="test")
    for name, sha256 in files:
        writer.add(HashedFile(name, 1, 1, sha256, at))
    return stream.getvalue()


class _Stream(io.BytesIO):
    def fileno(self) -> int:
        return 1


@pytest.fixture(autouse=True)
def _no_sync(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coalition.evidence.hash_manifest.os.fsync", lambda number: None)


def send(browser: Browser, index: str, content: bytes) -> Page:
    action = f"/documents/{index}/custody/manifest"
    given = (io.BytesIO(content), "evidence-hashes.jsonl")
    return browser.submit(
        browser.get(f"/documents/{index}/custody"), {"manifest": given}, action=action
    )


def add(browser: Browser, index: str, **changes: str) -> Page:
    path = f"/documents/{index}/custody"
    return browser.submit(browser.get(path), ENTRY | changes, action=path)


def test_an_entry_is_written_through_the_page_and_stands_there_with_its_writer(
    browser: Callable[[], Browser], author: Member, index: str
) -> None:
    viewer = browser().sign_in(author)
    assert "custody log of your office" in viewer.get(f"/documents/{index}").words
    page = viewer.follow(add(viewer, index))
    row = page.soup.select_one("tbody tr")
    assert row is not None
    words = row.get_text(" ", strip=True)
    for said in ("Camera 1", "Received", "Officer Ruiz", "to Technician Doe", author.name):
        assert said in words
    assert row.code is not None
    assert row.code.get_text() == HERE
    assert "1 entry fits one another and the audit log" in page.words


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("item", " "),
        ("item", "x" * 301),
        ("act", "destroyed"),
        ("happened_at", "yesterday"),
        ("happened_at", "2999-01-01 00:00"),
        ("hash_after", "abc"),
        ("hash_before", "g" * 64),
        ("note", "a\u0000b"),
    ],
)
def test_a_field_that_breaks_a_rule_is_named_and_nothing_typed_is_lost(
    app: Portal,
    browser: Callable[[], Browser],
    author: Member,
    index: str,
    field: str,
    value: str,
) -> None:
    page = add(browser().sign_in(author), index, **{field: value})
    assert page.status == 422
    assert page.soup.select_one(f".error-summary a[href='#{field}'], a[href='#{field}']")
    form = page.form(f"/documents/{index}/custody")
    kept = form.select_one("[name=authority]")
    assert kept is not None
    assert kept["value"] == "Search warrant"
    with app.app_context():
        assert db.session.scalars(select(CustodyEntry)).all() == []


@pytest.mark.parametrize("act", ["transferred", "returned", "disclosed"])
def test_what_is_handed_on_needs_a_receiver(
    browser: Callable[[], Browser], author: Member, index: str, act: str
) -> None:
    page = add(browser().sign_in(author), index, act=act, given_to="")
    assert "Say who has it now." in page.words


def test_a_form_sent_twice_makes_one_entry(
    app: Portal, browser: Callable[[], Browser], author: Member, index: str
) -> None:
    viewer, path = browser().sign_in(author), f"/documents/{index}/custody"
    page = viewer.get(path)
    for _ in range(2):
        viewer.submit(page, ENTRY, action=path)
    with app.app_context():
        assert len(db.session.scalars(select(CustodyEntry)).all()) == 1


def test_readers_of_the_index_in_other_offices_see_nothing_of_the_log(
    browser: Callable[[], Browser], world: World, author: Member, index: str
) -> None:
    add(browser().sign_in(author), index)
    reader = browser().sign_in(world.person("Rita Reader", world.office("oak"), "office-lead"))
    assert "custody" not in reader.get(f"/documents/{index}").words.lower()
    tokens = reader.tokens("/account")
    assert reader.get(f"/documents/{index}/custody").status == 403
    assert reader.get(f"/documents/{index}/custody.json").status == 403
    for path in ("custody", "custody/manifest"):
        assert reader.post(f"/documents/{index}/{path}", ENTRY | tokens).status == 403


def test_colleagues_who_may_not_read_the_paper_see_nothing_of_the_log(
    app: Portal, browser: Callable[[], Browser], world: World, author: Member, index: str
) -> None:
    office = author.office_id
    with app.app_context():
        other = world.office("elm")
    colleague = world.person("Cal Colleague", type(other)(office, "", "birch", "", "MN"))
    withdraw(app, author, index)
    assert browser().sign_in(colleague).get(f"/documents/{index}/custody").status == 404
    page = browser().sign_in(author)
    assert add(page, index).status == 303


def test_drafts_and_other_papers_have_no_log(
    app: Portal, browser: Callable[[], Browser], author: Member
) -> None:
    memo = share(app, author, "A memo")
    assert browser().sign_in(author).get(f"/documents/{memo}/custody").status == 404


def test_hashes_are_taken_over_and_the_second_time_compared(
    browser: Callable[[], Browser], author: Member, index: str
) -> None:
    viewer = browser().sign_in(author)
    first = viewer.follow(send(viewer, index, manifest(("a.mp4", HERE), ("b.mp4", HERE))))
    assert "None differs" in first.words
    again = manifest(("a.mp4", HERE), ("b.mp4", THERE), at="2026-02-03T10:00:00+00:00")
    second = viewer.follow(send(viewer, index, again))
    assert "Items that are not what they were" in second.words
    assert "Entry 4: b.mp4" in second.words
    assert "Entry 3: a.mp4" not in second.words
    same = next(cell for cell in second.soup.select("td") if "Same:" in cell.get_text())
    assert same.get_text() == f"Same: {HERE}"
    third = send(viewer, index, again)
    assert third.status == 422
    assert "stands in the log already" in third.words


@pytest.mark.parametrize("content", [b"", b"not a manifest\n", b"\xff\xfe\x00", manifest()])
def test_a_file_that_is_no_manifest_is_refused_with_the_field(
    browser: Callable[[], Browser], author: Member, index: str, content: bytes
) -> None:
    page = send(browser().sign_in(author), index, content)
    assert page.status == 422
    assert page.soup.select_one("a[href='#manifest']")


def test_the_database_refuses_to_change_or_delete_an_entry(
    app: Portal, browser: Callable[[], Browser], author: Member, index: str
) -> None:
    add(browser().sign_in(author), index)
    for statement in (
        "UPDATE custody_entries SET hash = 'forged'",
        "UPDATE custody_entries SET made_by_id = 1, number = 2",
        "DELETE FROM custody_entries",
    ):
        with (
            app.app_context(),
            pytest.raises(DatabaseError, match="append-only"),
            unit_of_work(),
        ):
            db.session.execute(text(statement))


def test_words_that_were_sealed_anew_by_somebody_else_are_found(
    app: Portal, browser: Callable[[], Browser], author: Member, index: str
) -> None:
    viewer = browser().sign_in(author)
    add(viewer, index)
    add(viewer, index, item="Camera 2")
    with app.app_context(), unit_of_work():
        entry = db.session.scalars(select(CustodyEntry).where(CustodyEntry.number == 1)).one()
        link = services.link_of(entry)
        said = {"salt": link.salt, "content": vars(link.content) | {"given_by": "Nobody"}}
        entry.content = services.current_vault().seal(
            json.dumps(said).encode(), services.record_of(entry.thing, 1)
        )
    page = viewer.get(f"/documents/{index}/custody")
    assert "This log was changed outside the portal" in page.words
    assert "Entry 1 was changed" in page.words


def test_nothing_of_an_entry_stands_in_the_database_or_the_audit_log_in_clear(
    app: Portal, browser: Callable[[], Browser], author: Member, index: str
) -> None:
    add(browser().sign_in(author), index)
    with app.app_context():
        entry = db.session.scalars(select(CustodyEntry)).one()
        assert b"Ruiz" not in entry.content
        details = db.session.scalars(text("SELECT content FROM audit_details")).all()
    assert "Ruiz" not in str(details)


def test_the_log_that_is_taken_along_is_checked_on_another_machine(
    browser: Callable[[], Browser], author: Member, index: str, tmp_path: Path
) -> None:
    viewer = browser().sign_in(author)
    add(viewer, index)
    add(viewer, index, act="verified", hash_before=THERE)
    taken = viewer.get(f"/documents/{index}/custody.json")
    file = tmp_path / "custody.json"
    file.write_text(taken.text)
    found = CliRunner().invoke(evidence, ["custody", str(file)])
    assert found.exit_code == 0, found.output
    assert "2 entries, 0 faults." in found.output
    assert "Entry 2: Camera 1 is not what it was." in found.output
    file.write_text(taken.text.replace("Officer Ruiz", "Officer Roe"))
    found = CliRunner().invoke(evidence, ["custody", str(file)])
    assert (found.exit_code, "Entry 1 was changed" in found.output) == (1, True)
    file.write_text("nothing")
    assert CliRunner().invoke(evidence, ["custody", str(file)]).exit_code == 2


def test_a_full_log_takes_no_more(
    app: Portal, author: Member, index: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST_ENTRIES", 1)
    with app.app_context():
        for number in range(2):
            thing = db.session.scalars(select(Thing).where(Thing.public_id == index)).one()
            words = {"item": "Camera 1", "act": "collected"}
            at = time.now() - timedelta(days=1)
            if number:
                with pytest.raises(Exception, match="at most 1 entries"), unit_of_work():
                    services.add_entry(author.actor, thing, happened_at=at, **words)
            else:
                with unit_of_work():
                    services.add_entry(author.actor, thing, happened_at=at, **words)
