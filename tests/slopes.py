"""Each function of the language with its first and second derivatives, in closed form on mpmath.

They are the textbook's, and share nothing with the product's table. The conventions at kinks are those
that the product documents. A function gives ``Local``; it raises Undefined outside its domain.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import mpmath

DIGITS = 60
M = mpmath.mpf
ZERO, ONE, PI = M(0), M(1), M(3.141592653589793)
"""PI is the double, for that is what ``pi`` is in the language."""

Real = Any
UNDEFINED = None


class Undefined(Exception):
    """There is no value here."""


class Flat:
    """The local derivative where a change cannot flow."""


FLAT = Flat()


class Local(NamedTuple):
    """A function at a point.

    value   what it is
    first   by operand: its derivative, FLAT, or UNDEFINED
    second  by pair of operands, the later one second: its second derivative, absent where it is 0 all
            around, or UNDEFINED
    edges   how far from here the function jumps, has a kink, or ends, and which operands that depends on
    """

    value: Real
    first: list[Any]
    second: dict[tuple[int, int], Any] = {}
    edges: Sequence[tuple[Real, tuple[int, ...]]] = ()
    exact: bool = False


def exp(x: Real) -> Real:
    """exp, without exponents that no computer can hold; what is cut is far out of the range of doubles."""
    return mpmath.exp(max(min(x, M(5000)), M(-5000)))


def _tails(x: Real) -> Real:
    """erfc, 0 or 2 where mpmath gives up."""
    return mpmath.erfc(x) if abs(x) < 100 else exp(-x * x) if x > 0 else M(2)


def _over(x: Real, y: Real) -> Real:
    return x / y if y else UNDEFINED


def _sinc(x: Real) -> tuple[Real, Real, Real]:
    if not x:
        return ONE, ZERO, -(mpmath.pi**2) / 3
    digits = DIGITS if abs(x) > 1 else DIGITS + 3 * int(-mpmath.log10(abs(x))) + 20
    with mpmath.workdps(digits):
        value = mpmath.sinpi(x) / (mpmath.pi * x)
        first = (mpmath.cospi(x) - value) / x
        return value, first, (-mpmath.pi * mpmath.sinpi(x) - 2 * first) / x


def _tanh(x: Real) -> tuple[Real, Real, Real]:
    slope = 4 / (exp(x) + exp(-x)) ** 2
    return mpmath.tanh(x), slope, -2 * mpmath.tanh(x) * slope


def _sech(x: Real) -> tuple[Real, Real, Real]:
    s, t = 2 / (exp(x) + exp(-x)), mpmath.tanh(x)
    return s, -s * t, s * t * t - s**3


def _sigmoid(x: Real) -> tuple[Real, Real, Real]:
    s, rest = 1 / (1 + exp(-x)), 1 / (1 + exp(x))
    return s, s * rest, s * rest * (rest - s)


def _bell(factor: Real, scale: Real) -> Callable[[Real], tuple[Real, Real, Real]]:
    """factor*exp(-scale*x**2)"""

    def bell(x: Real) -> tuple[Real, Real, Real]:
        g = factor * exp(-scale * x * x)
        return g, -2 * scale * x * g, (4 * scale * scale * x * x - 2 * scale) * g

    return bell


def _from_bell(
    value: Callable[[Real], Real], factor: Real, scale: Real
) -> Callable[[Real], tuple[Real, Real, Real]]:
    """A function whose slope is a bell."""
    bell = _bell(factor, scale)
    return lambda x: (value(x), *bell(x)[:2])


def _log(base: Real) -> Callable[[Real], tuple[Real, Real, Real]]:
    return lambda x: (mpmath.log(x) / base, 1 / (x * base), -1 / (x * x * base))


def _arc(value: Callable[[Real], Real], sign: int) -> Callable[[Real], tuple[Real, Any, Any]]:
    def arc(x: Real) -> tuple[Real, Any, Any]:
        rest = (1 - x) * (1 + x)
        if not rest:
            return value(x), UNDEFINED, UNDEFINED
        return value(x), sign / mpmath.sqrt(rest), sign * x / mpmath.sqrt(rest) ** 3

    return arc


def _acosh(x: Real) -> tuple[Real, Any, Any]:
    rest = (x - 1) * (x + 1)
    if not rest:
        return ZERO, UNDEFINED, UNDEFINED
    return mpmath.acosh(x), 1 / mpmath.sqrt(rest), -x / mpmath.sqrt(rest) ** 3


def _asinh(x: Real) -> tuple[Real, Real, Real]:
    root = mpmath.sqrt(1 + x * x)
    return mpmath.asinh(x), 1 / root, -x / root**3


def _sqrt(x: Real) -> tuple[Real, Any, Any]:
    s = mpmath.sqrt(x)
    return s, _over(ONE, 2 * s), _over(-ONE, 4 * s * x)


def _cbrt(x: Real) -> tuple[Real, Any, Any]:
    r = mpmath.sign(x) * mpmath.cbrt(abs(x))
    return r, _over(ONE, 3 * r * r), _over(-2 * ONE, 9 * r * r * x)


def _secant(c: Real, t: Real) -> tuple[Real, Real, Real]:
    """1/cos by its value c and the tangent t."""
    return c, c * t, c * t * t + c**3


def _sinh(x: Real) -> Real:
    return (exp(x) - exp(-x)) / 2 if abs(x) > 1 else mpmath.sinh(x)


def _cosh(x: Real) -> Real:
    return (exp(x) + exp(-x)) / 2


_ROOT = mpmath.sqrt
mpmath.mp.dps = DIGITS
_TWO_OVER_ROOT_PI = 2 / _ROOT(mpmath.pi)
_NORMAL = 1 / _ROOT(2 * mpmath.pi)


def _gamma(x: Real) -> tuple[Real, Real, Real]:
    g, slope = mpmath.gamma(x) if x < 5000 else exp(M(5000)), mpmath.digamma(x)
    return g, g * slope, g * (slope * slope + mpmath.polygamma(1, x))


def _quantile(p: Real) -> Real:
    """By bisection and Newton's method for the logarithm of the smaller probability."""
    if p > 0.5:
        return -_quantile(1 - p)
    z, step = -_ROOT(-2 * mpmath.log(2 * p)), ONE
    while abs(step) > M(10) ** (5 - mpmath.mp.dps) * (1 + abs(z)):
        below = _tails(-z / _ROOT(2)) / 2
        step = mpmath.log(below / p) * below / (_NORMAL * exp(-z * z / 2))
        z -= step
    return z


