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
from backprop.graph.propagation import Correlations, Shape, Spread, factor

Array = NDArray[np.float64]

_STANDARD: Mapping[Shape, Callable[[Generator, int], Array]] = {
    Shape.NORMAL: lambda generator, count: generator.standard_normal(count),
    Shape.RECTANGULAR: lambda generator, count: sqrt(3) * generator.uniform(-1.0, 1.0, count),
    Shape.TRIANGULAR: lambda generator, count: sqrt(6) * generator.triangular(-1.0, 0.0, 1.0, count),
    Shape.ARCSINE: lambda generator, count: sqrt(2) * np.sin(2 * pi * generator.random(count)),
}
"""Draws whose mean is 0 and whose standard deviation is 1."""


class Draws:
    """Draws of inputs, in blocks that are the same in whatever order they are made.

    Correlated inputs are drawn jointly from a normal distribution. An input of finite degrees of freedom
    has Student's distribution, scaled by its uncertainty (6.4.9), if it is normal and independent.
    """

    def __init__(
        self,
        at: Mapping[str, float],
        spreads: Mapping[str, Spread],
        correlations: Correlations,
        seed: int,
    ) -> None:
        """``at`` are the means, by name. Raises Problem for a correlated input that is not normal."""
        self._at, self._spreads, self._seed = at, spreads, seed
        related = {name for pair, number in correlations.items() if number for name in pair}
        self.joint = [name for name in at if name in related]
        for name in self.joint:
            if spreads[name].shape is not Shape.NORMAL:
                raise Problem(
                    f"{quoted(name)} is {spreads[name].shape.title}, and correlated inputs are drawn "
                    "from a normal distribution",
                    hint="leave out its correlations, or its shape",
                )
        self._factor = factor(self.joint, correlations)

    def block(self, number: int, count: int) -> dict[str, Array]:
        """Return so many draws of each input, by name."""
        generator = Generator(PCG64(SeedSequence(self._seed, spawn_key=(number,))))
        standard = {name: self._standard(name, generator, count) for name in self._at}
        independent = [standard[name] for name in self.joint]
        for name, row in zip(self.joint, self._factor, strict=True):
            standard[name] = _sum(part * its for part, its in zip(row, independent, strict=False) if part)
        return {name: at + self._spreads[name].uncertainty * standard[name] for name, at in self._at.items()}

    def _standard(self, name: str, generator: Generator, count: int) -> Array:
        spread = self._spreads[name]
        freedom = spread.degrees_of_freedom
        if spread.shape is Shape.NORMAL and not isinf(freedom) and name not in self.joint:
            return generator.standard_t(freedom, count)
        return _STANDARD[spread.shape](generator, count)


def _sum(arrays: Iterable[Array]) -> Array:
    return np.asarray(sum(arrays))
