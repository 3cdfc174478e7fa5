"""Least squares by SciPy, with exact derivatives: the parameters that fit a program to rows.

An end is a minimum by the relative offset (Bates and Watts, Technometrics 23, 1981), or where a step changes
nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from math import exp, inf, isfinite, log, sqrt
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from backprop.grammar.problem import CalculationProblem
from backprop.writing.extras import extra
from backprop.writing.fit import Fit

from .draws import Array
from .estimates import SINGULAR, End, described, lengths
from .residuals import Residuals

_EPSILON = float(np.finfo(float).eps)
_MOST_EVALUATIONS = 5000
_MOST_REFINEMENTS = 20
_MOST_ROUNDS = 3
_OFFSET = 1e-3
"""The relative offset of a minimum; Bates and Watts took the same."""

_STEP = 1e-8
"""What a step changes nothing by, in parts of the parameters: residuals may be next to nothing."""

_NOISE = 1e-13
"""What a step changes the residuals by that is rounding, in parts of the data."""

_TOLERANCE = 1e-7
"""How near a minimum the method comes before the last steps, each of which doubles the digits."""

_ENOUGH = 1e-13
"""The size of a last step, in parts of the parameters: another would change nothing."""

_NEAR = 1e-6
"""How near a bound a parameter ends that may belong on it, in parts of its size."""

_STUCK = "no step is better, though it is not at a minimum"
_ENDLESS = f"not at a minimum after {_MOST_EVALUATIONS:,} evaluations"

_POINTS = 16
"""The points that are looked at in a range, for each parameter that has one."""

_FITS = 5
"""The best ones of them, which a fit starts from."""

_LOGARITHMIC = 100.0
"""The ratio of the ends of a range in which points are spread by their logarithms."""

_MEDIAN = 1.4826
"""The standard deviation of a normal distribution, in median absolute deviations."""


class Parameter(NamedTuple):
    """Where a parameter starts, or between which points, and its bounds."""

    start: float
    to: float | None = None
    lower: float = -inf
    upper: float = inf

    def at(self, share: float) -> float:
        """Return the point that lies so far on the way through the range."""
        if self.to is None:
            return self.start
        if self.start > 0 and self.to >= _LOGARITHMIC * self.start:
            return float(exp(log(self.start) + share * (log(self.to) - log(self.start))))
        return self.start + share * (self.to - self.start)


Watch = Callable[[int, float], None]
"""Told after each evaluation how many there were, and the sum of squares."""


def fit(
    residuals: Residuals,
    parameters: Mapping[str, Parameter],
    *,
    loss: str = "linear",
    is_absolute: bool = False,
    watch: Watch = lambda *_: None,
) -> Fit:
    """Fit the parameters, which are in the order of the residuals, to the rows where these are defined.

    Those are looked for at the start, and again at the end: then they are fitted once more from there.
    Raises CalculationProblem where there are fewer than the parameters, and Problem where SciPy is missing.
    """
    with np.errstate(all="ignore"):
        solver = _Solver(residuals, parameters, watch)
        starts = solver.starts()
        defined = [start for start in starts[:_FITS] if isfinite(solver.cost(start))]
        end = min(map(solver.solved, defined), key=lambda its: its.cost)
        for _ in range(_MOST_ROUNDS):
            before = residuals.frame.height
            if before == residuals.whole.height:
                break
            residuals.keep(end.point.tolist())
            if residuals.frame.height <= before:
                break
            solver = _Solver(residuals, parameters, watch)
            end = solver.solved(end.point)._replace(start=end.start)
        if loss != "linear":
            scale = 1.0 if is_absolute else None
            end = solver.robust([end.point, end.start], loss, scale)._replace(start=end.start)
        return described(end, residuals, [*parameters], starts=len(starts), is_absolute=is_absolute)


class _Solver:
    """Fits from one point after another."""

    def __init__(self, residuals: Residuals, parameters: Mapping[str, Parameter], watch: Watch) -> None:
        self._residuals, self._parameters, self._watch = residuals, [*parameters.values()], watch
        self._optimize = extra("scipy.optimize", "fits", "fit")
        self._lower = np.array([its.lower for its in self._parameters])
        self._upper = np.array([its.upper for its in self._parameters])
        self._known: tuple[bytes, Array] = (b"", np.empty(0))

    def starts(self) -> list[Array]:
        """Return the points to start from, the best ones first; one where no range is given."""
        points = [np.array([its.at(0.5) for its in self._parameters])]
        count = _POINTS * sum(its.to is not None for its in self._parameters)
        if count:
            generator = np.random.default_rng(0)
            shares = [
                (generator.permutation(count) + generator.random(count)) / count for _ in self._parameters
            ]  # a Latin hypercube
            points += [
                np.array([its.at(float(share)) for its, share in zip(self._parameters, row, strict=True)])
                for row in zip(*shares, strict=True)
            ]
        if len(points) > 1 or not isfinite(self.cost(points[0])):
            widest = max(points, key=lambda point: int(self._residuals.defined(point.tolist()).sum()))
            self._residuals.keep(widest.tolist())
            self._known = (b"", np.empty(0))
        self._require_rows()
        points.sort(key=self.cost)
        if not isfinite(self.cost(points[0])):
            message = "the residuals are too large (above 1e154) at the start"
            raise CalculationProblem(message, hint="choose other starts, or other units")
        return points

    def _require_rows(self) -> None:
        """Raise CalculationProblem where there are fewer residuals than parameters."""
        left, whole, count = self._residuals.frame.height, self._residuals.whole.height, len(self._parameters)
        if not left:
            message = "no row is left to fit: "
            message += (
                f"of {whole:,}, the model is undefined in all, at the start" if whole else "all miss a value"
            )
            raise CalculationProblem(message, hint="choose other starts, or look at the data")
        if self._residuals.observations < count:
            rows = "1 row" if left == 1 else f"{left:,} rows"
            hint = "hold some of them with --fix, or give more rows"
            raise CalculationProblem(f"{rows} cannot tell {count} parameters", hint=hint)

    def solved(self, start: Array) -> End:
        """Return where the trust-region method ends: as near as it takes for the last steps, or as it can."""
        near = self._ended(start, _TOLERANCE)
        return near if near.converged else self._ended(start, _EPSILON)

    def _ended(self, start: Array, tolerance: float) -> End:
        """Return where the trust-region method ends, at bounds that hold it, and refined."""
        start = np.clip(start, self._lower, self._upper)
        found = self._least_squares(
            self._vector, lambda point: self._triangle(point)[:, :-1], start, tolerance
        )
        point = found.x
        limited = np.zeros(len(point), dtype=bool)
        for place in np.flatnonzero(self._is_near_bound(point)):
            held = np.array([*point])
            held[place] = min(self._lower[place], self._upper[place], key=lambda end: abs(end - point[place]))
            free = ~limited
            free[place] = False
            moved, _ = self._refined(held, free)
            if self.cost(moved) <= self.cost(point) * (1 + _STEP):
                point, limited[place] = moved, True
        point, step = self._refined(point, ~limited)
        triangle = self._triangle(point)
        jacobian, residuals = triangle[:, :-1], triangle[:, -1]
        offset = _offset(jacobian[:, ~limited], residuals, self._residuals.observations)
        change = float(np.linalg.norm(jacobian @ _step(triangle, ~limited)))
        is_noise = change <= _NOISE * max(self._residuals.size, sqrt(self.cost(start)))
        converged = step <= _STEP or is_noise or (tolerance == _EPSILON and offset < _OFFSET)
        reason = "at a minimum" if converged else _STUCK if found.status > 0 else _ENDLESS
        cost = float(residuals @ residuals)
        return End(start, point, jacobian, residuals, cost, limited, converged, reason)

    def robust(self, points: Sequence[Array], loss: str, scale: float | None) -> End:
        """Go on from the best of some points with a loss; ``scale`` is that of the residuals.

        If it is not known, it is that of their median, at the point and then at the end of a first fit.
        """
        if scale is not None:
            return min((self._with_loss(point, loss, scale) for point in points), key=lambda its: its.cost)
        scale = self._spread(points[0])
        first = min((self._with_loss(point, loss, scale) for point in points), key=lambda its: its.cost)
        return self._with_loss(first.point, loss, self._spread(first.point))

    def _spread(self, point: Array) -> float:
        """Return the standard deviation of the residuals, as their median says, which few do not change."""
        return _MEDIAN * float(np.median(np.abs(self._residuals.matrix(point.tolist())[:, -1]))) or 1.0

    def _with_loss(self, point: Array, loss: str, scale: float) -> End:
        known: dict[bytes, Array] = {}

        def matrix(point: Array) -> Array:
            key = point.tobytes()
            if key not in known:
                known.clear()
                known[key] = self._residuals.matrix(point.tolist())
                self._watch(self._residuals.evaluations, float(known[key][:, -1] @ known[key][:, -1]))
            return known[key]

        found = self._least_squares(
            lambda point: np.nan_to_num(matrix(point)[:, -1], nan=inf, posinf=inf, neginf=inf),
            lambda point: matrix(point)[:, :-1],
            point,
            _EPSILON,
            loss=loss,
            f_scale=scale,
        )
        triangle = np.asarray(np.linalg.qr(found.jac, mode="r"))
        limited = np.asarray(found.active_mask != 0)
        ends = np.where(found.active_mask < 0, self._lower, self._upper)
        reason = "at a minimum" if found.status > 0 else _ENDLESS
        at = np.where(limited, ends, found.x)
        return End(point, at, triangle, found.fun, 2 * found.cost, limited, found.status > 0, reason)

    def _least_squares(
        self, function: Any, jacobian: Any, start: Array, tolerance: float, **options: Any
    ) -> Any:
        return self._optimize.least_squares(
            function,
            start,
            jac=jacobian,
            bounds=(self._lower, self._upper),
            method="trf",
            x_scale="jac",
            ftol=tolerance,
            xtol=tolerance,
            gtol=_EPSILON,
            max_nfev=_MOST_EVALUATIONS,
            **options,
        )

    def _triangle(self, point: Array) -> Array:
        """Return the triangle at a point; the last one is kept, for its derivatives are asked for next."""
        key = point.tobytes()
        if self._known[0] != key:
            self._known = key, self._residuals.triangle(point.tolist())
            self._watch(self._residuals.evaluations, self.cost(point))
        return self._known[1]

    def _vector(self, point: Array) -> Array:
        """Return the residuals, infinite where one is undefined: then the method takes a shorter step."""
        vector = self._triangle(point)[:, -1]
        return vector if np.isfinite(self._triangle(point)).all() else np.full_like(vector, inf)

    def cost(self, point: Array) -> float:
        """Return the sum of squares; infinite where a residual is undefined, or too large."""
        vector = self._vector(point)
        return float(vector @ vector)

    def _is_near_bound(self, point: Array) -> NDArray[np.bool_]:
        near = np.minimum(point - self._lower, self._upper - point)
        scale = np.maximum(np.abs(point), [abs(its.at(0.5)) for its in self._parameters])
        return np.asarray(near <= _NEAR * scale)

    def _refined(self, point: Array, free: NDArray[np.bool_]) -> tuple[Array, float]:
        """Take Gauss-Newton steps with some parameters, as long as they shrink and stay within the bounds.

        Return the point, and how large the last step was, in parts of the parameters.
        """
        last = inf
        for _ in range(_MOST_REFINEMENTS):
            step = _step(self._triangle(point), free)
            size = float(np.max(np.abs(step) / np.maximum(np.abs(point), np.finfo(float).tiny), initial=0.0))
            moved = point + step
            is_inside = (self._lower <= moved).all() and (moved <= self._upper).all()
            if not size < last or not is_inside or not isfinite(self.cost(moved)):
                break
            point, last = moved, size
            if size < _ENOUGH:
                break
        return point, last


def _step(triangle: Array, free: NDArray[np.bool_]) -> Array:
    """Return the Gauss-Newton step of the free parameters."""
    jacobian = triangle[:, :-1][:, free]
    scale = lengths(jacobian)
    step = np.zeros(len(free))
    step[free] = np.linalg.lstsq(jacobian / scale, -triangle[:, -1], rcond=None)[0] / scale
    return step


def _offset(jacobian: Array, residuals: Array, observations: int) -> float:
    """Return how much of the residuals lies along what the parameters could change, beside the rest."""
    if not residuals.any():
        return 0.0
    directions, values, _ = np.linalg.svd(jacobian / lengths(jacobian), full_matrices=False)
    along = directions[:, values > SINGULAR].T @ residuals
    part, count = float(along @ along), len(along)
    rest = float(residuals @ residuals) - part
    left = max(observations - count, 1)
    return float(np.sqrt(part / max(count, 1) / (rest / left))) if rest > 0 else inf
