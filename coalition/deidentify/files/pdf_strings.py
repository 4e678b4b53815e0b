"""Every text of a PDF file that its pages do not paint, wherever it is kept.

All objects are walked, so that nothing hides in a place nobody thought of; the key a text stands
under says which part it belongs to.
"""

from collections.abc import Iterator
from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from coalition.deidentify.files.results import Unsafe

_MAX_DEPTH: Final = 60
_MAX_METADATA: Final = 2_000_000
_OTHER: Final = "other text"
_PARTS: Final = {
    "document properties": "Title Author Subject Keywords Creator Producer Company Manager",
    "comments": "Contents RC T Subj NM DA DS",
    "form fields": "V DV TU TM Opt",
    "descriptions": "ActualText Alt E Lang",
    "scripts": "JS",
    "file names": "F UF Desc EF",
    "links": "URI",
}
_PART_OF: Final = {f"/{key}": part for part, keys in _PARTS.items() for key in keys.split()}
# Numbers in the guise of texts: dates, fingerprints, names of character sets.
_SILENT: Final = {"/ID", "/CharSet", "/Registry", "/Ordering"}


def strings(pdf: Pdf) -> dict[str, str]:
    """The texts by the name of their part."""
    found: dict[str, dict[str, None]] = {}
    for key, text in _walked(pdf):
        if text.strip():
            found.setdefault(_part(key), {})[text] = None
    parts = {part: "\n".join(texts) for part, texts in found.items()}
    metadata = "\n".join(_metadata(pdf))
    return parts | ({"metadata (XMP)": metadata} if metadata.strip() else {})


def _part(path: tuple[str, ...]) -> str:
    if "/Info" in path or path[0] == "/Info":
        return "document properties"
    if "/Title" in path and path[0] != "/Info":
        return "outline"
    return next((_PART_OF[key] for key in reversed(path) if key in _PART_OF), _OTHER)


def _walked(pdf: Pdf) -> Iterator[tuple[tuple[str, ...], str]]:
    information = pdf.trailer.get("/Info")
    for thing in pdf.objects:
        if not isinstance(thing, pikepdf.Object):
            continue
        inside = information is not None and thing.objgen == information.objgen != (0, 0)
        yield from _texts(thing, ("/Info",) if inside else ("",), 0)
    yield from _texts(pdf.trailer, ("",), 0)


def _texts(thing: Any, path: tuple[str, ...], depth: int) -> Iterator[tuple[tuple[str, ...], str]]:
    if depth > _MAX_DEPTH:
        raise Unsafe("The PDF is nested too deeply.", "Print it to a new PDF and attach that.")
    if isinstance(thing, pikepdf.String):
        if path[-1] not in _SILENT:
            yield path, str(thing)
    elif isinstance(thing, Array):
        # The strings of an indexed colour space are colours.
        if len(thing) == 0 or thing[0] != Name.Indexed:
            for each in thing:
                yield from _inner(each, path, depth)
    elif isinstance(thing, Dictionary | Stream):
        for key in sorted(thing.keys()):
            yield from _inner(thing[key], (*path[-2:], key), depth)


def _inner(thing: Any, path: tuple[str, ...], depth: int) -> Iterator[tuple[tuple[str, ...], str]]:
    # Objects that are referred to are walked by themselves.
    if isinstance(thing, pikepdf.String) or (
        isinstance(thing, pikepdf.Object) and not thing.is_indirect
    ):
        yield from _texts(thing, path, depth + 1)


def _metadata(pdf: Pdf) -> Iterator[str]:
    for thing in pdf.objects:
        if isinstance(thing, Stream) and str(thing.get("/Type", "")) == "/Metadata":
            yield thing.read_bytes()[:_MAX_METADATA].decode("utf-8", "replace")
