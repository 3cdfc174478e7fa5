"""`backprop fit`: the parameters of a program that fit it to a table of data."""

from collections.abc import Sequence

import click

from backprop.cli import formats
from backprop.cli import parameters as words_of
from backprop.cli.command_line import Words, split
from backprop.cli.data import files_among, named, takes_reading
from backprop.cli.documents import COLOUR, STDOUT
from backprop.cli.documents import output as output_option
from backprop.cli.formats import Printer
from backprop.cli.plots import format_of
from backprop.cli.request import FILE, OF, VALUES, completing, evaluation, takes
from backprop.cli.views.fit import FitView
from backprop.tables import FILE_FORMATS
from backprop.tables.reading import Reading
from backprop.writing.extras import require


@click.command(
    cls=Words,
    short_help="Fit parameters to a table of data.",
    epilog="""\b
Examples:
  backprop fit "y = A*exp(-k*x) + B" decay.csv A=1 k=0.5 B=0
  backprop fit "y = A*exp(-k*x)" decay.csv A=1..100 k=0.01..10 --sigma sy
  backprop fit "y = a*x + b" data.csv a=1 b=0 --fix b --bounds a=0:
  backprop fit "A/(1 + exp(-k*(t - t0)))" growth.parquet --target mass A=1 k=1 t0=5
  backprop fit "y = a*x + b" data.csv a=1 b=0 -o fitted.csv

It needs: pip install numpy polars scipy
""",
)
@takes_reading
@click.option(
    "--target",
    metavar="[OUTPUT=]COLUMN",
    multiple=True,
    help="The column that an output is fitted to, if it has another name.",
)
@click.option(
    "--sigma",
    metavar="[OUTPUT=]U",
    multiple=True,
    help="The standard uncertainty of the data: a column, or a number.",
)
@click.option(
    "--fix",
    metavar="NAME[=VALUE]",
    multiple=True,
    shell_complete=completing("inputs"),
    help="Hold an input: it is no parameter.",
)
@click.option(
    "--bounds",
    metavar="NAME=LOW:HIGH",
    multiple=True,
    shell_complete=completing("inputs"),
    help="Keep a parameter between two numbers; either may be left out.",
)
@click.option(
    "--start",
    metavar="NAME=LOW..HIGH",
    multiple=True,
    help="Try several starts between two numbers, and keep the best; also as a word.",
)
@click.option(
    "--loss",
    type=click.Choice(("linear", "soft_l1", "huber", "cauchy")),
    default="linear",
    show_default=True,
    help="Count residuals as they are, or large ones less.",
)
@output_option("fitted.csv", "the rows with their fitted values ")
@click.option(
    "--to",
    type=click.Choice(FILE_FORMATS),
    help="The format of the rows of -o, if its name does not say it.",
)
@click.option("--plot", metavar="FILE", help="Draw data, curve and residuals: .svg, .png or .pdf.")
@COLOUR
@takes(*formats.options("the fit", digits=2, more=["program"]), FILE, VALUES, OF)
@click.argument(
    "words",
    nargs=-1,
    metavar="PROGRAM [FILE]... [NAME=START]...",
    shell_complete=completing("values_of_rows"),
)
def command(
    *,
    words: Sequence[str],
    file: str | None,
    values_file: str | None,
    of: Sequence[str],
    reading: Reading,
    missing: Sequence[str],
    target: Sequence[str],
    sigma: Sequence[str],
    fix: Sequence[str],
    bounds: Sequence[str],
    start: Sequence[str],
    loss: str,
    output: str | None,
    to: str | None,
    plot: str | None,
    format_: str | None,
    digits: int,
) -> int:
    """Fit PROGRAM to the rows of FILE, or of what is piped in, by least squares with exact derivatives.

    An output is fitted to the column of its name. Inputs that are columns are data. All others are
    parameters, and start from NAME=START, from a constant of the program, or from several points of a range
    NAME=LOW..HIGH.

    Standard errors come from the scatter of the data, or with --sigma from their uncertainties. Rows with a
    missing or undefined value are left out, and counted. -o writes the rows with the fitted value, its
    standard uncertainty and the residual.

    The exit code is 1 where there is no result to trust: no minimum, or parameters that the data do not tell.
    """
    for package in ("polars", "scipy"):
        require(package, "fits", "fit")
    from backprop.cli.fitted_rows import Job
    from backprop.cli.fitting import fitted
    from backprop.tables import panics
    from backprop.tables.observations import Asked

    panics.silence()
    printer = Printer(format_ or "table", digits, FitView, "a fit")
    texts, given, ranges = split(words, files_among(words), words_of.range_of)
    program, files = named("fit", texts, file, values_file)
    asked = Asked(
        words_of.targets(target),
        words_of.sigmas(sigma),
        words_of.ranges(ranges, start, given.numbers),
        words_of.fixed(fix),
        words_of.bounds(bounds),
    )
    job = Job(program, files, evaluation(values_file, given, of, ()), reading, missing, asked, loss)
    if output is not None and output in STDOUT:
        raise click.UsageError("-o takes a file, for the report goes to stdout")
    path = output
    if path is None and to is not None:
        raise click.UsageError("--to is the format of the rows of -o")
    if plot is not None:
        format_of(plot)
        require("matplotlib", "plots", "plots")
    return fitted(job, printer, to, path, plot)
