"""Functions of a range: their points, and the pieces in which they are drawn."""

from collections.abc import Callable, Mapping, Sequence
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
_TAIL = 0.1
_OUTLYING = 3.0
_MARGIN = 0.25
"""Beside a pole, a curve of more than so many heights of its middle is shown so far around that."""

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


class Drawn(NamedTuple):
    """A curve in pieces, and between which numbers it is shown; None where it has no points.

    is_cut  whether it goes on beyond these
    """

    pieces: list[Piece]
    limits: Limits | None
    is_cut: bool


class Seam(NamedTuple):
    """What is between two points: the nearest ones to a gap, a jump or a kink, and what is joined there."""

    left: Point
    right: Point
    joins_values: bool
    joins_slopes: bool


def drawn(function: Function, points: Sequence[Point]) -> tuple[Drawn, Drawn]:
    """Return the curve of the values and that of the slopes, left open at poles, jumps, gaps and kinks."""
    values = [point.value for point in points if point.value is not None]
    slopes = [point.slope for point in points if point.slope is not None]
    whole = _extent(values), _extent(slopes)
    seams = _seams(function, points, whole)
    ends = [end for seam in seams for end in (seam.left, seam.right)]
    limits = (
        _shown(values, [end.value for end in ends if end.value is not None]),
        _shown(slopes, [end.slope for end in ends if end.slope is not None]),
    )
    if limits != whole:  # a part is shown larger, so more is seen
        seams = _seams(function, points, limits)
    first, second = _pieces(points, seams)
    return (
        Drawn(first, limits[0], limits[0] != whole[0]),
        Drawn(second, limits[1], limits[1] != whole[1]),
    )


def _extent(numbers: Sequence[float]) -> Limits | None:
    if not numbers:
        return None
    return max(min(numbers), -_LARGEST), min(max(numbers), _LARGEST)


def _shown(numbers: Sequence[float], ends: Sequence[float]) -> Limits | None:
    """Return between which numbers a curve is shown: not up to a pole, which would flatten the rest."""
    extent = _extent(numbers)
    if extent is None:
        return None
    low, high = extent
    height = high - low
    if not any(end > high + height or end < low - height for end in ends):
        return extent
    ordered = sorted(numbers)
    last = len(ordered) - 1
    bottom, top = ordered[round(_TAIL * last)], ordered[round((1 - _TAIL) * last)]
    middle = min(top, _LARGEST) - max(bottom, -_LARGEST)
    if not middle or height <= _OUTLYING * middle:
        return extent
    return max(low, bottom - _MARGIN * middle), min(high, top + _MARGIN * middle)


def _seams(
    function: Function, points: Sequence[Point], limits: tuple[Limits | None, Limits | None]
) -> list[Seam]:
    value_height, slope_height = (its[1] - its[0] if its else 0.0 for its in limits)
    tolerances = _UNFORETOLD * value_height, _KINKED * slope_height
    return [_seam(function, left, right, *tolerances) for left, right in pairwise(points)]


def _seam(function: Function, left: Point, right: Point, of_values: float, of_slopes: float) -> Seam:
    """Look between two points, in the half that is worse foretold, until all is joined or no number is left.

    A step that grows smaller is steep; one that does not is a jump, and one that grows is a pole.
    """
    if left.value is None or right.value is None:
        return Seam(*_edges(function, left, right), False, False)
    for _ in range(_MOST_HALVES):
        if _surprise(left, right) <= of_values and _bend(left, right) <= of_slopes:
            return Seam(left, right, True, True)
        middle = function(left.x / 2 + right.x / 2)
        if not left.x < middle.x < right.x:
            break
        if middle.value is None:
            return Seam(_edges(function, left, middle)[0], _edges(function, middle, right)[1], False, False)
        if _surprise(left, middle) > _surprise(middle, right):
            right = middle
        else:
            left = middle
    is_joined = _surprise(left, right) <= of_values
    return Seam(left, right, is_joined, is_joined and _bend(left, right) <= of_slopes)


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


def _edges(function: Function, left: Point, right: Point) -> tuple[Point, Point]:
    """Return two points between which the function ends or begins, if it is defined at one of the two."""
    for _ in range(_MOST_HALVES):
        if (left.value is None) == (right.value is None):
            break
        middle = function(left.x / 2 + right.x / 2)
        if not left.x < middle.x < right.x:
            break
        if (middle.value is None) == (left.value is None):
            left = middle
        else:
            right = middle
    return left, right


def _pieces(points: Sequence[Point], seams: Sequence[Seam]) -> tuple[list[Piece], list[Piece]]:
    values, slopes = [Piece([], [])], [Piece([], [])]

    def add(point: Point) -> None:
        for pieces, y in ((values, point.value), (slopes, point.slope)):
            if y is None:
                pieces.append(Piece([], []))
            elif not pieces[-1].x or pieces[-1].x[-1] < point.x:
                pieces[-1].x.append(point.x)
                pieces[-1].y.append(y)

    for point, seam in zip(points, seams, strict=False):
        add(point)
        add(seam.left)
        if not seam.joins_values:
            values.append(Piece([], []))
        if not seam.joins_slopes:
            slopes.append(Piece([], []))
        add(seam.right)
    add(points[-1])
    return [piece for piece in values if piece.x], [piece for piece in slopes if piece.x]
