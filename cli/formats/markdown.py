"""Markdown: the table for a README or an issue."""

from collections.abc import Iterator, Sequence

from backprop.cli.terminal import UNICODE
from backprop.writing.result import Result

from .table import Table, of_result

_OWN = "\\`*_|<&~[]$"
"""The signs with a meaning of their own; ``!`` has one in front of a bracket only."""


def write(result: Result, digits: int) -> Iterator[str]:
    """Yield the title and the table of one output."""
    return show(of_result(result, digits, UNICODE))


def show(table: Table) -> Iterator[str]:
    """Yield a table as Markdown."""
    yield f"**{escaped(table.title)}**"
    yield ""
    yield _row(table.headings)
    yield _row(["---:" if column in table.right else "---" for column in range(len(table.headings))])
    for line in table.lines:
        yield _row([escaped(cell) for cell in line.cells])
    yield from map(escaped, table.footer)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def escaped(text: str) -> str:
    """Keep what Markdown would take for its own: emphasis, code, columns, links, HTML, mathematics."""
    return "".join(f"\\{character}" if character in _OWN else character for character in text)
