"""Functions of the user's own: a graph of their own, copied into the program at every call."""

from collections.abc import Sequence
from typing import NamedTuple

from backprop.graph.operation import Operation
from backprop.graph.tape import Constant, Tape

MOST_NODES = 2_000_000
"""The size at which a program is refused: functions of functions can grow without bound."""


class Function(NamedTuple):
    """The body of a function.

    tape        its graph; its inputs are the parameters, then the outer nodes that it uses
    places      by node of that graph, where the program makes it
    parameters  their names
    captured    the nodes of the program that it uses, with the inputs that stand for them
    result      the node of its value
    """

    tape: Tape
    places: list[int]
    parameters: list[str]
    captured: dict[int, int]
    result: int

    def expand(self, tape: Tape, places: list[int], arguments: Sequence[int]) -> int:
        """Append a copy of the graph with these arguments to a tape, and return the node of its value."""
        copies = dict(enumerate(arguments)) | {inner: outer for outer, inner in self.captured.items()}
        for node, source in enumerate(self.tape.sources):
            if node in copies:
                continue
            if isinstance(source, Operation):
                copies[node] = tape.apply(source, *[copies[operand] for operand in self.tape.operands[node]])
            else:
                assert isinstance(source, Constant)
                copies[node] = tape.constant(*source)
            places.append(self.places[node])
        return copies[self.result]
