"""A table of all combinations of points, in place of files."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from .file_formats import Format
from .source import InputTable

TITLE = "the ranges"


def grid(axes: Mapping[str, Sequence[float]]) -> InputTable:
    """Return a table with a column for each axis, and a row for each combination, the last the fastest."""
    points = np.meshgrid(*axes.values(), indexing="ij")
    frame = pl.DataFrame(
        {name: its.ravel() for name, its in zip(axes, points, strict=True)},
        schema=dict.fromkeys(axes, pl.Float64()),
    )
    return InputTable(TITLE, [], Format("csv"), frame.lazy(), dict(frame.schema))
