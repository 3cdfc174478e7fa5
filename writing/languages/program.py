"""The language of the programs themselves."""

from collections.abc import Iterator, Mapping, Sequence

from backprop.grammar.program import Program
from backprop.writing import emission
from backprop.writing.derivatives import derive, textbook


def write(
    program: Program, outputs: Sequence[int], inputs: Mapping[int, str], *, expanded: bool = False, order: int = 1
) -> Iterator[str]:
    """Yield the statements of the program, and one for each derivative."""
    found = (textbook if expanded else derive)(program, outputs, inputs, order=order)
    return emission.program(found, expanded=expanded)
