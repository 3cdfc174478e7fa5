"""The arithmetic of IEEE 754 double precision.

A function either returns a float or raises ValueError, ZeroDivisionError or OverflowError, as
`math` does. An infinity stands for an overflow that a later division may undo.
"""

import math

from .arithmetic import Arithmetic


class Floats(Arithmetic):
    """Rows run on floats give numbers."""

    pi = math.pi
    sqrt = staticmethod(math.sqrt)
    cbrt = staticmethod(math.cbrt)
    hypot = staticmethod(math.hypot)
    exp = staticmethod(math.exp)
    expm1 = staticmethod(math.expm1)
    log = staticmethod(math.log)
    log2 = staticmethod(math.log2)
    log10 = staticmethod(math.log10)
    log1p = staticmethod(math.log1p)
    sin = staticmethod(math.sin)
    cos = staticmethod(math.cos)
    tan = staticmethod(math.tan)
    asin = staticmethod(math.asin)
    acos = staticmethod(math.acos)
    atan = staticmethod(math.atan)
    atan2 = staticmethod(math.atan2)
    sinh = staticmethod(math.sinh)
    tanh = staticmethod(math.tanh)
    asinh = staticmethod(math.asinh)
    acosh = staticmethod(math.acosh)
    atanh = staticmethod(math.atanh)
    erf = staticmethod(math.erf)
    erfc = staticmethod(math.erfc)
    min = staticmethod(min)
    max = staticmethod(max)

    def sign(self, x: float) -> float:
        return math.copysign(1.0, x) if x else 0.0

    def floor(self, x: float) -> float:
        return float(math.floor(x))

    def ceil(self, x: float) -> float:
        return float(math.ceil(x))

    def where(self, condition: bool, x: float, y: float) -> float:
        return x if condition else y

    def clip(self, x: float, low: float, high: float) -> float:
        return min(max(x, low), high)

    def equal(self, x: float, y: float) -> bool:
        return x == y

    def negation(self, x: float) -> bool:
        return not x

    def both(self, x: float, y: float) -> bool:
        return bool(x and y)

    def either(self, x: float, y: float) -> bool:
        return bool(x or y)

    def relu(self, x: float) -> float:
        return max(x, 0.0)

    def cosh(self, x: float) -> float:
        try:
            return math.cosh(x)
        except OverflowError:
            return math.inf

    def sigmoid(self, x: float) -> float:
        """1/(1 + exp(-x)), with the exponential taken on the side where it cannot overflow."""
        small = math.exp(-abs(x))
        return (1.0 if x >= 0 else small) / (1.0 + small)

    def softplus(self, x: float) -> float:
        """log(1 + exp(x)), with the exponential taken on the side where it cannot overflow."""
        return max(x, 0.0) + math.log1p(math.exp(-abs(x)))

    def power(self, x: float, y: float) -> float:
        return math.pow(x, y)

    def power_slope(self, x: float, y: float) -> float:
        if y == 0:
            return 0.0
        if (y - 1) + 1 == y:
            return y * math.pow(x, y - 1)
        return y * (math.pow(x, y) / x)

    def xlogy(self, x: float, y: float) -> float:
        return x * math.log(y) if x else 0.0

    def over_square(self, x: float, y: float) -> float:
        return x / y / y

    def one_plus_square(self, x: float) -> float:
        return 1.0 + x * x

    def gauss(self, x: float) -> float:
        """exp(-x**2): x is split (Veltkamp) into x1 + x2 with x1**2 exact, for a rounding
        error of x**2 would be multiplied by x**2 in the result.
        """
        if abs(x) > 28.0:
            return 0.0
        shifted = x * 134217729.0
        x1 = shifted - (shifted - x)
        x2 = x - x1
        return math.exp(-x1 * x1) * math.exp(-x2 * (x + x1))


FLOATS = Floats()
