"""LaTeX: the statements and the derivatives as aligned equations, for amsmath, KaTeX and MathJax."""

from collections.abc import Iterator, Mapping, Sequence

from backprop.grammar.program import Program
from backprop.graph.arithmetics.formulas import ATOM, Formula
from backprop.writing import mathematics as latex
from backprop.writing.derivatives import derive
from backprop.writing.emission import emit, equations


class _Mathematics(latex.Mathematics):
    def __init__(self, derivatives: Mapping[str, str]) -> None:
        super().__init__()
        self._derivatives = derivatives

    def name(self, name: str) -> Formula:
        return Formula(self._derivatives[name], ATOM) if name in self._derivatives else super().name(name)


def write(
    program: Program, outputs: Sequence[int], inputs: Mapping[int, str], *, expanded: bool = False
) -> Iterator[str]:
    """Yield the equations; ``expanded``: those of the derivatives only, in the inputs."""
    found = derive(program, outputs, inputs)
    derivatives = {
        name: latex.derivative(latex.name_of(of), latex.name_of(by))
        for name, (of, by) in found.meanings.items()
    }
    spelling = _Mathematics(derivatives)
    written = emit(found, spelling, expanded=expanded)
    lines = equations(found, written, expanded=expanded)
    rows = [f"  {spelling.name(line.name)} &= {line.formula}" for line in lines]
    yield r"\begin{aligned}"
    yield from " \\\\\n".join(rows).splitlines()
    yield r"\end{aligned}"
