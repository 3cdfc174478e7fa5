"""The arithmetic of text: rows run on formulas give formulas, with no needless parentheses.

Only what a person would never write is simplified: 1*x, x + 0, x**1, 2 - 1, --x, x - -y and the like.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

from .textbook import Textbook

OR, AND, NOT, COMPARISON, SUM, PRODUCT, SIGNED, POWER, ATOM = range(9)
"""How tightly a formula holds together."""

_LEVELS = {
    "or": OR,
    "and": AND,
    **dict.fromkeys(("<", "<=", ">", ">=", "==", "!="), COMPARISON),
    "+": SUM,
    "-": SUM,
    "*": PRODUCT,
    "/": PRODUCT,
    "%": PRODUCT,
    "**": POWER,
}
_LONGEST_NUMBER = 8


def _operator(row: Callable[["Formula", "Formula"], "Formula"]) -> Callable[["Formula", Any], "Formula"]:
    """Return an operator of Python on a formula and what may be a number."""
    return lambda written, other: row(written, formula(other))


class Formula:
    """Text with its binding strength.

    number    its value where it is a plain number
    negated   what it is the opposite of
    symbol    the operator or function that it is made by; None for a name and for a plain number
    operands  what it is made of
    """

    __slots__ = ("level", "negated", "number", "operands", "symbol", "text")

    def __init__(
        self,
        text: str,
        level: int = ATOM,
        number: float | None = None,
        negated: "Formula | None" = None,
        symbol: str | None = None,
        operands: "Sequence[Formula]" = (),
    ) -> None:
        self.text = text
        self.level = level
        self.number = number
        self.negated = negated
        self.symbol = symbol
        self.operands = operands

    def __str__(self) -> str:
        return self.text

    @property
    def is_opposite(self) -> bool:
        """Whether it is all the opposite of something, as ``-a*b`` is and ``-a + b`` is not."""
        return self.level >= PRODUCT and self.text.startswith("-")

    def __add__(self, other: Any) -> "Formula":
        right = formula(other)
        if right.number == 0:
            return self
        if self.number == 0:
            return right
        return _folded("-", self, -right) if right.is_opposite else _folded("+", self, right)

    def __sub__(self, other: Any) -> "Formula":
        right = formula(other)
        if right.number == 0:
            return self
        return _folded("+", self, -right) if right.is_opposite else _folded("-", self, right)

    def __mul__(self, other: Any) -> "Formula":
        right = formula(other)
        if self.number == 0 or right.number == 1:
            return self
        if self.number == -1:
            return -right
        return right if right.number == 0 or self.number == 1 else _folded("*", self, right)

    def __truediv__(self, other: Any) -> "Formula":
        right = formula(other)
        if right.number == 1:
            return self
        if self.symbol == "/":
            above, below = self.operands
            return infix("/", above, below * right)
        return infix("/", self, right)

    def __pow__(self, other: Any) -> "Formula":
        right = formula(other)
        if right.number == 0:
            return formula(1)
        return self if right.number == 1 or self.number == 1 else infix("**", self, right)

    def __neg__(self) -> "Formula":
        if self.negated is not None:
            return self.negated
        if self.number is not None and self.number <= 0:
            return Formula(self.text[1:], ATOM, -self.number) if self.number else self
        if self.is_opposite:
            level = PRODUCT if self.level == PRODUCT else POWER
            first = [-operand for operand in self.operands[:1]]
            return Formula(self.text[1:], level, symbol=self.symbol, operands=[*first, *self.operands[1:]])
        number = None if self.number is None else -self.number
        level = PRODUCT if self.level == PRODUCT else SIGNED
        return Formula(f"-{_grouped(self, PRODUCT)}", level, number, self, "-", [self])

    def __abs__(self) -> "Formula":
        return call("abs", self)

    __lt__ = _operator(lambda x, y: infix("<", x, y))
    __le__ = _operator(lambda x, y: infix("<=", x, y))
    __gt__ = _operator(lambda x, y: infix(">", x, y))
    __ge__ = _operator(lambda x, y: infix(">=", x, y))
    __mod__ = _operator(lambda x, y: infix("%", x, y))
    __radd__ = _operator(lambda x, y: y + x)
    __rsub__ = _operator(lambda x, y: y - x)
    __rmul__ = _operator(lambda x, y: y * x)
    __rtruediv__ = _operator(lambda x, y: y / x)


class Formulas(Textbook):
    """Rows run on formulas give formulas, in their textbook form; a function is written as its call."""

    def __init__(self, pi: Formula) -> None:
        self.pi = pi

    def larger(self, x: Formula, y: Formula) -> Formula:
        return call("where", x > y, 1, call("where", self.equal(x, y), formula(1) / 2, 0))

    def power_slope(self, x: Formula, y: Formula) -> Formula:
        return y * x ** (y - 1) if (y.number or 0) >= 0 else y / x ** (1 - y)

    def remainder_slope(self, x: Formula, y: Formula) -> Formula:
        return -call("floor", x / y)

    def fmod_slope(self, x: Formula, y: Formula) -> Formula:
        return -call("trunc", x / y)

    def successor(self, n: Formula) -> Formula:
        return n + 1 if n.number is None else Formula(f"{n.number + 1:g}", number=n.number + 1)

    def equal(self, x: Any, y: Any) -> Formula:
        return infix("==", formula(x), formula(y))

    def unequal(self, x: Any, y: Any) -> Formula:
        return infix("!=", formula(x), formula(y))

    def negation(self, x: Formula) -> Formula:
        return Formula(f"not {_grouped(x, NOT)}", NOT, symbol="not", operands=[x])

    def both(self, x: Formula, y: Formula) -> Formula:
        return infix("and", x, y)

    def either(self, x: Formula, y: Formula) -> Formula:
        return infix("or", x, y)

    def __getattr__(self, name: str) -> Any:
        return lambda *operands: call(name, *operands)


FORMULAS = Formulas(Formula("pi"))
FORMULAS_WITHOUT_PI = Formulas(Formula(repr(math.pi)))
"""For programs that call something else pi."""


def formula(value: "Formula | float") -> Formula:
    """Return a formula unchanged, and a number as one."""
    if isinstance(value, Formula):
        return value
    short = f"{value + 0.0:g}"
    text = (short if float(short) == value else repr(value)).replace("e+", "e")
    return -formula(-value) if value < 0 else Formula(text, ATOM, float(value))


def call(name: str, *operands: "Formula | float") -> Formula:
    """Write the call of a function."""
    written = [formula(operand) for operand in operands]
    return Formula(f"{name}({', '.join(map(str, written))})", symbol=name, operands=written)


def infix(symbol: str, left: Formula, right: Formula, *, spaced: bool | None = None) -> Formula:
    """Write an operator between its operands; unless told, sums are spaced and products are not."""
    level = _LEVELS[symbol]
    if spaced is None:
        spaced = level <= SUM
    if symbol == "**":
        left_text, right_text = _grouped(left, ATOM), _grouped(right, SIGNED)
    else:
        left_text, right_text = _grouped(left, level), _grouped(right, level + 1)
    text = f"{left_text} {symbol} {right_text}" if spaced else f"{left_text}{symbol}{right_text}"
    # -(a % b) is not (-a) % b, so a remainder holds together no better than a sum.
    return Formula(text, SUM if symbol == "%" else level, symbol=symbol, operands=[left, right])


def _grouped(operand: Formula, level: int) -> str:
    return operand.text if operand.level >= level else f"({operand.text})"


def _folded(symbol: str, left: Formula, right: Formula) -> Formula:
    """Compute with plain numbers as long as the result stays short; write the rest."""
    if left.number is not None and right.number is not None:
        x, y = left.number, right.number
        result = formula(x + y if symbol == "+" else x - y if symbol == "-" else x * y)
        if len(result.text) <= _LONGEST_NUMBER:
            return result
    return infix(symbol, left, right)
