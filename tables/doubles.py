"""Integers as doubles: which of them change."""

import polars as pl

from backprop.graph.arithmetics.floats import EXACT_INTEGERS


def rounded(cells: pl.Series, numbers: pl.Series) -> int:
    """Return how many integers, as texts or of a type, have become others as doubles."""
    largest = numbers.abs().max()
    if not isinstance(largest, float) or largest < EXACT_INTEGERS:
        return 0
    is_large = numbers.abs() >= EXACT_INTEGERS
    exact, found = cells.filter(is_large), numbers.filter(is_large)
    if exact.dtype == pl.String:
        exact = exact.str.strip_chars()
        is_integer = exact.str.contains("^[+-]?[0-9]+$")
        exact, found = exact.filter(is_integer), found.filter(is_integer)
    is_same = exact.cast(pl.Int128, strict=False) == found.cast(pl.Int128, strict=False)
    return len(exact) - int(is_same.sum())
