"""A column of a query, with the operators of Python."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import polars as pl

from backprop.writing.extras import extra

Operand = Any
"""A `Column`, or a number that is the same in all rows."""


class Column:
    """An expression of doubles or of truths. A missing value is null, an undefined one is not finite.

    ``asked`` is called when something uses the column that could turn an infinity or a NaN into a
    number, as 1/x does: who stores the column makes those values null then. What is computed from a
    column asks for it, too.
    """

    __slots__ = ("_asked", "expr")

    def __init__(self, expr: pl.Expr, *asked: Callable[[], object]) -> None:
        self.expr = expr
        self._asked = asked

    @property
    def finite(self) -> pl.Expr:
        """The expression, for a use that could hide an infinity or a NaN."""
        for ask in self._asked:
            ask()
        return self.expr

    def hiding_nothing(self, expr: pl.Expr, other: Operand = 0.0) -> "Column":
        """Return what is computed from this and another operand, where it hides nothing."""
        others = other._asked if isinstance(other, Column) else ()
        return Column(expr, *dict.fromkeys((*self._asked, *others)))

    def __add__(self, other: Operand) -> "Column":
        return self.hiding_nothing(self.expr + plain(other), other)

    def __radd__(self, other: float) -> "Column":
        return self.hiding_nothing(float(other) + self.expr)

    def __sub__(self, other: Operand) -> "Column":
        return self.hiding_nothing(self.expr - plain(other), other)

    def __rsub__(self, other: float) -> "Column":
        return self.hiding_nothing(float(other) - self.expr)

    def __mul__(self, other: Operand) -> "Column":
        return self.hiding_nothing(self.expr * plain(other), other)

    def __rmul__(self, other: float) -> "Column":
        return self.hiding_nothing(float(other) * self.expr)

    def __truediv__(self, other: Operand) -> "Column":
        return self.hiding_nothing(self.expr / self._divisor(other), other)

    def __rtruediv__(self, other: float) -> "Column":
        return Column(float(other) / self.finite)

    def _divisor(self, other: Operand) -> pl.Expr | float:
        """Return what to divide by: Polars multiplies by 1/x for a number x, which is off by an ulp."""
        if isinstance(other, Column) or abs(math.frexp(other)[0]) == 0.5:
            return finite(other)
        return self.expr * 0.0 + float(other)

    def __mod__(self, other: Operand) -> "Column":
        return on_arrays(lambda np, x, y: np.remainder(x, y), self, other)

    def __rmod__(self, other: float) -> "Column":
        return on_arrays(lambda np, x, y: np.remainder(x, y), float(other), self)

    def __pow__(self, other: Operand) -> Any:
        return power(self, other)

    def __neg__(self) -> "Column":
        return self.hiding_nothing(-self.expr)

    def __abs__(self) -> "Column":
        return self.hiding_nothing(self.expr.abs())

    def __lt__(self, other: Operand) -> "Column":
        return Column(self.finite < finite(other))

    def __le__(self, other: Operand) -> "Column":
        return Column(self.finite <= finite(other))

    def __gt__(self, other: Operand) -> "Column":
        return Column(self.finite > finite(other))

    def __ge__(self, other: Operand) -> "Column":
        return Column(self.finite >= finite(other))


def plain(operand: Operand) -> pl.Expr | float:
    """Return what an operand is, for a use that hides nothing."""
    return operand.expr if isinstance(operand, Column) else float(operand)


def finite(operand: Operand) -> pl.Expr | float:
    """Return what an operand is, for a use that could hide an infinity or a NaN."""
    return operand.finite if isinstance(operand, Column) else float(operand)


def literal(operand: Operand) -> pl.Expr:
    """Return the same as an expression in any case."""
    return operand.finite if isinstance(operand, Column) else pl.lit(float(operand))


def where_finite(expr: pl.Expr, condition: pl.Expr | None = None) -> pl.Expr:
    """Return an expression with null for infinities and NaN, and where a condition is not met."""
    is_finite = (expr < math.inf) & (expr > -math.inf)  # in half the time of the method of this name
    return pl.when(is_finite if condition is None else condition & is_finite).then(expr)


def truth(operand: "Column | bool") -> pl.Expr:
    """Return a condition as an expression."""
    return operand.expr if isinstance(operand, Column) else pl.lit(bool(operand))


def power(x: Operand, y: Operand) -> Column:
    """Return x**y."""
    if isinstance(y, float | int) and y == 2:
        return x * x  # type: ignore[no-any-return]
    return Column(literal(x).pow(finite(y)))


def on_arrays(function: Callable[..., Any], *operands: Operand) -> Column:
    """Apply a function of NumPy and arrays; nulls are NaN there. NumPy is loaded only then."""
    np = extra("numpy", "such functions in tables", "tables")
    columns = [operand.finite for operand in operands if isinstance(operand, Column)]

    def run(series: Sequence[pl.Series]) -> pl.Series:
        arrays = iter(series)
        given = [next(arrays).to_numpy() if isinstance(operand, Column) else operand for operand in operands]
        with np.errstate(all="ignore"):
            return pl.Series(np.asarray(function(np, *given), dtype=np.float64))

    return Column(pl.map_batches(columns, run, return_dtype=pl.Float64, is_elementwise=True))


def chosen(condition: pl.Expr, x: Operand, y: Operand) -> Column:
    """Choose by a condition; where that is unknown, so is the result."""
    return Column(pl.when(condition).then(plain(x)).when(~condition).then(plain(y)))
