"""Functions and their derivatives in a terminal: two panels, one below the other."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from backprop.cli import colours
from backprop.cli.plotted import Plot, runs
from backprop.cli.terminal import ASCII, Signs
from backprop.writing.curves import Piece

from .axes import framed_by_axes, level_axis, upright_ticks
from .canvas import Canvas, Frame, Paint
from .ticks import framed

_MARKS = "123456789abcdefghijklmnopqrstuvwxyz"
_LEAST_COLUMNS = 8


def draw(plot: Plot, columns: int, rows: int, signs: Signs, paint: Paint) -> Iterator[str]:
    """Yield the lines of a plot in so many columns, each panel in so many rows."""
    panels = plot.values, plot.slopes
    frames = [Frame(*plot.ends, *framed(*(panel.shown.limits or (0.0, 1.0)))) for panel in panels]
    labels = [upright_ticks(frame, rows) for frame in frames]
    margin = max((len(text) for its in labels for text in its.values()), default=1)
    width = max(columns - margin - 3, _LEAST_COLUMNS)
    for number, (panel, frame) in enumerate(zip(panels, frames, strict=True)):
        if number:
            yield ""
        yield paint(panel.title, "bold")
        canvas = Canvas(width, rows, frame)
        if not number:
            _tangents(plot, canvas)
        _curves(panel.curves, canvas, is_slope=bool(number))
        _zero(canvas, frame, signs)
        yield from framed_by_axes(canvas, frame, labels[number], margin, signs, paint)
    yield from level_axis(plot.input, frames[0], width, margin, paint)
    yield from _legend(plot, columns, paint)


def _curves(panel: Sequence[Sequence[Piece]], canvas: Canvas, *, is_slope: bool) -> None:
    is_one = len(panel) == 1
    for number, its in enumerate(panel):
        for sign, run in runs(its, is_slope=is_slope):
            colour = sign if is_one else colours.of_curve(number)
            points = [*zip(run.x, run.y, strict=True)]
            for start, end in pairwise(points) if len(points) > 1 else [(points[0], points[0])]:
                canvas.line(start, end, colour.name.lower() if colour else "")
    for number, its in enumerate(panel if not is_one else ()):
        _mark(its, number, len(panel), canvas)


def _mark(its: Sequence[Piece], number: int, count: int, canvas: Canvas) -> None:
    """Put the mark of a curve onto it in a few places, where no other one has its own."""
    points = [point for piece in its for point in zip(piece.x, piece.y, strict=True)]
    cells = [canvas.cell(*point) for point in points]
    inside = [
        (column, row) for column, row in cells if 0 <= row < canvas.rows and canvas.is_free(column, row)
    ]
    style = f"bold {colours.of_curve(number).name.lower()}"
    if inside:
        for part in ((number + 0.5) / count / 2, (number + 0.5) / count / 2 + 0.5):
            canvas.letter(*inside[int(part * len(inside))], _MARKS[number], style)


def _tangents(plot: Plot, canvas: Canvas) -> None:
    low, high = plot.ends
    for its in plot.tangents:
        reach = (high / 2 - low / 2) / 2
        start, end = max(low, its.x - reach), min(high, its.x + reach)
        canvas.line(
            (start, its.value + its.slope * (start - its.x)),
            (end, its.value + its.slope * (end - its.x)),
            "dim",
        )
    for its in plot.tangents:
        canvas.letter(*canvas.cell(its.x, its.value), "o", "bold")


def _zero(canvas: Canvas, frame: Frame, signs: Signs) -> None:
    if frame.bottom < 0 < frame.top:
        row = canvas.cell(frame.left, 0.0)[1]
        for column in range(canvas.columns):
            canvas.letter(column, row, "." if signs is ASCII else "┄", "dim", below=True)


def _legend(plot: Plot, columns: int, paint: Paint) -> Iterator[str]:
    if len(plot.labels) < 2:
        return
    line, used = "", 0
    for number, label in enumerate(plot.labels):
        text = f"{_MARKS[number]} {label}"
        if used and used + 3 + len(text) > columns:
            yield line
            line, used = "", 0
        shown = paint(text, colours.of_curve(number).name.lower())
        line, used = (f"{line}   {shown}", used + 3 + len(text)) if used else (shown, len(text))
    yield line
