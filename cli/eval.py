"""`backprop eval`: an expression in, every derivative out."""

import sys
from collections.abc import Callable
from math import isfinite

import click

from backprop.grammar.problem import CalculationProblem, Problem, ProgramProblem, Source
from backprop.writing.result import Result

from . import formats
from . import sources as programs
from .codes import FAILED
from .command_line import Words
from .diagnostics import note, report
from .request import Request, arguments, note_constants, report_notes, write

_NUDGED = ("table", "markdown", "json")
_CHECKED = ("table", "markdown", "json", "csv", "tsv")
_SYMBOLIC = ("table", "markdown")


@click.command(
    cls=Words,
    short_help="Show the value and every derivative of an expression.",
    epilog="""\b
Examples:
  backprop eval "L = (a*b + c) * f" a=2 b=-3 c=10 f=-2
  backprop eval "o = tanh(x*w + b)" x=2 w=-3 b=6.7 --wrt w,b
  backprop eval "-x**2" x=1/3 --format json
  echo "E = m*c**2" | backprop eval m=80 c=299792458
  backprop eval "o = tanh(x*w + b)" --symbolic
  printf 'sin(x)\\ncos(x)\\n' | backprop eval --each x=1 --format plain

The operators are + - * / % ** (or ^); 'backprop functions' lists the functions. where(condition, a, b)
chooses, with < <= > >= == != and or not. pi is given. Functions of your own are statements:
f(x, y) = x*y + 1.""",
)
@click.option("--each", is_flag=True, help="Take every line as a program of its own, as it comes.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(formats.NAMES),
    default="table",
    show_default=True,
    help="How to print the results; json, csv, tsv and plain are exact.",
)
@click.option(
    "--digits",
    type=click.IntRange(1, 17),
    default=6,
    show_default=True,
    help="Significant digits in table, markdown and latex.",
)
@click.option(
    "--check",
    is_flag=True,
    help="Check every gradient by finite differences; in large programs, step by step.",
)
@click.option("--symbolic", is_flag=True, help="Show formulas instead of numbers; no values are needed.")
@click.option("--nudge", type=float, metavar="STEP", help="Move every input by STEP times its gradient.")
@arguments
def command(
    asked: Request,
    *,
    each: bool,
    format_: str,
    digits: int,
    check: bool,
    symbolic: bool,
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
    if nudge is not None and format_ not in _NUDGED:
        raise click.UsageError(f"--nudge is shown in {', '.join(_NUDGED)} only")
    if nudge is not None and not isfinite(nudge):
        raise click.UsageError("--nudge takes a finite number")
    if check and format_ not in _CHECKED:
        raise click.UsageError(f"--check is shown in {', '.join(_CHECKED)} only")
    if symbolic:
        if format_ not in _SYMBOLIC or each or check or nudge is not None:
            raise click.UsageError("--symbolic is a table or markdown, without --each, --check and --nudge")
        return _symbolic(asked, format_)
    printer = formats.Printer(format_, digits, numbered=each, checked=check)

    def show(result: Result) -> None:
        if check:
            result = result.checked()
        if nudge is not None:
            result = result.nudged(nudge)
        write(printer.lines(result))
        for disagreement in result.disagreements():
            raise disagreement

    if each:
        return _each(asked, show, format_)
    return asked.show(asked.program(), show)


def _symbolic(asked: Request, format_: str) -> int:
    """Show the walk of every output in formulas."""
    from .formats import symbolic

    program = asked.program()
    inputs = asked.evaluation.inputs(program)
    if asked.given:
        note("formulas need no values: those of the command line are not used")
    note_constants(program)
    for number, output in enumerate(asked.evaluation.variables(program)):
        write([*[""] * bool(number), *symbolic.write(program, output, inputs, format_)])
    return 0


def _each(asked: Request, show: Callable[[Result], None], format_: str) -> int:
    """Evaluate every line on its own, and print its results before the next one is read."""
    evaluation, file = asked.evaluation, asked.file
    code = 0
    for number, line in programs.lines(asked.texts, file):
        failed: list[Problem] = []
        source = Source("", file, number)
        try:
            if isinstance(line, Problem):
                raise line
            source = source._replace(text=programs.decoded(line, "this line"))
            program = evaluation.read(source)
            report_notes(program.notes)
            for result in evaluation.results(program, number):
                try:
                    if isinstance(result, Problem):
                        raise result
                    show(result)
                    report_notes(result.kinks())
                except CalculationProblem as problem:
                    failed.append(problem)
        except ProgramProblem as problem:
            problem.source = problem.source or source
            failed.append(problem)
        for failure in failed:
            code = FAILED
            if format_ == "json":
                from .formats import json_lines

                write([json_lines.error(failure, number)])
            else:
                report(failure)
        sys.stdout.flush()
    return code
