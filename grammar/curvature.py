"""Second derivatives: the derivatives of a program, differentiated again."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from backprop.graph import limits
from backprop.graph.adjoints import Adjoints, differentiate
from backprop.graph.backward import backward
from backprop.graph.cause import Cause, reason
from backprop.graph.formulas import formula
from backprop.graph.forward import forward
from backprop.graph.reach import depending, flowing
from backprop.graph.tape import Input
from backprop.graph.undefined import GradientOverflow, UndefinedDerivative, UndefinedValue

from . import kinks
from .calculation import calculate
from .naming import quoted
from .notation import Notation
from .problem import CalculationProblem, Problem
from .program import Program


class Hessian(NamedTuple):
    """The value of an output, and its first and second derivatives.

    gradient  by input
    rows      by input and input; symmetric
    notes     what is special at this point
    """

    value: float
    gradient: dict[str, float]
    rows: dict[str, dict[str, float]]
    notes: Sequence[Problem] = ()


class _Undefined(ArithmeticError):
    """A second derivative is undefined: that by the input at place ``row``, and another."""

    def __init__(self, row: int, cause: Cause) -> None:
        super().__init__(row, cause)
        self.row = row
        self.cause = cause


def hessian(program: Program, output: int, inputs: Mapping[int, str], values: Mapping[str, float]) -> Hessian:
    """Return the matrix of second derivatives of an output.

    The graph of its derivatives is run forward once and backward for each input. Where those formulas
    are undefined, or a kink makes them a convention, the true values are those that they come to from
    all sides, if there are such; else the convention stands, and a note says so. Raises
    CalculationProblem where something is undefined.
    """
    first = calculate(program, values)
    gradient = first.gradient(output, depending(program.tape, inputs))
    second = _Second(program, output, inputs, first.values)
    kinked = gradient.kinks(first.values, order=2)
    notes: list[Problem] = []
    try:
        found = second.derivatives(first.values)
    except _Undefined as undefined:
        limited = second.limits()
        if limited is None:
            raise second.problem(undefined) from None
        found = limited
        message = "the formulas of the second derivatives are undefined here; these are their limits"
        notes.append(Problem(f"{message} from all sides"))
    else:
        limited = second.limits() if kinked else found
        if limited is None:
            notation = Notation(program, first.values)
            notes += kinks.explain(gradient, notation, program, kinked)
        else:
            found = limited
    names = [*inputs.values()]
    rows = {
        row: {column: found[min(i, j), max(i, j)] for j, column in enumerate(names)}
        for i, row in enumerate(names)
    }
    slopes = {name: gradient.adjoints.get(node, 0.0) for node, name in inputs.items()}
    return Hessian(first.values[output], slopes, rows, notes)


_MOST_SHOWN = 5

_Matrix = dict[tuple[int, int], float]
"""By the places of two inputs, the first not behind the second."""


class _Second:
    """The graph of the derivatives of one output."""

    def __init__(
        self, program: Program, output: int, inputs: Mapping[int, str], values: Sequence[float]
    ) -> None:
        self._program = program
        self._output = output
        self._inputs = inputs
        self._values = values
        self._found: Adjoints = differentiate(program.tape, [output], inputs)
        self._places = [self._found.copies.get(node) for node in inputs]
        self._active = flowing(self._found.tape, [place for place in self._places if place is not None])
        adjoints = self._found.adjoints[output]
        self._slopes = [adjoints.get(node, self._found.zero) for node in inputs]
        count = range(len(self._slopes))
        self._entries = [(row, column) for row in count for column in count if row <= column]

    def derivatives(self, values: Sequence[float]) -> _Matrix:
        """Return the second derivatives, by the formulas. Raises _Undefined."""
        tape = self._found.tape
        found: _Matrix = {}
        givens = {self._found.copies[node]: value for node, value in self._givens(values).items()}
        everything = forward(tape, givens)
        for row, slope in enumerate(self._slopes):
            try:
                adjoints = backward(tape, everything, slope, self._active).adjoints
            except (UndefinedValue, UndefinedDerivative, GradientOverflow) as error:
                raise _Undefined(row, reason(tape, everything, error)) from None
            for column in range(row, len(self._slopes)):
                place = self._places[column]
                found[row, column] = 0.0 if place is None else adjoints.get(place, 0.0)
        return found

    def _givens(self, values: Sequence[float]) -> dict[int, float]:
        """Return the values of all inputs of the program."""
        sources = self._program.tape.sources
        return {node: values[node] for node in self._found.copies if isinstance(sources[node], Input)}

    def limits(self) -> _Matrix | None:
        """Return what the second derivatives come to from all sides, where it is the same for all.

        The value and the gradient must not jump either.
        """
        tape, nodes = self._program.tape, [*self._inputs]
        active = flowing(tape, nodes)

        def around(point: Sequence[float]) -> limits.Groups | None:
            values = forward(tape, {**self._givens(self._values), **dict(zip(nodes, point, strict=True))})
            try:
                slopes = backward(tape, values, self._output, active).adjoints
                curvatures = self.derivatives(values)
            except ArithmeticError:
                return None
            return [values[self._output]], [slopes.get(node, 0.0) for node in nodes], [*curvatures.values()]

        found = limits.from_all_sides(around, [self._values[node] for node in nodes])
        if found is None:
            return None
        (value,), _, curvatures = found
        if abs(value.value - self._values[self._output]) > value.error:
            return None
        return dict(zip(self._entries, [limit.value for limit in curvatures], strict=True))

    def problem(self, undefined: _Undefined) -> CalculationProblem:
        """Say which second derivatives have no value, and where."""
        program, names = self._program, [quoted(name) for name in self._inputs.values()]
        verdict = "too large (above 1.8e308)" if undefined.cause is Cause.OVERFLOW else "undefined"
        point = [
            f"{name} = {formula(self._values[node])}" for node, name in zip(self._inputs, names, strict=True)
        ]
        more = ", ..." if len(point) > _MOST_SHOWN else ""
        message = (
            f"the second derivatives of {quoted(program.names[self._output])} by {names[undefined.row]} are "
            f"{verdict} at {', '.join(point[:_MOST_SHOWN])}{more}"
        )
        return CalculationProblem(
            message, program.source, program.place(self._output), hint="choose other values"
        )
