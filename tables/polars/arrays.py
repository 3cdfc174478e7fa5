"""What has a module or a function of its own in `floats` for one point, on arrays of NumPy."""

import numpy as np
from numpy.typing import NDArray

from backprop.graph.arithmetics.error_function import (
    ERF,
    FROM_1_TO_2,
    FROM_2_TO_4,
    FROM_4,
    HALF_TO_1,
    polynomial,
)
from backprop.graph.arithmetics.exact import difference

Array = NDArray[np.float64]

_LEAST_ROOT, _LARGEST_ROOT = 1e-145, 1e150


def erf_near(x: Array) -> Array:
    """Return erf(x) for abs(x) up to 1/2."""
    return np.asarray(x * polynomial(ERF, 8 * x * x - 1))


def erfcx(x: Array) -> Array:
    """Return exp(x**2)*erfc(x) for x from 1/2 on."""
    pieces = [x < 1, x < 2, x < 4]
    values = [
        polynomial(HALF_TO_1, 4 * x - 3),
        polynomial(FROM_1_TO_2, 2 * x - 3),
        polynomial(FROM_2_TO_4, x - 3),
    ]
    return np.select(pieces, values, polynomial(FROM_4, 32 / (x * x) - 1) / x)


def length(*parts: Array | float) -> Array:
    """Return the length of a vector: the root of a sum of squares, scaled where one is too large or small."""
    squares = [part * part for part in parts]
    root = np.asarray(np.sqrt(sum(squares[1:], squares[0])))
    is_safe = (root > _LEAST_ROOT) & (root < _LARGEST_ROOT)
    if is_safe.all():
        return root
    scaled = np.asarray(parts[0])
    for part in parts[1:]:
        scaled = np.hypot(scaled, part)
    return np.where(is_safe, root, scaled)


def logaddexp(*operands: Array | float) -> tuple[Array, NDArray[np.bool_]]:
    """Return the logarithm of a sum of exponentials, and where it is not safe, for two parts cancel."""
    *others, high = np.sort(np.broadcast_arrays(*operands), axis=0)
    differences = [other - high for other in others]
    parts = [np.exp(difference) for difference in differences]
    total = _sum(parts)
    rest = np.log1p(total)
    errors = sum(part * (3 - difference) for part, difference in zip(parts, differences, strict=True))
    unsafe = rest / total * errors > 4 * np.abs(high + rest)
    return high + rest, (total != 0) & unsafe


def softmax(place: int, *operands: Array | float) -> Array:
    """Return the share of one exponential in the sum."""
    arrays = np.broadcast_arrays(*operands)
    high = np.maximum.reduce(arrays)
    parts = [_exponential(array, high) for array in arrays]
    return np.asarray(parts[place] / _sum(parts))


def _exponential(x: Array, y: Array) -> Array:
    """exp(x - y), corrected for the rounding error of the difference."""
    rest, error = difference(x, y)
    return np.where(rest < -800.0, 0.0, np.exp(rest) * (1.0 + error))


def _sum(parts: list[Array]) -> Array:
    """Return the sum, to which its rounding errors are added at the end (Ogita, Rump and Oishi)."""
    total, errors = parts[0], np.zeros_like(parts[0])
    for part in parts[1:]:
        larger = total + part
        back = larger - total
        errors = errors + ((total - (larger - back)) + (part - back))
        total = larger
    return np.asarray(total + errors)
