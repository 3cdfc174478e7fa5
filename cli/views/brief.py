"""The answer in a glance: each input with its value, and the derivative by it."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from backprop.cli.terminal import UNICODE, Signs
from backprop.grammar.naming import quoted
from backprop.grammar.program import Program
from backprop.writing.digits import rounded
from backprop.writing.result import Result

from . import Column, Kind, Line, Records, Table, statement
from .result import CHECK, CHECK_RECORD, COLUMNS, check_cell, check_record, nudged

_INPUT, _VALUE, _GRADIENT = Column("input"), COLUMNS[1], COLUMNS[-1]


class BriefView(NamedTuple):
    """The gradient of one output, in the order of the program."""

    result: Result

    def table(self, digits: int, signs: Signs) -> Table:  # noqa: ARG002
        result, lines = self.result, list[Line]()
        for node in result.wrt:
            numbers = (result.calculation.values[node], result.derivative(node))
            cells = (result.notation.name(node), *(rounded(number, digits) for number in numbers))
            lines.append(Line(Kind.INPUT, (*cells, *check_cell(result, node, digits))))
        columns = [_INPUT, _VALUE, _GRADIENT, *[CHECK] * (result.checks is not None)]
        return Table(statement.title(result, digits), columns, lines, nudged(result, digits))

    def records(self) -> Records:
        """Offer a record for each input."""
        line = ("line",) * (self.result.line is not None)
        check = CHECK_RECORD if self.result.checks is not None else ()
        return Records((*line, "output", "input", "value", "gradient", *check), self._rows())

    def _rows(self) -> Iterator[tuple[object, ...]]:
        result = self.result
        head = (*(() if result.line is None else (result.line,)), result.name)
        for node, name in result.wrt.items():
            value, slope = result.calculation.values[node], result.derivative(node)
            yield (*head, name, value, slope, *check_record(result, node))


class BriefFormulasView(NamedTuple):
    """The same in formulas."""

    program: Program
    output: int
    inputs: Mapping[int, str]

    def table(self, digits: int = 0, signs: Signs = UNICODE) -> Table:  # noqa: ARG002
        from backprop.writing.symbolic import walk

        steps = walk(self.program, self.output, self.inputs)
        gradients = {step.name: step.gradient for step in steps if step.is_input}
        names = map(quoted, self.inputs.values())
        lines = [Line(Kind.INPUT, (name, gradients.get(name, "0"))) for name in names]
        title = statement.written(self.program, self.output) or self.program.names[self.output]
        return Table(title, [_INPUT, Column("gradient", folds=True)], lines)
