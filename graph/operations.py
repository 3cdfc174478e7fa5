"""The table of operations: one row for each, generic in its arithmetic.

A row holds a value and one partial derivative for each operand. Each is a function of an
arithmetic ``m`` (see `arithmetic`) and the operands, so the same row gives numbers when it is
run on floats and formulas when it is run on text. To add a function to the language, add a row.

At kinks the partials follow PyTorch: relu'(0) = abs'(0) = 0, max(x, x) and min(x, x) give each
operand one half, and clip' is 1 at both bounds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Row = Callable[..., Any]
"""A function of an arithmetic and the operands."""


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One row: ``value(m, *operands)`` and, for each operand, ``partial(m, *operands)``.

    partials  None for an operand that no derivative flows to, such as a condition
    infix     written between its operands, as in ``a + b``
    variadic  takes two operands or more, as in ``max(a, b, c)``, applied from the left
    chosen    for an operation that needs only some of its operands: their positions, by the values
    """

    name: str
    value: Row
    partials: tuple[Row | None, ...]
    infix: bool = False
    variadic: bool = False
    chosen: Callable[..., tuple[int, ...]] | None = None

    @property
    def is_condition(self) -> bool:
        """Whether the value is a truth, 1 or 0, without derivatives."""
        return not any(self.partials)

    @property
    def operands(self) -> tuple[str, ...]:
        """The names of the operands in the row, as ``("y", "x")`` for atan2."""
        from inspect import signature

        return tuple(signature(self.value).parameters)[1:]


def _infix(name: str, value: Row, *partials: Row | None) -> Operation:
    return Operation(name, value, partials, infix=True)


def _function(name: str, value: Row, *partials: Row, variadic: bool = False) -> Operation:
    return Operation(name, value, partials, variadic=variadic)


IDENTITY = _function("identity", lambda m, x: x, lambda m, x: 1)
NEGATIVE = _function("-", lambda m, x: -x, lambda m, x: -1)

NOT = Operation("not", lambda m, x: m.negation(x), (None,))
WHERE = Operation(
    "where",
    lambda m, condition, x, y: m.where(condition, x, y),
    (
        None,
        lambda m, condition, x, y: m.where(condition, 1, 0),
        lambda m, condition, x, y: m.where(condition, 0, 1),
    ),
    chosen=lambda condition, x, y: (0, 1) if condition else (0, 2),
)

INFIX = {
    operation.name: operation
    for operation in (
        _infix("<", lambda m, x, y: x < y, None, None),
        _infix("<=", lambda m, x, y: x <= y, None, None),
        _infix(">", lambda m, x, y: x > y, None, None),
        _infix(">=", lambda m, x, y: x >= y, None, None),
        _infix("==", lambda m, x, y: m.equal(x, y), None, None),
        _infix("!=", lambda m, x, y: m.negation(m.equal(x, y)), None, None),
        _infix("and", lambda m, x, y: m.both(x, y), None, None),
        _infix("or", lambda m, x, y: m.either(x, y), None, None),
        _infix("+", lambda m, x, y: x + y, lambda m, x, y: 1, lambda m, x, y: 1),
        _infix("-", lambda m, x, y: x - y, lambda m, x, y: 1, lambda m, x, y: -1),
        _infix("*", lambda m, x, y: x * y, lambda m, x, y: y, lambda m, x, y: x),
        _infix("/", lambda m, x, y: x / y, lambda m, x, y: 1 / y, lambda m, x, y: m.over_square(-x, y)),
        _infix("%", lambda m, x, y: x % y, lambda m, x, y: 1, lambda m, x, y: (x % y - x) / y),
        _infix(
            "**",
            lambda m, x, y: m.power(x, y),
            lambda m, x, y: m.power_slope(x, y),
            lambda m, x, y: m.xlogy(m.power(x, y), x),
        ),
    )
}

