r"""LaTeX: the chain rule of every node, as an ``align`` environment (of amsmath, or KaTeX)."""

from collections.abc import Iterator

from backprop.writing import mathematics as latex
from backprop.writing.result import Result


def write(result: Result, digits: int) -> Iterator[str]:
    """Yield the lines of the environment for one output."""
    names = result.calculation.program.names
    output = latex.name_of(result.name)
    yield r"\begin{align}"
    equations = [f"{output} &= {latex.number(result.value, digits)}"]
    for node, uses in result.gradient.walk():
        if not uses:
            continue
        name = latex.name_of(names[node])
        symbols, numbers = [], []
        for use in uses:
            by = latex.name_of(names[use.by])
            symbols.append(rf"{latex.derivative(output, by)} \cdot {latex.derivative(by, name)}")
            factors = (result.derivative(use.by), use.local_derivative)
            numbers.append(r" \times ".join(latex.factor(factor, digits) for factor in factors))
        equations.append(
            f"{latex.derivative(output, name)} &= {' + '.join(symbols)} = {' + '.join(numbers)}"
            f" = {latex.number(result.derivative(node), digits)}"
        )
    for number, equation in enumerate(equations, 1):
        yield f"  {equation}" + (r" \\" if number < len(equations) else "")
    yield r"\end{align}"
