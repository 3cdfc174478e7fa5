"""A table of all combinations of points, in place of files."""

from collections.abc import Mapping, Sequence
from functools import reduce

import polars as pl

from .file_formats import Format
from .source import InputTable

TITLE = "the ranges"


def grid(axes: Mapping[str, Sequence[float]]) -> InputTable:
    """Return a table with a column for each axis, and a row for each combination, the last the fastest."""
    columns = [pl.DataFrame({name: its}, schema={name: pl.Float64()}) for name, its in axes.items()]
    frame = reduce(lambda before, column: before.join(column, how="cross"), columns)
    return InputTable(TITLE, [], Format("csv"), frame.lazy(), dict(frame.schema))
