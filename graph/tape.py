"""The tape (a Wengert list): the nodes of a computational graph, each after its operands.

A node is its index on the tape. It is a constant, an input, or an operation on earlier nodes;
appending is the only way to add one, so the order of the tape is topological by construction.
"""

from collections.abc import Iterable
from typing import NamedTuple

from .operation import Operation
from .walk import walk


class Constant(NamedTuple):
    """A number of the program: its value and how it was written."""

    value: float
    text: str


class Input(NamedTuple):
    """A value from outside; ``default`` is the constant node that stands in when none is given."""

    default: int | None


class Tape:
    """Three parallel columns, one entry for each node.

    sources   what makes the node's value: an `Operation`, a `Constant` or an `Input`
    operands  the nodes that an operation works on; empty for constants and inputs
    varies    whether the node depends on any input
    """

    __slots__ = ("operands", "sources", "varies")

    def __init__(self) -> None:
        self.sources: list[Operation | Constant | Input] = []
        self.operands: list[tuple[int, ...]] = []
        self.varies: list[bool] = []

    def __len__(self) -> int:
        return len(self.sources)

    def apply(self, operation: Operation, *operands: int) -> int:
        """Append an operation on earlier nodes, and return the new node."""
        varies = self.varies
        self.sources.append(operation)
        self.operands.append(operands)
        varies.append(True in [varies[operand] for operand in operands])
        return len(varies) - 1

    def constant(self, value: float, text: str) -> int:
        """Append a number, and return the new node."""
        return self._leaf(Constant(value, text), varies=False)

    def input(self, default: int | None = None) -> int:
        """Append an input, and return the new node."""
        return self._leaf(Input(default), varies=True)

    def before(self, node: int) -> tuple[int, ...]:
        """Return what a node is computed from at once: its operands, or the default of an input."""
        source = self.sources[node]
        if isinstance(source, Input) and source.default is not None:
            return (source.default,)
        return self.operands[node]

    def computed_from(self, results: Iterable[int]) -> list[int]:
        """Return what some nodes are computed from, they among it, in the order of the tape."""
        return sorted(walk(results, self.before))

    def _leaf(self, source: Constant | Input, *, varies: bool) -> int:
        self.sources.append(source)
        self.operands.append(())
        self.varies.append(varies)
        return len(self.varies) - 1
