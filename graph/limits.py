"""Limits at a point where a formula has no value, or another one on each side.

A function of several numbers is followed along rays into the point. On a ray, with steps that are each a
sixteenth of the one before, a sum of powers of the step is a sum of geometric sequences, which Aitken's
method takes away one by one (Brezinski and Redivo Zaglia, Extrapolation Methods, 1991, 2.3).
"""

import math
import random
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

Groups = Sequence[Sequence[float]]
"""Numbers that belong together, for they are measured by the same size."""

Function = Callable[[Sequence[float]], Groups | None]
"""A function of a point; None where it is undefined."""

_STEPS = [16.0**-level for level in range(1, 12)]
_LEAST_RAYS, _MOST_RAYS = 6, 24
_PRECISE = 1e-7
"""The largest error of a limit, in parts of the largest number of its group around the point."""

_ROUNDING = 64 * 2.0**-53
_SAFETY = 8.0


class Limit(NamedTuple):
    """A number that a function comes to, and an estimate of its error."""

    value: float
    error: float


def from_all_sides(function: Function, point: Sequence[float]) -> list[list[Limit]] | None:
    """Return the limits of a function at a point, group by group.

    None where the function is undefined on a ray, does not settle, or comes to something else on another
    ray. The rays are some opposite pairs of random directions, the same at every call.
    """
    followed: list[list[Groups]] = []
    for ray in _rays(point):
        steps: list[Groups] = []
        for h in _STEPS:
            groups = function([x + h * part for x, part in zip(point, ray, strict=True)])
            if groups is None:
                return None
            steps.append(groups)
        followed.append(steps)
    result: list[list[Limit]] = []
    for place, group in enumerate(followed[0][0]):
        size = max([abs(number) for farthest, *_ in followed for number in farthest[place]], default=0.0)
        result.append(
            [
                _common([[groups[place][number] for groups in steps] for steps in followed], size)
                for number in range(len(group))
            ]
        )
    is_found = all(math.isfinite(limit.error) for limits in result for limit in limits)
    return result if is_found else None


def _rays(point: Sequence[float]) -> Iterator[list[float]]:
    """Yield directions; their parts have few bits, so that every step to a point on a ray is exact."""
    chance = random.Random(0)
    for _ in range(min(max(_LEAST_RAYS, len(point) + 2), _MOST_RAYS) // 2):
        ray = [
            chance.choice((-1, 1)) * chance.randint(16, 32) * 2.0 ** (math.frexp(x or 1.0)[1] - 6)
            for x in point
        ]
        yield ray
        yield [-part for part in ray]


def _common(sequences: Sequence[Sequence[float]], size: float) -> Limit:
    """Return what all sequences come to; the error is infinite where that differs, or they do not settle.

    ``size`` is that of their group around the point.
    """
    limits = [_limit(sequence, _ROUNDING * size) for sequence in sequences]
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
