"""A graph in terms of those operations only that a language has."""

from collections.abc import Collection
from typing import Any

from .arithmetics.composed import Composed
from .arithmetics.doubt import DoubtfulNodes
from .arithmetics.nodes import Node
from .operation import Operation, Row
from .operations import FUNCTIONS
from .tape import Tape


def _remainder(m: Any, x: Any, y: Any) -> Any:
    rest = m.fmod(x, y)
    return m.where(rest * y < 0, rest + y, rest)


DEFINITIONS: dict[str, Row] = {
    "%": _remainder,
    **{name: row for name, row in vars(Composed).items() if name in FUNCTIONS},
}
"""By name of an operation, its row in terms of simpler ones."""


class LackingOperation(Exception):
    """An operation that can neither be written nor be defined."""

    def __init__(self, operation: Operation) -> None:
        super().__init__(operation.name)
        self.operation = operation


class _Simpler(DoubtfulNodes):
    """Nodes of those operations only that a language has."""

    def __init__(self, tape: Tape, has: Collection[str], *, hides: bool) -> None:
        super().__init__(tape, hides=hides)
        self._has = has

    def copied(self, operation: Operation, *operands: Node) -> Node:
        if operation.name in self._has:
            return super().copied(operation, *operands)
        try:
            value = self.node(DEFINITIONS[operation.name](self, *operands))
        except (KeyError, LackingOperation):  # of the operation itself, or of one that it is composed of
            raise LackingOperation(operation) from None
        return self.shown(value, operation, operands)


def simplify(tape: Tape, has: Collection[str], *, hides: bool) -> tuple[Tape, list[int]]:
    """Return a tape of those operations only whose names are in ``has``, and where each node went.

    ``hides``: the language goes on with infinities and NaN (see `doubt`). Raises LackingOperation.
    """
    nodes = _Simpler(Tape(), has, hides=hides)
    copies = nodes.copies(tape, range(len(tape)))
    return nodes.tape, [copy.index for copy in copies.values()]
