"""The segments of a JPEG file (ITU-T T.81, annex B)."""

from collections.abc import Iterator


def jpeg_markers(content: bytes) -> Iterator[tuple[int, bytes, int]]:
    """(marker, its bytes, where it ends) for each segment up to the end of the picture."""
    at = 2
    while at + 2 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker == 0xD9:
            yield marker, b"", at + 2
            return
        elif marker == 0x01 or 0xD0 <= marker <= 0xD8:
            at += 2
        else:
            end = at + 2 + max(2, int.from_bytes(content[at + 2 : at + 4], "big"))
            yield marker, content[at + 4 : end], end
            at = _after_scan(content, end) if marker == 0xDA else end


def _after_scan(content: bytes, at: int) -> int:
    """Where the next marker after packed pixels stands; stuffed bytes and restarts are theirs."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            return len(content)
        if content[at + 1] not in {0x00, 0xFF} and not 0xD0 <= content[at + 1] <= 0xD7:
            return at
        at += 1 if content[at + 1] == 0xFF else 2
