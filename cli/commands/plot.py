"""`backprop plot`: a function and its derivative over a range."""

from collections.abc import Sequence

import click

from backprop.cli import FAILED, plots, showing, terminal
from backprop.cli.charts import size_of_curves, size_of_map
from backprop.cli.command_line import Words
from backprop.cli.descending import RATE, STEPS, require_rate, steps_of
from backprop.cli.diagnostics import note, report
from backprop.cli.documents import takes_output
from backprop.cli.formats import Printer
from backprop.cli.plotting import Subject, landscape, plot, points, start_of_path, subject
from backprop.cli.ranges import constant_in
from backprop.cli.request import Request, report_notes, takes_request_with_axes
from backprop.cli.terminal import print_lines
from backprop.cli.views.points import PointsView
from backprop.grammar.problem import Problem
from backprop.writing.descent import Step
from backprop.writing.extras import require


@click.command(
    cls=Words,
    short_help="Plot a function and its derivative over a range.",
    epilog="""\b
Examples:
  backprop plot "y = sin(x)*exp(-x/5)" x=0..10
  backprop plot "y = exp(-a*x)" x=0..5 a=1,2,3 -o curves.svg
  backprop plot "y = x**3 - x" x=-2..2 --at 1
  backprop plot "y = log(x)" x=0..10/101 --format csv
  backprop plot "x**2 + 3*y**2" x=-2..2 y=-1..1 --descend x=-1.8,y=0.9

svg, png and pdf need: pip install matplotlib
""",
)
@click.option(
    "--at",
    metavar="NUMBER",
    multiple=True,
    help="Draw the tangent there, and tell its slope; several times too.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(showing.WAYS.names),
    help="How to show it, if the name of -o does not say it: chart is for a terminal, and csv, json, plain "
    "and tsv are the points, exact.  [default: chart]",
)
@click.option(
    "--descend", "path_from", metavar="X=..,Y=..", help="Draw the path of a descent from there on the map."
)
@RATE
@STEPS
@takes_output("plot.svg", showing.WAYS)
@takes_request_with_axes
def command(
    asked: Request, *, at: Sequence[str], format_: str, path_from: str | None, rate: float, steps: int
) -> int:
    """Plot PROGRAM and its derivative over a range, as x=0..10; x=0..10/101 has so many points.

    Other inputs take a value, or several for a curve each: a=1,2,3. Every output has a curve. Colour is the
    sign of the derivative: blue where the output rises, orange where it falls; several curves have their own.

    Two ranges make a map: contours, arrows up the gradient, and the path of a descent.

    A curve is open where it is undefined, at poles and at jumps, its derivative at kinks too.
    """
    kind = showing.kind(format_)
    if kind == "picture":
        require("matplotlib", "plots", "plots")
        if terminal.is_terminal("stdout"):
            raise Problem("a picture is no text for a terminal", hint="write it to a file: -o plot.svg")
    require_rate(rate)
    its = subject(asked)
    is_map = len(its.ranges) == 2
    if at and is_map:
        raise click.UsageError("--at draws a tangent to a curve, and two ranges make a map: leave one out")
    if at and kind == "points":
        raise click.UsageError(f"--at draws a tangent, and --format {format_} draws nothing: leave one out")
    if path_from and (not is_map or kind == "points"):
        raise click.UsageError("--descend draws a path on a map: give two ranges, as in x=-2..2 y=-2..2")
    if kind == "points":
        print_lines(Printer(format_, 0, PointsView, "a plot").lines(points(its)))
        return 0
    if is_map:
        return _map(its, format_, path_from, rate, steps)
    columns, rows = size_of_curves(len(at))
    numbers = [*dict.fromkeys(constant_in(text, (0, len(text))) for text in at)]
    drawn = plot(its, 2 * columns if kind == "chart" else plots.POINTS, numbers)
    for panel in (drawn.values, drawn.slopes):
        if remark := panel.remark():
            note(remark)
    for tangent in drawn.tangents:
        report_notes(tangent.notes)
    if kind == "picture":
        from backprop.cli.plots import curves

        terminal.stdout().write(plots.rendered(curves.plot(drawn), format_))
        return 0
    from backprop.cli.charts import curves as chart

    print_lines(chart.draw(drawn, columns, rows, terminal.signs(), terminal.paint()))
    print_lines(its.sentence for its in drawn.tangents)
    return 0


def _map(its: Subject, format_: str, path_from: str | None, rate: float, steps: int) -> int:
    path: list[Step] = []
    failed = None
    if path_from:
        path, failed = steps_of(*start_of_path(its, path_from), rate, steps)
    shown = landscape(its, path)
    if not all(shown.holds(*point) for point in shown.path):
        note("the path of the descent leaves the map")
    if showing.kind(format_) == "picture":
        from backprop.cli.plots import landscape as picture

        terminal.stdout().write(plots.rendered(picture.plot(shown), format_))
    else:
        columns, rows = size_of_map(len(shown.sentences))
        from backprop.cli.charts import landscape as chart

        print_lines(chart.draw(shown, columns, rows, terminal.signs(), terminal.paint()))
    if failed is None:
        return 0
    report(failed)
    return FAILED
