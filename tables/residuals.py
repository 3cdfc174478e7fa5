"""The residuals of a program over rows, and their derivatives by its parameters."""

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from math import sqrt
from typing import NamedTuple

import numpy as np
import polars as pl

from backprop.grammar.program import Program
from backprop.graph.arithmetics.whole import WholeNodes
from backprop.graph.tape import Tape
from backprop.writing.derivatives import derive, summed

from .draws import Array
from .polars.columns import Columns
from .polars.staging import Plan

_BLOCK = 1 << 16
"""Rows that are looked at at once."""


class Target(NamedTuple):
    """What an output is fitted to.

    observed  a column with its values
    sigma     a column with their standard uncertainties, or one for all rows
    """

    observed: str
    sigma: str | float = 1.0


class Residuals:
    """Model less data, in standard uncertainties of the data, at any values of the parameters.

    The matrix of all rows with their derivatives and residuals is taken in blocks, each of which is made
    triangular (QR); so are the triangles. What is left has as many rows as columns, and the same lengths and
    products as the whole matrix: all that least squares need.
    """

    def __init__(
        self,
        program: Program,
        frame: pl.DataFrame,
        targets: Mapping[int, Target],
        given: Mapping[str, str | float],
        parameters: Sequence[str],
    ) -> None:
        """``targets`` are by output; ``given`` holds columns of the frame, or numbers, for other inputs."""
        labels = program.input_names()
        leaves = {name: [labels[node] for node in program.inputs[name]] for name in (*parameters, *given)}
        by = {node: labels[node] for name in parameters for node in program.inputs[name]}
        arithmetic = WholeNodes(Tape())
        found = derive(program, [*targets], by, arithmetic)
        copies = {name: node for node, name in found.kept.items()}
        nodes = {name: [copies[label] for label in its if label in copies] for name, its in leaves.items()}
        self._tape, self.count = found.tape, len(parameters)
        self._leaves = [nodes[name] for name in parameters]
        self._given = {node: its for name, its in given.items() for node in nodes[name]}
        slopes = summed(found, arithmetic, {name: leaves[name] for name in parameters})
        self._slopes = [[slopes[output, name].index for name in parameters] for output, _ in found.outputs]
        self._values = [node for _, node in found.outputs]
        self._targets = [*targets.values()]
        self.whole = self.frame = frame
        self.evaluations = 0

    @property
    def size(self) -> float:
        """The length of the vector of all data, in their uncertainties."""
        squares = 0.0
        for target in self._targets:
            sigma = pl.col(target.sigma) if isinstance(target.sigma, str) else target.sigma
            squares += float(self.frame.select(((pl.col(target.observed) / sigma) ** 2).sum()).item())
        return sqrt(squares)

    def keep(self, point: Sequence[float]) -> None:
        """Keep the rows that have all residuals and derivatives at a point."""
        self.frame = self.whole.filter(self.defined(point))

    @property
    def observations(self) -> int:
        """How many residuals there are."""
        return self.frame.height * len(self._targets)

    @property
    def total(self) -> float:
        """The sum of squares about the mean of each target, in uncertainties of the data."""
        whole = 0.0
        for target in self._targets:
            observed = self.frame[target.observed].to_numpy()
            sigma = self.frame[target.sigma].to_numpy() if isinstance(target.sigma, str) else target.sigma
            weights = np.broadcast_to(1.0 / np.square(sigma), observed.shape)
            mean = np.average(observed, weights=weights)
            whole += float(np.sum(weights * np.square(observed - mean)))
        return whole

    def defined(self, point: Sequence[float]) -> pl.Series:
        """Tell for each of all rows whether it has all residuals and derivatives at a point."""
        exprs, plan = self._planned(point)
        whole = pl.all_horizontal(expr.is_finite().fill_null(value=False) for row in exprs for expr in row)
        return (
            plan.applied(self.whole.lazy())
            .select(whole.alias("defined"))
            .collect(engine="streaming")["defined"]
        )

    def triangle(self, point: Sequence[float]) -> Array:
        """Return the triangle at a point: a column for each parameter, and that of the residuals."""
        self.evaluations += 1
        width = self.count + 1
        triangles = [np.zeros((width, width)), *self._mapped(point)]
        return _triangle(np.concatenate(triangles))

    def matrix(self, point: Sequence[float]) -> Array:
        """Return the whole matrix at a point, for which there has to be room."""
        self.evaluations += 1
        exprs, plan = self._planned(point)
        return _matrix(plan, exprs, self.frame)

    def _mapped(self, point: Sequence[float]) -> Iterator[Array]:
        exprs, plan = self._planned(point)
        first, *blocks = self.frame.iter_slices(_BLOCK) if self.frame.height else [self.frame]
        yield _triangle(_matrix(plan, exprs, first))  # before there are threads: it loads NumPy into Polars
        if blocks:
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                yield from pool.map(lambda block: _triangle(_matrix(plan, exprs, block)), blocks)

    def _planned(self, point: Sequence[float]) -> tuple[list[list[pl.Expr]], Plan]:
        given = {**self._given}
        for leaves, value in zip(self._leaves, point, strict=True):
            given |= dict.fromkeys(leaves, float(value))
        nodes = [*self._values, *(node for slopes in self._slopes for node in slopes)]
        plan = Plan(self._tape, given, nodes, Columns(), "_node")
        of = dict(zip(nodes, plan.results, strict=True))
        exprs = []
        for value, slopes, target in zip(self._values, self._slopes, self._targets, strict=True):
            sigma = pl.col(target.sigma) if isinstance(target.sigma, str) else target.sigma
            row = [*(of[slope] for slope in slopes), of[value] - pl.col(target.observed)]
            exprs.append([(expr / sigma).alias(f"{place}") for place, expr in enumerate(row)])
        return exprs, plan


def _matrix(plan: Plan, exprs: list[list[pl.Expr]], frame: pl.DataFrame) -> Array:
    staged = plan.applied(frame.lazy())
    parts = [staged.select(row).collect().to_numpy() for row in exprs]
    return np.asarray(parts[0] if len(parts) == 1 else np.concatenate(parts))


def _triangle(matrix: Array) -> Array:
    if not np.isfinite(matrix).all():
        return np.full((matrix.shape[1], matrix.shape[1]), np.nan)
    return np.asarray(np.linalg.qr(matrix, mode="r"))
