"""A function of two inputs in a terminal: shades between levels, arrows up the gradient, and a path."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import atan2, pi

from backprop.cli.plotted import Landscape
from backprop.cli.terminal import ASCII, Signs
from backprop.writing.curves import Sample

from .axes import framed_by_axes, level_axis, upright_ticks
from .canvas import Canvas, Frame, Paint
from .ticks import levels

_SHADES, _ASCII_SHADES = " ░▒▓█", " .:*#"
_ARROWS, _ASCII_ARROWS = "→↗↑↖←↙↓↘", ">/^\\</v\\"
_BETWEEN_ARROWS = 8, 3
_ASPECT = 2.0
"""How much higher than wide a letter is."""


def draw(its: Landscape, columns: int, rows: int, signs: Signs, paint: Paint) -> Iterator[str]:
    """Yield the lines of a map in so many columns and rows."""
    frame = Frame(*its.frame[0], *its.frame[1])
    labels = upright_ticks(frame, rows)
    margin = max((len(text) for text in labels.values()), default=1)
    canvas = Canvas(columns - margin - 3, rows, frame)
    cells = [(column, row) for row in range(rows) for column in range(canvas.columns)]
    samples = {cell: its.at(*canvas.centre(*cell)) for cell in cells}
    values = [sample.value for sample in samples.values() if sample.value is not None]
    its.require_values(values)
    shades = _ASCII_SHADES if signs is ASCII else _SHADES
    has_holes = len(values) < len(samples)
    if has_holes:
        shades = ("," if signs is ASCII else "·") + shades[1:]
    bands = levels(values, len(shades) - 1)
    yield paint(its.title, "bold")
    for start, end in pairwise(its.path):
        canvas.line(start, end, "bold")
    if its.path:
        canvas.letter(*canvas.cell(*its.path[0]), "o", "bold")
        canvas.letter(*canvas.cell(*its.path[-1]), "x", "bold")
    _arrows(canvas, frame, samples, signs)
    for (column, row), sample in samples.items():
        if sample.value is not None and canvas.is_free(column, row):
            shade = shades[bisect_right([*bands], sample.value)]
            canvas.letter(column, row, shade, "dim", below=True)
    yield from framed_by_axes(canvas, frame, labels, margin, signs, paint)
    yield from level_axis(its.inputs[0], frame, canvas.columns, margin, paint)
    pieces = [f"{shade} from {text}" for shade, text in zip(shades[1:], bands.values(), strict=False)]
    if has_holes:
        pieces = [f"{shades[0]} below", *pieces, "blank undefined"]
    yield f"{its.inputs[1]} goes up; {its.output}: {', '.join(pieces)}"
    yield from its.sentences


def _arrows(canvas: Canvas, frame: Frame, samples: Mapping[tuple[int, int], Sample], signs: Signs) -> None:
    """Put arrows up the gradient into some cells, with a blank on either side."""
    arrows = _ASCII_ARROWS if signs is ASCII else _ARROWS
    wide, high = frame.right - frame.left, (frame.top - frame.bottom) / _ASPECT
    across, down = _BETWEEN_ARROWS
    for row in range(down // 2, canvas.rows, down):
        for column in range(across // 2, canvas.columns, across):
            x, y = samples[column, row].slopes
            if x is None or y is None or not (x or y) or not canvas.is_free(column, row):
                continue
            turn = atan2(y / high * canvas.rows, x / wide * canvas.columns)
            canvas.letter(column, row, arrows[round(turn / (pi / 4)) % 8], "bold", below=True)
            for beside in (column - 1, column + 1):
                canvas.letter(beside, row, " ", below=True)
