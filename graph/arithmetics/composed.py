"""Functions in terms of simpler ones, for arithmetics and languages that lack them."""

from functools import reduce
from typing import Any

from . import gamma, reciprocals
from .base import Arithmetic


class Composed(Arithmetic):
    """An arithmetic that need not have these functions.

    Each is sound over the whole domain, to a few units in the last place unless it says otherwise.
    """

    def sign(self, x: Any) -> Any:
        return self.where(x > 0, 1, self.where(x < 0, -1, 0))

    def round(self, x: Any) -> Any:
        below = self.floor(x)
        even = 2 * self.floor((below + 1) / 2)
        nearer = self.where(x - below < 1 / 2, below, below + 1)
        return self.where(self.equal(x - below, 1 / 2), even, nearer)

    def trunc(self, x: Any) -> Any:
        return self.where(x < 0, self.ceil(x), self.floor(x))

    def copysign(self, x: Any, y: Any) -> Any:
        return self.where(y < 0, -abs(x), abs(x))

    def clip(self, x: Any, low: Any, high: Any) -> Any:
        return self.min(self.max(x, low), high)

    def relu(self, x: Any) -> Any:
        return self.max(x, 0)

    def hypot(self, x: Any, y: Any) -> Any:
        larger = self.max(abs(x), abs(y))
        scaled = larger * self.sqrt((x / larger) ** 2 + (y / larger) ** 2)
        return self.where(self.equal(larger, 0), 0, scaled)

    def exp2(self, x: Any) -> Any:
        return self.power(2, x)

    def exp10(self, x: Any) -> Any:
        return self.power(10, x)

    def expm1(self, x: Any) -> Any:
        """(u - 1)*x/log(u) at u = exp(x), whose errors cancel.

        Kahan's; see Higham, Accuracy and Stability of Numerical Algorithms, 1.14.1.
        """
        u = self.exp(x)
        middle = self.where(self.equal(u, 1), x, (u - 1) * x / self.log(u))
        return self.where(x < -40, -1, self.where(x > 700, u, middle))

    def log2(self, x: Any) -> Any:
        return self.log(x) / self.log(2)

    def log10(self, x: Any) -> Any:
        return self.log(x) / self.log(10)

    def log1p(self, x: Any) -> Any:
        """log(u)*x/(u - 1) at u = 1 + x, whose errors cancel (Kahan)."""
        u = 1 + x
        return self.where(self.equal(u, 1), x, self.where(x > 1e16, self.log(x), self.log(u) * x / (u - 1)))

    def logaddexp(self, *x: Any) -> Any:
        return reduce(lambda x, y: self.max(x, y) + self.log1p(self.exp(-abs(x - y))), x)

    def xlogy(self, x: Any, y: Any) -> Any:
        return self.where(self.equal(x, 0), 0, x * self.log(y))

    def gamma(self, x: Any) -> Any:
        return gamma.gamma(self, x)

    def lgamma(self, x: Any) -> Any:
        return gamma.lgamma(self, x)

    def digamma(self, x: Any) -> Any:
        return gamma.digamma(self, x)

    def sec(self, x: Any) -> Any:
        return 1 / self.cos(x)

    def csc(self, x: Any) -> Any:
        return 1 / self.sin(x)

    def cot(self, x: Any) -> Any:
        return 1 / self.tan(x)

    acot, asec, acsc = reciprocals.acot, reciprocals.asec, reciprocals.acsc
    asech, acsch, acoth = reciprocals.asech, reciprocals.acsch, reciprocals.acoth
    coth, logit = reciprocals.coth, reciprocals.logit

    def degrees(self, x: Any) -> Any:
        return x * (180 / self.pi)

    def radians(self, x: Any) -> Any:
        return x * (self.pi / 180)

    def sinc(self, x: Any) -> Any:
        """The angle is reduced exactly, before it is multiplied by pi."""
        turn = x - 2 * self.floor(x / 2 + 1 / 2)
        folded = self.where(abs(turn) > 1 / 2, self.sign(turn) - turn, turn)
        return self.where(self.equal(x, 0), 1, self.sin(self.pi * folded) / (self.pi * x))

    def acosh(self, x: Any) -> Any:
        return self.log1p(x - 1 + self.sqrt(x - 1) * self.sqrt(x + 1))

    def atanh(self, x: Any) -> Any:
        return (self.log1p(x) - self.log1p(-x)) / 2

    def sech(self, x: Any) -> Any:
        small = self.exp(-abs(x))
        return 2 * small / (1 + small * small)

    def csch(self, x: Any) -> Any:
        return self.where(abs(x) < 20, 1 / self.sinh(x), 2 * self.sign(x) * self.exp(-abs(x)))

    def sigmoid(self, x: Any) -> Any:
        small = self.exp(-abs(x))
        return self.where(x >= 0, 1, small) / (1 + small)

    def softplus(self, x: Any) -> Any:
        return self.max(x, 0) + self.log1p(self.exp(-abs(x)))

    # The next three lose digits as x*x grows: 1e-14 at x = 10. (Python stops where x**2 is too large.)

    def gauss(self, x: Any) -> Any:
        return self.exp(-(x * x))

    def normpdf(self, x: Any) -> Any:
        return self.exp(-(x * x) / 2) / self.sqrt(2 * self.pi)

    def normcdf(self, x: Any) -> Any:
        return self.erfc(-x / self.sqrt(2)) / 2
