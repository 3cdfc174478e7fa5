"""The language of the programs themselves."""

from collections.abc import Iterator, Mapping, Sequence

from backprop.grammar.program import Program
from backprop.writing import emission
from backprop.writing.derivatives import derive


def write(
    program: Program, outputs: Sequence[int], inputs: Mapping[int, str], *, expanded: bool = False
) -> Iterator[str]:
    """Yield the statements of the program, and one for each derivative."""
    return emission.program(derive(program, outputs, inputs), expanded=expanded)
