"""The arithmetic of IEEE 754 double precision.

A function either returns a float or raises ValueError, ZeroDivisionError or OverflowError, as
`math` does. An infinity stands for an overflow that a later division may undo.
"""

import math
from typing import Any

from . import reciprocals
from .base import NEAR_ZERO, Arithmetic, sinc_slope_near_zero
from .exact import ROOT_OF_HALF, ROOT_OF_HALF_REST, difference, product, split

EXACT_INTEGERS = 2.0**53
"""Up to here, every integer is a double."""


class Floats(Arithmetic):
    """Rows run on floats give numbers."""

    undefined = math.nan
    is_defined = staticmethod(math.isfinite)
    pi = math.pi
    sqrt = staticmethod(math.sqrt)
    hypot = staticmethod(math.hypot)
    fmod = staticmethod(math.fmod)
    exp = staticmethod(math.exp)
    exp2 = staticmethod(math.exp2)
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
    sinh = staticmethod(math.sinh)
    tanh = staticmethod(math.tanh)
    asinh = staticmethod(math.asinh)
    acosh = staticmethod(math.acosh)
    atanh = staticmethod(math.atanh)
    erf = staticmethod(math.erf)
    degrees = staticmethod(math.degrees)
    radians = staticmethod(math.radians)
    min = staticmethod(min)
    max = staticmethod(max)

    def sign(self, x: float) -> float:
        return math.copysign(1.0, x) if x else 0.0

    def floor(self, x: float) -> float:
        return float(math.floor(x))

    def ceil(self, x: float) -> float:
        return float(math.ceil(x))

    def round(self, x: float) -> float:
        return float(round(x))

    def trunc(self, x: float) -> float:
        return float(math.trunc(x))

    def copysign(self, x: float, y: float) -> float:
        """Negative zero is zero, for the language has only one."""
        return math.copysign(x, y + 0.0)

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

    def cbrt(self, x: float) -> float:
        """The library's cube root (up to 4 ulp in the GNU C library), and one step of Newton's method."""
        if not 1e-250 < abs(x) < 1e250:
            scale = 2.0**100 if abs(x) < 1 else 2.0**-100
            return self.cbrt(x * scale**3) / scale if x and math.isfinite(x) else x
        root = math.cbrt(x)
        square, square_error = product(root, root)
        cube, cube_error = product(square, root)
        return root - float((cube - x) + (cube_error + square_error * root)) / (3 * float(square))

    def atan2(self, y: float, x: float) -> float:
        """The angle of a point; a negative zero is zero, for the language has only one."""
        return math.atan2(y + 0.0, x + 0.0)

    def sec(self, x: float) -> float:
        return 1 / math.cos(x)

    def csc(self, x: float) -> float:
        return 1 / math.sin(x)

    def cot(self, x: float) -> float:
        return 1 / math.tan(x)

    acot, asec, acsc = reciprocals.acot, reciprocals.asec, reciprocals.acsc
    asech, acsch, acoth = reciprocals.asech, reciprocals.acsch, reciprocals.acoth
    coth, csch, logit = reciprocals.coth, reciprocals.csch, reciprocals.logit
    csch_square, csch_slope = reciprocals.csch_square, reciprocals.csch_slope

    def sech(self, x: float) -> float:
        """2/(exp(x) + exp(-x)), with the exponential taken on the side where it cannot overflow."""
        small = math.exp(-abs(x))
        return float(over_one_plus(2 * small, small * small))

    def sech_square(self, x: float) -> float:
        """4*t/(1 + t)**2 at t = exp(-2*abs(x)), corrected for the rounding error of 1 + t."""
        t = math.exp(-2 * abs(x))
        total = 1 + t
        error = t - (total - 1)
        return 4 * t / (total * total) * (1 - 2 * error / total)

    def sech_slope(self, x: float) -> float:
        return -math.tanh(x) / math.cosh(x) if abs(x) < LARGE else -self.sech(x) * math.tanh(x)

    def cosh(self, x: float) -> float:
        try:
            return math.cosh(x)
        except OverflowError:
            return math.inf

    def sigmoid(self, x: float) -> float:
        """1/(1 + exp(-x)), with the exponential taken on the side where it cannot overflow."""
        small = math.exp(-abs(x))
        return float(over_one_plus(1.0 if x >= 0 else small, small))

    def softplus(self, x: float) -> float:
        """log(1 + exp(x)), with the exponential taken on the side where it cannot overflow."""
        return max(x, 0.0) + math.log1p(math.exp(-abs(x)))

    def power(self, x: float, y: float) -> float:
        return math.pow(x, y)

    def exp10(self, x: float) -> float:
        return math.pow(10.0, x)

    def power_slope(self, x: float, y: float) -> float:
        if y == 0:
            return 0.0
        try:
            # A rounding error of y - 1 would be multiplied by log(x), or turn the sign.
            is_exact = x == 0 or (abs(y) < EXACT_INTEGERS and (y - 1) + 1 == y)
            power = math.pow(x, y - 1) if is_exact else math.pow(x, y) / x
        except OverflowError:
            power = math.inf
        return y * power if _is_safe(power) or x == 0 else _exactly("power_slope", x, y)

    def power_log(self, x: float, y: float) -> float:
        power = math.pow(x, y)
        return self.xlogy(power, x) if _is_safe(power) or x == 0 else _exactly("power_log", x, y)

    def xlogy(self, x: float, y: float) -> float:
        return x * math.log(y) if x else 0.0

    def remainder_slope(self, x: float, y: float) -> float:
        return -(x // y)

    def fmod_slope(self, x: float, y: float) -> float:
        whole = abs(x) // abs(y)
        return -whole if (x < 0) == (y < 0) else whole

    def over_square(self, x: float, y: float) -> float:
        once = x / y
        return once / y if _is_safe(once) or x == 0 else _exactly("over_square", x, y)

    def over_squares(self, a: float, x: float, y: float) -> float:
        root = math.hypot(x, y)
        once = a / root
        is_safe = root > SMALLEST and _is_safe(once)
        return once / root if is_safe or a == 0 else _exactly("over_squares", a, x, y)

    def over_hypot(self, a: float, x: float, y: float) -> float:
        root = math.hypot(x, y)
        return a / root if root > SMALLEST or root == 0 else _exactly("over_hypot", a, x, y)

    def logaddexp(self, x: float, y: float, *more: float) -> float:
        """The logarithm of a sum of exponentials from the largest on; exactly where the two parts cancel.

        The shift by the largest is that of Blanchard, Higham and Higham, Accurately computing the
        log-sum-exp and softmax functions (IMA J. Numer. Anal. 41, 2021). Within 4 ulp.
        """
        if more:
            return _logaddexp_of_many((x, y, *more))
        high = max(x, y)
        difference = min(x, y) - high
        rest = math.log1p(math.exp(difference))
        result = high + rest
        is_safe = rest * (3 - difference) <= 4 * abs(result)  # the error of the rest is half as much
        return result if is_safe else _exactly("logaddexp", x, y)

    def sigmoid_difference(self, x: float, y: float) -> float:
        """sigmoid(x - y), corrected for the rounding error of the difference."""
        rest, error = difference(x, y)
        if abs(rest) > 800.0:
            return 1.0 if rest > 0 else 0.0
        return float(self.sigmoid(rest) * (1.0 + error * self.sigmoid(-rest)))

    def softmax(self, place: int, *x: float) -> float:
        """The share of one exponential in the sum, each corrected for the rounding error of its shift."""
        high = max(x)
        differences = [difference(one, high) for one in x]
        parts = [math.exp(rest) * (1.0 + error) if rest > -800.0 else 0.0 for rest, error in differences]
        return parts[place] / math.fsum(parts)

    def sinc(self, x: float) -> float:
        """sin(pi*x)/(pi*x), the normalized sinc of signal processing, with an exact reduction of x.

        Four roundings: within 4 ulp, next to its zeros too.
        """
        return _sinpi(x) / (math.pi * x) if x else 1.0

    def sinc_slope(self, x: float) -> float:
        """(cos(pi*x) - sinc(x))/x, exactly where the two cancel, as they do at the extrema."""
        if abs(x) < NEAR_ZERO:
            return float(sinc_slope_near_zero(x))
        difference = _cospi(x) - self.sinc(x)
        if abs(difference) > 0.5:
            return difference / x
        return _sinc_slope_near_extremum(x) if abs(x) < MANY_TURNS else _exactly("sinc_slope", x)

    def gamma(self, x: float) -> float:
        from .gamma import gamma_of_number

        return gamma_of_number(self, x)

    def lgamma(self, x: float) -> float:
        from .gamma import lgamma

        return float(lgamma(self, x)) + 0.0

    def digamma(self, x: float) -> float:
        from .gamma import digamma

        return float(digamma(self, x))

    def beta(self, x: float, y: float) -> float:
        from .beta import beta

        return beta(self, x, y)

    def beta_slope(self, x: float, y: float) -> float:
        from .beta import beta_slope

        return beta_slope(self, x, y)

    def erfinv(self, x: float) -> float:
        from .quantile import erfinv

        return erfinv(self, x)

    def erfinv_slope(self, x: float) -> float:
        from .quantile import erfinv_slope

        return erfinv_slope(self, x)

    def normppf(self, p: float) -> float:
        from .quantile import normppf

        return normppf(self, p)

    def normppf_slope(self, p: float) -> float:
        from .quantile import normppf_slope

        return normppf_slope(self, p)

    def polygamma(self, n: float, x: float) -> float:
        from .gamma import polygamma

        return polygamma(n, x)

    def gauss(self, x: float) -> float:
        return _times_exp_square(1.0, x, 1.0)

    def times_gauss(self, a: float, x: float) -> float:
        return _times_exp_square(a, x, 1.0)

    def normpdf(self, x: float) -> float:
        return _times_exp_square(NORMAL, x, 0.5, NORMAL_REST)

    def times_normpdf(self, a: float, x: float) -> float:
        return _times_exp_square(a * NORMAL, x, 0.5, NORMAL_REST)

    def erfc(self, x: float) -> float:
        """The library's, but for a piece where that of the GNU C library is off by up to 5 ulp."""
        return self.times_gauss(_erfcx(x), x) if 0.84 < x < 1.25 else math.erfc(x)

    def normcdf(self, x: float) -> float:
        """erfc(z)/2 at z = -x/sqrt(2); in the lower tail with exp(-x**2/2) for exp(-z**2), for z is rounded.

        Scaled so, erfc(z + d) is erfc(z) * (1 - d*h), and h, the slope of -log(erfc) less 2*z, lies
        between sqrt(z**2 + 4/pi) - z and sqrt(z**2 + 2) - z (Abramowitz and Stegun, 7.1.13).
        """
        if x > -1:
            return math.erfc(-x * ROOT_OF_HALF) / 2
        if x < -40:
            return 0.0
        z, error = product(-x, ROOT_OF_HALF)
        rest = (error - x * ROOT_OF_HALF_REST) * (z - math.sqrt(z * z + 2))
        return _times_exp_square(_erfcx(z) / 2, x, 0.5, rest)


SMALLEST = 2.0**-1021
MANY_TURNS = 100
PI_REST = 1.2246467991473532e-16  # pi less its double
LARGE = 700.0
LARGE_SQUARE = 600.0
SHIFT, EXP_OF_SHIFT = 45.0, math.exp(-45.0)  # right to 5e-18 of it, by chance
NORMAL = 1 / math.sqrt(2 * math.pi)
NORMAL_REST = -6.247337834861335e-17  # 1/sqrt(2*pi) less its double, in parts of it


def _exactly(row: str, *arguments: float) -> float:
    """Run a combination with more digits; this is rare, so its module is loaded only then."""
    from .decimals import exactly

    return exactly(row, *arguments)


def _erfcx(x: float) -> float:
    """exp(x**2)*erfc(x) from 1/2 on; its coefficients are loaded only when they are needed."""
    from .error_function import erfcx

    return erfcx(x)


def _is_safe(part: float) -> bool:
    """Tell whether an intermediate result has all its digits: it neither overflows nor underflows."""
    return SMALLEST < abs(part) < math.inf


def over_one_plus(x: Any, y: Any) -> Any:
    """Return x/(1 + y) for y from 0 to 1, corrected for the rounding error of the sum, in any arithmetic."""
    total = 1.0 + y
    quotient = x / total
    return quotient - quotient * ((y - (total - 1.0)) / total)


def _logaddexp_of_many(operands: tuple[float, ...]) -> float:
    """As of two; ``errors`` sums up what each exponential may be off by."""
    *others, high = sorted(operands)
    differences = [other - high for other in others]
    parts = [math.exp(difference) for difference in differences]
    total = math.fsum(parts)
    rest = math.log1p(total)
    result = high + rest
    errors = sum([part * (3 - difference) for part, difference in zip(parts, differences, strict=True)])
    is_safe = total == 0 or rest / total * errors <= 4 * abs(result)
    return result if is_safe else _exactly("logaddexp", *operands)


def _times_exp_square(a: float, x: float, scale: float, rest: float = 0.0) -> float:
    """a*(1 + rest)*exp(-scale*x**2), for a scale that is a power of two, and a tiny rest.

    A rounding error of x**2 would be multiplied by x**2 in the result, so x is split into
    x1 + x2 with x1**2 exact. Lest the exponential underflow before a comes in, a power of e is
    taken out of a small one.
    """
    if scale * abs(x) > 40.0:
        return 0.0
    x1, x2 = split(x)
    square = scale * x1 * x1
    shift, factor = (SHIFT, EXP_OF_SHIFT) if square > LARGE_SQUARE else (0.0, 1.0)
    exponential = math.exp(shift - square)
    correction = float(expm1_of_small(-scale * x2 * (x + x1))) + rest
    return a * (exponential + exponential * correction) * factor


def expm1_of_small(x: Any) -> Any:
    """exp(x) - 1 for x up to 1e-4, in any arithmetic of doubles."""
    return x * (1 + x * (0.5 + x * (1 / 6)))


def _sinc_slope_near_extremum(x: float) -> float:
    """The derivative of sinc(x) by the distance d from the extremum e in the same half turn.

    With pi*e = tan(pi*e), that is sin(pi*e)*sin(pi*d) and a small rest with cos(pi*e), over -x. What
    the rounding of pi*d leaves out is added to the rest.
    """
    from .decimals import extremum_of_sinc

    size, number = abs(x), math.floor(abs(x))
    high, low, sine, cosine = extremum_of_sinc(number)
    distance, error = difference(size - (number + 0.5), -high)
    angle, lost = product(math.pi, distance)
    lost += PI_REST * distance + math.pi * (error + low)
    sine_of_angle, cosine_of_angle = math.sin(angle), math.cos(angle)
    rest = cosine * (sine_of_angle / math.pi - distance * cosine_of_angle) / size
    slope = sine * sine_of_angle + (rest + sine * lost * cosine_of_angle)
    return float(slope if number % 2 else -slope) / x


def _sinpi(x: float) -> float:
    """sin(pi*x): x is reduced exactly before it is multiplied by pi."""
    turn = math.remainder(x, 2.0)
    if abs(turn) > 0.5:
        turn = math.copysign(1.0, turn) - turn
    return math.sin(math.pi * turn)


def _cospi(x: float) -> float:
    """cos(pi*x): x is reduced exactly before it is multiplied by pi."""
    turn = abs(math.remainder(x, 2.0))
    return math.sin(math.pi * (0.5 - turn))


FLOATS = Floats()
