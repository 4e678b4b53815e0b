"""Texts made to break the detectors of numbers or to keep them busy.

How long one text takes is the machine's, so each is timed in `make soak` alone; on every run all of
them together must stay far below what one text with squared growth would take.
"""

import gc
import os
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.deidentify import find_identifiers
from coalition.deidentify.detectors import DETECTORS

HOSTILE_LENGTH = 20_000

# What begins an identifier of each kind, or goes on between its parts without ending it.
PREFIXES = [
    "badge ", "badge no. ", "badge no no ", "badge 1, ", "Officer A B C ", "Ofc. A #", "Deputy #",
    "plate ", "plate was ", "plate reading ", "tag A-", "Ford KXR ", "car NV ", "car A1 ", "12 A ",
    "VIN ", "VIN 1 ", "1HGCM82633", "DL# ", "license A ", "D400-", "S1 ", "Adam ", "4-Adam-",
    "King Adam ", "unit 1A1 ", "Medic ", "12-CR-", "2025-CR-", "CR-", "3:25-cr-", "A-1-", "No. 24-",
    "24-1", "25-1-", "25-118", "JG12", "AA-11111-", "case ", "case no. ", "case A ", "report 1-",
    "2025 0", "MRN ", "1EG4-", "account ", "acct...", "DE89 3704 ", "0x1", "bc1q", "$a", "4111-",
    "4111 ", "passport A ", "I-94 ", "IOE09", "N00", "123456789A", "S/N ", "X81", "id no. ",
    "KXR44", "30 118 ", "#1", "#", "one ", "double one ", "six-", "12 N ", "12 A A A ", "12 A St ",
    "1 Broadway ", "1 Calle ", "One Quarry ", "P.O. Box ", "Route 1, Box ", "lives at 1 A ",
    "W156 N8480 ", "Carr. 1 Km ", "Apt ", "45.5152, ", "45.5152,-", "45°30'", "1° ", "N45 30.",
    "86P3", "86P3MR4P+", "15T WG ", "///a.b", "geo:1,", "lat 1.", "https://", "www.a", "a.com/",
    "a.", "[.]", "@a", "@a.", "a_b on ", "username is ", "Venmo ", "u/", "x#1", "192.168.", "1.1.",
    "fe80:", "::", "00:1B:", "8901", "IMEI 1", "SSN ending ", "(612) 555-0", "612-555-X", "A***-",
    "ext. ", "born the third of may ", "nineteen ", "W/F 1/", "yob ", "Stat. ", "§ 1", "Ex. 1, ",
    "Tac 3 ", "A 1 2 3 4 ", "vest said ", "K as in ", "612 dot ", "Main St between ", "Calle A #",
    "检察", "EUR 1,", "Exit 1 off ", "Crim. L. ", "unit one ",
    "1 U.S. 1 ", "1 A. A. A. ", "2024 WL ", "Policy 1-", "No. 1, 2024 ", "is was of ", "| badge |",
    "| badge |\n|---|\n| 1 |\n", "1", "1 ", "1-", "1.", "1/", "1:", "A1", "A-", "A ", "-", ".", " ",
]  # fmt: skip


def seconds_for(text: str) -> float:
    """The processor's time for everything that is done with this text."""
    gc.disable()
    try:
        started = time.process_time()
        find_identifiers(text, use_model=False)
        return time.process_time() - started
    finally:
        gc.enable()


def repeated(prefix: str, length: int) -> str:
    return (prefix * (length // len(prefix) + 1))[:length]


def test_all_hostile_texts_together_cost_little() -> None:
    text = "\n\n".join(repeated(prefix, 150) for prefix in PREFIXES)
    assert len(text) > HOSTILE_LENGTH
    assert seconds_for(text) < 5


@pytest.mark.skipif(
    "COALITION_TEST_TIMING" not in os.environ,
    reason="times are measured in `make soak`, on a machine that does nothing else meanwhile",
)
@pytest.mark.parametrize("prefix", PREFIXES)
def test_no_hostile_text_takes_a_second(prefix: str) -> None:
    assert seconds_for(repeated(prefix, HOSTILE_LENGTH)) < 1


PIECES = [
    *PREFIXES[::3], "4471", "KXR-4471", "2025-CF-001234", "\x00", "\u200b", "\u202e", "\u2066",
    "\ud800", "\u0301", "ﬁ", "½", "٣", "é", "𝟗", "\r\n", "\t", "*", "`", "|", "\u2028", "\ufeff",
]  # fmt: skip


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=14).map("".join)))
def test_every_detector_answers_any_text_with_stretches_of_it(text: str) -> None:
    for detect in DETECTORS:
        for candidate in detect(text):
            assert 0 <= candidate.start < candidate.end <= len(text)
            assert candidate.reasons


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_findings_of_any_text_are_in_order_and_never_overlap(text: str) -> None:
    findings = find_identifiers(text, use_model=False)
    for earlier, later in pairwise(findings):
        assert earlier.end <= later.start
    for finding in findings:
        assert 0 <= finding.start < finding.end <= len(text)
