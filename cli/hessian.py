"""`backprop hessian`: the matrix of second derivatives."""

import csv
import io
from collections.abc import Iterator

import click

from backprop.grammar.problem import CalculationProblem
from backprop.writing.curvature import Hessian, hessian
from backprop.writing.digits import rounded

from . import strict_json, terminal
from .codes import FAILED
from .command_line import Words
from .diagnostics import report
from .request import Request, arguments, report_notes, write

_FORMATS = ("table", "json", "csv", "plain")


@click.command(
    cls=Words,
    short_help="Print all second derivatives.",
    epilog="""\b
Examples:
  backprop hessian "z = x**2*y + sin(y)" x=2 y=1
  backprop hessian "f = (1 - x)**2 + 100*(y - x**2)**2" x=1 y=1 --format json
""",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(_FORMATS),
    default="table",
    show_default=True,
    help="How to print it; json, csv and plain are exact.",
)
@click.option("--digits", type=click.IntRange(1, 17), default=6, show_default=True, help="Of the table.")
@arguments
def command(
    asked: Request,
    *,
    format_: str,
    digits: int,
) -> int:
    """Print the symmetric matrix of second derivatives of each output by the inputs.

    The program is differentiated to a program (see 'backprop diff'), and that one backwards again.

    PROGRAM and NAME=VALUE are those of 'backprop eval'.
    """
    program = asked.program()
    program.bind(asked.evaluation.values)
    inputs, code = asked.evaluation.inputs(program), 0
    is_first = True
    for output in asked.evaluation.outputs(program):
        name = program.names.get(output)
        if name is None:
            report(CalculationProblem("the output is a constant", program.source, program.place(output)))
            code = FAILED
            continue
        try:
            found = hessian(program, output, inputs, asked.evaluation.values)
        except CalculationProblem as problem:
            report(problem)
            code = FAILED
            continue
        write(_lines(name, found, format_, digits, is_first=is_first))
        report_notes(found.notes)
        is_first = False
    return code


def _lines(name: str, found: Hessian, format_: str, digits: int, *, is_first: bool) -> Iterator[str]:
    if format_ == "json":
        described = {"output": name, "value": found.value, "gradient": found.gradient, "hessian": found.rows}
        yield strict_json.dumps(described)
    elif format_ == "plain":
        yield from ("\t".join(map(repr, row.values())) for row in found.rows.values())
    elif format_ == "csv":
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        if is_first:
            writer.writerow(["output", "input", *found.rows])
        for by, row in found.rows.items():
            writer.writerow([name, by, *map(repr, row.values())])
        yield from text.getvalue().splitlines()
    else:
        if not is_first:
            yield ""
        yield from _table(name, found, digits)


def _table(name: str, found: Hessian, digits: int) -> Iterator[str]:
    from rich.table import Table

    signs, console = terminal.signs(), terminal.console()
    yield f"{name} = {rounded(found.value, digits)}"
    yield ""
    table = Table(box=None, header_style="dim", padding=(0, 0, 0, 3), pad_edge=False)
    partial = signs.derivative
    table.add_column(f"  {partial}²{name}/{partial}row {partial}column" if partial == "∂" else f"  d2{name}")
    for column in found.rows:
        table.add_column(column, justify="right", no_wrap=True)
    for by, row in found.rows.items():
        table.add_row(f"  {by}", *(rounded(value, digits) for value in row.values()))
    with console.capture() as capture:
        console.print(table)
    yield from (line.rstrip() for line in capture.get().splitlines())
