"""`backprop hessian`: the matrix of second derivatives."""

import click

from backprop.cli import FAILED, formats, simplification
from backprop.cli.command_line import Words
from backprop.cli.diagnostics import report
from backprop.cli.documents import takes_output
from backprop.cli.formats import Printer
from backprop.cli.request import SIMPLIFY, Request, note_constants, report_notes, takes, takes_request
from backprop.cli.terminal import print_lines
from backprop.cli.views.hessian import FormulasView, HessianView
from backprop.grammar.problem import CalculationProblem
from backprop.writing.curvature import hessian
from backprop.writing.derivatives import unchanged


@click.command(
    cls=Words,
    short_help="Print all second derivatives.",
    epilog="""\b
Examples:
  backprop hessian "z = x**2*y + sin(y)" x=2 y=1
  backprop hessian "f = (1 - x)**2 + 100*(y - x**2)**2" x=1 y=1 --format json
  backprop hessian "z = x**2*y + sin(y)" --symbolic
""",
)
@takes(*formats.options("the matrix"))
@click.option("--symbolic", is_flag=True, help="Show formulas instead of numbers; no values are needed.")
@SIMPLIFY
@takes_output("matrix.csv", formats.FORMATS)
@takes_request
def command(asked: Request, *, format_: str, digits: int, symbolic: bool, simplify: bool) -> int:
    """Print the symmetric matrix of second derivatives of each output by the inputs.

    The graph of its derivatives is run backwards again.

    PROGRAM and NAME=VALUE are those of 'backprop eval'.
    """
    if symbolic:
        printer = Printer(format_, digits, FormulasView, "--symbolic")
        program, inputs = asked.without_values()
        for output in asked.evaluation.variables(program):
            print_lines(
                printer.lines(
                    FormulasView(
                        program, output, inputs, simplification.simplified if simplify else unchanged
                    )
                )
            )
        return 0
    if simplify:
        raise click.UsageError("--simplify goes with --symbolic")
    printer = Printer(format_, digits, HessianView, "the matrix")
    program = asked.program()
    asked.require_values(program, "hessian --symbolic shows")
    note_constants(program, asked.given.numbers)
    inputs, code = asked.evaluation.inputs(program), 0
    for output in asked.evaluation.outputs(program):
        try:
            matrix = hessian(program, output, inputs, asked.evaluation.values)
        except CalculationProblem as problem:
            report(problem)
            code = FAILED
            continue
        print_lines(printer.lines(HessianView(program.names[output], matrix)))
        report_notes(matrix.notes)
    return code
