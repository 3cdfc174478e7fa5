"""A fit: from the files, through the solver, to a report, a file of rows and a plot."""

from contextlib import ExitStack

from backprop.grammar.naming import quoted
from backprop.grammar.problem import CalculationProblem
from backprop.tables import file_formats, fitting, source
from backprop.tables.observations import Observations
from backprop.tables.source import InputTable
from backprop.writing.fit import Fit

from . import FAILED, fitted_rows, output, progress, terminal
from .diagnostics import note, report, visible
from .fitted_rows import Job
from .formats import Printer
from .plots import format_of
from .request import note_constants, report_notes
from .running import run
from .views import statement
from .views.fit import FitView


def fitted(job: Job, printer: Printer, to: str | None, path: str | None, plot: str | None) -> int:
    """Fit, print a report, write the rows with the fitted values to a file, and a plot. Raises Problem."""
    paths = source.files(job.files)
    format_ = None if path is None else file_formats.chosen(path, to, "--to")
    with ExitStack() as stack:
        table = stack.enter_context(source.opened(paths, job.reading, twice=path is not None))
        rows_file = None if path is None else stack.enter_context(output.replacing(path))
        plot_file = None if plot is None else stack.enter_context(output.replacing(plot, "--plot"))
        observations = Observations(table, job.program, job.evaluation, job.asked, job.missing)
        program = observations.program
        report_notes([*program.notes, *observations.notes])
        note_constants(program)
        if program.spreads or job.evaluation.spreads:
            note("uncertainties of starts are left out")
        if rows_file is not None and format_ is not None:
            fitted_rows.require_room(table, observations, format_)
        frame = run(table, observations.rows, None, observations.frame.collect)
        residuals = observations.residuals(frame)
        with progress.evaluating("sum of squares") as watch:
            found = fitting.fit(
                residuals,
                observations.parameters,
                loss=job.loss,
                is_absolute=observations.has_sigma,
                watch=watch,
            )
        if remark := observations.left_out(residuals, [its.value for its in found.parameters.values()]):
            report(remark, "note")
        view = _view(table, observations, found, frame.height - residuals.frame.height)
        terminal.print_lines(printer.lines(view))
        if rows_file is not None and format_ is not None:
            fitted_rows.write_rows(job, table, observations, found, rows_file, format_)
        if plot_file is not None and plot is not None:
            fitted_rows.write_plot(job, observations, residuals.frame, found, plot_file, format_of(plot))
    if found.converged:
        return 0
    hint = "choose other starts, or hold what the data do not tell with --fix"
    report(CalculationProblem(f"this is no result to trust: {found.reason}", hint=hint))
    return FAILED


def _view(table: InputTable, observations: Observations, found: Fit, left_out: int) -> FitView:
    program = observations.program
    outputs = [statement.formula(program, node) for node in observations.targets]
    columns = [*dict.fromkeys(map(quoted, observations.targets.values()))]
    data = f"{', '.join(columns)} of {visible(table.title)}"
    return FitView(found, "; ".join(outputs), data, program, observations.constants, left_out)
