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

_MOST_ROUNDS = 40
"""So many times numbers may go beyond those of before until they are called a pole."""

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
    """Two neighbours, what of them a line joins, and what is apart however closely it is looked at."""

    left: Point
    right: Point
    joins_values: bool
    joins_slopes: bool
    parts_values: bool
    parts_slopes: bool

    @property
    def ends(self) -> tuple[Point, Point]:
        """Both neighbours."""
        return self.left, self.right


def shown(function: Function, points: Sequence[Point]) -> tuple[Shown, Shown]:
    """Return between which numbers values and slopes are shown: all of them, but the ends of poles."""
    values = [point.value for point in points if point.value is not None]
    slopes = [point.slope for point in points if point.slope is not None]
    of_values, of_slopes = _Reach(_extent(values)), _Reach(_extent(slopes))
    for _ in range(_MOST_ROUNDS):
        seams = _seams(function, points, (of_values.limits, of_slopes.limits))
        of_values = of_values.after([(end.value, its.parts_values) for its in seams for end in its.ends])
        of_slopes = of_slopes.after([(end.slope, its.parts_slopes) for its in seams for end in its.ends])
        if not (of_values.grows or of_slopes.grows):
            break
    return _shown(values, of_values), _shown(slopes, of_slopes)


class _Reach(NamedTuple):
    """How far numbers go, the more closely they are looked at: a peak ends some time, a pole does not."""

    limits: Limits | None
    grows: bool = True
    has_pole: bool = False

    def after(self, found: Sequence[tuple[float | None, bool]]) -> "_Reach":
        """Return how far they go after a closer look: numbers, each with whether it is beside a gap."""
        reached = _extent([number for number, _ in found if number is not None])
        if self.has_pole or self.limits is None or reached is None:
            return self._replace(grows=False)
        low, high = self.limits
        height = high - low
        beside = [number for number, is_beside in found if is_beside and number is not None]
        far_up = high + max(height, (reached[1] - high) / 2)  # at a pole, the farthest are beside the gap
        far_down = low - max(height, (low - reached[0]) / 2)
        if height and any(number > far_up or number < far_down for number in beside):
            return self._replace(grows=False, has_pole=True)
        around = _AROUND * height
        grows = reached[0] < low - around or reached[1] > high + around
        return _Reach((min(low, reached[0]), max(high, reached[1])), grows)


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


def _shown(numbers: Sequence[float], reach: _Reach) -> Shown:
    """Return what shows a curve, but not up to a pole, which would flatten the rest."""
    extent = _extent(numbers)
    if extent is None or reach.limits is None:
        return Shown(None, False)
    if not (reach.has_pole or reach.grows):
        return Shown(reach.limits, any(abs(its) >= _LARGEST for its in reach.limits))
    low, high = extent
    ordered = sorted(numbers)
    last = len(ordered) - 1
    bottom, top = ordered[round(_TAIL * last)], ordered[round((1 - _TAIL) * last)]
    middle = min(top, _LARGEST) - max(bottom, -_LARGEST)
    if not middle or high - low <= _OUTLYING * middle:
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
        is_looked_at = halves >= _MOST_HALVES
        if not (is_empty or is_clear) and halves < _MOST_HALVES and tries < _MOST_TRIES:
            middle = function(left.x / 2 + right.x / 2)
            tries += 1
            if left.x < middle.x < right.x:
                waiting += [(middle, right, halves + 1), (left, middle, halves + 1)]
                continue
            is_looked_at = True
        is_too_wild = tries >= _MOST_TRIES and not is_gap
        joins_values, joins_slopes = joins_values or is_too_wild, joins_slopes or is_too_wild
        parts_values = not joins_values and (is_looked_at or not hides_values)
        parts_slopes = parts_values or (not joins_slopes and (is_looked_at or not hides_slopes))
        yield Seam(left, right, joins_values, joins_slopes, parts_values, parts_slopes)


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
