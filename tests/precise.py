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
