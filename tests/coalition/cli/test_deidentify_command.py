"""`flask deidentify`, run on an office's own machine with nothing but the files."""

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from coalition.cli.deidentify import deidentify
from tests.architecture.source_tree import ROOT
from tests.support.files import PLANTED, docx, jpeg, mentions, paragraph, pdf, saved, shown

PHONE = "503-555-0142"
EMAIL = "someone@example.org"
MEMO = f"Phone: {PHONE}.\n\nAgain {PHONE}, email: {EMAIL}\n"

Command = Callable[..., Result]


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Runs the command on files of a folder by their names."""

    def run(*words: str) -> Result:
        known = {path.name: str(path) for path in tmp_path.iterdir()}
        given = [known.get(word, word) for word in words]
        return CliRunner().invoke(deidentify, given, catch_exceptions=False)

    return run


@pytest.fixture
def memo(tmp_path: Path) -> Path:
    """A text with two things to decide."""
    path = tmp_path / "memo.txt"
    path.write_text(MEMO, encoding="utf-8")
    return path


def fill_in(path: Path, **choices: tuple[str, str]) -> None:
    """Decide everything in a file of decisions by its type."""
    said = json.loads(path.read_text("utf-8"))
    for each in said["decisions"]:
        each["choice"], each["text"] = choices[each["type"]]
    path.write_text(json.dumps(said), encoding="utf-8")


def test_it_names_what_it_found_and_where_but_not_the_words(command, memo):
    result = command("memo.txt")
    assert result.exit_code == 1
    assert "phone number" in result.output
    assert f"characters 7-{7 + len(PHONE)}" in result.output
    assert PHONE not in result.output
    assert EMAIL not in result.output


def test_it_shows_the_words_when_asked(command, memo):
    assert PHONE in command("memo.txt", "--show-text").output


def test_json_counts_places_in_the_text_of_the_file(command, memo):
    result = command("memo.txt", "--json")
    said = json.loads(result.stdout)
    assert said["undecided"] == 2
    phone = said["findings"][0]
    assert (phone["type"], phone["severity"]) == ("phone", "block")
    assert [MEMO[at["start"] : at["end"]] for at in phone["places"]] == [PHONE, PHONE]
    assert PHONE not in result.output
    assert PHONE in command("memo.txt", "--json", "--show-text").output


def test_a_text_with_nothing_in_it_ends_well(command, tmp_path):
    (tmp_path / "clean.md").write_text("Nothing to see.", encoding="utf-8")
    result = command("clean.md")
    assert result.exit_code == 0
    assert "Nothing was found" in result.output


def test_decisions_that_are_filled_in_are_written(command, memo, tmp_path):
    assert command("memo.txt", "--template", str(tmp_path / "d.json")).exit_code == 1
    assert (tmp_path / "d.json").stat().st_mode & 0o077 == 0
    fill_in(tmp_path / "d.json", phone=("replace", "[phone]"), email=("keep", "a role address"))
    result = command("memo.txt", "--decisions", "d.json")
    assert result.exit_code == 0, result.output
    written = (tmp_path / "memo.deidentified.txt").read_text("utf-8")
    assert written == f"Phone: [phone].\n\nAgain [phone], email: {EMAIL}\n"


def test_a_choice_without_words_takes_what_was_proposed(command, memo, tmp_path):
    command("memo.txt", "--template", str(tmp_path / "d.json"))
    fill_in(tmp_path / "d.json", phone=("replace", ""), email=("generalise", ""))
    assert command("memo.txt", "--decisions", "d.json").exit_code == 0
    written = (tmp_path / "memo.deidentified.txt").read_text("utf-8")
    assert PHONE not in written
    assert EMAIL not in written


def test_what_was_missed_can_be_marked(command, memo, tmp_path):
    memo.write_text("Seen by Zed Quux at noon. ZED QUUX left.", encoding="utf-8")
    command("memo.txt", "--template", str(tmp_path / "d.json"))
    fill_in(tmp_path / "d.json", person=("replace", "Witness 1"))
    said = json.loads((tmp_path / "d.json").read_text("utf-8"))
    mark = {"phrase": "zed quux", "type": "handle", "choice": "replace", "text": "Witness 1"}
    said["marks"] = [mark, {**mark, "phrase": "stands nowhere"}]
    (tmp_path / "d.json").write_text(json.dumps(said), encoding="utf-8")
    assert command("memo.txt", "--decisions", "d.json").exit_code == 0
    written = (tmp_path / "memo.deidentified.txt").read_text("utf-8")
    assert written == "Seen by Witness 1 at noon. Witness 1 left."


def test_files_are_decided_together_and_written_in_their_own_format(command, memo, tmp_path):
    (tmp_path / "letter.docx").write_bytes(docx(paragraph(f"Phone: {PHONE}")))
    names = ("memo.txt", "letter.docx")
    command(*names, "--template", str(tmp_path / "d.json"))
    said = json.loads((tmp_path / "d.json").read_text("utf-8"))
    assert [len(each["places"]) for each in said["decisions"]] == [3, 1]
    fill_in(tmp_path / "d.json", phone=("replace", "[phone]"), email=("replace", "[email]"))
    assert command(*names, "--decisions", "d.json").exit_code == 0
    assert not mentions((tmp_path / "letter.deidentified.docx").read_bytes(), PHONE)


def test_a_name_of_a_file_is_decided_like_its_text(command, tmp_path):
    path = tmp_path / f"call {PHONE}.txt"
    path.write_text("Nothing in here.", encoding="utf-8")
    assert command(path.name, "--template", str(tmp_path / "d.json")).exit_code == 1
    fill_in(tmp_path / "d.json", phone=("replace", "a person"))
    assert command(path.name, "--decisions", "d.json").exit_code == 0
    assert (tmp_path / "call a person.deidentified.txt").exists()


def change(said, path, value):
    *way, last = path
    for step in way:
        said = said[step]
    said[last] = value


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (["decisions", 0, "choice"], None, "Number 1 is undecided"),
        (["decisions", 0, "choice"], "erase", "must be one of: replace, generalise, keep"),
        (["decisions", 0, "text"], "two\nlines", "one line"),
        (["decisions", 1, "text"], "", "say why"),
        (["decisions", 1, "text"], "Call 503-555-0142", "identifies somebody"),
        (["decisions", 0, "number"], 7, "not those of what was found"),
        (["decisions"], {}, "must be lists"),
        (["detectors"], "0", "other detectors"),
        (["files", "memo.txt"], "0" * 64, "other files, or a file changed"),
        (["version"], 99, "no file of decisions"),
        (["marks"], [{"phrase": "", "type": "handle"}], "needs a “phrase”"),
        (["marks"], [{"phrase": "x", "type": "thing"}], "needs a “type”"),
    ],
)
def test_a_file_of_decisions_that_does_not_fit_is_named_and_nothing_is_written(
    command, memo, tmp_path, path, value, words
):
    command("memo.txt", "--template", str(tmp_path / "d.json"))
    fill_in(tmp_path / "d.json", phone=("replace", "[phone]"), email=("keep", "a role address"))
    said = json.loads((tmp_path / "d.json").read_text("utf-8"))
    change(said, path, value)
    (tmp_path / "d.json").write_text(json.dumps(said), encoding="utf-8")
    result = command("memo.txt", "--decisions", "d.json")
    assert result.exit_code == 1
    assert words in result.output
    assert not (tmp_path / "memo.deidentified.txt").exists()


def test_words_put_in_that_identify_somebody_are_left_to_nobody(command, memo, tmp_path):
    command("memo.txt", "--template", str(tmp_path / "d.json"))
    memo_left = memo.read_text("utf-8")
    fill_in(tmp_path / "d.json", phone=("replace", "[phone]"), email=("replace", "[email]"))
    memo.write_text(memo_left + "Call 612-555-0188.", encoding="utf-8")
    result = command("memo.txt", "--decisions", "d.json")
    assert result.exit_code == 1
    assert not (tmp_path / "memo.deidentified.txt").exists()


def test_a_file_that_was_written_before_is_not_lost(command, memo, tmp_path):
    command("memo.txt", "--template", str(tmp_path / "d.json"))
    fill_in(tmp_path / "d.json", phone=("replace", "[a]"), email=("replace", "[b]"))
    assert command("memo.txt", "--decisions", "d.json").exit_code == 0
    result = command("memo.txt", "--decisions", "d.json")
    assert result.exit_code == 2
    assert "--overwrite" in result.output
    assert command("memo.txt", "--decisions", "d.json", "--overwrite").exit_code == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("nul.txt", b"one\0two"),
        ("odd.txt", "Señora".encode("cp1252")),
        ("long.txt", b"word " * 200_000),
        ("broken.docx", b"PK\x03\x04"),
        ("broken.pdf", b"%PDF-1.7"),
        ("program.exe", b"MZ"),
    ],
)
def test_what_cannot_be_read_is_a_clear_refusal(command, tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    result = command(name)
    assert result.exit_code == 2
    assert name in result.stderr
    assert json.loads(command(name, "--json").stdout)["files"][0]["refused"]["way_out"]


def test_utf_16_is_read(command, tmp_path):
    (tmp_path / "memo.txt").write_bytes(MEMO.encode("utf-16"))
    assert json.loads(command("memo.txt", "--json").stdout)["undecided"] == 2


def test_a_pdf_with_findings_is_not_written_but_one_whose_findings_are_kept_is(command, tmp_path):
    (tmp_path / "memo.pdf").write_bytes(saved(pdf(shown(f"Phone: {PHONE}"))))
    command("memo.pdf", "--template", str(tmp_path / "d.json"))
    fill_in(tmp_path / "d.json", phone=("replace", "[phone]"))
    result = command("memo.pdf", "--decisions", "d.json")
    assert result.exit_code == 2
    assert "attach the new file" in result.stderr
    fill_in(tmp_path / "d.json", phone=("keep", "a public hotline"))
    assert command("memo.pdf", "--decisions", "d.json").exit_code == 0
    assert (tmp_path / "memo.deidentified.pdf").read_bytes().startswith(b"%PDF")


def test_a_bad_redaction_counts_as_undecided(command, tmp_path):
    covered = shown("Quiet words") + "0 g 70 690 200 30 re f"
    (tmp_path / "memo.pdf").write_bytes(saved(pdf(covered)))
    result = command("memo.pdf")
    assert result.exit_code == 1
    assert "page 1 has a filled box over the text" in result.output


def test_what_a_rebuilt_file_leaves_out_is_named(command, tmp_path):
    (tmp_path / "a.jpg").write_bytes(jpeg())
    result = command("a.jpg")
    assert "leaves out: camera data" in result.output
    assert "no program can read the picture" in result.output
    assert PLANTED not in result.output


def test_it_runs_in_any_folder_with_an_empty_environment(memo, tmp_path):
    installed = tmp_path / "installed" / "coalition_exchange-0.dist-info"
    installed.mkdir(parents=True)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    entry = project["entry-points"]["flask.commands"]["deidentify"]
    (installed / "METADATA").write_text("Name: coalition-exchange\nVersion: 0\n")
    (installed / "entry_points.txt").write_text(f"[flask.commands]\ndeidentify = {entry}\n")
    result = subprocess.run(
        [sys.executable, "-m", "flask", "deidentify", "memo.txt", "--json"],
        cwd=tmp_path,
        env={"PYTHONPATH": f"{installed.parent}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1, result.stderr
    assert json.loads(result.stdout)["undecided"] == 2
    assert result.stderr == ""


def test_it_needs_no_database_and_no_portal(memo):
    code = (
        "import sys; from coalition.cli import deidentify;"
        "loaded = {'sqlalchemy', 'coalition.app', 'coalition.db'} & set(sys.modules);"
        "sys.exit(str(loaded) if loaded else 0)"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={}, check=False)
    assert ended.returncode == 0
