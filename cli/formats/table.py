"""The table: as wide as it needs in a pipe; at a terminal in colour, and in the columns that there are."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

from backprop.cli import colours, terminal
from backprop.cli.terminal import Signs
from backprop.cli.views import Kind, Line, Table

from . import Format

_STYLES = {Kind.OUTPUT: "bold", Kind.INPUT: "bold", Kind.SECTION: "bold", Kind.FACT: "dim"}
"""By the kind of a line, the style of its first cell."""

_CLOSE = 2
"""The gap between columns where a wider one is no room for."""

_NARROWEST = 20
_BELOW, _HANGING = 4, 2
"""How far what stands below a line is indented, and how much farther its second line."""

Paint = Callable[[str, str], str]
"""Takes a text and a style; returns the text in this style."""


class Paper(NamedTuple):
    """What a table is written on.

    measure  tells the columns that a text takes
    """

    columns: int
    signs: Signs
    measure: Callable[[str], int]
    paint: Paint


def _write(shown: Any, digits: int) -> Iterator[str]:
    signs, paint = terminal.signs(), terminal.paint()
    columns, height = terminal.size()
    table, count = shown.table(digits, signs), 0
    for line in render(table, signs, columns, paint):
        count += 1
        yield line
    if count >= height and table.answer:
        yield ""
        yield from render(table.answer(), signs, columns, paint)


def render(table: Table, signs: Signs, columns: int, paint: Paint) -> Iterator[str]:
    """Yield the title, the table and what stands below it as lines of text.

    All lines of a table take the same form: the first that there is room for of those that the table
    has, each with its own gap and with a close one. Where there is room for none, what may stand below
    the lines does, and the other columns stay.
    """
    paper = Paper(max(columns, _NARROWEST), signs, _measure(table), paint)
    if table.title:
        yield from (paint(line, "bold") for line in _wrapped(table.title, paper.columns, paper.measure))
        yield ""
    for form in _forms(table):
        if widths := _widths(form, paper):
            yield from _drawn(form, widths, {}, paper)
            break
    else:
        yield from _beneath(form._replace(gap=table.gap, narrower=None), paper)
    yield from (piece for line in table.footer for piece in _wrapped(line, paper.columns, paper.measure))


def _forms(table: Table) -> Iterator[Table]:
    """Yield a table in all its forms, from the widest to the narrowest."""
    while True:
        yield table
        if table.gap > _CLOSE:
            yield table._replace(gap=_CLOSE)
        if table.narrower is None:
            break
        table = table.narrower()


def _measure(table: Table) -> Callable[[str], int]:
    """Return what tells the columns that a text takes: its length, if no name has wide letters.

    Names are all in the title, in the headings but the first, and in the first two cells of the lines.
    """
    headings = [column.heading for column in table.columns[1:]]
    if all(map(str.isascii, (table.title, *headings))) and all(
        line.cells[0].isascii() and line.cells[1].isascii() for line in table.lines
    ):
        return len
    from rich.cells import cell_len

    return cell_len


def _texts(table: Table) -> list[list[str]]:
    """Return by column all lines of its cells, and its heading."""
    headings = [column.heading for column in table.columns]
    cells = zip(headings, *(line.cells for line in table.lines), strict=True)
    return ["\n".join(column).split("\n") for column in cells]


def _widths(table: Table, paper: Paper) -> list[int] | None:
    """Return the widths of the columns; None where there is no room for them.

    Running text folds as far as it can, the widest column first.
    """
    room, measure = paper.columns - table.indent - table.gap * (len(table.columns) - 1), paper.measure
    texts = _texts(table)
    widths = [max(map(measure, column)) for column in texts]
    least = [
        max(measure(word) for text in column for word in text.split(" ")) if its.folds else width
        for column, its, width in zip(texts, table.columns, widths, strict=True)
    ]
    if sum(least) > room:
        return None
    widths = [max(narrow, min(width, room)) for width, narrow in zip(widths, least, strict=True)]
    while sum(widths) > room:
        giving = [place for place, width in enumerate(widths) if width > least[place]]
        widths[max(giving, key=widths.__getitem__)] -= 1
    return widths


def _drawn(
    table: Table, widths: Sequence[int], below: Mapping[int, Sequence[str]], paper: Paper
) -> Iterator[str]:
    """Yield the lines of a table in columns of these widths, and ``below`` each of them what stands there.

    A first cell that is wider than its column has a line above the others for itself.
    """
    columns, signs, measure, paint = paper
    indent, gap, deep = " " * table.indent, " " * table.gap, " " * (table.indent + _BELOW)

    rights = [column.right for column in table.columns]

    def joined(cells: Sequence[str], styles: Sequence[str], *, is_whole: bool) -> str | None:
        """Return cells on one line; None where one that ``is_whole`` takes more."""
        padded = []
        for cell, width, style, right in zip(cells, widths, styles, rights, strict=True):
            left = width - measure(cell)
            if is_whole and (left < 0 or "\n" in cell):
                return None
            shown = paint(cell, style) if style else cell
            padded.append(" " * left + shown if right else shown + " " * left)
        return (indent + gap.join(padded)).rstrip()

    def rows(cells: Sequence[str], styles: Sequence[str]) -> Iterator[str]:
        if (line := joined(cells, styles, is_whole=True)) is not None:
            yield line
            return
        folded = [
            [piece for text in cell.split("\n") for piece in _wrapped(text, width, measure)]
            for cell, width in zip(cells, widths, strict=True)
        ]
        for row in zip_longest(*folded, fillvalue=""):
            yield joined(row, styles, is_whole=False) or ""

    headings = [column.heading for column in table.columns]
    if any(headings):
        yield from rows(headings, ["dim"] * len(widths))
    if table.ruled:
        yield " " + signs.rule * min(sum(widths) + table.gap * (len(widths) - 1) + 2, columns - 1)
    is_plain = paint is terminal.unpainted
    kinds = {line.kind for line in table.lines}
    styles_of = {kind: [""] * len(widths) if is_plain else _styles(table, kind) for kind in kinds}
    signed = [place for place, column in enumerate(table.columns) if column.signed and not is_plain]
    for number, line in enumerate(table.lines):
        if number and line.kind is Kind.SECTION:
            yield ""
        cells, styles = line.cells, [*styles_of[line.kind]]
        for place in signed if line.kind is not Kind.MINOR else ():
            if colour := colours.of_text(cells[place]):
                styles[place] += f" {colour.name.lower()}"
        if measure(cells[0]) > widths[0]:
            pieces = _wrapped(cells[0], columns - len(indent), measure)
            yield from (indent + paint(piece, styles[0]) for piece in pieces)
            cells = ["", *cells[1:]]
        if any(cells):
            yield from rows(cells, styles)
        for text in below.get(number, ()):
            first, *more = _wrapped(text, columns - len(deep) - _HANGING, measure)
            yield deep + paint(first, "dim")
            yield from (deep + " " * _HANGING + paint(piece, "dim") for piece in more)


def _styles(table: Table, kind: Kind) -> list[str]:
    """Return the styles of the cells of such a line, but for the colours of signs."""
    others = ["bold" if kind in column.bold else "" for column in table.columns[1:]]
    return [_STYLES.get(kind, ""), *others]


def _beneath(table: Table, paper: Paper) -> Iterator[str]:
    """Yield the lines of a table with what may stand below them there.

    Lines without a first cell go on with the one before: what is beside that comes from any of them.
    """
    beside = [place for place, column in enumerate(table.columns) if column.below is None]
    starts = [number for number, line in enumerate(table.lines) if line.cells[0]]
    lines, below = list[Line](), dict[int, list[str]]()
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(table.lines)], strict=True)):
        group = table.lines[start:end]
        cells = [next(filter(None, (line.cells[place] for line in group)), "") for place in beside]
        lines.append(group[0]._replace(cells=cells))
        below[number] = [
            f"{column.below}{text}"
            for line in group
            for column, cell in zip(table.columns, line.cells, strict=True)
            if column.below is not None and cell
            for text in cell.split("\n")
        ]
    kept = table._replace(columns=[table.columns[place] for place in beside], lines=lines)
    for number, (block, widths) in enumerate(_blocks(kept, paper)):
        if number:
            yield ""
        yield from _drawn(block, widths, {} if number else below, paper)


def _blocks(table: Table, paper: Paper) -> Iterator[tuple[Table, list[int]]]:
    """Yield the columns of a table in blocks, each with the first column, and their widths.

    There is one block where the others have room, however long the first cells are, unless it splits.
    """
    for form in _forms(table):
        if whole := _widths(form, paper):
            yield form, whole
            return
    room, gap = paper.columns - form.indent, form.gap
    head, *widths = [max(map(paper.measure, column)) for column in _texts(form)]
    least = paper.measure(form.columns[0].heading)
    if least + len(widths) * gap + sum(widths) <= room and not form.splits:
        yield form, [room - len(widths) * gap - sum(widths), *widths]
        return
    gap = table.gap
    head = min(head, max(room - gap - max(widths, default=0), least))
    blocks, left = list[list[int]](), 0
    for place, width in enumerate(widths, 1):
        if gap + width > left:
            blocks.append([0])
            left = room - head
        blocks[-1].append(place)
        left -= gap + width
    for block in blocks:
        lines = [line._replace(cells=[line.cells[place] for place in block]) for line in table.lines]
        chosen = table._replace(columns=[table.columns[place] for place in block], lines=lines)
        yield chosen, [head, *(min(widths[place - 1], max(room - head - gap, 1)) for place in block[1:])]


def _wrapped(text: str, columns: int, measure: Callable[[str], int]) -> list[str]:
    """Return running text in lines of a width; only a word that is wider is cut."""
    if measure(text) <= columns:
        return [text]
    lines, line, used = list[str](), "", 0
    for word in text.split(" "):
        width = measure(word)
        if line and used + 1 + width <= columns:
            line, used = f"{line} {word}", used + 1 + width
            continue
        if line:
            lines.append(line)
        *cut, line = _cut(word, columns, measure) if width > columns else [word]
        lines += cut
        used = measure(line)
    return [*lines, line]


def _cut(word: str, columns: int, measure: Callable[[str], int]) -> list[str]:
    """Return the pieces of a word that fill a line, and the rest."""
    starts, used = [0], 0
    for place, letter in enumerate(word):
        width = measure(letter)
        if used + width > columns and place:
            starts.append(place)
            used = 0
        used += width
    return [word[start:end] for start, end in zip(starts, [*starts[1:], len(word)], strict=True)]


EXTENSIONS = [".txt"]
FORMAT = Format("table", _write, between=[""])
