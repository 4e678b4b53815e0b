"""Texts and transcripts: strictly decoded, read throughout, written anew."""

import pytest

from coalition.deidentify.files.formats import read_file, sanitise_file
from coalition.deidentify.files.results import Unsafe
from tests.support.files import PLANTED
from tests.support.public_data import public_data


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("name", ["memo.txt", "MEMO.MD"])
def test_a_text_is_read_in_its_encoding_and_written_as_utf_8(name, encoding):
    content = f"Señora {PLANTED}\n".encode(encoding)
    assert read_file(name, content).shown == {"text": f"Señora {PLANTED}\n"}
    assert sanitise_file(name, content).content == f"Señora {PLANTED}\n".encode()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        ("Señora".encode("cp1252"), "not valid UTF-8"),
        (b"\xff\xfeM\0a", "not valid UTF-16"),
        ("Maria".encode("utf-16-le"), "control characters"),
        (b"one\0two", "control characters"),
        (b"\x1b[31mred", "control characters"),
        (b"PK\x03\x04", "not what its ending"),
        (b"%PDF-1.7", "not what its ending"),
        (b"GIF89a", "not what its ending"),
        (b"<!DOCTYPE html><script>", "not what its ending"),
        (b"\xef\xbb\xbf<svg onload=x>", "not what its ending"),
    ],
)
def test_what_is_no_text_is_refused_with_a_way_out(content, reason):
    with pytest.raises(Unsafe, match=reason) as refused:
        read_file("memo.txt", content)
    assert refused.value.way_out.endswith(".")


def test_characters_that_nobody_sees_are_not_written():
    hidden = "".join(chr(0xE0000 + ord(letter)) for letter in PLANTED)
    content = f"A\u202ebc\u200bd{hidden}".encode()
    assert sanitise_file("memo.txt", content).parts == {"text": "Abcd"}


def test_the_decided_words_are_written():
    content = f"Seen: {PLANTED}.".encode()
    clean = sanitise_file("memo.txt", content, {"text": "Seen: Witness 1.\u200b"})
    assert clean.content == b"Seen: Witness 1."


TRANSCRIPT = f"""WEBVTT - hearing of {PLANTED}
Kind: {PLANTED}

NOTE {PLANTED} was here

STYLE
::cue(v[voice="{PLANTED}"]) {{ color: red }}

REGION
id:{PLANTED}

{PLANTED}
00:01.000 --> 00:02.000 align:start region:Quintana
<v.loud {PLANTED}>I saw <b>Mari</b>sol &amp; <00:00:01.500>Qu&#105;ntana</v>

stray line of {PLANTED}

00:03.000 --> 00:04.000 position:10% line:-1
<c.{PLANTED}>Second</c> cue
"""


def test_a_transcript_keeps_times_words_and_voices_only():
    clean = sanitise_file("hearing.vtt", TRANSCRIPT.encode())
    assert clean.content.decode() == (
        "WEBVTT\n\n"
        "00:01.000 --> 00:02.000 align:start\n"
        f"<v {PLANTED}>I saw Marisol &amp; Quintana</v>\n\n"
        "00:03.000 --> 00:04.000 position:10% line:-1\nSecond cue\n"
    )
    assert clean.parts["text"] == clean.content.decode()


@pytest.mark.parametrize(
    "part", ["heading", "notes", "styles", "regions", "cue ids", "other lines", "markup"]
)
def test_every_corner_of_a_transcript_is_read(part):
    assert "Quintana" in read_file("hearing.vtt", TRANSCRIPT.encode()).left_out[part]


def test_a_voice_is_replaced_where_it_stands():
    text = read_file("hearing.vtt", TRANSCRIPT.encode()).shown["text"]
    decided = {"text": text.replace(PLANTED, "Witness 1")}
    clean = sanitise_file("hearing.vtt", TRANSCRIPT.encode(), decided)
    assert "<v Witness 1>I saw" in clean.parts["text"]


def test_a_replacement_that_would_change_the_times_is_refused():
    text = read_file("hearing.vtt", TRANSCRIPT.encode()).shown["text"]
    decided = {"text": text.replace("00:02.000", "noon")}
    with pytest.raises(Unsafe, match="times"):
        sanitise_file("hearing.vtt", TRANSCRIPT.encode(), decided)


def test_markup_from_character_references_stays_words():
    content = b"WEBVTT\n\n00:01.000 --> 00:02.000\n&lt;v Ann&gt; 00:03.000 --&gt; 00:04.000\n"
    clean = sanitise_file("hearing.vtt", content)
    assert clean.content == content
    assert sanitise_file("hearing.vtt", clean.content).content == content


@pytest.mark.parametrize("content", [b"WEBVTTx\n", b"1\n00:01.000 --> 00:02.000\nHi", b"\nWEBVTT"])
def test_what_does_not_begin_like_a_transcript_is_refused(content):
    with pytest.raises(Unsafe, match="WEBVTT"):
        read_file("hearing.vtt", content)


def test_public_transcripts_are_written_anew_or_refused_and_stay_the_same_then():
    files = sorted(public_data("transcripts").rglob("*.vtt"))
    written = 0
    for file in files:
        try:
            clean = sanitise_file(file.name, file.read_bytes())
        except Unsafe:
            continue
        written += 1
        assert sanitise_file(file.name, clean.content).content == clean.content
    assert written > 0.9 * len(files)
