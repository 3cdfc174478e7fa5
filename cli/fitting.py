"""A fit: from the files, through the solver, to a report, a file of rows and a plot."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import polars as pl

from backprop.grammar.naming import quoted
from backprop.grammar.problem import CalculationProblem, ProgramProblem, Source
from backprop.graph.propagation import StandardUncertainty
from backprop.tables import DELIMITERS, file_formats, fitting, source
from backprop.tables.matching import InputColumn, by_name
from backprop.tables.observations import Asked, Observations
from backprop.tables.query import Query
from backprop.tables.reading import Reading
from backprop.tables.source import InputTable
from backprop.tables.uncertainties import Stated
from backprop.writing.evaluation import Evaluation
from backprop.writing.fit import Fit

from . import FAILED, progress, terminal
from .diagnostics import note, report, visible
from .formats import Printer
from .request import note_constants, report_notes
from .running import require_writable, run, write
from .views import statement
from .views.fit import FitView


class Job(NamedTuple):
    """What a command line asks for (see `fit`); ``reading`` is what it says of the files."""

    program: Source
    files: Sequence[str]
    evaluation: Evaluation
    reading: Reading
    missing: Sequence[str]
    asked: Asked
    loss: str


def fitted(job: Job, printer: Printer, to: str | None, path: str | None) -> int:
    """Fit, print a report, and write the rows with the fitted values to a file. Raises Problem."""
    paths = source.files(job.files)
    format_ = None if path is None else file_formats.chosen(path, to, "--to")
    with source.opened(paths, job.reading, twice=path is not None) as table:
        observations = Observations(table, job.program, job.evaluation, job.asked, job.missing)
        program = observations.program
        report_notes([*program.notes, *observations.notes])
        note_constants(program)
        if program.spreads or job.evaluation.spreads:
            note("uncertainties of starts are left out")
        frame = run(table, observations.rows, None, observations.frame.collect)
        before = len(observations.notes)
        residuals = observations.residuals(frame)
        report_notes(observations.notes[before:])
        left_out = frame.height - residuals.frame.height
        with _watched() as watch:
            found = fitting.fit(
                residuals,
                observations.parameters,
                loss=job.loss,
                is_absolute=observations.has_sigma,
                left_out=left_out,
                watch=watch,
            )
        view = _view(job, table, observations, found)
        terminal.print_lines(printer.lines(view))
        if path is not None and format_ is not None:
            _write_rows(job, table, observations, found, path, format_)
    if found.converged:
        return 0
    hint = "choose other starts, or bounds" if _is_unfinished(found) else "hold one of them with --fix"
    report(CalculationProblem(f"this is no result to trust: {found.reason}", hint=hint))
    return FAILED


def _is_unfinished(found: Fit) -> bool:
    return any(its.standard_error is not None for its in found.parameters.values())


def _view(job: Job, table: InputTable, observations: Observations, found: Fit) -> FitView:
    program = observations.program
    outputs = [statement.formula(program, node) for node in observations.targets]
    columns = [*dict.fromkeys(map(quoted, observations.targets.values()))]
    data = f"{', '.join(columns)} of {visible(table.title)}"
    return FitView(found, "; ".join(outputs), data, job.program.text.strip(), observations.constants)


def _write_rows(
    job: Job,
    table: InputTable,
    observations: Observations,
    found: Fit,
    path: str,
    format_: file_formats.Format,
) -> None:
    """Write the rows with the fitted value, its standard uncertainty, and the residual."""
    names = [*found.correlations]
    pairs = {
        (one, other): found.correlations[one][other]
        for place, one in enumerate(names)
        for other in names[place + 1 :]
    }
    widths = {
        name: StandardUncertainty(its.standard_error)
        for name, its in found.parameters.items()
        if its.standard_error is not None
    }
    values = {**observations.constants, **{name: its.value for name, its in found.parameters.items()}}
    evaluation = job.evaluation._replace(values=values, wrt=[*found.parameters], spreads={}, correlations={})
    stated = Stated(widths, pairs) if widths else None
    query = Query(table, job.program, evaluation, missing=job.missing, uncertain=stated)
    columns = by_name(table)
    added: dict[str, pl.Expr] = {}
    for node, column in observations.targets.items():
        name = observations.program.names[node]
        observed = InputColumn.of(column, columns[column], table, "", job.missing).value
        fitted_value = pl.col(query.outputs[name])
        added[f"{name}_fit"] = fitted_value
        if f"u_{name}" in query.outputs:
            added[f"u_{name}_fit"] = pl.col(query.outputs[f"u_{name}"])
        added[f"{name}_residual"] = observed - fitted_value
    if clash := next((name for name in added if name in columns), None):
        message = f"{table.title} already has a column {quoted(clash)}"
        raise ProgramProblem(message, hint="rename it, or call the output by another name")
    frame = query.frame.select(*table.schema, *(expr.alias(name) for name, expr in added.items()))
    require_writable(frame, format_, "write parquet or arrow")
    if format_.name not in DELIMITERS:
        types = query.types(table)
        run(table, types, None, types.find)
        frame = frame.with_columns(types.exprs())
    write(table, query.rows, frame, path, format_)


@contextmanager
def _watched() -> Iterator[fitting.Watch]:
    """Show at a terminal how far a fit is."""
    at = [0, 0.0]

    def watch(evaluations: int, cost: float) -> None:
        at[:] = evaluations, cost

    start = time.monotonic()
    with progress.told(lambda: f"{at[0]:,.0f} evaluations, sum of squares {at[1]:.6g}"):
        yield watch
    if terminal.is_terminal("stderr") and time.monotonic() - start > progress.PATIENCE:
        terminal.print_remark(f"{at[0]:,.0f} evaluations, {time.monotonic() - start:.1f} s")
