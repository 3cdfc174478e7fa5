"""Summaries of results: which input drives the spread of an output?"""

from collections.abc import Callable, Iterable, Mapping
from math import isfinite
from typing import NamedTuple

import polars as pl


class Summary(NamedTuple):
    """What is said of one output or derivative, over the rows where it has a value.

    share  of a derivative: how much of the variance of the output comes from this input, to first
           order: mean((dL/dx)**2)*var(x) over the rows with all derivatives, as a part of the sum
           over all columns that are inputs, shown or not (they are taken for independent); None for
           outputs, and where nothing varies
    Other numbers are None where there are too few rows.
    """

    name: str
    rows: int
    mean: float | None
    deviation: float | None
    least: float | None
    largest: float | None
    share: float | None = None


class Slope(NamedTuple):
    """Derivatives of one output by one input.

    column    where they are
    output    the name of the output
    by        the column of the input, if it is one
    is_shown  whether they were asked for, and are not only needed for the shares of others
    """

    column: str
    output: str
    by: str | None
    is_shown: bool = True


_NUMBERS: Mapping[str, Callable[[pl.Expr], pl.Expr]] = {
    "rows": pl.Expr.count,
    "mean": pl.Expr.mean,
    "deviation": pl.Expr.std,
    "least": pl.Expr.min,
    "largest": pl.Expr.max,
}
"""What a `Summary` says of a column, in its order."""


def summaries(frame: pl.LazyFrame, outputs: Mapping[str, str], slopes: Mapping[str, Slope]) -> list[Summary]:
    """Run a query, and return what is to be said of each output and derivative, by name and column."""
    columns = {**outputs, **{name: slope.column for name, slope in slopes.items() if slope.is_shown}}
    wanted = [
        number(pl.col(column)).alias(f"{kind} {name}")
        for name, column in columns.items()
        for kind, number in _NUMBERS.items()
    ]
    wanted += [
        _variance(slope, [its for its in slopes.values() if its.output == slope.output]).alias(
            f"variance {name}"
        )
        for name, slope in slopes.items()
    ]
    (found,) = frame.select(wanted).collect(engine="streaming").to_dicts()
    totals: dict[str, float] = {}
    for name, slope in slopes.items():
        totals[slope.output] = totals.get(slope.output, 0.0) + (found[f"variance {name}"] or 0.0)
    result = []
    for name in columns:
        rows, *numbers = (found[f"{kind} {name}"] for kind in _NUMBERS)
        mean, deviation, least, largest = map(_finite, numbers)
        share = None
        if name in slopes and totals[slopes[name].output] > 0:
            share = _finite((found[f"variance {name}"] or 0.0) / totals[slopes[name].output])
        result.append(Summary(name, rows, mean, deviation, least, largest, share))
    return result


def _finite(number: float | None) -> float | None:
    return number if number is not None and isfinite(number) else None


def _variance(slope: Slope, slopes: Iterable[Slope]) -> pl.Expr:
    """The part of the variance that comes from one input, over the rows with the derivatives by all."""
    if slope.by is None:
        return pl.lit(0.0)
    is_whole = pl.all_horizontal(pl.col(its.column).is_not_null() for its in slopes)
    cells, inputs = (pl.when(is_whole).then(pl.col(column)) for column in (slope.column, slope.by))
    return (cells * cells).mean() * inputs.var()
