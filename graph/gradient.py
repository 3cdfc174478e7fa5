"""The gradient: what the backward pass finds, and the walk along the paths that it took."""

from collections import deque
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .tape import Tape


class Use(NamedTuple):
    """One way in which a node reaches the output: as operand number ``position`` of ``by``."""

    by: int
    position: int
    local_derivative: float
    product: float


class Gradient(NamedTuple):
    """The derivatives of one output.

    adjoints           by node, the derivative of the output by it, where a path leads
    active             by node, whether it depends on an input that is asked for
    local_derivatives  by node, its derivative by each of its operands; None off the paths
    uses               by node, how many uses lead from it to the output
    cut                operands that no derivative flows to, though one was undefined there (see `flow`)
    """

    tape: Tape
    output: int
    active: Sequence[bool]
    adjoints: dict[int, float]
    local_derivatives: dict[int, list[float | None]]
    uses: dict[int, int]
    cut: Sequence[int] = ()

    def walk(self) -> Iterator[tuple[int, list[Use]]]:
        """Yield every node with its uses, from the output back, each after all its uses."""
        adjoints, locals_of, operands_of = self.adjoints, self.local_derivatives, self.tape.operands
        new = tuple.__new__  # half the time of Use(...)
        found: dict[int, list[Use]] = {}
        ready = deque([self.output])
        while ready:
            node = ready.popleft()
            yield node, found.pop(node, [])
            if node not in locals_of:
                continue
            adjoint = adjoints[node]
            for position, local in enumerate(locals_of[node]):
                if local is not None:
                    operand = operands_of[node][position]
                    uses = found.setdefault(operand, [])
                    uses.append(new(Use, (node, position, local, adjoint * local)))
                    if len(uses) == self.uses[operand]:
                        ready.append(operand)
