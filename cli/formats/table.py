"""The table: as wide as it needs in a pipe, coloured and folded at a terminal."""

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import Any

from backprop.cli import terminal
from backprop.cli.terminal import Signs
from backprop.cli.views import Kind, Table

from . import Format

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

Paint = Callable[[str, str], str]
"""Takes a text and a style; returns the text in this style."""


def _write(shown: Any, digits: int) -> Iterator[str]:
    signs = terminal.signs()
    return render(shown.table(digits, signs), signs, terminal.width(), terminal.paint())


def render(table: Table, signs: Signs, columns: int, paint: Paint) -> Iterator[str]:
    """Yield the title, the table and what stands below it as lines of text.

    Where there are too few columns, cells fold; where that is not enough, the cells of each line stand
    beside and below the first one.
    """
    if table.title:
        yield from (paint(line, "bold") for line in _wrapped(table.title, columns))
    room = columns - table.indent - table.gap * (len(table.columns) - 1) - table.ruled
    width_of = _measure(table)
    layout = _widths(table, room, width_of)
    if layout is None:
        yield from _stacked(table, columns, paint)
    else:
        yield from [""] * bool(table.title)
        yield from _spread(table, *layout, signs, width_of, paint)
    yield from table.footer


def _measure(table: Table) -> Callable[[str], int]:
    """Return what tells the columns that a cell takes: its length, if no name has wide letters."""
    if all(line.cells[0].isascii() for line in table.lines):
        return len
    from rich.cells import cell_len

    return cell_len


def _widths(table: Table, room: int, width_of: Callable[[str], int]) -> tuple[list[int], bool] | None:
    """Return the widths of the columns, and whether a cell takes several lines; None without room enough."""
    folds = [column.fold for column in table.columns]
    headings = [column.heading for column in table.columns]
    cells = zip(headings, *(line.cells for line in table.lines), strict=True)
    lines = ["\n".join(column).split("\n") for column in cells]
    widths = [max(map(width_of, column)) for column in lines]
    if sum(widths) <= room:
        return widths, any(len(column) > len(table.lines) + 1 for column in lines)
    least = [
        max(width_of(piece) for text in column for piece in _folded(text, fold, 1)) if fold else width
        for column, fold, width in zip(lines, folds, widths, strict=True)
    ]
    if sum(least) > room:
        return None
    widths = [max(narrow, min(width, room)) for width, narrow in zip(widths, least, strict=True)]
    while sum(widths) > room:
        # Of running text the widest column gives way, of equations the last one.
        giving = [place for place, narrow in enumerate(least) if widths[place] > narrow]
        widths[max(giving, key=lambda place: (folds[place] == _BLANK and widths[place], place))] -= 1
    return widths, True


def _folded(text: str, fold: str, width: int) -> list[str]:
    """Return a cell in lines of a width, or of more where it cannot fold."""
    if fold == _EQUALS:
        head, _, tail = text.rpartition(_EQUALS)
        return [head, f"= {tail}"] if head else [text]
    lines = text.split("\n")
    return [piece for line in lines for piece in _wrapped(line, width, words=True)] if fold else lines


def _wrapped(text: str, width: int, *, words: bool = False) -> list[str]:
    """Return running text in lines of a width; ``words`` stay whole, however long."""
    if len(text) <= width:
        return [text]
    from textwrap import wrap

    return wrap(text, width, break_long_words=not words, break_on_hyphens=False)


def _spread(
    table: Table,
    widths: Sequence[int],
    folds: bool,
    signs: Signs,
    width_of: Callable[[str], int],
    paint: Paint,
) -> Iterator[str]:
    """Yield the lines of the table, in columns."""
    last = max(place for place, column in enumerate(table.columns) if column.fold or not place)

    def joined(cells: Sequence[str], styles: Sequence[str]) -> str:
        padded = []
        for column, cell, width, style in zip(table.columns, cells, widths, styles, strict=True):
            blank, shown = " " * (width - width_of(cell)), paint(cell, style) if style else cell
            padded.append(blank + shown if column.right else shown + blank)
        return (" " * table.indent + (" " * table.gap).join(padded)).rstrip()

    styles = {kind: _styles(table, kind) for kind in {line.kind for line in table.lines}}
    headings = [column.heading for column in table.columns]
    if any(headings):
        yield joined(headings, ["dim"] * len(widths))
    if table.ruled:
        yield " " + signs.rule * (sum(widths) + table.gap * (len(widths) - 1) + 2)
    for number, line in enumerate(table.lines):
        if number and line.kind is Kind.SECTION:
            yield ""
        if not folds:
            yield joined(line.cells, styles[line.kind])
            continue
        folded = [
            [cell] if width_of(cell) <= width and "\n" not in cell else _folded(cell, column.fold, width)
            for cell, column, width in zip(line.cells, table.columns, widths, strict=True)
        ]
        height = max(map(len, folded))
        for place in range(last + 1, len(folded)):  # beside the last line of what folds
            folded[place] = [""] * (height - len(folded[place])) + folded[place]
        yield from (joined(row, styles[line.kind]) for row in zip_longest(*folded, fillvalue=""))


def _styles(table: Table, kind: Kind) -> list[str]:
    first, other = _STYLES[kind]
    return [first, *(other if kind in column.coloured else "" for column in table.columns[1:])]


def _stacked(table: Table, columns: int, paint: Paint) -> Iterator[str]:
    """Yield the first cell of each line with the others beside it, and below it those that fold.

    Lines without a first cell go on with the one before.
    """
    lines = table.lines
    starts = [number for number, line in enumerate(lines) if line.cells[0]]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        (head, *_), (style, *_) = lines[start].cells, _styles(table, lines[start].kind)
        yield ""
        *above, shown = (paint(piece, style) for piece in _wrapped(head, columns))
        yield from above
        width, below = len(head), list[str]()
        for line in lines[start:end]:
            cells = zip(table.columns, line.cells, _styles(table, line.kind), strict=True)
            for column, text, style in [*cells][1:]:
                if column.fold:
                    below += text.split("\n") if text else []
                elif text not in ("", head):
                    label = column.label or f"   {column.heading} "
                    if width + len(label + text) > columns:
                        yield shown
                        shown, width, label = "    ", 4, label.lstrip()
                    width += len(label + text)
                    shown += (label if column.label else paint(label, "dim")) + paint(text, style)
        yield shown
        yield from (f"    {piece}" for text in below for piece in _wrapped(text, columns - 4))


EXTENSIONS = [".txt"]
FORMAT = Format("table", _write, between=[""])
