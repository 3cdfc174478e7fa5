"""What is plotted: curves over one range, or a map over two."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol

from backprop.grammar.problem import CalculationProblem, Problem
from backprop.writing.curves import Limits, Piece, Sample, Shown
from backprop.writing.digits import rounded

from . import colours
from .colours import Colour


class Tangent(NamedTuple):
    """A point of a curve, and the slope there; ``notes`` tell of a kink."""

    x: float
    value: float
    slope: float
    sentence: str
    notes: Sequence[Problem] = ()


class Panel(NamedTuple):
    """The values of all curves, or their derivatives: each in the pieces that lines join."""

    names: str
    title: str
    shown: Shown
    curves: Sequence[Sequence[Piece]]

    def remark(self) -> str | None:
        """Return what is to be said of curves that are not shown to their ends."""
        if self.shown.limits is None:
            return f"{self.names}: undefined in all of the range"
        if not self.shown.is_cut:
            return None
        low, high = (rounded(its, 3) for its in self.shown.limits)
        return f"{self.names}: drawn from {low} to {high}, and cut beyond"


class Plot(NamedTuple):
    """Curves over a range of an input: above their values, below their derivatives.

    labels  what tells each curve from the others, as ``a = 1``
    """

    input: str
    ends: Limits
    values: Panel
    slopes: Panel
    labels: Sequence[str]
    tangents: Sequence[Tangent] = ()


class At(Protocol):
    """Gives a value and its derivatives at a point."""

    def __call__(self, x: float, y: float) -> Sample: ...


class Landscape(NamedTuple):
    """An output over two ranges, the first of which goes to the right and the second up.

    grids  the points of these, where the command line says how many
    path   of a descent, if there is one
    """

    title: str
    output: str
    inputs: tuple[str, str]
    frame: tuple[Limits, Limits]
    grids: tuple[Sequence[float], Sequence[float]]
    at: At
    path: Sequence[tuple[float, float]] = ()
    sentences: Sequence[str] = ()

    def holds(self, x: float, y: float) -> bool:
        """Tell whether a point is on the map."""
        (left, right), (bottom, top) = self.frame
        return left <= x <= right and bottom <= y <= top

    def require_values(self, values: Sequence[float]) -> None:
        """Raise CalculationProblem where there are none."""
        if not values:
            message = f"{self.output} is undefined in all of the map"
            raise CalculationProblem(message, hint="choose other ranges")


def runs(pieces: Sequence[Piece], *, is_slope: bool) -> Iterator[tuple[Colour | None, Piece]]:
    """Yield the parts of a curve where its derivative has one sign, with the colour of that."""
    for piece in pieces:
        points = [*zip(piece.x, piece.y, strict=True)]
        colour, run = None, Piece([points[0][0]], [points[0][1]])
        for (_, before), (x, y) in pairwise(points):
            its = colours.of(before / 2 + y / 2 if is_slope else y - before)
            if its is not colour and len(run.x) > 1:
                yield colour, run
                run = Piece(run.x[-1:], run.y[-1:])
            colour = its
            run.x.append(x)
            run.y.append(y)
        yield colour, run
