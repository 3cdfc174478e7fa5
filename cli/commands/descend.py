"""`backprop descend`: gradient descent, step by step, or to a point where the gradient vanishes."""

from collections.abc import Mapping, Sequence

import click

from backprop.cli import FAILED, formats, progress
from backprop.cli.command_line import Words, split
from backprop.cli.data import files_among, takes_reading
from backprop.cli.descending import RATE, STEPS, require_rate, steps_of
from backprop.cli.diagnostics import report
from backprop.cli.documents import takes_output
from backprop.cli.formats import Printer
from backprop.cli.request import (
    OPTIONS,
    completing,
    evaluation,
    note_constants,
    report_notes,
    require_one,
    takes,
)
from backprop.cli.sources import whole
from backprop.cli.terminal import print_lines
from backprop.cli.views import statement
from backprop.cli.views.descent import DescentView, MinimumView
from backprop.grammar.problem import CalculationProblem, Source
from backprop.grammar.program import Program
from backprop.tables.reading import Reading
from backprop.writing import descent
from backprop.writing.descent import Objective, Output
from backprop.writing.evaluation import Evaluation
from backprop.writing.extras import extra


@click.command(
    cls=Words,
    short_help="Go down the gradient, step by step.",
    epilog="""\b
Examples:
  backprop descend "L = (x - 3)**2 + y**2" x=0 y=1 --rate 0.1 --steps 20
  backprop descend "(1 - x)**2 + 100*(y - x**2)**2" x=-1.2 y=1 --to-minimum
  backprop descend "L = (tanh(w*x + b) - y)**2" data.csv w=1 b=0 --rate 0.5
""",
)
@RATE
@STEPS
@click.option(
    "--every", type=click.IntRange(1), default=1, help="Show every so many steps, and the last one."
)
@click.option(
    "--to-minimum",
    is_flag=True,
    help="Search on by a quasi-Newton method, and tell what the point is (needs SciPy).",
)
@takes_reading
@takes(*formats.options("the steps"))
@takes_output("steps.csv", formats.FORMATS)
@takes(*OPTIONS)
@click.argument(
    "words",
    nargs=-1,
    metavar="[PROGRAM] [FILE]... [NAME=START]...",
    shell_complete=completing("values_of_rows"),
)
def command(
    *,
    words: Sequence[str],
    file: str | None,
    values_file: str | None,
    of: Sequence[str],
    wrt: Sequence[str],
    rate: float,
    steps: int,
    every: int,
    to_minimum: bool,
    reading: Reading,
    missing: Sequence[str],
    format_: str,
    digits: int,
) -> int:
    """Take steps against the gradient of the output of PROGRAM, which is shown at each.

    All inputs move, or those of --wrt. With a FILE, inputs that are columns are data, and what goes down is
    the mean of the output over the rows: a loss.
    """
    require_rate(rate)
    texts, given, _ = split(words, files_among(words))
    files = texts if file else texts[1:]
    asked = evaluation(values_file, given, of, wrt)
    text = whole([] if file else texts[:1], file)
    objective: Objective
    if files:
        extra("polars", "tables of data", "tables")
        from backprop.cli.learning import mean_over

        program, output, objective, start = mean_over(text, asked, files, reading, missing)
    else:
        program, output, objective, start = _point(text, asked)
    shown = statement.formula(program, output)
    if files:
        shown = f"mean of {shown}"
    name = program.names[output]
    if to_minimum:
        return _search(objective, start, Printer(format_, digits, MinimumView, "a search"), shown, name)
    printer = Printer(format_, digits, DescentView, "a descent")
    found, failed = steps_of(objective, start, rate, steps)
    kept = [step for step in found if step.number % every == 0 or step is found[-1]]
    print_lines(printer.lines(DescentView(shown, name, kept)))
    if failed is None:
        return 0
    report(failed)
    return FAILED


def _point(text: Source, asked: Evaluation) -> tuple[Program, int, Output, dict[str, float]]:
    """Return the program, its output, what goes down, and where it starts. Raises Problem."""
    program = asked.read(text)
    report_notes([*program.notes, *program.unused(asked.values)])
    note_constants(program, asked.values)
    outputs = asked.variables(program)
    require_one(program, outputs, "a descent is of")
    start = descent.starts(program, asked.values, asked.wrt or [*program.inputs])
    return program, outputs[0], Output(program, outputs[0], [*start], asked.values), start


def _search(objective: Objective, start: Mapping[str, float], printer: Printer, shown: str, name: str) -> int:
    with progress.evaluating("value") as watch:
        found = descent.minimum(objective, start, watch)
    print_lines(printer.lines(MinimumView(shown, name, found)))
    if found.is_stationary:
        return 0
    hint = "choose another start; the function may have no minimum"
    report(CalculationProblem(f"the search ended without a minimum: {found.kind}", hint=hint))
    return FAILED
