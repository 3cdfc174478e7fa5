r"""Mathematics in LaTeX, for amsmath, KaTeX and MathJax: names, numbers, formulas, derivatives.

Formulas hold commands of letters only, such as ``\thinspace``, because GitHub takes the backslash
away that stands before a punctuation mark. Names may hold more: see `texts_replaced`.
"""

import re
from collections.abc import Callable, Sequence
from itertools import groupby

from backprop.grammar.latex_commands import GREEK
from backprop.grammar.naming import canonical
from backprop.grammar.parser import CONSTANTS
from backprop.graph.arithmetics.formulas import (
    AND,
    ATOM,
    COMPARISON,
    NOT,
    OR,
    POWER,
    PRODUCT,
    SIGNED,
    SUM,
    Formula,
)
from backprop.graph.operation import Operation
from backprop.graph.tape import Constant

from .digits import rounded, with_uncertainty
from .spelling import Spelling

_LETTERS = {letter: name for name, letter in GREEK.items()}
_LOOK_LATIN = str.maketrans("οΑΒΕΖΗΙΚΜΝΟΡΤΧ", "oABEZHIKMNOPTX")
_SPECIAL = {
    "\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
    **{character: f"\\{character}" for character in "&%$#_{}"},
}  # fmt: skip

_PLAIN = {escaped: character for character, escaped in _SPECIAL.items()}
_ESCAPED = re.compile("|".join(map(re.escape, _PLAIN)))
_TEXT = re.compile(r"\\text\{((?:\\text\w+\{\}|\\.|[^\\{}])*)\}")


def total(of: str, *by: str) -> str:
    """Return the derivative of an output by inputs, one after the other: names in LaTeX, and their ratio."""
    order = f"^{{{len(by)}}}" if len(by) > 1 else ""
    runs = ((name, sum(1 for _ in run)) for name, run in groupby(by))
    below = r" \thinspace ".join(
        rf"\mathrm{{d}} {name}" + (f"^{{{count}}}" if count > 1 else "") for name, count in runs
    )
    return rf"\frac{{\mathrm{{d}}{order} {of}}}{{{below}}}"


def local(of: str, by: str) -> str:
    """Return the derivative of a node by one of its operands, with the sign that is for these alone."""
    return rf"\frac{{\partial {of}}}{{\partial {by}}}"


def texts_replaced(latex: str, replacement: Callable[[str], str]) -> str:
    r"""Replace what stands in every ``\text{...}``, given as the plain words that it shows."""

    def replaced(found: re.Match[str]) -> str:
        return rf"\text{{{replacement(_ESCAPED.sub(lambda escaped: _PLAIN[escaped[0]], found[1]))}}}"

    return _TEXT.sub(replaced, latex)


def number(value: float, digits: int) -> str:
    """Return a number, rounded to so many significant digits."""
    return spelled(rounded(value, digits))


def spelled(text: str) -> str:
    """Return a number that is written already: ``1e-7`` as ``10^{-7}``."""
    mantissa, _, exponent = text.partition("e")
    return rf"{mantissa} \times 10^{{{exponent}}}" if exponent else mantissa


def measured(value: float, uncertainty: float, digits: int) -> str:
    """Write a value with its uncertainty, to so many digits of that."""
    shown, around, power = with_uncertainty(value, uncertainty, digits)
    text = rf"{shown} \pm {around}"
    return rf"({text}) \times 10^{{{power[1:]}}}" if power else text


def factor(value: float, digits: int) -> str:
    """Return a number in parentheses, where a product needs them."""
    written = number(value, digits)
    return rf"\left({written}\right)" if written.startswith("-") or "times" in written else written


def name_of(text: str) -> str:
    """Return a name as mathematics: ``x_{12}`` for x12, a Greek letter, upright for a word."""
    match = re.fullmatch(r"([^\W\d_]+)(\d*)", text)
    if match is None:
        return rf"\text{{{''.join(_SPECIAL.get(character, character) for character in text)}}}"
    stem, index = match.groups()
    return _stem(stem) + (f"_{{{index}}}" if index else "")


def _stem(stem: str) -> str:
    """Return letters: a Greek one as a command, a single one in italics, words upright."""
    letters = GREEK.get(stem, stem).translate(_LOOK_LATIN)
    runs = re.findall(r"[α-ωΑ-Ω]|[A-Za-z]+|[^α-ωΑ-ΩA-Za-z]+", letters)
    if len(runs) > 2 or (len(runs) == 2 and (runs[0] != "Δ" or len(runs[1]) > 1)):
        return rf"\text{{{stem}}}"  # several commands side by side would be a product
    return " ".join(_run(run) for run in runs)


def _run(run: str) -> str:
    if run in _LETTERS:
        return f"\\{_LETTERS[run]}"
    if run.isascii():
        return run if len(run) == 1 else rf"\mathrm{{{run}}}"
    return rf"\text{{{run}}}"


_INFIX = {
    "+": ("{} + {}", SUM, SUM, SUM),
    "-": ("{} - {}", SUM, SUM, PRODUCT),
    "%": (r"{} \bmod {}", SUM, PRODUCT, SIGNED),
    "<": (r"{} \lt {}", COMPARISON, SUM, SUM),
    "<=": (r"{} \le {}", COMPARISON, SUM, SUM),
    ">": (r"{} \gt {}", COMPARISON, SUM, SUM),
    ">=": (r"{} \ge {}", COMPARISON, SUM, SUM),
    "==": ("{} = {}", COMPARISON, SUM, SUM),
    "!=": (r"{} \ne {}", COMPARISON, SUM, SUM),
    "and": (r"{} \wedge {}", AND, AND, NOT),
    "or": (r"{} \vee {}", OR, OR, AND),
}
"""By operator: how it is written, how tightly that holds together, and how tightly the operands must."""

