"""Comma-separated values: records under the names of their columns, exact."""

import csv
import io
from collections.abc import Iterator, Sequence

from backprop.cli.views import HasRecords

from . import Format


def separated(delimiter: str) -> Format:
    """Return the format of records with a delimiter."""

    def line(cells: Sequence[str]) -> str:
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter, lineterminator="").writerow(cells)
        return text.getvalue()

    def write(shown: HasRecords, _: int) -> Iterator[str]:
        yield from (line([*map(exact, row)]) for row in shown.records().rows)

    def opening(shown: HasRecords) -> Iterator[str]:
        yield line(shown.records().columns)

    return Format("records", write, is_exact=True, opening=opening)


def exact(cell: object) -> str:
    """Return a number with all its digits (shortest round trip), a text as it is, and nothing for None."""
    return cell if isinstance(cell, str) else "" if cell is None else repr(cell)


FORMAT = separated(",")
