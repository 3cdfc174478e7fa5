"""A table through a program: from the source, in one pass, to a file, stdout or a summary."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from typing import NamedTuple

import click

from backprop.grammar.problem import Source
from backprop.tables import DELIMITERS, file_formats, source
from backprop.tables.file_formats import Format
from backprop.tables.grid import grid
from backprop.tables.query import Query
from backprop.tables.reading import Reading
from backprop.tables.source import InputTable
from backprop.tables.statistics import summaries
from backprop.tables.uncertainties import Stated
from backprop.writing.evaluation import Evaluation

from . import output, terminal
from .diagnostics import note, report, visible
from .formats import Printer
from .request import note_constants, report_notes
from .running import require_writable, run
from .views.statistics import StatisticsView


class Job(NamedTuple):
    """What a command line asks for (see `map`); ``reading`` is what it says of the files.

    uncertain  what is said of uncertainties; None where they are not asked for
    axes       the points of the inputs whose combinations are the rows, where there are no files
    """

    program: Source
    files: Sequence[str]
    evaluation: Evaluation
    reading: Reading
    missing: Sequence[str]
    is_strict: bool
    uncertain: Stated | None = None
    axes: Mapping[str, Sequence[float]] = {}

    def opened(self, *, twice: bool = False) -> AbstractContextManager[InputTable]:
        """Open the rows, of files or of ranges. Raises Problem."""
        if self.axes:
            return nullcontext(grid(self.axes))
        return source.opened(source.files(self.files), self.reading, twice=twice)


def summarise(job: Job, printer: Printer) -> int:
    """Print a summary of all results. Raises Problem."""
    with _query(job, shares=True) as (table, query):
        found = run(table, query.rows, None, partial(summaries, query.frame, query.outputs, query.slopes))
        title = f"{visible(table.title)}: {query.rows.summary}"
        terminal.print_lines(printer.lines(StatisticsView(title, found, query.meanings)))
    return 0


def write_rows(job: Job, to: str | None, path: str | None, *, only: bool) -> int:
    """Write the rows with their results to a file, or to stdout. Raises Problem."""
    asked = _asked(to, path)
    with _query(job, twice=_is_typed(asked, only=only)) as (table, query):
        format_ = asked or _like(table.format)
        frame = query.results(table, only=only)
        require_writable(frame, format_, "write parquet or arrow, or use --only")
        if _is_typed(format_, only=only):
            types = query.types(table)
            run(table, types, None, types.find)
            frame = frame.with_columns(types.exprs())
        if path is not None:
            with output.replacing(path) as file:
                run(table, query.rows, path, partial(file_formats.sink, frame, file, format_))
        elif job.is_strict:
            with output.withheld() as copy:
                run(table, query.rows, "the result", partial(file_formats.sink, frame, copy, format_))
        else:
            sink = partial(file_formats.sink, frame, terminal.stdout(), format_)
            if table.records is not None and format_.name in file_formats.AT_ONCE:
                stdout, end = terminal.stdout(), lambda: query.rows.end
                sink = partial(file_formats.sink_at_once, frame, stdout, format_, end)
            run(table, query.rows, "the result", sink)
    return 0


@contextmanager
def _query(job: Job, *, twice: bool = False, shares: bool = False) -> Iterator[tuple[InputTable, Query]]:
    """Open the files and read the program over them; at the end, tell what is to be said of the rows."""
    start = time.monotonic()
    with job.opened(twice=twice) as table:
        query = Query(
            table,
            job.program,
            job.evaluation,
            missing=job.missing,
            strict=job.is_strict,
            shares=shares,
            uncertain=job.uncertain,
        )
        job.evaluation.require_inputs(query.program, job.axes)
        report_notes(query.program.notes)
        note_constants(query.program)
        if job.uncertain is None and (query.program.spreads or job.evaluation.spreads):
            note("uncertainties are left out; --uncertainty propagates them")
        for remark in query.notes:
            report(remark, "note")
        yield table, query
        for remark in query.rows.notes():
            report(remark, "note")
    if query.columns.rescued:
        count = f"{query.columns.rescued:,} value{'s' if query.columns.rescued > 1 else ''}"
        note(f"{count} took more digits than doubles have, and were computed one by one")
    if terminal.is_terminal("stderr"):
        seconds = time.monotonic() - start
        terminal.print_remark(f"{query.rows.summary}, {seconds:.1f} s")


def _asked(to: str | None, path: str | None) -> Format | None:
    """Return the format of the result, as an option or its file says."""
    if path is not None:
        return file_formats.chosen(path, to, "--to")
    if to is not None:
        if to not in file_formats.TEXT and terminal.is_terminal("stdout"):
            raise click.UsageError(f"{to} is no text for a terminal; write it to a file with -o")
        return Format(to)
    return None


def _like(read: Format) -> Format:
    """Return the format of a result on stdout: that of the text that was read, else csv."""
    return Format(read.name if read.name in file_formats.TEXT else "csv")


def _is_typed(format_: Format | None, *, only: bool) -> bool:
    """Tell whether columns of text are written in types, which takes a look at all their rows before."""
    return format_ is not None and format_.name not in DELIMITERS and not only
