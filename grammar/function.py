"""Functions of the user's own: a graph of their own, copied into the program at every call.

A call in the body of another function is only noted there: functions of functions can grow without
bound, and their size is known before anything is copied.
"""

from collections.abc import Generator, Mapping
from typing import NamedTuple

from backprop.graph.operation import Operation
from backprop.graph.tape import Constant, Tape

from .tokens import Token

MOST_NODES = 2_000_000
"""The size at which a program is refused."""


class Function(NamedTuple):
    """The body of a function.

    tape        its graph; its inputs are the parameters, the outer nodes that it uses, and what its
                calls return
    places      by node of that graph, where the program makes it
    parameters  their names
    captured    the nodes of the program that it uses, with the inputs that stand for them
    free        the names that are not known where it is defined, with the inputs that stand for them
                and where it first uses them
    calls       by input that stands for what it returns
    result      the node of its value
    size        how many nodes a call appends
    """

    tape: Tape
    places: list[int]
    parameters: list[str]
    captured: dict[int, int]
    free: dict[str, tuple[int, Token]]
    calls: "dict[int, Call]"
    result: int = 0
    size: int = 0

    def uses(self, node: int) -> bool:
        """Tell whether the value depends on an input at once: as an operand, in a call or as it is."""
        calls = (node in call.inputs.values() for call in self.calls.values())
        return node == self.result or any(node in operands for operands in self.tape.operands) or any(calls)

    def ended(self, result: int) -> "Function":
        """Return the function, its body being complete."""
        own = sum(isinstance(source, Operation | Constant) for source in self.tape.sources)
        called = sum(call.function.size for call in self.calls.values())
        return self._replace(result=result, size=own + called)

    def expand(self, tape: Tape, places: list[int], inputs: Mapping[int, int]) -> int:
        """Append a copy of the graph to a tape, and return the node of its value.

        ``inputs`` tells by input of the function which node of the tape it is.
        """
        copying = [self._copied(tape, places, inputs)]
        result: int | None = None
        while copying:
            try:
                function, inner = copying[-1].send(result)
            except StopIteration as ended:
                copying.pop()
                result = ended.value
            else:
                copying.append(function._copied(tape, places, inner))
                result = None
        assert result is not None
        return result

    def _copied(
        self, tape: Tape, places: list[int], inputs: Mapping[int, int]
    ) -> "Generator[Call, int | None, int]":
        """Copy the graph, handing out its calls, with inputs on the tape, and taking what they return."""
        copies = {**inputs}
        for node, source in enumerate(self.tape.sources):
            if node in copies:
                continue
            if isinstance(source, Operation):
                copies[node] = tape.apply(source, *[copies[operand] for operand in self.tape.operands[node]])
            elif isinstance(source, Constant):
                copies[node] = tape.constant(*source)
            else:
                function, outer = self.calls[node]
                returned = yield Call(function, {inner: copies[place] for inner, place in outer.items()})
                assert returned is not None
                copies[node] = returned
                continue
            places.append(self.places[node])
        return copies[self.result]


class Call(NamedTuple):
    """A function with its inputs: which node of the caller each of them is."""

    function: Function
    inputs: dict[int, int]
