"""Limits of derivatives at a point where their formulas have no value, or another one on each side.

A function of several numbers is followed along rays into the point. On a ray, with steps that are each a
sixteenth of the one before, a sum of powers of the step is a sum of geometric sequences, which Aitken's
method takes away one by one (Brezinski and Redivo Zaglia, Extrapolation Methods, 1991, 2.3).
"""

import math
import random
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

from .backward import backward
from .forward import forward
from .reach import flowing
from .tape import Input, Tape

Function = Callable[[Sequence[float]], Sequence[float] | None]
"""Numbers at a point; None where one is undefined."""

_STEPS = [16.0**-level for level in range(1, 10)]
_SMALL = range(5, 13)
"""The powers of 1/2 of what is small on a ray beside what is not."""

_DRAWS = 2
_MOST_WORK = 3_000_000
"""So many operations are computed at most, a few seconds' worth."""

_PRECISE = 1e-7
"""The largest error of a limit, in parts of the largest number around the point."""

_STEEP, _FAR = 16.0**4, 3
"""Where numbers fall more steeply from one step to the next, as x**2000 on the way to 1, rounding errors of
the first would hide what is at the point: so many of the first steps at most are left out."""

_ROUNDING = 64 * 2.0**-53
_SAFETY = 8.0


class Limit(NamedTuple):
    """A number that a function comes to, and an estimate of its error."""

    value: float
    error: float


def of_derivatives(
    tape: Tape,
    values: Sequence[float],
    output: int,
    inputs: Sequence[int],
    moved: Sequence[int],
    more: Callable[[Sequence[float]], Sequence[float]] = lambda _: (),
    work: int = 1,
) -> tuple[list[float], list[float]] | None:
    """Return what the derivatives of an output by some inputs come to as some of these are moved to a point.

    ``values`` are those of the nodes at the point. ``more`` gives further numbers for other values of the
    nodes, whose limits come second; it may raise ArithmeticError, and takes ``work`` times the operations
    of the tape. None where a limit is not the same from all sides, where the output jumps, and where it
    would take too long.
    """
    active = flowing(tape, inputs)
    given = {node: values[node] for node, source in enumerate(tape.sources) if isinstance(source, Input)}

    def around(point: Sequence[float]) -> list[float] | None:
        here = forward(tape, {**given, **dict(zip(moved, point, strict=True))})
        try:
            adjoints = backward(tape, here, output, active).adjoints
            return [here[output], *(adjoints.get(node, 0.0) for node in inputs), *more(here)]
        except ArithmeticError:
            return None

    point = [values[node] for node in moved]
    most = _MOST_WORK // (len(tape) * (work + 2) * len(_STEPS) + 1)
    found = from_all_sides(around, point, [*_rays(point, most)])
    if found is None:
        return None
    value, *limits = found
    if abs(value.value - values[output]) > value.error:
        return None
    numbers = [limit.value for limit in limits]
    return numbers[: len(inputs)], numbers[len(inputs) :]


def from_all_sides(
    function: Function, point: Sequence[float], rays: Sequence[Sequence[float]]
) -> list[Limit] | None:
    """Return the limits of the numbers of a function at a point along rays.

    None where there are no rays, and where the function is undefined on a ray, does not settle, or comes
    to something else on another ray.
    """
    followed: list[list[Sequence[float]]] = []
    for ray in rays:
        steps: list[Sequence[float]] = []
        for h in _STEPS:
            numbers = function([x + h * part for x, part in zip(point, ray, strict=True)])
            if numbers is None:
                return None
            steps.append(numbers)
        followed.append(steps)
    if not followed:
        return None
    by_number = zip(*(zip(*steps, strict=True) for steps in followed), strict=True)
    limits = [_common(sequences) for sequences in by_number]
    return limits if all(math.isfinite(limit.error) for limit in limits) else None


def _rays(point: Sequence[float], most: int) -> Iterator[list[float]]:
    """Yield directions and the opposite ones; none if that would be more than ``most``.

    On each, one number or two move much and the others little, so that rays run close to every axis and
    every plane of two. (An axis itself may lie on a kink.) The parts have few bits, so that every step to a
    point on a ray is exact. They are the same at every call.
    """
    numbers = range(len(point))
    leading = [*combinations(numbers, 1), *(combinations(numbers, 2) if len(point) > 1 else ())]
    if 2 * _DRAWS * len(leading) > most:
        return
    chance = random.Random(0)
    for leaders in leading:
        for _ in range(_DRAWS):
            ray = []
            for number, x in enumerate(point):
                smaller = 0 if number in leaders else chance.choice(_SMALL)
                part = chance.choice((-1, 1)) * chance.randint(16, 32)
                ray.append(part * 2.0 ** (math.frexp(x or 1.0)[1] - 6 - smaller))
            yield ray
            yield [-part for part in ray]


def _common(sequences: Sequence[Sequence[float]]) -> Limit:
    """Return what all sequences come to; the error is infinite where that differs, or they do not settle."""
    sizes = [max(map(abs, numbers)) for numbers in zip(*sequences, strict=True)]
    left_out = 0
    while left_out < _FAR and sizes[left_out] > _STEEP * sizes[left_out + 1]:
        left_out += 1
    size = sizes[left_out]
    limits = [_limit(sequence[left_out:], _ROUNDING * size) for sequence in sequences]
    best = min(limits, key=lambda limit: limit.error)
    spread = max(abs(limit.value - best.value) for limit in limits)
    error = max(limit.error for limit in limits)
    if not spread <= _SAFETY * error or not error <= _PRECISE * size:
        return Limit(best.value, math.inf)
    return Limit(0.0 if abs(best.value) <= error + spread else best.value, error + spread)


def _limit(sequence: Sequence[float], rounding: float) -> Limit:
    """Return what a sequence comes to: of all that Aitken's method gives, what changes least."""
    best = Limit(sequence[-1], math.inf)
    while len(sequence) > 1:
        for before, after in pairwise(sequence):
            error = abs(after - before) + rounding
            if error <= best.error:
                best = Limit(after, error)
        sequence = [_next(*sequence[place : place + 3]) for place in range(len(sequence) - 2)]
    return best


def _next(x: float, y: float, z: float) -> float:
    """Return what three numbers would come to as a geometric sequence; the last where they do not shrink."""
    first, second = y - x, z - y
    return z - second * second / (second - first) if abs(second) < abs(first) else z
