r"""LaTeX: the chain rule of every node, as an ``align`` environment (of amsmath, or KaTeX)."""

import re
from collections.abc import Iterator

from backprop.cli.digits import rounded
from backprop.cli.result import Result

_GREEK = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "zeta",
    "eta",
    "theta",
    "iota",
    "kappa",
    "lambda",
    "mu",
    "nu",
    "xi",
    "omicron",
    "pi",
    "rho",
    "sigma",
    "tau",
    "upsilon",
    "phi",
    "chi",
    "psi",
    "omega",
]
_LETTERS = dict(zip("αβγδεζηθικλμνξοπρστυφχψω", _GREEK, strict=True)) | {
    letter: name.capitalize()
    for letter, name in zip(
        "ΓΔΘΛΞΠΣΥΦΨΩ",
        ["gamma", "delta", "theta", "lambda", "xi", "pi", "sigma", "upsilon", "phi", "psi", "omega"],
        strict=True,
    )
}
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
    if stem in _LETTERS or stem in _GREEK:
        return f"\\{_LETTERS.get(stem, stem)}" if stem not in ("omicron", "ο") else "o"
    if len(stem) == 1 and stem.isascii():
        return stem
    return rf"\mathrm{{{stem}}}" if stem.isascii() else rf"\text{{{stem}}}"


def _text(name: str) -> str:
    return "".join(_SPECIAL.get(character, character) for character in name)
