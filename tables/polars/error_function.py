"""erf and the scaled erfc on arrays."""

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

Array = NDArray[np.float64]


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
