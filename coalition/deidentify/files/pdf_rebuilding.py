"""A PDF built anew from what its pages paint, and from nothing else.

Every object is copied key by key from a list of what painting needs (ISO 32000-1, sections 7.8 to
11), so that whatever is not on the list stays behind: metadata, scripts, actions, attachments,
comments, thumbnails, structure, ids, earlier versions.
"""

import io
from collections.abc import Callable, Iterable
from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from coalition.deidentify.files.pdf_content import EVERY, Used, cleaned
from coalition.deidentify.files.pdf_pictures import jpeg_without_comments, jpx_without_comments
from coalition.deidentify.files.results import Unsafe

_RESOURCES: Final = ("/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading")
_BOXES: Final = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit")
_INHERITED: Final = ("/Resources", *_BOXES)
_MAX_DEPTH: Final = 80
# Pages without a size are shown like this.
_LETTER: Final = (0, 0, 612, 792)

# Names that hold names chosen by the file, each with an object that paints.
_FREE: Final = {"/CharProcs", "/Colorants"}
_FONTS: Final = """Type Subtype BaseFont Encoding DescendantFonts ToUnicode FirstChar LastChar
    Widths FontDescriptor FontBBox FontMatrix CharProcs CIDSystemInfo W DW W2 DW2 CIDToGIDMap
    FontName Flags ItalicAngle Ascent Descent Leading CapHeight XHeight StemV StemH AvgWidth
    MaxWidth MissingWidth FontFile FontFile2 FontFile3 CharSet Length1 Length2 Length3 Differences
    BaseEncoding Registry Ordering Supplement CMapName UseCMap WMode"""
_PICTURES: Final = """BBox Matrix Group Width Height ColorSpace BitsPerComponent ImageMask Mask
    SMask Decode Interpolate Intent SMaskInData Matte FormType S CS I K G BC N Alternate Range
    WhitePoint BlackPoint Gamma Colorants"""
_STATES: Final = (
    """LW LC LJ ML D RI OP op OPM Font BG BG2 UCR UCR2 TR TR2 FL SM SA BM CA ca AIS TK"""
)
_PAINT: Final = """FunctionType Domain Size BitsPerSample Order Encode C0 C1 Functions Bounds
    ShadingType Background AntiAlias Coords Function Extend BitsPerCoordinate BitsPerFlag
    VerticesPerRow PatternType PaintType TilingType XStep YStep Shading ExtGState"""
_FILTERS: Final = """Filter DecodeParms JBIG2Globals Columns Rows BlackIs1 Predictor Colors
    EarlyChange EndOfLine EncodedByteAlign EndOfBlock DamagedRowsBeforeError ColorTransform"""
_KEYS: Final = frozenset(
    f"/{key}" for keys in (_FONTS, _PICTURES, _STATES, _PAINT, _FILTERS) for key in keys.split()
)


def rebuilt(source: Pdf) -> bytes:
    """The file of the pages' paint alone.

    Form fields must have been made part of their pages before. The result depends on the source
    alone: the same pages give the same bytes.
    """
    with Pdf.new() as target:
        copier = _Copier(source, target)
        for page in source.pages:
            target.pages.append(pikepdf.Page(copier.page(page.obj)))
        saved = io.BytesIO()
        target.save(saved, deterministic_id=True, object_stream_mode=_OBJECT_STREAMS)
    return saved.getvalue()


_OBJECT_STREAMS: Final = pikepdf.ObjectStreamMode.disable


