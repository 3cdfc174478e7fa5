"""The plot of a fit: data, curve with its 95 % band, and residuals."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from backprop.cli.colours import Colour

from . import figure, plain

_HEIGHTS = [0.75, 0.3]
_BAND = {"color": Colour.RISES.hexadecimal, "alpha": 0.2, "linewidth": 0}
_BARS = {"linestyle": "none", "color": "#a0a0a0", "linewidth": 0.8, "zorder": 2}
_POINTS = {"linestyle": "none", "marker": "o", "markersize": 3.5, "color": "#606060", "alpha": 0.7}


class Curve(NamedTuple):
    """The fitted curve on a grid, with the half-width of its band."""

    x: Sequence[float]
    y: Sequence[float]
    half: Sequence[float] | None


class Fitted(NamedTuple):
    """What is plotted of one output.

    name      of the column that it was fitted to
    along     the name of what is on the horizontal axis
    x, y      the data
    fit       the fitted values there
    sigma     the uncertainties of the data, if they are known
    curve     None where several columns are data: then the data are plotted over the fitted values
    """

    name: str
    along: str
    x: Sequence[float]
    y: Sequence[float]
    fit: Sequence[float]
    sigma: Sequence[float] | None
    curve: Curve | None


def plot(title: str, outputs: Sequence[Fitted]) -> Any:
    """Return a figure with data and residuals of each output. Raises Problem without Matplotlib."""
    drawn, axes = figure(2 * len(outputs), _HEIGHTS * len(outputs))
    drawn.suptitle(title, fontsize="medium")
    for number, its in enumerate(outputs):
        _draw(its, *axes[2 * number : 2 * number + 2])
    return drawn


def _draw(its: Fitted, data: Any, residuals: Any) -> None:
    left = [observed - fitted for observed, fitted in zip(its.y, its.fit, strict=True)]
    for axes, numbers in ((data, its.y), (residuals, left)):
        axes.plot(its.x, numbers, **_POINTS, zorder=3, label=plain("data") if axes is data else None)
        if its.sigma is not None:
            axes.errorbar(
                its.x, numbers, its.sigma, linestyle="none", color="#a0a0a0", linewidth=0.8, zorder=2
            )
    if its.curve is None:
        ends = [min(*its.fit, *its.y), max(*its.fit, *its.y)]
        data.plot(ends, ends, color=Colour.RISES.hexadecimal, label="observed = fitted")
    else:
        x, y, half = its.curve
        if half is not None:
            low = [at - by for at, by in zip(y, half, strict=True)]
            high = [at + by for at, by in zip(y, half, strict=True)]
            data.fill_between(
                x, low, high, color=Colour.RISES.hexadecimal, alpha=0.2, linewidth=0, label="95 %"
            )
        data.plot(x, y, color=Colour.RISES.hexadecimal, label="fit")
    residuals.axhline(0, color=Colour.RISES.hexadecimal, linewidth=1)
    data.set_ylabel(plain(its.name))
    residuals.set_ylabel("residual")
    residuals.set_xlabel(plain(its.along))
    residuals.sharex(data)
    data.tick_params(labelbottom=False)
    data.legend(frameon=False)
