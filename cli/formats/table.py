"""The table: as wide as it needs in a pipe, coloured and folded at a terminal."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from backprop.cli import terminal
from backprop.cli.terminal import Signs
from backprop.cli.views import HasTable, Kind, Line, Table

from . import Format

if TYPE_CHECKING:
    from rich.console import RenderableType

_LONGEST_COLOURED = 5_000
_EQUALS, _BLANK = " = ", " "
"""Where cells fold (see `Column`)."""


_STYLES = {
    Kind.OUTPUT: ("bold", "bold"),
    Kind.NODE: ("", ""),
    Kind.INPUT: ("bold green", "bold green"),
    Kind.SECTION: ("bold", "dim"),
    Kind.ENTRY: ("green", ""),
    Kind.FACT: ("dim", ""),
}
"""By the kind of a line, the styles of its first cell and of others that are coloured."""


def _write(shown: HasTable, digits: int) -> Iterable[str]:
    signs = terminal.signs()
    table = shown.table(digits, signs)
    if not terminal.is_coloured() or len(table.lines) > _LONGEST_COLOURED:
        return plain(table, signs)
    return [*terminal.drawn(rich(table, signs, terminal.console().width)), *table.footer]


def plain(table: Table, signs: Signs) -> Iterator[str]:
    """Yield the title and the table as lines of text without colour, as wide as they need."""
    headings = [column.heading for column in table.columns]
    rows = [row for line in _spaced(table) for row in _rows(line.cells)]
    width_of = _measure(table)
    widths = [max(map(width_of, column)) for column in zip(headings, *rows, strict=True)]

    def spread(cells: Sequence[str]) -> str:
        padded = []
        for column, cell, width in zip(table.columns, cells, widths, strict=True):
            blank = " " * (width - width_of(cell))
            padded.append(blank + cell if column.right else cell + blank)
        return (" " * table.indent + (" " * table.gap).join(padded)).rstrip()

    if table.title:
        yield table.title
        yield ""
    if any(headings):
        yield spread(headings)
    if table.ruled:
        yield " " + signs.rule * (sum(widths) + table.gap * (len(widths) - 1) + 2)
    yield from map(spread, rows)
    yield from table.footer


def _spaced(table: Table) -> Iterator[Line]:
    """Yield the lines, and a blank one in front of each section but the first."""
    for number, line in enumerate(table.lines):
        if number and line.kind is Kind.SECTION:
            yield Line(Kind.NODE, [""] * len(table.columns))
        yield line


def _rows(cells: Sequence[str]) -> Iterable[Sequence[str]]:
    """Return the rows of text that cells of several lines take."""
    if not any("\n" in cell for cell in cells):
        return [cells]
    return zip_longest(*(cell.split("\n") for cell in cells), fillvalue="")


def _measure(table: Table) -> Callable[[str], int]:
    """Return what tells the columns that a cell takes: its length, if no name has wide letters."""
    if all(line.cells[0].isascii() for line in table.lines):
        return len
    from rich.cells import cell_len

    return cell_len


def rich(table: Table, signs: Signs, columns: int) -> "RenderableType":
    """Return the same in colour, for a terminal that has so many columns.

    Where it is too narrow, cells fold, those of the last columns first; where that is not enough either,
    the cells of each line stand beside and below the first one.
    """
    from rich.box import Box
    from rich.cells import cell_len
    from rich.console import Group
    from rich.padding import Padding
    from rich.table import Table as Grid
    from rich.text import Text

    shown, headings = [*_spaced(table)], [column.heading for column in table.columns]
    folds = [column.fold for column in table.columns]
    widths, least = [], []
    for fold, cells in zip(folds, zip(headings, *(line.cells for line in shown), strict=True), strict=True):
        widths.append(max(cell_len(line) for cell in cells for line in cell.split("\n")))
        pieces = (piece for cell in cells for piece in _pieces(cell, fold))
        least.append(max(map(cell_len, pieces)) if fold else widths[-1])
    room = columns - table.indent - table.gap * (len(widths) - 1) - table.ruled
    title: list[RenderableType] = [Text(table.title, style="bold")] if table.title else []
    if sum(least) > room:
        return Group(*title, *_stacked(table, columns))
    for place in reversed(range(len(widths))):
        if folds[place] == _EQUALS:
            widths[place] = max(least[place], widths[place] - max(0, sum(widths) - room))

    def cell(line: Line, place: int) -> Text:
        text, style = line.cells[place], _style(table, line, place)
        fits = folds[place] != _EQUALS or cell_len(text) <= widths[place]
        return Text(text if fits else "\n".join(_pieces(text, _EQUALS)), style=style)

    rule = Box("\n".join(["    "] * 2 + [f" {signs.rule * 2} "] + ["    "] * 5))
    grid = Grid(
        box=rule if table.ruled else None,
        padding=(0, 1) if table.ruled else (0, table.gap, 0, 0),
        pad_edge=table.ruled,
        show_edge=False,
        show_header=any(headings),
        header_style="dim",
    )
    last = max(place for place, fold in enumerate(folds) if fold or not place)
    for place, (heading, right, *_) in enumerate(table.columns):
        grid.add_column(
            heading,
            justify="right" if right else "left",
            vertical="bottom" if place > last else "top",
            width=None if folds[place] == _BLANK else widths[place],
            min_width=least[place],
        )
    for line in shown:
        grid.add_row(*(cell(line, place) for place in range(len(widths))))
    return Group(
        *title, *[""] * len(title), Padding(grid, (0, 0, 0, table.indent - table.ruled), expand=False)
    )


def _pieces(text: str, fold: str) -> Sequence[str]:
    """Split a cell where it may fold."""
    if fold == _EQUALS:
        head, _, tail = text.rpartition(_EQUALS)
        return (head, f"= {tail}") if head else (text,)
    return text.split()


def _style(table: Table, line: Line, place: int) -> str:
    first, other = _STYLES[line.kind]
    if place and line.kind not in table.columns[place].coloured:
        return ""
    return other if place else first


def _stacked(table: Table, columns: int) -> Iterator["RenderableType"]:
    """Yield the first cell of each line with the others beside it, and below it those that fold.

    Lines without a first cell go on with the one before.
    """
    from rich.padding import Padding
    from rich.text import Text

    groups: list[list[Line]] = []
    for line in table.lines:
        if line.cells[0]:
            groups.append([])
        groups[-1].append(line)
    for group in groups:
        head = group[0].cells[0]
        beside, below = [Text.assemble((head, _style(table, group[0], 0)))], list[str]()
        for line in group:
            for place, (column, text) in enumerate(zip(table.columns, line.cells, strict=True)):
                if place and column.fold:
                    below += text.split("\n")
                elif text not in ("", head):
                    label = column.label or f"   {column.heading} "
                    piece = Text(label, "" if column.label else "dim").append(
                        text, _style(table, line, place)
                    )
                    if beside[-1].cell_len + piece.cell_len > columns:
                        beside.append(Text("   "))
                        piece = piece[len(label) - len(label.lstrip()) - 1 :]
                    beside[-1].append_text(piece)
        yield ""
        yield from beside
        below = [text for text in below if text]
        yield from (Padding(Text(text, overflow="fold"), (0, 0, 0, 4), expand=False) for text in below)


FORMAT = Format("table", _write, between=[""])