FUNCTIONS = {
    operation.name: operation
    for operation in (
        _function("abs", lambda m, x: abs(x), lambda m, x: m.sign(x)),
        _function("sign", lambda m, x: m.sign(x), lambda m, x: 0),
        _function("floor", lambda m, x: m.floor(x), lambda m, x: 0),
        _function("ceil", lambda m, x: m.ceil(x), lambda m, x: 0),
        _function(
            "min",
            lambda m, x, y: m.min(x, y),
            lambda m, x, y: (1 + m.sign(y - x)) / 2,
            lambda m, x, y: (1 + m.sign(x - y)) / 2,
            variadic=True,
        ),
        _function(
            "max",
            lambda m, x, y: m.max(x, y),
            lambda m, x, y: (1 + m.sign(x - y)) / 2,
            lambda m, x, y: (1 + m.sign(y - x)) / 2,
            variadic=True,
        ),
        _function(
            "clip",
            lambda m, x, low, high: m.clip(x, low, high),
            lambda m, x, low, high: m.where(m.both(x >= low, x <= high), 1, 0),
            lambda m, x, low, high: m.where(x < low, 1, 0),
            lambda m, x, low, high: m.where(x > high, 1, 0),
        ),
        _function("sqrt", lambda m, x: m.sqrt(x), lambda m, x: 1 / (2 * m.sqrt(x))),
        _function("cbrt", lambda m, x: m.cbrt(x), lambda m, x: 1 / (3 * m.cbrt(x) ** 2)),
        _function(
            "hypot",
            lambda m, x, y: m.hypot(x, y),
            lambda m, x, y: x / m.hypot(x, y),
            lambda m, x, y: y / m.hypot(x, y),
        ),
        _function("exp", lambda m, x: m.exp(x), lambda m, x: m.exp(x)),
        _function("expm1", lambda m, x: m.expm1(x), lambda m, x: m.exp(x)),
        _function("log", lambda m, x: m.log(x), lambda m, x: 1 / x),
        _function("log2", lambda m, x: m.log2(x), lambda m, x: 1 / x / m.log(2)),
        _function("log10", lambda m, x: m.log10(x), lambda m, x: 1 / x / m.log(10)),
        _function("log1p", lambda m, x: m.log1p(x), lambda m, x: 1 / (1 + x)),
        _function("sin", lambda m, x: m.sin(x), lambda m, x: m.cos(x)),
        _function("cos", lambda m, x: m.cos(x), lambda m, x: -m.sin(x)),
        _function("tan", lambda m, x: m.tan(x), lambda m, x: 1 / m.cos(x) ** 2),
        _function("asin", lambda m, x: m.asin(x), lambda m, x: 1 / m.sqrt((1 - x) * (1 + x))),
        _function("acos", lambda m, x: m.acos(x), lambda m, x: -1 / m.sqrt((1 - x) * (1 + x))),
        _function("atan", lambda m, x: m.atan(x), lambda m, x: 1 / m.one_plus_square(x)),
        _function(
            "atan2",
            lambda m, y, x: m.atan2(y, x),
            lambda m, y, x: m.over_square(x, m.hypot(x, y)),
            lambda m, y, x: m.over_square(-y, m.hypot(x, y)),
        ),
        _function("sinh", lambda m, x: m.sinh(x), lambda m, x: m.cosh(x)),
        _function("cosh", lambda m, x: m.cosh(x), lambda m, x: m.sinh(x)),
        _function("tanh", lambda m, x: m.tanh(x), lambda m, x: m.over_square(1, m.cosh(x))),
        _function("asinh", lambda m, x: m.asinh(x), lambda m, x: 1 / m.hypot(1, x)),
        _function("acosh", lambda m, x: m.acosh(x), lambda m, x: 1 / (m.sqrt(x - 1) * m.sqrt(x + 1))),
        _function("atanh", lambda m, x: m.atanh(x), lambda m, x: 1 / ((1 - x) * (1 + x))),
        _function("sigmoid", lambda m, x: m.sigmoid(x), lambda m, x: m.sigmoid(x) * m.sigmoid(-x)),
        _function("relu", lambda m, x: m.relu(x), lambda m, x: m.where(x > 0, 1, 0)),
        _function("softplus", lambda m, x: m.softplus(x), lambda m, x: m.sigmoid(x)),
        _function("erf", lambda m, x: m.erf(x), lambda m, x: 2 / m.sqrt(m.pi) * m.gauss(x)),
        _function("erfc", lambda m, x: m.erfc(x), lambda m, x: -2 / m.sqrt(m.pi) * m.gauss(x)),
    )
}

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
