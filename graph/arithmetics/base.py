"""What a row of the table of operations may use, whatever it runs on.

An arithmetic ``m`` offers Python's operators on its values, and the functions that `required` lists
(``m.exp``, ``m.sqrt``, ...); with `Composed` in place of `Arithmetic` it needs half of these. Numbers
stand for themselves in each. The methods below are combinations of those functions. An arithmetic of
numbers overrides them where doubles would overflow or lose digits, one of text where a person writes
something shorter. One that `forward` is to run on also says what `is_defined`, and what it writes for
what is not: `undefined`.
"""

from functools import reduce
from operator import add
from typing import Any

NEAR_ZERO = 0.45
_SINC_SLOPE = [
    3.289868133696453, 3.2469697011334073, 1.1445109447317725, 0.20918278251230948, 0.0234608097935016,
    0.0017811396048350641, 9.762769601823883e-05, 3.944668034496308e-06,
]  # fmt: skip
"""The derivative of sinc(x) over -x, in powers of -x**2.

It interpolates at Chebyshev points, computed with 60 digits; what it leaves out is below 1e-17 of it.
"""


def sinc_slope_near_zero(x: Any) -> Any:
    """The derivative of sin(pi*x)/(pi*x) for abs(x) up to `NEAR_ZERO`, in any arithmetic."""
    square = x * x
    return -x * reduce(lambda total, coefficient: coefficient - square * total, reversed(_SINC_SLOPE))


class Arithmetic:
    """The combinations, in operations of the table."""

    def unequal(self, x: Any, y: Any) -> Any:
        return self.negation(self.equal(x, y))

    def larger(self, x: Any, y: Any) -> Any:
        """1 where x is the larger one, 0 where y is, and one half for each where they are equal."""
        return self.where(x >= y, self.where(self.equal(x, y), 1 / 2, 1), 0)

    def length(self, *operands: Any) -> Any:
        """The length of a vector."""
        return reduce(self.hypot, operands)

    def successor(self, n: Any) -> Any:
        return n + 1

    def power(self, x: Any, y: Any) -> Any:
        return x**y

    def power_slope(self, x: Any, y: Any) -> Any:
        """The derivative of x**y by x; 0 where y is 0."""
        return y * x ** (y - 1)

    def power_log(self, x: Any, y: Any) -> Any:
        """The derivative of x**y by y; 0 where x**y is 0."""
        return self.xlogy(x**y, x)

    def remainder_slope(self, x: Any, y: Any) -> Any:
        """The derivative of x % y by y: a whole number, the same on the whole piece."""
        return self.floor((x % y - x) / y + 1 / 2)

    def fmod_slope(self, x: Any, y: Any) -> Any:
        """The derivative of fmod(x, y) by y: a whole number, the same on the whole piece."""
        return self.floor((self.fmod(x, y) - x) / y + 1 / 2)

    def over_square(self, x: Any, y: Any) -> Any:
        """x/y**2, where y**2 may be out of range."""
        return x / y / y

    def over_squares(self, a: Any, x: Any, y: Any) -> Any:
        """a/(x**2 + y**2), where the squares may be out of range."""
        root = self.hypot(x, y)
        return a / root / root

    def over_hypot(self, a: Any, x: Any, y: Any) -> Any:
        """a/sqrt(x**2 + y**2)."""
        return a / self.hypot(x, y)

    def root_one_plus_square(self, x: Any) -> Any:
        """sqrt(1 + x**2), where the square may be out of range."""
        return self.hypot(1, x)

    def root_square_minus_one(self, x: Any) -> Any:
        """sqrt(x**2 - 1) for x from 1 on, where the difference may cancel."""
        return self.sqrt(x - 1) * self.sqrt(x + 1)

    def one_minus_square(self, x: Any) -> Any:
        """1 - x**2, where the difference may cancel."""
        return (1 - x) * (1 + x)

    def over_one_minus_square(self, x: Any) -> Any:
        """1/(1 - x**2), where the square may be out of range and the difference may cancel."""
        return 1 / (1 - x) / (1 + x)

    def asec_slope(self, x: Any) -> Any:
        """The derivative of asec(x)."""
        return 1 / abs(x) / self.root_square_minus_one(abs(x))

    def sigmoid_slope(self, x: Any) -> Any:
        """The derivative of sigmoid(x)."""
        return self.sigmoid(x) * self.sigmoid(-x)

    def sech_square(self, x: Any) -> Any:
        """The derivative of tanh(x)."""
        return self.sech(x) ** 2

    def sech_slope(self, x: Any) -> Any:
        """The derivative of sech(x)."""
        return -self.sech(x) * self.tanh(x)

    def csch_square(self, x: Any) -> Any:
        """The opposite of the derivative of coth(x)."""
        return self.csch(x) ** 2

    def csch_slope(self, x: Any) -> Any:
        """The derivative of csch(x)."""
        return -self.csch(x) * self.coth(x)

    def beta_slope(self, x: Any, y: Any) -> Any:
        """The derivative of beta(x, y) by x."""
        return self.beta(x, y) * (self.digamma(x) - self.digamma(x + y))

    def erfinv_slope(self, x: Any) -> Any:
        """The derivative of erfinv(x)."""
        return self.sqrt(self.pi) / 2 * self.exp(self.erfinv(x) ** 2)

    def normppf_slope(self, p: Any) -> Any:
        """The derivative of normppf(p)."""
        return 1 / self.normpdf(self.normppf(p))

    def sigmoid_difference(self, x: Any, y: Any) -> Any:
        """1/(1 + exp(y - x))."""
        return self.sigmoid(x - y)

    def softmax(self, place: int, *x: Any) -> Any:
        """The derivative of logaddexp by one of many operands; a rounding error of the sum cancels."""
        whole = self.logaddexp(*x)
        parts = [self.exp(one - whole) for one in x]
        return parts[place] / reduce(add, parts)

    def sinc_slope(self, x: Any) -> Any:
        """The derivative of sin(pi*x)/(pi*x), by a polynomial near 0, where the two terms cancel."""
        far = (self.cos(self.pi * x) - self.sinc(x)) / x
        return self.where(abs(x) < NEAR_ZERO, sinc_slope_near_zero(x), far)

    def times_gauss(self, a: Any, x: Any) -> Any:
        """a*exp(-x**2), where the exponential may be out of range."""
        return a * self.gauss(x)

    def times_normpdf(self, a: Any, x: Any) -> Any:
        """a*exp(-x**2/2)/sqrt(2*pi), where the exponential may be out of range."""
        return a * self.normpdf(x)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"{type(self).__name__} has no function {name!r}")
