"""What a row of the table of operations may use, whatever it runs on.

An arithmetic ``m`` offers Python's operators on its values and the functions of its subclass
(``m.exp``, ``m.sqrt``, ...). The methods below are combinations of those. An arithmetic of numbers
overrides them where doubles would overflow or lose digits, one of text where a person writes
something shorter.
"""

from typing import Any


class Arithmetic:
    """The combinations, in operations of the table."""

    def unequal(self, x: Any, y: Any) -> Any:
        return self.negation(self.equal(x, y))

    def larger(self, x: Any, y: Any) -> Any:
        """1 where x is the larger one, 0 where y is, and one half for each where they are equal."""
        return self.where(x >= y, self.where(self.equal(x, y), 1 / 2, 1), 0)

    def power(self, x: Any, y: Any) -> Any:
        return x**y

    def power_slope(self, x: Any, y: Any) -> Any:
        """The derivative of x**y by x; 0 where y is 0."""
        return y * x ** (y - 1)

    def power_log(self, x: Any, y: Any) -> Any:
        """The derivative of x**y by y; 0 where x**y is 0."""
        return self.xlogy(x**y, x)

    def remainder_slope(self, x: Any, y: Any) -> Any:
        """The derivative of x % y by y."""
        return (x % y - x) / y

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

    def sech_square(self, x: Any) -> Any:
        """The derivative of tanh(x)."""
        return self.sech(x) ** 2

    def sigmoid_difference(self, x: Any, y: Any) -> Any:
        """1/(1 + exp(y - x))."""
        return self.sigmoid(x - y)

    def sinc_slope(self, x: Any) -> Any:
        """The derivative of sin(pi*x)/(pi*x): its series near 0, where the two terms cancel."""
        s = (self.pi * x) ** 2
        series = 1 - s / 10 * (1 - s / 28 * (1 - s / 54 * (1 - s / 88)))
        near = -(self.pi**2) / 3 * x * series
        return self.where(abs(x) < 0.05, near, (self.cos(self.pi * x) - self.sinc(x)) / x)

    def times_gauss(self, a: Any, x: Any) -> Any:
        """a*exp(-x**2), where the exponential may be out of range."""
        return a * self.gauss(x)

    def times_normpdf(self, a: Any, x: Any) -> Any:
        """a*exp(-x**2/2)/sqrt(2*pi), where the exponential may be out of range."""
        return a * self.normpdf(x)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"{type(self).__name__} has no function {name!r}")
