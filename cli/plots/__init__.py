"""Plots, drawn by Matplotlib: a module for each thing that is plotted, which gives a `Figure`."""

import logging
import os
import warnings
from io import BytesIO
from typing import Any

import click

from backprop.grammar.problem import CalculationProblem
from backprop.writing.extras import extra

FORMATS = ("svg", "png", "pdf")
WIDTH, HEIGHT = 7.0, 4.2
"""The size of one plot, in inches."""

POINTS = 401
"""Of a curve over a range that says no other number."""

_STYLE = {
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#808080",
    "axes.labelcolor": "#404040",
    "axes.titlesize": "medium",
    "axes.grid": True,
    "grid.color": "#e8e8e8",
    "xtick.color": "#606060",
    "ytick.color": "#606060",
    "svg.fonttype": "path",
    "svg.hashsalt": "backprop",
    "mathtext.default": "regular",
}
_LARGEST, _SMALLEST, _CLOSEST = 1e300, 1e-290, 1e-10
_RESOLUTION = 150  # dots per inch


def format_of(path: str) -> str:
    """Return the format of a file by its name. Raises UsageError for another than `FORMATS`."""
    found = os.path.splitext(path)[1].lower().removeprefix(".")
    if found not in FORMATS:
        known = ", ".join(f".{name}" for name in FORMATS)
        raise click.UsageError(f"the name of a plot ends in one of {known}: {path} does not")
    return found


def figure(rows: int = 1, heights: "list[float] | None" = None) -> tuple[Any, list[Any]]:
    """Return an empty figure with some axes, one below the other, which share the one below.

    Raises Problem where Matplotlib is not installed.
    """
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # else it tells where it keeps its fonts
    matplotlib = extra("matplotlib", "plots", "plots")
    with matplotlib.rc_context(_STYLE):
        drawn = extra("matplotlib.figure", "plots", "plots").Figure(
            figsize=(WIDTH, HEIGHT * sum(heights or [1.0] * rows)), layout="constrained"
        )
        axes = drawn.subplots(rows, 1, squeeze=False, height_ratios=heights)
    return drawn, [row[0] for row in axes]


def rendered(drawn: Any, format_: str) -> bytes:
    """Return a figure as a file of a format, the same each time."""
    matplotlib = extra("matplotlib", "plots", "plots")
    file = BytesIO()
    metadata = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(format_)
    with matplotlib.rc_context(_STYLE), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of letters that its font lacks
        drawn.savefig(file, format=format_, dpi=_RESOLUTION, metadata=metadata)
    return file.getvalue()


def require_drawable(what: str, low: float, high: float) -> None:
    """Raise Problem for numbers that Matplotlib cannot lay out: too large, or too close together."""
    if max(abs(low), abs(high)) > _LARGEST:
        message, hint = "are too large", "choose a smaller range, or plot it in the terminal"
    elif 0 < high - low < max(_CLOSEST * max(abs(low), abs(high)), _SMALLEST):
        message, hint = "are too close together", "choose a wider range, or have the points with --format csv"
    else:
        return
    raise CalculationProblem(f"the numbers of {what} {message} for a picture", hint=hint)


def plain(text: str) -> str:
    """Return a text in which Matplotlib sees no mathematics."""
    return text.replace("$", r"\$")
