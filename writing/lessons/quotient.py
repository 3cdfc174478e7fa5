"""Difference quotients carried out in symbols: for + - * / and powers."""

from collections.abc import Callable
from functools import reduce
from math import comb
from operator import add
from typing import Any, NamedTuple

from backprop.graph.arithmetics.formulas import ATOM, FORMULAS, PRODUCT, SUM, Formula, formula, infix
from backprop.graph.operation import Operation
from backprop.graph.operations import FUNCTIONS, IDENTITY, INFIX, NEGATIVE
from backprop.writing.spelling import written

_EXPONENTS = range(6)
"""Powers whose difference quotient is carried out in symbols."""


class Fraction(NamedTuple):
    """A step of a difference quotient: numerator and denominator; no denominator once h is cancelled."""

    numerator: Formula
    denominator: Formula | None


def first(
    operation: Operation, position: int, operands: list[Formula], moved: Formula, h: Formula
) -> Fraction:
    """Return (g(x+h) - g(x))/h for the operation."""
    others = [moved if place == position else operand for place, operand in enumerate(operands)]
    return change(written(operation, others), written(operation, operands), h)


def change(after: Formula, before: Formula, h: Formula) -> Fraction:
    """Return (after - before)/h, with parentheses around sums, so that one sees which is which."""
    right = f"({before})" if before.text.startswith("-") else _in_parentheses(before)
    text = f"{_in_parentheses(after)} - {right}"
    return Fraction(Formula(text, SUM, symbol="-", operands=[after, before]), h)


def moved_by(x: Formula, h: Formula) -> Formula:
    """Return (x+h), which keeps its parentheses."""
    return Formula(f"({x}+{h})", ATOM, symbol="()", operands=[infix("+", x, h)])


def _in_parentheses(value: Formula) -> str:
    return value.text if value.level >= PRODUCT else f"({value})"


class Limit(NamedTuple):
    """What a part of a quotient goes to as h goes to 0: one that is known."""

    part: Formula
    to: Formula


def limits(operation: Operation, x: Formula, h: Formula) -> tuple[list[Fraction], list[Limit]] | None:
    """Return the steps after the first for a function, and the limits that they rest on; None for others."""
    one, moved = formula(1), infix("+", x, h)

    def of(name: str, argument: Formula) -> Formula:
        return formula(FUNCTIONS[name].value(FORMULAS, argument))

    name = next((name for name in _WITH_LIMITS if FUNCTIONS[name] is operation), None)
    match name:
        case "exp":
            rest = (of("exp", h) - one) / h
            return fractions((of("exp", x) * (of("exp", h) - one), h)), [Limit(rest, one)]
        case "log":
            share = h / x
            rest = of("log", one + share) / share
            return fractions((of("log", one + share), h), (rest, x)), [Limit(rest, one)]
        case "sqrt":
            sum_of_roots = of("sqrt", moved) + of("sqrt", x)
            return fractions((h, h * sum_of_roots), (one, sum_of_roots)), []
        case "sin":
            parts = of("sin", x) * (of("cos", h) - one) + of("cos", x) * of("sin", h)
            return fractions((parts, h)), _of_circle(of, h)
        case "cos":
            parts = of("cos", x) * (of("cos", h) - one) - of("sin", x) * of("sin", h)
            return fractions((parts, h)), _of_circle(of, h)
        case "tanh":
            parts = of("tanh", h) * (one - of("tanh", x) * of("tanh", moved))
            return fractions((parts, h)), [Limit(of("tanh", h) / h, one)]
    return None


_WITH_LIMITS = ("exp", "log", "sqrt", "sin", "cos", "tanh")


def _of_circle(of: Callable[[str, Formula], Formula], h: Formula) -> list[Limit]:
    return [Limit(of("sin", h) / h, formula(1)), Limit((of("cos", h) - formula(1)) / h, formula(0))]


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
    steps = fractions((reduce(add, terms), h))
    if exponent > 1:
        steps.append(Fraction(reduce(add, rest), None))
    return steps, exponent > 1


def _to(x: Formula, exponent: int) -> Formula:
    return x**exponent if exponent else formula(1)


def fractions(*pairs: tuple[Any, Any]) -> list[Fraction]:
    """Return steps, each a numerator over a denominator."""
    return [Fraction(formula(numerator), formula(denominator)) for numerator, denominator in pairs]
