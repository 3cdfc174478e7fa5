"""How the operands of a function are written in a call."""

from collections.abc import Iterable

from backprop.graph.operation import Operation


def in_call(operation: Operation, operands: Iterable[str]) -> list[str]:
    """Return these, but a number for each by which there is no derivative: the order of polygamma."""
    pairs = zip(operands, operation.partials, strict=False)
    return [operand if partial else "2" for operand, partial in pairs]
