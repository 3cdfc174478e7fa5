"""The languages that derivatives can be written in, a module for each, loaded when it is asked for."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from backprop.grammar.program import Program
from backprop.graph.operation import Operation
from backprop.writing.derivatives import derive
from backprop.writing.modules import Modules

Writer = Callable[..., Iterable[str]]
"""Takes a program, the outputs, and the inputs to differentiate by; gives lines."""

LANGUAGES: Modules[Writer] = Modules(
    __name__, "write", first=["program"], shared=["c_library", "dialect", "target"]
)


def expanded_size(program: Program, outputs: Sequence[int], inputs: Mapping[int, str], order: int = 1) -> int:
    """Return how many operations the derivatives have when none is shared."""
    found = derive(program, outputs, inputs, order=order)
    sizes: list[int] = []
    for source, operands in zip(found.tape.sources, found.tape.operands, strict=True):
        sizes.append(sum(sizes[operand] for operand in operands) + isinstance(source, Operation))
    return sum(sizes[node] for _, node in found.slopes)
