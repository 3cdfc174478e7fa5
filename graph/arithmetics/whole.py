"""The arithmetic of graph nodes that keeps local derivatives whole, for engines that compute them.

Where `Nodes` spells out a local derivative in operations of the language, which others can read, this
has one node for it, whose value the engine computes as the backward pass on floats does: no digit is
lost on the way.
"""

from collections.abc import Sequence
from functools import cache

from backprop.graph.operation import Operation
from backprop.graph.operations import WHERE
from backprop.graph.tape import Constant

from .nodes import Node, Nodes


class WholeNodes(Nodes):
    """Local derivatives of more than one operation are one node each."""

    def local_derivative(self, operation: Operation, position: int, arguments: Sequence[Node]) -> Node:
        spelled_out = super().local_derivative(operation, position, arguments)
        branches = self.parts(spelled_out, WHERE) or ()
        is_flat_piece = 0 in map(self.number, branches)  # which the adjoints need to see
        if is_flat_piece or self._is_one_operation(spelled_out, {argument.index for argument in arguments}):
            return spelled_out
        return self.copied(_whole(operation, position), *arguments)

    def _is_one_operation(self, node: Node, arguments: set[int]) -> bool:
        operands = () if node.index in arguments else self.tape.operands[node.index]
        return all(
            operand in arguments or isinstance(self.tape.sources[operand], Constant) for operand in operands
        )


@cache
def _whole(operation: Operation, position: int) -> Operation:
    """Return a partial as an operation; its own partials are never asked for."""
    partial = operation.partials[position]
    assert partial is not None
    return Operation(f"{operation.name}'{position}", partial, (), f"derivative of {operation.name}")
