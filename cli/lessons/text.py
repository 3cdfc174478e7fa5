"""The lesson as text, for a terminal or a pipe."""

from collections.abc import Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from backprop.cli import colours, terminal
from backprop.cli.terminal import Signs
from backprop.cli.views.statement import UNCERTAIN_DIGITS
from backprop.graph.arithmetics.formulas import Formula
from backprop.writing.digits import measured, rounded
from backprop.writing.lessons.lesson import Lesson, Number
from backprop.writing.notation import total
from backprop.writing.result import Result

from .outline import Block, DataTable, Equation, Heading, Sentence, heading, is_open, outline

EXTENSIONS = [".txt"]


class Plain:
    """Mathematics in the language itself."""

    def __init__(self, digits: int, signs: Signs) -> None:
        self._digits = digits
        self._signs = signs
        self.equals = " = "
        self.separates = ",   "
        self.becomes = "  =  "
        self.introduces = ":   "
        self.arrow = f"  {signs.arrow}  "

    def inline(self, text: str) -> str:
        return text

    plain = inline

    def formula(self, formula: Formula) -> str:
        return formula.text

    def number(self, value: Number) -> str:
        return value.text if isinstance(value, Formula) else rounded(value, self._digits)

    def total(self, of: str, by: str) -> str:
        return total(of, by)

    def local(self, of: str, by: str) -> str:
        return self._signs.local(of, by)

    def product(self, one: str, other: str) -> str:
        return f"{one} {self._signs.dot} {other}"

    def factors(self, one: Number, other: Number) -> str:
        sign = self._signs.dot if isinstance(one, Formula) else self._signs.times
        return f"{self._grouped(one)} {sign} {self._grouped(other)}"

    def sum(self, terms: Sequence[Number]) -> str:
        first, *others = terms
        return " + ".join([self.number(first), *map(self._grouped, others)])

    def choice(self, number: str, condition: str) -> str:
        return f"{number} ({condition})"

    def fraction(self, numerator: Formula, denominator: Formula) -> str:
        over, under = numerator.text, denominator.text
        above = self._side(over, is_open=" " in over, is_divided="/" in over)
        below = self._side(under, is_open="*" in under or " " in under)
        return f"{above} / {below}"

    def quotient(self, h: Formula) -> str:
        return f"(g(x+{h}) {self._signs.minus} g(x)) / {h}"

    def uncertainty(self, of: str) -> str:
        return f"u({of})"

    def root(self, squares: Sequence[float], products: Sequence[tuple[float, float, float]]) -> str:
        terms = [f"{self._factor(number)}**2" for number in squares]
        terms += ["2*" + "*".join(map(self._factor, factors)) for factors in products]
        return f"sqrt({' + '.join(terms)})"

    def measured(self, value: float, uncertainty: float) -> str:
        return measured(value, uncertainty, UNCERTAIN_DIGITS, self._signs.plus_minus)

    def _grouped(self, value: Number) -> str:
        text = self.number(value)
        return f"({text})" if isinstance(value, Formula) and is_open(value) else text

    def _factor(self, value: float) -> str:
        return f"({self.number(value)})" if value < 0 else self.number(value)

    def _side(self, text: str, *, is_open: bool, is_divided: bool = False) -> str:
        if is_open:
            return f"( {text.replace(' - ', f' {self._signs.minus} ')} )"
        return f"({text})" if is_divided else text


def write(lesson: Lesson, of: Result | str, digits: int) -> list[str]:
    """Return the lines."""
    signs = terminal.signs()
    blocks = outline(lesson, heading(of, digits, signs), Plain(digits, signs))
    return terminal.drawn(*map(_shown, blocks))[1:]


def _shown(block: Block) -> RenderableType:
    if isinstance(block, Heading):
        style = ("bold", "bold underline", "bold")[block.level - 1]
        indent = 2 if block.level == 3 else 0
        return Padding(
            Text(block.text, style=style), (0 if block.is_brief else 1, 0, 0, indent), expand=False
        )
    if isinstance(block, Sentence):
        return Padding(Text(block.text), (0, 0, 0, 4), expand=False)
    if isinstance(block, Equation):
        return Padding(Text(block.text), (0, 0, 0, 8), expand=False)
    return Padding(_table(block), (0, 0, 0, 8), expand=False)


def _table(block: DataTable) -> RenderableType:
    grid = Table(box=None, header_style="dim", padding=(0, 3, 0, 0))
    last = len(block.header) - 1
    for column, name in enumerate(block.header):
        grid.add_column(name, justify="right" if 0 < column < last else "left")
    for row in block.rows:
        grid.add_row(*(Text(cell, _style(block, place, cell)) for place, cell in enumerate(row)))
    return grid


def _style(block: DataTable, place: int, cell: str) -> str:
    colour = colours.of_text(cell) if place == block.signed else None
    return f"color({colour.number}) bold" if colour else ""
