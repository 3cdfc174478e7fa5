"""The language of the programs themselves."""

from collections.abc import Iterator, Mapping, Sequence

from backprop.grammar import emission
from backprop.grammar.derivatives import derive
from backprop.grammar.program import Program


def write(
    program: Program, outputs: Sequence[int], inputs: Mapping[int, str], *, expanded: bool = False
) -> Iterator[str]:
    """Yield the statements of the program, and one for each derivative."""
    return emission.program(derive(program, outputs, inputs), expanded=expanded)
