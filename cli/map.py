"""`backprop map`: value and derivatives for every row of a table of data."""

import glob
import os
from collections.abc import Sequence
from typing import Any

import click

from backprop.grammar.problem import Source
from backprop.tables import FORMATS
from backprop.writing.evaluation import Evaluation
from backprop.writing.extras import extra

from . import formats
from .command_line import Words, split
from .request import OPTIONS, declared, names
from .sources import read as read_text
from .values import read as read_values


def _is_file(word: str) -> bool:
    """Tell whether a word with a folder in it names files, as ``year=2026/a.csv`` does."""
    return os.sep in word and (os.path.exists(word) or bool(glob.glob(word, recursive=True)))


def _arguments(command: Any) -> Any:
    return declared(
        command,
        click.option(
            "--from",
            "from_",
            type=click.Choice(FORMATS),
            help="The format of FILE, if its name does not say it; stdin is csv.",
        ),
        click.option(
            "--to",
            type=click.Choice(FORMATS),
            help="The format of the result, if the name of -o does not say it.",
        ),
        click.option(
            "-o",
            "--output",
            type=click.Path(dir_okay=False),
            help="Write to a file, which is replaced only once all is done.",
        ),
        click.option("--only", is_flag=True, help="Write the new columns alone."),
        click.option(
            "--strict", is_flag=True, help="Stop at a row whose result is undefined, and write nothing."
        ),
        click.option(
            "--missing", metavar="TEXT", multiple=True, help="A text that stands for no value, such as n/a."
        ),
        click.option(
            "--stats",
            is_flag=True,
            help="Print a summary of every result instead of rows, and the share of each input in its "
            "variance, among all that are columns: to first order, as if they were independent.",
        ),
        click.option(
            "--format",
            "format_",
            type=click.Choice(formats.NAMES),
            help="How to print the summary of --stats.  [default: table]",
        ),
        click.option(
            "--digits", type=click.IntRange(1, 17), default=6, show_default=True, help="Of the summary."
        ),
        *OPTIONS,
        click.argument("words", nargs=-1, metavar="PROGRAM FILE... [NAME=VALUE]..."),
    )


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

It needs the extra: pip install 'backprop-cli[tables]'
""",
)  # fmt: skip
@_arguments
def command(
    *,
    words: Sequence[str],
    file: str | None,
    values_file: str | None,
    of: Sequence[str],
    wrt: Sequence[str],
    **options: Any,
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
    from backprop.tables import panics

    from .running import Job, run

    panics.silence()
    found, given = split(words, [word for word in words if _is_file(word)])
    if options["output"] == "-":
        options["output"] = None
    rows_only = [name for name in ("output", "to", "only") if options[name]]
    if options["stats"] and rows_only:
        raise click.UsageError(f"--stats prints no rows, so it takes no --{rows_only[0]}")
    if options["format_"] and not options["stats"]:
        raise click.UsageError("--format is for --stats; the format of rows is --to")
    needed = 1 if file else 2
    if len(found) < needed:
        raise click.UsageError("map takes a program and a file of data, as in 'a*b' data.csv; - is stdin")
    program = Source(read_text(file), file) if file else Source(found.pop(0))
    values = {**(read_values(values_file) if values_file else {}), **given}
    evaluation = Evaluation(values, names("--of", of), names("--wrt", wrt))
    return run(Job(program, found, evaluation, **options))