def _erfinv(x: Real) -> tuple[Real, Real, Real]:
    z, slope = ZERO, _ROOT(mpmath.pi) / 2
    if abs(x) > 0.1:
        z = -mpmath.sign(x) * _quantile((1 - abs(x)) / 2) / _ROOT(2)
    elif x:
        z, step = slope * x, ONE
        while abs(step) > M(10) ** (5 - mpmath.mp.dps) * abs(z):
            step = (mpmath.erf(z) - x) * slope * exp(z * z)
            z -= step
    first = slope * exp(z * z)
    return z, first, 2 * z * first * first


def _normppf(p: Real) -> tuple[Real, Real, Real]:
    z = _quantile(p)
    first = exp(z * z / 2) / _NORMAL
    return z, first, z * first * first


def _csch(x: Real) -> tuple[Real, Real, Real]:
    c, t = 1 / _sinh(x), _cosh(x) / _sinh(x)
    return c, -c * t, c * t * t + c**3


def _coth(x: Real) -> tuple[Real, Real, Real]:
    c, t = 1 / _sinh(x), _cosh(x) / _sinh(x)
    return t, -c * c, 2 * c * c * t


def _arc_of_reciprocal(value: Callable[[Real], Real], sign: int) -> Callable[[Real], tuple[Real, Any, Any]]:
    """asec and acsc."""

    def arc(x: Real) -> tuple[Real, Any, Any]:
        rest = (x - 1) * (x + 1)
        if not rest:
            return value(x), UNDEFINED, UNDEFINED
        root, size = mpmath.sqrt(rest), abs(x)
        return value(x), sign / (size * root), -sign * mpmath.sign(x) * (2 * x * x - 1) / (x * x * root**3)

    return arc


