"""What identifies a person in a text, and the gate that nothing identifying passes undecided.

The detectors are pure: no web, no database. Offsets are those of the text as it was given.
"""

from coalition.deidentify.analysis import Analysis, Entity, Place, analyse
from coalition.deidentify.findings import Finding, TextTooLong
from coalition.deidentify.pipeline import find_identifiers

__all__ = ["Analysis", "Entity", "Finding", "Place", "TextTooLong", "analyse", "find_identifiers"]
