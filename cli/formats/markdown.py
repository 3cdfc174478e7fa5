"""Markdown: the table for a README or an issue."""

from collections.abc import Iterator, Sequence
from typing import Any

from backprop.cli.terminal import UNICODE
from backprop.cli.views import Kind

from . import Format

_OWN = "\\`*_|<&~[]$"
"""The signs with a meaning of their own; ``!`` has one in front of a bracket only."""


def _write(shown: Any, digits: int) -> Iterator[str]:
    table = shown.table(digits, UNICODE)
    if table.title:
        yield f"**{escaped(table.title)}**"
        yield ""
    yield row([escaped(column.heading) for column in table.columns])
    yield row(["---:" if column.right else "---" for column in table.columns])
    for line in table.lines:
        cells = [escaped(cell.strip()).replace("\n", "<br>") for cell in line.cells]
        if line.kind is Kind.SECTION:
            cells[0] = f"**{cells[0]}**"
        yield row(cells)
    yield from map(escaped, table.footer)


def row(cells: Sequence[str]) -> str:
    """Return a row of a table."""
    return f"| {' | '.join(cells)} |"


def escaped(text: str) -> str:
    """Keep what Markdown would take for its own: emphasis, code, columns, links, HTML, mathematics."""
    return "".join(f"\\{character}" if character in _OWN else character for character in text)


EXTENSIONS = [".md"]
FORMAT = Format("table", _write, between=[""])
