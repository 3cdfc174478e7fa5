"""The arithmetic of mpmath: what the rows of the table of operations should give."""

from collections.abc import Callable
from typing import Any

import mpmath

from backprop.graph.arithmetics.base import Arithmetic
from backprop.graph.operation import Row

MPF = mpmath.mpf


class Precise(Arithmetic):
    """The textbook forms at any precision; nothing here cancels on purpose."""

    undefined = mpmath.nan
    pi = mpmath.pi
    min = staticmethod(min)
    max = staticmethod(max)

    def is_defined(self, x: Any) -> bool:
        return bool(mpmath.im(x) == 0 and mpmath.isfinite(x))

    def relu(self, x: Any) -> Any:
        return max(x, MPF(0))

    def where(self, condition: Any, x: Any, y: Any) -> Any:
        return x if condition else y

    def clip(self, x: Any, low: Any, high: Any) -> Any:
        return min(max(x, low), high)

    def equal(self, x: Any, y: Any) -> Any:
        return x == y

    def negation(self, x: Any) -> Any:
        return not x

    def both(self, x: Any, y: Any) -> Any:
        return bool(x and y)

    def either(self, x: Any, y: Any) -> Any:
        return bool(x or y)

    def sigmoid(self, x: Any) -> Any:
        return 1 / (1 + mpmath.exp(-x))

    def softplus(self, x: Any) -> Any:
        return mpmath.log1p(mpmath.exp(x))

    def logaddexp(self, *x: Any) -> Any:
        return _logsumexp(*x)

    def xlogy(self, x: Any, y: Any) -> Any:
        return x * mpmath.log(y) if x else MPF(0)

    def power_slope(self, x: Any, y: Any) -> Any:
        if y == 0 or x == 0:
            return y * x ** (y - 1) if y else MPF(0)
        return y * x**y / x  # y - 1 may need 300 digits

    def cbrt(self, x: Any) -> Any:
        return mpmath.sign(x) * mpmath.cbrt(abs(x))

    def log2(self, x: Any) -> Any:
        return mpmath.log(x) / mpmath.log(2)

    def lgamma(self, x: Any) -> Any:
        return mpmath.loggamma(x)

    def polygamma(self, n: Any, x: Any) -> Any:
        return mpmath.polygamma(int(n), x)

    def beta(self, x: Any, y: Any) -> Any:
        with mpmath.extradps(_apart(x, y)):
            return mpmath.exp(mpmath.loggamma(x) + mpmath.loggamma(y) - mpmath.loggamma(x + y))

    def beta_slope(self, x: Any, y: Any) -> Any:
        with mpmath.extradps(_apart(x, y)):
            return self.beta(x, y) * (mpmath.digamma(x) - mpmath.digamma(x + y))

    def erfinv(self, x: Any) -> Any:
        """Newton's method: for the tails, that of the quantile."""
        if abs(x) > 0.5:
            return -mpmath.sign(x) * self.normppf((1 - abs(x)) / 2) / mpmath.sqrt(2)
        half_root = mpmath.sqrt(mpmath.pi) / 2
        return _solved(x * half_root, lambda z: (mpmath.erf(z) - x) * half_root * mpmath.exp(z * z))

    def normppf(self, p: Any) -> Any:
        """Newton's method for the logarithm of the probability."""
        if p >= 0.5:
            return -self.normppf(1 - p) if p > 0.5 else MPF(0)
        first = -mpmath.sqrt(-2 * mpmath.log(2 * p))
        return _solved(first, lambda z: mpmath.log(self.normcdf(z) / p) * self.normcdf(z) / self.normpdf(z))

    def round(self, x: Any) -> Any:
        return mpmath.nint(x)

    def trunc(self, x: Any) -> Any:
        return mpmath.sign(x) * mpmath.floor(abs(x))

    def fmod(self, x: Any, y: Any) -> Any:
        return mpmath.sign(x) * (abs(x) % abs(y))

    def copysign(self, x: Any, y: Any) -> Any:
        return -abs(x) if y < 0 else abs(x)

    def exp2(self, x: Any) -> Any:
        return mpmath.power(2, x)

    def exp10(self, x: Any) -> Any:
        return mpmath.power(10, x)

    def logit(self, x: Any) -> Any:
        return mpmath.log(x / (1 - x))

    def sinc(self, x: Any) -> Any:
        return mpmath.sin(mpmath.pi * x) / (mpmath.pi * x) if x else MPF(1)

    def sinc_slope(self, x: Any) -> Any:
        with mpmath.extradps(700 if abs(x) < 0.01 else 10):  # it cancels near 0
            return (mpmath.cos(mpmath.pi * x) - self.sinc(x)) / x if x else MPF(0)

    def erfc(self, x: Any) -> Any:
        """Zero or two where mpmath gives up."""
        return mpmath.erfc(x) if abs(x) < 1000 else MPF(2 * (x < 0))

    def gauss(self, x: Any) -> Any:
        return mpmath.exp(-x * x)

    def normpdf(self, x: Any) -> Any:
        return mpmath.exp(-x * x / 2) / mpmath.sqrt(2 * mpmath.pi)

    def normcdf(self, x: Any) -> Any:
        return self.erfc(-x / mpmath.sqrt(2)) / 2

    def __getattr__(self, name: str) -> Any:
        return getattr(mpmath, name)


PRECISE = Precise()


def _apart(x: Any, y: Any) -> int:
    """Return how many digits a sum of the two has before those of the smaller one, and as many of logarithms."""
    return 2 * abs(int(mpmath.mag(x)) - int(mpmath.mag(y))) // 3 + int(max(0, mpmath.mag(max(x, y)))) // 3


def _solved(z: Any, step: Callable[[Any], Any]) -> Any:
    """Return what Newton's method comes to."""
    for _ in range(200):
        less = step(z)
        z -= less
        if abs(less) <= abs(z) * mpmath.mpf(10) ** (3 - mpmath.mp.dps):
            break
    return z


def _folded(value: Callable[..., Any], derivative: Callable[..., Any]) -> Callable[[int], list[Row]]:
    """Return what gives the rows of a function of so many operands: its value, then its derivatives.

    The derivative is a function of all operands, that of interest in front.
    """

    def by(position: int) -> Row:
        return lambda _, *x: derivative(x[position], *x[:position], *x[position + 1 :])

    return lambda number: [lambda _, *x: value(*x), *map(by, range(number))]


def _logsumexp(*x: Any) -> Any:
    high, *others = sorted(x, reverse=True)
    return high + mpmath.log1p(mpmath.fsum(mpmath.exp(other - high) for other in others))


FOLDED = {
    "min": _folded(min, lambda x, *others: (x < min(others)) + (x == min(others)) / MPF(2)),
    "max": _folded(max, lambda x, *others: (x > max(others)) + (x == max(others)) / MPF(2)),
    "logaddexp": _folded(
        _logsumexp, lambda x, *others: 1 / (1 + mpmath.fsum(mpmath.exp(y - x) for y in others))
    ),
    "sum": _folded(lambda *x: mpmath.fsum(x), lambda *x: MPF(1)),
    "prod": _folded(lambda *x: mpmath.fprod(x), lambda _, *others: mpmath.fprod(others)),
    "mean": _folded(lambda *x: mpmath.fsum(x) / len(x), lambda *x: 1 / MPF(len(x))),
}
"""The functions of many operands: for each, what gives the rows of so many."""
