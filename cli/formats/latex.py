r"""LaTeX: the chain rule of every node, as an ``align`` environment (of amsmath, or KaTeX)."""

import re
from collections.abc import Iterator

from backprop.cli.digits import rounded
from backprop.cli.result import Result

_LETTERS = dict(
    zip(
        "αβγδεζηθικλμνξπρσςτυφχψωΓΔΘΛΞΠΣΥΦΨΩ",
        (
            "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma varsigma "
            "tau upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
        ).split(),
        strict=True,
    )
)
_LOOK_LATIN = str.maketrans("οΑΒΕΖΗΙΚΜΝΟΡΤΧ", "oABEZHIKMNOPTX")
_LETTER_OF = {name: letter for letter, name in _LETTERS.items()}
_SPECIAL = {
    "\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
    **{character: f"\\{character}" for character in "&%$#_{}"},
}  # fmt: skip


def write(result: Result, digits: int) -> Iterator[str]:
    """Yield the lines of the environment for one output."""
    names = result.calculation.program.names
    output = _name(result.name)
    yield r"\begin{align}"
    equations = [f"{output} &= {_number(result.value, digits)}"]
    for node, uses in result.gradient.walk():
        if not uses:
            continue
        name = _name(names[node])
        symbols, numbers = [], []
        for use in uses:
            by = _name(names[use.by])
            symbols.append(rf"{_derivative(output, by)} \cdot {_derivative(by, name)}")
            factors = (result.derivative(use.by), use.local_derivative)
            numbers.append(r" \times ".join(_factor(factor, digits) for factor in factors))
        equations.append(
            f"{_derivative(output, name)} &= {' + '.join(symbols)} = {' + '.join(numbers)}"
            f" = {_number(result.derivative(node), digits)}"
        )
    for number, equation in enumerate(equations, 1):
        yield f"  {equation}" + (r" \\" if number < len(equations) else "")
    yield r"\end{align}"


def _derivative(of: str, by: str) -> str:
    return rf"\frac{{\partial {of}}}{{\partial {by}}}"


def _number(value: float, digits: int) -> str:
    mantissa, _, exponent = rounded(value, digits).partition("e")
    return rf"{mantissa} \times 10^{{{exponent}}}" if exponent else mantissa


def _factor(value: float, digits: int) -> str:
    written = _number(value, digits)
    return rf"\left({written}\right)" if written.startswith("-") or "times" in written else written


def _name(name: str) -> str:
    """Return a name as mathematics: ``x_{12}`` for x12, a Greek letter, upright for a word."""
    match = re.fullmatch(r"([^\W\d_]+)(\d*)", name)
    if match is None:
        return rf"\text{{{_text(name)}}}"
    stem, index = match.groups()
    return _stem(stem) + (f"_{{{index}}}" if index else "")


def _stem(stem: str) -> str:
    """Return letters: Greek ones as commands, a single one in italics, words upright."""
    letters = _LETTER_OF.get(stem, stem).translate(_LOOK_LATIN)
    runs = re.findall(r"[α-ωΑ-Ω]|[A-Za-z]+|[^α-ωΑ-ΩA-Za-z]+", letters)
    return " ".join(_run(run) for run in runs)


def _run(run: str) -> str:
    if run in _LETTERS:
        return f"\\{_LETTERS[run]}"
    if run.isascii():
        return run if len(run) == 1 else rf"\mathrm{{{run}}}"
    return rf"\text{{{run}}}"


def _text(name: str) -> str:
    return "".join(_SPECIAL.get(character, character) for character in name)
