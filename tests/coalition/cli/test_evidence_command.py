"""``flask evidence`` hashes a folder, goes on after a stop, and finds what differs."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from coalition.cli.evidence import evidence


@pytest.fixture
def footage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with three files, beside which the command is run."""
    folder = tmp_path / "footage"
    (folder / "camera 1").mkdir(parents=True)
    for name in ("camera 1/a.mp4", "camera 1/b.mp4", "c.mp4"):
        (folder / name).write_bytes(name.encode())
    monkeypatch.chdir(tmp_path)
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(evidence, [str(one) for one in arguments])


def test_every_file_is_hashed_once_and_the_next_run_reads_only_what_is_new(footage: Path) -> None:
    first = run("hash", footage, "--by", "Technician 2")
    assert (first.exit_code, "3 files hashed" in first.output) == (0, True)
    (footage / "d.mp4").write_bytes(b"new")
    second = run("hash", footage)
    assert "4 files, 3 of them read before." in second.output
    assert "1 files hashed" in second.output
    lines = Path("evidence-hashes.jsonl").read_text().splitlines()
    assert json.loads(lines[0])["hashed_by"] == "Technician 2"
    assert {json.loads(line)["path"]: json.loads(line)["sha256"] for line in lines[1:]} == {
        name: hashlib.sha256((footage / name).read_bytes()).hexdigest()
        for name in ("camera 1/a.mp4", "camera 1/b.mp4", "c.mp4", "d.mp4")
    }


def test_the_manifest_is_its_owners_alone(footage: Path) -> None:
    run("hash", footage)
    assert Path("evidence-hashes.jsonl").stat().st_mode & 0o777 == 0o600


def test_a_manifest_in_the_folder_is_not_hashed(footage: Path) -> None:
    inside = footage / "hashes.jsonl"
    run("hash", footage, "--manifest", inside)
    assert "0 of them" not in run("hash", footage, "--manifest", inside).output
    assert run("verify", footage, "--manifest", inside).exit_code == 0


def test_verifying_finds_what_changed_though_size_and_time_stayed(footage: Path) -> None:
    run("hash", footage)
    assert run("verify", footage).stdout == "3 files are as the manifest says; 0 differ.\n"
    file = footage / "c.mp4"
    status = file.stat()
    file.write_bytes(b"C" + file.read_bytes()[1:])
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    (footage / "camera 1" / "a.mp4").unlink()
    found = run("verify", footage)
    assert found.exit_code == 1
    assert "changed  c.mp4" in found.output
    assert "missing  camera 1/a.mp4" in found.output
    assert "1 files are as the manifest says; 2 differ." in found.output


def test_what_cannot_be_used_as_a_manifest_is_left_alone(footage: Path) -> None:
    Path("notes.txt").write_text("not a manifest\n")
    found = run("hash", footage, "--manifest", "notes.txt")
    assert (found.exit_code, Path("notes.txt").read_text()) == (2, "not a manifest\n")
    assert "Choose another manifest" in found.output


def test_the_sums_are_what_sha256sum_checks(footage: Path) -> None:
    (footage / "odd\\name\n.mp4").write_bytes(b"odd")
    run("hash", footage)
    (footage / "SUMS").write_text(run("sums", "evidence-hashes.jsonl").stdout)
    checked = subprocess.run(
        ["sha256sum", "--check", "SUMS"], cwd=footage, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
    assert checked.stdout.count(": OK") == 4


def test_a_killed_run_loses_the_file_in_progress_alone(footage: Path) -> None:
    for number in range(60):
        (footage / f"long-{number:02}.mp4").write_bytes(os.urandom(2_000_000))
    command = [sys.executable, "-m", "coalition.cli.evidence", "hash", str(footage)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[3])}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        path = Path("evidence-hashes.jsonl")
        for _ in range(3000):
            if path.exists() and path.read_bytes().count(b"\n") > 3:
                break
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    done = path.read_bytes().count(b"\n") - 1
    assert done >= 3
    again = run("hash", footage)
    assert f"63 files, {done} of them read before." in again.output
    assert run("verify", footage).output.endswith("63 files are as the manifest says; 0 differ.\n")


STAMPS = Path(__file__).parents[1] / "evidence/stamps"


def test_a_time_stamp_is_verified_and_the_files_it_is_about_are_named(footage: Path) -> None:
    (footage / "clip.bin").write_bytes((STAMPS / "clip.bin").read_bytes())
    run("hash", footage)
    told = run("stamp", STAMPS / "stamp.tsr", "--root", STAMPS / "root.pem")
    assert told.exit_code == 0
    assert "UTC ± 1 s" in told.output
    assert "It is the hash of clip.bin." in told.output


def test_a_sound_time_stamp_over_something_else_differs(footage: Path) -> None:
    run("hash", footage)
    told = run("stamp", STAMPS / "stamp.tsr", "--root", STAMPS / "root.pem")
    assert (told.exit_code, "No file of the manifest" in told.output) == (1, True)


def test_a_time_stamp_that_nobody_trusted_signed_cannot_be_relied_on(footage: Path) -> None:
    run("hash", footage)
    told = run("stamp", STAMPS / "stranger.tsr", "--root", STAMPS / "root.pem")
    assert (told.exit_code, "Nobody you trust" in told.output) == (2, True)
    assert "existed" not in told.output
