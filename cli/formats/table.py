"""The table: the backward walk over one output, a line for each use of a node."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from backprop.cli.digits import rounded
from backprop.cli.result import Result

if TYPE_CHECKING:
    from rich.console import RenderableType

HEADER = ("node", "value", "local derivative", "chain-rule product", "gradient")
NUMBERS = (1, 4)
"""The columns of numbers, which are set flush right."""

_LONGEST_TITLE = 200
_DEFINITION = re.compile(r"(`[^`]*`|\w+)\s*=")
_UPDATE = re.compile(r"(`[^`]*`|\w+)\s*[^\w\s`(]+=")


@dataclass(frozen=True, slots=True)
class Signs:
    """How derivatives, products and rules are drawn."""

    derivative: str
    dot: str
    times: str
    rule: str


UNICODE = Signs("∂", "·", "×", "─")
ASCII = Signs("d", "*", "*", "-")


class Kind(Enum):
    """What a line of the table is about."""

    OUTPUT = auto()
    NODE = auto()
    INPUT = auto()


_STYLES = {
    Kind.OUTPUT: ("bold", "bold", "", "", "bold"),
    Kind.NODE: ("", "", "", "", ""),
    Kind.INPUT: ("bold green", "", "", "", "bold green"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    kind: Kind
    cells: tuple[str, str, str, str, str]


def title(result: Result, digits: int) -> str:
    """Return the statement of the output, as it was written, and its value."""
    program, notation = result.calculation.program, result.calculation.notation
    start, end = program.outputs.get(result.output, (0, 0))
    statement = " ".join(program.source.text[start:end].split())
    expression = notation.expression(result.output)
    if not statement or _UPDATE.match(statement):
        statement = notation.name(result.output) + (f" = {expression}" if expression else "")
    if len(statement) > _LONGEST_TITLE or (expression is None and _DEFINITION.match(statement)):
        statement = notation.name(result.output)
    return f"{statement} = {rounded(result.value, digits)}"


def lines(result: Result, digits: int, signs: Signs) -> Iterator[Line]:
    """Yield the lines of the table, each node after all its uses."""
    values, notation = result.calculation.values, result.calculation.notation
    partial = signs.derivative
    output = notation.name(result.output)
    for node, uses in result.gradient.walk():
        name, expression = notation.name(node), notation.expression(node)
        head = name if expression in (None, name) else f"{name} = {expression}"
        kind = Kind.INPUT if expression is None else Kind.NODE
        value, gradient = rounded(values[node], digits), rounded(result.derivative(node), digits)
        if node == result.output:
            yield Line(Kind.OUTPUT, (head, value, "", "", gradient))
        for number, use in enumerate(uses, 1):
            by = notation.name(use.by)
            local = rounded(use.local_derivative, digits)
            formula = notation.local_derivative(use.by, use.position)
            reason = local if formula == local else f"{formula} = {local}"
            product = (
                f"{partial}{output}/{partial}{by} {signs.dot} {partial}{by}/{partial}{name}"
                f" = {rounded(result.derivative(use.by), digits)} {signs.times} {local}"
            )
            if len(uses) > 1:
                product = f"{'+ ' if number > 1 else ''}{product} = {rounded(use.product, digits)}"
            yield Line(
                kind,
                (
                    head if number == 1 else "",
                    value if number == 1 else "",
                    f"{partial}{by}/{partial}{name} = {reason}",
                    product,
                    gradient if number == len(uses) else "",
                ),
            )


def plain(result: Result, digits: int, signs: Signs) -> Iterator[str]:
    """Yield the title and the table as lines of text without colour, as wide as they need."""
    found = list(lines(result, digits, signs))
    width_of = _measure(result.calculation.program.source.text)
    widths = [width_of(heading) for heading in HEADER]
    for line in found:
        widths = list(map(max, widths, map(width_of, line.cells)))

    def spread(cells: tuple[str, ...]) -> str:
        padded = []
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            blank = " " * (width - width_of(cell))
            padded.append(blank + cell if column in NUMBERS else cell + blank)
        return ("  " + "   ".join(padded)).rstrip()

    yield title(result, digits)
    yield ""
    yield spread(HEADER)
    yield " " + signs.rule * (sum(widths) + 3 * len(widths) - 1)
    yield from (spread(line.cells) for line in found)


def _measure(program: str) -> Callable[[str], int]:
    """Return what tells the columns that a cell takes: its length, if no name has wide letters."""
    if program.isascii():
        return len
    from rich.cells import cell_len

    return cell_len


def coloured(result: Result, digits: int, signs: Signs) -> "RenderableType":
    """Return the same for a terminal: in colour, and folded where that is too narrow."""
    from rich.box import Box
    from rich.console import Group
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    from .equation import Equation

    rule = Box("\n".join(["    "] * 2 + [f" {signs.rule * 2} "] + ["    "] * 5))
    table = Table(box=rule, show_edge=False, header_style="dim")
    for column, heading in enumerate(HEADER):
        number = column in NUMBERS
        table.add_column(heading, justify="right" if number else "left", no_wrap=number, overflow="fold")
    for line in lines(result, digits, signs):
        table.add_row(
            *(Equation(cell, style=style) for cell, style in zip(line.cells, _STYLES[line.kind], strict=True))
        )
    return Group(Text(title(result, digits), style="bold"), "", Padding(table, (0, 0, 0, 1)))
