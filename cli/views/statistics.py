"""What `map --stats` shows: a summary of each result."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from backprop.cli.formats import json
from backprop.cli.terminal import Signs
from backprop.tables.statistics import Summary
from backprop.writing import mathematics
from backprop.writing.digits import rounded
from backprop.writing.notation import total

from . import Column, Kind, Line, Records, Table

_COLUMNS = (
    Column(""),
    Column("mean", right=True, bold=(Kind.OUTPUT,)),
    *(Column(heading, right=True) for heading in ("std. dev.", "min", "max")),
    Column("share", right=True, bold=(Kind.INPUT,)),
)
_RECORD = ("name", "rows", "mean", "std", "min", "max", "share")


class StatisticsView(NamedTuple):
    """The summaries of all results, in every view.

    meanings  tells for each derivative what of and by what it is
    """

    title: str
    summaries: Sequence[Summary]
    meanings: Mapping[str, tuple[str, ...]]

    def table(self, digits: int, signs: Signs) -> Table:  # noqa: ARG002
        lines = []
        for summary in self.summaries:
            of, by = self.meanings.get(summary.name, ("", ""))
            name = total(of, by) if of else summary.name
            numbers = ["" if number is None else rounded(number, digits) for number in summary[2:6]]
            share = "" if summary.share is None else f"{rounded(100 * summary.share, min(digits, 4))} %"
            lines.append(Line(Kind.INPUT if of else Kind.OUTPUT, (name, *numbers, share)))
        return Table(self.title, _COLUMNS, lines, splits=True)

    def records(self) -> Records:
        return Records(_RECORD, self.summaries)

    def cells(self) -> Iterator[tuple[object, ...]]:
        yield from (summary[2:] for summary in self.summaries)

    def documents(self) -> Iterator[str]:
        yield from (json.dumps(dict(zip(_RECORD, one, strict=True))) for one in self.summaries)

    def equations(self, digits: int) -> Iterator[str]:
        """Offer a ``tabular``."""
        yield r"\begin{tabular}{lrrrrr}"
        yield rf"  {' & '.join(column.heading for column in _COLUMNS)} \\ \hline"
        for summary in self.summaries:
            of, by = map(mathematics.name_of, self.meanings.get(summary.name, (summary.name, "")))
            name = mathematics.total(of, by) if summary.name in self.meanings else of
            cells = [f"${name}$"]
            cells += ["" if its is None else f"${mathematics.number(its, digits)}$" for its in summary[2:6]]
            share = summary.share
            cells.append("" if share is None else rf"${mathematics.number(100 * share, min(digits, 4))}$\,\%")
            yield rf"  {' & '.join(cells)} \\"
        yield r"\end{tabular}"
