"""Difference quotients in numbers: for a step h that becomes smaller and smaller."""

import math
from typing import NamedTuple

from backprop.graph.arithmetics.floats import FLOATS
from backprop.graph.operation import Operation

_STEPS = (1, 3, 5)
"""The trials of h: the size of the operand, times ten to these negative powers."""

_FINER = 14
_CLOSE = 1e-4
"""Where they do not come this close to the derivative, in parts of it, so many smaller ones may."""


class Trial(NamedTuple):
    """The difference quotient at one h."""

    h: float
    quotient: float


def approaching(operation: Operation, point: list[float], position: int, derivative: float) -> list[Trial]:
    """Return difference quotients that come close to the derivative; none where doubles cannot."""
    for finer in range(_FINER):
        found = trials(operation, point, position, finer=finer)
        if len(found) == len(_STEPS):
            error = abs(found[-1].quotient - derivative)
            if error <= _CLOSE * (abs(derivative) or 1):
                return found
    return []


def trials(
    operation: Operation, point: list[float], position: int, *, direction: int = 1, finer: int = 0
) -> list[Trial]:
    """Return the difference quotients that have a value; h goes to the other side where they have none."""
    found = []
    for power in _STEPS:
        for sign in (direction, -direction):
            h = sign * power_of_ten(size(point[position]) - power - finer)
            quotient = _quotient(operation, point, position, h)
            if quotient is not None:
                found.append(Trial(h, quotient))
                break
    return found


def size(x: float) -> int:
    """Return the power of ten in x."""
    return math.floor(math.log10(abs(x))) if x else 0


def power_of_ten(power: int) -> float:
    """Return a power of ten, written in decimals, that is no subnormal number."""
    return float(f"1e{max(power, -300)}")


def _quotient(operation: Operation, point: list[float], position: int, h: float) -> float | None:
    moved = [*point]
    moved[position] += h
    try:
        change = operation.value(FLOATS, *moved) - operation.value(FLOATS, *point)
        quotient = float(change / (moved[position] - point[position]))
    except (ArithmeticError, ValueError):
        return None
    return quotient if math.isfinite(quotient) else None
