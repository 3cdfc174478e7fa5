"""What is known of parameters where a fit ended.

Standard errors are from the covariance (JᵀJ)⁻¹, times the variance of the residuals where the data have no
uncertainties of their own.
"""

from collections.abc import Sequence
from math import isfinite
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from backprop.grammar.naming import quoted
from backprop.writing.fit import Estimate, Fit

from .draws import Array
from .residuals import Residuals

SINGULAR = 1e-13
"""The ratio of singular values from which a matrix has no inverse."""

_WEIGHTY = 0.1
"""The part of a direction that a parameter has at least, to be named."""


class End(NamedTuple):
    """Where a fit ended.

    start      where it began
    jacobian   the derivatives there, as a triangle
    residuals  with the lengths and products of all residuals (see `Residuals`)
    cost       the sum of squares, or of what a loss makes of them
    limited    the parameters that a bound holds
    """

    start: Array
    point: Array
    jacobian: Array
    residuals: Array
    cost: float
    limited: NDArray[np.bool_]
    converged: bool
    reason: str


def lengths(jacobian: Array) -> Array:
    """Return the lengths of the columns, which scale them; 1 for one that is 0."""
    found = np.linalg.norm(jacobian, axis=0)
    return np.where(found > 0, found, 1.0)


def described(
    end: End,
    residuals: Residuals,
    names: Sequence[str],
    *,
    starts: int,
    is_absolute: bool,
) -> Fit:
    """Return what is known of the parameters at the end."""
    free = ~end.limited
    freedom = residuals.observations - int(free.sum())
    inverse, variance, reason, converged = None, 0.0, end.reason, end.converged
    if freedom > 0 or is_absolute:
        jacobian = end.jacobian[:, free]
        scale = lengths(jacobian)
        _, values, directions = np.linalg.svd(jacobian / scale, full_matrices=False)
        if len(values) and (len(values) < free.sum() or values[-1] <= SINGULAR * values[0]):
            names_free = [name for name, is_free in zip(names, free, strict=True) if is_free]
            reason, converged = _undetermined(names_free, directions[-1], jacobian), False
        else:
            inverse = (directions.T / values**2) @ directions / np.outer(scale, scale)
            variance = 1.0 if is_absolute else end.cost / freedom
    errors = np.full(len(names), np.nan)
    if inverse is not None:
        errors[free] = np.sqrt(variance * np.diag(inverse))
    columns = (end.point.tolist(), errors.tolist(), end.start.tolist(), end.limited.tolist())
    estimates = {
        name: Estimate(value, error if isfinite(error) else None, start, is_limited)
        for name, value, error, start, is_limited in zip(names, *columns, strict=True)
    }
    total, squares = residuals.total, float(end.residuals @ end.residuals)
    return Fit(
        estimates,
        _correlations([name for name in names if estimates[name].standard_error is not None], inverse),
        squares,
        1 - squares / total if total > 0 else None,
        is_absolute,
        residuals.frame.height,
        residuals.observations,
        residuals.evaluations,
        starts,
        converged,
        reason,
    )


def _undetermined(names: Sequence[str], direction: Array, jacobian: Array) -> str:
    """Say which parameters the data cannot tell: those that change nothing, or nothing together."""
    idle = [
        quoted(name)
        for name, length in zip(names, np.linalg.norm(jacobian, axis=0), strict=True)
        if not length
    ]
    if idle:
        return f"{' and '.join(idle)} change{'s' if len(idle) == 1 else ''} nothing there"
    together = [quoted(name) for name, part in zip(names, direction, strict=True) if abs(part) > _WEIGHTY]
    return f"the data do not tell {' from '.join(together)}"


def _correlations(names: Sequence[str], inverse: Array | None) -> dict[str, dict[str, float]]:
    if inverse is None:
        return {}
    roots = np.sqrt(np.diag(inverse))
    matrix = inverse / np.outer(roots, roots)
    np.fill_diagonal(matrix, 1.0)
    rows = np.clip(matrix, -1.0, 1.0).tolist()
    return {name: dict(zip(names, row, strict=True)) for name, row in zip(names, rows, strict=True)}
