"""The error of every row of the table of operations, over a sweep of its whole domain.

``python -m tests.accuracy`` prints the table.
"""

import math
import random
import sys
from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

import mpmath

from backprop.grammar.parser import parse
from backprop.grammar.problem import Source
from backprop.graph.arithmetics.floats import FLOATS
from backprop.graph.operation import Operation, Row
from backprop.graph.operations import (
    FOLDS,
    FUNCTIONS,
    IDENTITY,
    INFIX,
    NEGATIVE,
    NOT,
    WHERE,
    logaddexp,
)
from backprop.writing.calculation import calculate

from .precise import FOLDED, PRECISE

ALL = {**FUNCTIONS, **INFIX, "negative": NEGATIVE, "identity": IDENTITY, "not": NOT, "where": WHERE}
ALL["logaddexp of three"] = logaddexp(3)
NUMERIC = {name: row for name, row in ALL.items() if not row.is_condition and row is not WHERE}
"""The operations whose operands are all numbers."""

_ENDS = [5e-324, 3e-320, 1e-310, 2.2250738585072014e-308, 1e-300, 1.7e308, math.nextafter(math.inf, 0)]
_NEAR_ONE = [1 + sign * 2.0**-power for sign in (-1, 1) for power in range(2, 53, 3)]
_NOTABLE = [0.0, 0.5, 1.0, 2.0, 3.0, math.pi, math.pi / 2, math.log(2), 300.0, 355.0, 700.0, 709.7, 744.0]
_PAIRS = [(1 + 1e-9, 1e9), (0.3, 600.0), (0.5, 1075.0), (1e-312, 2.0**-7), (1e-200, 2.0), (1e-100, 3.1)]
_PAIRS += [(-0.7, -0.687), (-1e-3, -6.9), (-700.0, 1e-3), (1e200, 1e200), (5e-324, 1e-20), (1e300, 0.3)]
_EXTREME = 1e280


class Worst(NamedTuple):
    """The largest error found in a row, in units in the last place of the truth, and where."""

    ulps: float
    point: tuple[float, ...]


def sweep(count: int) -> list[float]:
    """Return positive numbers: all magnitudes, then the range of everyday, then where it is hard."""
    powers = [10 ** (-323 + 631 * step / count) for step in range(count)]
    magnitudes = [10 ** (-9 + 18 * step / count) for step in range(count)]
    line = [40 * (step + 0.37) / count for step in range(count)]
    return sorted({*powers, *magnitudes, *line, *_ENDS, *_NEAR_ONE, *_NOTABLE})


