"""`backprop map`: value and derivatives for every row of a table of data."""

from collections.abc import Sequence

import click

from backprop.cli import formats
from backprop.cli.command_line import Words, split
from backprop.cli.data import files_among, named, takes_reading
from backprop.cli.documents import COLOUR, STDOUT, chosen
from backprop.cli.documents import output as output_option
from backprop.cli.formats import Printer
from backprop.cli.ranges import Axis, axis_of, require_apart, through
from backprop.cli.request import OPTIONS, completing, evaluation, takes
from backprop.cli.spreads import correlations
from backprop.cli.values import uncertainty_alone
from backprop.grammar.naming import quoted
from backprop.graph.propagation import StandardUncertainty
from backprop.tables import FILE_FORMATS
from backprop.tables.reading import Reading
from backprop.writing.extras import extra


@click.command(
    cls=Words,
    short_help="Compute value and derivatives for every row of a table.",
    epilog="""\b
Examples:
  backprop map "L = (a*b + c) * f" data.csv c=10 f=-2
  backprop map "p = normpdf((x - m)/s)/s" 'log-*.parquet' -o result.parquet
  mlr --icsv --ocsv cat a.csv | backprop map "y = a*b" | head
  backprop map 'E = m*`v (m/s)`**2/2' run.tsv --only --wrt m
  backprop map "E = m*v**2/2" run.csv --stats
  backprop map "R = U/I" run.csv --uncertainty "I=±2%"
  backprop map "y = a*x" x=0..10/101 a=1,2,3

It needs: pip install numpy polars
""",
)  # fmt: skip
@takes_reading
@click.option(
    "--to",
    type=click.Choice(FILE_FORMATS),
    help="The format of the result, if the name of -o does not say it.",
)
@output_option("result.parquet")
@COLOUR
@click.option("--only", is_flag=True, help="Write the new columns alone.")
@click.option("--strict", is_flag=True, help="Stop at a row whose result is undefined, and write nothing.")
@click.option(
    "--stats",
    is_flag=True,
    help="Print a summary of every result instead of rows, and the share of each input in its "
    "variance, among all that are columns: to first order, as if they were independent.",
)
@click.option(
    "--uncertainty",
    is_flag=True,
    help="Add the standard uncertainty u_L of each output: that of a column a is in u_a, or a=±0.1.",
)
@click.option(
    "--correlation",
    metavar="A,B=R",
    multiple=True,
    help="The correlation of two uncertain inputs in all rows, from -1 to 1.",
)
@takes(*formats.options("the summary of --stats"), *OPTIONS)
@click.argument(
    "words",
    nargs=-1,
    metavar="PROGRAM [FILE]... [NAME=VALUE]... [NAME=LOW..HIGH[/POINTS]]...",
    shell_complete=completing("values_of_rows"),
)
def command(
    *,
    words: Sequence[str],
    file: str | None,
    values_file: str | None,
    of: Sequence[str],
    wrt: Sequence[str],
    reading: Reading,
    to: str | None,
    output: str | None,
    only: bool,
    strict: bool,
    missing: Sequence[str],
    stats: bool,
    uncertainty: bool,
    correlation: Sequence[str],
    format_: str | None,
    digits: int,
) -> int:
    """Run PROGRAM on every row of FILE, or of what is piped in: the outputs, and their derivatives.

    Inputs of the program are columns of the same name; `any name` in backquotes reaches any column.
    Without a FILE, ranges such as x=0..10/101 and lists such as a=1,2,3 are columns: all their combinations.
    Other inputs take a value from the command line, which wins over a column, or from the program.
    The result has the columns of FILE, then the outputs, then dL_da for each input that is a column,
    or for those of --wrt. FILE may be several with the same columns, or a pattern; csv, tsv and ndjson
    may end in .gz or .zst.

    A row with a missing value has missing results. So has one where the result is undefined; these are
    counted on stderr.

    The result goes to stdout, as csv unless FILE is another text format or --to says so.
    """
    extra("polars", "tables of data", "tables")
    from backprop.cli.mapping import Job, summarise, write_rows
    from backprop.cli.views.statistics import StatisticsView
    from backprop.tables import panics
    from backprop.tables.uncertainties import Stated

    panics.silence()
    if stats:
        for option, value in (("to", to), ("only", only)):
            if value:
                raise click.UsageError(f"--stats prints no rows, so it takes no --{option}")
    elif format_:
        raise click.UsageError("--format is for --stats; the format of rows is --to")
    if correlation and not uncertainty:
        raise click.UsageError("--correlation is for --uncertainty")
    texts, given, others = split(words, files_among(words), _uncertainty_or_axis)
    around = {name[1:]: its for name, its in others.items() if isinstance(its, StandardUncertainty)}
    axes = {name: its for name, its in others.items() if not isinstance(its, StandardUncertainty)}
    if around and not uncertainty:
        name = quoted(next(iter(around)))
        raise click.UsageError(f"{name} has an uncertainty and no value, which is for --uncertainty")
    if twice := around.keys() & given.spreads:
        raise click.UsageError(f"the uncertainty of {quoted(min(twice))} is given twice")
    program, files = named("map", texts, file, values_file, has_rows=bool(axes))
    asked = evaluation(values_file, given, of, wrt)
    if axes:
        require_apart(axes, given.numbers)
        asked = asked._replace(values={name: its for name, its in asked.values.items() if name not in axes})
    uncertain = Stated(around, correlations(correlation, None)) if uncertainty else None
    job = Job(program, files, asked, reading, missing, strict, uncertain, through(axes))
    path = None if output in STDOUT else output
    if not stats:
        return write_rows(job, to, path, only=only)
    name = chosen(path, format_, formats.FORMATS, "--format")
    printer = Printer(name, digits, StatisticsView, "--stats")
    if path is None:
        return summarise(job, printer)
    from backprop.cli.output import written

    return written(path, lambda: summarise(job, printer), despite_failures=False)


def _uncertainty_or_axis(word: str) -> tuple[str, StandardUncertainty | Axis] | None:
    """Return what a word says of an input that is a column, under a name for each of both. Raises Problem."""
    if found := uncertainty_alone(word):
        return f"±{found[0]}", found[1]
    return axis_of(word)
