"""`backprop plot`: a function and its derivative over a range."""

from collections.abc import Sequence

import click

from backprop.cli import charts, plots, showing, terminal
from backprop.cli.command_line import Words
from backprop.cli.diagnostics import note
from backprop.cli.documents import takes_output
from backprop.cli.formats import Printer
from backprop.cli.plotting import plot, points, subject
from backprop.cli.ranges import number
from backprop.cli.request import Request, takes_request_with_axes
from backprop.cli.terminal import print_lines
from backprop.cli.views.points import PointsView
from backprop.grammar.problem import Problem
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
@takes_output("plot.svg", showing.WAYS)
@takes_request_with_axes
def command(asked: Request, *, at: Sequence[str], format_: str) -> int:
    """Plot PROGRAM and its derivative over a range, as x=0..10; x=0..10/101 has so many points.

    Other inputs take a value, or several for a curve each: a=1,2,3. Every output has a curve. Colour is the
    sign of the derivative: blue where the output rises, orange where it falls; several curves have their own.

    A curve is open where it is undefined, at poles and at jumps, its derivative at kinks too.
    """
    kind = showing.kind(format_)
    if kind == "picture":
        require("matplotlib", "plots", "plots")
        if terminal.is_terminal("stdout"):
            raise Problem("a picture is no text for a terminal", hint="write it to a file: -o plot.svg")
    its = subject(asked)
    if kind == "points":
        if at:
            raise click.UsageError("--at is drawn; the points of a curve are those of its range")
        print_lines(Printer(format_, 0, PointsView, "a plot").lines(points(its)))
        return 0
    columns, rows = charts.size(len(at))
    numbers = [number(text, (0, len(text))) for text in at]
    drawn = plot(its, 2 * columns if kind == "chart" else plots.POINTS, numbers)
    for remark in drawn.remarks():
        note(remark)
    if kind == "picture":
        from backprop.cli.plots.curves import plot as pictured

        terminal.stdout().write(plots.rendered(pictured(drawn), format_))
        return 0
    from backprop.cli.charts.curves import draw

    print_lines(draw(drawn, columns, rows, terminal.signs(), terminal.paint()))
    print_lines(its.sentence for its in drawn.tangents)
    return 0
