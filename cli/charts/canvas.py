"""A canvas of letters, in each of which two by four dots can be set."""

from collections.abc import Callable
from math import floor
from typing import NamedTuple

Paint = Callable[[str, str], str]

_ACROSS, _DOWN = 2, 4
_BLANK = 0x2800
"""Braille without a dot."""

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_FAR = 1e9
"""So many dots away is outside, however far."""

_ROWS = tuple(left | right for left, right in _DOTS)
_FROM_THE_TOP = "'-._"
"""What a dot in each of four rows is in ASCII; more than two of them make an upright line."""


class Frame(NamedTuple):
    """What a canvas shows: the numbers at its left, right, lower and upper edge."""

    left: float
    right: float
    bottom: float
    top: float


class Canvas:
    """Lines and letters on a ground of blanks; what is drawn later lies on top."""

    def __init__(self, columns: int, rows: int, frame: Frame) -> None:
        self.columns, self.rows, self._frame = columns, rows, frame
        self._dots = [[0] * columns for _ in range(rows)]
        self._styles = [[""] * columns for _ in range(rows)]
        self._letters: dict[tuple[int, int], tuple[str, str]] = {}

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point is, in dots from the left and from the top."""
        left, right, bottom, top = self._frame
        across = (x / 2 - left / 2) / (right / 2 - left / 2) * (self.columns * _ACROSS - 1)
        down = (top / 2 - y / 2) / (top / 2 - bottom / 2) * (self.rows * _DOWN - 1)
        return min(max(across, -_FAR), _FAR), min(max(down, -_FAR), _FAR)

    def centre(self, column: int, row: int) -> tuple[float, float]:
        """Return the point in the middle of a cell."""
        left, right, bottom, top = self._frame
        across = (column * _ACROSS + (_ACROSS - 1) / 2) / (self.columns * _ACROSS - 1)
        down = (row * _DOWN + (_DOWN - 1) / 2) / (self.rows * _DOWN - 1)
        return left + across * (right - left), top + down * (bottom - top)

    def cell(self, x: float, y: float) -> tuple[int, int]:
        """Return the column and the row of a point."""
        across, down = self.place(x, y)
        return floor(across + 0.5) // _ACROSS, floor(down + 0.5) // _DOWN

    def line(self, start: tuple[float, float], end: tuple[float, float], style: str = "") -> None:
        """Draw a line between two points, as far as it is inside."""
        ends = _clipped(
            self.place(*start), self.place(*end), self.columns * _ACROSS - 1, self.rows * _DOWN - 1
        )
        if ends is None:
            return
        (x, y), (to_x, to_y) = ends
        steps = max(round(max(abs(to_x - x), abs(to_y - y))), 1)
        for step in range(steps + 1):
            self._set(x + (to_x - x) * step / steps, y + (to_y - y) * step / steps, style)

    def _set(self, across: float, down: float, style: str) -> None:
        column, row = floor(across + 0.5), floor(down + 0.5)
        self._dots[row // _DOWN][column // _ACROSS] |= _DOTS[row % _DOWN][column % _ACROSS]
        self._styles[row // _DOWN][column // _ACROSS] = style

    def letter(self, column: int, row: int, letter: str, style: str = "", *, below: bool = False) -> None:
        """Put a letter into a cell, if it is inside; ``below``: only where no line is."""
        is_inside = 0 <= column < self.columns and 0 <= row < self.rows
        if is_inside and not (below and self._dots[row][column]):
            self._letters[column, row] = letter, style

    def is_free(self, column: int, row: int) -> bool:
        """Tell whether no letter stands in a cell."""
        return (column, row) not in self._letters

    def lines(self, paint: Paint, *, is_ascii: bool) -> list[str]:
        """Return the canvas as lines of text."""
        return [self._line(row, paint, is_ascii) for row in range(self.rows)]

    def _line(self, row: int, paint: Paint, is_ascii: bool) -> str:
        pieces, text, last = list[str](), "", ""
        for column in range(self.columns):
            letter, style = self._letters.get((column, row), ("", ""))
            if not letter:
                dots, style = self._dots[row][column], self._styles[row][column]
                letter = " " if not dots else _ascii(dots) if is_ascii else chr(_BLANK + dots)
            if style != last and letter != " ":
                pieces.append(paint(text, last))
                text, last = "", style
            text += letter
        return "".join([*pieces, paint(text, last)])


def _ascii(dots: int) -> str:
    rows = [place for place, row in enumerate(_ROWS) if dots & row]
    return "|" if len(rows) > 2 else _FROM_THE_TOP[rows[0] if rows[-1] < 2 else rows[-1]]


def _clipped(
    start: tuple[float, float], end: tuple[float, float], width: float, height: float
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Return the part of a line that is inside, by the algorithm of Liang and Barsky; None for none."""
    (x, y), (to_x, to_y) = start, end
    first, last = 0.0, 1.0
    for way, room in ((x - to_x, x), (to_x - x, width - x), (y - to_y, y), (to_y - y, height - y)):
        if way == 0:
            if room < 0:
                return None
        elif way < 0:
            first = max(first, room / way)
        else:
            last = min(last, room / way)
    if first > last:
        return None

    def at(part: float) -> tuple[float, float]:
        across, down = x + part * (to_x - x), y + part * (to_y - y)
        return min(max(across, 0.0), width), min(max(down, 0.0), height)

    return at(first), at(last)
