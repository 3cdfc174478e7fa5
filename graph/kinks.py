"""Where the derivatives of an output rest on a convention: at kinks, and where values jump."""

from collections.abc import Sequence

from .arithmetics.floats import Floats
from .forward import needed
from .gradient import Gradient
from .operation import Operation
from .reach import reached
from .walk import walk

_MOST_COMPARED = 100


class _Apart(Floats):
    """Numbers of which only those of different nodes can meet: max(x, x) is x, and has no kink."""

    def equal(self, x: float, y: float) -> bool:
        return x is not y and x == y


APART = _Apart()


def kinked(gradient: Gradient, values: Sequence[float], order: int = 1) -> list[int]:
    """Return the nodes where the derivatives of an order rest on a convention, as at relu(0).

    These are operations at a kink, and comparisons of equals that decide on a branch. One that the
    output does not depend on to first order counts for the second, and beside another kink of the same
    inputs, which may be why: in abs(x)*sign(x) each hides the other.
    """
    at_kink = _at_kink(gradient, values)
    idle = {node for node in at_kink if gradient.adjoints.get(node) == 0}
    if order > 1 or not idle or len(at_kink) > _MOST_COMPARED:
        return sorted(at_kink)
    tape = gradient.tape
    inputs = {
        node: {before for before in tape.computed_from([node]) if not tape.operands[before]}
        for node in at_kink
    }
    return [
        node
        for node in sorted(at_kink)
        if node not in idle or any(inputs[node] & inputs[other] for other in at_kink if other != node)
    ]


def _at_kink(gradient: Gradient, values: Sequence[float]) -> set[int]:
    """Return the operations on the paths at a kink, and behind those the comparisons that decide there."""
    tape, active = gradient.tape, gradient.active

    def deciding(node: int) -> Sequence[int]:
        operation, operands = tape.sources[node], tape.operands[node]
        if not active[node] or not isinstance(operation, Operation) or operation.kink is not None:
            return ()
        return needed(operation, operands, values) if operation.is_condition else operands[:1]

    def is_at_kink(node: int) -> bool:
        operation, operands = tape.sources[node], tape.operands[node]
        if not active[node] or not isinstance(operation, Operation) or operation.kink is None:
            return False
        own = {operand: values[operand] + 0.0 for operand in operands}  # an object for each
        return bool(operation.kink(APART, *[own[operand] for operand in operands]))

    behind = [node for operand in gradient.cut for node in reached(tape, values, operand)]
    starts = [
        node
        for node in (*gradient.local_derivatives, *behind)
        if isinstance(source := tape.sources[node], Operation) and (source.kink or source.chosen)
    ]
    return {node for node in walk(starts, deciding) if is_at_kink(node)}
