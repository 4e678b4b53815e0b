"""JSON read strictly: bounded in size and depth, no member twice, no number out of range."""

import json
import re
from typing import Any, Final

MOST_BYTES: Final = 8 * 1024 * 1024
MOST_DEPTH: Final = 40
MOST_OBJECTS: Final = 300_000
_MOST_DIGITS: Final = 30
# The last quote may be missing: each text is then passed over once, however it is broken.
_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_BRACKET: Final = re.compile(r"[\[\]{}]")


class CaseFault(ValueError):
    """A file cannot be read. The message may be shown: it names the part, the rule, the way out."""


def parsed(content: bytes) -> Any:
    """What a file says.

    Raises:
        CaseFault: it is too large, too deep, not UTF-8 or no JSON; the place is named.
    """
    if len(content) > MOST_BYTES:
        raise CaseFault(f"The file is over {MOST_BYTES // (1024 * 1024)} MB. Split it.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as refusal:
        raise CaseFault(
            f"Byte {refusal.start + 1:,} of the file is not UTF-8. Save it as UTF-8."
        ) from None
    _check_depth(text)
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_no_number,
            parse_float=_float,
            parse_int=_int,
        )
    except json.JSONDecodeError as refusal:
        raise CaseFault(
            f"Line {refusal.lineno}, column {refusal.colno} of the file is no JSON. Export it anew."
        ) from None


def _check_depth(text: str) -> None:
    depth = opened = 0
    for match in _BRACKET.finditer(_STRING.sub("", text)):
        is_opening = match[0] in "[{"
        depth += 1 if is_opening else -1
        opened += is_opening
        if opened > MOST_OBJECTS:
            raise CaseFault(f"The file holds over {MOST_OBJECTS:,} objects and lists. Split it.")
        if depth > MOST_DEPTH:
            raise CaseFault(f"The file is nested over {MOST_DEPTH} levels deep. Flatten it.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise CaseFault(f"The member “{cut(name)}” stands twice in one object. Keep one.")
        found[name] = value
    return found


def _no_number(text: str) -> Any:
    raise CaseFault(f"{text} is no number of JSON. Remove it.")


def _float(text: str) -> float:
    number = float(text)
    if len(text) > _MOST_DIGITS or number in (float("inf"), float("-inf")):
        raise CaseFault(f"The number {cut(text)} is out of range. Mend it.")
    return number


def _int(text: str) -> int:
    if len(text) > _MOST_DIGITS:
        raise CaseFault(f"The number {cut(text)} is out of range. Mend it.")
    return int(text)


def cut(text: str) -> str:
    """``text`` as a sentence may show it."""
    shown = "".join(c if c.isprintable() else "�" for c in text[:80])
    return shown + ("…" if len(text) > 80 else "")
