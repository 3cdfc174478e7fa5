"""A step along the gradient: what learning does next."""

from collections.abc import Iterable, Mapping
from math import isnan
from typing import NamedTuple

from .forward import forward
from .gradient import Gradient


class Nudge(NamedTuple):
    """Every input moved by ``step`` times its derivative.

    inputs     their new values, by node, without those that have none; infinite where they overflow
    value      the output there; NaN if it has none
    predicted  what the gradient promised: the old value plus step times the sum of its squares;
               infinite where that overflows
    """

    step: float
    inputs: dict[int, float]
    value: float
    predicted: float


def nudge(gradient: Gradient, values: list[float], inputs: Iterable[int], step: float) -> Nudge:
    """Move the inputs, and run the graph forward again."""
    slopes = {node: gradient.adjoints.get(node, 0.0) for node in inputs if not isnan(values[node])}
    moved = {node: values[node] + step * slope for node, slope in slopes.items()}
    everything: Mapping[int, float] = {**dict(enumerate(values)), **moved}
    value = forward(gradient.tape, everything)[gradient.output]
    change = sum(step * slope * slope for slope in slopes.values())  # the squares alone may overflow
    return Nudge(step, moved, value, values[gradient.output] + change)
