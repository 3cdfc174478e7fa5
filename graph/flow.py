"""Where a derivative flows: what a change of a node can reach, and what it cannot.

Nothing flows through a condition, into a branch that is not taken, or where a local derivative is 0
on the whole piece that the values lie on: behind floor, on the flat side of relu, to the operand of max
that does not win, beside a constant factor 0. What stands on such a way may be undefined. Elsewhere an
undefined local derivative counts, also next to a factor that happens to be 0 at these values.

The backward pass asks this only where a product is undefined or too large.
"""

from collections.abc import Sequence
from functools import cached_property
from math import isfinite

from .arithmetics.nodes import Node, Nodes
from .forward import forward
from .operation import Operation
from .operations import WHERE
from .tape import Input, Tape


class Flow:
    """The flow of the derivatives of one output at some values, to the inputs that are active.

    nodes  those that the output depends on there, itself first, the tape backwards (see `reached`)
    """

    def __init__(
        self, tape: Tape, values: Sequence[float], nodes: Sequence[int], active: Sequence[bool]
    ) -> None:
        self._tape = tape
        self._values = values
        self._nodes = nodes
        self._active = active

    def counts(self, node: int, position: int) -> bool:
        """Tell whether a derivative flows from the output to an active input by this use."""
        operand = self._tape.operands[node][position]
        return self._adjoints.get(node) != 0 and self._slopes[node][position] != 0 and operand in self._ends

    @cached_property
    def _slopes(self) -> dict[int, list[float | None]]:
        """By operation and position, the local derivative where it is one number on the whole piece."""
        return {
            node: [
                slope(source, position, self._tape, self._tape.operands[node], self._values)
                for position in range(len(source.partials))
            ]
            for node in self._nodes
            if isinstance(source := self._tape.sources[node], Operation)
        }

    @cached_property
    def _adjoints(self) -> dict[int, float | None]:
        """By node, the derivative of the output by it where it is one number on the whole piece."""
        adjoints: dict[int, float | None] = {self._nodes[0]: 1.0}
        for node in self._nodes:
            adjoint = adjoints.setdefault(node, 0.0)
            slopes = self._slopes.get(node, ())
            for operand, local in zip(self._tape.operands[node], slopes, strict=False):
                if 0 not in (adjoint, local):
                    product = (adjoint or 0.0) * (local or 0.0) or None  # None also where it underflows
                    before = adjoints.get(operand, 0.0)
                    adjoints[operand] = None if product is None or before is None else before + product
        return adjoints

    @cached_property
    def _ends(self) -> set[int]:
        """The nodes from which a derivative flows to an active input."""
        ends: set[int] = set()
        for node in reversed(self._nodes):
            flows = zip(self._tape.operands[node], self._slopes.get(node, ()), strict=False)
            is_input = isinstance(self._tape.sources[node], Input)
            if (is_input and self._active[node]) or any(
                local != 0 and operand in ends for operand, local in flows
            ):
                ends.add(node)
        return ends


def slope(
    operation: Operation, position: int, tape: Tape, operands: Sequence[int], values: Sequence[float]
) -> float | None:
    """Return a local derivative where it is one number on the whole piece that the values lie on, else None.

    It is what the simplifications of `Nodes` make of it, as in the written derivatives, so that both
    take the same for 0.
    """
    if operation.partials[position] is None:
        return 0.0
    nodes = Nodes(Tape())
    known: dict[int, Node] = {}
    for operand in dict.fromkeys(operands):
        value = values[operand]
        is_number = not tape.varies[operand] and isfinite(value)  # a constant that is not needed may be none
        known[operand] = nodes.constant(value) if is_number else Node(nodes, nodes.tape.input())
    local = nodes.local_derivative(operation, position, [known[operand] for operand in operands])
    if nodes.tape.sources[local.index] is WHERE:
        at = forward(nodes.tape, {node.index: values[operand] for operand, node in known.items()})
        while branches := nodes.parts(local, WHERE):
            local = branches[1] if at[branches[0].index] else branches[2]
    return nodes.number(local)
