"""The table of operations: one row for each, generic in its arithmetic.

A row holds a value and one partial derivative for each operand. Each is a function of an
arithmetic ``m`` (see `arithmetic`) and the operands, so the same row gives numbers when it is
run on floats and formulas when it is run on text. To add a function to the language, add a row.

The table is closed: a partial is written in operations of the table, so it can be differentiated.

At kinks the partials follow PyTorch: relu'(0) = abs'(0) = 0, max(x, x) and min(x, x) give each
operand one half, clip' is 1 at both bounds, and flows to the lower one only where low < high. Where
a value jumps, its derivative is taken as that of the pieces.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from math import pi, tau
from typing import Any, NamedTuple

from .operation import Chosen, Operation, Row


def _function(name: str, meaning: str, *partials: Row | None, accuracy: float = 4, **facts: Any) -> Operation:
    """A function that the arithmetic has by this name, within 4 ulp unless told; ``facts`` are more fields.

    Each number of operands has a lambda of its own, for ``*operands`` would take half as long again.
    """
    values: tuple[Row, ...] = (
        lambda m, x: getattr(m, name)(x),
        lambda m, x, y: getattr(m, name)(x, y),
        lambda m, x, y, z: getattr(m, name)(x, y, z),
    )
    return Operation(name, values[len(partials) - 1], partials, meaning, accuracy=accuracy, **facts)


def _piecewise(name: str, meaning: str, *partials: Row, **facts: Any) -> Operation:
    """A function that is exact: it is put together from pieces of numbers and of its operands."""
    return _function(name, meaning, *partials, accuracy=0.5, **facts)


def _infix(name: str, meaning: str, value: Row, *partials: Row | None, **facts: Any) -> Operation:
    return Operation(name, value, partials, meaning, infix=True, **facts)


def _comparison(name: str, meaning: str, value: Row) -> Operation:
    return _infix(name, meaning, value, None, None, kink=_equal)


def _connective(name: str, meaning: str, value: Row, chosen: Chosen) -> Operation:
    """A condition of two; the second is looked at only where the first leaves it open."""
    return _infix(name, meaning, value, None, None, chosen=chosen)


def _flat(m: Any, x: Any) -> Any:  # noqa: ARG001
    return 0


def _one(m: Any, x: Any) -> Any:  # noqa: ARG001
    return 1


def _zero(m: Any, x: Any) -> Any:
    return m.equal(x, 0)


def _positive(_: Any, x: Any) -> Any:
    return x > 0


def _outside_of_1(m: Any, x: Any) -> Any:  # noqa: ARG001
    return abs(x) > 1


def _not_inside_of_1(m: Any, x: Any) -> Any:  # noqa: ARG001
    return abs(x) >= 1


def _not_zero(m: Any, x: Any) -> Any:
    return m.unequal(x, 0)


def _equal(m: Any, x: Any, y: Any) -> Any:
    return m.equal(x, y)


def _by_name(*operations: Operation) -> dict[str, Operation]:
    return {operation.name: operation for operation in operations}


IDENTITY = Operation("identity", lambda m, x: x, (lambda m, x: 1,), "the operand itself")
NEGATIVE = Operation("-", lambda m, x: -x, (lambda m, x: -1,), "opposite")

NOT = Operation("not", lambda m, x: m.negation(x), (None,), "the condition does not hold")
WHERE = Operation(
    "where",
    lambda m, condition, x, y: m.where(condition, x, y),
    (
        None,
        lambda m, condition, x, y: m.where(condition, 1, 0),
        lambda m, condition, x, y: m.where(condition, 0, 1),
    ),
    "x where the condition holds, y elsewhere",
    chosen=lambda condition, x, y: (0, 1) if condition else (0, 2),
)

INFIX = _by_name(
    _comparison("<", "less than", lambda m, x, y: x < y),
    _comparison("<=", "at most", lambda m, x, y: x <= y),
    _comparison(">", "greater than", lambda m, x, y: x > y),
    _comparison(">=", "at least", lambda m, x, y: x >= y),
    _comparison("==", "equal", lambda m, x, y: m.equal(x, y)),
    _comparison("!=", "not equal", lambda m, x, y: m.unequal(x, y)),
    _connective(
        "and", "both conditions hold", lambda m, x, y: m.both(x, y), lambda x, y: (0, 1) if x else (0,)
    ),
    _connective(
        "or", "a condition holds, or both", lambda m, x, y: m.either(x, y), lambda x, y: (0,) if x else (0, 1)
    ),
    _infix("+", "sum", lambda m, x, y: x + y, lambda m, x, y: 1, lambda m, x, y: 1),
    _infix("-", "difference", lambda m, x, y: x - y, lambda m, x, y: 1, lambda m, x, y: -1),
    _infix("*", "product", lambda m, x, y: x * y, lambda m, x, y: y, lambda m, x, y: x),
    _infix(
        "/",
        "quotient",
        lambda m, x, y: x / y,
        lambda m, x, y: 1 / y,
        lambda m, x, y: m.over_square(-x, y),
        domain=lambda m, x, y: m.unequal(y, 0),
        accuracy=1.5,
    ),
    _infix(
        "%",
        "remainder of x/y, with the sign of y",
        lambda m, x, y: x % y,
        lambda m, x, y: 1,
        lambda m, x, y: m.remainder_slope(x, y),
        domain=lambda m, x, y: m.unequal(y, 0),
        kink=lambda m, x, y: m.equal(x % y, 0),
        jump=lambda m, x, y: y,
        accuracy=1.5,
    ),
    _infix(
        "**",
        "power",
        lambda m, x, y: m.power(x, y),
        lambda m, x, y: m.power_slope(x, y),
        lambda m, x, y: m.power_log(x, y),
        domain=lambda m, x, y: m.either(
            m.either(x > 0, m.both(m.equal(x, 0), y >= 0)), m.both(x < 0, m.equal(y, m.floor(y)))
        ),
        accuracy=3,
    ),
)

FUNCTIONS = _by_name(
    # Pieces
    Operation("abs", lambda m, x: abs(x), (lambda m, x: m.sign(x),), "absolute value", kink=_zero),
    _piecewise("sign", "-1, 0 or 1, as x is negative, zero or positive", _flat, kink=_zero, jump=_one),
    _piecewise(
        "floor", "largest integer up to x", _flat, kink=lambda m, x: m.equal(x, m.floor(x)), jump=_one
    ),
    _piecewise(
        "ceil", "smallest integer from x on", _flat, kink=lambda m, x: m.equal(x, m.ceil(x)), jump=_one
    ),
    _piecewise(
        "round",
        "nearest integer, the even one of two",
        _flat,
        kink=lambda m, x: m.equal(abs(x - m.round(x)), 1 / 2),
        jump=_one,
        example=(0.75,),
    ),
    _piecewise(
        "trunc",
        "integer part, x rounded towards 0",
        _flat,
        kink=lambda m, x: m.both(m.unequal(x, 0), m.equal(x, m.trunc(x))),
        jump=_one,
    ),
    _function(
        "fmod",
        "remainder of x/y, with the sign of x",
        lambda m, x, y: 1,
        lambda m, x, y: m.fmod_slope(x, y),
        domain=lambda m, x, y: m.unequal(y, 0),
        kink=lambda m, x, y: m.both(m.unequal(x, 0), m.equal(m.fmod(x, y), 0)),
        jump=lambda m, x, y: y,
        accuracy=1.5,
    ),
    _piecewise(
        "copysign",
        "absolute value of x with the sign of y, where 0 is positive",
        lambda m, x, y: m.where(y < 0, -m.sign(x), m.sign(x)),
        lambda m, x, y: 0,
        kink=lambda m, x, y: m.either(m.equal(x, 0), m.equal(y, 0)),
        jump=lambda m, x, y: 2 * abs(x),
    ),
    _piecewise(
        "min",
        "smallest of any number of operands",
        lambda m, x, y: m.larger(y, x),
        lambda m, x, y: m.larger(x, y),
        kink=_equal,
    ),
    _piecewise(
        "max",
        "largest of any number of operands",
        lambda m, x, y: m.larger(x, y),
        lambda m, x, y: m.larger(y, x),
        kink=_equal,
    ),
    _piecewise(
        "clip",
        "x, but no less than low and no more than high",
        lambda m, x, low, high: m.where(m.both(x >= low, x <= high), 1, 0),
        lambda m, x, low, high: m.where(m.both(x < low, low < high), 1, 0),
        lambda m, x, low, high: m.where(m.either(x > high, low > high), 1, 0),
        kink=lambda m, x, low, high: m.either(
            m.either(m.equal(x, low), m.equal(x, high)), m.equal(low, high)
        ),
        example=(0.5, 0.0, 1.0),
    ),
    _piecewise("relu", "rectified linear unit, max(x, 0)", lambda m, x: m.where(x > 0, 1, 0), kink=_zero),
    # Roots, exponentials and logarithms
    _function(
        "sqrt", "square root", lambda m, x: 1 / (2 * m.sqrt(x)), domain=lambda m, x: x >= 0, accuracy=1.5
    ),
    _function("cbrt", "cube root, also of negative numbers", lambda m, x: 1 / (3 * m.cbrt(x) ** 2)),
    _function(
        "hypot",
        "sqrt(x**2 + y**2) without overflow",
        lambda m, x, y: m.over_hypot(x, x, y),
        lambda m, x, y: m.over_hypot(y, x, y),
        accuracy=2,
    ),
    _function("exp", "e**x", lambda m, x: m.exp(x), accuracy=1),
    _function("exp2", "2**x", lambda m, x: m.exp2(x) * m.log(2), accuracy=2),
    _function("exp10", "10**x", lambda m, x: m.exp10(x) * m.log(10), accuracy=2),
    _function("expm1", "e**x - 1, exact near x = 0", lambda m, x: m.exp(x), accuracy=2),
    _function("log", "natural logarithm", lambda m, x: 1 / x, domain=_positive, accuracy=1),
    _function("log2", "logarithm to base 2", lambda m, x: 1 / m.log(2) / x, domain=_positive, accuracy=2),
    _function("log10", "logarithm to base 10", lambda m, x: 1 / m.log(10) / x, domain=_positive, accuracy=2),
    _function(
        "log1p",
        "log(1 + x), exact near x = 0",
        lambda m, x: 1 / (1 + x),
        domain=lambda m, x: x > -1,
        accuracy=2,
    ),
    _function(
        "logaddexp",
        "log(exp(x) + exp(y)) without overflow, of any number of operands",
        lambda m, x, y: m.sigmoid_difference(x, y),
        lambda m, x, y: m.sigmoid_difference(y, x),
    ),
    _function(
        "xlogy",
        "x*log(y), and 0 where x is 0",
        lambda m, x, y: m.log(y),
        lambda m, x, y: x / y,
        domain=lambda m, x, y: m.either(m.equal(x, 0), y > 0),
        accuracy=2,
    ),
    _function(
        "gamma", "gamma function of a positive x", lambda m, x: m.gamma(x) * m.digamma(x), domain=_positive
    ),
    _function("lgamma", "log(gamma(x)) of a positive x", lambda m, x: m.digamma(x), domain=_positive),
    _function("digamma", "derivative of lgamma", lambda m, x: m.polygamma(1, x), domain=_positive),
    _function(
        "polygamma",
        "n-th derivative of digamma, n from 1 to 100, written as a number",
        None,
        lambda m, n, x: m.polygamma(m.successor(n), x),
        domain=lambda m, n, x: m.both(m.both(m.both(x > 0, n >= 1), n <= 100), m.equal(n, m.floor(n))),
        example=(2.0, 0.5),
    ),
    _function(
        "beta",
        "beta function, gamma(x)*gamma(y)/gamma(x + y), of positive numbers",
        lambda m, x, y: m.beta_slope(x, y),
        lambda m, x, y: m.beta_slope(y, x),
        domain=lambda m, x, y: m.both(x > 0, y > 0),
    ),
    # Angles
    _function("sin", "sine of x in radians", lambda m, x: m.cos(x), period=tau, accuracy=1),
    _function("cos", "cosine of x in radians", lambda m, x: -m.sin(x), period=tau, accuracy=1),
    _function("tan", "tangent of x in radians", lambda m, x: 1 / m.cos(x) ** 2, period=pi),
    _function("sec", "secant, 1/cos(x)", lambda m, x: m.sec(x) * m.tan(x), period=tau, accuracy=3),
    _function("csc", "cosecant, 1/sin(x)", lambda m, x: -m.csc(x) * m.cot(x), domain=_not_zero, period=tau),
    _function("cot", "cotangent, 1/tan(x)", lambda m, x: -(m.csc(x) ** 2), domain=_not_zero, period=pi),
    _function(
        "asin",
        "angle whose sine is x",
        lambda m, x: 1 / m.sqrt(m.one_minus_square(x)),
        domain=lambda m, x: m.both(x >= -1, x <= 1),
        accuracy=3,
    ),
    _function(
        "acos",
        "angle whose cosine is x",
        lambda m, x: -1 / m.sqrt(m.one_minus_square(x)),
        domain=lambda m, x: m.both(x >= -1, x <= 1),
        accuracy=3,
    ),
    _function("atan", "angle whose tangent is x", lambda m, x: m.over_squares(1, 1, x)),
    _function(
        "acot",
        "angle whose cotangent is x, from -pi/2 to pi/2",
        lambda m, x: -m.over_squares(1, 1, x),
        domain=_not_zero,
    ),
    _function(
        "asec",
        "angle whose secant is x, from 0 to pi",
        lambda m, x: m.asec_slope(x),
        domain=_not_inside_of_1,
        example=(2.0,),
    ),
    _function(
        "acsc",
        "angle whose cosecant is x, from -pi/2 to pi/2",
        lambda m, x: -m.asec_slope(x),
        domain=_not_inside_of_1,
        example=(2.0,),
    ),
    _function(
        "atan2",
        "angle of the point (x, y), from -pi to pi",
        lambda m, y, x: m.over_squares(x, x, y),
        lambda m, y, x: m.over_squares(-y, x, y),
        kink=lambda m, y, x: m.both(m.equal(y, 0), x < 0),
        jump=lambda m, y, x: 2 * m.pi,
    ),
    _function("degrees", "radians to degrees", lambda m, x: 180 / m.pi, accuracy=2),
    _function("radians", "degrees to radians", lambda m, x: m.pi / 180, accuracy=2),
    _function("sinc", "sin(pi*x)/(pi*x), and 1 at 0", lambda m, x: m.sinc_slope(x), period=2),
    # Hyperbolic functions
    _function("sinh", "hyperbolic sine", lambda m, x: m.cosh(x), accuracy=3),
    _function("cosh", "hyperbolic cosine", lambda m, x: m.sinh(x), accuracy=3),
    _function("tanh", "hyperbolic tangent", lambda m, x: m.sech_square(x)),
    _function("sech", "hyperbolic secant, 1/cosh(x)", lambda m, x: m.sech_slope(x)),
    _function("csch", "hyperbolic cosecant, 1/sinh(x)", lambda m, x: m.csch_slope(x), domain=_not_zero),
    _function("coth", "hyperbolic cotangent, 1/tanh(x)", lambda m, x: -m.csch_square(x), domain=_not_zero),
    _function("asinh", "inverse of sinh", lambda m, x: 1 / m.root_one_plus_square(x), accuracy=3),
    _function(
        "acosh",
        "inverse of cosh",
        lambda m, x: 1 / m.root_square_minus_one(x),
        domain=lambda m, x: x >= 1,
        accuracy=3,
        example=(2.0,),
    ),
    _function(
        "atanh",
        "inverse of tanh",
        lambda m, x: 1 / m.one_minus_square(x),
        domain=lambda m, x: m.both(x > -1, x < 1),
        accuracy=3,
    ),
    _function(
        "asech",
        "inverse of sech",
        lambda m, x: -1 / x / m.sqrt(m.one_minus_square(x)),
        domain=lambda m, x: m.both(x > 0, x <= 1),
    ),
    _function(
        "acsch", "inverse of csch", lambda m, x: -1 / abs(x) / m.root_one_plus_square(x), domain=_not_zero
    ),
    _function(
        "acoth",
        "inverse of coth",
        lambda m, x: m.over_one_minus_square(x),
        domain=_outside_of_1,
        example=(2.0,),
    ),
    # Networks and statistics
    _function("sigmoid", "logistic function, 1/(1 + exp(-x))", lambda m, x: m.sigmoid_slope(x)),
    _function(
        "logit",
        "inverse of sigmoid, log(x/(1 - x))",
        lambda m, x: 1 / (x * (1 - x)),
        domain=lambda m, x: m.both(x > 0, x < 1),
    ),
    _function("softplus", "log(1 + exp(x)) without overflow", lambda m, x: m.sigmoid(x), accuracy=3),
    _function("erf", "error function", lambda m, x: m.times_gauss(2 / m.sqrt(m.pi), x)),
    _function("erfc", "1 - erf(x), exact for large x", lambda m, x: m.times_gauss(-2 / m.sqrt(m.pi), x)),
    _function(
        "erfinv",
        "inverse of erf",
        lambda m, x: m.erfinv_slope(x),
        domain=lambda m, x: m.both(x > -1, x < 1),
    ),
    _function("gauss", "Gaussian function, exp(-x**2)", lambda m, x: m.times_gauss(-2 * x, x)),
    _function("normpdf", "density of the standard normal distribution", lambda m, x: m.times_normpdf(-x, x)),
    _function(
        "normcdf", "probability of the standard normal distribution up to x", lambda m, x: m.normpdf(x)
    ),
    _function(
        "normppf",
        "inverse of normcdf, the quantile of the standard normal distribution",
        lambda m, p: m.normppf_slope(p),
        domain=lambda m, p: m.both(p > 0, p < 1),
        example=(0.25,),
    ),
)

ALIASES = {
    "ln": "log",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "arctan2": "atan2",
    "arcsinh": "asinh",
    "arccosh": "acosh",
    "arctanh": "atanh",
    **{f"ar{name}": f"a{name}" for name in ("sinh", "cosh", "tanh")},
    **{
        f"{inverse}{name}": f"a{name}"
        for name in ("cot", "sec", "csc", "coth", "sech", "csch")
        for inverse in ("ar", "arc")
    },
    "arcctg": "acot",
    **dict.fromkeys(("aint", "fix"), "trunc"),
    "rint": "round",
    "rem": "fmod",
    "pow2": "exp2",
    "pow10": "exp10",
    "tgamma": "gamma",
    **dict.fromkeys(("gammaln", "lngamma", "loggamma"), "lgamma"),
    **dict.fromkeys(("cth", "ctgh"), "coth"),
    **dict.fromkeys(("loge", "log_e"), "log"),
    **dict.fromkeys(("lb", "ld", "log_2"), "log2"),
    "log_10": "log10",
    **dict.fromkeys(("pow", "power"), "**"),
    "fabs": "abs",
    **dict.fromkeys(("csgn", "sgn", "signum"), "sign"),
    "ceiling": "ceil",
    "clamp": "clip",
    **dict.fromkeys(("amax", "fmax", "maximum"), "max"),
    **dict.fromkeys(("amin", "fmin", "minimum"), "min"),
    **dict.fromkeys(("average", "avg"), "mean"),
    "total": "sum",
    "product": "prod",
    **dict.fromkeys(("logsumexp", "lse"), "logaddexp"),
    "curt": "cbrt",
    "tg": "tan",
    **dict.fromkeys(("cotan", "cotg", "ctg", "ctn"), "cot"),
    "cosec": "csc",
    "arctg": "atan",
    "sh": "sinh",
    "ch": "cosh",
    **dict.fromkeys(("tansig", "th"), "tanh"),
    **dict.fromkeys(("deg2rad", "radian", "toradians"), "radians"),
    **dict.fromkeys(("degree", "rad2deg", "todegrees"), "degrees"),
    **dict.fromkeys(("expit", "inv_logit", "logistic", "logsig"), "sigmoid"),
    "ramp": "relu",
    **dict.fromkeys(("dnorm", "npdf"), "normpdf"),
    "inverf": "erfinv",
    **dict.fromkeys(("ndtri", "norminv", "normsinv", "probit", "qnorm"), "normppf"),
    **dict.fromkeys(("ncdf", "ndtr", "normsdist", "pnorm"), "normcdf"),
}
"""Other names that formulas in the wild use for the same functions, and for the power."""


@cache
def logaddexp(count: int) -> Operation:
    """Return the row of logaddexp for so many operands, whose partial results would lose digits."""
    if count == 2:
        return FUNCTIONS["logaddexp"]

    def by(position: int) -> Row:
        return lambda m, *x: m.softmax(position, *x)

    return replace(
        FUNCTIONS["logaddexp"],
        value=lambda m, *x: m.logaddexp(*x),
        partials=tuple(by(position) for position in range(count)),
        example=tuple(0.5 + 1.5 * position for position in range(count)),
    )


def function(name: str, count: int) -> Operation:
    """Return the row of a function for so many operands. Raises KeyError."""
    whole = FOLDS[name].whole if name in FOLDS else None
    return whole(count) if whole else FUNCTIONS[name]


class Fold(NamedTuple):
    """A function of any number of operands: an operation on the first two, then on its result and the next.

    is_mean  the last result is divided by the number of the operands
    whole    for a function that takes many operands at once, up to `MOST_AT_ONCE`: the row for so many
    """

    operation: Operation
    meaning: str
    is_mean: bool = False
    whole: Callable[[int], Operation] | None = None


MOST_AT_ONCE = 100
"""The derivatives of n operands at once take n**2 steps; more than these are taken in groups."""

FOLDS = {
    **{name: Fold(FUNCTIONS[name], FUNCTIONS[name].meaning) for name in ("min", "max")},
    "logaddexp": Fold(FUNCTIONS["logaddexp"], FUNCTIONS["logaddexp"].meaning, whole=logaddexp),
    "sum": Fold(INFIX["+"], "sum of any number of operands"),
    "prod": Fold(INFIX["*"], "product of any number of operands"),
    "mean": Fold(INFIX["+"], "arithmetic mean of any number n of operands, sum(...)/n", is_mean=True),
}
