"""The types of columns that come as text, for formats that have types."""

from collections.abc import Iterable, Sequence
from threading import Lock

import polars as pl

from .doubles import rounded
from .matching import InputColumn

_LOSSLESS = (pl.Boolean(), pl.Int64(), pl.UInt64(), pl.Float64())


class Types:
    """Looks at the cells of all rows, and finds the types that keep them.

    The column of an input becomes one of integers if all its numbers are, else of doubles. Another
    becomes one of truths, integers or doubles only if nothing is lost: 007 stays a text, and so does
    an integer that a double would round. Cells without a character are missing ones.

    count  the rows so far
    """

    def __init__(self, frame: pl.LazyFrame, columns: Iterable[str], inputs: Sequence[InputColumn]) -> None:
        self.count = 0
        self._lock = Lock()
        self._inputs = {its.column: its for its in inputs}
        self._cells = {name: self._cell(name) for name in columns}
        self._possible = {
            name: [pl.Int64(), pl.Float64()] if name in self._inputs else [*_LOSSLESS] for name in self._cells
        }
        self._has_cells: set[str] = set()
        self._frame = frame.select(cell.alias(name) for name, cell in self._cells.items())

    def find(self) -> None:
        """Look at all rows, in one pass. Raises what Polars raises."""
        if self._cells:
            self._frame.map_batches(self._look, streamable=True).collect(engine="streaming")

    def exprs(self) -> list[pl.Expr]:
        """Return the columns in the types that were found for them."""
        return [
            self._typed(name, possible[0]).alias(name)
            for name, possible in self._possible.items()
            if possible and name in self._has_cells
        ]

    def _typed(self, name: str, kind: pl.DataType) -> pl.Expr:
        if name in self._inputs and kind == pl.Float64:
            return self._inputs[name].value
        cells = self._cells[name]
        return cells == "true" if kind == pl.Boolean else cells.cast(kind, strict=False)

    def _cell(self, name: str) -> pl.Expr:
        cell = self._inputs[name].cell.str.strip_chars() if name in self._inputs else pl.col(name)
        return pl.when(cell != "").then(cell)

    def _look(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Look at a block; several threads do so at once."""
        for name, possible in self._possible.items():
            cells, is_input = frame[name].drop_nulls(), name in self._inputs
            lossy = [kind for kind in possible if not _keeps(kind, cells, is_input=is_input)]
            with self._lock:
                self._possible[name] = [kind for kind in self._possible[name] if kind not in lossy]
                if len(cells):
                    self._has_cells.add(name)
        with self._lock:
            self.count += frame.height
        return frame.clear()


def _keeps(kind: pl.DataType, cells: pl.Series, *, is_input: bool) -> bool:
    """Tell whether a type holds all cells; for inputs as numbers only."""
    if kind == pl.Boolean:
        return bool(cells.is_in(["true", "false"]).all())
    if is_input and kind == pl.Float64:
        return True
    found = cells.cast(kind, strict=False)
    if found.null_count():
        return False
    has_leading_zeros = cells.str.contains("^[+-]?0[0-9]").any
    return is_input or not (has_leading_zeros() or rounded(cells, found))
