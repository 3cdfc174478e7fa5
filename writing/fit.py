"""What fitting a program to data comes to."""

from collections.abc import Mapping
from math import inf
from typing import NamedTuple

from .budget import coverage_factor

PROBABILITY = 0.95
"""What the intervals of parameters hold."""


class Estimate(NamedTuple):
    """A parameter.

    standard_error  None where the data say nothing of it, as at a bound
    is_at_bound     whether a bound keeps it from going on
    """

    value: float
    standard_error: float | None
    start: float
    is_at_bound: bool = False


class Fit(NamedTuple):
    """The parameters, and how well they fit.

    correlations       of parameters with a standard error, by name and name
    sum_of_squares     of the residuals, in uncertainties of the data where these are known
    r_squared          the part of the variance of the data that the model explains; None where there is none
    is_absolute        whether the standard errors come from the uncertainties of the data, and not from the
                       scatter
    rows               how many were fitted
    observations       rows times outputs
    evaluations        of the model, all starts together
    starts             how many points were tried
    converged, reason  whether there is a minimum, and why it ended
    """

    parameters: Mapping[str, Estimate]
    correlations: Mapping[str, Mapping[str, float]]
    sum_of_squares: float
    r_squared: float | None
    is_absolute: bool
    rows: int
    observations: int
    evaluations: int
    starts: int
    converged: bool
    reason: str

    @property
    def degrees_of_freedom(self) -> int:
        """How many observations there are more than parameters that are free."""
        return self.observations - sum(not its.is_at_bound for its in self.parameters.values())

    @property
    def factor(self) -> float:
        """How many standard errors hold a parameter, or the curve, with `PROBABILITY`."""
        if self.is_absolute:
            return coverage_factor(PROBABILITY, None)
        freedom = self.degrees_of_freedom
        return coverage_factor(PROBABILITY, float(freedom)) if freedom > 0 else inf

    def interval(self, its: Estimate) -> tuple[float, float] | None:
        """Return the interval that holds a parameter with `PROBABILITY`, from Student's t."""
        if its.standard_error is None:
            return None
        half = self.factor * its.standard_error
        return its.value - half, its.value + half

    @property
    def reduced_chi_square(self) -> float | None:
        """The sum of squares over the degrees of freedom."""
        return self.sum_of_squares / self.degrees_of_freedom if self.degrees_of_freedom > 0 else None

    @property
    def standard_deviation(self) -> float | None:
        """That of the residuals."""
        reduced = self.reduced_chi_square
        return None if reduced is None else reduced**0.5
