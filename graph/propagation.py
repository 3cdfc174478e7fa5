"""The propagation of uncertainties: from the inputs of a function to its value.

Source: JCGM 100:2008 (GUM), 5.1 and 5.2; G.4 for the degrees of freedom.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from math import fsum, inf, isfinite, isinf, sqrt
from typing import Any, NamedTuple

_ROUNDED = 1e-15
"""What a variance of 0 may be, in parts of 1, for rounding."""

_MOST_EXACT = 30
"""Inputs whose correlations are factored in fractions; of more, these would be too long."""


class Shape(Enum):
    """The distribution of an input: its half-width in standard deviations, and its kurtosis."""

    NORMAL = "normal", None, 3.0
    RECTANGULAR = "rectangular", sqrt(3), 1.8
    TRIANGULAR = "triangular", sqrt(6), 2.4
    ARCSINE = "arcsine", sqrt(2), 1.5

    def __init__(self, title: str, half_width: float | None, kurtosis: float) -> None:
        self.title, self.half_width, self.kurtosis = title, half_width, kurtosis


class Spread(NamedTuple):
    """What is uncertain about an input.

    uncertainty         its standard uncertainty, in its own unit
    degrees_of_freedom  of that uncertainty
    """

    uncertainty: float
    degrees_of_freedom: float = inf
    shape: Shape = Shape.NORMAL


class StandardUncertainty(NamedTuple):
    """A standard uncertainty for any value of an input: in its unit, or as a part of the value."""

    number: float
    is_relative: bool = False


Pair = tuple[str, str]
Correlations = Mapping[Pair, float]
"""By the names of two inputs, in either order, their correlation coefficient."""


class Contribution(NamedTuple):
    """What one input adds to the uncertainty of an output.

    sensitivity   the derivative of the output by the input
    contribution  the sensitivity times the uncertainty of the input, in the unit of the output
    share         of the variance of the output, all together 1; correlated inputs share their common
                  term, so it may be negative, or above 1
    """

    sensitivity: float
    contribution: float
    share: float


class SecondOrder(NamedTuple):
    """What the curvature of the function adds.

    shift        of the expected value
    uncertainty  with the variance of second order, for inputs of their shapes
    """

    shift: float
    uncertainty: float


class Propagation(NamedTuple):
    """The uncertainty of one output, of first order.

    degrees_of_freedom  effective ones; None where the formula of Welch and Satterthwaite does not hold
    """

    uncertainty: float
    degrees_of_freedom: float | None
    inputs: dict[str, Contribution]


def propagate(
    sensitivities: Mapping[str, float], spreads: Mapping[str, Spread], correlations: Correlations
) -> Propagation:
    """Propagate the uncertainties of inputs to an output, to first order."""
    parts = {name: slope * spreads[name].uncertainty for name, slope in sensitivities.items()}
    scale = max(map(abs, parts.values()), default=0.0)
    if not scale or isinf(scale):
        shares = dict.fromkeys(parts, 0.0)
        return Propagation(scale, inf, _contributions(sensitivities, parts, shares))
    relative = {name: part / scale for name, part in parts.items()}
    terms = _joint(relative, relative, correlations)
    variance = max(fsum(terms.values()), 0.0)
    shares = {name: term / variance if variance else 0.0 for name, term in terms.items()}
    return Propagation(
        scale * sqrt(variance),
        _effective(relative, variance, spreads, correlations),
        _contributions(sensitivities, parts, shares),
    )


def correlation(one: Propagation, other: Propagation, correlations: Correlations) -> float | None:
    """Return the correlation of two outputs; None where one of them is certain."""
    if not (one.uncertainty and other.uncertainty):
        return None
    first, second = (
        {name: its.contribution / whole.uncertainty for name, its in whole.inputs.items()}
        for whole in (one, other)
    )
    return min(1.0, max(-1.0, fsum(_joint(first, second, correlations).values())))


def second_order(
    first: Propagation,
    curvatures: Mapping[str, Mapping[str, float]],
    spreads: Mapping[str, Spread],
    correlations: Correlations,
) -> SecondOrder:
    """Return what the second derivatives add, from the function's expansion to second order.

    Third derivatives, which come with the same power of the uncertainties in GUM 5.1.2, are left out.

    The variance is exact for that expansion of inputs that are normal, or independent and of their shape.
    """
    names = [name for name in first.inputs if spreads[name].uncertainty]
    widths = {name: spreads[name].uncertainty for name in names}
    bends = {
        row: {column: curvatures[row][column] * widths[row] * widths[column] for column in names}
        for row in names
    }
    between = matrix(names, correlations)
    shift = 0.5 * _sum(bends[row][name] * between[row][name] for row in names for name in names)
    scale = max(first.uncertainty, *(abs(bend) for row in bends.values() for bend in row.values()), 0.0)
    if not scale or not isfinite(scale):
        return SecondOrder(shift, scale)
    product = [  # of the two matrices
        [fsum(bends[row][name] / scale * between[place][name] for name in names) for place in names]
        for row in names
    ]
    places = range(len(names))
    pairs = [product[row][column] * product[column][row] for row in places for column in places]
    flat = [(spreads[name].shape.kurtosis - 3) / 4 * (bends[name][name] / scale) ** 2 for name in names]
    variance = (first.uncertainty / scale) ** 2 + 0.5 * fsum(pairs) + fsum(flat)
    return SecondOrder(shift, scale * sqrt(max(variance, 0.0)))


def factor(names: Sequence[str], correlations: Correlations) -> list[list[float]]:
    """Return a matrix whose product with its transpose is that of correlations, a row for each name.

    It is Cholesky's with the largest pivots first, in exact fractions, so that nothing is lost where inputs
    are nearly one. The columns end where what is left is nothing, as it is of fully correlated inputs.
    """
    from fractions import Fraction

    between = matrix(names, correlations)
    exactly: Callable[[float], Any] = Fraction if len(names) <= _MOST_EXACT else float
    left = {row: {column: exactly(number) for column, number in its.items()} for row, its in between.items()}
    rows: dict[str, list[float]] = {name: [] for name in names}
    waiting = [*names]
    while waiting:
        largest = max(waiting, key=lambda name: left[name][name])
        pivot = left[largest][largest]
        if pivot <= _ROUNDED:
            break
        waiting.remove(largest)
        parts = {name: left[name][largest] / pivot for name in names}
        for name, part in parts.items():
            rows[name].append(float(part) * sqrt(pivot) if name in waiting or name == largest else 0.0)
        for row in waiting:
            for column in waiting:
                left[row][column] -= pivot * parts[row] * parts[column]
    return [*rows.values()]


def _sum(numbers: Iterable[float]) -> float:
    """Return a sum that may be infinite, or undefined."""
    terms = [*numbers]
    return fsum(terms) if all(map(isfinite, terms)) else sum(terms)


def _contributions(
    sensitivities: Mapping[str, float], parts: Mapping[str, float], shares: Mapping[str, float]
) -> dict[str, Contribution]:
    return {name: Contribution(slope, parts[name], shares[name]) for name, slope in sensitivities.items()}


def _joint(
    one: Mapping[str, float], other: Mapping[str, float], correlations: Correlations
) -> dict[str, float]:
    """Return by name the terms of a covariance in which the name stands on the left."""
    terms = {name: [part * other[name]] for name, part in one.items()}
    for (left, right), coefficient in correlations.items():
        if left in one and right in one:
            terms[left].append(coefficient * one[left] * other[right])
            terms[right].append(coefficient * one[right] * other[left])
    return {name: fsum(its) for name, its in terms.items()}


def _effective(
    parts: Mapping[str, float], variance: float, spreads: Mapping[str, Spread], correlations: Correlations
) -> float | None:
    """Return the effective degrees of freedom by the formula of Welch and Satterthwaite."""
    finite = {
        name: part for name, part in parts.items() if part and not isinf(spreads[name].degrees_of_freedom)
    }
    if any(
        coefficient and parts.get(left) and parts.get(right) and {left, right} & finite.keys()
        for (left, right), coefficient in correlations.items()
    ):
        return None
    below = fsum(part**4 / spreads[name].degrees_of_freedom for name, part in finite.items())
    return variance**2 / below if below else inf


def matrix(names: Sequence[str], correlations: Correlations) -> dict[str, dict[str, float]]:
    """Return the correlations of inputs as a whole matrix, by name and name."""
    rows = {row: {column: float(row == column) for column in names} for row in names}
    for (left, right), coefficient in correlations.items():
        if left in rows and right in rows:
            rows[left][right] = rows[right][left] = coefficient
    return rows
