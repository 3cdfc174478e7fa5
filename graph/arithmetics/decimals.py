"""The arithmetic of 60 decimal digits without overflow, for the few points where doubles fail.

It is a hundred times slower, so `floats` asks it only where an intermediate result would lose its
digits: it overflows, underflows, or cancels.
"""

from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, localcontext
from functools import cache
from typing import NamedTuple

from .base import Arithmetic

_CONTEXT = Context(prec=60, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[])


class Decimals(Arithmetic):
    """What the combinations in `Arithmetic` need, on decimals."""

    pi = Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899863")

    def xlogy(self, x: Decimal, y: Decimal) -> Decimal:
        return x * y.ln()

    def hypot(self, x: Decimal, y: Decimal) -> Decimal:
        return (x * x + y * y).sqrt()

    def logaddexp(self, *operands: Decimal) -> Decimal:
        *others, high = sorted(operands)
        ratio = sum([(other - high).exp() for other in others], Decimal(0))
        if ratio < Decimal("1e-20"):  # 1 + ratio would lose it
            return high + ratio - ratio**2 / 2 + ratio**3 / 3
        return high + (1 + ratio).ln()

    def sinc_slope(self, x: Decimal) -> Decimal:
        return (self.cos(self.pi * x) - self.sinc(x)) / x

    def sinc(self, x: Decimal) -> Decimal:
        angle = self.pi * x
        return self.cos(angle - self.pi / 2) / angle

    def cos(self, x: Decimal) -> Decimal:
        """The Taylor series, after whole turns are taken off."""
        turn = 2 * self.pi
        angle = x - turn * (x / turn).to_integral_value()
        term = total = Decimal(1)
        number = 0
        while abs(term) > Decimal("1e-60"):
            number += 2
            term *= -angle * angle / (number * (number - 1))
            total += term
        return total


DECIMALS = Decimals()


class Extremum(NamedTuple):
    """The extremum of sinc(x) between an integer n and n + 1/2, where pi*x = tan(pi*x).

    high, low     n + 1/2 - x, as the sum of two doubles
    sine, cosine  of pi*x, without their signs
    """

    high: float
    low: float
    sine: float
    cosine: float


@cache
def extremum_of_sinc(number: int) -> Extremum:
    """Return the extremum from an integer on, from 1; it is kept, for columns ask for the same few."""
    with localcontext(_CONTEXT):
        middle = DECIMALS.pi * (number + Decimal("0.5"))
        distance, step = 1 / middle, Decimal(1)
        while abs(step) > Decimal("1e-40"):  # Newton's method for cos(d) = (middle - d)*sin(d)
            sine, cosine = DECIMALS.cos(distance), DECIMALS.cos(distance - DECIMALS.pi / 2)
            step = (sine / (middle - distance) - cosine) / sine
            distance += step
        exact = distance / DECIMALS.pi
        return Extremum(float(exact), float(exact - Decimal(float(exact))), float(sine), float(cosine))


def exactly(row: str, *arguments: float) -> float:
    """Return the double next to the value of a method of this arithmetic.

    The arguments are rounded to 60 digits as well: a tiny double has up to 767, and powers of those
    take a hundred times as long.
    """
    with localcontext(_CONTEXT):
        return float(getattr(DECIMALS, row)(*[+Decimal(argument) for argument in arguments]))
