"""Files that people attach: all their text, and the same files built anew without what hides.

Pure of web and database. Nothing of a file is opened in this process: `read_text`, `sanitise`
and `mark_pdf` ask a limited one (sandbox.py).
"""

from coalition.deidentify.files.media_types import BY_ENDING, MAX_BYTES
from coalition.deidentify.files.results import BadRedaction, Reading, Refused, Sanitised
from coalition.deidentify.files.sandbox import Limits, mark_pdf, read_text, sanitise

__all__ = [
    "BY_ENDING",
    "BadRedaction",
    "Limits",
    "MAX_BYTES",
    "Reading",
    "Refused",
    "Sanitised",
    "mark_pdf",
    "read_text",
    "sanitise",
]
