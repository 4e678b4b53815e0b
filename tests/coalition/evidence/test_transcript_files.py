"""WebVTT and SRT: read wholly, or refused with the line that cannot be read."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.evidence.spoken import (
    SpokenError,
    check_line,
    elapsed_ms,
    elapsed_text,
    rows_of,
    voices_of,
)
from coalition.evidence.transcript_files import LARGEST_FILE, read_transcript
from tests.support.public_data import public_data

VTT = """WEBVTT - Camera 1

NOTE Reviewed twice.

STYLE
::cue { color: red }

first
00:05.000 --> 00:08.500 align:start
<v.loud Reyes>Step out &amp; show
your <i>hands</i>.

00:00:09.000 --> 00:00:10.000
<v Driver>Why?</v> <v Reyes>Now.</v>
"""
SRT = """1
00:00:05,000 --> 00:00:08,500
OFFICER 2: Step <i>out</i> of the car.

2
00:00:09,000 --> 00:00:10,000
{\\an8}Why?
"""


def said(text: str) -> list[tuple[int, int, str, str]]:
    found = read_transcript(text.encode())
    return [(each.line, each.begins, each.voice, each.words) for each in found]


def test_a_webvtt_file_is_read_with_its_voices_and_without_its_markup():
    assert said(VTT) == [
        (9, 5000, "Reyes", "Step out & show your hands."),
        (13, 9000, "Driver", "Why?"),
        (13, 9000, "Reyes", "Now."),
    ]


def test_an_srt_file_names_voices_in_capitals_before_a_colon():
    assert said(SRT) == [
        (2, 5000, "OFFICER 2", "Step out of the car."),
        (6, 9000, "", "Why?"),
    ]


@pytest.mark.parametrize("start", ["\ufeffWEBVTT", "WEBVTT \t", "WEBVTT\twords", "WEBVTT\nmore"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_heading_and_line_end_of_the_specification_is_read(start, end):
    text = f"{start}\n\n00:00.000 --> 00:01.000\nHello".replace("\n", end)
    assert [words for _, _, _, words in said(text)] == ["Hello"]


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("00:00:60.000 --> 00:01:01.000\nx", "Line 3 of the file: “00:00:60.000” is not a time"),
        ("00:00:01.000 -> 00:01:01.000\nx", "Line 3 of the file: words stand outside any cue"),
        ("00:00:01.000 --> \nx", "Line 3 of the file: expected times"),
        ("00:00:09.000 --> 00:00:01.000\nx", "Line 3 of the file: the cue ends before"),
        ("00:00.000 --> 00:01.000\na\n\nlost words\n\n", "Line 6 of the file: words stand outside"),
        ("00:00.000 --> 00:01.000\n" + "x" * 1001, "Line 3 of the file: the cue has over 1,000"),
        ("", "No words were found"),
    ],
)
def test_a_broken_file_is_refused_by_the_line_and_nothing_is_dropped(body, names):
    with pytest.raises(SpokenError) as refusal:
        said(f"WEBVTT\n\n{body}")
    assert names in str(refusal.value)


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (b"\xff\xfe\x00", "not valid UTF-16"),
        (b"WEBVTT\n\n\x00", "control characters"),
        (b"", "empty"),
        (b"%PDF-1.7 words", "Line 1 of the file: expected times"),
        (b"x" * (LARGEST_FILE + 1), "over 1 MB"),
    ],
)
def test_what_is_no_transcript_is_refused(content, names):
    with pytest.raises(SpokenError, match=names):
        read_transcript(content)


@given(st.text(max_size=200))
def test_whatever_a_file_holds_it_is_read_or_refused(text: str) -> None:
    for start in ("", "WEBVTT\n\n"):
        try:
            found = read_transcript((start + text).encode("utf-8", "replace"))
        except SpokenError:
            continue
        assert all(each.words and each.begins <= each.ends for each in found)


@given(st.integers(0, 9999 * 3_600_000))
def test_a_time_into_a_clip_survives_being_written_and_read(milliseconds: int) -> None:
    assert elapsed_ms(elapsed_text(milliseconds)) == milliseconds


def test_every_voice_needs_a_role_before_anything_is_taken_over():
    lines = read_transcript(VTT.encode())
    assert voices_of(lines) == ["Reyes", "Driver"]
    with pytest.raises(SpokenError, match="“Driver” has no role yet"):
        rows_of(lines, "Camera 1", {"Reyes": "Officer 2", "Driver": " "})
    rows = rows_of(lines, "Camera 1", {"Reyes": "Officer 2", "Driver": "Civilian 1"})
    assert [row["speaker"] for row in rows] == ["Officer 2", "Civilian 1", "Officer 2"]
    assert rows[0]["at"] == "00:00:05.000"
    assert "Reyes" not in str(rows)


def test_a_line_lies_in_its_clip():
    check_line("00:00:05.000", "00:00:10.900", 10_000)
    for at, until, names in [
        ("00:00:05.000", "00:00:12.000", "past the end"),
        ("00:00:11.000", "", "past the end"),
        ("00:00:05.000", "00:00:04.000", "before it begins"),
        ("soon", "", "is not a time"),
    ]:
        with pytest.raises(SpokenError, match=names):
            check_line(at, until, 10_000)


def test_real_hearings_come_with_every_cue_and_voice():
    files = sorted(public_data("transcripts", "hearings").glob("*.vtt"))
    for file in files:
        found = read_transcript(file.read_bytes())
        assert len({each.line for each in found}) == file.read_text("utf-8").count("-->")
        assert all(each.voice for each in found)
    assert len(files) == 3


def test_files_of_parsing_tests_lose_no_cue_that_has_words_or_are_refused_with_the_place():
    """What web-platform-tests and vtt.js test parsers with; JSON beside a file says what it has."""
    read = refused = 0
    for file in sorted(public_data("transcripts").glob("vtt_*/**/*.vtt")):
        try:
            found = read_transcript(file.read_bytes())
        except SpokenError:
            refused += 1
        else:
            assert len({each.line for each in found}) >= _cues_with_words(file)
            read += 1
    assert (read > 200, refused > 90) == (True, True)


def _cues_with_words(file):
    expected = file.with_suffix(".json")
    if not expected.exists():
        return 0
    said = json.loads(expected.read_text("utf-8"))
    cues = said if isinstance(said, list) else said.get("cues", [])
    texts = (re.sub(r"<[^>]*>|&[^;]*;", "", cue["text"]) for cue in cues)
    return sum(bool(re.search(r"\w", text)) for text in texts)
