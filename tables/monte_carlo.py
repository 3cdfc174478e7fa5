"""Monte Carlo: the distributions of inputs, propagated through a program.

Source: JCGM 101:2008 (GUM Supplement 1), 7.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from math import isfinite, sqrt

import numpy as np
import polars as pl

from backprop.grammar.naming import quoted
from backprop.grammar.problem import CalculationProblem, Problem
from backprop.writing.budget import Measured, uncertain_leaves
from backprop.writing.calculation import Calculation
from backprop.writing.sampling import MonteCarlo, Sampling

from .draws import Array, Draws
from .polars.columns import Columns
from .polars.staging import Plan

_BLOCK = 1 << 18
"""Draws that are made at once; another number is another random sequence."""


def least_draws(probability: float) -> int:
    """Return how many draws an interval needs at least: ten of them are outside, and one is inside."""
    return round(max(10 / (1 - probability), 1 / probability))


def run(
    calculation: Calculation,
    outputs: Sequence[int],
    measured: Measured,
    sampling: Sampling,
    passed: Callable[[int], None],
) -> tuple[dict[int, MonteCarlo | CalculationProblem], Sequence[Problem]]:
    """Return what the draws of each output come to, or why there is nothing to say, and notes on the draws.

    ``measured`` has the values that the calculation was given; ``passed`` is told how many draws are done,
    block by block. Raises Problem for inputs that cannot be drawn.
    """
    program, draws = calculation.program, sampling.draws
    leaves = uncertain_leaves(program, measured.values, measured.spreads)
    at = {name: calculation.values[nodes[0]] for name, nodes in leaves.items()}
    inputs = Draws(at, measured, sampling.seed)
    columns = {name: f"input{number}" for number, name in enumerate(leaves)}
    given: dict[int, str | float] = {**program.bind(measured.values)}
    given |= {node: columns[name] for name, nodes in leaves.items() for node in nodes}
    plan = Plan(program.tape, given, outputs, Columns(), "node")
    results = [expr.alias(f"output{place}") for place, expr in enumerate(plan.results)]
    found = {node: np.empty(draws) for node in outputs}

    def draw(number: int) -> int:
        start = number * _BLOCK
        count = min(_BLOCK, draws - start)
        block = {columns[name]: its for name, its in inputs.block(number, count).items()}
        drawn = plan.applied(pl.LazyFrame(block)).select(results).collect(engine="streaming")
        for array, column in zip(found.values(), drawn.iter_columns(), strict=True):
            array[start : start + count] = column.to_numpy()
        return count

    passed(draw(0))  # before there are threads, which would load NumPy into Polars at the same time
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        try:
            for count in pool.map(draw, range(1, -(-draws // _BLOCK))):
                passed(count)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return {node: _described(calculation, node, found.pop(node), sampling) for node in outputs}, inputs.notes


def _described(
    calculation: Calculation, output: int, drawn: Array, sampling: Sampling
) -> MonteCarlo | CalculationProblem:
    """Describe the draws of an output (7.6 and 7.7)."""
    is_value = np.isfinite(drawn)
    values = drawn if is_value.all() else drawn[is_value]
    program = calculation.program
    name, draws, count = quoted(program.names[output]), len(drawn), len(values)
    probability = sampling.probability
    message = ""
    if count < least_draws(probability):
        message = f"only {count:,} of {draws:,} draws of {name} have a value"
    else:
        values.sort()
        scale = max(-float(values[0]), float(values[-1])) or 1.0
        scaled = values / scale
        mean, deviation = scale * float(scaled.mean()), scale * float(scaled.std(ddof=1))
        if not isfinite(deviation):
            message = f"the spread of the draws of {name} is too large (above 1.8e308)"
    if message:
        place = program.place(output)
        return CalculationProblem(message, program.source, place, hint="choose other values")
    inside = round(probability * count)
    below = (count - inside + 1) // 2
    tail = (1 - probability) / 2
    near = max(1, round(sqrt(count * tail * (1 - tail))))  # the standard error of a rank
    ends = below - 1, below - 1 + inside
    with np.errstate(over="ignore"):
        shortest = int(np.argmin(values[inside:] - values[:-inside]))
    low, high = (float(values[end]) for end in ends)
    normal = deviation * sqrt(tail * (1 - tail) / count) / _density(probability)
    errors = [max(_error(values, end, near), normal) for end in ends]  # few draws say little of their own
    return MonteCarlo(
        mean,
        deviation,
        (low, high),
        (float(values[shortest]), float(values[shortest + inside])),
        (errors[0], errors[1]),
        sampling,
        draws - count,
    )


def _error(values: Array, rank: int, near: int) -> float:
    """Return the standard error of a sorted draw, from those as far from its rank as it may be itself."""
    low, high = max(rank - near, 0), min(rank + near, len(values) - 1)
    return float(values[high] - values[low]) / 2


def _density(probability: float) -> float:
    """Return the density of the standard normal distribution at the end of an interval."""
    from statistics import NormalDist

    normal = NormalDist()
    return normal.pdf(normal.inv_cdf((1 + probability) / 2))
