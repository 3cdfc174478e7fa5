"""Functions of a range: their points, and the pieces in which they are drawn."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import inf, isnan
from typing import NamedTuple

from backprop.grammar.program import Program
from backprop.graph.backward import backward
from backprop.graph.forward import forward
from backprop.graph.reach import flowing
from backprop.graph.undefined import GradientOverflow, UndefinedDerivative, UndefinedValue

_UNFORETOLD = 2e-3
"""How far a value may be from what the slopes foretell, in parts of the height of the curve."""

_KINKED = 2e-2
"""How far two slopes may be apart that are joined, in parts of the height of theirs."""

_MOST_HALVES = 60
_MOST_TRIES = 500
"""Between two points; where these do not suffice, what is drawn is a line up and down."""

_TAIL = 0.1
_OUTLYING = 3.0
_MARGIN = 0.25
"""Beside a pole, a curve of more than so many heights of its middle is shown so far around that."""

_AROUND = 0.25
"""So many heights outside of what is shown, nothing is looked at."""

_LARGEST = 8e307
"""The difference of two such numbers is still one."""


class Sample(NamedTuple):
    """The value of an output at a point, and its derivatives there; None for what is undefined."""

    value: float | None
    slopes: Sequence[float | None]


class Outputs:
    """Outputs of a program as functions of some of its inputs; the others are held."""

    def __init__(
        self, program: Program, outputs: Sequence[int], names: Sequence[str], values: Mapping[str, float]
    ) -> None:
        self._program, self._outputs, self._names, self._values = program, outputs, names, values
        self._leaves = [program.inputs.get(name, []) for name in names]
        self._active = [flowing(program.tape, leaves) for leaves in self._leaves]

    def at(self, *point: float) -> list[Sample]:
        """Return a sample of each output: the numbers that `eval` shows."""
        given = {**self._values, **dict(zip(self._names, point, strict=True))}
        values = forward(self._program.tape, self._program.bind(given))
        return [self._sample(values, output) for output in self._outputs]

    def _sample(self, values: Sequence[float], output: int) -> Sample:
        value = values[output]
        if isnan(value):
            return Sample(None, [None] * len(self._names))
        pairs = zip(self._leaves, self._active, strict=True)
        return Sample(value, [self._slope(values, output, *pair) for pair in pairs])

    def _slope(
        self, values: Sequence[float], output: int, leaves: Sequence[int], active: Sequence[bool]
    ) -> float | None:
        try:
            adjoints = backward(self._program.tape, values, output, active).adjoints
        except (UndefinedValue, UndefinedDerivative, GradientOverflow):
            return None
        return sum(adjoints.get(leaf, 0.0) for leaf in leaves)


class Point(NamedTuple):
    """A point of a curve, and the slope there; None for what is undefined."""

    x: float
    value: float | None
    slope: float | None


Function = Callable[[float], Point]
Limits = tuple[float, float]


class Piece(NamedTuple):
    """Points that are joined by lines: of a value, or of a slope."""

    x: list[float]
    y: list[float]


class Shown(NamedTuple):
    """Between which numbers a curve is shown; is_cut: it goes on beyond these."""

    limits: Limits | None
    is_cut: bool


class Seam(NamedTuple):
    """Two neighbours, and what of them a line joins."""

    left: Point
    right: Point
    joins_values: bool
    joins_slopes: bool


def shown(function: Function, points: Sequence[Point]) -> tuple[Shown, Shown]:
    """Return between which numbers values and slopes are shown: all of them, but the ends of poles."""
    values = [point.value for point in points if point.value is not None]
    slopes = [point.slope for point in points if point.slope is not None]
    seams = _seams(function, points, (_extent(values), _extent(slopes)))
    ends = [end for seam in seams for end in (seam.left, seam.right)]
    return (
        _shown(values, [end.value for end in ends if end.value is not None]),
        _shown(slopes, [end.slope for end in ends if end.slope is not None]),
    )


def union(found: Sequence[Shown]) -> Shown:
    """Return what shows several curves."""
    limits = [its.limits for its in found if its.limits]
    if not limits:
        return Shown(None, False)
    return Shown(
        (min(low for low, _ in limits), max(high for _, high in limits)), any(its.is_cut for its in found)
    )


def pieces(
    function: Function, points: Sequence[Point], limits: tuple[Limits | None, Limits | None]
) -> tuple[list[Piece], list[Piece]]:
    """Return the curve of the values and that of the slopes, left open at poles, jumps, gaps and kinks.

    Outside of the limits in which it is shown nothing is looked at, and nothing joined.
    """
    values, slopes = [Piece([], [])], [Piece([], [])]

    def add(point: Point) -> None:
        for found, y in ((values, point.value), (slopes, point.slope)):
            if y is None:
                found.append(Piece([], []))
            elif not found[-1].x or found[-1].x[-1] < point.x:
                found[-1].x.append(point.x)
                found[-1].y.append(y)

    for seam in _seams(function, points, limits):
        add(seam.left)
        if not seam.joins_values:
            values.append(Piece([], []))
        if not seam.joins_slopes:
            slopes.append(Piece([], []))
        add(seam.right)
    windows = [_Window(*(its or (0.0, 0.0))) for its in limits]
    first, last = (
        [piece for piece in found if piece.x and not window.is_beyond(min(piece.y), max(piece.y))]
        for found, window in zip((values, slopes), windows, strict=True)
    )
    lines = [piece for piece in last if len(piece.x) > 1]  # at a kink, the point between is a convention
    return first, lines or last


def _extent(numbers: Sequence[float]) -> Limits | None:
    if not numbers:
        return None
    return max(min(numbers), -_LARGEST), min(max(numbers), _LARGEST)


def _shown(numbers: Sequence[float], ends: Sequence[float]) -> Shown:
    """Return what shows a curve, but not up to a pole, which would flatten the rest."""
    extent = _extent(numbers)
    if extent is None:
        return Shown(None, False)
    low, high = extent
    height = high - low
    if not any(end > high + height or end < low - height for end in ends):
        return Shown(extent, False)
    ordered = sorted(numbers)
    last = len(ordered) - 1
    bottom, top = ordered[round(_TAIL * last)], ordered[round((1 - _TAIL) * last)]
    middle = min(top, _LARGEST) - max(bottom, -_LARGEST)
    if not middle or height <= _OUTLYING * middle:
        return Shown(extent, True)
    return Shown((max(low, bottom - _MARGIN * middle), min(high, top + _MARGIN * middle)), True)


def _seams(
    function: Function, points: Sequence[Point], limits: tuple[Limits | None, Limits | None]
) -> list[Seam]:
    windows = [_Window(*(its or (0.0, 0.0))) for its in limits]
    return [seam for pair in pairwise(points) for seam in _between(function, *pair, *windows)]


class _Window(NamedTuple):
    """Between which numbers a curve is looked at."""

    low: float
    high: float

    @property
    def height(self) -> float:
        return self.high - self.low

    def is_beyond(self, one: float | None, other: float | None) -> bool:
        """Tell whether two numbers are clearly outside, on the same side."""
        if one is None or other is None:
            return False
        around = _AROUND * self.height
        return min(one, other) > self.high + around or max(one, other) < self.low - around


def _between(
    function: Function, left: Point, right: Point, of_values: _Window, of_slopes: _Window
) -> Iterator[Seam]:
    """Yield what is between two points, halved until each step is as foretold, or no number is left.

    A step that grows smaller is steep; one that does not is a jump, and one that grows is a pole.
    """
    waiting, tries = [(left, right, 0)], 0
    while waiting:
        left, right, halves = waiting.pop()
        is_gap = left.value is None or right.value is None
        is_empty = left.value is None and right.value is None
        hides_values = of_values.is_beyond(left.value, right.value)
        hides_slopes = of_slopes.is_beyond(left.slope, right.slope)
        joins_values = not is_gap and _surprise(left, right) <= _UNFORETOLD * of_values.height
        joins_slopes = joins_values and _bend(left, right) <= _KINKED * of_slopes.height
        is_clear = (joins_values or hides_values) and (joins_slopes or hides_slopes)
        if not (is_empty or is_clear) and halves < _MOST_HALVES and tries < _MOST_TRIES:
            middle = function(left.x / 2 + right.x / 2)
            tries += 1
            if left.x < middle.x < right.x:
                waiting += [(middle, right, halves + 1), (left, middle, halves + 1)]
                continue
        is_too_wild = tries >= _MOST_TRIES and not is_gap
        yield Seam(left, right, joins_values or is_too_wild, joins_slopes or is_too_wild)


def _surprise(left: Point, right: Point) -> float:
    """Return how far a step is from what the slopes at both ends foretell, and they from each other."""
    assert left.value is not None
    assert right.value is not None
    width, first, last = right.x - left.x, left.slope or 0.0, right.slope or 0.0
    step = abs(right.value - left.value - width * (first / 2 + last / 2)) + abs(
        width * (last / 8 - first / 8)
    )
    return inf if isnan(step) else step


def _bend(left: Point, right: Point) -> float:
    if left.slope is None or right.slope is None:
        return inf
    return abs(right.slope - left.slope)