def _asech(x: Real) -> tuple[Real, Any, Any]:
    rest = (1 - x) * (1 + x)
    if not rest:
        return ZERO, UNDEFINED, UNDEFINED
    root = mpmath.sqrt(rest)
    return mpmath.log((1 + root) / x), -1 / (x * root), (1 - 2 * x * x) / (x * x * root**3)


def _acsch(x: Real) -> tuple[Real, Real, Real]:
    root, size = mpmath.sqrt(1 + x * x), abs(x)
    return mpmath.asinh(1 / x), -1 / (size * root), mpmath.sign(x) * (1 + 2 * x * x) / (x * x * root**3)


def _power_of(base: Real) -> Callable[[Real], tuple[Real, Real, Real]]:
    def power(x: Real) -> tuple[Real, Real, Real]:
        log = mpmath.log(base)
        value = exp(x * log)
        return value, value * log, value * log * log

    return power


SMOOTH: dict[str, Callable[[Real], tuple[Real, Any, Any]]] = {
    "sqrt": _sqrt,
    "cbrt": _cbrt,
    "exp": lambda x: (exp(x), exp(x), exp(x)),
    "expm1": lambda x: (mpmath.expm1(max(min(x, M(5000)), M(-5000))), exp(x), exp(x)),
    "log": _log(ONE),
    "log2": _log(mpmath.log(2)),
    "log10": _log(mpmath.log(10)),
    "log1p": lambda x: (mpmath.log1p(x), 1 / (1 + x), -1 / (1 + x) ** 2),
    "sin": lambda x: (mpmath.sin(x), mpmath.cos(x), -mpmath.sin(x)),
    "cos": lambda x: (mpmath.cos(x), -mpmath.sin(x), -mpmath.cos(x)),
    "tan": lambda x: (mpmath.tan(x), mpmath.sec(x) ** 2, 2 * mpmath.sec(x) ** 2 * mpmath.tan(x)),
    "sec": lambda x: _secant(mpmath.sec(x), mpmath.tan(x)),
    "csc": lambda x: _secant(mpmath.csc(x), -mpmath.cot(x)),
    "cot": lambda x: (mpmath.cot(x), -(mpmath.csc(x) ** 2), 2 * mpmath.csc(x) ** 2 * mpmath.cot(x)),
    "asin": _arc(mpmath.asin, 1),
    "acos": _arc(mpmath.acos, -1),
    "atan": lambda x: (mpmath.atan(x), 1 / (1 + x * x), -2 * x / (1 + x * x) ** 2),
    "degrees": lambda x: (x * 180 / mpmath.pi, 180 / mpmath.pi, ZERO),
    "radians": lambda x: (x * mpmath.pi / 180, mpmath.pi / 180, ZERO),
    "sinc": _sinc,
    "sinh": lambda x: (_sinh(x), _cosh(x), _sinh(x)),
    "cosh": lambda x: (_cosh(x), _sinh(x), _cosh(x)),
    "tanh": _tanh,
    "sech": _sech,
    "asinh": _asinh,
    "acosh": _acosh,
    "atanh": lambda x: (mpmath.atanh(x), 1 / ((1 - x) * (1 + x)), 2 * x / ((1 - x) * (1 + x)) ** 2),
    "sigmoid": _sigmoid,
    "softplus": lambda x: (max(x, ZERO) + mpmath.log1p(exp(-abs(x))), *_sigmoid(x)[:2]),
    "exp2": _power_of(M(2)),
    "exp10": _power_of(M(10)),
    "logit": lambda x: (mpmath.log(x / (1 - x)), 1 / (x * (1 - x)), (2 * x - 1) / (x * (1 - x)) ** 2),
    "coth": _coth,
    "csch": _csch,
    "acot": lambda x: (mpmath.atan(1 / x), -1 / (1 + x * x), 2 * x / (1 + x * x) ** 2),
    "asec": _arc_of_reciprocal(lambda x: mpmath.acos(1 / x), 1),
    "acsc": _arc_of_reciprocal(lambda x: mpmath.asin(1 / x), -1),
    "asech": _asech,
    "acsch": _acsch,
    "acoth": lambda x: (mpmath.atanh(1 / x), 1 / ((1 - x) * (1 + x)), 2 * x / ((1 - x) * (1 + x)) ** 2),
    "erfinv": _erfinv,
    "normppf": _normppf,
    "gamma": _gamma,
    "lgamma": lambda x: (mpmath.loggamma(x), mpmath.digamma(x), mpmath.polygamma(1, x)),
    "digamma": lambda x: (mpmath.digamma(x), mpmath.polygamma(1, x), mpmath.polygamma(2, x)),
    "erf": _from_bell(lambda x: mpmath.erf(x) if abs(x) < 100 else mpmath.sign(x), _TWO_OVER_ROOT_PI, ONE),
    "erfc": _from_bell(_tails, -_TWO_OVER_ROOT_PI, ONE),
    "gauss": _bell(ONE, ONE),
    "normpdf": _bell(_NORMAL, M(0.5)),
    "normcdf": _from_bell(lambda x: _tails(-x / _ROOT(2)) / 2, _NORMAL, M(0.5)),
}  # fmt: skip
EDGES: dict[str, tuple[Callable[[Real], bool], list[Real]]] = {
    "sqrt": (lambda x: x >= 0, [0]),
    "cbrt": (lambda x: True, [0]),
    "log": (lambda x: x > 0, [0]),
    "log2": (lambda x: x > 0, [0]),
    "log10": (lambda x: x > 0, [0]),
    "log1p": (lambda x: x > -1, [-1]),
    "lgamma": (lambda x: x > 0, [0]),
    "digamma": (lambda x: x > 0, [0]),
    "logit": (lambda x: 0 < x < 1, [0, 1]),
    "coth": (lambda x: x != 0, [0]),
    "csch": (lambda x: x != 0, [0]),
    "acot": (lambda x: x != 0, [0]),
    "asec": (lambda x: abs(x) >= 1, [-1, 1]),
    "acsc": (lambda x: abs(x) >= 1, [-1, 1]),
    "asech": (lambda x: 0 < x <= 1, [0, 1]),
    "acsch": (lambda x: x != 0, [0]),
    "acoth": (lambda x: abs(x) > 1, [-1, 1]),
    "erfinv": (lambda x: -1 < x < 1, [-1, 1]),
    "normppf": (lambda x: 0 < x < 1, [0, 1]),
    "gamma": (lambda x: x > 0, [0]),
    "csc": (lambda x: x != 0, [0]),
    "cot": (lambda x: x != 0, [0]),
    "asin": (lambda x: -1 <= x <= 1, [-1, 1]),
    "acos": (lambda x: -1 <= x <= 1, [-1, 1]),
    "acosh": (lambda x: x >= 1, [1]),
    "atanh": (lambda x: -1 < x < 1, [-1, 1]),
}
"""The domains, and where they end or a derivative does."""


