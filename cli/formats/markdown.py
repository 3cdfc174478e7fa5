"""Markdown: the table for a README or an issue."""

from collections.abc import Iterator, Sequence

from backprop.cli.result import Result
from backprop.cli.terminal import UNICODE

from .table import NUMBERS, footer, header, lines, title


def write(result: Result, digits: int) -> Iterator[str]:
    """Yield the title and the table of one output."""
    yield f"**{_escaped(title(result, digits))}**"
    yield ""
    headings = header(result)
    yield _row(headings)
    yield _row(["---:" if column in NUMBERS else "---" for column in range(len(headings))])
    for line in lines(result, digits, UNICODE):
        yield _row([_escaped(cell) for cell in line.cells])
    yield from map(_escaped, footer(result, digits))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    """Keep what Markdown would take for its own: emphasis, code, columns, HTML."""
    return "".join(f"\\{character}" if character in "\\`*|<" else character for character in text)
