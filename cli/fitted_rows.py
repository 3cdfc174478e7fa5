"""What comes after a fit: the fitted values over its rows, in a file and in a plot."""

from collections.abc import Sequence
from functools import partial
from typing import IO, NamedTuple

import polars as pl

from backprop.grammar.naming import quoted
from backprop.grammar.problem import ProgramProblem, Source
from backprop.graph.propagation import StandardUncertainty
from backprop.tables import DELIMITERS, file_formats
from backprop.tables.matching import InputColumn, by_name
from backprop.tables.observations import Asked, Observations
from backprop.tables.query import Query
from backprop.tables.reading import Reading
from backprop.tables.source import InputTable
from backprop.tables.uncertainties import Stated
from backprop.writing.evaluation import Evaluation
from backprop.writing.fit import Fit

from .running import require_writable, run
from .views import statement

_MOST_POINTS = 5_000
_GRID = 400
"""The rows that are plotted at most, and the pieces of the curve."""


class Job(NamedTuple):
    """What a command line asks for (see `fit`); ``reading`` is what it says of the files."""

    program: Source
    files: Sequence[str]
    evaluation: Evaluation
    reading: Reading
    missing: Sequence[str]
    asked: Asked
    loss: str


def require_room(table: InputTable, observations: Observations, format_: file_formats.Format) -> None:
    """Raise ProgramProblem for a column that has the name of a new one, or cannot be written."""
    columns = by_name(table)
    names = [observations.program.names[node] for node in observations.targets]
    added = [new for name in names for new in (f"{name}_fit", f"u_{name}_fit", f"{name}_residual")]
    if clash := next((name for name in added if name in columns), None):
        message = f"{table.title} already has a column {quoted(clash)}"
        raise ProgramProblem(message, hint="rename it, or call the output by another name")
    require_writable(table.frame, format_, "write parquet or arrow")


def write_rows(
    job: Job,
    table: InputTable,
    observations: Observations,
    found: Fit,
    file: IO[bytes],
    format_: file_formats.Format,
) -> None:
    """Write the rows with the fitted value, its standard uncertainty, and the residual."""
    query = _curve(job, observations, found, table)
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
    frame = query.frame.select(*table.schema, *(expr.alias(name) for name, expr in added.items()))
    if format_.name not in DELIMITERS:
        types = query.types(table)
        run(table, types, None, types.find)
        frame = frame.with_columns(types.exprs())
    run(table, query.rows, "the rows", partial(file_formats.sink, frame, file, format_))


def _curve(job: Job, observations: Observations, found: Fit, table: InputTable) -> Query:
    """Return the query that gives the fitted values over a table, and their standard uncertainties."""
    names = [*found.correlations]
    pairs = {
        (one, other): found.correlations[one][other]
        for place, one in enumerate(names)
        for other in names[place + 1 :]
    }
    errors = {
        name: StandardUncertainty(its.standard_error)
        for name, its in found.parameters.items()
        if its.standard_error is not None
    }
    values = {**observations.constants, **{name: its.value for name, its in found.parameters.items()}}
    evaluation = job.evaluation._replace(values=values, wrt=[*found.parameters], spreads={}, correlations={})
    stated = Stated(errors, pairs) if errors else None
    return Query(table, job.program, evaluation, missing=job.missing, uncertain=stated)


def write_plot(
    job: Job,
    observations: Observations,
    rows: pl.DataFrame,
    found: Fit,
    file: IO[bytes],
    format_: str,
) -> None:
    """Draw data, curve and residuals, of some rows evenly spread if there are many."""
    from .plots import rendered
    from .plots.fit import Curve, Fitted
    from .plots.fit import plot as draw

    rows = rows.gather_every(-(-rows.height // _MOST_POINTS))
    here = rows.select(pl.col(number).alias(name) for name, number in observations.data.items())
    values = _evaluated(job, observations, found, here)
    single = next(iter(observations.data)) if len(observations.data) == 1 else None
    grid = None
    if single is not None:
        low, high = (float(end) for end in (here[single].min(), here[single].max()))  # type: ignore[arg-type]
        steps = [low + (high - low) * place / _GRID for place in range(_GRID + 1)]
        grid = _evaluated(job, observations, found, pl.DataFrame({single: steps}))
    factor = found.factor
    plotted = []
    for node, column in observations.targets.items():
        name, target = observations.program.names[node], observations.fitted[node]
        around = (
            rows[target.sigma].to_list() if isinstance(target.sigma, str) else [target.sigma] * rows.height
        )
        curve = None
        if grid is not None and single is not None:
            kept = grid.drop_nulls(name)
            half = (kept[f"u_{name}"] * factor).to_list() if f"u_{name}" in kept.columns else None
            curve = Curve(kept[single].to_list(), kept[name].to_list(), half)
        fitted_values = values[name].to_list()
        x = here[single].to_list() if single is not None else fitted_values
        along = single if single is not None else f"fitted {column}"
        sigma = around if observations.has_sigma else None
        plotted.append(Fitted(column, along, x, rows[target.observed].to_list(), fitted_values, sigma, curve))
    title = "; ".join(statement.formula(observations.program, node) for node in observations.targets)
    file.write(rendered(draw(title, plotted), format_))


def _evaluated(job: Job, observations: Observations, found: Fit, data: pl.DataFrame) -> pl.DataFrame:
    """Return data with the fitted values and their standard uncertainties, by the names of the outputs."""
    table = InputTable("the curve", [], file_formats.Format("parquet"), data.lazy(), data.schema)
    query = _curve(job, observations, found, table)
    columns = [pl.col(column).alias(name) for name, column in query.outputs.items()]
    return query.frame.select(*data.columns, *columns).collect()