def _smooth(name: str) -> Callable[..., Local]:
    function = SMOOTH[name]
    inside, edges = EDGES.get(name, (lambda x: True, []))

    def local(x: Real) -> Local:
        if not inside(x):
            raise Undefined
        value, first, second = function(x)
        return Local(value, [first], {(0, 0): second}, [(x - edge, (0,)) for edge in edges])

    return local


def _step(value: Callable[[Real], Real], whole: bool) -> Callable[..., Local]:
    """sign, floor, ceil: flat between their jumps."""
    return lambda x: Local(value(x), [FLAT], {}, [(x - mpmath.nint(x) if whole else x, (0,))], exact=True)


def _minimum(sign: int) -> Callable[..., Local]:
    """min, or max for the sign -1; the operand that does not win is flat."""

    def local(x: Real, y: Real) -> Local:
        difference = sign * (x - y)
        first = [M(0.5), M(0.5)] if not difference else [ONE, FLAT] if difference < 0 else [FLAT, ONE]
        return Local(x if difference <= 0 else y, first, {}, [(difference, (0, 1))], exact=True)

    return local


def _clip(x: Real, low: Real, high: Real) -> Local:
    flows = [low <= x <= high, x < low < high, x > high or low > high]
    first = [ONE if flow else FLAT for flow in flows]
    edges = [(x - low, (0, 1)), (x - high, (0, 2)), (low - high, (1, 2))]
    return Local(min(max(x, low), high), first, {}, edges, exact=True)


