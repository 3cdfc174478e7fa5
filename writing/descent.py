"""Going down: gradient descent step by step, and to a point where the gradient vanishes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import hypot, inf, isfinite
from typing import Any, NamedTuple, Protocol

from backprop.grammar.naming import quoted
from backprop.grammar.problem import CalculationProblem, ProgramProblem
from backprop.grammar.program import Program
from backprop.graph.reach import flowing

from .calculation import calculate
from .curvature import hessian
from .extras import extra

_VANISHES = 1e-8
"""The length of a gradient that is none, in parts of that of the start; and a step of Newton that is none."""

_FLAT = 1e-9
"""An eigenvalue that is none, in parts of the largest."""

_NEAR = 1e-3
"""How short a gradient is near the point, in the same; and how short a step of Newton, in parts of the point.

A gradient that fades towards infinity has a longer one.
"""

_MOST_NEWTON = 20
_MOST_EVALUATIONS = 10_000


class Step(NamedTuple):
    """A step of a descent: where it is, and the gradient there, by the names of the inputs."""

    number: int
    value: float
    point: dict[str, float]
    gradient: dict[str, float]

    @property
    def length(self) -> float:
        """The length of the gradient."""
        return hypot(*self.gradient.values())


class Minimum(NamedTuple):
    """A point where the gradient vanishes, or the last one before a search ended.

    eigenvalues    of the Hessian there, in ascending order; None where it is undefined
    is_stationary  whether the gradient vanishes there
    is_fading      whether it only becomes shorter on a way without an end
    """

    step: Step
    start: Mapping[str, float]
    evaluations: int
    eigenvalues: Sequence[float] | None
    is_stationary: bool
    is_fading: bool = False

    @property
    def kind(self) -> str:
        """What the signs of the eigenvalues say of the point."""
        if self.is_fading:
            return "the gradient fades, and vanishes nowhere near"
        if not self.is_stationary:
            return "the gradient does not vanish"
        if not self.eigenvalues:
            return "a point without second derivatives"
        largest = max(map(abs, self.eigenvalues))
        signs = {0 if abs(its) <= _FLAT * largest else 1 if its > 0 else -1 for its in self.eigenvalues}
        if 0 in signs:
            return "a flat point" if signs == {0} else "a saddle" if {1, -1} <= signs else "a flat direction"
        return "a saddle" if len(signs) > 1 else "a minimum" if 1 in signs else "a maximum"


Watch = Callable[[int, float], None]
"""Told after each evaluation how many there were, and the value."""


class Objective(Protocol):
    """What goes down.

    at       gives the value and the gradient at a point; raises CalculationProblem where one is undefined
    hessian  gives the second derivatives there, by name and name; raises it too
    """

    def at(self, point: Mapping[str, float]) -> tuple[float, dict[str, float]]: ...

    def hessian(self, point: Mapping[str, float]) -> Mapping[str, Mapping[str, float]]: ...


def starts(program: Program, values: Mapping[str, float], names: Sequence[str]) -> dict[str, float]:
    """Return where some inputs start, by name: the values that are given, and those of the program.

    Raises ProgramProblem for inputs without a value, for a name with several, and for one that is no input.
    """
    found = calculate(program, values).values
    for name in names:
        nodes = program.inputs.get(name)
        if nodes is None:
            known = ", ".join(map(quoted, program.inputs)) or "none"
            raise ProgramProblem(f"'{name}' is not an input of the program", hint=f"its inputs: {known}")
        if name not in values and len({found[node] for node in nodes}) > 1:
            message = f"'{name}' has several values in the program, so to move it takes one"
            place = program.place(nodes[-1])
            hint = f"give it a start, as in {quoted(name)}=1"
            raise ProgramProblem(message, program.source, place, hint=hint)
    return {name: found[program.inputs[name][-1]] for name in names}


class Output:
    """An output of a program, as a function of some inputs; the others are held."""

    def __init__(
        self, program: Program, output: int, names: Sequence[str], values: Mapping[str, float]
    ) -> None:
        self._program, self._output, self._values = program, output, values
        self._leaves = {name: program.inputs[name] for name in names}
        self._active = flowing(program.tape, [node for nodes in self._leaves.values() for node in nodes])

    def at(self, point: Mapping[str, float]) -> tuple[float, dict[str, float]]:
        calculation = calculate(self._program, {**self._values, **point})
        adjoints = calculation.gradient(self._output, self._active).adjoints
        slopes = {
            name: sum(adjoints.get(node, 0.0) for node in nodes) for name, nodes in self._leaves.items()
        }
        return calculation.values[self._output], slopes

    def hessian(self, point: Mapping[str, float]) -> Mapping[str, Mapping[str, float]]:
        labels = self._program.input_names()
        by = {node: labels[node] for nodes in self._leaves.values() for node in nodes}
        rows = hessian(self._program, self._output, by, {**self._values, **point}).rows
        return {
            row: {
                column: sum(rows[labels[one]][labels[other]] for one in ones for other in others)
                for column, others in self._leaves.items()
            }
            for row, ones in self._leaves.items()
        }


def descend(objective: Objective, start: Mapping[str, float], rate: float, steps: int) -> Iterator[Step]:
    """Yield the start, and each step against the gradient, ``rate`` times as long as that.

    Raises CalculationProblem where the function or its gradient is undefined.
    """
    point = {**start}
    for number in range(steps + 1):
        step = Step(number, *_at(objective, point, number))
        yield step
        point = {name: at - rate * step.gradient[name] for name, at in point.items()}


def _at(
    objective: Objective, point: dict[str, float], number: int
) -> tuple[float, dict[str, float], dict[str, float]]:
    if number and not all(map(isfinite, point.values())):
        raise _lost(number, "the inputs are too large (above 1.8e308)")
    try:
        value, gradient = objective.at(point)
    except CalculationProblem as problem:
        if number:
            raise _lost(number, problem.message) from None
        raise
    return value, point, gradient


def _lost(number: int, message: str) -> CalculationProblem:
    return CalculationProblem(f"step {number}: {message}", hint="choose a smaller --rate, or another start")


def minimum(objective: Objective, start: Mapping[str, float], watch: Watch) -> Minimum:
    """Return where a quasi-Newton method (BFGS, of SciPy) ends, and Newton's last steps.

    Raises CalculationProblem where the start is undefined, and Problem where SciPy is missing.
    """
    optimize, names = extra("scipy.optimize", "searches for a minimum", "uncertainty"), [*start]
    evaluations = 0
    first = Step(0, *_at(objective, {**start}, 0))
    scale = first.length or 1.0

    def both(vector: Sequence[float]) -> tuple[float, list[float]]:
        nonlocal evaluations
        evaluations += 1
        point = dict(zip(names, map(float, vector), strict=True))
        try:
            if not all(map(isfinite, point.values())):
                return inf, [0.0] * len(names)
            value, gradient = objective.at(point)
        except CalculationProblem:
            return inf, [0.0] * len(names)  # the line search comes nearer
        watch(evaluations, value)
        return value / scale, [slope / scale for slope in gradient.values()]

    found = _quietly(
        lambda: optimize.minimize(
            both,
            [*start.values()],
            jac=True,
            method="BFGS",
            options={"gtol": _VANISHES, "maxiter": _MOST_EVALUATIONS},
        )
    )
    point = dict(zip(names, map(float, found.x), strict=True))
    if not all(map(isfinite, point.values())):
        raise CalculationProblem("the function goes down without an end", hint="choose another start")
    step, far = _refined(objective, Step(0, *_at(objective, point, 0)), scale)
    is_short = step.length <= _VANISHES * scale
    is_stationary = is_short if far is None else far <= _VANISHES or (is_short and far <= _NEAR)
    is_fading = is_short and not is_stationary
    return Minimum(step, start, evaluations, _eigenvalues(objective, step.point), is_stationary, is_fading)


def _refined(objective: Objective, step: Step, scale: float) -> tuple[Step, float | None]:
    """Take Newton's steps, as long as they make the gradient shorter.

    Return where that ends, and how far the next one would go, in parts of the point or of 1; None where there
    are no second derivatives.
    """
    import numpy as np

    far = inf
    for _ in range(_MOST_NEWTON):
        try:
            rows = objective.hessian(step.point)
            matrix, gradient = np.array([[*row.values()] for row in rows.values()]), [*step.gradient.values()]
            way = np.linalg.lstsq(matrix, -np.array(gradient), rcond=None)[0]
            left = hypot(*(matrix @ way + gradient).tolist())
            moved = way.tolist()
        except (CalculationProblem, np.linalg.LinAlgError):
            return step, None  # without second derivatives the gradient alone tells
        far = hypot(*moved) / (1 + hypot(*step.point.values()))
        if left > _NEAR * step.length:  # where the function is straight, no step ends the gradient
            return step, inf
        if not step.length or step.length > _NEAR * scale:
            break
        point = {name: at + by for (name, at), by in zip(step.point.items(), moved, strict=True)}
        try:
            other = Step(0, *_at(objective, point, 0))
        except CalculationProblem:
            break
        if not other.length < step.length or far > _NEAR:
            break
        step = other
    return step, far


def _eigenvalues(objective: Objective, point: Mapping[str, float]) -> list[float] | None:
    import numpy as np

    try:
        rows = objective.hessian(point)
        return [float(its) for its in np.linalg.eigvalsh([[*row.values()] for row in rows.values()])]
    except (CalculationProblem, np.linalg.LinAlgError):
        return None


def _quietly(work: Callable[[], Any]) -> Any:
    """Run without what NumPy warns of where a point is undefined."""
    import warnings

    import numpy as np

    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return work()