class _Copier:
    """Copies what paints from one file to another."""

    def __init__(self, source: Pdf, target: Pdf) -> None:
        self._target = target
        self._done: dict[tuple[int, int], Any] = {}
        self._hidden = _hidden_layers(source)

    def page(self, page: Any) -> Any:
        """A page with its sizes, its content and the resources that the content names."""
        values = {key: value for key in _INHERITED if (value := _inherited(page, key)) is not None}
        resources = values.pop("/Resources", Dictionary())
        content, used = cleaned(pikepdf.Page(page), resources, self._hidden)
        copied = Dictionary(Type=Name.Page, Contents=Stream(self._target, content))
        copied["/MediaBox"] = Array(_LETTER)
        for key, value in values.items():
            if (size := self._copy(value, 0)) is not None:
                copied[key] = size
        copied["/Resources"] = self._resources(resources, used, 0)
        return self._target.make_indirect(copied)

    def _resources(self, resources: Any, used: Used, depth: int) -> Any:
        copied = Dictionary()
        for category in _RESOURCES:
            named = resources.get(category)
            if not isinstance(named, Dictionary):
                continue
            wanted = [
                name
                for name in sorted(named.keys())
                if {(category, name), (category, EVERY)} & used and not self._is_hidden(named[name])
            ]
            if wanted:
                copied[category] = Dictionary(
                    {name: self._copy(named[name], depth + 1) for name in wanted}
                )
        return copied

    def _is_hidden(self, thing: Any) -> bool:
        layer = thing.get("/OC") if isinstance(thing, Dictionary | Stream) else None
        return layer is not None and self._hidden(layer)

    def _copy(self, thing: Any, depth: int) -> Any:
        if depth > _MAX_DEPTH:
            raise Unsafe("The PDF is nested too deeply.", "Print it to a new PDF and attach that.")
        if not isinstance(thing, pikepdf.Object) or not thing.is_indirect:
            return self._anew(thing, depth)
        number = thing.objgen
        if number not in self._done:
            # A circle of references is broken where it would close.
            self._done[number] = None
            copied = self._anew(thing, depth)
            if isinstance(copied, Dictionary | Array) and not isinstance(copied, Stream):
                copied = self._target.make_indirect(copied)
            self._done[number] = copied
        return self._done[number]

    def _anew(self, thing: Any, depth: int) -> Any:
        if isinstance(thing, Stream):
            return self._stream(thing, depth)
        if isinstance(thing, Dictionary):
            return Dictionary(self._entries(thing, depth))
        if isinstance(thing, Array):
            return Array([self._copy(each, depth + 1) for each in thing])
        if isinstance(thing, pikepdf.String):
            return pikepdf.String(bytes(thing))
        if isinstance(thing, Name):
            return Name(str(thing))
        # Numbers and truths come as Python's own; what is left refers to nothing.
        return None if isinstance(thing, pikepdf.Object) else thing

    def _entries(self, thing: Any, depth: int) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for key in sorted(thing.keys()):
            value = thing[key]
            if key in _FREE and isinstance(value, Dictionary):
                copied: Any = Dictionary(
                    {name: self._copy(value[name], depth + 1) for name in sorted(value.keys())}
                )
            elif key in _KEYS:
                copied = self._copy(value, depth + 1)
            else:
                continue
            if copied is not None:
                kept[key] = copied
        if thing.get("/Subtype") == Name.Type3 and "/CharProcs" in kept:
            kept |= self._glyphs(thing, depth)
        return kept

    def _glyphs(self, font: Any, depth: int) -> dict[str, Any]:
        """Glyphs of a Type 3 font are content streams that share the font's resources."""
        resources = font.get("/Resources", Dictionary())
        used: Used = set()
        glyphs: dict[str, Any] = {}
        for name in sorted(font.CharProcs.keys()):
            content, uses = cleaned(font.CharProcs[name], resources, self._hidden)
            glyphs[name] = Stream(self._target, content)
            used |= uses
        copied = self._resources(resources, used, depth + 1)
        return {"/CharProcs": Dictionary(glyphs), "/Resources": copied}

    def _stream(self, thing: Any, depth: int) -> Any:
        if "/F" in thing:
            raise Unsafe("The PDF refers to another file.", "Print it to a new PDF and attach it.")
        entries = self._entries(thing, depth)
        if thing.get("/Subtype") == Name.Form or thing.get("/PatternType") == 1:
            resources = thing.get("/Resources", Dictionary())
            content, used = cleaned(thing, resources, self._hidden)
            for key in ("/Filter", "/DecodeParms"):
                entries.pop(key, None)
            copied = Stream(self._target, content, Dictionary(entries))
            copied["/Resources"] = self._resources(resources, used, depth + 1)
            return copied
        return Stream(self._target, _picture_bytes(thing), Dictionary(entries))


def _picture_bytes(stream: Any) -> bytes:
    raw = stream.read_raw_bytes()
    filters = stream.get("/Filter", Array([]))
    names = [str(each) for each in (filters if isinstance(filters, Array) else [filters])]
    packed = {"/DCTDecode", "/DCT", "/JPXDecode"} & set(names)
    if not packed:
        return bytes(raw)
    if len(names) > 1:
        raise Unsafe("The PDF holds a picture packed twice.", "Print it to a new PDF.")
    clean = jpx_without_comments if "/JPXDecode" in packed else jpeg_without_comments
    return clean(bytes(raw))


def _inherited(page: Any, key: str) -> Any:
    for _ in range(_MAX_DEPTH):
        if key in page:
            return page[key]
        if "/Parent" not in page:
            return None
        page = page["/Parent"]
    return None


def _hidden_layers(source: Pdf) -> Callable[[Any], bool]:
    """Which layers viewers hide by default (section 8.11.4.3); when in doubt, they do."""
    layers = source.Root.get("/OCProperties", Dictionary())
    default = layers.get("/D", Dictionary())
    off = {each.objgen for each in default.get("/OFF", Array([]))}
    shown = {each.objgen for each in default.get("/ON", Array([]))}
    all_off = default.get("/BaseState", Name.ON) != Name.ON

    def hides(layer: Any) -> bool:
        groups = layer.get("/OCGs") if layer.get("/Type") == Name.OCMD else layer
        members: Iterable[Any] = groups if isinstance(groups, Array) else [groups]
        return any(
            group is not None and (group.objgen in off or (all_off and group.objgen not in shown))
            for group in members
        )

    return hides
