"""What identifies a person in a text, and the gate that nothing identifying passes undecided.

The detectors are pure: no web, no database. Offsets are those of the text as it was given.
"""

from coalition.deidentify.findings import Finding, TextTooLong
from coalition.deidentify.pipeline import find_identifiers

__all__ = ["Finding", "TextTooLong", "find_identifiers"]
