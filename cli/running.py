"""A table through a program: from the source, in one pass, to a file, stdout or a summary."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import click
import polars as pl

from backprop.grammar.problem import CalculationProblem, ProgramProblem, Source
from backprop.tables import DELIMITERS, formats, source
from backprop.tables.formats import Format
from backprop.tables.query import Query
from backprop.tables.rows import Rows
from backprop.tables.source import Table
from backprop.tables.statistics import summaries
from backprop.tables.types import Types
from backprop.writing.evaluation import Evaluation

from . import output, progress
from .diagnostics import note, report, visible
from .request import report_notes, write
from .summary import lines

_DISK = ("No space left on device", "Disk quota exceeded", "File too large", "Read-only file system")


class Job(NamedTuple):
    """What a command line asks for (see `map`)."""

    program: Source
    files: Sequence[str]
    evaluation: Evaluation
    from_: str | None
    to: str | None
    output: str | None
    only: bool
    strict: bool
    missing: Sequence[str]
    stats: bool
    format_: str | None
    digits: int


def run(job: Job) -> int:
    """Run the program over all rows. Raises Problem."""
    paths = source.files(job.files)
    to = _format(job, paths)
    start = time.monotonic()
    typed = to.name not in DELIMITERS and not job.stats and not job.only
    with source.opened(paths, job.from_, twice=typed) as table:
        query = Query(
            table, job.program, job.evaluation, missing=job.missing, strict=job.strict, shares=job.stats
        )
        report_notes(query.program.notes)
        for remark in query.notes:
            report(remark, "note")
        if job.stats:
            _summarise(job, table, query)
        else:
            _write(job, table, query, to, typed=typed)
        for remark in query.rows.notes():
            report(remark, "note")
    if query.columns.rescued:
        count = f"{query.columns.rescued:,} value{'s' if query.columns.rescued > 1 else ''}"
        note(f"{count} took more digits than doubles have, and were computed one by one")
    if sys.stderr.isatty():
        seconds = time.monotonic() - start
        sys.stderr.write(f"{query.rows.summary}, {seconds:.1f} s\n")
    return 0


def _format(job: Job, paths: Sequence[str]) -> Format:
    """Return the format of the result: as asked, as its file says, or that of text that comes in."""
    if job.output is not None:
        return formats.chosen(job.output, job.to, "--to")
    if job.to is not None:
        if job.to not in formats.TEXT and sys.stdout.isatty():
            raise click.UsageError(f"{job.to} is no text for a terminal; write it to a file with -o")
        return Format(job.to)
    name = job.from_ or (formats.of_file(paths[0]) or Format("csv")).name
    return Format(name if name in formats.TEXT else "csv")


def _summarise(job: Job, table: Table, query: Query) -> None:
    with _running(table, query.rows, None):
        found = summaries(query.frame, query.outputs, query.slopes)
    title = f"{visible(table.title)}: {query.rows.summary}"
    write(lines(found, title, query.meanings, job.format_ or "table", job.digits))


def _write(job: Job, table: Table, query: Query, to: Format, *, typed: bool) -> None:
    frame = query.results(table, only=job.only)
    if refused := formats.unwritable(frame.collect_schema(), to):
        raise ProgramProblem(
            f"{to.name} has no way to write column {refused[0]}",
            hint="write parquet or arrow, or use --only",
        )
    if typed:
        types = query.types(table)
        with _running(table, types, None):
            types.find()
        frame = frame.with_columns(types.exprs())
    if job.output is not None:
        with output.replacing(job.output) as path, _running(table, query.rows, job.output):
            formats.sink(frame, path, to)
    elif job.strict:
        with output.withheld() as path, _running(table, query.rows, "the result"):
            formats.sink(frame, path, to)
    else:
        with _running(table, query.rows, "the result"):
            if table.records is not None and to.name in formats.TEXT:
                formats.sink_at_once(frame, sys.stdout.buffer, to, lambda: query.rows.end)
            else:
                formats.sink(frame, sys.stdout.buffer, to)


@contextmanager
def _running(table: Table, passing: Rows | Types, target: str | None) -> Iterator[None]:
    """Show the progress of a run, and turn what Polars says of its failure into a sentence."""
    total = table.height() if sys.stderr.isatty() else None
    try:
        with progress.shown(lambda: passing.count, total):
            yield
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise _failure(error, table, target) from None


def _failure(error: BaseException, table: Table, target: str | None) -> BaseException:
    said = str(error)
    if "Broken pipe" in said:
        return BrokenPipeError()
    reason = next((reason for reason in _DISK if reason in said), None)
    if reason is not None and target is not None:
        return CalculationProblem(
            f"{target} cannot be written: {reason}",
            hint="make room, or choose another place with -o",
        )
    return source.unreadable(table.title, error)
