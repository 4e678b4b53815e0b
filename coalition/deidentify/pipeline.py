"""The way from a text to its findings."""

from collections.abc import Iterator
from typing import Final

from coalition.deidentify.detectors import DETECTORS
from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.findings import MAX_CHARACTERS, Finding, TextTooLong, merged
from coalition.deidentify.normalise import View, views
from coalition.deidentify.safe_spans import SafeSpans

VERSION: Final = "1"
"""Changes whenever the detectors would find something else; decisions lapse with it."""


def find_identifiers(text: str, *, use_model: bool = True) -> list[Finding]:
    """Everything found in the text that identifies a person, in order and without overlap.

    Offsets count characters of `text` as given, whatever is hidden or spelled strangely in it.
    `use_model` asks for the language model's findings too; no detector uses one yet.

    Raises TextTooLong rather than looking at a part of the text only.
    """
    if len(text) > MAX_CHARACTERS:
        raise TextTooLong(f"The text is longer than {MAX_CHARACTERS:,} characters.")
    return merged(finding for view in views(text) for finding in _findings(view))


def _findings(view: View) -> Iterator[Finding]:
    candidates = [candidate for detect in DETECTORS for candidate in detect(view.text)]
    for candidate in _without_safe(candidates, view.text):
        start, end = view.origin(candidate.start, candidate.end)
        yield Finding(start, end, candidate.type, candidate.severity, candidate.reasons)


def _without_safe(candidates: list[Candidate], text: str) -> list[Candidate]:
    # Looking for citations costs more than the detectors, and most texts have no candidate.
    if all(candidate.named for candidate in candidates):
        return candidates
    safe = SafeSpans(text)
    return [each for each in candidates if each.named or not safe.cover(each.start, each.end)]
