"""The table in formulas, without values."""

from collections.abc import Iterator, Mapping, Sequence

from backprop.cli import terminal
from backprop.cli.terminal import UNICODE, Signs
from backprop.grammar.program import Program
from backprop.writing.symbolic import walk

from . import markdown, table
from .table import Kind, Line, Table

_HEADINGS = ("node", "value", "local derivative", "chain-rule product", "gradient")
_LONGEST_TITLE = 200


def write(program: Program, output: int, inputs: Mapping[int, str], format_: str) -> Iterator[str]:
    """Yield the lines of the table of one output."""
    signs = UNICODE if format_ == "markdown" else terminal.signs()
    found = Table(_title(program, output), _HEADINGS, [*_lines(program, output, inputs, signs)], ())
    return markdown.show(found) if format_ == "markdown" else table.show(found, signs)


def _title(program: Program, output: int) -> str:
    start, end = program.outputs.get(output, (0, 0))
    text = table.one_line(program.source.text[start:end])
    return text if text and len(text) <= _LONGEST_TITLE else program.names[output]


def _lines(program: Program, output: int, inputs: Mapping[int, str], signs: Signs) -> Iterator[Line]:
    partial = signs.derivative
    for step in walk(program, output, inputs, partial):
        kind = Kind.INPUT if step.is_input else Kind.NODE
        of = program.names[output]
        if not step.uses:
            yield Line(Kind.OUTPUT, (step.head, step.value, "", "", step.gradient))
        for number, use in enumerate(step.uses, 1):
            product = (
                f"{partial}{of}/{partial}{use.by} {signs.dot} {partial}{use.by}/{partial}{step.name}"
                f" = {_factor(use.adjoint)} {signs.times} {_factor(use.local_derivative)}"
            )
            cells: Sequence[str] = (
                step.head if number == 1 else "",
                step.value if number == 1 else "",
                f"{partial}{use.by}/{partial}{step.name} = {use.local_derivative}",
                f"+ {product}" if number > 1 else product,
                step.gradient if number == len(step.uses) else "",
            )
            yield Line(kind, tuple(cells))


def _factor(formula: str) -> str:
    """Put a sum into parentheses, and what begins with a minus."""
    depth = 0
    for character in formula:
        depth += (character == "(") - (character == ")")
        if character == " " and not depth:
            return f"({formula})"
    return f"({formula})" if formula.startswith("-") else formula
