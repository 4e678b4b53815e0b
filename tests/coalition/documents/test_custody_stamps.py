"""Time-stamp tokens in the custody log: verified before they are written, and kept as they came."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner

from coalition.app import create_app
from coalition.cli.evidence import evidence
from coalition.settings import SettingsError
from coalition.web.dispatch import Portal
from tests.coalition.documents.test_custody import add, author, index
from tests.support.client import Browser, Page
from tests.support.clock import FrozenClock
from tests.support.settings import make_settings
from tests.support.world import Member

pytestmark = pytest.mark.database
__all__ = ["author", "index"]
STAMPS = Path(__file__).parent.parent / "evidence" / "stamps"
STAMPED = sha256((STAMPS / "clip.bin").read_bytes()).hexdigest()


@pytest.fixture(autouse=True)
def _trusting(app: Portal, clock: FrozenClock) -> None:
    """An operator who trusts the invented authority, some time after it stamped."""
    clock.at = datetime(2026, 11, 24, 12, tzinfo=UTC)
    _trust(app, (STAMPS / "root.pem").read_bytes())


def _trust(app: Portal, roots: bytes) -> None:
    parts = app.extensions["coalition"]
    parts.settings = replace(parts.settings, timestamp_roots=roots)


@pytest.fixture
def viewer(browser: Callable[[], Browser], author: Member, index: str) -> Browser:
    """The author, after the hash of the stamped file was written into the log."""
    viewer = browser().sign_in(author)
    add(viewer, index, item="clip.bin", hash_after=STAMPED)
    return viewer


def send(viewer: Browser, index: str, name: str = "stamp.tsr") -> Page:
    return send_bytes(viewer, index, (STAMPS / name).read_bytes())


def send_bytes(viewer: Browser, index: str, content: bytes) -> Page:
    path = f"/documents/{index}/custody"
    given = (io.BytesIO(content), "answer.tsr")
    return viewer.submit(viewer.get(path), {"token": given}, action=f"{path}/stamp")


def test_a_verified_token_is_written_beside_the_item_whose_hash_it_is_over(
    viewer: Browser, index: str
) -> None:
    page = viewer.follow(send(viewer, index))
    assert "The time-stamp is verified and written" in page.words
    row = page.soup.select_one("tbody tr")
    assert row is not None
    words = row.get_text(" ", strip=True)
    for said in ("clip.bin", "Time-stamped", "CN=Invented time-stamping authority", "± 1 s"):
        assert said in words
    assert STAMPED in row.get_text("", strip=True)
    link = row.select_one("a")
    assert link is not None
    taken = viewer.client.get(link["href"])
    assert taken.get_data() == (STAMPS / "stamp.tsr").read_bytes()
    assert taken.headers["Content-Disposition"].endswith('-2.tsr"')


def test_a_bare_token_keeps_its_kind(viewer: Browser, index: str) -> None:
    send(viewer, index, "stamp.tst")
    taken = viewer.client.get(f"/documents/{index}/custody/2/token")
    assert taken.headers["Content-Disposition"].endswith('-2.tst"')


def test_the_same_time_stamp_is_not_written_twice_however_it_comes(
    viewer: Browser, index: str
) -> None:
    send(viewer, index)
    whole = (STAMPS / "stamp.tsr").read_bytes()
    # The bare token follows the response's head of four bytes and its status of five.
    for content in (whole, whole[9:]):
        page = send_bytes(viewer, index, content)
        assert page.status == 422
        assert "stands in the log already" in page.words


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("stranger.tsr", "Nobody you trust"),
        ("sha512.tsr", "over SHA-256"),
        ("clip.bin", "no time-stamp token"),
    ],
)
def test_what_nobody_vouches_for_is_refused_at_its_field(
    viewer: Browser, index: str, name: str, rule: str
) -> None:
    page = send(viewer, index, name)
    assert page.status == 422
    assert rule in page.words
    assert page.soup.select_one("a[href='#token']")
    assert "1 entry fits" in page.words


def test_a_hash_that_the_log_does_not_know_is_named(
    browser: Callable[[], Browser], author: Member, index: str
) -> None:
    page = send(browser().sign_in(author), index)
    assert page.status == 422
    assert f"No item of the log has the hash that it is over, {STAMPED}" in page.words


def test_a_time_stamp_of_a_time_to_come_is_refused(
    viewer: Browser, index: str, clock: FrozenClock
) -> None:
    clock.at = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert "of a time to come" in send(viewer, index).words


def test_nothing_is_taken_over_where_the_operator_trusts_no_authority(
    app: Portal, viewer: Browser, index: str
) -> None:
    before = viewer.get(f"/documents/{index}/custody")
    _trust(app, b"")
    page = viewer.get(f"/documents/{index}/custody")
    assert "has named no time-stamping authority" in page.words
    assert not page.soup.select("[name=token]")
    given = (io.BytesIO((STAMPS / "stamp.tsr").read_bytes()), "stamp.tsr")
    page = viewer.submit(before, {"token": given}, action=f"/documents/{index}/custody/stamp")
    assert page.status == 422
    assert "1 entry fits" in page.words


def test_that_an_item_was_time_stamped_cannot_be_typed(viewer: Browser, index: str) -> None:
    page = add(viewer, index, act="stamped", hash_after=STAMPED)
    assert page.status == 422
    assert "Choose what happened." in page.words


@pytest.mark.parametrize("number", ["1", "7", "9" * 30])
def test_an_entry_without_a_token_has_none_to_take(
    viewer: Browser, index: str, number: str
) -> None:
    assert viewer.get(f"/documents/{index}/custody/{number}/token").status == 404


def test_time_stamps_of_a_log_that_was_taken_along_are_verified_there(
    viewer: Browser, index: str, tmp_path: Path
) -> None:
    send(viewer, index)
    file, root = tmp_path / "custody.json", str(STAMPS / "root.pem")
    file.write_text(viewer.get(f"/documents/{index}/custody.json").text)
    bare = CliRunner().invoke(evidence, ["custody", str(file)])
    assert (bare.exit_code, "1 time-stamps were not verified" in bare.output) == (0, True)
    sound = CliRunner().invoke(evidence, ["custody", str(file), "--root", root])
    assert (sound.exit_code, "2 entries, 0 faults" in sound.output) == (0, True)
    other = str(STAMPS / "otherroot.pem")
    strange = CliRunner().invoke(evidence, ["custody", str(file), "--root", other])
    assert (
        strange.exit_code,
        "Entry 2 has a time-stamp that proves nothing" in strange.output,
    ) == (
        1,
        True,
    )


def test_a_token_moved_to_another_hash_or_moment_proves_nothing(
    viewer: Browser, index: str, tmp_path: Path
) -> None:
    send(viewer, index)
    log = json.loads(viewer.get(f"/documents/{index}/custody.json").text)
    log["entries"][1]["content"]["hash_after"] = "0" * 64
    file = tmp_path / "custody.json"
    file.write_text(json.dumps(log))
    found = CliRunner().invoke(evidence, ["custody", str(file), "--root", str(STAMPS / "root.pem")])
    assert "it is over another hash or of another moment" in found.output


@pytest.mark.parametrize("content", [b"", b"no certificate"])
def test_the_app_does_not_start_with_roots_that_cannot_be_read(
    tmp_path: Path, database_url: str, content: bytes
) -> None:
    file = tmp_path / "roots.pem"
    file.write_bytes(content or b" ")
    with pytest.raises(SettingsError, match="TIMESTAMP_ROOTS"):
        create_app(make_settings(tmp_path, database_url, TIMESTAMP_ROOTS=str(file)))
    with pytest.raises(SettingsError, match="TIMESTAMP_ROOTS must be a file"):
        make_settings(tmp_path, database_url, TIMESTAMP_ROOTS=str(tmp_path / "none.pem"))
