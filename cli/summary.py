"""Summaries in the formats of results."""

from collections.abc import Iterator, Sequence

from backprop.tables import DELIMITERS
from backprop.tables.statistics import Summary
from backprop.writing import mathematics as latex
from backprop.writing.digits import rounded

from . import strict_json, terminal
from .formats import markdown, separated, table
from .formats.table import Kind, Line, Table
from .terminal import UNICODE, Signs

_HEADINGS = ("", "mean", "std. dev.", "min", "max", "share")
_COLUMNS = ("name", "rows", "mean", "std", "min", "max", "share")


def lines(
    found: Sequence[Summary], title: str, meanings: dict[str, tuple[str, str]], format_: str, digits: int
) -> Iterator[str]:
    """Yield summaries in a format; ``meanings`` tells for each derivative what of and by what it is."""
    if format_ == "json":
        yield from (strict_json.dumps(dict(zip(_COLUMNS, one, strict=True))) for one in found)
    elif format_ == "plain":
        yield from ("\t".join(map(_exact, one[2:])) for one in found)
    elif format_ in ("csv", "tsv"):
        delimiter = DELIMITERS[format_]
        yield separated.line(_COLUMNS, delimiter)
        yield from (separated.line([one.name, *map(_exact, one[1:])], delimiter) for one in found)
    elif format_ == "latex":
        yield from _tabular(found, meanings, digits)
    elif format_ == "markdown":
        yield from markdown.show(_table(found, title, meanings, digits, UNICODE))
    else:
        signs = terminal.signs()
        yield from table.plain(_table(found, title, meanings, digits, signs), signs)


def _exact(number: float | None) -> str:
    return "" if number is None else repr(number)


def _table(
    found: Sequence[Summary], title: str, meanings: dict[str, tuple[str, str]], digits: int, signs: Signs
) -> Table:
    rows = []
    for one in found:
        partial = signs.derivative
        of, by = meanings.get(one.name, ("", ""))
        name = f"{partial}{of}/{partial}{by}" if of else one.name
        rows.append(Line(Kind.INPUT if of else Kind.OUTPUT, (name, *_cells(one, digits))))
    return Table(title, _HEADINGS, rows, range(1, len(_HEADINGS)))


def _cells(one: Summary, digits: int) -> list[str]:
    numbers = ["" if number is None else rounded(number, digits) for number in one[2:6]]
    return [*numbers, "" if one.share is None else f"{rounded(100 * one.share, min(digits, 4))} %"]


def _tabular(found: Sequence[Summary], meanings: dict[str, tuple[str, str]], digits: int) -> Iterator[str]:
    yield r"\begin{tabular}{lrrrrr}"
    yield f"  {' & '.join(_HEADINGS)} \\\\ \\hline"
    for one in found:
        of, by = meanings.get(one.name, ("", ""))
        name = latex.derivative(latex.name_of(of), latex.name_of(by)) if of else latex.name_of(one.name)
        numbers = ["" if number is None else f"${latex.number(number, digits)}$" for number in one[2:6]]
        share = "" if one.share is None else f"${latex.number(100 * one.share, min(digits, 4))}$\\,\\%"
        yield f"  {' & '.join([f'${name}$', *numbers, share])} \\\\"
    yield r"\end{tabular}"
