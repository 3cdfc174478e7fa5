"""The axes around a canvas, with round numbers."""

from collections.abc import Iterator, Mapping

from backprop.cli.terminal import ASCII, Signs

from .canvas import Canvas, Frame, Paint
from .ticks import ticks

_ROWS_OF_A_TICK = 3
_COLUMNS_OF_A_TICK = 11


def upright_ticks(frame: Frame, rows: int) -> dict[float, str]:
    """Return the numbers at the upright axis."""
    return ticks(frame.bottom, frame.top, rows // _ROWS_OF_A_TICK + 1)


def _level_ticks(frame: Frame, columns: int) -> dict[float, str]:
    return ticks(frame.left, frame.right, max(columns // _COLUMNS_OF_A_TICK, 2) + 1)


def framed_by_axes(
    canvas: Canvas, frame: Frame, labels: Mapping[float, str], margin: int, signs: Signs, paint: Paint
) -> Iterator[str]:
    """Yield the lines of a canvas behind its upright axis, and a level one below."""
    at = {canvas.cell(frame.left, number)[1]: text for number, text in labels.items()}
    bar, tick, corner = ("|", "+", "+") if signs is ASCII else ("│", "┤", "└")
    for row, line in enumerate(canvas.lines(paint, is_ascii=signs is ASCII)):
        text = at.get(row)
        yield f"{text or '':>{margin}} {paint(bar if text is None else tick, 'dim')}{line}".rstrip()
    cross = "+" if signs is ASCII else "┬"
    below = {canvas.cell(number, frame.bottom)[0] for number in _level_ticks(frame, canvas.columns)}
    rule = "".join(cross if column in below else signs.rule for column in range(canvas.columns))
    yield " " * (margin + 1) + paint(corner + rule, "dim")


def level_axis(name: str, frame: Frame, width: int, margin: int, paint: Paint) -> Iterator[str]:
    """Yield the numbers below the level axis, each under its tick, and the name of the input."""
    canvas, line = Canvas(width, 1, frame), ""
    for number, text in _level_ticks(frame, width).items():
        start = canvas.cell(number, frame.bottom)[0] + margin + 2 - len(text) // 2
        if start > len(line) or not line:
            line = line.ljust(start) + text
    yield line
    yield " " * (margin + 2 + (width - len(name)) // 2) + paint(name, "bold")
