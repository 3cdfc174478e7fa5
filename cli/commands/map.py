"""`backprop map`: value and derivatives for every row of a table of data."""

import glob
import os
from collections.abc import Sequence

import click

from backprop.cli import formats, terminal
from backprop.cli.command_line import Words, split
from backprop.cli.diagnostics import note
from backprop.cli.documents import COLOUR, STDOUT, chosen
from backprop.cli.documents import output as output_option
from backprop.cli.formats import Printer
from backprop.cli.request import OPTIONS, completing, evaluation, takes
from backprop.cli.sources import STDIN, STDIN_NAMES
from backprop.cli.sources import read as read_text
from backprop.cli.spreads import correlations
from backprop.grammar.naming import quoted
from backprop.grammar.problem import ProgramProblem, Source
from backprop.graph.propagation import StandardUncertainty
from backprop.tables import EXTENSIONS, FILE_FORMATS
from backprop.writing.extras import extra


def _separator(_: click.Context, option: click.Parameter, sign: str | None) -> str | None:
    """Return the sign between cells. Raises BadParameter for what can be none."""
    sign = {"tab": "\t", "\\t": "\t"}.get(sign or "", sign)
    if sign is not None and (len(sign) != 1 or not sign.isascii() or sign in '"\r\n' or sign.isalnum()):
        raise click.BadParameter("give one sign, such as ';' or tab", param=option)
    return sign


def _names_data(word: str) -> bool:
    """Tell whether a word names data that are there."""
    if os.path.exists(word) and not os.path.isdir(word):
        return True
    return word == "-" or (_is_name_of_data(word) and bool(glob.glob(word, recursive=True)))


def _in_order(texts: Sequence[str]) -> list[str]:
    """Return the words of the command line with the program in front, also where data stand there.

    Raises Problem for data without a program.
    """
    first, *others = texts
    if not _names_data(first):
        if _is_name_of_data(first) and not any(map(_names_data, others)):
            raise ProgramProblem(f"there is no file {first}", hint=f"give another file; {_ORDER}")
        return [*texts]
    programs = [word for word in others if not _names_data(word) and not _is_name_of_data(word)]
    if len(programs) == 1:
        note(f"{programs[0]} is read as the program, and {first} as data; the program stands first")
        return [*programs, first, *(word for word in others if word not in programs)]
    if len(programs) > 1:
        shown = ", ".join(programs[:_MOST_SHOWN])
        raise ProgramProblem(
            f"{first} holds data, and of programs there are {len(programs)}: {shown}", hint=_ONE
        )
    if not others and _is_name_of_data(first):
        raise click.UsageError(f"{first} holds data, and there is no program; {_ORDER}")
    return [*texts]


_MOST_SHOWN = 5
_ONE = "write one, in front, with its statements separated by ;"
_ORDER = "the program stands first, as in 'a*b' data.csv"


def _is_name_of_data(word: str) -> bool:
    """Tell whether a word looks like a file of data."""
    return (
        word == "-"
        or os.path.splitext(word.removesuffix(".gz").removesuffix(".zst"))[1].lower() in EXTENSIONS
    )


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
  mlr --icsv --ocsv cat a.csv | backprop map "y = a*b" | head
  backprop map 'E = m*`v (m/s)`**2/2' run.tsv --only --wrt m
  backprop map "E = m*v**2/2" run.csv --stats
  backprop map "R = U/I" run.csv --uncertainty "I=±2%"

It needs: pip install numpy polars
""",
)  # fmt: skip
@click.option(
    "--from",
    "from_",
    type=click.Choice(FILE_FORMATS),
    help="The format of FILE, if its name does not say it, or for stdin its content.",
)
@click.option(
    "--separator",
    metavar="SIGN",
    callback=_separator,
    help="What separates the cells of csv, such as ';' or tab, if its first line does not show it.",
)
@click.option("--no-header", is_flag=True, help="The first line is data: the columns are column_1, ...")
@click.option("--decimal-comma", is_flag=True, help="Read 1,5 as a number, in text.")
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
    metavar="PROGRAM [FILE]... [NAME=VALUE]...",
    shell_complete=completing("values_of_rows"),
)
def command(
    *,
    words: Sequence[str],
    file: str | None,
    values_file: str | None,
    of: Sequence[str],
    wrt: Sequence[str],
    from_: str | None,
    separator: str | None,
    no_header: bool,
    decimal_comma: bool,
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
    from backprop.tables.reading import Reading
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
    around: dict[str, StandardUncertainty] = {}
    texts, given = split(words, [word for word in words if _is_file(word)], around)
    if around and not uncertainty:
        name = quoted(next(iter(around)))
        raise click.UsageError(f"{name} has an uncertainty and no value, which is for --uncertainty")
    if not file and texts:
        texts = _in_order(texts)
    program = Source(read_text(file), file) if file else Source(texts.pop(0)) if texts else None
    if not texts and terminal.has_input():
        texts = [STDIN]
    if program is None or not texts:
        raise click.UsageError(
            "map takes a program and a file of data, as in 'a*b' data.csv; data may be piped in"
        )
    if values_file in STDIN_NAMES and any(word in STDIN_NAMES for word in texts):
        raise click.UsageError("stdin holds the data, so --values needs a file")
    reading = Reading(from_, separator, not no_header, decimal_comma)
    asked = evaluation(values_file, given, of, wrt)
    uncertain = Stated(around, correlations(correlation, None)) if uncertainty else None
    job = Job(program, texts, asked, reading, missing, strict, uncertain)
    path = None if output in STDOUT else output
    if not stats:
        return write_rows(job, to, path, only=only)
    name = chosen(path, format_, formats.FORMATS, "--format")
    printer = Printer(name, digits, StatisticsView, "--stats")
    if path is None:
        return summarise(job, printer)
    from backprop.cli.output import written

    return written(path, lambda: summarise(job, printer), despite_failures=False)
