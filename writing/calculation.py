"""Running a program: values and derivatives."""

from collections.abc import Mapping, Sequence
from math import inf
from typing import NamedTuple

from backprop.grammar.problem import ProgramProblem
from backprop.grammar.program import Program
from backprop.graph.backward import backward
from backprop.graph.forward import forward
from backprop.graph.gradient import Gradient
from backprop.graph.undefined import GradientOverflow, UndefinedDerivative, UndefinedValue


class Calculation(NamedTuple):
    """A program with the value of every node."""

    program: Program
    values: list[float]

    def gradient(self, output: int, active: Sequence[bool]) -> Gradient:
        """Return the gradient of an output along the paths through active nodes (see `backward`).

        Raises CalculationProblem where a value or a derivative on the way is undefined.
        """
        try:
            return backward(self.program.tape, self.values, output, active)
        except (UndefinedValue, UndefinedDerivative, GradientOverflow) as error:
            from .calculation_errors import problem

            raise problem(self.program, self.values, output, active, error) from None


def calculate(program: Program, values: Mapping[str, float]) -> Calculation:
    """Run a program forward; ``values`` holds its inputs by name.

    Raises ProgramProblem for inputs that have no value.
    """
    return Calculation(program, forward(program.tape, program.bind(values)))


def uncertainties(calculation: Calculation) -> dict[str, float]:
    """Return the standard uncertainties that a program gives its inputs, by name.

    Raises ProgramProblem for one that is negative or undefined.
    """
    program = calculation.program
    names, found = program.input_names(), dict[str, float]()
    for node, spread in program.spreads.items():
        if node not in names:  # bound again before anything used it
            continue
        uncertainty = calculation.values[spread]
        if not uncertainty >= 0 or uncertainty == inf:
            what = "negative" if uncertainty < 0 else "too large" if uncertainty == inf else "undefined"
            message = f"the uncertainty of '{names[node]}' is {what}"
            raise ProgramProblem(
                message, program.source, program.place(spread), hint="write it as in 2.0±0.1"
            )
        found[names[node]] = uncertainty
    return found
