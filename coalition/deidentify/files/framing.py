"""How two processes hand each other a message: its length, a header in JSON, and bytes.

Eight bytes give the length of the header and eight that of the content, big-endian.
"""

import json
import struct
from dataclasses import asdict
from typing import Any, Final

from coalition.deidentify.files.results import BadRedaction, Reading, Refused, Sanitised

_LENGTHS: Final = struct.Struct(">QQ")


def framed(header: dict[str, Any], content: bytes = b"") -> bytes:
    """One message."""
    said = json.dumps(header).encode()
    return _LENGTHS.pack(len(said), len(content)) + said + content


def unframed(message: bytes) -> tuple[dict[str, Any], bytes]:
    """The header and the content of one message.

    Raises:
        ValueError: cut short, or not such a message.
    """
    if len(message) < _LENGTHS.size:
        raise ValueError("the message is cut short")
    said, length = _LENGTHS.unpack_from(message)
    if len(message) != _LENGTHS.size + said + length:
        raise ValueError("the message is not as long as it says")
    header = json.loads(message[_LENGTHS.size : _LENGTHS.size + said])
    if not isinstance(header, dict):
        raise ValueError("the message has no header")
    return header, message[_LENGTHS.size + said :]


def packed(result: Reading | Sanitised | Refused) -> bytes:
    """A result as a message."""
    header = asdict(result) | {"kind": type(result).__name__}
    content = header.pop("content", b"")
    if isinstance(result, Reading):
        header["kept"] = sorted(result.kept)
    return framed(header, content)


def unpacked(message: bytes) -> Reading | Sanitised | Refused:
    """The result in a message.

    Raises:
        ValueError, KeyError, TypeError: it holds none.
    """
    header, content = unframed(message)
    kind = header.pop("kind")
    if kind == "Refused":
        return Refused(str(header["reason"]), str(header["way_out"]))
    said: dict[str, Any] = {
        "media_type": str(header["media_type"]),
        "parts": {str(name): _sound(str(text)) for name, text in header["parts"].items()},
        "notes": tuple(map(str, header["notes"])),
        "unread": tuple(map(str, header["unread"])),
    }
    if kind == "Sanitised":
        return Sanitised(content=content, **said)
    redactions = tuple(
        BadRedaction(int(each["page"]), int(each["characters"]), str(each["how"]))
        for each in header["redactions"]
    )
    return Reading(kept=frozenset(header["kept"]), redactions=redactions, **said)


def _sound(text: str) -> str:
    """The text, as long as it was, without what no database or file takes."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
