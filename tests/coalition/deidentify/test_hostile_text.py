"""Text that is made to hide an identifier, to break the detectors or to keep them busy."""

import gc
import re
import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.deidentify import TextTooLong, find_identifiers
from coalition.deidentify.findings import MAX_CHARACTERS
from coalition.deidentify.normalise import Folded

FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")
ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
BOLD = {ord(str(digit)): chr(0x1D7CE + digit) for digit in range(10)}
HIDDEN = [
    "\u200b",
    "\u200d",
    "\u2060",
    "\ufeff",
    "\u00ad",
    "\u202d",
    "\u2066",
    "\x00",
    "\x07",
    "\u034f",
]


@pytest.mark.parametrize(
    "number",
    [
        "123-45-6789".translate(FULL_WIDTH),
        "123-45-6789".translate(ARABIC_INDIC),
        "123-45-6789".translate(BOLD),
        "①②③-④⑤-⑥⑦⑧⑨",
        "❶❷❸-❹❺-❻❼❽❾",
        "1̶2̶3̶-4̶5̶-6̶7̶8̶9",
        "123⁃45⁃6789",
        "123·45·6789",
        "123\u00a045\u202f6789",
        "123\u2028-45-6789",
        "123-45-67\n89",
        "123-45-67\r\n89",
        "123-45-67\n> 89",
        "12**3**-45-6789",
        "123\\-45\\-6789",
        "`123`-`45`-`6789",
        "&#49;23-45-6789",
        "123&#x2d;45&#x2D;6789",
        "123&ndash;45&ndash;6789",
        "l23-45-678O",
        "SSN I23456789",
    ],
)
def test_a_number_in_disguise_is_found(number: str) -> None:
    findings = find_identifiers(f"The record says {number} and more.")
    assert [(each.type, each.severity) for each in findings] == [("ssn", "block")]
    start = len("The record says ") + (4 if number.startswith("SSN") else 0)
    assert findings[0].start in (start, start + 1)
    assert findings[0].end == len("The record says ") + len(number)


@given(st.lists(st.sampled_from(HIDDEN), min_size=10, max_size=10), st.booleans())
def test_characters_that_do_not_show_hide_nothing(hidden: list[str], wide: bool) -> None:
    shown = "123-45-6789".translate(FULL_WIDTH) if wide else "123-45-6789"
    number = shown[0] + "".join(mark + digit for mark, digit in zip(hidden, shown[1:], strict=True))
    (finding,) = find_identifiers(f"Reports: {number}.")
    assert (finding.type, finding.start, finding.end) == ("ssn", 9, 9 + len(number))


def test_digits_shown_backwards_are_read_as_they_show() -> None:
    text = "The record says \u202e9876-54-321\u202c and more."
    (finding,) = find_identifiers(text)
    assert (finding.type, text[finding.start : finding.end]) == ("ssn", "9876-54-321")
    (finding,) = find_identifiers("\u202egro.elpmaxe@enaj")
    assert (finding.type, finding.start, finding.end) == ("email", 1, 17)


def test_look_alike_letters_hide_nothing() -> None:
    cyrillic_a = "\N{CYRILLIC CAPITAL LETTER A}123456789"
    (finding,) = find_identifiers(f"His file {cyrillic_a}.")
    assert (finding.type, finding.start, finding.end) == ("a-number", 9, 19)
    assert find_identifiers(
        "\N{CYRILLIC CAPITAL LETTER DZE}\N{CYRILLIC CAPITAL LETTER DZE}N 123456789"
    )


@given(st.text(max_size=300))
def test_any_text_is_answered_with_stretches_of_itself(text: str) -> None:
    for finding in find_identifiers(text):
        assert 0 <= finding.start < finding.end <= len(text)


