"""The inverses of erf and of the normal distribution, to 4 ulp.

They begin with the quantiles of the standard library (Wichura, Algorithm AS 241, Applied Statistics 37,
1988) and take a step of Newton's method. A derivative would magnify the rounding of its value, so in the
tails it is written by the scaled erfc, which varies slowly: with t = -normppf(p)/sqrt(2), exp(t**2) is
exp(t**2)*erfc(t)/(2*p). Here ``m`` is the arithmetic of doubles.
"""

import math
from typing import Any

from .error_function import erfcx
from .exact import ROOT_OF_HALF, ROOT_OF_HALF_REST, product

_HALF_ROOT_OF_PI, _ROOT_OF_HALF_PI = math.sqrt(math.pi) / 2, math.sqrt(math.pi / 2)
_ROOT_OF_TAU = math.sqrt(math.tau)
_TAIL = 0.23
"""Up to this probability, t is above 1/2."""

_TINY = 1e-300
"""The probability up to which a step of Newton's method would lose digits, for it divides by the density."""


def erfinv(m: Any, x: float) -> float:
    """The number whose erf is x. Raises ValueError unless it lies between -1 and 1."""
    if abs(x) > 1 / 2:
        return math.copysign(_of_tail(m, (1 - abs(x)) / 2)[0] * ROOT_OF_HALF, x)
    first = x * _HALF_ROOT_OF_PI * (1 + math.pi / 12 * x * x)
    if abs(x) > 1e-3:
        first = _quantile((1 + x) / 2) * ROOT_OF_HALF
    return first - (math.erf(first) - x) * _HALF_ROOT_OF_PI * math.exp(first * first)


def erfinv_slope(m: Any, x: float) -> float:
    """sqrt(pi)/2*exp(erfinv(x)**2)."""
    p = (1 - abs(x)) / 2
    return _HALF_ROOT_OF_PI * (_scaled_erfc(m, p) / (2 * p) if p < _TAIL else math.exp(erfinv(m, x) ** 2))


def normppf(m: Any, p: float) -> float:
    """The number up to which the probability of the standard normal distribution is p.

    Raises ValueError unless p lies between 0 and 1.
    """
    if 1 / 4 <= p <= 3 / 4:
        return erfinv(m, 2 * p - 1) / ROOT_OF_HALF
    return _of_tail(m, p)[0] if p < 1 / 2 else -_of_tail(m, 1 - p)[0]


def normppf_slope(m: Any, p: float) -> float:
    """1/normpdf(normppf(p))."""
    rest = min(p, 1 - p)
    if rest < _TAIL:
        return _ROOT_OF_HALF_PI * _scaled_erfc(m, rest) / rest
    return _ROOT_OF_TAU * math.exp(normppf(m, p) ** 2 / 2)


def _of_tail(m: Any, p: float) -> tuple[float, float]:
    """Return normppf(p) for a small p, and what its rounding leaves out."""
    first = _quantile(p)
    if p < _TINY:
        return first, 0.0
    step = (m.normcdf(first) - p) / m.normpdf(first)
    found = first - step
    return found, (first - found) - step


def _scaled_erfc(m: Any, p: float) -> float:
    """exp(t**2)*erfc(t) at t = -normppf(p)/sqrt(2), corrected for the rounding of t."""
    found, rest = _of_tail(m, p)
    t, lost = product(-found, ROOT_OF_HALF)
    lost -= rest * ROOT_OF_HALF + found * ROOT_OF_HALF_REST
    scaled = erfcx(t)
    return float(scaled + lost * (2 * t * scaled - 1 / _HALF_ROOT_OF_PI))


def _quantile(p: float) -> float:
    if not 0 < p < 1:
        raise ValueError
    from statistics import NormalDist

    return NormalDist().inv_cdf(p)
