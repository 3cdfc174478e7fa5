"""Running a tape on Polars columns: a query in stages, in which every node is computed once.

A stage holds the nodes whose operands are in earlier stages; what no later stage uses is dropped. A
node that another takes once has no column of its own: it is a part of the expression of that one.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial

import polars as pl

from backprop.graph.arithmetics.floats import FLOATS
from backprop.graph.fold import fold
from backprop.graph.operation import Operation
from backprop.graph.tape import Input, Tape

from .column import Column, Operand, where_finite
from .columns import Columns

_MANY = 64
_DEEPEST = 16  # Polars takes a time that grows with the square of the depth of an expression
_UNDEFINED = pl.lit(None, pl.Float64)


class Plan:
    """A tape as stages of a query, for any frame.

    ``given`` holds for inputs the name of a column of doubles, null where missing and never infinite
    or NaN, or a number; an input that is not there takes its default. A result is null where an
    operand that it needs is, and null, infinite or NaN where it is undefined. No name in the frame
    begins with ``prefix``.

    results  an expression for each result, over the frame that the plan was applied to
    """

    def __init__(
        self,
        tape: Tape,
        given: Mapping[int, str | float],
        results: Sequence[int],
        columns: Columns,
        prefix: str,
    ) -> None:
        self._tape = tape
        self._given = given
        self._wanted = results
        self._columns = columns
        self._prefix = prefix
        self._operands: dict[int, Operand] = {}
        self._parts: dict[int, int] = {}  # by node without a column so far, how deep its expression is
        self._stage: dict[int, int] = {}
        self._stages: list[dict[int, Column]] = []
        self._asked: set[int] = set()
        nodes = tape.computed_from(results)
        self._uses = Counter(operand for node in nodes for operand in tape.operands[node])
        self._uses.update(2 * [*results])  # a result is looked at, and taken
        fold(
            tape,
            nodes,
            of_constant=lambda _, constant: constant.value,
            of_input=self._input,
            of_operation=lambda node, operation, _: self._applied(node, operation),
            made=self._operands,
        )

    @property
    def results(self) -> list[pl.Expr]:
        return [_expression(self._operands[node]) for node in self._wanted]

    def applied(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Return a frame with the columns of all stages."""
        last_use: dict[str, int] = {}
        for number, stage in enumerate(self._stages):
            for node, column in stage.items():
                last_use.update(dict.fromkeys((self._name(node), *column.expr.meta.root_names()), number))
        results = {self._name(node) for node in self._wanted}
        dropped: dict[int, list[str]] = {}
        for name, number in last_use.items():
            if name.startswith(self._prefix) and name not in results:
                dropped.setdefault(number, []).append(name)
        dead: list[str] = []
        for number, stage in enumerate(self._stages):
            frame = frame.with_columns(column.expr.alias(self._name(node)) for node, column in stage.items())
            if asked := [pl.col(self._name(node)) for node in stage if node in self._asked]:
                frame = frame.with_columns(where_finite(column) for column in asked)
            dead += dropped.get(number, [])
            if len(dead) >= _MANY:  # each time costs as much as there are columns
                frame = frame.drop(dead)
                dead = []
        return frame

    def _input(self, node: int, default: Operand | None) -> Operand:
        source = self._tape.sources[node]
        assert isinstance(source, Input)
        if node not in self._given and source.default is not None:
            self._stage[node] = self._stage.get(source.default, 0)
            return default
        given = self._given[node]
        return Column(pl.col(given)) if isinstance(given, str) else given

    def _applied(self, node: int, source: Operation) -> Operand:
        operands = self._tape.operands[node]
        arguments = [self._operands[operand] for operand in operands]
        if any(isinstance(argument, Column) for argument in arguments):
            self._store_parts(source, operands)
            value = source.value(self._columns, *(self._operands[operand] for operand in operands))
        else:
            value = _folded(source, arguments)
        if not isinstance(value, Column):
            return value if isinstance(value, bool) else float(value)
        depth = 1 + max([self._parts.pop(operand, 0) for operand in operands])
        self._parts[node] = depth
        self._stage[node] = max([self._stage.get(operand, 0) for operand in operands])
        return self._stored(node, value) if self._uses[node] > 1 or depth == _DEEPEST else value

    def _store_parts(self, source: Operation, operands: Sequence[int]) -> None:
        """Store the operands that an operation takes more than once, or looks at; the others are parts."""
        parts = [operand for operand in operands if operand in self._parts]
        if not parts:
            return
        asked: set[int] = set()
        trial = [
            Column(pl.col(self._name(operand)), partial(asked.add, operand))
            if operand in parts
            else self._operands[operand]
            for operand in operands
        ]
        value = source.value(self._columns, *trial)
        taken = Counter(value.expr.meta.root_names() if isinstance(value, Column) else ())
        for part in parts:
            if part in asked or taken[self._name(part)] > 1:
                self._operands[part] = self._stored(part, self._operands[part])

    def _stored(self, node: int, value: Column) -> Column:
        """Give a node a column of its own, and return that."""
        del self._parts[node]
        stage = self._stage[node]
        if stage == len(self._stages):
            self._stages.append({})
        self._stages[stage][node] = value
        self._stage[node] = stage + 1
        return Column(pl.col(self._name(node)), partial(self._asked.add, node))

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
