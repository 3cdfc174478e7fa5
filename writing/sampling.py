"""What random draws of inputs come to at an output, and whether the derivatives say the same.

Source: JCGM 101:2008 (GUM Supplement 1), 7 and 8.
"""

from math import inf
from typing import NamedTuple

_ERRORS = 3
"""The standard errors that a number of the draws may be off by."""

_NOISE = 1e-12
"""What rounding may come to, in parts of a value."""


class Sampling(NamedTuple):
    """How inputs are drawn: how often, from what seed; and the part that an interval is to hold."""

    draws: int
    seed: int
    probability: float


class MonteCarlo(NamedTuple):
    """What the draws of an output came to (7).

    interval     what holds the part of the draws that was asked for, with as many below it as above
    shortest     the shortest one that holds that part
    errors       the standard errors of the two ends of ``interval``
    undefined    how many draws had no value, and are left out
    """

    mean: float
    uncertainty: float
    interval: tuple[float, float]
    shortest: tuple[float, float]
    errors: tuple[float, float]
    sampling: Sampling
    undefined: int

    def validates(self, value: float, expanded: float, uncertainty: float) -> bool | None:
        """Tell whether an interval about a value is the same, to two digits of a standard uncertainty (8.1).

        None where there were too few draws to tell, for the ends have errors of their own.
        """
        tolerance = max(tolerance_of(uncertainty), _NOISE * abs(value))
        ends = self._ends(value, expanded)
        if any(off - error > tolerance for off, error in ends):
            return False
        return True if all(off + error <= tolerance for off, error in ends) else None

    def enough(self, value: float, expanded: float, uncertainty: float) -> float:
        """Return about how many draws would tell; infinite where an end is off by the very tolerance."""
        tolerance = tolerance_of(uncertainty)
        ratios = [
            error / abs(tolerance - off) if tolerance != off else inf
            for off, error in self._ends(value, expanded)
        ]
        return float(self.sampling.draws) * max(ratios) ** 2

    def _ends(self, value: float, expanded: float) -> list[tuple[float, float]]:
        """Return for each end how far it is off, and what that may be by chance."""
        pairs = zip(self.off(value, expanded), self.errors, strict=True)
        return [(abs(off), _ERRORS * error) for off, error in pairs]

    def off(self, value: float, expanded: float) -> tuple[float, float]:
        """Return how far the ends of an interval about a value are above those of the draws."""
        low, high = self.interval
        return value - expanded - low, value + expanded - high


def tolerance_of(uncertainty: float) -> float:
    """Return half a unit of the second digit of an uncertainty; of none, nothing."""
    if not uncertainty:
        return 0.0
    return 0.5 * 10.0 ** (int(f"{uncertainty:.1e}".partition("e")[2]) - 1)
