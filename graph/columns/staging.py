"""Running a tape on Polars columns: a query in stages, in which every node is computed once.

A stage holds the nodes whose operands are in earlier stages; what no later stage uses is dropped.
"""

import math
from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from backprop.graph.floats import FLOATS
from backprop.graph.operation import Operation
from backprop.graph.tape import Constant, Input, Tape

from .arithmetic import Columns
from .column import Column, Operand

_MANY = 64
_UNDEFINED = pl.lit(None, pl.Float64)


def staged(
    frame: pl.LazyFrame,
    tape: Tape,
    given: Mapping[int, str | float],
    results: Sequence[int],
    columns: Columns,
    prefix: str,
) -> tuple[pl.LazyFrame, list[pl.Expr]]:
    """Return a frame with more columns, and one expression over them for each result.

    ``given`` holds for inputs the name of a column of doubles, null where missing and never infinite
    or NaN, or a number; an input that is not there takes its default. A result is null where an
    operand that it needs is, and null, infinite or NaN where it is undefined. No name in the frame
    begins with ``prefix``.
    """
    plan = _Plan(tape, given, columns, prefix)
    for node in tape.computed_from(results):
        plan.add(node)
    found = [_expression(plan.operands[node]) for node in results]
    return plan.applied(frame, results), found


class _Plan:
    """The stages, each with its new columns by node."""

    def __init__(self, tape: Tape, given: Mapping[int, str | float], columns: Columns, prefix: str) -> None:
        self._tape = tape
        self._given = given
        self._columns = columns
        self._prefix = prefix
        self.operands: dict[int, Operand] = {}
        self._stage: dict[int, int] = {}
        self._stages: list[dict[int, Column]] = []
        self._asked: set[int] = set()
        self._last_use: dict[int, int] = {}

    def add(self, node: int) -> None:
        source = self._tape.sources[node]
        if isinstance(source, Constant):
            self.operands[node] = source.value
        elif isinstance(source, Input):
            if node not in self._given and source.default is not None:
                self.operands[node] = self.operands[source.default]
            else:
                given = self._given[node]
                self.operands[node] = Column(pl.col(given)) if isinstance(given, str) else given
        else:
            self._apply(node, source)

    def _apply(self, node: int, source: Operation) -> None:
        operands = self._tape.operands[node]
        arguments = [self.operands[operand] for operand in operands]
        if any(isinstance(argument, Column) for argument in arguments):
            value = source.value(self._columns, *arguments)
        else:
            value = _folded(source, arguments)
        if not isinstance(value, Column):
            self.operands[node] = value if isinstance(value, bool) else float(value)
            return
        stage = max([self._stage.get(operand, 0) for operand in operands])
        for operand in operands:
            self._last_use[operand] = max(self._last_use.get(operand, 0), stage)
        if stage == len(self._stages):
            self._stages.append({})
        self._stages[stage][node] = value
        self._stage[node] = stage + 1
        self.operands[node] = Column(pl.col(self._name(node)), lambda: self._asked.add(node))

    def applied(self, frame: pl.LazyFrame, results: Iterable[int]) -> pl.LazyFrame:
        kept = set(results)
        dropped: dict[int, list[str]] = {}
        for node, place in self._stage.items():
            if node not in kept:
                last = self._last_use.get(node, place - 1)
                dropped.setdefault(last, []).append(self._name(node))
        dead: list[str] = []
        for number, stage in enumerate(self._stages):
            frame = frame.with_columns(column.expr.alias(self._name(node)) for node, column in stage.items())
            if asked := [pl.col(self._name(node)) for node in stage if node in self._asked]:
                frame = frame.with_columns(pl.when(column.is_finite()).then(column) for column in asked)
            dead += dropped.get(number, [])
            if len(dead) >= _MANY:  # each time costs as much as there are columns
                frame = frame.drop(dead)
                dead = []
        return frame

    def _name(self, node: int) -> str:
        return f"{self._prefix}{node}"


def _folded(source: Operation, arguments: Sequence[Operand]) -> Operand:
    """Compute what is the same in all rows."""
    try:
        value = source.value(FLOATS, *arguments)
    except (ArithmeticError, ValueError):
        value = math.nan
    return value if math.isfinite(value) else Column(_UNDEFINED)


def _expression(operand: Operand) -> pl.Expr:
    return operand.expr if isinstance(operand, Column) else pl.lit(float(operand))