def _quotient(x: Real, y: Real) -> Local:
    if not y:
        raise Undefined
    second = {(0, 1): -1 / y**2, (1, 1): 2 * x / y**3}
    return Local(x / y, [1 / y, -x / y**2], second, [(y, (1,))], exact=True)


def _remainder(x: Real, y: Real) -> Local:
    if not y:
        raise Undefined
    with mpmath.workdps(DIGITS + abs(int(mpmath.mag(x)) - int(mpmath.mag(y))) if x else DIGITS):
        whole = mpmath.floor(x / y)
        rest = x - y * whole
    scale = 1 + abs(whole)  # by which an error of y grows
    edges = [(rest / scale, (0, 1)), ((y - rest) / scale, (0, 1)), (y, (1,))]
    return Local(rest, [ONE, -whole], {}, edges, exact=True)


def _power(x: Real, y: Real) -> Local:
    is_whole = y == mpmath.floor(y)
    if (not x and y < 0) or (x < 0 and not is_whole):
        raise Undefined

    def power(exponent: Real) -> Real:
        if not x:
            return UNDEFINED if exponent < 0 else ONE if not exponent else ZERO
        if x > 0:
            return exp(exponent * mpmath.log(x))
        return exp(exponent * mpmath.log(-x)) * (-1 if exponent % 2 else 1)

    def times(factor: Real, exponent: Real) -> Any:
        found = power(exponent) if factor else ZERO
        return UNDEFINED if found is UNDEFINED else factor * found

    value, edges = power(y), [(x, (0,))]
    if x < 0:
        edges.append((y - mpmath.nint(y), (1,)))
    whole_power = abs(y) < 1000 and is_whole and x
    if whole_power:
        value = x ** int(y)  # exactly
    first = [times(y, y - 1), UNDEFINED]
    second = {(0, 0): times(y * (y - 1), y - 2), (0, 1): UNDEFINED, (1, 1): UNDEFINED}
    if x > 0:
        log = mpmath.log(x)
        first[1] = value * log
        second |= {(0, 1): power(y - 1) * (1 + y * log), (1, 1): value * log * log}
    elif not x and y > 0:
        first[1] = second[1, 1] = ZERO
        second[0, 1] = ZERO if y > 1 else UNDEFINED
    return Local(value, first, second, edges, exact=bool(whole_power))


def _hypot(x: Real, y: Real) -> Local:
    r = mpmath.sqrt(x * x + y * y)
    if not r:
        return Local(r, [UNDEFINED] * 2, dict.fromkeys([(0, 0), (0, 1), (1, 1)], UNDEFINED))
    second = {(0, 0): y * y / r**3, (0, 1): -x * y / r**3, (1, 1): x * x / r**3}
    return Local(r, [x / r, y / r], second, [(r, (0, 1))], exact=not x or not y)


def _atan2(y: Real, x: Real) -> Local:
    square = x * x + y * y
    edges = [(y, (0,))] if x <= 0 else []
    if not square:
        return Local(ZERO, [UNDEFINED] * 2, dict.fromkeys([(0, 0), (0, 1), (1, 1)], UNDEFINED), edges)
    cross = 2 * x * y / square**2
    second = {(0, 0): -cross, (0, 1): (y * y - x * x) / square**2, (1, 1): cross}
    return Local(mpmath.atan2(y, x), [x / square, -y / square], second, edges)


def _xlogy(x: Real, y: Real) -> Local:
    if x and y <= 0:
        raise Undefined
    log = mpmath.log(y) if y > 0 else UNDEFINED
    second = {(0, 1): _over(ONE, y), (1, 1): _over(-x, y * y)}
    return Local(x * log if x else ZERO, [log, _over(x, y)], second, [(x, (0,)), (y, (1,))])


def _logaddexp(x: Real, y: Real) -> Local:
    share, slope, _ = _sigmoid(x - y)
    second = {(0, 0): slope, (0, 1): -slope, (1, 1): slope}
    value = max(x, y) + mpmath.log1p(exp(-abs(x - y)))
    return Local(value, [share, 1 / (1 + exp(x - y))], second)


