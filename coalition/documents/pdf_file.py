"""A paper as a PDF for a court. WeasyPrint lays it out where the machine has Pango."""

import json
import subprocess
import sys
import tempfile
from ctypes.util import find_library
from functools import cache
from pathlib import Path
from typing import Final

from flask import render_template

from coalition.documents.exporting import Export, NoFile
from coalition.errors import Unavailable
from coalition.web.doorway import Doorway

_LAYOUT: Final = Path(__file__).with_name("pdf_layout.py")
_LIBRARIES: Final = ("gobject-2.0", "pango-1.0", "pangoft2-1.0", "harfbuzz", "fontconfig")
# What one file may cost. An index of 300 events takes about ten seconds of computing.
_PROCESSOR_SECONDS: Final = 60
_SECONDS: Final = 120
_MEMORY: Final = 2 * 1024**3
_TOO_LONG: Final = "This paper is too long for a PDF here. Take the Word file, or print the page."
_BUSY: Final = "Another PDF is being made at the moment. Try again in a minute."
# More at once would take the time of everybody who reads, and each who waits holds a thread and a
# connection of theirs.
_door: Final = Doorway(places=1, waiting=3, patience=_SECONDS / 6)


@cache
def can_make_pdf() -> bool:
    """Whether this machine has what laying out pages needs."""
    return all(map(find_library, _LIBRARIES))


def pdf_file(export: Export) -> bytes:
    """The file's bytes, for which nothing is fetched.

    Raises:
        NoFile: others are being made, or this one takes too long.
    """
    try:
        _door.enter()
    except Unavailable:
        raise NoFile(_BUSY) from None
    try:
        return _laid_out(_asked(export))
    finally:
        _door.leave()


def _asked(export: Export) -> bytes:
    asked = {
        "html": render_template("documents/exhibit.html", export=export),
        "css": render_template("documents/exhibit.css"),
    }
    return json.dumps(asked).encode()


def _laid_out(asked: bytes) -> bytes:
    limits = (str(_PROCESSOR_SECONDS), str(_MEMORY))
    with tempfile.TemporaryDirectory(prefix="pdf-") as folder:
        try:
            made = subprocess.run(  # noqa: S603  # nosec B603  # our own file, same interpreter.
                [sys.executable, "-I", "-B", "-X", "utf8", str(_LAYOUT), *limits],
                input=asked,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=folder,
                env={},
                timeout=_SECONDS,
                check=True,
            )
        except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
            raise NoFile(_TOO_LONG) from None
    return made.stdout
