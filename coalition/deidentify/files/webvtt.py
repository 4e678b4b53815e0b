"""WebVTT transcripts, as the W3C parses them: https://www.w3.org/TR/webvtt1/#file-parsing.

A rebuilt file holds the cues' times, places and words and who speaks; notes, styles, regions,
cue ids, the heading's words and any other markup are left out.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from coalition.deidentify.files.characters import decoded, visible
from coalition.deidentify.files.plain import TEXT
from coalition.deidentify.files.results import Reading, Unsafe

_SIGNATURE: Final = re.compile(r"WEBVTT(?=[ \t]|$)")
_TIME: Final = r"(?:\d{2,4}:)?[0-5]\d:[0-5]\d\.\d{3}"
_TIMING: Final = re.compile(rf"[ \t]*({_TIME})[ \t]*-->[ \t]*({_TIME})(.*)")
_SETTING: Final = re.compile(
    r"(?:vertical:(?:rl|lr)|align:(?:start|center|end|left|right)|size:\d{1,3}(?:\.\d{1,6})?%"
    r"|line:-?\d{1,4}(?:\.\d{1,6})?%?(?:,(?:start|center|end))?"
    r"|position:\d{1,3}(?:\.\d{1,6})?%(?:,(?:line-left|center|line-right))?)"
)
_VOICE: Final = re.compile(r"v(?:\.[^ \t]*)?[ \t]+(.+)", re.S)
_TAG: Final = re.compile(r"<([^<>]*)(?:>|$)", re.S)
_BLOCKS: Final = {"NOTE": "notes", "STYLE": "styles", "REGION": "regions"}


@dataclass(slots=True)
class _Cue:
    timing: str
    lines: list[str] = field(default_factory=list)


def read(content: bytes, media_type: str) -> Reading:
    """The transcript as it will be written, and all that will be left out of it.

    Raises:
        Unsafe: not text, or not WebVTT.
    """
    text = decoded(content)
    cues, left_out = _parsed(text)
    written = _written(cues)
    parts = {TEXT: written, **{name: "\n".join(lines) for name, lines in left_out.items()}}
    if visible(text).strip() != written.strip():
        parts["file as it stands"] = text
    notes = tuple(f"Left out of the transcript: {name}." for name in left_out)
    return Reading(media_type, parts, frozenset({TEXT}), notes=notes)


def rebuild(content: bytes, media_type: str, decided: Mapping[str, str]) -> bytes:
    """The transcript written anew, in the decided words.

    Raises:
        Unsafe: a replacement would change the number of cues or their times.
    """
    cues, _ = _parsed(decoded(content))
    text = visible(decided.get(TEXT, _written(cues)))
    after, _ = _parsed(text)
    if [cue.timing for cue in after] != [cue.timing for cue in cues]:
        raise Unsafe(
            "A replacement would change the transcript's times.",
            "Mark only words that are spoken, or the name of who speaks.",
        )
    return _written(after).encode()


def _written(cues: Sequence[_Cue]) -> str:
    blocks = ("\n".join([cue.timing, *_words(cue.lines)]) for cue in cues)
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def _words(lines: Sequence[str]) -> list[str]:
    text = _TAG.sub(_kept_tag, "\n".join(lines))
    # Names must not hide behind character references; what has a meaning is escaped again.
    pieces = re.split(r"(\x02[^\x03]*\x03)", text)
    plain = "".join(
        f"<{piece[1:-1]}>" if piece.startswith("\x02") else _escaped(html.unescape(piece))
        for piece in pieces
    )
    return [line for line in visible(plain).split("\n") if line.strip()]


def _kept_tag(match: re.Match[str]) -> str:
    """Who speaks, marked with control characters that no text file has; nothing else is kept."""
    tag = match[1].strip()
    if tag == "/v":
        return "\x02/v\x03"
    voice = _VOICE.fullmatch(tag)
    if voice is None:
        return ""
    return f"\x02v {_escaped(' '.join(html.unescape(voice[1]).split()))}\x03"


def _escaped(text: str) -> str:
    # A reference to a line feed or a control character must not start a line of the file.
    plain = re.sub(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]", " ", text)
    return html.escape(plain, quote=False)


def _parsed(text: str) -> tuple[list[_Cue], dict[str, list[str]]]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    heading = _SIGNATURE.match(lines[0])
    if heading is None:
        raise Unsafe(
            "The file does not begin with WEBVTT, so it is no transcript in that format.",
            "Export the transcript as WebVTT, or attach it as a text file (.txt).",
        )
    left_out: dict[str, list[str]] = {}
    _leave_out(left_out, "heading", [lines[0][heading.end() :]])
    cues: list[_Cue] = []
    for block in _blocks(lines[1:]):
        _take(block, cues, left_out)
    return cues, left_out


def _blocks(lines: Sequence[str]) -> Iterator[list[str]]:
    """Stretches between blank lines; a line of times starts a cue wherever it stands."""
    block: list[str] = []
    for line in lines:
        if "-->" in line and not (len(block) == 1 and "-->" not in block[0]):
            yield block
            block = []
        elif not line.strip():
            yield block
            block = []
            continue
        block.append(line)
    yield block


def _take(block: list[str], cues: list[_Cue], left_out: dict[str, list[str]]) -> None:
    at = next((i for i, line in enumerate(block[:2]) if "-->" in line), None)
    if at is None:
        first = re.match(r"NOTE|STYLE|REGION", block[0]) if block else None
        _leave_out(left_out, _BLOCKS[first[0]] if first else "other lines", block)
        return
    _leave_out(left_out, "cue ids", block[:at])
    timing = _TIMING.fullmatch(block[at])
    if timing is None:
        _leave_out(left_out, "other lines", block[at:])
        return
    settings = timing[3].split()
    kept = [each for each in settings if _SETTING.fullmatch(each)]
    _leave_out(left_out, "cue settings", [each for each in settings if each not in kept])
    cues.append(_Cue(" ".join([timing[1], "-->", timing[2], *kept]), block[at + 1 :]))
    _leave_out(left_out, "markup", _markup(block[at + 1 :]))


def _markup(lines: Sequence[str]) -> list[str]:
    tags = (match[1].strip() for match in _TAG.finditer("\n".join(lines)))
    return [tag for tag in tags if tag != "/v" and not re.fullmatch(r"v[ \t]+.+", tag, re.S)]


def _leave_out(left_out: dict[str, list[str]], name: str, lines: Sequence[str]) -> None:
    said = [line for line in lines if line.strip()]
    if said:
        left_out.setdefault(name, []).extend(said)
