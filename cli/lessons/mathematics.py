r"""The mathematics of lessons in LaTeX; ``$`` stands around it within sentences."""

from collections.abc import Callable, Sequence

from backprop.cli.views.statement import UNCERTAIN_DIGITS
from backprop.graph.arithmetics.formulas import Formula
from backprop.writing import mathematics
from backprop.writing.lessons.lesson import Number

from .outline import is_open


class Latex:
    """Mathematics for Markdown, and through MathML for HTML."""

    equals = becomes = introduces = " = "
    arrow = r" \to "
    separates = r", \quad "

    def __init__(self, digits: int, inline: Callable[[str], str], plain: Callable[[str], str]) -> None:
        self.digits = digits
        self.inline = inline
        self.plain = plain

    def formula(self, formula: Formula) -> str:
        return mathematics.formula(formula)

    def number(self, value: Number) -> str:
        return self.formula(value) if isinstance(value, Formula) else mathematics.number(value, self.digits)

    def factor(self, value: Number) -> str:
        """Return a number or a formula in parentheses, where a product or a sum needs them."""
        if isinstance(value, Formula):
            return rf"\left({self.formula(value)}\right)" if is_open(value) else self.formula(value)
        return mathematics.factor(value, self.digits)

    def total(self, of: str, by: str) -> str:
        return mathematics.total(of, by)

    def local(self, of: str, by: str) -> str:
        return mathematics.local(of, by)

    def product(self, one: str, other: str) -> str:
        return rf"{one} \cdot {other}"

    def factors(self, one: Number, other: Number) -> str:
        sign = r"\cdot" if isinstance(one, Formula) else r"\times"
        return f"{self.factor(one)} {sign} {self.factor(other)}"

    def sum(self, terms: Sequence[Number]) -> str:
        first, *others = terms
        return " + ".join([self.number(first), *map(self.factor, others)])

    def uncertainty(self, of: str) -> str:
        return f"u({of})"

    def root(self, squares: Sequence[float], products: Sequence[tuple[float, float, float]]) -> str:
        terms = [f"{self.factor(number)}^{{2}}" for number in squares]
        terms += [r" \cdot ".join(["2", *map(self.factor, factors)]) for factors in products]
        return rf"\sqrt{{{' + '.join(terms)}}}"

    def measured(self, value: float, uncertainty: float) -> str:
        return mathematics.measured(value, uncertainty, UNCERTAIN_DIGITS)

    def choice(self, number: str, condition: str) -> str:
        return rf"{number} \quad \left({condition}\right)"

    def fraction(self, numerator: Formula, denominator: Formula) -> str:
        return rf"\frac{{{mathematics.formula(numerator)}}}{{{mathematics.formula(denominator)}}}"

    def quotient(self, h: Formula) -> str:
        return rf"\frac{{g(x + {mathematics.formula(h)}) - g(x)}}{{{mathematics.formula(h)}}}"
