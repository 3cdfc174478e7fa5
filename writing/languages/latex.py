"""LaTeX: the statements and the derivatives as aligned equations, for amsmath, KaTeX and MathJax."""

from collections.abc import Iterator, Mapping, Sequence

from backprop.grammar.program import Program
from backprop.graph.arithmetics.formulas import ATOM, Formula
from backprop.writing import mathematics as latex
from backprop.writing.derivatives import Change, textbook, unchanged
from backprop.writing.emission import emit, equations

EXTENSIONS = [".tex"]

_SHORTEST = 80
"""What is used more than once, or is an output, and is no longer than this is written each time."""


class _Mathematics(latex.Mathematics):
    def __init__(self, derivatives: Mapping[str, str]) -> None:
        super().__init__()
        self._derivatives = derivatives

    def name(self, name: str) -> Formula:
        return Formula(self._derivatives[name], ATOM) if name in self._derivatives else super().name(name)


def write(
    program: Program,
    outputs: Sequence[int],
    inputs: Mapping[int, str],
    *,
    expanded: bool = False,
    order: int = 1,
    change: Change = unchanged,
) -> Iterator[str]:
    """Yield the equations, in the names of statements; ``expanded``: the derivatives only, in the inputs.

    ``change`` is for expanded ones.
    """
    named = () if expanded else program.bound.keys() - {*outputs, *program.input_names()}
    found = textbook(program, outputs, inputs, named=named, order=order)
    if expanded:
        found = change(found)
    derivatives = {
        name: latex.total(latex.name_of(of), *map(latex.name_of, by))
        for name, (of, *by) in found.meanings.items()
    }
    spelling = _Mathematics(derivatives)
    written = emit(found, spelling, expanded=expanded, shortest=_SHORTEST)
    lines = equations(found, written, expanded=expanded)
    rows = [f"  {spelling.name(line.name)} &= {line.formula}" for line in lines]
    yield r"\begin{aligned}"
    yield from " \\\\\n".join(rows).splitlines()
    yield r"\end{aligned}"
