"""The options of a descent, and its steps as far as they go."""

from collections.abc import Mapping
from math import isfinite

import click

from backprop.grammar.problem import CalculationProblem
from backprop.writing import descent
from backprop.writing.descent import Objective, Step

RATE = click.option(
    "--rate", type=float, default=0.1, show_default=True, help="The step is so much of the gradient."
)
STEPS = click.option(
    "--steps", type=click.IntRange(1), default=50, show_default=True, help="How many steps to take."
)


def require_rate(rate: float) -> None:
    """Raise UsageError for a rate that leads nowhere."""
    if not (isfinite(rate) and rate > 0):
        raise click.UsageError("--rate takes a number above 0")


def steps_of(
    objective: Objective, start: Mapping[str, float], rate: float, steps: int
) -> tuple[list[Step], CalculationProblem | None]:
    """Return the steps, and what ended them early. Raises CalculationProblem where the start is undefined."""
    found = list[Step]()
    try:
        for step in descent.descend(objective, start, rate, steps):
            found.append(step)
    except CalculationProblem as problem:
        if not found:
            raise
        return found, problem
    return found, None
