"""Comma-separated values: records under the names of their columns, exact."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from . import Format, exact


def separated(delimiter: str) -> Format:
    """Return the format of records with a delimiter."""

    def line(cells: Sequence[str]) -> str:
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter, lineterminator="").writerow(cells)
        return text.getvalue()

    def write(shown: Any, _: int) -> Iterator[str]:
        yield from (line([*map(exact, row)]) for row in shown.records().rows)

    def opening(shown: Any) -> Iterator[str]:
        yield line(shown.records().columns)

    return Format("records", write, is_exact=True, opening=opening)


FORMAT = separated(",")
