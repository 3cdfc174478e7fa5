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
from typing import NamedTuple

from .operation import Chosen, Operation, Row


def _by_name(*operations: Operation) -> dict[str, Operation]:
    return {operation.name: operation for operation in operations}


def _comparison(name: str, value: Row, meaning: str) -> Operation:
    return Operation(name, value, (None, None), meaning, kink=lambda m, x, y: m.equal(x, y), infix=True)


def _connective(name: str, value: Row, meaning: str, chosen: Chosen) -> Operation:
    """A condition of two; the second is looked at only where the first leaves it open."""
    return Operation(name, value, (None, None), meaning, infix=True, chosen=chosen)


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
    _comparison("<", lambda m, x, y: x < y, "less than"),
    _comparison("<=", lambda m, x, y: x <= y, "at most"),
    _comparison(">", lambda m, x, y: x > y, "greater than"),
    _comparison(">=", lambda m, x, y: x >= y, "at least"),
    _comparison("==", lambda m, x, y: m.equal(x, y), "equal"),
    _comparison("!=", lambda m, x, y: m.unequal(x, y), "not equal"),
    _connective(
        "and",
        lambda m, x, y: m.both(x, y),
        "both conditions hold",
        lambda x, y: (0, 1) if x else (0,),
    ),
    _connective(
        "or",
        lambda m, x, y: m.either(x, y),
        "a condition holds, or both",
        lambda x, y: (0,) if x else (0, 1),
    ),
    Operation(
        "+",
        lambda m, x, y: x + y,
        (lambda m, x, y: 1, lambda m, x, y: 1),
        "sum",
        infix=True,
    ),
    Operation(
        "-",
        lambda m, x, y: x - y,
        (lambda m, x, y: 1, lambda m, x, y: -1),
        "difference",
        infix=True,
    ),
    Operation(
        "*",
        lambda m, x, y: x * y,
        (lambda m, x, y: y, lambda m, x, y: x),
        "product",
        infix=True,
    ),
    Operation(
        "/",
        lambda m, x, y: x / y,
        (lambda m, x, y: 1 / y, lambda m, x, y: m.over_square(-x, y)),
        "quotient",
        domain=lambda m, x, y: m.unequal(y, 0),
        accuracy=1.5,
        infix=True,
    ),
    Operation(
        "%",
        lambda m, x, y: x % y,
        (lambda m, x, y: 1, lambda m, x, y: m.remainder_slope(x, y)),
        "remainder of x/y, with the sign of y",
        domain=lambda m, x, y: m.unequal(y, 0),
        kink=lambda m, x, y: m.equal(x % y, 0),
        jump=lambda m, x, y: y,
        accuracy=1.5,
        infix=True,
    ),
    Operation(
        "**",
        lambda m, x, y: m.power(x, y),
        (lambda m, x, y: m.power_slope(x, y), lambda m, x, y: m.power_log(x, y)),
        "power",
        domain=lambda m, x, y: m.either(
            m.either(x > 0, m.both(m.equal(x, 0), y >= 0)), m.both(x < 0, m.equal(y, m.floor(y)))
        ),
        accuracy=3,
        infix=True,
    ),
)

