"""What is plotted: curves over one range, or a map over two."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol

from backprop.writing.curves import Drawn, Limits, Piece, Sample
from backprop.writing.digits import rounded

from . import colours
from .colours import Colour


class Curve(NamedTuple):
    """An output at some values of the parameters.

    label   what tells it from the others, as ``a = 1``
    chosen  the values that it has of the lists, by name
    """

    output: str
    label: str
    chosen: dict[str, float]
    values: Drawn
    slopes: Drawn


class Tangent(NamedTuple):
    """A point of a curve, and the slope there."""

    curve: int
    x: float
    value: float
    slope: float
    sentence: str


class Plot(NamedTuple):
    """Curves over a range of an input; the titles are those of the values and of the derivatives."""

    input: str
    ends: Limits
    titles: tuple[str, str]
    curves: Sequence[Curve]
    tangents: Sequence[Tangent] = ()

    def panels(self) -> tuple[list[Drawn], list[Drawn]]:
        """Return what is in the upper panel and in the lower one."""
        return [curve.values for curve in self.curves], [curve.slopes for curve in self.curves]

    def remarks(self) -> Iterator[str]:
        """Yield what is to be said of panels that do not show all of their curves."""
        names = ", ".join(dict.fromkeys(curve.output for curve in self.curves)), self.titles[1]
        for name, panel in zip(names, self.panels(), strict=True):
            limits = shown(panel)
            if limits is None:
                yield f"{name}: undefined in all of the range"
            elif any(its.is_cut for its in panel):
                low, high = (rounded(its, 3) for its in limits)
                yield f"{name}: drawn from {low} to {high}, and cut beyond"


def shown(panel: Sequence[Drawn]) -> Limits | None:
    """Return between which numbers the curves of a panel are shown; None where there is none."""
    limits = [its.limits for its in panel if its.limits]
    return (min(low for low, _ in limits), max(high for _, high in limits)) if limits else None


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


def runs(drawn: Drawn, *, is_slope: bool) -> Iterator[tuple[Colour | None, Piece]]:
    """Yield the parts of a curve where its derivative has one sign, with the colour of that."""
    for piece in drawn.pieces:
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
