"""Reading and rebuilding files in a process of its own, with limits on all that it may use.

The parsers of PDF, ZIP, XML and pictures are large and read what strangers made. They run in the
same interpreter, started anew without environment, in an empty folder, with no shell. A crash, a
time-out or too much memory is a refusal in words; nothing of the file reaches a log.
"""

import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from coalition.deidentify.files.framing import framed, unpacked
from coalition.deidentify.files.media_types import MAX_BYTES
from coalition.deidentify.files.results import BROKEN, Reading, Refused, Sanitised

_WORKER: Final = Path(__file__).with_name("worker.py")
_TOO_SLOW: Final = Refused(
    "The file takes too long to open.",
    "Split it, or save it anew with another program, and try again.",
)
_BUSY: Final = Refused(
    "Other files are being read at the moment.", "Try again in a minute with the same file."
)
_TOO_LARGE: Final = Refused(
    f"The file is larger than {MAX_BYTES // (1024 * 1024)} MB.", "Split it, or make it smaller."
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost: bytes of memory and of answer, seconds of computing and in all.

    `patience` is how many seconds a file waits for its turn.
    """

    memory: int = 1024 * 1024 * 1024
    processor_seconds: int = 30
    seconds: int = 45
    patience: float = 10
    answer: int = 4 * MAX_BYTES
    open_files: int = 64


# More at a time would take the memory of the whole machine; others wait their turn. Each who waits
# holds a thread and a connection of those who read, so that only a few may.
_AT_ONCE: Final = 2
_WAITING: Final = 8
_turns: Final = threading.BoundedSemaphore(_AT_ONCE)
_line: Final = threading.BoundedSemaphore(_AT_ONCE + _WAITING)
DEFAULT: Final = Limits()


def read_text(name: str, content: bytes, *, limits: Limits = DEFAULT) -> Reading | Refused:
    """All text of a file as named parts, and what of it a rebuilt file would still show."""
    result = _asked({"task": "read", "name": name}, content, limits)
    return BROKEN if isinstance(result, Sanitised) else result


def sanitise(
    name: str,
    content: bytes,
    *,
    decided: Mapping[str, str] | None = None,
    signed_for: bool = False,
    limits: Limits = DEFAULT,
) -> Sanitised | Refused:
    """The file built anew without anything that is not shown, or why it is not taken.

    `decided` has the new text of parts that `read_text` says are kept. `signed_for` says that a
    person looked at what no program can read, such as scanned pages.
    """
    header = {
        "task": "sanitise",
        "name": name,
        "decided": dict(decided or {}),
        "signed_for": signed_for,
    }
    result = _asked(header, content, limits)
    return BROKEN if isinstance(result, Reading) else result


def mark_pdf(content: bytes, words: str, *, limits: Limits = DEFAULT) -> bytes | Refused:
    """A PDF with ``words`` on every page, which say who took it."""
    result = _asked({"task": "mark", "words": words}, content, limits)
    if isinstance(result, Sanitised):
        return result.content
    return result if isinstance(result, Refused) else BROKEN


def _asked(
    header: dict[str, object], content: bytes, limits: Limits
) -> Reading | Sanitised | Refused:
    if len(content) > MAX_BYTES:
        return _TOO_LARGE
    if not _line.acquire(blocking=False):
        return _BUSY
    try:
        ran = _in_turn(framed(header, content), limits)
    finally:
        _line.release()
    if ran is None:
        return _BUSY
    message, late = ran
    if late:
        return _TOO_SLOW
    try:
        return unpacked(message)
    except (ValueError, KeyError, TypeError, AttributeError):
        return BROKEN


def _in_turn(request: bytes, limits: Limits) -> tuple[bytes, bool] | None:
    """What :func:`_run` answers; nothing when it took too long until it was the file's turn."""
    # Whoever waited for ever would hold up a thread that others need.
    if not _turns.acquire(timeout=limits.patience):
        return None
    try:
        with tempfile.TemporaryDirectory(prefix="reading-") as folder:
            return _run(request, folder, limits)
    finally:
        _turns.release()


def _run(request: bytes, folder: str, limits: Limits) -> tuple[bytes, bool]:
    """The answer of one process, and whether it had to be stopped."""
    most = (limits.memory, limits.processor_seconds, 0, limits.open_files)
    command = [sys.executable, "-I", "-B", "-X", "utf8", str(_WORKER), *map(str, most)]
    with subprocess.Popen(  # noqa: S603  # nosec B603  # our own file, same interpreter, no shell.
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={},
        start_new_session=True,
    ) as process:
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(limits.seconds, stop)
        writer = threading.Thread(target=_send, args=(process, request), daemon=True)
        timer.start()
        writer.start()
        try:
            message = process.stdout.read(limits.answer + 1) if process.stdout else b""
        finally:
            timer.cancel()
            process.kill()
            writer.join()
    too_much = len(message) > limits.answer
    return (b"" if too_much else message), late.is_set() and not message


def _send(process: "subprocess.Popen[bytes]", request: bytes) -> None:
    if process.stdin is not None:
        # A process that ended early takes no more; its answer, or the lack of one, says why.
        with suppress(BrokenPipeError, OSError):
            process.stdin.write(request)
            process.stdin.close()