FUNCTIONS = _by_name(
    # Pieces
    Operation(
        "abs",
        lambda m, x: abs(x),
        (lambda m, x: m.sign(x),),
        "absolute value",
        kink=lambda m, x: m.equal(x, 0),
    ),
    Operation(
        "sign",
        lambda m, x: m.sign(x),
        (lambda m, x: 0,),
        "-1, 0 or 1, as x is negative, zero or positive",
        kink=lambda m, x: m.equal(x, 0),
        jump=lambda m, x: 1,
    ),
    Operation(
        "floor",
        lambda m, x: m.floor(x),
        (lambda m, x: 0,),
        "largest integer up to x",
        kink=lambda m, x: m.equal(x, m.floor(x)),
        jump=lambda m, x: 1,
    ),
    Operation(
        "ceil",
        lambda m, x: m.ceil(x),
        (lambda m, x: 0,),
        "smallest integer from x on",
        kink=lambda m, x: m.equal(x, m.ceil(x)),
        jump=lambda m, x: 1,
    ),
    Operation(
        "min",
        lambda m, x, y: m.min(x, y),
        (lambda m, x, y: m.larger(y, x), lambda m, x, y: m.larger(x, y)),
        "smallest of any number of operands",
        kink=lambda m, x, y: m.equal(x, y),
    ),
    Operation(
        "max",
        lambda m, x, y: m.max(x, y),
        (lambda m, x, y: m.larger(x, y), lambda m, x, y: m.larger(y, x)),
        "largest of any number of operands",
        kink=lambda m, x, y: m.equal(x, y),
    ),
    Operation(
        "clip",
        lambda m, x, low, high: m.clip(x, low, high),
        (
            lambda m, x, low, high: m.where(m.both(x >= low, x <= high), 1, 0),
            lambda m, x, low, high: m.where(m.both(x < low, low < high), 1, 0),
            lambda m, x, low, high: m.where(m.either(x > high, low > high), 1, 0),
        ),
        "x, but no less than low and no more than high",
        kink=lambda m, x, low, high: m.either(
            m.either(m.equal(x, low), m.equal(x, high)), m.equal(low, high)
        ),
        example=(0.5, 0.0, 1.0),
    ),
    Operation(
        "relu",
        lambda m, x: m.relu(x),
        (lambda m, x: m.where(x > 0, 1, 0),),
        "rectified linear unit, max(x, 0)",
        kink=lambda m, x: m.equal(x, 0),
    ),
    # Roots, exponentials and logarithms
    Operation(
        "sqrt",
        lambda m, x: m.sqrt(x),
        (lambda m, x: 1 / (2 * m.sqrt(x)),),
        "square root",
        domain=lambda m, x: x >= 0,
        accuracy=1.5,
    ),
    Operation(
        "cbrt",
        lambda m, x: m.cbrt(x),
        (lambda m, x: 1 / (3 * m.cbrt(x) ** 2),),
        "cube root, also of negative numbers",
        accuracy=4,
    ),
    Operation(
        "hypot",
        lambda m, x, y: m.hypot(x, y),
        (lambda m, x, y: m.over_hypot(x, x, y), lambda m, x, y: m.over_hypot(y, x, y)),
        "sqrt(x**2 + y**2) without overflow",
        accuracy=2,
    ),
    Operation("exp", lambda m, x: m.exp(x), (lambda m, x: m.exp(x),), "e**x", accuracy=1),
    Operation(
        "expm1",
        lambda m, x: m.expm1(x),
        (lambda m, x: m.exp(x),),
        "e**x - 1, exact near x = 0",
        accuracy=2,
    ),
    Operation(
        "log",
        lambda m, x: m.log(x),
        (lambda m, x: 1 / x,),
        "natural logarithm",
        domain=lambda m, x: x > 0,
        accuracy=1,
    ),
    Operation(
        "log2",
        lambda m, x: m.log2(x),
        (lambda m, x: 1 / m.log(2) / x,),
        "logarithm to base 2",
        domain=lambda m, x: x > 0,
        accuracy=2,
    ),
    Operation(
        "log10",
        lambda m, x: m.log10(x),
        (lambda m, x: 1 / m.log(10) / x,),
        "logarithm to base 10",
        domain=lambda m, x: x > 0,
        accuracy=2,
    ),
    Operation(
        "log1p",
        lambda m, x: m.log1p(x),
        (lambda m, x: 1 / (1 + x),),
        "log(1 + x), exact near x = 0",
        domain=lambda m, x: x > -1,
        accuracy=2,
    ),
    Operation(
        "logaddexp",
        lambda m, x, y: m.logaddexp(x, y),
        (lambda m, x, y: m.sigmoid_difference(x, y), lambda m, x, y: m.sigmoid_difference(y, x)),
        "log(exp(x) + exp(y)) without overflow, of any number of operands",
        accuracy=4,
    ),
    Operation(
        "xlogy",
        lambda m, x, y: m.xlogy(x, y),
        (lambda m, x, y: m.log(y), lambda m, x, y: x / y),
        "x*log(y), and 0 where x is 0",
        domain=lambda m, x, y: m.either(m.equal(x, 0), y > 0),
        accuracy=2,
    ),
    # Angles
    Operation(
        "sin", lambda m, x: m.sin(x), (lambda m, x: m.cos(x),), "sine of x in radians", period=tau, accuracy=1
    ),
    Operation(
        "cos",
        lambda m, x: m.cos(x),
        (lambda m, x: -m.sin(x),),
        "cosine of x in radians",
        period=tau,
        accuracy=1,
    ),
    Operation(
        "tan",
        lambda m, x: m.tan(x),
        (lambda m, x: 1 / m.cos(x) ** 2,),
        "tangent of x in radians",
        period=pi,
        accuracy=4,
    ),
    Operation(
        "sec",
        lambda m, x: m.sec(x),
        (lambda m, x: m.sec(x) * m.tan(x),),
        "secant, 1/cos(x)",
        period=tau,
        accuracy=3,
    ),
    Operation(
        "csc",
        lambda m, x: m.csc(x),
        (lambda m, x: -m.csc(x) * m.cot(x),),
        "cosecant, 1/sin(x)",
        domain=lambda m, x: m.unequal(x, 0),
        period=tau,
        accuracy=4,
    ),
    Operation(
        "cot",
        lambda m, x: m.cot(x),
        (lambda m, x: -(m.csc(x) ** 2),),
        "cotangent, 1/tan(x)",
        domain=lambda m, x: m.unequal(x, 0),
        period=pi,
        accuracy=4,
    ),
    Operation(
        "asin",
        lambda m, x: m.asin(x),
        (lambda m, x: 1 / m.sqrt((1 - x) * (1 + x)),),
        "angle whose sine is x",
        domain=lambda m, x: m.both(x >= -1, x <= 1),
        accuracy=3,
    ),
    Operation(
        "acos",
        lambda m, x: m.acos(x),
        (lambda m, x: -1 / m.sqrt((1 - x) * (1 + x)),),
        "angle whose cosine is x",
        domain=lambda m, x: m.both(x >= -1, x <= 1),
        accuracy=3,
    ),
    Operation(
        "atan",
        lambda m, x: m.atan(x),
        (lambda m, x: m.over_squares(1, 1, x),),
        "angle whose tangent is x",
        accuracy=4,
    ),
    Operation(
        "atan2",
        lambda m, y, x: m.atan2(y, x),
        (
            lambda m, y, x: m.over_squares(x, x, y),
            lambda m, y, x: m.over_squares(-y, x, y),
        ),
        "angle of the point (x, y), from -pi to pi",
        kink=lambda m, y, x: m.both(m.equal(y, 0), x < 0),
        jump=lambda m, y, x: 2 * m.pi,
        accuracy=4,
    ),
    Operation(
        "degrees", lambda m, x: m.degrees(x), (lambda m, x: 180 / m.pi,), "radians to degrees", accuracy=2
    ),
    Operation(
        "radians", lambda m, x: m.radians(x), (lambda m, x: m.pi / 180,), "degrees to radians", accuracy=2
    ),
    Operation(
        "sinc",
        lambda m, x: m.sinc(x),
        (lambda m, x: m.sinc_slope(x),),
        "sin(pi*x)/(pi*x), and 1 at 0",
        period=2,
        accuracy=4,
    ),
    # Hyperbolic functions
    Operation("sinh", lambda m, x: m.sinh(x), (lambda m, x: m.cosh(x),), "hyperbolic sine", accuracy=3),
    Operation("cosh", lambda m, x: m.cosh(x), (lambda m, x: m.sinh(x),), "hyperbolic cosine", accuracy=3),
    Operation(
        "tanh", lambda m, x: m.tanh(x), (lambda m, x: m.sech_square(x),), "hyperbolic tangent", accuracy=4
    ),
    Operation(
        "sech",
        lambda m, x: m.sech(x),
        (lambda m, x: m.sech_slope(x),),
        "hyperbolic secant, 1/cosh(x)",
        accuracy=4,
    ),
    Operation(
        "asinh",
        lambda m, x: m.asinh(x),
        (lambda m, x: 1 / m.hypot(1, x),),
        "inverse of sinh",
        accuracy=3,
    ),
    Operation(
        "acosh",
        lambda m, x: m.acosh(x),
        (lambda m, x: 1 / (m.sqrt(x - 1) * m.sqrt(x + 1)),),
        "inverse of cosh",
        domain=lambda m, x: x >= 1,
        accuracy=3,
        example=(2.0,),
    ),
    Operation(
        "atanh",
        lambda m, x: m.atanh(x),
        (lambda m, x: 1 / ((1 - x) * (1 + x)),),
        "inverse of tanh",
        domain=lambda m, x: m.both(x > -1, x < 1),
        accuracy=3,
    ),
    # Networks and statistics
    Operation(
        "sigmoid",
        lambda m, x: m.sigmoid(x),
        (lambda m, x: m.sigmoid(x) * m.sigmoid(-x),),
        "logistic function, 1/(1 + exp(-x))",
        accuracy=4,
    ),
    Operation(
        "softplus",
        lambda m, x: m.softplus(x),
        (lambda m, x: m.sigmoid(x),),
        "log(1 + exp(x)) without overflow",
        accuracy=3,
    ),
    Operation(
        "erf",
        lambda m, x: m.erf(x),
        (lambda m, x: m.times_gauss(2 / m.sqrt(m.pi), x),),
        "error function",
        accuracy=4,
    ),
    Operation(
        "erfc",
        lambda m, x: m.erfc(x),
        (lambda m, x: m.times_gauss(-2 / m.sqrt(m.pi), x),),
        "1 - erf(x), exact for large x",
        accuracy=4,
    ),
    Operation(
        "gauss",
        lambda m, x: m.gauss(x),
        (lambda m, x: m.times_gauss(-2 * x, x),),
        "Gaussian function, exp(-x**2)",
        accuracy=4,
    ),
    Operation(
        "normpdf",
        lambda m, x: m.normpdf(x),
        (lambda m, x: m.times_normpdf(-x, x),),
        "density of the standard normal distribution",
        accuracy=4,
    ),
    Operation(
        "normcdf",
        lambda m, x: m.normcdf(x),
        (lambda m, x: m.normpdf(x),),
        "probability of the standard normal distribution up to x",
        accuracy=4,
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
}
"""Other names that formulas in the wild use for the same functions."""


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
