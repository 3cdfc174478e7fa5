"""The mean of an output over the rows of a table, with its derivatives: what learning goes down."""

from collections.abc import Mapping, Sequence
from math import isfinite

import polars as pl

from backprop.grammar.naming import quoted
from backprop.grammar.problem import CalculationProblem
from backprop.grammar.program import Program
from backprop.graph.arithmetics.whole import WholeNodes
from backprop.graph.tape import Tape
from backprop.writing.derivatives import Derivatives, derive

from .polars.columns import Columns
from .polars.staging import Plan


class Mean:
    """A function of some inputs; others are columns of doubles without nulls, or numbers."""

    def __init__(
        self,
        program: Program,
        output: int,
        names: Sequence[str],
        given: Mapping[str, str | float],
        frame: pl.DataFrame,
    ) -> None:
        self._program, self._output, self._names = program, output, names
        self._given, self._frame = given, frame
        labels = program.input_names()
        self._name = {labels[node]: name for name in names for node in program.inputs[name]}
        self._first = self._derived(order=1)
        self._second: Derivatives | None = None

    def at(self, point: Mapping[str, float]) -> tuple[float, dict[str, float]]:
        """Return the value and the gradient. Raises CalculationProblem where one is undefined in a row."""
        value, *slopes = self._means(self._first, point)
        return value, self._summed(self._first, slopes)

    def hessian(self, point: Mapping[str, float]) -> Mapping[str, Mapping[str, float]]:
        """Return the second derivatives. Raises CalculationProblem where one is undefined in a row."""
        if self._second is None:
            self._second = self._derived(order=2)
        _, *numbers = self._means(self._second, point)
        rows = {row: dict.fromkeys(self._names, 0.0) for row in self._names}
        for by, number in zip(self._second.by, numbers, strict=True):
            one, other = (self._name[label] for label in by)
            is_pair = by[0] != by[1]
            rows[one][other] += number
            if is_pair:
                rows[other][one] += number
        return rows

    def _derived(self, *, order: int) -> Derivatives:
        labels = self._program.input_names()
        by = {node: labels[node] for name in self._names for node in self._program.inputs[name]}
        nodes = WholeNodes(Tape()) if order == 1 else None
        return derive(self._program, [self._output], by, nodes, order=order)

    def _means(self, found: Derivatives, point: Mapping[str, float]) -> list[float]:
        labels, copies = self._program.input_names(), {name: node for node, name in found.kept.items()}
        values = {**self._given, **point}
        given = {
            copies[labels[node]]: its
            for name, its in values.items()
            for node in self._program.inputs.get(name, ())
            if labels[node] in copies
        }
        nodes = [node for _, node in (*found.outputs, *found.slopes)]
        plan = Plan(found.tape, given, nodes, Columns(), "_node")
        means = [expr.mean().alias(f"mean {place}") for place, expr in enumerate(plan.results)]
        missing = [expr.null_count().alias(f"missing {place}") for place, expr in enumerate(plan.results)]
        row = plan.applied(self._frame.lazy()).select(*means, *missing).collect(engine="streaming").row(0)
        numbers = row[: len(nodes)]
        if any(row[len(nodes) :]) or not all(map(isfinite, numbers)):
            program = self._program
            message = f"{quoted(program.names[self._output])} or a derivative of it is undefined in some row"
            raise CalculationProblem(message, program.source, program.place(self._output), hint=_HINT)
        return [*numbers]

    def _summed(self, found: Derivatives, slopes: Sequence[float]) -> dict[str, float]:
        gradient = dict.fromkeys(self._names, 0.0)
        for (label,), slope in zip(found.by, slopes, strict=True):
            gradient[self._name[label]] += slope
        return gradient


_HINT = "choose another start, or leave such rows out"
