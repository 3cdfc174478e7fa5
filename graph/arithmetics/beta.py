"""The beta function and its derivatives, for positive numbers, to 4 ulp.

beta(x, y) is gamma(x)*gamma(y)/gamma(x + y), each of which may be out of range. Small operands are moved up
by the recurrence. Then Stirling's series of the three (NIST Digital Library of Mathematical Functions,
5.11.1) are one, in which only the shares of the operands, x/(x + y), are raised to large powers. These are
known to twice the digits of a double, as all that is multiplied is. Here ``m`` is the arithmetic of doubles.
"""

import math
from typing import Any

from .error_function import polynomial
from .exact import difference, multiplied, product
from .gamma import FAR, LOG_SERIES, ROOT_OF_TAU, ROOT_OF_TAU_REST, SLOPE_SERIES

_HUGE = 1e12
"""From here on, two terms in powers of 1/x are enough: the other operand is below 30, or the value is 0."""

_GONE = 100
"""Beside a huge operand, beta is 0 from here on."""

_LARGEST = 1e290
"""Up to here, a product has its rounding error."""

_BESIDE_OTHERS = 1e-30
"""A step of digamma that is smaller is its derivative times the step."""

_TINY, _BOTH_TINY = 1e-290, 1e-10
"""Up to here, for one operand or both, beta(x, y) is 1/x + 1/y to all digits."""


def beta(m: Any, x: float, y: float) -> float:
    """gamma(x)*gamma(y)/gamma(x + y). Raises ValueError unless both are positive."""
    _require_positive(x, y)
    return _times_beta(m, [1.0], 0.0, x, y)


def beta_slope(m: Any, x: float, y: float) -> float:
    """The derivative of beta(x, y) by x: beta(x, y)*(digamma(x) - digamma(x + y))."""
    _require_positive(x, y)
    if max(x, y) < _BOTH_TINY:
        return -1 / x / x
    if y < _BESIDE_OTHERS:
        return -float(m.polygamma(1, x))
    if x > _HUGE:
        return _times_beta(m, [-y, 1 / x], (1 - y) / (2 * x), x, y)
    return _times_beta(m, [-_step_of_digamma(x, y)], 0.0, x, y)


def _times_beta(m: Any, factors: list[float], rest: float, x: float, y: float) -> float:
    """The product of factors, 1 + rest and beta(x, y), where beta may be out of range."""
    small, large = sorted((x, y))
    if small < _TINY or large < _BOTH_TINY:
        return _in_range([*factors, 1 / small + 1 / large], rest)
    if large > _HUGE and small > _GONE:
        return 0.0
    parts, more = _of_huge(m, small, large) if large > _HUGE else _of_shares(small, large)
    return _in_range([*factors, *parts], rest + more)


def _require_positive(x: float, y: float) -> None:
    """Raise ValueError for other numbers, before steps are counted up from there."""
    if not (x > 0 and y > 0):
        raise ValueError


def _of_huge(m: Any, x: float, y: float) -> tuple[list[float], float]:
    """gamma(x)*y**-x*(1 - x*(x - 1)/(2*y)) (5.11.13), as factors and a rest."""
    power = math.pow(y, -x)
    parts = [power] if power > _TINY else [math.pow(y, -x / 2)] * 2
    return [m.gamma(x), *parts], x * (1 - x) / (2 * y)


def _of_shares(x: float, y: float) -> tuple[list[float], float]:
    """Stirling's series of operands from `FAR` on, after they are moved there, as factors and a rest."""
    steps, more = (max(0, math.ceil(FAR - number)) for number in (x, y))
    (x_moved, x_rest), (y_moved, y_rest) = _sum(x, steps), _sum(y, more)
    whole, whole_rest = _sum(x_moved, y_moved)
    whole_rest += x_rest + y_rest
    above, above_rest = _rising(x, steps + more, y)
    below, below_rest = _rising(y, more)
    if steps:
        more_below, more_rest = _rising(x, steps - 1, 1.0)
        below, below_rest = multiplied((below, below_rest + more_rest), more_below)

    series = [polynomial(LOG_SERIES, 1 / z / z) / z for z in (x_moved, y_moved, whole)]
    root = math.sqrt(whole / x_moved / y_moved)
    (one, one_rest), (other, other_rest) = product(root, x_moved), product(root, y_moved)
    square, square_rest = product(one, other)
    left = ((whole - square) - square_rest) - one_rest * other - other_rest * one
    logarithm = series[0] + series[1] - series[2]
    rest = (left / whole + whole_rest / whole - x_rest / x_moved - y_rest / y_moved) / 2
    rest += ROOT_OF_TAU_REST + above_rest - below_rest

    quotient = above / below
    product_, product_rest = product(quotient, below)
    rest += ((above - product_) - product_rest) / above

    factors = [ROOT_OF_TAU, root, quotient]
    if steps:  # x by itself, for it may be tiny
        factors.append(1 / x)
        product_, product_rest = product(factors[-1], x)
        rest += (1 - product_) - product_rest

    for z, z_rest in ((x_moved, x_rest), (y_moved, y_rest)):
        share = z / whole
        found, lost = product(share, whole)
        missing = ((((z - found) - lost) + z_rest) - share * whole_rest) / whole
        logarithm += z * missing / share
        rest += z_rest * math.log(share)
        factors.append(math.pow(share, z))
    return factors, rest + math.expm1(logarithm)


def _in_range(factors: list[float], rest: float) -> float:
    """The product of factors and 1 + rest, rounded once, whose parts are in range if it is itself."""
    waiting = sorted(factors, key=abs)
    known = (1.0, rest)
    while len(waiting) > 1:
        known = multiplied(known, waiting.pop(0 if abs(known[0]) > 1 else -1))
    found, more = multiplied(known, waiting[0])
    is_normal = _TINY < abs(found) < math.inf
    return found + found * more if is_normal else known[0] * (1 + known[1]) * waiting[0]


def _rising(x: float, steps: int, more: float = 0.0) -> tuple[float, float]:
    """The product of x + more, x + more + 1, ..., and what its rounding leaves out, in parts of it."""
    start, lost = _sum(x, more)
    total, rest = 1.0, 0.0
    for step in range(steps):
        number, error = _sum(start, step)
        total, rest = multiplied((total, rest + (error + lost) / number), number)
    return total, rest


def _sum(x: float, y: float) -> tuple[float, float]:
    total, error = difference(x, -y)
    return total, float(error)


def _step_of_digamma(x: float, y: float) -> float:
    """digamma(x + y) - digamma(x) as a sum of positive terms (5.7.6), then by the series of both (5.11.2)."""
    steps = max(0, math.ceil(FAR - x))
    terms = [y / (x + y + step) / (x + step) for step in range(steps)]
    low, high = x + steps, x + y + steps
    ratio = y / low
    found, lost = product(ratio, low)
    ratio_rest = (y - found - lost) / low / (1 + ratio) if high < _LARGEST else 0.0
    one, other = 1 / low / low, 1 / high / high
    slope, value = 0.0, 0.0
    for coefficient in reversed(SLOPE_SERIES):  # the divided difference, by Horner's rule
        slope, value = slope * other + value, value * one + coefficient
    series = (value + slope * other) * (ratio / high) * (1 / low + 1 / high)
    return math.fsum([*terms, math.log1p(ratio), ratio_rest, ratio / high / 2, series])
