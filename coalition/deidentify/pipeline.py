"""The way from the parts of a paper to what was found in them."""

from collections.abc import Iterator, Mapping
from typing import Final

from coalition.deidentify.detectors import DETECTORS
from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.landmarks import landmarks
from coalition.deidentify.detectors.unnamed_number import best_explained
from coalition.deidentify.findings import (
    CALL_SIGN,
    DATE,
    MAX_CHARACTERS,
    Finding,
    TextTooLong,
    merged,
)
from coalition.deidentify.language_model import is_available
from coalition.deidentify.names import Weigh, find_named
from coalition.deidentify.normalise import Folded, View
from coalition.deidentify.safe_spans import safe_spans
from coalition.deidentify.surroundings import is_worth_a_look
from coalition.deidentify.version import deciding_files, version_of

VERSION: Final = version_of(deciding_files())
"""Changes whenever the detectors could find something else; decisions lapse with it."""


def find_identifiers(text: str, *, use_model: bool = True) -> list[Finding]:
    """Everything found in the text that identifies a person, in order and without overlap.

    Offsets count characters of `text` as given, whatever is hidden or spelled strangely in it.
    `use_model` asks for the language model's findings too.

    Raises TextTooLong rather than looking at a part of the text only.
    """
    if len(text) > MAX_CHARACTERS:
        raise TextTooLong(f"The text is longer than {MAX_CHARACTERS:,} characters.")
    return examine({"text": text}, use_model=use_model)["text"]


def examine(
    parts: Mapping[str, str], *, use_model: bool = True, weigh: Weigh = is_worth_a_look
) -> dict[str, list[Finding]]:
    """What was found in each part; a name found in one is looked for in all.

    `weigh` decides on what is doubtful. Raises TextTooLong with the name of the part.
    """
    for name, text in parts.items():
        if len(text) > MAX_CHARACTERS:
            raise TextTooLong(f"{name}: The text is longer than {MAX_CHARACTERS:,} characters.")
    folded = {name: Folded.of(text) for name, text in parts.items()}
    try:
        found = {
            name: [each for view in of_part.views() for each in _findings(view)]
            for name, of_part in folded.items()
        }
        use_model = use_model and is_available()
        for name, finding in find_named(parts, folded, use_model=use_model, weigh=weigh):
            found[name].append(finding)
    finally:
        # They are kept for the next detector, not for the next draft.
        landmarks.cache_clear()
        safe_spans.cache_clear()
    return {name: merged(_explained(findings), parts[name]) for name, findings in found.items()}


def _explained(findings: list[Finding]) -> list[Finding]:
    """The findings without call signs that are part of a date: "1 November 1998"."""
    dates = [each for each in findings if each.type == DATE]
    return [
        each
        for each in findings
        if each.type != CALL_SIGN
        or not any(date.start <= each.start and each.end <= date.end for date in dates)
    ]


def _findings(view: View) -> Iterator[Finding]:
    candidates = [candidate for detect in DETECTORS for candidate in detect(view.text)]
    for candidate in _without_safe(best_explained(candidates), view.text):
        start, end = view.origin(candidate.start, candidate.end)
        yield Finding(start, end, candidate.type, candidate.severity, candidate.reasons)


def _without_safe(candidates: list[Candidate], text: str) -> list[Candidate]:
    # Looking for citations costs more than the detectors, and most texts have no candidate.
    if all(candidate.named for candidate in candidates):
        return candidates
    safe = safe_spans(text)
    return [each for each in candidates if each.named or not safe.cover(each.start, each.end)]
