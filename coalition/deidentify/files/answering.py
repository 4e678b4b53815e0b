"""From a request to its answer, inside the process that opens the file."""

from coalition.deidentify.files.formats import read_file, sanitise_file
from coalition.deidentify.files.framing import packed, unframed
from coalition.deidentify.files.media_types import PDF
from coalition.deidentify.files.pdf_marking import marked
from coalition.deidentify.files.results import BROKEN, TOO_MUCH, Refused, Sanitised, Unsafe


def answer(request: bytes) -> bytes:
    """What reading or rebuilding the file of a request gave, as a message."""
    try:
        header, content = unframed(request)
        if header["task"] == "read":
            return packed(read_file(header["name"], content))
        if header["task"] == "mark":
            return packed(Sanitised(PDF, marked(content, header["words"]), {}))
        decided, signed_for = header["decided"], header["signed_for"]
        return packed(sanitise_file(header["name"], content, decided, signed_for=signed_for))
    except Unsafe as refused:
        return packed(Refused(refused.reason, refused.way_out))
    except MemoryError:
        return packed(TOO_MUCH)
    # A parser of hostile files may fail in any way; its words may quote the file, so none leave.
    except Exception:  # noqa: BLE001
        return packed(BROKEN)
