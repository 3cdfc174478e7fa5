"""`backprop map`: value and derivatives for every row of a table of data."""

import glob
import os
from collections.abc import Sequence

import click

from backprop.cli import formats
from backprop.cli.command_line import Words, split
from backprop.cli.documents import COLOUR
from backprop.cli.documents import output as output_option
from backprop.cli.formats import Printer
from backprop.cli.request import OPTIONS, evaluation, takes
from backprop.cli.sources import read as read_text
from backprop.grammar.problem import Source
from backprop.tables import FILE_FORMATS
from backprop.writing.extras import extra


def _is_file(word: str) -> bool:
    """Tell whether a word with a folder in it names files, as ``year=2026/a.csv`` does."""
    return os.sep in word and (os.path.exists(word) or bool(glob.glob(word, recursive=True)))


@click.command(
    cls=Words,
    short_help="Compute value and derivatives for every row of a table.",
    epilog="""\b
Examples:
  backprop map "L = (a*b + c) * f" data.csv c=10 f=-2
  backprop map "p = normpdf((x - m)/s)/s" 'log-*.parquet' -o result.parquet
  mlr --icsv --ocsv cat a.csv | backprop map "y = a*b" - | head
  backprop map 'E = m*`v (m/s)`**2/2' run.tsv --only --wrt m
  backprop map "E = m*v**2/2" run.csv --stats

It needs: pip install numpy polars
""",
)  # fmt: skip
@click.option(
    "--from",
    "from_",
    type=click.Choice(FILE_FORMATS),
    help="The format of FILE, if its name does not say it; stdin is csv.",
)
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
    "--missing", metavar="TEXT", multiple=True, help="A text that stands for no value, such as n/a."
)
@click.option(
    "--stats",
    is_flag=True,
    help="Print a summary of every result instead of rows, and the share of each input in its "
    "variance, among all that are columns: to first order, as if they were independent.",
)
@takes(*formats.options("the summary of --stats"), *OPTIONS)
@click.argument("words", nargs=-1, metavar="PROGRAM FILE... [NAME=VALUE]...")
def command(
    *,
    words: Sequence[str],
    file: str | None,
    values_file: str | None,
    of: Sequence[str],
    wrt: Sequence[str],
    from_: str | None,
    to: str | None,
    output: str | None,
    only: bool,
    strict: bool,
    missing: Sequence[str],
    stats: bool,
    format_: str | None,
    digits: int,
) -> int:
    """Run PROGRAM on every row of FILE (- is stdin): the outputs, and their derivatives.

    Inputs of the program are columns of the same name; `any name` in backquotes reaches any column.
    Other inputs take a value from the command line, which wins over a column, or from the program.
    The result has the columns of FILE, then the outputs, then dL_da for each input that is a column,
    or for those of --wrt. FILE may be several with the same columns, or a pattern; csv, tsv and ndjson
    may end in .gz or .zst.

    A row with a missing value has missing results. So has one where the result is undefined; these are
    counted on stderr.

    The result goes to stdout, as csv unless FILE is another text format or --to says so.
    """
    extra("polars", "tables of data", "tables")
    from backprop.cli.running import Job, summarise, write_rows
    from backprop.cli.views.statistics import StatisticsView
    from backprop.tables import panics

    panics.silence()
    printer = Printer(format_ or formats.FORMATS.names[0], digits, StatisticsView, "--stats")
    if stats:
        for option, value in (("output", output), ("to", to), ("only", only)):
            if value and value != "-":
                raise click.UsageError(f"--stats prints no rows, so it takes no --{option}")
    elif format_:
        raise click.UsageError("--format is for --stats; the format of rows is --to")
    texts, given = split(words, [word for word in words if _is_file(word)])
    needed = 1 if file else 2
    if len(texts) < needed:
        raise click.UsageError("map takes a program and a file of data, as in 'a*b' data.csv; - is stdin")
    program = Source(read_text(file), file) if file else Source(texts.pop(0))
    asked = evaluation(values_file, given, of, wrt)
    job = Job(program, texts, asked, from_, missing, is_strict=strict)
    if stats:
        return summarise(job, printer)
    return write_rows(job, to, None if output == "-" else output, only=only)
