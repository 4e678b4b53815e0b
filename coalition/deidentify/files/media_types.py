"""The kinds of files that are taken, and how large one may be."""

from typing import Final

PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
VTT: Final = "text/vtt"
TXT: Final = "text/plain"
MARKDOWN: Final = "text/markdown"
JPEG: Final = "image/jpeg"
PNG: Final = "image/png"

MAX_BYTES: Final = 25 * 1024 * 1024

BY_ENDING: Final = {
    "pdf": PDF,
    "docx": DOCX,
    "png": PNG,
    "jpg": JPEG,
    "jpeg": JPEG,
    "vtt": VTT,
    "txt": TXT,
    "md": MARKDOWN,
}
"""Every ending that a name may have, and what the file must then be."""
