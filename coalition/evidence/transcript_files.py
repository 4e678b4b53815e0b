"""Transcripts in WebVTT and SRT, read wholly or not at all.

WebVTT follows https://www.w3.org/TR/webvtt1/#file-parsing, with one difference: where that
algorithm drops a cue it cannot read, a witness's words would be gone without a trace, so the line
is named instead. SRT has no specification; what is read is what players agree on.
"""

import html
import re
from collections.abc import Iterator, Sequence
from typing import Final

from coalition.deidentify.files.characters import decoded, visible
from coalition.deidentify.files.results import Unsafe
from coalition.evidence.spoken import LONGEST_WORDS, Spoken, SpokenError, elapsed_ms

LARGEST_FILE: Final = 1024 * 1024

_SIGNATURE: Final = re.compile(r"WEBVTT(?:[ \t].*)?")
_TIMING: Final = re.compile(r"[ \t]*([0-9:.,]+)[ \t]*-->[ \t]*([0-9:.,]+)(?:[ \t].*)?")
_TAG: Final = re.compile(r"<([^<>]*)(?:>|$)", re.S)
_VOICE: Final = re.compile(r"v(?:\.[^ \t\n]*)?[ \t\n]+(.+)", re.S)
_SAYS_NOTHING: Final = re.compile(r"NOTE(?:[ \t]|$)|STYLE[ \t]*$|REGION")
_OVERRIDE: Final = re.compile(r"\{\\[^{}]*\}")
# Where files have no voice tags, the custom is a name in capitals before a colon.
_NAMED: Final = re.compile(r"(?:-\s*|>+\s*)?([A-Z][A-Z0-9][A-Z0-9 .'#/-]{0,40}):\s+(.+)", re.S)

Lines = Sequence[tuple[int, str]]


def read_transcript(content: bytes) -> list[Spoken]:
    """Every cue of a file, in its order.

    Raises:
        SpokenError: names the line that cannot be read, and what was expected there.
    """
    text = text_of(content)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    numbered = list(enumerate(lines, start=1))
    is_webvtt = _SIGNATURE.fullmatch(lines[0]) is not None
    found = list(_webvtt(numbered[1:]) if is_webvtt else _srt(numbered))
    if not found:
        raise SpokenError("No words were found in the file. Choose a WebVTT or SRT transcript.")
    return found


def text_of(content: bytes) -> str:
    """The characters of a file.

    Raises:
        SpokenError: it is too large, or no text.
    """
    if len(content) > LARGEST_FILE:
        raise SpokenError("The file is over 1 MB. Split it by clip.")
    try:
        return decoded(content).removeprefix("\ufeff")
    except Unsafe as refusal:
        raise SpokenError(f"{refusal.reason} {refusal.way_out}") from None


def _webvtt(lines: Lines) -> Iterator[Spoken]:
    for block in _blocks(lines):
        if "-->" not in " ".join(line for _, line in block[:2]):
            # Notes, styles and regions say nothing, nor does what follows the signature at once.
            if block[0][0] != 2 and not _SAYS_NOTHING.match(block[0][1]):
                raise _at(block[0], "words stand outside any cue; a line of times is missing.")
            continue
        start = 0 if "-->" in block[0][1] else 1
        yield from _cue(block[start], block[start + 1 :], unescape=True)


def _srt(lines: Lines) -> Iterator[Spoken]:
    for block in _blocks(lines):
        at = 1 if len(block) > 1 and block[0][1].strip().isdigit() else 0
        yield from _cue(block[at], block[at + 1 :], unescape=False)


def _blocks(lines: Lines) -> Iterator[list[tuple[int, str]]]:
    """Stretches between blank lines; a line of times begins one wherever it stands."""
    block: list[tuple[int, str]] = []
    for number, line in lines:
        begins = "-->" in line and not (len(block) == 1 and "-->" not in block[0][1])
        if block and (begins or not line.strip()):
            yield block
            block = []
        if line.strip():
            block.append((number, line))
    if block:
        yield block


def _cue(timing: tuple[int, str], lines: Lines, *, unescape: bool) -> Iterator[Spoken]:
    match = _TIMING.fullmatch(timing[1])
    if match is None:
        raise _at(timing, "expected times such as 00:00:05.000 --> 00:00:08.000.")
    try:
        begins, ends = elapsed_ms(match[1]), elapsed_ms(match[2])
    except SpokenError as rule:
        raise _at(timing, str(rule)) from None
    if ends < begins:
        raise _at(timing, "the cue ends before it begins.")
    for voice, words in _voices("\n".join(line for _, line in lines), unescape=unescape):
        if len(words) > LONGEST_WORDS:
            raise _at(timing, f"the cue has over {LONGEST_WORDS:,} characters. Split it.")
        yield Spoken(timing[0], begins, ends, voice, words)


def _voices(text: str, *, unescape: bool) -> Iterator[tuple[str, str]]:
    """Who says what in a cue: stretches under one voice tag, without other markup."""
    voice, said, end = "", "", 0
    for match in _TAG.finditer(text):
        said, end = said + text[end : match.start()], match.end()
        opened = _VOICE.fullmatch(match[1])
        if opened or match[1].strip() == "/v":
            yield from _stretch(voice, said, unescape=unescape)
            voice, said = (_clean(opened[1], unescape=unescape) if opened else ""), ""
    yield from _stretch(voice, said + text[end:], unescape=unescape)


def _stretch(voice: str, said: str, *, unescape: bool) -> Iterator[tuple[str, str]]:
    words = _clean(_OVERRIDE.sub("", said), unescape=unescape)
    named = None if voice else _NAMED.fullmatch(words)
    if named:
        voice, words = named[1].strip(), named[2]
    if words:
        yield voice, words


def _clean(text: str, *, unescape: bool) -> str:
    plain = html.unescape(text) if unescape else text
    return " ".join(visible(plain).replace("\x00", "\ufffd").split())


def _at(line: tuple[int, str], rule: str) -> SpokenError:
    return SpokenError(f"Line {line[0]} of the file: {rule} Nothing was imported.")