_AROUND = {
    "sqrt": r"\sqrt{{{}}}",
    "cbrt": r"\sqrt[3]{{{}}}",
    "abs": r"\left\vert {} \right\vert",
    "floor": r"\left\lfloor {} \right\rfloor",
    "ceil": r"\left\lceil {} \right\rceil",
}
_POWERS = {"exp2": "2", "exp10": "10"}
_COMMANDS = {
    "log": r"\ln", "log2": r"\log_{2}", "log10": r"\log_{10}", "asin": r"\arcsin", "acos": r"\arccos",
    "atan": r"\arctan", "normcdf": r"\Phi", "normpdf": r"\varphi",
    "gamma": r"\Gamma", "lgamma": r"\ln\Gamma", "digamma": r"\psi",
    **{f"a{name}": rf"\operatorname{{arc{name}}}" for name in ("cot", "sec", "csc")},
    **{name: f"\\{name}" for name in "exp sin cos tan sec csc cot sinh cosh tanh coth min max".split()},
}  # fmt: skip


_RAISED = re.compile(r"\\(?:sin|cos|tan|sec|csc|cot)h?(?=\\left\()")
"""The functions whose powers are written without parentheses around them, as in the square of a sine."""


class Mathematics(Spelling):
    """The language of mathematics."""

    def name(self, name: str) -> Formula:
        return Formula(name_of(name))

    def number(self, constant: Constant) -> Formula:
        text = constant.text
        if text in CONSTANTS:
            return Formula(name_of(text))
        mantissa, _, exponent = text.lower().replace("_", "").partition("e")
        mantissa = mantissa.removesuffix(".")
        return (
            Formula(rf"{mantissa} \times 10^{{{int(exponent)}}}", PRODUCT) if exponent else Formula(mantissa)
        )

    def operation(self, operation: Operation, operands: Sequence[Formula]) -> Formula:
        return _made(operation.name, operands)


def formula(written: Formula) -> str:
    """Return a formula of the language as mathematics."""
    return _mathematics(written).text


def _mathematics(written: Formula) -> Formula:
    if written.symbol is not None:
        return _made(written.symbol, [_mathematics(operand) for operand in written.operands])
    if written.text[0] in ".0123456789":
        return _MATHEMATICS.number(Constant(0.0, written.text))
    return _MATHEMATICS.name(canonical(written.text))


def _made(symbol: str, operands: Sequence[Formula]) -> Formula:
    """Write an operator or a function with its operands."""
    texts = [operand.text for operand in operands]
    if len(operands) == 2 and symbol in _INFIX:
        form, level, left, right = _INFIX[symbol]
        if texts[1].startswith("-") and level == SUM:
            right = ATOM
        return Formula(form.format(_grouped(operands[0], left), _grouped(operands[1], right)), level)
    if symbol == "/":
        return Formula(rf"\frac{{{texts[0]}}}{{{texts[1]}}}", PRODUCT)
    if (
        symbol == "**"
        and texts[1].isdigit()
        and (name := _RAISED.match(texts[0]))
        and operands[0].level >= ATOM
    ):
        return Formula(f"{name[0]}^{{{texts[1]}}}{texts[0][name.end() :]}", POWER)
    if symbol == "**":
        return Formula(f"{_grouped(operands[0], ATOM)}^{{{texts[1]}}}", POWER)
    if symbol == "*":
        one, other = _grouped(operands[0], PRODUCT), _grouped(operands[1], POWER)
        return Formula(
            rf"{one} \cdot {other}" if other[0].isdigit() else rf"{one} \thinspace {other}", PRODUCT
        )
    if symbol == "-":
        return Formula(f"-{_grouped(operands[0], ATOM if texts[0].startswith('-') else PRODUCT)}", SIGNED)
    if symbol == "not":
        return Formula(rf"\neg {_grouped(operands[0], ATOM)}", NOT)
    if symbol == "where":
        cases = rf"{texts[1]} & {texts[0]} \cr {texts[2]} & \text{{otherwise}}"
        return Formula(rf"\begin{{cases}} {cases} \end{{cases}}", PRODUCT)
    if symbol in _POWERS:
        return Formula(rf"{_POWERS[symbol]}^{{{texts[0]}}}", POWER)
    if symbol == "polygamma":
        return Formula(rf"\psi^{{({texts[0]})}}\left({texts[1]}\right)")
    if symbol in _AROUND:
        return Formula(_AROUND[symbol].format(*texts))
    if symbol == "identity":
        return operands[0]
    if symbol == "()":
        return Formula(rf"\left({texts[0]}\right)")
    command = _COMMANDS.get(symbol) or rf"\operatorname{{{symbol}}}"
    return Formula(rf"{command}\left({', '.join(texts)}\right)")


def _grouped(operand: Formula, level: int) -> str:
    return operand.text if operand.level >= level else rf"\left({operand.text}\right)"


_MATHEMATICS = Mathematics()
