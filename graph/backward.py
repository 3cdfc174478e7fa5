"""The backward pass: the gradient of one output by every node, and the paths it took."""

from collections import deque
from collections.abc import Iterator, Sequence
from math import isfinite, isnan, nan
from typing import TYPE_CHECKING, NamedTuple

from .arithmetics.floats import FLOATS, Floats
from .forward import needed
from .operation import Operation
from .reach import reached
from .tape import Constant, Input, Tape
from .undefined import GradientOverflow, UndefinedDerivative, UndefinedValue

if TYPE_CHECKING:
    from .flow import Flow


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

    def kinks(self, values: Sequence[float], order: int = 1) -> list[int]:
        """Return the nodes where the derivatives of an order rest on a convention, as at relu(0).

        These are operations at a kink, and comparisons of equals that decide on a branch. One that the
        output does not depend on to first order counts for the second, and beside another kink of the same
        inputs, which may be why: in abs(x)*sign(x) each hides the other.
        """
        sources, operands_of = self.tape.sources, self.tape.operands
        found: set[int] = set()
        idle: set[int] = set()
        behind = [node for operand in self.cut for node in reached(self.tape, values, operand)]
        nodes = dict.fromkeys([*self.local_derivatives, *behind])
        waiting = [node for node in nodes if _may_have_kink(sources[node])]
        for node in waiting:
            operation, operands = sources[node], operands_of[node]
            if not self.active[node] or not isinstance(operation, Operation):
                continue
            if operation.kink is None:
                waiting += needed(operation, operands, values) if operation.is_condition else operands[:1]
                continue
            own = {operand: values[operand] + 0.0 for operand in operands}  # an object for each
            if operation.kink(_APART, *[own[operand] for operand in operands]):
                (idle if self.adjoints.get(node) == 0 else found).add(node)
        if idle and order == 1 and len(idle) + len(found) <= _MOST_COMPARED:
            before = {node: {*self.tape.computed_from([node])} for node in (*idle, *found)}
            inputs = {node for node in set().union(*before.values()) if not operands_of[node]}
            idle = {
                node
                for node in idle
                if any(before[node] & before[other] & inputs for other in before if other != node)
            }
        return sorted(found | idle)


_MOST_COMPARED = 100


class _Apart(Floats):
    """Numbers of which only those of different nodes can meet: max(x, x) is x, and has no kink."""

    def equal(self, x: float, y: float) -> bool:
        return x is not y and x == y


_APART = _Apart()


def backward(tape: Tape, values: Sequence[float], output: int, active: Sequence[bool]) -> Gradient:
    """Return the gradient of ``output`` along every path through ``active`` nodes.

    ``active`` tells by node whether it depends on an input that is asked for: ``tape.varies``, or
    what `flowing` says. Raises UndefinedValue where a node on the way has no value,
    UndefinedDerivative where a local derivative is undefined or too large, and GradientOverflow
    where only its product with others is; not where no derivative flows (see `flow`).
    """
    nodes = reached(tape, values, output)
    for node in reversed(nodes):
        if isnan(values[node]):
            raise UndefinedValue(node)
    adjoints = {output: 1.0}
    local_derivatives: dict[int, list[float | None]] = {}
    uses: dict[int, int] = {}
    cut: list[int] = []
    flow: Flow | None = None
    for node in nodes:
        operands = tape.operands[node]
        source, adjoint = tape.sources[node], adjoints.get(node)
        if adjoint is None or not active[node] or not isinstance(source, Operation):
            continue
        arguments = [values[operand] for operand in operands]
        locals_: list[float | None] = [None] * len(operands)
        places = range(len(operands)) if source.chosen is None else source.chosen(*arguments)
        for position in places:
            operand, partial = operands[position], source.partials[position]
            if active[operand] and partial is not None:
                try:
                    local = float(partial(FLOATS, *arguments))
                except (ArithmeticError, ValueError):
                    local = nan
                total = adjoints.get(operand, 0.0) + adjoint * local
                if not isfinite(total):
                    flow = flow or _flow(tape, values, nodes, active)
                    if not flow.counts(node, position):
                        cut.append(operand)
                        continue
                    if isfinite(local):
                        raise GradientOverflow(operand)
                    raise UndefinedDerivative(node, position, adjoint)
                adjoints[operand] = total
                locals_[position] = local
                uses[operand] = uses.get(operand, 0) + 1
        local_derivatives[node] = locals_
    return Gradient(tape, output, active, adjoints, local_derivatives, uses, cut)


def _flow(tape: Tape, values: Sequence[float], nodes: Sequence[int], active: Sequence[bool]) -> "Flow":
    from .flow import Flow  # rarely needed, so it is loaded only then

    return Flow(tape, values, nodes, active)


def _may_have_kink(source: Operation | Constant | Input) -> bool:
    return isinstance(source, Operation) and (source.kink is not None or source.chosen is not None)
