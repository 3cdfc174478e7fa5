"""The plot of curves over a range: the values above, the derivatives below, and tangents."""

from typing import Any

from backprop.cli import colours
from backprop.cli.plotted import Panel, Plot, runs
from backprop.writing.curves import Piece

from . import figure, plain, require_drawable

_HEIGHTS = [0.7, 0.5]
_MARGIN = 0.05
_MOST_IN_A_COLUMN = 6
_STYLES = ("-", "--", ":")
"""Of the lines of curves whose colours come again."""

_TANGENT = {"color": "#404040", "linewidth": 1.0, "zorder": 3}
_ZERO = {"color": "#b0b0b0", "linewidth": 0.8, "zorder": 1}


def plot(its: Plot) -> Any:
    """Return a figure of two panels. Raises Problem without Matplotlib."""
    require_drawable(its.input, *its.ends)
    for panel in (its.values, its.slopes):
        require_drawable(panel.names, *(panel.shown.limits or (0.0, 0.0)))
    drawing, axes = figure(2, _HEIGHTS)
    for panel, on in zip((its.values, its.slopes), axes, strict=True):
        _draw(its, panel, on, is_slope=panel is its.slopes)
        on.set_title(plain(panel.title), loc="left", fontsize="medium")
    for tangent in its.tangents:
        axes[0].axline((tangent.x, tangent.value), slope=tangent.slope, **_TANGENT)
        axes[0].plot(tangent.x, tangent.value, "o", markersize=4.5, **_TANGENT)
        axes[1].plot(tangent.x, tangent.slope, "o", markersize=4.5, **_TANGENT)
    if its.tangents:
        sentences = "\n".join(tangent.sentence for tangent in its.tangents)
        axes[1].set_xlabel(f"{plain(its.input)}\n{plain(sentences)}")
    else:
        axes[1].set_xlabel(plain(its.input))
    axes[1].sharex(axes[0])
    axes[0].set_xlim(*its.ends)
    axes[0].tick_params(labelbottom=False)
    if len(its.labels) > 1:
        columns = -(-len(its.labels) // _MOST_IN_A_COLUMN)
        axes[0].legend(fontsize="small", framealpha=0.85, edgecolor="none", ncols=columns)
    return drawing


def _draw(its: Plot, panel: Panel, axes: Any, *, is_slope: bool) -> None:
    limits = panel.shown.limits
    if limits is not None and limits[0] < limits[1]:
        margin = _MARGIN * (limits[1] / 2 - limits[0] / 2) * 2
        axes.set_ylim(limits[0] - margin, limits[1] + margin)
        if limits[0] < 0 < limits[1]:
            axes.axhline(0, **_ZERO)
    for number, (name, pieces) in enumerate(zip(its.labels, panel.curves, strict=True)):
        if len(its.labels) == 1:
            for sign, run in runs(pieces, is_slope=is_slope):
                axes.plot(run.x, run.y, _mark(run), color=sign.hexadecimal if sign else "#606060")
            continue
        label: str | None = plain(name)
        for piece in pieces:
            style = _mark(piece) or _STYLES[number // len(colours.Hue) % len(_STYLES)]
            axes.plot(piece.x, piece.y, style, color=colours.of_curve(number).hexadecimal, label=label)
            label = None


def _mark(piece: Piece) -> str:
    """Return how a point is drawn that stands alone."""
    return "." if len(piece.x) == 1 else ""
