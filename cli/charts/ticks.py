"""Round numbers on an axis."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from math import ceil, copysign, floor, log10

from backprop.writing.digits import rounded

_NOTHING = 0.03
"""Between levels of both signs, one that is so small beside them is 0."""

_CROWDED, _UNEVEN = 0.5, 3
"""A band that holds so large a part of the values, or so many times its share, holds too many."""

_FEW = 0.1
"""Where most of the values lie in so small a part of their extent, as beside a pole, levels are uneven."""

_DIGITS = 6
_MOST_DIGITS = 17


def ticks(low: float, high: float, most: int) -> dict[float, str]:
    """Return the multiples of 1, 2 or 5 times a power of ten between two numbers, with their texts."""
    for power in range(floor(log10(high / 2 - low / 2)) - 2, 309):
        for factor in (1, 2, 5):
            step = float(f"{factor}e{power}")
            if not step:
                continue
            first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
            if last - first < max(most, 1):
                numbers = [float(f"{factor * place}e{power}") for place in range(first, last + 1)]
                return {number: text(number, step) for number in numbers}
    return {}


def levels(numbers: Sequence[float], most: int) -> dict[float, str]:
    """Return round numbers that divide values into bands: even ones, unless too many lie in one band."""
    ordered = sorted(numbers)
    even = ticks(*framed(ordered[0], ordered[-1]), most)
    edges = [0, *(bisect_left(ordered, level) for level in even), len(ordered)]
    crowded = len(ordered) * min(_CROWDED, _UNEVEN / (len(even) + 1))
    middle = ordered[len(ordered) * 9 // 10] - ordered[len(ordered) // 10]
    is_spread = middle / 2 > _FEW * (ordered[-1] / 2 - ordered[0] / 2)
    if is_spread and max(last - first for first, last in pairwise(edges)) <= crowded:
        return even
    parts = [ordered[len(ordered) * part // (most + 1)] for part in range(1, most + 1)]
    nothing = _NOTHING * (parts[-1] - parts[0]) if parts[0] < 0 < parts[-1] else 0.0
    found = {_round(part) if abs(part) > nothing else 0.0 for part in parts}
    inside = sorted(level for level in found if ordered[0] < level <= ordered[-1])
    return {level: rounded(level, _DIGITS) for level in inside} or even


def _round(number: float) -> float:
    """Return the nearest of 1, 2 and 5 times a power of ten."""
    if not number:
        return 0.0
    power = floor(log10(abs(number)))
    part = abs(number) / 10.0**power
    whole = 1 if part < 1.5 else 2 if part < 3.5 else 5 if part < 7.5 else 10
    return copysign(float(f"{whole}e{power}"), number)


def text(number: float, step: float) -> str:
    """Return a number with the digits that tell it from the next one."""
    digits = _DIGITS
    if number:
        digits = min(max(digits, floor(log10(abs(number))) - floor(log10(step)) + 1), _MOST_DIGITS)
    return rounded(number, digits)


def framed(low: float, high: float) -> tuple[float, float]:
    """Return limits that are apart, as those of a constant are not."""
    if low < high and (high - low) > 1e-12 * max(abs(low), abs(high)):
        return low, high
    around = abs(low) / 2 or 1.0
    return low - around, high + around
