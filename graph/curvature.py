"""Second derivatives: the graph of the derivatives of an output, differentiated again."""

from collections.abc import Sequence

from . import rounding
from .adjoints import differentiate
from .backward import backward
from .cause import Cause, reason
from .forward import forward
from .gradient import Gradient
from .reach import flowing
from .tape import Input, Tape
from .undefined import GradientOverflow, UndefinedDerivative, UndefinedValue

Matrix = dict[tuple[int, int], float]
"""By the places of two inputs, the first not behind the second."""


class UndefinedCurvature(ArithmeticError):
    """A second derivative is undefined: that by the input at place ``row``, and another."""

    def __init__(self, row: int, cause: Cause) -> None:
        super().__init__(row, cause)
        self.row = row
        self.cause = cause


class Curvature:
    """The second derivatives of one output by some inputs; values are those of the nodes of ``tape``."""

    def __init__(self, tape: Tape, output: int, inputs: Sequence[int]) -> None:
        self._tape = tape
        self._output = output
        self._inputs = inputs
        self._derivatives = differentiate(tape, [output], inputs)
        self._places = [self._derivatives.copies.get(node, -1) for node in inputs]
        self._active = flowing(self._derivatives.tape, [place for place in self._places if place >= 0])
        adjoints = self._derivatives.adjoints[output]
        self._slopes = [adjoints.get(node, self._derivatives.zero) for node in inputs]

    def at(self, values: Sequence[float]) -> Matrix:
        """Return the second derivatives, by their formulas. Raises UndefinedCurvature."""
        everything = self._forward(values)
        return self._matrix([self._gradient(row, everything).adjoints for row, _ in enumerate(self._slopes)])

    def errors(self, values: Sequence[float]) -> Matrix:
        """Return the largest rounding errors of the same, to first order."""
        everything = self._forward(values)
        of_values = rounding.of_values(self._derivatives.tape, everything)
        rows = [
            rounding.of_gradient(self._gradient(row, everything), everything, of_values)
            for row, _ in enumerate(self._slopes)
        ]
        return self._matrix(rows)

    def limits(self, values: Sequence[float], moved: Sequence[int]) -> Matrix | None:
        """Return what the second derivatives by some of the inputs, and any other, come to from all sides.

        These inputs are ``moved``, as places. None where that is not the same from all sides, and where
        the value or the gradient jumps.
        """
        from . import limits  # rarely needed

        places = range(len(self._slopes))

        def rows(here: Sequence[float]) -> list[float]:
            everything = self._forward(here)
            adjoints = [self._gradient(row, everything).adjoints for row in moved]
            return [row.get(self._places[column], 0.0) for row in adjoints for column in places]

        growth = len(self._derivatives.tape) // len(self._tape) + 1
        nodes = [self._inputs[place] for place in moved]
        limited = limits.of_derivatives(
            self._tape, values, self._output, self._inputs, nodes, rows, work=growth * (len(moved) + 1)
        )
        if limited is None:
            return None
        entries = [(min(row, column), max(row, column)) for row in moved for column in places]
        return dict(zip(entries, limited[1], strict=True))

    def _matrix(self, rows: Sequence[dict[int, float]]) -> Matrix:
        """Return one half of the numbers by node of the graph of derivatives, row by row."""
        places = range(len(rows))
        return {
            (row, column): rows[row].get(self._places[column], 0.0)
            for row in places
            for column in places[row:]
        }

    def _forward(self, values: Sequence[float]) -> list[float]:
        """Return the value of every node of the graph of derivatives."""
        copies, sources = self._derivatives.copies, self._tape.sources
        return forward(
            self._derivatives.tape,
            {copy: values[node] for node, copy in copies.items() if isinstance(sources[node], Input)},
        )

    def _gradient(self, row: int, everything: Sequence[float]) -> Gradient:
        tape = self._derivatives.tape
        try:
            return backward(tape, everything, self._slopes[row], self._active)
        except (UndefinedValue, UndefinedDerivative, GradientOverflow) as error:
            raise UndefinedCurvature(row, reason(tape, everything, error)) from None
