"""Second derivatives: the derivatives of a program, differentiated again."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from backprop.graph import limits, rounding
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
    limited: _Matrix | None = None
    try:
        found = second.derivatives(first.values)
    except _Undefined as undefined:
        limited = second.limits()
        if limited is None:
            raise second.problem(undefined) from None
        message = "the formulas of the second derivatives are undefined here; these are their limits"
        notes.append(Problem(f"{message} from all sides"))
    else:
        if kinked:
            limited = second.limits()
        if kinked and limited is None:
            notation = Notation(program, first.values)
            notes += kinks.explain(gradient, notation, program, kinked)
        if limited is None:
            notes += second.losses(found, first.values)
    found = limited or found
    names = [*inputs.values()]
    rows = {
        row: {column: found[min(i, j), max(i, j)] for j, column in enumerate(names)}
        for i, row in enumerate(names)
    }
    slopes = {name: gradient.adjoints.get(node, 0.0) for node, name in inputs.items()}
    return Hessian(first.values[output], slopes, rows, notes)


_MOST_SHOWN = 5
_SAFETY = 4.0
_LOST = 1e-6
"""The error from which a note is worth while, in parts of the number."""

_NOTHING = 1e-12
"""What is nothing beside the largest second derivative."""

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
        tape, everything = self._found.tape, self._forward(values)
        found: _Matrix = {}
        for row, slope in enumerate(self._slopes):
            try:
                adjoints = backward(tape, everything, slope, self._active).adjoints
            except (UndefinedValue, UndefinedDerivative, GradientOverflow) as error:
                raise _Undefined(row, reason(tape, everything, error)) from None
            for column in range(row, len(self._slopes)):
                place = self._places[column]
                found[row, column] = 0.0 if place is None else adjoints.get(place, 0.0)
        return found

    def _errors(self, values: Sequence[float]) -> _Matrix:
        """Return the largest rounding errors of the second derivatives, to first order."""
        tape, everything = self._found.tape, self._forward(values)
        found: _Matrix = {}
        for row, slope in enumerate(self._slopes):
            errors = rounding.of_gradient(backward(tape, everything, slope, self._active), everything)
            for column in range(row, len(self._slopes)):
                place = self._places[column]
                found[row, column] = 0.0 if place is None else errors.get(place, 0.0)
        return found

    def _forward(self, values: Sequence[float]) -> list[float]:
        """Return the value of every node of the graph of derivatives."""
        givens = {self._found.copies[node]: value for node, value in self._givens(values).items()}
        return forward(self._found.tape, givens)

    def _givens(self, values: Sequence[float]) -> dict[int, float]:
        """Return the values of all inputs of the program."""
        sources = self._program.tape.sources
        return {node: values[node] for node in self._found.copies if isinstance(sources[node], Input)}

    def losses(self, found: _Matrix, values: Sequence[float]) -> list[Problem]:
        """Say which second derivatives have lost their digits, for large parts of them cancel."""
        errors = self._errors(values)
        size = max(map(abs, found.values()), default=0.0)
        names = [quoted(name) for name in self._inputs.values()]
        of = quoted(self._program.names[self._output])
        notes: list[Problem] = []
        for (row, column), value in found.items():
            error = _SAFETY * errors[row, column]
            if error > _LOST * abs(value) and error > (_NOTHING * size or _LOST):
                message = f"d²{of}/d{names[row]} d{names[column]} = {value:.6g} may be off by {error:.1g}"
                notes.append(Problem(f"{message}: large parts of it cancel, and digits are lost"))
        return notes

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
