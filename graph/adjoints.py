"""The backward pass on graph nodes: the derivatives of an output as a graph (reverse mode).

The derivatives share what they have in common with the program and with each other, so the graph
grows by a constant factor only.
"""

from collections.abc import Collection, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

from .arithmetics.nodes import Node, Nodes
from .branches import always, total
from .operation import Operation
from .reach import flowing
from .tape import Tape


class Adjoints(NamedTuple):
    """A new tape with a program and the derivatives of some outputs.

    copies    by node of the program, its node on the new tape
    adjoints  by output and node of the program, the node of the derivative, where a path leads
    zero      the node of the derivative elsewhere
    """

    tape: Tape
    copies: dict[int, int]
    adjoints: dict[int, dict[int, int]]
    zero: int


def differentiate(
    tape: Tape,
    outputs: Sequence[int],
    inputs: Collection[int],
    nodes: Nodes | None = None,
    others: Sequence[int] = (),
) -> Adjoints:
    """Return the derivatives of outputs by every node that leads to them from some of the inputs.

    ``nodes`` is the arithmetic that they are computed in; plain nodes of a new tape unless told. ``others``
    are copied too.
    """
    nodes = nodes or Nodes(Tape())
    before = tape.computed_from([*outputs, *others])
    copies = nodes.copies(tape, before)
    active = flowing(tape, inputs, before)
    adjoints = {output: _backward(tape, output, active, copies, nodes) for output in outputs}
    zero = nodes.constant(0.0).index
    return Adjoints(nodes.tape, {node: copy.index for node, copy in copies.items()}, adjoints, zero)


def _backward(
    tape: Tape, output: int, active: Sequence[bool], copies: dict[int, Node], nodes: Nodes
) -> dict[int, int]:
    adjoints: dict[int, int] = {}
    parts = {output: [always(nodes.constant(1.0))]}
    waiting = [-output]  # the latest node first: all its uses are behind it
    while waiting:
        node = -heappop(waiting)
        adjoint = total(nodes, parts.pop(node))
        adjoints[node] = adjoint.everywhere().index
        source, operands = tape.sources[node], tape.operands[node]
        if not active[node] or not isinstance(source, Operation):
            continue
        arguments = [copies[operand] for operand in operands]
        for position, operand in enumerate(operands):
            if not active[operand] or source.partials[position] is None:
                continue
            local = nodes.local_derivative(source, position, arguments)
            if operand not in parts:
                parts[operand] = []
                heappush(waiting, -operand)
            parts[operand].append(adjoint.times(local, is_branch=source.chosen is not None))
    return adjoints
