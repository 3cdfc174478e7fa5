"""What is made of a tape, node by node: a copy, a text, a query."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from .operation import Operation
from .tape import Constant, Tape

T = TypeVar("T")


def fold(
    tape: Tape,
    nodes: Iterable[int],
    of_constant: Callable[[int, Constant], T],
    of_input: Callable[[int, T | None], T],
    of_operation: Callable[[int, Operation, list[T]], T],
    made: dict[int, T] | None = None,
) -> dict[int, T]:
    """Return by node what these functions make of it, and of what they made of that before it.

    ``nodes`` come each with, and after, what it is computed from. An input gets what was made of its
    default, and an operation what was made of each of its operands. ``made`` is filled on the way, for
    functions that look at it, or change it.
    """
    made = {} if made is None else made
    for node in nodes:
        source = tape.sources[node]
        if isinstance(source, Operation):
            made[node] = of_operation(node, source, [made[operand] for operand in tape.operands[node]])
        elif isinstance(source, Constant):
            made[node] = of_constant(node, source)
        else:
            made[node] = of_input(node, None if source.default is None else made[source.default])
    return made
