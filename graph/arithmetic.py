"""What a row of the table of operations may use, whatever it runs on.

An arithmetic ``m`` offers Python's operators on its values and the functions of its subclass
(``m.exp``, ``m.sqrt``, ...). The methods below are the exceptions: combinations whose textbook
form, given here, is what a person reads, but which lose digits or overflow when computed
literally. An arithmetic of numbers overrides them.
"""

from typing import Any


class Arithmetic:
    """The textbook forms."""

    def power(self, x: Any, y: Any) -> Any:
        return x**y

    def power_slope(self, x: Any, y: Any) -> Any:
        """The derivative of x**y by x; 0 where y is 0."""
        return y * x ** (y - 1)

    def xlogy(self, x: Any, y: Any) -> Any:
        """x*log(y); 0 where x is 0."""
        return x * self.log(y)

    def over_square(self, x: Any, y: Any) -> Any:
        return x / y**2

    def one_plus_square(self, x: Any) -> Any:
        return 1 + x**2

    def gauss(self, x: Any) -> Any:
        return self.exp(-(x**2))

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"{type(self).__name__} has no function {name!r}")
