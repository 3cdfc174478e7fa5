"""What `eval --symbolic` shows of one output: the table in formulas, without values."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from backprop.cli.terminal import Signs
from backprop.grammar.program import Program
from backprop.writing.notation import total
from backprop.writing.symbolic import walk

from . import Kind, Line, Table
from .result import COLUMNS
from .statement import LONGEST, written


class SymbolicView(NamedTuple):
    """The walk from one output back to the inputs."""

    program: Program
    output: int
    inputs: Mapping[int, str]

    def table(self, digits: int, signs: Signs) -> Table:  # noqa: ARG002
        text, name = written(self.program, self.output), self.program.names[self.output]
        title = text if text and len(text) <= LONGEST else name
        return Table(title, [column._replace(right=False) for column in COLUMNS], [*self._lines(signs)])

    def _lines(self, signs: Signs) -> Iterator[Line]:
        of = self.program.names[self.output]
        for step in walk(self.program, self.output, self.inputs):
            kind = Kind.INPUT if step.is_input else Kind.NODE
            if not step.uses:
                yield Line(Kind.OUTPUT, (step.head, step.value, "", "", step.gradient))
            for number, use in enumerate(step.uses, 1):
                product = (
                    f"{total(of, use.by)} {signs.dot} {signs.local(use.by, step.name)}"
                    f" = {_factor(use.adjoint)} {signs.times} {_factor(use.local_derivative)}"
                )
                cells = (
                    step.head if number == 1 else "",
                    step.value if number == 1 else "",
                    f"{signs.local(use.by, step.name)} = {use.local_derivative}",
                    f"+ {product}" if number > 1 else product,
                    step.gradient if number == len(step.uses) else "",
                )
                yield Line(kind, cells)


def _factor(formula: str) -> str:
    """Put a sum into parentheses, and what begins with a minus."""
    depth = 0
    for character in formula:
        depth += (character == "(") - (character == ")")
        if character == " " and not depth:
            return f"({formula})"
    return f"({formula})" if formula.startswith("-") else formula
