"""`backprop explain`: the worked lesson of backpropagation, for any expression."""

from collections.abc import Iterable

import click

from backprop.cli import lessons
from backprop.cli.command_line import Words
from backprop.cli.documents import takes_output
from backprop.cli.request import Request, note_budget, note_constants, require_one, takes_request
from backprop.cli.terminal import print_lines
from backprop.writing.result import Result


@click.command(
    cls=Words,
    short_help="Write the worked lesson: each derivative, and why.",
    epilog="""\b
Examples:
  backprop explain "e = a*b; d = e + c; L = d*f" a=2 b=-3 c=10 f=-2
  backprop explain "o = tanh(x*w + b)" x=2 w=-3 b=6.7 --wrt w
  backprop explain "o = tanh(x*w + b)"
  backprop explain "y = x**3/3" x=2 -o lesson.md
""",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(lessons.FORMATS.names),
    help="How to write it; html is one page that loads nothing, and steps through the graph."
    "  [default: text]",
)
@click.option(
    "--digits", type=click.IntRange(1, 17), default=6, show_default=True, help="Significant digits."
)
@takes_output("lesson.html", lessons.FORMATS)
@takes_request
def command(asked: Request, *, format_: str, digits: int) -> int:
    """Explain the backward pass: each local derivative with its reason, and the chain rule.

    Forward, each node with its formula and its value. Backward from the output, each node with the
    operation that uses it, its local derivative by the difference quotient or by its rule, and the
    chain rule in symbols and in numbers. Then the gradient, and what it means; for uncertain values also
    the propagation of their uncertainties. Without any values, the same in formulas.

    PROGRAM and NAME=VALUE are those of 'backprop eval'.
    """
    program = asked.program(with_uncertainties=True)
    note_budget(program.spreads, asked.evaluation.spreads)
    if format_ == "html":
        require_one(program, asked.evaluation.outputs(program), "a page explains")
    between: list[str] = []

    def add(lines: Iterable[str]) -> None:
        print_lines([*between, *lines])
        between[:] = [""]

    def show(result: Result) -> None:
        add(lessons.lines(asked.with_uncertainty(result), format_, digits))

    if not asked.evaluation.values and any(map(program.lacks_value, program.inputs)):
        note_constants(program)
        inputs = asked.evaluation.inputs(program)
        for output in asked.evaluation.variables(program):
            add(lessons.lines_without_values(program, output, inputs, format_, digits))
        return 0
    return asked.show(program, show, "explain writes")
