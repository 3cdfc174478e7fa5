"""Difference quotients carried out in symbols: for + - * / and powers."""

from math import comb
from typing import Any, NamedTuple

from backprop.graph.arithmetics.formulas import ATOM, PRODUCT, Formula, formula, infix
from backprop.graph.operation import Operation
from backprop.graph.operations import IDENTITY, INFIX, NEGATIVE

_EXPONENTS = range(6)
"""Powers whose difference quotient is carried out in symbols."""


class Fraction(NamedTuple):
    """A step of a difference quotient: numerator and denominator; no denominator once h is cancelled."""

    numerator: str
    denominator: str | None


def first(
    operation: Operation, position: int, operands: list[Formula], moved: Formula, h: Formula
) -> Fraction:
    """Return (f(x+h) - f(x))/h for the operation."""
    others = [moved if place == position else operand for place, operand in enumerate(operands)]
    after, before = (_value(operation, these) for these in (others, operands))
    return Fraction(f"{_in_parentheses(after)} - {subtracted(before)}", h.text)


def _value(operation: Operation, operands: list[Formula]) -> Formula:
    if operation.infix:
        return infix(operation.name, *operands)
    return -operands[0] if operation is NEGATIVE else operands[0]


def moved_by(x: Formula, h: Formula) -> Formula:
    """Return (x+h)."""
    return Formula(f"({x}+{h})", ATOM)


def subtracted(value: Formula) -> str:
    """Return a formula as it stands after a minus."""
    return f"({value})" if value.text.startswith("-") else _in_parentheses(value)


def _in_parentheses(value: Formula) -> str:
    return value.text if value.level >= PRODUCT else f"({value})"


def carried_out(
    operation: Operation, position: int, operands: list[Formula], h: Formula
) -> tuple[list[Fraction], bool] | None:
    """Return the steps after the first, and whether h is left; None where symbols do not do."""
    x = operands[0]
    if operation in (IDENTITY, INFIX["+"]) or (operation is INFIX["-"] and position == 0):
        return fractions((h, h)), False
    if operation in (NEGATIVE, INFIX["-"]):
        return fractions((-h, h)), False
    if len(operands) < 2:
        return None
    y = operands[1]
    if operation is INFIX["*"]:
        return fractions((h * y if position == 0 else x * h, h)), False
    if operation is INFIX["/"] and position == 0:
        return fractions((h / y, h)), False
    if operation is INFIX["/"]:
        moved = moved_by(y, h)
        return fractions((x * y - x * moved, h * y * moved), (-x, y * moved)), True
    if operation is INFIX["**"] and position == 0 and y.number in _EXPONENTS:
        return _power(x, int(y.number or 0), h)
    if operation is INFIX["**"] and position == 0 and y.number == -1:
        moved = moved_by(x, h)
        return fractions((x - moved, h * x * moved), (formula(-1), x * moved)), True
    return None


def _power(x: Formula, exponent: int, h: Formula) -> tuple[list[Fraction], bool]:
    """Multiply (x+h)**n out, and cancel x**n and h."""
    if exponent == 0:
        return fractions((formula(0), h)), False
    terms = [comb(exponent, k) * _to(x, exponent - k) * _to(h, k) for k in range(1, exponent + 1)]
    rest = [comb(exponent, k) * _to(x, exponent - k) * _to(h, k - 1) for k in range(1, exponent + 1)]
    steps = fractions((_total(terms), h))
    if exponent > 1:
        steps.append(Fraction(str(_total(rest)), None))
    return steps, exponent > 1


def _to(x: Formula, exponent: int) -> Formula:
    return x**exponent if exponent else formula(1)


def _total(terms: list[Formula]) -> Formula:
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total


def fractions(*pairs: tuple[Any, Any]) -> list[Fraction]:
    """Return steps, each a numerator over a denominator."""
    return [Fraction(str(formula(numerator)), str(formula(denominator))) for numerator, denominator in pairs]
