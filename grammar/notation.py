"""How a program's nodes are written: as names, as expressions, and as their derivatives."""

from collections.abc import Sequence
from functools import lru_cache

from backprop.graph.formulas import FORMULAS, Formula, formula, infix
from backprop.graph.operations import Operation
from backprop.graph.tape import Constant

from .naming import quoted
from .program import Program

_LONGEST_CONSTANT = 24
_DEEPEST_CONSTANT = 8


class Notation:
    """Writes the nodes of one program.

    ``values`` (by node) stand in for very long constants. A node that is not ``active`` is a
    constant too, where derivatives by some inputs only are asked for: ``c**2`` instead of ``v1``,
    but names that the program gave are kept.
    """

    def __init__(
        self, program: Program, values: Sequence[float], active: Sequence[bool] | None = None
    ) -> None:
        self._program = program
        self._shown = program.names
        if active is not None:
            bound = program.bound
            self._shown = {node: name for node, name in self._shown.items() if active[node] or node in bound}
        self._tape = program.tape
        self._values = values
        self._names: dict[int, str] = {}
        self._constants: dict[int, Formula] = {}
        self._forms: dict[int, list[str]] = {}

    def name(self, node: int) -> str:
        """Return the name of a node, or the text of a constant, as a program writes it."""
        written = self._names.get(node)
        if written is None:
            name = self._shown.get(node)
            written = self._names[node] = self._constant(node).text if name is None else quoted(name)
        return written

    def expression(self, node: int) -> str | None:
        """Return what a node is computed from, one operation deep; None for an input."""
        source = self._tape.sources[node]
        if isinstance(source, Operation):
            return self._form(node, source)[0]
        return self.name(node) if isinstance(source, Constant) else None

    def local_derivative(self, node: int, position: int) -> str:
        """Return the derivative of a node by one of its operands, as a formula of the operands."""
        operation = self._tape.sources[node]
        assert isinstance(operation, Operation)
        return self._form(node, operation)[position + 1]

    def _form(self, node: int, operation: Operation) -> list[str]:
        """Return the expression of a node and its derivatives by each operand."""
        form = self._forms.get(node)
        if form is None:
            names = [self.name(operand) for operand in self._tape.operands[node]]
            templates = self._templates(node, operation, 0)
            form = self._forms[node] = [
                template.text.format(*names) if template.is_open else template.text for template in templates
            ]
        return form

    def _templates(self, node: int, operation: Operation, depth: int) -> tuple[Formula, ...]:
        named = self._shown
        operands = self._tape.operands[node]
        constants = [None if operand in named else self._constant(operand, depth) for operand in operands]
        return _templates(operation, operation.infix and self._is_spaced(node), tuple(constants))

    def _constant(self, node: int, depth: int = 0) -> Formula:
        written = self._constants.get(node)
        if written is None:
            written = self._constants[node] = self._write_constant(node, depth)
        return written

    def _write_constant(self, node: int, depth: int) -> Formula:
        source = self._tape.sources[node]
        if isinstance(source, Constant):
            text = source.text if len(source.text) <= _LONGEST_CONSTANT else repr(source.value)
            return Formula(text, number=source.value)
        assert isinstance(source, Operation)
        if depth < _DEEPEST_CONSTANT:
            template = self._templates(node, source, depth + 1)[0]
            text = template.text.format(*[self.name(operand) for operand in self._tape.operands[node]])
            if len(text) <= _LONGEST_CONSTANT:
                return Formula(text, template.level, template.number)
        return formula(self._values[node])

    def _is_spaced(self, node: int) -> bool:
        """Tell whether the program has a blank before the operator of a node."""
        start = self._program.places[node]
        return start > 0 and self._program.source.text[start - 1].isspace()


@lru_cache(maxsize=4096)
def _templates(
    operation: Operation, spaced: bool, constants: tuple[Formula | None, ...]
) -> tuple[Formula, ...]:
    """Run a row on text: its value and its partials, with ``{0}``, ``{1}`` where no constant stands."""
    operands = [constant or Formula(f"{{{position}}}") for position, constant in enumerate(constants)]
    if operation.infix:
        value = infix(operation.name, *operands, spaced=spaced)
    else:
        value = formula(operation.value(FORMULAS, *operands))
    return value, *(formula(partial(FORMULAS, *operands)) for partial in operation.partials)
