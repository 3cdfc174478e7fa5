"""Derivatives as a textbook writes them, where the table computes them in another way.

Both are the same function; these lose digits where their terms cancel, and have no value where a part of
them has none. They are for people: an arithmetic of numbers computes as `Arithmetic` says.
"""

from typing import Any

from .base import Arithmetic


class Textbook(Arithmetic):
    """The combinations of an arithmetic that is read, not computed with."""

    def power_log(self, x: Any, y: Any) -> Any:
        return x**y * self.log(x)

    def over_square(self, x: Any, y: Any) -> Any:
        return x / y**2

    def over_squares(self, a: Any, x: Any, y: Any) -> Any:
        return a / (x**2 + y**2)

    def root_one_plus_square(self, x: Any) -> Any:
        return self.sqrt(1 + x**2)

    def root_square_minus_one(self, x: Any) -> Any:
        return self.sqrt(x**2 - 1)

    def one_minus_square(self, x: Any) -> Any:
        return 1 - x**2

    def over_one_minus_square(self, x: Any) -> Any:
        return 1 / (1 - x**2)

    def asec_slope(self, x: Any) -> Any:
        return 1 / (abs(x) * self.sqrt(x**2 - 1))

    def beta_slope(self, x: Any, y: Any) -> Any:
        return Arithmetic.beta_slope(self, x, y)

    def softmax(self, place: int, *x: Any) -> Any:
        return self.exp(x[place] - self.logaddexp(*x))

    def sinc_slope(self, x: Any) -> Any:
        return (self.cos(self.pi * x) - self.sinc(x)) / x

    def sech_square(self, x: Any) -> Any:
        return 1 - self.tanh(x) ** 2

    def sigmoid_slope(self, x: Any) -> Any:
        return self.sigmoid(x) * (1 - self.sigmoid(x))

    def times_gauss(self, a: Any, x: Any) -> Any:
        return a * self.exp(-(x**2))
