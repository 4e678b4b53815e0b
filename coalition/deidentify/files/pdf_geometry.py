"""Plane geometry of PDF pages (ISO 32000-1, section 8.3): matrices and upright boxes."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]

IDENTITY: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

# Rectangles are drawn with rounded numbers; a twentieth of a millimetre is no overlap.
_SLACK: Final = 0.15


def times(first: Matrix, second: Matrix) -> Matrix:
    """The matrix that does `first`, then `second`."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def moved(matrix: Matrix, point: Point) -> Point:
    """Where the matrix puts a point."""
    x, y = point
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def matrix_of(values: Iterable[Any]) -> Matrix:
    """Six numbers of a file as a matrix.

    Raises:
        ValueError: there are not six.
    """
    a, b, c, d, e, f = (float(value) for value in values)
    return a, b, c, d, e, f


def corners(edges: Iterable[Any]) -> list[Point]:
    """The four corners of left, bottom, right, top."""
    left, bottom, right, top = (float(value) for value in edges)
    return [(left, bottom), (right, bottom), (right, top), (left, top)]


def scale(matrix: Matrix) -> float:
    """By how much lengths grow, on the average of both directions."""
    a, b, c, d, _, _ = matrix
    return math.sqrt(abs(a * d - b * c))


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in the units of the page."""

    left: float
    bottom: float
    right: float
    top: float

    @classmethod
    def around(cls, points: Iterable[Point]) -> "Box":
        """The smallest box that holds all points."""
        xs, ys = zip(*points, strict=True)
        return cls(min(xs), min(ys), max(xs), max(ys))

    @property
    def is_level(self) -> bool:
        """Whether it is no more than a line from left to right."""
        return self.top - self.bottom < 1

    @property
    def is_plumb(self) -> bool:
        """Whether it is no more than a line from top to bottom."""
        return self.right - self.left < 1

    def thickened(self, half: float) -> "Box":
        """A line of this box as a pen draws it that is twice `half` wide."""
        across = 0.0 if self.is_level else half
        along = half if self.is_level else 0.0
        return Box(self.left - across, self.bottom - along, self.right + across, self.top + along)

    def covers(self, other: "Box") -> bool:
        """Whether the other box lies within this one."""
        return (
            self.left - _SLACK <= other.left
            and other.right <= self.right + _SLACK
            and self.bottom - _SLACK <= other.bottom
            and other.top <= self.top + _SLACK
        )

    def within(self, other: "Box") -> "Box":
        """What both have in common; where that is nothing, a box that covers nothing."""
        return Box(
            max(self.left, other.left),
            max(self.bottom, other.bottom),
            min(self.right, other.right),
            min(self.top, other.top),
        )

    def misses(self, other: "Box") -> bool:
        """Whether both have nothing in common."""
        shared = self.within(other)
        return shared.left >= shared.right or shared.bottom >= shared.top


def upright(points: Iterable[Point]) -> Box | None:
    """The box that a closed path draws, when it is a rectangle that stands upright."""
    corners = list(dict.fromkeys((round(x, 2), round(y, 2)) for x, y in points))
    if len(corners) != 4:
        return None
    box = Box.around(corners)
    expected = {(x, y) for x in (box.left, box.right) for y in (box.bottom, box.top)}
    return box if set(corners) == expected else None
