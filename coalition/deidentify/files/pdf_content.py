"""Page content written anew: only what paints is kept, and only the resources that it names.

Comments, marked content (with it replacement texts and hidden layers) and everything of a
resource that does not paint stay behind.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

import pikepdf
from pikepdf import Dictionary, Name, Operator

from coalition.deidentify.files.results import Unsafe

_MARKS: Final = {"BMC", "BDC", "EMC", "MP", "DP"}
_PAINTS: Final = {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s"}
_BEGINS_PATH: Final = {"m", "l", "c", "v", "y", "h", "re", "W", "W*"}
_ENDS_PATH: Final = _PAINTS | {"n"}
_SHOWS: Final = {"Tj", "TJ", "Do", "sh", "INLINE IMAGE"}
_SHOWS_ON_NEW_LINE: Final = {"'", '"'}
# Which category of resources an operator names, and which of its operands does.
_NAMES: Final = {
    "Do": "/XObject",
    "gs": "/ExtGState",
    "Tf": "/Font",
    "sh": "/Shading",
    **dict.fromkeys(("cs", "CS"), "/ColorSpace"),
    **dict.fromkeys(("scn", "SCN"), "/Pattern"),
}
_FIRST: Final = {"Tf"}
_PACKED_PICTURES: Final = {"/DCT", "/DCTDecode", "/JPXDecode"}

EVERY: Final = "*"
"""All resources of a category: pictures within the content name theirs out of sight."""

Used = set[tuple[str, str]]


def cleaned(content: Any, resources: Any, hidden: Callable[[Any], bool]) -> tuple[bytes, Used]:
    """The content stream as bytes, and the (category, name) of every resource it uses.

    `hidden` says of a layer whether viewers hide it; what is painted on one is left out.
    """
    kept: list[Any] = []
    used: Used = set()
    layers: list[bool] = []
    for instruction in pikepdf.parse_content_stream(content):
        operator = str(instruction.operator)
        operands = list(instruction.operands)
        if operator in _MARKS:
            _follow(operator, operands, layers, resources, hidden)
            continue
        if any(layers):
            kept += _without_paint(operator, operands)
            continue
        if operator == "INLINE IMAGE":
            _check_inline(operands)
            kept.append(instruction)
            used.add(("/ColorSpace", EVERY))
            continue
        used |= _named(operator, operands)
        kept.append((operands, instruction.operator))
    return pikepdf.unparse_content_stream(_whole(kept)), used


def _whole(steps: Iterable[Any]) -> list[Any]:
    """The steps with every path, text and saved state ended, and no state restored unsaved.

    What a file leaves open, such as a clip, would hold for what is painted over the page later.
    """
    kept: list[Any] = []
    saved, in_path, in_text = 0, False, False
    for step in steps:
        operator = str(step.operator if hasattr(step, "operator") else step[1])
        if operator == "Q" and not saved:
            continue
        saved += {"q": 1, "Q": -1}.get(operator, 0)
        in_path = operator in _BEGINS_PATH or (in_path and operator not in _ENDS_PATH)
        in_text = operator == "BT" or (in_text and operator != "ET")
        kept.append(step)
    ends = ["n"] * in_path + ["ET"] * in_text + ["Q"] * saved
    return [*kept, *(([], Operator(end)) for end in ends)]


def _follow(
    operator: str,
    operands: list[Any],
    layers: list[bool],
    resources: Any,
    hidden: Callable[[Any], bool],
) -> None:
    if operator == "EMC":
        if layers:
            layers.pop()
    elif operator in {"BMC", "BDC"}:
        layers.append(operator == "BDC" and _is_hidden(operands, resources, hidden))


def _is_hidden(operands: list[Any], resources: Any, hidden: Callable[[Any], bool]) -> bool:
    if len(operands) != 2 or operands[0] != Name.OC or not isinstance(operands[1], Name):
        return False
    layer = resources.get("/Properties", Dictionary()).get(str(operands[1]))
    return layer is not None and hidden(layer)


def _without_paint(operator: str, operands: list[Any]) -> Iterable[tuple[list[Any], Operator]]:
    """The operator when it paints nothing; what it would have moved is still moved."""
    if operator in _SHOWS:
        return []
    if operator in _SHOWS_ON_NEW_LINE:
        return [([], Operator("T*"))]
    if operator in _PAINTS:
        return [([], Operator("n"))]
    return [(operands, Operator(operator))]


def _named(operator: str, operands: list[Any]) -> Used:
    category = _NAMES.get(operator)
    if category is None or not operands:
        return set()
    name = operands[0] if operator in _FIRST else operands[-1]
    return {(category, str(name))} if isinstance(name, Name) else set()


def _check_inline(operands: list[Any]) -> None:
    filters = operands[0].filters
    if any(str(each) in _PACKED_PICTURES for each in filters):
        raise Unsafe(
            "The PDF holds a picture in a form that cannot be cleaned.",
            "Print it to a new PDF and attach that.",
        )
