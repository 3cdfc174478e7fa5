"""`backprop eval`: an expression in, every derivative out."""

from collections.abc import Callable
from math import isfinite

import click

from backprop.cli import FAILED, formats, terminal
from backprop.cli import sources as programs
from backprop.cli.command_line import Words
from backprop.cli.diagnostics import report
from backprop.cli.documents import takes_output
from backprop.cli.formats import Printer
from backprop.cli.request import (
    SIMPLIFY,
    Request,
    failures,
    note_budget,
    note_constants,
    report_notes,
    takes,
    takes_request,
)
from backprop.cli.terminal import print_lines
from backprop.cli.views.brief import BriefView
from backprop.cli.views.result import ResultView
from backprop.grammar.problem import Problem, ProgramProblem, Source
from backprop.writing.result import Result

_NUDGED = ("table", "documents")
_CHECKED = (*_NUDGED, "records")
"""The views that show a nudge, and a check."""


@click.command(
    cls=Words,
    short_help="Show the value and every derivative of an expression.",
    epilog="""\b
Examples:
  backprop eval "L = (a*b + c) * f" a=2 b=-3 c=10 f=-2
  backprop eval "o = tanh(x*w + b)" x=2 w=-3 b=6.7 --wrt w,b
  backprop eval "-x**2" x=1/3 --format json
  backprop eval "o = tanh(x*w + b)" x=2 w=-3 b=6.7 --brief
  echo "E = m*c**2" | backprop eval m=80 c=299792458
  backprop eval "o = tanh(x*w + b)" --symbolic
  printf 'sin(x)\\ncos(x)\\n' | backprop eval --each x=1 --format plain

The operators are + - * / % ** (or ^); 'backprop functions' lists the functions. where(condition, a, b)
chooses, with < <= > >= == != and or not. pi is given. Functions of your own are statements:
f(x, y) = x*y + 1.""",
)
@click.option("--each", is_flag=True, help="Take every line as a program of its own, as it comes.")
@click.option(
    "--jobs",
    type=click.IntRange(0),
    metavar="N",
    help="Evaluate the lines of --each in N processes, 0 for as many as there are cores.",
)
@takes(*formats.options("the results"))
@click.option(
    "--check",
    is_flag=True,
    help="Check every gradient by finite differences; in large programs, step by step.",
)
@click.option("--symbolic", is_flag=True, help="Show formulas instead of numbers; no values are needed.")
@SIMPLIFY
@click.option("--brief", is_flag=True, help="Show the inputs alone: each with its value and its gradient.")
@click.option("--nudge", type=float, metavar="STEP", help="Move every input by STEP times its gradient.")
@takes_output("result.json", formats.FORMATS, despite="each")
@takes_request
def command(
    asked: Request,
    *,
    each: bool,
    jobs: int | None,
    format_: str,
    digits: int,
    check: bool,
    symbolic: bool,
    simplify: bool,
    brief: bool,
    nudge: float | None,
) -> int:
    """Run PROGRAM forward and backward: each node's value, its local derivatives, and the chain rule.

    A program is one or more statements such as "d = a*b; L = tanh(d) + c". Several PROGRAM
    arguments are its lines. Without one, or for "-", it is read from stdin.

    NAME=VALUE, with no blank around the "=", gives an input its value, a number or a constant
    expression such as 1/3 or 2*pi. It wins over a constant in the program. So a program that
    is only a constant needs blanks around its "=".

    Exit codes: 0 done, 1 the calculation failed or a line of --each did, 2 the program cannot be
    read or the usage is wrong.
    """
    if jobs is not None and not each:
        raise click.UsageError("--jobs goes with --each")
    if symbolic:
        from backprop.cli import simplification
        from backprop.cli.views.brief import BriefFormulasView
        from backprop.cli.views.symbolic import SymbolicView

        view = BriefFormulasView if brief else SymbolicView
        if each or check or nudge is not None:
            raise click.UsageError("--symbolic goes without --each, --check and --nudge")
        printer = Printer(format_, digits, view, "--symbolic --brief" if brief else "--symbolic")
        program, inputs = asked.without_values()
        change = simplification.simplified_slopes if simplify else None
        for output in asked.evaluation.variables(program):
            print_lines(printer.lines(view(program, output, inputs, change)))
        return 0
    if simplify:
        raise click.UsageError("--simplify goes with --symbolic")
    shown = BriefView if brief else ResultView
    printer = Printer(format_, digits, shown, "--brief" if brief else "a result")
    if nudge is not None:
        formats.require(format_, shown, "--nudge", _NUDGED)
        if not isfinite(nudge):
            raise click.UsageError("--nudge takes a finite number")
    if check:
        formats.require(format_, shown, "--check", _CHECKED)

    def show(result: Result) -> None:
        if check:
            result = result.checked()
        if nudge is not None:
            result = result.nudged(nudge)
        print_lines(printer.lines(shown(asked.with_uncertainty(result))))
        for disagreement in result.disagreements():
            raise disagreement

    if each:
        if formats.FORMATS.load(format_).start is not None:
            raise click.UsageError(
                f"--format {format_} holds one program; for --each choose plain, csv or json"
            )
        return _each(asked, show, printer, 1 if jobs is None else jobs)
    program = asked.program(with_uncertainties=True)
    note_budget(program.spreads, asked.evaluation.spreads)
    return asked.show(program, show)


def _each(asked: Request, show: Callable[[Result], None], printer: Printer, jobs: int) -> int:
    """Evaluate every line on its own, and print its results before the next one is read."""
    evaluation, file = asked.evaluation, asked.file
    note_budget(evaluation.spreads)

    def evaluate(its: tuple[int, bytes | ProgramProblem]) -> int:
        number, line = its
        failed: list[Problem] = []
        source = Source("", file, number)
        try:
            if isinstance(line, Problem):
                raise line
            source = source._replace(text=programs.decoded(line, "this line"))
            program = evaluation.read(source)
            report_notes(program.notes)
            note_constants(program, asked.given.numbers)
            note_budget(program.spreads)
            failed += failures(evaluation.results(program, number), show)
        except ProgramProblem as problem:
            problem.source = problem.source or source
            failed.append(problem)
        for failure in failed:
            if printer.failure is None:
                report(failure)
            else:
                print_lines([printer.failure(failure, number)])
        return FAILED if failed else 0

    lines = programs.lines(asked.texts, file)
    if jobs != 1:
        from backprop.cli import jobs as processes

        return processes.run(lines, evaluate, jobs or processes.cores())
    code = 0
    for line in lines:
        code = max(code, evaluate(line))
        terminal.flush()
    return code