def _beta(x: Real, y: Real) -> Local:
    if x <= 0 or y <= 0:
        raise Undefined
    with mpmath.workdps(DIGITS + 2 * abs(int(mpmath.mag(x)) - int(mpmath.mag(y))) // 3):
        value = exp(mpmath.loggamma(x) + mpmath.loggamma(y) - mpmath.loggamma(x + y))
        one, other = (mpmath.digamma(z) - mpmath.digamma(x + y) for z in (x, y))
        bend = mpmath.polygamma(1, x + y)
        second = {
            (0, 0): value * (one * one + mpmath.polygamma(1, x) - bend),
            (0, 1): value * (one * other - bend),
            (1, 1): value * (other * other + mpmath.polygamma(1, y) - bend),
        }
        return Local(value, [value * one, value * other], second, [(x, (0,)), (y, (1,))])


def _truncated(x: Real) -> Real:
    return mpmath.sign(x) * mpmath.floor(abs(x))


def _trunc(x: Real) -> Local:
    """It has no jump at 0."""
    edge = x - mpmath.nint(x) if abs(x) >= 0.5 else 1 - abs(x)
    return Local(_truncated(x), [FLAT], {}, [(edge, (0,))], exact=True)


def _round(x: Real) -> Local:
    half = x - ONE / 2
    return Local(mpmath.nint(x), [FLAT], {}, [(half - mpmath.nint(half), (0,))], exact=True)


def _fmod(x: Real, y: Real) -> Local:
    if not y:
        raise Undefined
    with mpmath.workdps(DIGITS + abs(int(mpmath.mag(x)) - int(mpmath.mag(y))) if x else DIGITS):
        whole = _truncated(x / y)
        rest = x - y * whole
    scale = 1 + abs(whole)
    edges = [((abs(y) - abs(rest)) / scale, (0, 1)), (y, (1,))]
    if whole:
        edges.append((rest / scale, (0, 1)))
    return Local(rest, [ONE, -whole], {}, edges, exact=True)


def _copysign(x: Real, y: Real) -> Local:
    sign = -ONE if y < 0 else ONE
    return Local(sign * abs(x), [sign * mpmath.sign(x), FLAT], {}, [(x, (0,)), (y, (1,))], exact=True)


def _polygamma(n: Real, x: Real) -> Local:
    if x <= 0:
        raise Undefined
    value, first, second = (mpmath.polygamma(int(mpmath.nint(n)) + more, x) for more in range(3))
    return Local(value, [FLAT, first], {(1, 1): second}, [(x, (1,))])


LOCALS: dict[str, Callable[..., Local]] = {
    **{name: _smooth(name) for name in SMOOTH},
    "neg": lambda x: Local(-x, [-ONE], exact=True),
    "+": lambda x, y: Local(x + y, [ONE, ONE], exact=True),
    "-": lambda x, y: Local(x - y, [ONE, -ONE], exact=True),
    "*": lambda x, y: Local(x * y, [y, x], {(0, 1): ONE}, exact=True),
    "/": _quotient,
    "%": _remainder,
    "**": _power,
    "abs": lambda x: Local(abs(x), [mpmath.sign(x)], {}, [(x, (0,))], exact=True),
    "relu": lambda x: Local(max(x, ZERO), [ONE if x > 0 else FLAT], {}, [(x, (0,))], exact=True),
    "sign": _step(mpmath.sign, whole=False),
    "floor": _step(mpmath.floor, whole=True),
    "ceil": _step(mpmath.ceil, whole=True),
    "round": _round,
    "trunc": _trunc,
    "fmod": _fmod,
    "copysign": _copysign,
    "beta": _beta,
    "min": _minimum(1),
    "max": _minimum(-1),
    "clip": _clip,
    "hypot": _hypot,
    "atan2": _atan2,
    "xlogy": _xlogy,
    "logaddexp": _logaddexp,
    "polygamma": _polygamma,
}
FOLDED = {"min": "min", "max": "max", "logaddexp": "logaddexp", "sum": "+", "prod": "*", "mean": "+"}
"""The functions of many operands, by what joins two."""
