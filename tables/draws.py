"""Random draws of inputs, from what is known of them.

Source: JCGM 101:2008 (GUM Supplement 1), 6.4.
"""

from collections.abc import Callable, Iterable, Mapping
from math import isinf, pi, sqrt

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence
from numpy.typing import NDArray

from backprop.grammar.naming import quoted
from backprop.grammar.problem import Problem
from backprop.graph.propagation import Shape, factor
from backprop.writing.budget import Measured

Array = NDArray[np.float64]

_STANDARD: Mapping[Shape, Callable[[Generator, int], Array]] = {
    Shape.NORMAL: lambda generator, count: generator.standard_normal(count),
    Shape.RECTANGULAR: lambda generator, count: sqrt(3) * generator.uniform(-1.0, 1.0, count),
    Shape.TRIANGULAR: lambda generator, count: sqrt(6) * generator.triangular(-1.0, 0.0, 1.0, count),
    Shape.ARCSINE: lambda generator, count: sqrt(2) * np.sin(2 * pi * generator.random(count)),
}
"""Draws whose mean is 0 and whose standard deviation is 1."""

_NO_VARIANCE = 2
"""Degrees of freedom up to which Student's distribution has no variance."""


class Draws:
    """Draws of inputs, in blocks that are the same in whatever order they are made.

    Correlated inputs are drawn jointly from a normal distribution. An input of finite degrees of freedom
    has Student's distribution, scaled by its uncertainty (6.4.9), if it is normal and independent.

    notes  what is drawn otherwise than one might think
    """

    def __init__(self, at: Mapping[str, float], measured: Measured, seed: int) -> None:
        """``at`` are the means, by name. Raises Problem for a correlated input that is not normal."""
        self._at, self._spreads, self._seed = at, measured.spreads, seed
        related = {name for pair, number in measured.correlations.items() if number for name in pair}
        self._joint = [name for name in at if name in related]
        self._factor = factor(self._joint, measured.correlations)
        self.notes = [Problem(note) for name in at if (note := self._note(name))]

    def _note(self, name: str) -> str | None:
        """Return what is to be said of an input. Raises Problem if it cannot be drawn."""
        spread = self._spreads[name]
        what, freedom = spread.shape.title, spread.degrees_of_freedom
        if name in self._joint and spread.shape is not Shape.NORMAL:
            message = f"{quoted(name)} is {what}, and correlated inputs are drawn from a normal distribution"
            raise Problem(message, hint="leave out its correlations, or its shape")
        if isinf(freedom):
            return None
        if name in self._joint or spread.shape is not Shape.NORMAL:
            what = "correlated" if name in self._joint else what
            return f"{quoted(name)} is {what}, so it is drawn without its degrees of freedom"
        if freedom <= _NO_VARIANCE:
            return (
                f"Student's distribution of {quoted(name)} has no standard deviation (degrees of freedom: "
                f"{freedom:.4g}), so that of the draws never settles"
            )
        return None

    def block(self, number: int, count: int) -> dict[str, Array]:
        """Return so many draws of each input, by name; infinite where one is too large."""
        generator = Generator(PCG64(SeedSequence(self._seed, spawn_key=(number,))))
        standard = {name: self._standard(name, generator, count) for name in self._at}
        independent = [standard[name] for name in self._joint]
        for name, row in zip(self._joint, self._factor, strict=True):
            standard[name] = _sum(part * its for part, its in zip(row, independent, strict=False) if part)
        with np.errstate(over="ignore", invalid="ignore"):
            return {
                name: at + self._spreads[name].uncertainty * standard[name] for name, at in self._at.items()
            }

    def _standard(self, name: str, generator: Generator, count: int) -> Array:
        spread = self._spreads[name]
        freedom = spread.degrees_of_freedom
        if spread.shape is Shape.NORMAL and not isinf(freedom) and name not in self._joint:
            return generator.standard_t(freedom, count)
        return _STANDARD[spread.shape](generator, count)


def _sum(arrays: Iterable[Array]) -> Array:
    return np.asarray(sum(arrays))
