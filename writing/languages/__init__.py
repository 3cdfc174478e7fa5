"""The languages that derivatives can be written in, a module for each, loaded when it is asked for."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from backprop.grammar.program import Program
from backprop.graph.operation import Operation
from backprop.writing.derivatives import derive
from backprop.writing.modules import Modules

LANGUAGES = Modules(__name__, first=["program"], shared=["c_library", "dialect", "target"])

Writer = Callable[..., Iterable[str]]
"""Takes a program, the outputs, and the inputs to differentiate by; gives lines."""


def writer(name: str) -> Writer:
    """Return what writes a program and its derivatives in a language."""
    write: Writer = LANGUAGES.load(name).write
    return write


def expanded_size(program: Program, outputs: Sequence[int], inputs: Mapping[int, str], order: int = 1) -> int:
    """Return how many operations the derivatives have when none is shared."""
    found = derive(program, outputs, inputs, order=order)
    sizes: list[int] = []
    for source, operands in zip(found.tape.sources, found.tape.operands, strict=True):
        sizes.append(sum(sizes[operand] for operand in operands) + isinstance(source, Operation))
    return sum(sizes[node] for _, node in found.slopes)
