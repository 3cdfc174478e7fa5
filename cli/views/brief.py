"""The answer in a glance: each input with its value, and the derivative by it."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from backprop.cli.terminal import UNICODE, Signs
from backprop.grammar.naming import quoted
from backprop.grammar.program import Program
from backprop.writing.digits import rounded
from backprop.writing.result import Result

from . import Column, Kind, Line, Records, Table, statement

VALUE = Column("value", right=True, bold=(Kind.OUTPUT,))
GRADIENT = Column("gradient", right=True, signed=True, bold=(Kind.OUTPUT, Kind.INPUT))
CHECK = Column("finite differences", below="finite differences: ")
CHECK_RECORD = ("verdict", "difference", "difference_bound")
_INPUT = Column("input")

if TYPE_CHECKING:
    from backprop.writing.symbolic import Change


class BriefView(NamedTuple):
    """The gradient of one output, in the order of the program."""

    result: Result

    def table(self, digits: int, signs: Signs) -> Table:
        result, lines = self.result, list[Line]()
        for node in result.wrt:
            numbers = (result.calculation.values[node], result.derivative(node))
            cells = (result.notation.name(node), *(rounded(number, digits) for number in numbers))
            lines.append(Line(Kind.INPUT, (*cells, *check_cell(result, node, digits))))
        columns = [_INPUT, VALUE, GRADIENT, *[CHECK] * (result.checks is not None)]
        return Table(statement.title(result, digits, signs), columns, lines, nudged(result, digits))

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
    change: "Change | None" = None

    def table(self, digits: int = 0, signs: Signs = UNICODE) -> Table:  # noqa: ARG002
        from backprop.writing.symbolic import walk

        steps = walk(self.program, self.output, self.inputs, change=self.change)
        gradients = {step.name: step.gradient for step in steps if step.is_input}
        names = map(quoted, self.inputs.values())
        lines = [Line(Kind.INPUT, (name, gradients.get(name, "0"))) for name in names]
        title = statement.formula(self.program, self.output)
        return Table(title, [_INPUT, Column("gradient", folds=True)], lines)


def check_cell(result: Result, node: int, digits: int, *, is_short: bool = False) -> list[str]:
    """Return the derivative by finite differences, and how far the gradient is off, if that is asked for.

    In short, a gradient that agrees has no value by its side.
    """
    if result.checks is None:
        return []
    check = result.checks.get(node)
    if check is None:  # no path leads there
        return [""]
    if check.value is None:
        return [check.verdict.value]
    off = rounded(check.relative(result.derivative(node)), 1)
    if check.is_agreement and is_short:
        return [off]
    whole = f"{rounded(check.value, digits)} (off by {off})"
    return [whole if check.is_agreement else f"{whole}: {check.verdict.value}"]


def check_record(result: Result, node: int) -> tuple[object, ...]:
    """Return the fields of `CHECK_RECORD`, if a check is asked for."""
    if result.checks is None:
        return ()
    check = result.checks.get(node)
    if check is None:  # no path leads there
        return (None, None, None)
    return (check.verdict.value, check.value, None if check.value is None else check.bound)


def nudged(result: Result, digits: int) -> list[str]:
    """Return the lines below the table: the step along the gradient, where that was asked for.

    They have more digits, for it is the small changes that matter.
    """
    if result.nudge is None:
        return []
    step, inputs, value, predicted = result.nudge
    name, more = result.notation.name(result.output), min(digits + 3, 17)
    moved = ", ".join(f"{result.notation.name(node)} = {rounded(x, more)}" for node, x in inputs.items())
    before, after = rounded(result.value, more), rounded(value, more)
    return [
        "",
        f"each input moved by {rounded(step, digits)} times its gradient: {moved}",
        f"{name} goes from {before} to {after}; the gradient predicted {rounded(predicted, more)}",
    ]
