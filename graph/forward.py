"""The forward pass: the value of every node."""

import math
from collections.abc import Mapping, Sequence

from .arithmetics.floats import FLOATS
from .operation import Operation
from .tape import Constant, Tape


def needed(operation: Operation, operands: tuple[int, ...], values: Sequence[float]) -> tuple[int, ...]:
    """Return the operands that an operation's value depends on at these values."""
    if operation.chosen is None:
        return operands
    return tuple([operands[place] for place in operation.chosen(*[values[operand] for operand in operands])])


def forward(tape: Tape, given: Mapping[int, float]) -> list[float]:
    """Return one value for each node of the tape.

    ``given`` holds the values of inputs, by node; an input that is not there takes its default.
    A value that is undefined or too large is NaN: whether that matters is known only once an
    output asks for it (see `backward`).

    Raises KeyError for an input that has neither a value nor a default.
    """
    values: list[float] = []
    undefined: set[int] = set()
    append = values.append
    isfinite = math.isfinite
    for node, source in enumerate(tape.sources):
        if isinstance(source, Operation):
            operands = tape.operands[node]
            if undefined and not undefined.isdisjoint(needed(source, operands, values)):
                value = math.nan  # also where IEEE 754 would forget it, as in nan**0 or max(1, nan)
            else:
                try:
                    arguments = [values[operand] for operand in operands]
                    value = source.value(FLOATS, *arguments)
                except (ArithmeticError, ValueError):
                    value = math.nan
        elif isinstance(source, Constant):
            value = source.value
        elif node in given or source.default is None:
            value = given[node]
        else:
            value = values[source.default]
        if not isfinite(value):
            value = math.nan
            undefined.add(node)
        append(value)
    return values
