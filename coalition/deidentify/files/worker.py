"""The process that opens one file that somebody sent: limited before it reads a byte of it.

Started by sandbox.py as a script of its own in an isolated interpreter, without environment. It
says nothing but one framed message on standard output, whatever happens.
"""

import faulthandler
import os
import resource
import sys
from pathlib import Path
from types import ModuleType
from typing import Final

# The package may be a checkout that is not installed; an isolated interpreter does not look here.
_ROOT: Final = str(Path(__file__).resolve().parents[3])

# Whoever reads a page goes before whoever waits for a file.
_PATIENCE: Final = 10

# Once the file is read, nothing may reach beyond this process, whatever a parser is talked into.
_FORBIDDEN: Final = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "os.kill",
    "os.remove",
    "os.rename",
    "os.link",
    "os.symlink",
    "os.mkdir",
    "os.rmdir",
    "os.chmod",
    "os.chown",
    "os.truncate",
    "shutil.",
    "urllib.",
    "http.",
    "ftplib.",
    "smtplib.",
    "pty.",
    "ctypes.dlopen",
    "winreg.",
)


def limit(memory: int, seconds: int, file_size: int, open_files: int) -> None:
    """Let the kernel end this process when it wants more than a file can need, and it go last."""
    os.nice(_PATIENCE)
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, file_size),
        (resource.RLIMIT_NOFILE, open_files),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def forbid(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook that refuses the network, other programs and writing anywhere."""
    if event.startswith(_FORBIDDEN):
        raise PermissionError(event)
    if event == "open" and isinstance(arguments[2], int):
        written = arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        if written:
            raise PermissionError("a file was to be written")


def main() -> None:
    """Answer one request."""
    memory, seconds, file_size, open_files = map(int, sys.argv[1:5])
    limit(memory, seconds, file_size, open_files)
    faulthandler.disable()
    sys.path.append(_ROOT)
    _leave_the_detectors()
    from coalition.deidentify.files import answering  # The limits hold for the imports too.

    request = sys.stdin.buffer.read()
    sys.addaudithook(forbid)
    sys.stdout.buffer.write(answering.answer(request))
    sys.stdout.buffer.flush()


def _leave_the_detectors() -> None:
    """Import the package of the formats without the detectors around it.

    Nothing looks for names in this process, and loading what does takes longer than most files.
    """
    around = ModuleType("coalition.deidentify")
    around.__path__ = [str(Path(__file__).resolve().parents[1])]
    sys.modules["coalition.deidentify"] = around


if __name__ == "__main__":
    main()