PIECES = [
    "123", "-", "45", " ", "6789", "\n", "@", "a", ".org", "A", "SSN ", "born ", "May 3", "(",
    ")", "\u202e", "\u200b", "&#49;", "*", "+1", "|", "DOB", "\ud800", "\x00", "ﬁ", "½", "\r\n",
    "call ",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_mixture_is_answered_with_stretches_of_itself(text: str) -> None:
    findings = find_identifiers(text)
    for earlier, later in pairwise(findings):
        assert earlier.end <= later.start
    for finding in findings:
        assert 0 <= finding.start < finding.end <= len(text)
        assert text[finding.start : finding.end].strip()


@given(st.text(max_size=200))
def test_every_character_of_a_view_knows_where_it_came_from(text: str) -> None:
    for view in Folded.of(text).views():
        assert len(view.text) == len(view.starts) == len(view.ends)
        for position in range(len(view.text)):
            start, end = view.origin(position, position + 1)
            assert 0 <= start < end <= len(text)


@given(st.text(alphabet=st.characters(max_codepoint=126, min_codepoint=32), max_size=100))
def test_plain_text_reads_as_it_is(text: str) -> None:
    assert next(Folded.of(text).views()).text == text


def test_every_digit_of_unicode_reads_as_its_value() -> None:
    decimals = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Nd"]
    read = [next(Folded.of(character).views()).text for character in decimals]
    assert read == [str(unicodedata.digit(character)) for character in decimals]


def test_a_text_over_the_limit_is_refused_in_words() -> None:
    with pytest.raises(TextTooLong, match="400,000"):
        find_identifiers("a" * 1_000_000)
    assert find_identifiers("a" * MAX_CHARACTERS) == []


def test_an_empty_text_holds_nothing() -> None:
    assert find_identifiers("") == []


UNITS = [
    "1", "1-", "1 ", "1  ", " ", "\n", "1 \n", "1\n-", "123-45-", "SSN ", "SSN 1 ",
    "SSN 123456789 ", "a@", "@", "a.", "a@b.", "a at b ", "a (at) b (dot) ", " dot a", '"a" @',
    "A ", "A1 ", "alien number ", "uscis is was ", "born ", "born may may 3 ", "born May 1 ",
    "DOB|", "DOB|\n", "|DOB|\n|1/2/1990|\n", "b. ", "dob 1/2/", "&#1", "&#49;", "*1", "\u202e1",
    "\u200b", "1\u200b", "１", "1\u0301", "call 1 ", "phone at ", "phone ---", "+1 ", "+1(",
    "XXX-", "last four ", "1l ", "§1.", "$1,", "1-AB-", "case no. ", "social security ",
    "612-555-0142 ", "j@x.org ", "aA", "(1", "1.2.", "1 U.S. ",
]  # fmt: skip


def seconds_for(text: str) -> float:
    # A collection of the whole test run's garbage in between would be taken for work on the text.
    gc.disable()
    try:
        started = time.process_time()
        find_identifiers(text)
        return time.process_time() - started
    finally:
        gc.enable()


@pytest.mark.parametrize("unit", UNITS)
def test_a_text_made_to_be_slow_costs_in_proportion_to_its_length(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    short, long = seconds_for(text[:5_000]), seconds_for(text)
    # Four times the text; squared growth would make it sixteen times the work.
    assert long < 9 * short + 0.1
    assert long < 5


DISGUISES = {
    "zero width": "\u200b".join,
    "nul": "\x00".join,
    "soft hyphens": "\u00ad".join,
    "blank letters": "\u2800".join,
    "one blank letter": lambda number: f"{number[:3]}\u3164{number[3:]}",
    "struck through": "\u0335".join,
    "full width": lambda number: number.translate({code: code + 0xFEE0 for code in range(33, 127)}),
    "run backwards": lambda number: f"\u202e{number[::-1]}\u202c",
    "isolated": lambda number: f"\u2066{number}\u2069",
    "partly bold": lambda number: f"**{number[:3]}**{number[3:]}",
    "look-alikes": lambda number: number.translate(str.maketrans("AKeo", "АКео")),
}
NAMED_NUMBERS = [
    "Call ⟦(312) 555-0142⟧ now.",
    "The plate ⟦KRT4187⟧ was seen.",
    "Case No. ⟦25-CR-004187⟧ is open.",
    "The badge ⟦44718⟧ was worn.",
    "It was at ⟦4418 West Fullerton Avenue⟧ today.",
    "Mail ⟦jroe@mail.example⟧ now.",
    "The VIN ⟦1FTFW1E5XKFA41887⟧ is hers.",
    "Alien number ⟦A218844177⟧ is on file.",
    "From the IP ⟦203.0.113.77⟧ at night.",
    "His card ⟦4111 1111 1111 1111⟧ was used.",
    "They stood at ⟦41.8781, -87.6298⟧ then.",
    "The DL# ⟦K530-4478-4418⟧ is valid.",
    "Serial number ⟦X12004418⟧ was worn.",
    "The MRN ⟦00418877⟧ is hers.",
    "DOB ⟦04/18/1987⟧ was given.",
    "See ⟦https://copwatch.example/a⟧ now.",
    "Account number ⟦000441887720⟧ paid.",
]


@pytest.mark.parametrize("disguise", DISGUISES)
def test_numbers_of_all_kinds_are_read_through_a_disguise(disguise: str) -> None:
    for sentence in NAMED_NUMBERS:
        before, number, after = re.split("[⟦⟧]", sentence)
        hidden = DISGUISES[disguise](number)
        text = before + hidden + after
        covered = {
            at
            for each in find_identifiers(text, use_model=False)
            for at in range(each.start, each.end)
        }
        stretch = range(len(before), len(before) + len(hidden))
        assert all(at in covered for at in stretch if text[at].isalnum()), sentence


@pytest.mark.parametrize(
    "text",
    [
        "Case No. 25-\nCR-004187 is open.",
        "The plate KRT\n4187 was seen.",
        "His card 4111 1111\n1111 1111 was used.",
        "Mail jroe@\nmail.example now.",
        "Call 312-555-\n0142 now.",
    ],
)
def test_a_number_that_a_line_breaks_is_found(text: str) -> None:
    found = find_identifiers(text, use_model=False)
    assert any("\n" in text[each.start : each.end] for each in found if each.severity == "block")
