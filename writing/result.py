"""What `eval` has to show for one output."""

from math import isfinite, isnan
from typing import TYPE_CHECKING, NamedTuple

from backprop.grammar.problem import CalculationProblem, Problem
from backprop.graph.gradient import Gradient
from backprop.graph.kinks import kinked

from .calculation import Calculation
from .notation import Notation, total

if TYPE_CHECKING:
    from backprop.graph.descent import Nudge
    from backprop.graph.differences import Check

    from .budget import Uncertainty


class Result(NamedTuple):
    """One output with its gradient.

    notation     how its nodes are written
    wrt          the inputs to be shown, by node, with their names
    line         the number of the line that was the program, where each line is one
    checks       by node, what finite differences say, where that was asked for
    nudge        the step along the gradient, where that was asked for
    uncertainty  of the value, where inputs are uncertain
    """

    calculation: Calculation
    gradient: Gradient
    notation: Notation
    wrt: dict[int, str]
    line: int | None = None
    checks: "dict[int, Check] | None" = None
    nudge: "Nudge | None" = None
    uncertainty: "Uncertainty | None" = None

    @property
    def output(self) -> int:
        """The node of the output."""
        return self.gradient.output

    @property
    def value(self) -> float:
        """The value of the output."""
        return self.calculation.values[self.output]

    @property
    def name(self) -> str:
        """The name of the output, or its text if it is a constant without one."""
        return self.calculation.program.names.get(self.output) or self.notation.name(self.output)

    def derivative(self, node: int) -> float:
        """Return the derivative of the output by a node."""
        return self.gradient.adjoints.get(node, 0.0)

    def kinks(self) -> list[Problem]:
        """Return what to note about points where a derivative is a convention."""
        nodes = kinked(self.gradient, self.calculation.values)
        if not nodes:
            return []
        from .kinks import notes

        calculation = self.calculation
        return notes(self.gradient, self.notation, calculation.program, calculation.values, nodes)

    def checked(self) -> "Result":
        """Return the result with every derivative by finite differences too."""
        from backprop.graph.differences import check

        return self._replace(checks=check(self.gradient, self.calculation.values))

    def nudged(self, step: float) -> "Result":
        """Return the result with a step along the gradient. Raises CalculationProblem if it leads nowhere."""
        from backprop.graph.descent import nudge

        moved = nudge(self.gradient, self.calculation.values, self.wrt, step)
        message = None
        if not all(map(isfinite, (*moved.inputs.values(), moved.predicted))):
            message = f"a step of {step:g} along the gradient leads too far (above 1.8e308)"
        elif isnan(moved.value):
            message = f"{self.name} has no value after a step of {step:g} along the gradient"
        if message is not None:
            raise CalculationProblem(message, hint="choose a smaller --nudge")
        return self._replace(nudge=moved)

    def disagreements(self) -> list[Problem]:
        """Return an error for each derivative that finite differences contradict."""
        if not self.checks:
            return []
        from backprop.graph.differences import Verdict

        program, output = self.calculation.program, self.notation.name(self.output)
        return [
            CalculationProblem(
                f"{total(output, self.notation.name(node))} is {self.derivative(node)!r} by the chain rule, "
                f"but {check.value!r} by finite differences, and errors explain {check.bound:.1g} only",
                program.source,
                program.place(node),
                hint="this is a fault of backprop: please report it",
            )
            for node, check in self.checks.items()
            if check.verdict is Verdict.DIFFERS
        ]