def points(operation: Operation, count: int) -> Iterator[tuple[float, ...]]:
    """Yield points of the domain: ``count`` of each kind for one operand, some of all pairs for several."""
    number = len(operation.operands)
    if number == 1:
        candidates: Any = ((sign * x,) for x in sweep(count) for sign in (1, -1))
    elif operation.partials[0] is None and not operation.is_condition:  # an order
        candidates = ((float(order), x) for order in (1, 2, 3, 7, 30, 100) for x in sweep(count // 4))
    else:
        chance = random.Random(20)
        few = sweep(10)
        values = few + [-x for x in few if x]  # mpmath has no negative zero
        pairs = chance.sample([*product(values, values)], 15 * count)
        pairs += [*_PAIRS, *((y, x) for x, y in _PAIRS)]
        pairs += [(chance.uniform(-9, 9), chance.uniform(-9, 9)) for _ in range(count)]
        for _ in range(count):  # two numbers of similar size with fewer digits than others
            size = chance.choice((-1, 1)) * 2.0 ** chance.uniform(-1070, -1020)
            pairs.append((size, size * chance.uniform(-9, 9)))
        extra = [(chance.choice([-3.0, 0.0, 2.5]),) * (number - 2) for _ in pairs]
        candidates = [(*pair, *rest) for pair, rest in zip(pairs, extra, strict=True)]
    for point in candidates:
        if operation.domain is None or operation.domain(FLOATS, *point):
            yield point


def triples(name: str, count: int) -> Iterator[tuple[float, ...]]:
    """Yield numbers for a function of many, where partial results are normal and, if folded, nothing cancels."""
    chance = random.Random(21)
    for _ in range(count):
        if name == "logaddexp":
            yield _of_exponentials(chance)
            continue
        size = chance.uniform(-100, 100)
        point = tuple(10 ** (size + chance.choice((0.1, 1, 10)) * chance.uniform(-1, 1)) for _ in range(3))
        if name != "prod" or 1e-300 < math.prod(point) < 1e300:
            yield point


def _of_exponentials(chance: random.Random) -> tuple[float, ...]:
    """Return three numbers of any size; every other time the sum of their exponentials is near 1."""
    if chance.random() < 0.5:
        one, other = chance.uniform(0, 1), chance.uniform(0, 1)
        low, high = sorted((one, other))
        return tuple(math.log(max(part, 1e-300)) for part in (low, high - low, 1 - high))
    center, width = chance.choice((0, 1, 50, 1e6)), 10 ** chance.uniform(-3, 3)
    return tuple(chance.uniform(-center, center) + chance.uniform(-width, width) for _ in range(3))


def measure_fold(name: str, number: int, count: int) -> dict[str, Worst]:
    """Return the largest error of the value and of each derivative of a function of two or three operands."""
    operands = "xyz"[:number]
    program = parse(Source(f"{name}({', '.join(operands)})"))
    (output,) = program.outputs
    found = {title: Worst(0.0, ()) for title in ("value", *(f"by {operand}" for operand in operands))}
    for point in points(FOLDS[name].operation, count) if number == 2 else triples(name, count):
        calculation = calculate(program, dict(zip(operands, point, strict=True)))
        if not math.isfinite(calculation.values[output]):
            continue
        adjoints = calculation.gradient(output, program.tape.varies).adjoints
        results = [calculation.values[output], *(adjoints[node] for node in program.input_names())]
        for title, result, row in zip(found, results, FOLDED[name](number), strict=True):
            here = ulps(result, truth(row, point))
            if here > found[title].ulps:
                found[title] = Worst(here, point)
    return found


def ulps(found: float, truth: Any) -> float:
    """Return the distance from the truth in units in the last place of the truth."""
    return float(abs(mpmath.mpf(found) - truth) / math.ulp(float(truth)))


def truth(row: Row, point: tuple[float, ...]) -> Any:
    """Return what a row should give, with as many digits as it takes to have 25 of them right."""
    before = None
    for digits in (50, 110, 1400):
        with mpmath.workdps(digits):
            try:
                now = mpmath.mpf(row(PRECISE, *map(mpmath.mpf, point)))
            except (TypeError, ValueError, ZeroDivisionError):  # complex, or a pole
                return mpmath.nan
            if before is not None and mpmath.almosteq(now, before, rel_eps=1e-25, abs_eps=1e-400):
                return now
            before = now
    return before


def error(row: Row, point: tuple[float, ...]) -> float | None:
    """Return the error of a row at a point; None where the truth is no double."""
    exact = truth(row, point)
    if not mpmath.isfinite(exact) or abs(exact) > mpmath.mpf(2) ** 1024 * (1 - mpmath.mpf(2) ** -54):
        return None
    try:
        found = float(row(FLOATS, *point))
    except (ArithmeticError, ValueError):
        return math.inf
    return ulps(found, exact) if math.isfinite(found) else math.inf


def measure(operation: Operation, count: int) -> dict[str, Worst]:
    """Return the largest error of the value and of each partial over the sweep."""
    rows = {"value": operation.value}
    for operand, partial in zip(operation.operands, operation.partials, strict=True):
        if partial:
            rows[f"by {operand}"] = partial
    found = dict.fromkeys(rows, Worst(0.0, ()))
    for point in points(operation, count):
        for title, row in rows.items():
            here = error(row, point)
            if here is None and title == "value":
                break  # without a value there is no derivative
            if here is not None and here > found[title].ulps:
                found[title] = Worst(here, point)
    return found


def main() -> None:
    sys.stdout.write(f"{'operation':14} {'row':9} {'ulp':>7}   worst at\n")
    tables = {name: measure(operation, 300) for name, operation in NUMERIC.items()}
    tables |= {
        f"{name} of {n}": measure_fold(name, n, 3000 if n == 3 else 300) for name in FOLDS for n in (2, 3)
    }
    for name, found in tables.items():
        for title, worst in found.items():
            place = ", ".join(map(repr, worst.point))
            sys.stdout.write(f"{name:14} {title:9} {worst.ulps:7.2f}   {place}\n")


if __name__ == "__main__":
    main()
