"""The language of the programs themselves."""

from collections.abc import Iterator, Mapping, Sequence

from backprop.grammar.program import Program
from backprop.writing import emission
from backprop.writing.derivatives import Change, derive, textbook, unchanged

EXTENSIONS = [".bp", ".txt"]


def write(
    program: Program,
    outputs: Sequence[int],
    inputs: Mapping[int, str],
    *,
    expanded: bool = False,
    order: int = 1,
    change: Change = unchanged,
) -> Iterator[str]:
    """Yield the statements of the program, and one for each derivative; ``change`` is for expanded ones."""
    if expanded:
        found = change(textbook(program, outputs, inputs, order=order))
    else:
        found = derive(program, outputs, inputs, order=order)
    return emission.program(found, expanded=expanded)
