"""HTML: the table for a page or a notebook, in its colours, on light and on dark."""

from collections.abc import Iterator
from html import escape
from typing import Any

from backprop.cli.colours import Colour, of_text
from backprop.cli.terminal import UNICODE
from backprop.cli.views import Column, Kind, Line, Table

from . import Format

STYLE = f"""\
.backprop {{ overflow-x: auto; }}
.backprop table {{ border-collapse: collapse; margin: 0; font-size: 90%; }}
.backprop caption {{ text-align: left; font-weight: bold; padding: .2em .6em .4em; }}
.backprop th {{ font-weight: normal; opacity: .7; }}
.backprop thead {{ border-bottom: 1px solid #8888; }}
.backprop.backprop :is(td, th) {{ text-align: left; white-space: nowrap; padding: .15em .6em; }}
.backprop.backprop .number {{ text-align: right; font-variant-numeric: tabular-nums; }}
.backprop.backprop .prose {{ white-space: normal; }}
.backprop .strong {{ font-weight: bold; }}
.backprop .faint {{ opacity: .7; }}
.backprop p {{ margin: .4em .6em; }}
.backprop svg {{ display: block; margin: .6em .3em; }}
{"".join(f".backprop .{its.name.lower()} {{ color: {its.hexadecimal}; }}" + chr(10) for its in Colour)}"""
"""The looks of all tables. Twice the same class wins over those that notebooks give their cells."""

_STRONG = (Kind.OUTPUT, Kind.INPUT, Kind.SECTION)
"""The lines whose first cell is bold."""


def _write(shown: Any, digits: int) -> Iterator[str]:
    yield '<div class="backprop">'
    yield from render(shown.table(digits, UNICODE))
    yield "</div>"


def _opening(_: Any) -> Iterator[str]:
    yield '<!doctype html>\n<meta charset="utf-8">\n<title>backprop</title>\n<style>'
    yield ":root { color-scheme: light dark; font-family: system-ui, sans-serif; }"
    yield f"{STYLE}</style>"


def render(table: Table) -> Iterator[str]:
    """Yield the lines of a table, and of what stands below it; all text is escaped."""
    yield "<table>"
    if table.title:
        yield f"<caption>{escape(table.title)}</caption>"
    if any(column.heading for column in table.columns):
        headings = "".join(_cell("th", column.heading, _layout(column)) for column in table.columns)
        yield f"<thead><tr>{headings}</tr></thead>"
    yield "<tbody>"
    for line in table.lines:
        cells = "".join(
            _cell("td", cell, _looks(line, place, column))
            for place, (cell, column) in enumerate(zip(line.cells, table.columns, strict=True))
        )
        yield f"<tr>{cells}</tr>"
    yield "</tbody>\n</table>"
    yield from (f"<p>{escape(text)}</p>" for text in table.footer if text)


def _cell(tag: str, text: str, classes: list[str]) -> str:
    names = f' class="{" ".join(classes)}"' if classes else ""
    return f"<{tag}{names}>{escape(text.strip()).replace(chr(10), '<br>')}</{tag}>"


def _layout(column: Column) -> list[str]:
    return ["number"] * column.right + ["prose"] * column.folds


def _looks(line: Line, place: int, column: Column) -> list[str]:
    """Return the classes of a cell: its layout, its weight, and the sign of a derivative."""
    classes = _layout(column)
    if line.kind in (column.bold if place else _STRONG):
        classes.append("strong")
    if line.kind is Kind.FACT and not place:
        classes.append("faint")
    colour = of_text(line.cells[place]) if column.signed and line.kind is not Kind.MINOR else None
    return [*classes, colour.name.lower()] if colour else classes


EXTENSIONS = [".html", ".htm"]
FORMAT = Format("table", _write, opening=_opening)
