"""A manifest says of every file of a folder what was read, whatever stopped the reading."""

import hashlib
import io
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.evidence.hash_manifest import (
    ChangedWhileRead,
    Difference,
    HashedFile,
    Manifest,
    ManifestError,
    ManifestWriter,
    differences,
    files_of,
    hash_file,
    is_known,
    read_manifest,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SHA = hashlib.sha256(b"").hexdigest()


def _ignore(count: int) -> None:
    """Nobody looks at how far it has come."""


def _file(path: str, sha256: str = SHA) -> HashedFile:
    return HashedFile(path, 0, 1, sha256, "2026-11-23T12:00:00+00:00")


def _manifest(path: Path, *files: HashedFile) -> bytes:
    with path.open("w+b") as stream:
        writer = ManifestWriter.start(stream, hashed_by="Technician 2", tool="test")
        for file in files:
            writer.add(file)
    return path.read_bytes()


def test_the_hash_is_that_of_the_bytes_and_progress_counts_them(tmp_path: Path) -> None:
    content = os.urandom(3 * 1024 * 1024 + 5)
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "clip.mp4").write_bytes(content)
    counted: list[int] = []
    found = hash_file(tmp_path, tmp_path / "a" / "clip.mp4", counted.append, NOW)
    assert (found.path, found.size) == ("a/clip.mp4", len(content))
    assert found.sha256 == hashlib.sha256(content).hexdigest()
    assert sum(counted) == len(content)


def test_a_file_that_grows_while_it_is_read_gets_no_hash(tmp_path: Path) -> None:
    file = tmp_path / "live.mp4"
    file.write_bytes(b"x" * 10)

    def grow(count: int) -> None:
        with file.open("ab") as stream:
            stream.write(b"y")

    with pytest.raises(ChangedWhileRead):
        hash_file(tmp_path, file, grow, NOW)


def test_files_come_in_order_without_links_and_without_the_manifest(tmp_path: Path) -> None:
    for name in ("b/2.mp4", "a/1.mp4", "c.mp4", "hashes.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "link.mp4").symlink_to(tmp_path / "c.mp4")
    (tmp_path / "elsewhere").symlink_to("/", target_is_directory=True)
    found = files_of(tmp_path, but=tmp_path / "hashes.jsonl")
    assert [file.relative_to(tmp_path).as_posix() for file in found] == [
        "c.mp4",
        "a/1.mp4",
        "b/2.mp4",
    ]


def test_a_file_is_known_while_its_size_and_time_stay(tmp_path: Path) -> None:
    file = tmp_path / "clip.mp4"
    file.write_bytes(b"x")
    known = Manifest("", {"clip.mp4": hash_file(tmp_path, file, _ignore, NOW)})
    assert is_known(known, tmp_path, file)
    os.utime(file, ns=(0, 0))
    assert not is_known(known, tmp_path, file)


@given(
    names=st.lists(
        st.text(min_size=1).map(lambda name: name.encode("utf-8", "replace").decode()),
        unique=True,
        max_size=6,
    )
)
def test_what_is_written_is_read_again(
    names: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("manifest") / "hashes.jsonl"
    _manifest(path, *(_file(name) for name in names))
    found = read_manifest(path)
    assert found == Manifest("Technician 2", {name: _file(name) for name in names})


def test_a_name_that_is_no_text_comes_back_as_it_was(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.mp4")
    _manifest(tmp_path / "m", _file(name))
    assert os.fsencode(next(iter(read_manifest(tmp_path / "m").files))) == b"caf\xe9.mp4"


def test_cut_off_anywhere_it_holds_the_whole_lines_and_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "m"
    whole = _manifest(path, _file("a"), _file("b"))
    head = whole.index(b"\n") + 1
    for cut in range(head, len(whole)):
        path.write_bytes(whole[:cut])
        lines = whole[:cut].count(b"\n") - 1
        assert list(read_manifest(path).files) == ["a", "b"][:lines]
        with path.open("r+b") as stream:
            ManifestWriter.resume(stream).add(_file("c"))
        assert list(read_manifest(path).files) == [*["a", "b"][:lines], "c"]


def test_the_last_reading_of_a_file_counts(tmp_path: Path) -> None:
    again = _file("a", "f" * 64)
    _manifest(tmp_path / "m", _file("a"), again)
    assert read_manifest(tmp_path / "m").files == {"a": again}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"", "Line 1"),
        (b"{}\n", "no manifest"),
        (b'{"format": "coalition-exchange-hashes", "version": 2}\n', "no manifest"),
        (b"not JSON\n", "Line 1"),
        (b"[1]\n", "Line 1"),
        (b"\xff\xfe\n", "Line 1"),
    ],
)
def test_what_is_no_manifest_is_refused(tmp_path: Path, line: bytes, problem: str) -> None:
    (tmp_path / "m").write_bytes(line)
    with pytest.raises(ManifestError, match=problem):
        read_manifest(tmp_path / "m")


@pytest.mark.parametrize(
    "line",
    [
        b"{}",
        b'{"path": 1, "size": 0, "modified_at": 1, "sha256": "", "hashed_at": ""}',
        b'{"path": "a", "size": 0, "modified_at": 1, "sha256": "abc", "hashed_at": ""}',
        b'{"path": "a", "size": 0, "modified_at": 1, "sha256": "'
        + b"G" * 64
        + b'", "hashed_at": ""}',
        b"",
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, line: bytes) -> None:
    whole = _manifest(tmp_path / "m", _file("a"))
    (tmp_path / "m").write_bytes(whole + line + b"\n")
    with pytest.raises(ManifestError, match="Line 3"):
        read_manifest(tmp_path / "m")


def test_each_line_is_on_the_disk_before_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)

    class Stream(io.BytesIO):
        def fileno(self) -> int:
            return len(self.getvalue())

    stream = Stream()
    writer = ManifestWriter.start(stream, hashed_by="", tool="test")
    writer.add(_file("a"))
    assert len(synced) == 2
    assert synced[-1] == len(stream.getvalue())


def test_differences_are_what_changed_what_is_gone_and_what_came() -> None:
    manifest = Manifest("", {name: _file(name) for name in ("same", "other", "gone", "unread")})
    again = {"same": SHA, "other": "f" * 64, "new": SHA, "unread": None}
    assert list(differences(manifest, again)) == [
        Difference("missing", "gone"),
        Difference("changed", "other"),
        Difference("new", "new"),
    ]
