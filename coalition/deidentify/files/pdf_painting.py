"""What has been painted on a PDF page, and which letters lie hidden under it."""

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

from coalition.deidentify.files.pdf_geometry import Box

COVERED: Final = "a filled box over the text"
PICTURE: Final = "a picture over the text"
SAME_COLOUR: Final = "text in the colour of the box it stands on"
ANNOTATION: Final = "a box of a comment over the text"
OUTSIDE: Final = "text outside the visible page"

Colour = tuple[Hashable, ...]

_STRIPE: Final = 24.0
_INVISIBLE: Final = "invisible"


@dataclass(frozen=True, slots=True)
class _Painted:
    box: Box
    colour: Colour | None
    how: str


class PaintedPage:
    """Takes letters and covers in the order of painting; `hidden` counts letters by what hides.

    Both are kept in stripes, so that only neighbours are compared.
    """

    def __init__(self, visible: Box) -> None:
        self._visible = visible
        self._letters: dict[int, list[_Painted]] = {}
        self._covers: dict[int, list[_Painted]] = {}
        self.hidden: Counter[str] = Counter()

    def show(self, middle: Box, colour: Colour | None, *, invisible: bool) -> None:
        """A letter or digit is shown; `middle` is the part of it that must be seen to read it."""
        if middle.misses(self._visible):
            self.hidden[OUTSIDE] += 1
        elif not invisible and self._vanishes(middle, colour):
            self.hidden[SAME_COLOUR] += 1
        else:
            letter = _Painted(middle, colour, _INVISIBLE if invisible else "")
            self._letters.setdefault(_stripe(middle.bottom), []).append(letter)

    def _vanishes(self, middle: Box, colour: Colour | None) -> bool:
        covers = reversed(self._covers.get(_stripe(middle.bottom), []))
        under = next((each for each in covers if each.box.covers(middle)), None)
        return under is not None and colour is not None and under.colour == colour

    def cover(self, box: Box, colour: Colour | None, how: str) -> None:
        """Something opaque is painted over whatever stands there."""
        box = box.within(self._visible)
        if box.left >= box.right or box.bottom >= box.top:
            return
        for stripe in range(_stripe(box.bottom), _stripe(box.top) + 1):
            self._covers.setdefault(stripe, []).append(_Painted(box, colour, how))
            letters = self._letters.get(stripe, [])
            hidden = [each for each in letters if _hides(box, how, each)]
            if hidden:
                self.hidden[how] += len(hidden)
                self._letters[stripe] = [each for each in letters if each not in hidden]


def _hides(box: Box, how: str, letter: _Painted) -> bool:
    # A scan's recognised words are invisible by design and lie below its picture.
    return box.covers(letter.box) and not (how == PICTURE and letter.how == _INVISIBLE)


def _stripe(height: float) -> int:
    return int(height // _STRIPE)
