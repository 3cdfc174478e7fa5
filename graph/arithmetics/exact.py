"""Sums and products of doubles with their rounding errors, in any arithmetic of doubles, and such a root."""

import math
from typing import Any

ROOT_OF_HALF, ROOT_OF_HALF_REST = math.sqrt(0.5), -4.833646656726457e-17
"""sqrt(1/2), and what its rounding leaves out."""


def difference(x: Any, y: Any) -> tuple[Any, Any]:
    """Return x - y and its rounding error (Knuth's two-sum)."""
    difference = x - y
    back = difference - x
    return difference, (x - (difference - back)) - (y + back)


def split(x: Any) -> tuple[Any, Any]:
    """Return two numbers of 26 bits with the sum x (Veltkamp)."""
    shifted = x * 134217729.0
    high = shifted - (shifted - x)
    return high, x - high


def product(x: Any, y: Any) -> tuple[Any, Any]:
    """Return the product and its rounding error (Dekker)."""
    product = x * y
    (x1, x2), (y1, y2) = split(x), split(y)
    return product, x2 * y2 - (((product - x1 * y1) - x2 * y1) - x1 * y2)


def multiplied(known: tuple[float, float], factor: float) -> tuple[float, float]:
    """Multiply a number and its rest, in parts of it, with a factor: the rest takes the rounding error.

    Near the end of the range of doubles that is unknown, and left out.
    """
    total, rest = known
    found, error = product(total, factor)
    return found, rest + (error / found if abs(error) < abs(found) else 0.0)
