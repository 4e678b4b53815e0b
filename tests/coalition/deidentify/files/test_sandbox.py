"""A file is opened in a process of its own; whatever that process does ends in plain words."""

import subprocess
import sys
import threading

import pytest

from coalition.deidentify.files import (
    Limits,
    Reading,
    Refused,
    Sanitised,
    read_text,
    sandbox,
    sanitise,
)
from coalition.deidentify.files.framing import framed, packed, unframed, unpacked
from coalition.deidentify.files.results import BROKEN, TOO_MUCH, BadRedaction
from tests.support.files import PLANTED, docx, jpeg, paragraph, pdf, saved, shown
from tests.support.public_data import public_data


def test_a_file_is_read_and_built_anew_in_another_process():
    content = docx(paragraph(PLANTED))
    reading = read_text("memo.docx", content)
    assert isinstance(reading, Reading)
    assert reading.shown == {"text": PLANTED}
    clean = sanitise("memo.docx", content, decided={"text": "Witness 1"})
    assert isinstance(clean, Sanitised)
    assert clean.parts == {"text": "Witness 1"}
    assert clean.content.startswith(b"PK")


def test_the_parsers_are_not_loaded_here():
    code = (
        "import sys; import coalition.deidentify.files;"
        "loaded = {'pikepdf', 'pypdf', 'docx', 'PIL', 'lxml', 'webvtt'} & set(sys.modules);"
        "sys.exit(str(loaded) if loaded else 0)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_refusal_comes_back_in_words():
    refused = read_text("memo.exe", b"MZ")
    assert isinstance(refused, Refused)
    assert "pdf, docx" in refused.way_out


def test_signing_reaches_the_other_process():
    scan = saved(pdf("0 0 100 100 re f"))
    assert isinstance(sanitise("scan.pdf", scan), Refused)
    assert isinstance(sanitise("scan.pdf", scan, signed_for=True), Sanitised)


def test_too_much_memory_is_a_refusal():
    small = Limits(memory=100 * 1024 * 1024)
    assert read_text("memo.txt", b"x" * 24 * 1024 * 1024, limits=small) in {TOO_MUCH, BROKEN}


def test_too_long_is_a_refusal():
    result = read_text("memo.txt", b"text", limits=Limits(seconds=0))
    assert isinstance(result, Refused)
    assert "too long" in result.reason


def test_a_file_does_not_wait_for_ever_for_its_turn(monkeypatch):
    monkeypatch.setattr(sandbox, "_turns", threading.BoundedSemaphore(1))
    with sandbox._turns:
        result = read_text("memo.txt", b"text", limits=Limits(patience=0.01))
    assert isinstance(result, Refused)
    assert "Try again" in result.way_out
    assert isinstance(read_text("memo.txt", b"text"), Reading)


def test_too_long_an_answer_is_a_refusal():
    assert read_text("memo.txt", b"text" * 1000, limits=Limits(answer=100)) == BROKEN


def test_a_file_beyond_the_limit_is_refused_before_anything_opens_it(monkeypatch):
    monkeypatch.setattr(sandbox, "_run", None)
    result = read_text("memo.txt", b"x" * (25 * 1024 * 1024 + 1))
    assert isinstance(result, Refused)
    assert "25 MB" in result.reason


WORKER = "import sys; sys.argv[1:] = ['1000000000', '5', '0', '64']; "


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.socket()",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.fork()",
        "open('written.txt', 'w')",
        "import os; os.open('written.txt', os.O_CREAT | os.O_WRONLY)",
        "import os; os.mkdir('folder')",
    ],
)
def test_nothing_reaches_beyond_the_process(attempt, tmp_path, monkeypatch):
    worker = tmp_path / "worker.py"
    source = sandbox._WORKER.read_text(encoding="utf-8")
    root = str(sandbox._WORKER.parents[3])
    source = source.replace("str(Path(__file__).resolve().parents[3])", repr(root))
    around = "[str(Path(__file__).resolve().parents[1])]"
    assert around in source
    source = source.replace(around, repr([f"{root}/coalition/deidentify"]))
    opening = "sys.stdout.buffer.write(answering.answer(request))"
    assert opening in source
    tried = (
        f"try:\n        {attempt}\n    except PermissionError:\n        {opening}\n"
        "    else:\n        sys.exit(3)"
    )
    worker.write_text(source.replace(opening, tried), encoding="utf-8")
    monkeypatch.setattr(sandbox, "_WORKER", worker)
    assert isinstance(read_text("memo.txt", b"text"), Reading)


@pytest.mark.parametrize(
    "crash", ["import os; os.abort()", "sys.exit(1)", "raise SystemError('Marisol')", "1/0"]
)
def test_a_crash_is_a_refusal_and_says_nothing(crash, tmp_path, monkeypatch, capfd):
    worker = tmp_path / "worker.py"
    worker.write_text(f"import sys\n{crash}\n", encoding="utf-8")
    monkeypatch.setattr(sandbox, "_WORKER", worker)
    assert read_text("memo.txt", b"text") == BROKEN
    assert capfd.readouterr() == ("", "")


def test_a_process_that_uses_its_seconds_up_is_ended(tmp_path, monkeypatch):
    worker = tmp_path / "worker.py"
    worker.write_text(
        "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(sandbox, "_WORKER", worker)
    assert read_text("memo.txt", b"text") == BROKEN


@pytest.mark.parametrize(
    "result",
    [
        Refused("A reason.", "A way out."),
        Reading("text/plain", {"text": "Ü\ud800"}, frozenset({"text"}), (BadRedaction(1, 2, "x"),)),
        Sanitised("text/plain", b"\0bytes", {"text": "words"}, ("note",), ("page 1",)),
    ],
)
def test_a_result_survives_the_way_between_processes(result):
    came = unpacked(packed(result))
    if isinstance(result, Reading):
        assert came.parts == {"text": "Ü?"}
        assert came.redactions == result.redactions
    else:
        assert came == result


@pytest.mark.parametrize(
    "message", [b"", b"\0" * 8, framed({"a": 1}, b"x")[:-1], framed({"a": 1}) + b"x", b"\xff" * 40]
)
def test_a_message_that_is_cut_short_or_too_long_is_none(message):
    with pytest.raises(ValueError, match="message"):
        unframed(message)


def test_public_oddities_are_refused_or_built_in_the_other_process():
    for file in sorted(public_data("attachments", "misc").iterdir()):
        assert sanitise(file.name, file.read_bytes(), signed_for=True) != BROKEN, file.name


def test_a_camera_picture_is_rebuilt_in_the_other_process():
    result = sanitise("a.jpg", jpeg())
    assert isinstance(result, Sanitised)
    assert PLANTED.encode() not in result.content


def test_a_page_of_a_pdf_is_read_in_the_other_process():
    result = read_text("memo.pdf", saved(pdf(shown("A memo."))))
    assert isinstance(result, Reading)
    assert result.shown == {"page 1": "A memo."}
