"""The backward pass: the gradient of one output by every node."""

from collections.abc import Sequence
from math import isfinite, isnan, nan
from typing import TYPE_CHECKING

from .arithmetics.floats import FLOATS
from .gradient import Gradient
from .operation import Operation
from .reach import reached
from .tape import Tape
from .undefined import GradientOverflow, UndefinedDerivative, UndefinedValue

if TYPE_CHECKING:
    from .flow import Flow


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
