"""The table: the backward walk over one output, a line for each use of a node."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from backprop.cli import terminal
from backprop.cli.terminal import Signs
from backprop.grammar.naming import NAME
from backprop.grammar.program import Program
from backprop.writing.digits import rounded
from backprop.writing.notation import Notation
from backprop.writing.result import Result

if TYPE_CHECKING:
    from rich.console import RenderableType

    from backprop.graph.differences import Check

_HEADER = ("node", "value", "local derivative", "chain-rule product", "gradient")
_CHECK = "finite differences"
_GRADIENT = 4
NUMBERS = (1, _GRADIENT)
"""The columns of numbers, which are set flush right."""

_FOLDED = (3, 2, 0)
"""The columns that fold in a narrow terminal, the first to give way in front."""

_LONGEST_TITLE = 200
_LONGEST_COLOURED = 5_000
_DEFINITION = re.compile(rf"({NAME})\s*=")
_COMMENT = re.compile(r"(`[^`]*`)|#[^\n]*")
_UPDATE = re.compile(rf"({NAME})\s*[^\w\s`(]+=")


class Kind(Enum):
    """What a line of the table is about."""

    OUTPUT = auto()
    NODE = auto()
    INPUT = auto()


_STYLES = {
    Kind.OUTPUT: ("bold", "bold", "", "", "bold", ""),
    Kind.NODE: ("", "", "", "", "", ""),
    Kind.INPUT: ("bold green", "", "", "", "bold green", ""),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    kind: Kind
    cells: tuple[str, ...]


class Table(NamedTuple):
    """A table as data.

    right   the columns that are set flush right
    footer  lines below it
    """

    title: str
    headings: Sequence[str]
    lines: Sequence[Line]
    right: Sequence[int] = NUMBERS
    footer: Sequence[str] = ()


def of_result(result: Result, digits: int, signs: Signs) -> Table:
    """Return the table of one output."""
    headings = _HEADER if result.checks is None else (*_HEADER, _CHECK)
    found = [*_lines(result, digits, signs)]
    return Table(title(result, digits), headings, found, NUMBERS, _footer(result, digits))


def statement(program: Program, notation: Notation, output: int) -> str:
    """Return the statement of an output as it was written, if it is not too long."""
    expression = notation.expression(output)
    start, end = program.outputs.get(output, (0, 0))
    text = one_line(program.source.text[start:end])
    if not text or _UPDATE.match(text):
        text = notation.name(output) + (f" = {expression}" if expression else "")
    if len(text) > _LONGEST_TITLE or (expression is None and _DEFINITION.match(text)):
        text = notation.name(output)
    return text


def one_line(text: str) -> str:
    """Return a statement on one line, without comments."""
    return " ".join(_COMMENT.sub(r"\1", text).split())


def title(result: Result, digits: int) -> str:
    """Return the statement of the output, and its value."""
    written = statement(result.calculation.program, result.notation, result.output)
    return f"{written} = {rounded(result.value, digits)}"


def _lines(result: Result, digits: int, signs: Signs) -> Iterator[Line]:
    """Yield the lines of the table, each node after all its uses; last the inputs that no path leads to."""
    values, notation = result.calculation.values, result.notation
    partial = signs.derivative
    output = notation.name(result.output)
    for node, uses in result.gradient.walk():
        name, expression = notation.name(node), notation.expression(node)
        head = name if expression in (None, name) else f"{name} = {expression}"
        kind = Kind.INPUT if expression is None else Kind.NODE
        adjoint = result.derivative(node)
        value, gradient = rounded(values[node], digits), rounded(adjoint, digits)
        check = (
            [] if result.checks is None else [_checked(result.checks[node], result.derivative(node), digits)]
        )
        if node == result.output:
            yield Line(Kind.OUTPUT, (head, value, "", "", gradient, *check))
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
                    *(check if number == len(uses) else [""] * len(check)),
                ),
            )
    for node in result.wrt:
        if node not in result.gradient.adjoints:
            blank = [""] * (result.checks is not None)
            cells = (notation.name(node), rounded(values[node], digits), "", "", rounded(0.0, digits), *blank)
            yield Line(Kind.INPUT, cells)


def _checked(check: "Check", gradient: float, digits: int) -> str:
    """Return the derivative by finite differences, and how far the gradient is off."""
    if check.value is None:
        return check.verdict.value
    off = f"{rounded(check.value, digits)} (off by {rounded(check.relative(gradient), 1)})"
    return off if check.is_agreement else f"{off}: {check.verdict.value}"


def _footer(result: Result, digits: int) -> list[str]:
    """Return the lines below the table: the step along the gradient, where that was asked for.

    They have more digits, for it is the small changes that matter.
    """
    if result.nudge is None:
        return []
    step, inputs, value, predicted = result.nudge
    name, more = result.notation.name(result.output), min(digits + 3, 17)
    moved = ", ".join(f"{result.notation.name(node)} = {rounded(x, more)}" for node, x in inputs.items())
    before, after = rounded(result.value, more), rounded(value, more)
    return [
        "",
        f"each input moved by {rounded(step, digits)} times its gradient: {moved}",
        f"{name} goes from {before} to {after}; the gradient predicted {rounded(predicted, more)}",
    ]


def write(result: Result, digits: int) -> Iterator[str]:
    """Yield the lines of the title and the table, made for stdout."""
    signs = terminal.signs()
    return show(of_result(result, digits, signs), signs)


def show(table: Table, signs: Signs) -> Iterator[str]:
    """Yield a table as lines for stdout: coloured only at a terminal."""
    if not terminal.is_coloured() or len(table.lines) > _LONGEST_COLOURED:
        return plain(table, signs)
    console = terminal.console()
    with console.capture() as capture:
        console.print(rich(table, signs, console.width))
    return iter([*capture.get().splitlines(), *table.footer])


def plain(table: Table, signs: Signs) -> Iterator[str]:
    """Yield the title and the table as lines of text without colour, as wide as they need."""
    width_of = _measure(table)
    widths = [width_of(heading) for heading in table.headings]
    for line in table.lines:
        widths = list(map(max, widths, map(width_of, line.cells)))

    def spread(cells: Sequence[str]) -> str:
        padded = []
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            blank = " " * (width - width_of(cell))
            padded.append(blank + cell if column in table.right else cell + blank)
        return ("  " + "   ".join(padded)).rstrip()

    yield table.title
    yield ""
    yield spread(table.headings)
    yield " " + signs.rule * (sum(widths) + 3 * len(widths) - 1)
    yield from (spread(line.cells) for line in table.lines)
    yield from table.footer


def _measure(table: Table) -> Callable[[str], int]:
    """Return what tells the columns that a cell takes: its length, if no name has wide letters."""
    if all(line.cells[0].isascii() for line in table.lines):
        return len
    from rich.cells import cell_len

    return cell_len


def rich(table: Table, signs: Signs, columns: int) -> "RenderableType":
    """Return the same in colour, for a terminal that has so many columns.

    Where it is too narrow, cells fold in front of their equals signs; where that is not enough
    either, each use of a node stands on lines of its own below the node.
    """
    from rich.box import Box
    from rich.cells import cell_len
    from rich.console import Group
    from rich.padding import Padding
    from rich.table import Table as Grid
    from rich.text import Text

    found, headings = table.lines, table.headings
    cells = [headings, *(line.cells for line in found)]
    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    room = columns - 2 - 3 * (len(headings) - 1) - 1
    for column in _FOLDED:
        pieces = [piece for row in cells for piece in _folded(row[column])]
        needed = max(map(cell_len, pieces))
        widths[column] = max(needed, widths[column] - max(0, sum(widths) - room))
    heading = Text(table.title, style="bold")
    if sum(widths) > room:
        return Group(heading, *_stacked(found))

    def cell(line: Line, column: int) -> Text:
        text, style = line.cells[column], _STYLES[line.kind][column]
        fits = column not in _FOLDED or cell_len(text) <= widths[column]
        return Text(text if fits else "\n".join(_folded(text)), style=style)

    rule = Box("\n".join(["    "] * 2 + [f" {signs.rule * 2} "] + ["    "] * 5))
    grid = Grid(box=rule, show_edge=False, header_style="dim")
    for column, name in enumerate(headings):
        grid.add_column(
            name,
            justify="right" if column in table.right else "left",
            vertical="bottom" if column >= _GRADIENT else "top",
            width=widths[column],
        )
    for line in found:
        grid.add_row(*(cell(line, column) for column in range(len(headings))))
    return Group(heading, "", Padding(grid, (0, 0, 0, 1), expand=False))


def _stacked(found: Sequence[Line]) -> Iterator["RenderableType"]:
    """Yield each node with its value and gradient, and below it the cells of its uses."""
    from rich.padding import Padding
    from rich.text import Text

    for number, line in enumerate(found):
        head, value, *uses = line.cells[:_GRADIENT]
        if head:
            last = next(other for other in found[number:] if other.cells[_GRADIENT])
            style, bright = _STYLES[line.kind][0], _STYLES[line.kind][_GRADIENT]
            gradient, *check = last.cells[_GRADIENT:]
            yield Text.assemble(
                "\n",
                (head, style),
                "" if value == head else f" = {value}",
                ("   gradient ", "dim"),
                (gradient, bright),
            )
            yield from (Text(f"    {_CHECK}: {text}") for text in check)
        yield from (Padding(Text(use, overflow="fold"), (0, 0, 0, 4), expand=False) for use in uses if use)


def _folded(text: str) -> tuple[str, ...]:
    """Split a cell in front of its last equals sign."""
    head, _, tail = text.rpartition(" = ")
    return (head, f"= {tail}") if head else (text,)
