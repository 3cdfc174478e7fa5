"""The forward pass: the value of every node."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from .arithmetics.base import Arithmetic
from .arithmetics.floats import FLOATS
from .operation import Operation
from .tape import Constant, Tape

Value = TypeVar("Value")


def needed(operation: Operation, operands: tuple[int, ...], values: Sequence[Any]) -> tuple[int, ...]:
    """Return the operands that an operation's value depends on at these values."""
    if operation.chosen is None:
        return operands
    return tuple([operands[place] for place in operation.chosen(*[values[operand] for operand in operands])])


def forward(tape: Tape, given: Mapping[int, Value], m: Arithmetic = FLOATS) -> list[Value]:
    """Return one value for each node of the tape, in an arithmetic; constants stand for themselves.

    ``given`` holds the values of inputs, by node; an input that is not there takes its default.
    A value that is undefined or too large is the arithmetic's `undefined`, NaN for floats: whether that
    matters is known only once an output asks for it (see `backward`).

    Raises KeyError for an input that has neither a value nor a default.
    """
    values: list[Any] = []
    undefined: set[int] = set()
    append = values.append
    is_defined = m.is_defined
    for node, source in enumerate(tape.sources):
        if isinstance(source, Operation):
            operands = tape.operands[node]
            try:
                if undefined and not undefined.isdisjoint(needed(source, operands, values)):
                    value = m.undefined  # also where IEEE 754 would forget it, as in nan**0 or max(1, nan)
                else:
                    arguments = [values[operand] for operand in operands]
                    value = source.value(m, *arguments)
            except (ArithmeticError, ValueError):
                value = m.undefined
        elif isinstance(source, Constant):
            value = source.value
        elif node in given or source.default is None:
            value = given[node]
        else:
            value = values[source.default]
        if not is_defined(value):
            value = m.undefined
            undefined.add(node)
        append(value)
    return values
