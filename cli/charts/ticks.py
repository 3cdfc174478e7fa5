"""Round numbers on an axis."""

from math import ceil, floor, log10

from backprop.writing.digits import rounded

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
