"""What `eval` has to show for one output."""

from typing import NamedTuple

from backprop.grammar.calculation import Calculation
from backprop.grammar.notation import Notation
from backprop.grammar.problem import Problem
from backprop.graph.backward import Gradient


class Result(NamedTuple):
    """One output with its gradient.

    notation  how its nodes are written
    wrt       the inputs to be shown, by node, with their names
    line      the number of the line that was the program, where each line is one
    """

    calculation: Calculation
    gradient: Gradient
    notation: Notation
    wrt: dict[int, str]
    line: int | None = None

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
        nodes = self.gradient.kinks(self.calculation.values)
        if not nodes:
            return []
        from backprop.grammar.kinks import explain

        return explain(self.gradient, self.notation, self.calculation.program, nodes)
