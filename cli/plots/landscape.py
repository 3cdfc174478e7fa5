"""The plot of a function of two inputs: contours with their levels, arrows up the gradient, and a path."""

from math import hypot, nan
from typing import Any

from backprop.cli.charts.ticks import levels
from backprop.cli.colours import Colour
from backprop.cli.plotted import Landscape

from . import figure, plain, require_drawable

_LEVELS = 9
_ARROWS = 16
_LOWEST, _HIGHEST = 0.07, 0.85
"""The shares of the colour of what is lowest and highest; what is undefined stays white."""


def plot(its: Landscape) -> Any:
    """Return a figure. Raises Problem without Matplotlib."""
    for name, ends in zip(its.inputs, its.frame, strict=True):
        require_drawable(name, *ends)
    drawing, (axes,) = figure()
    x, y = its.grids
    rows = [[its.at(across, up).value for across in x] for up in y]
    values = [value for row in rows for value in row if value is not None]
    axes.grid(visible=False)
    its.require_values(values)
    require_drawable(its.output, min(values), max(values))
    _contours(axes, its, [[nan if value is None else value for value in row] for row in rows], values)
    _arrows(axes, its)
    if its.path:
        across, up = zip(*its.path, strict=True)
        axes.plot(across, up, "o-", color=Colour.FALLS.hexadecimal, markersize=1.5, linewidth=1)
        axes.plot(across[0], up[0], "o", color=Colour.FALLS.hexadecimal, markersize=6)
        axes.plot(across[-1], up[-1], "X", color=Colour.FALLS.hexadecimal, markersize=8)
    axes.set_xlim(*its.frame[0])
    axes.set_ylim(*its.frame[1])
    axes.set_title(plain(its.title), loc="left", fontsize="medium")
    axes.set_xlabel(plain("\n".join([its.inputs[0], *its.sentences])))
    axes.set_ylabel(plain(its.inputs[1]))
    return drawing


def _contours(axes: Any, its: Landscape, rows: list[list[float]], values: list[float]) -> None:
    found = levels(values, _LEVELS)
    edges = [min(*values, *found) - 1.0, *found, max(*values, *found) + 1.0]
    step = (_HIGHEST - _LOWEST) / len(found)
    shares = [_LOWEST + step * band for band in range(len(found) + 1)]
    axes.contourf(*its.grids, rows, levels=edges, colors=[Colour.RISES.on_white(share) for share in shares])
    if min(values) < max(values):
        lines = axes.contour(*its.grids, rows, levels=[*found], colors="#404040", linewidths=0.6)
        axes.clabel(lines, fmt=found, fontsize="x-small")


def _arrows(axes: Any, its: Landscape) -> None:
    """Draw arrows of one length: how steep it is, the contours tell."""
    (left, right), (bottom, top) = its.frame
    count = round(_ARROWS * 0.6)
    points, ways = [], []
    for row in range(count):
        for column in range(_ARROWS):
            x = left + (column + 0.5) / _ARROWS * (right - left)
            y = bottom + (row + 0.5) / count * (top - bottom)
            across, up = its.at(x, y).slopes
            if across is not None and up is not None and (length := hypot(across, up)):
                points.append((x, y))
                ways.append((across / length, up / length))
    if points:
        axes.quiver(
            *zip(*points, strict=True), *zip(*ways, strict=True),
            angles="xy", scale=40, width=0.0018, headwidth=5, color="#303030", alpha=0.75, zorder=2,
        )  # fmt: skip
