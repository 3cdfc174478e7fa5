"""How a program's nodes are written: as names, as expressions, and as their derivatives."""

from collections.abc import Sequence

from backprop.graph.formulas import FORMULAS, Formula, formula, infix
from backprop.graph.operations import Operation
from backprop.graph.tape import Constant

from .naming import quoted
from .program import Program

_LONGEST_CONSTANT = 24
_DEEPEST_CONSTANT = 8


class Notation:
    """Writes the nodes of one program; ``values`` (by node) stand in for very long constants."""

    def __init__(self, program: Program, values: Sequence[float]) -> None:
        self._program = program
        self._tape = program.tape
        self._values = values

    def name(self, node: int) -> str:
        """Return the name of a node, or the text of a constant, as a program writes it."""
        return self._operand(node).text

    def expression(self, node: int) -> str | None:
        """Return what a node is computed from, one operation deep; None for an input."""
        source = self._tape.sources[node]
        if isinstance(source, Operation):
            return self._expression(node, source, 0).text
        return self._operand(node).text if isinstance(source, Constant) else None

    def local_derivative(self, node: int, position: int) -> str:
        """Return the derivative of a node by one of its operands, as a formula of the operands."""
        operation = self._tape.sources[node]
        assert isinstance(operation, Operation)
        operands = [self._operand(operand) for operand in self._tape.operands[node]]
        return formula(operation.partials[position](FORMULAS, *operands)).text

    def _operand(self, node: int, depth: int = 0) -> Formula:
        name = self._program.names.get(node)
        if name is not None:
            return Formula(quoted(name))
        source = self._tape.sources[node]
        if isinstance(source, Constant):
            text = source.text if len(source.text) <= _LONGEST_CONSTANT else repr(source.value)
            return Formula(text, number=source.value)
        assert isinstance(source, Operation)
        if depth < _DEEPEST_CONSTANT:
            written = self._expression(node, source, depth + 1)
            if len(written.text) <= _LONGEST_CONSTANT:
                return written
        return formula(self._values[node])

    def _expression(self, node: int, operation: Operation, depth: int) -> Formula:
        operands = [self._operand(operand, depth) for operand in self._tape.operands[node]]
        if operation.infix:
            left, right = operands
            return infix(operation.name, left, right, spaced=self._is_spaced(node))
        written = operation.value(FORMULAS, *operands)
        assert isinstance(written, Formula)
        return written

    def _is_spaced(self, node: int) -> bool:
        """Tell whether the program has a blank before the operator of a node."""
        start = self._program.places[node]
        return start > 0 and self._program.source.text[start - 1].isspace()
