"""What is to be said about rows as they pass: their number, what is undefined, what was rounded."""

import heapq
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from math import inf
from threading import Lock
from typing import NamedTuple

import polars as pl

from backprop.grammar.naming import quoted
from backprop.grammar.problem import CalculationProblem, Problem

from .doubles import rounded
from .matching import InputColumn
from .polars.column import where_finite
from .reading import hint_of
from .source import InputTable

_MOST_ROWS = 5


class Group(NamedTuple):
    """The columns of one output and its derivatives, and the inputs that it depends on.

    spread     the one of the results that is its uncertainty, if there is one
    uncertain  what tells whether one of the inputs is uncertain
    """

    results: Sequence[str]
    inputs: Sequence[InputColumn]
    spread: str | None = None
    uncertain: pl.Expr | None = None


class Rows:
    """Looks at the blocks of a table as they pass, in any order and from several threads.

    ``explain`` says why there is no result at some values of the inputs. With ``strict``, an undefined
    row is a CalculationProblem; a text that is no number always is.

    count      how many have passed
    undefined  how many of them have no result, or not all derivatives
    rounded    by name of an input, how many of its values were rounded
    end        the first row of the first block that was not passed on
    """

    def __init__(
        self,
        table: InputTable,
        inputs: Sequence[InputColumn],
        groups: Sequence[Group],
        index: str,
        explain: Callable[[Mapping[str, float | None]], Problem | None],
        *,
        strict: bool,
    ) -> None:
        self._table = table
        self._inputs = inputs
        self._groups = groups
        self._index = index
        self._explain = explain
        self._strict = strict
        self._lock = Lock()
        self.count = 0
        self.undefined = 0
        self._flat = 0
        self._first_flat = inf
        self.rounded = Counter[str]()
        self.end = inf
        self._refused: Problem | None = None
        self._first: list[tuple[int, dict[str, float | None]]] = []

    @property
    def summary(self) -> str:
        """How many there were, and how many of them were undefined."""
        rows = "1 row" if self.count == 1 else f"{self.count:,} rows"
        return f"{rows}, {self.undefined:,} undefined"

    def numbers(self) -> pl.LazyFrame:
        """Return the table with the number of each row, and the inputs as doubles: null where not finite."""
        frame = self._table.frame.with_row_index(self._index)
        frame = frame.with_columns(its.value.alias(its.number) for its in self._inputs)
        return frame.with_columns(where_finite(pl.col(its.number)) for its in self._inputs)

    def watched(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Return a query over `numbers` whose blocks are looked at as they pass."""
        return frame.map_batches(self.watch, streamable=True, validate_output_schema=False)

    def watch(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Take note of a block, and pass it on; none after one that is refused."""
        try:
            if self._refused is not None:
                raise self._refused
            for given in self._inputs:
                self._check(given, frame)
            if any(frame[name].null_count() for group in self._groups for name in group.results):
                self._note_undefined(frame)
            for group in self._groups:
                self._note_flat(group, frame)
        except Problem as problem:
            self._refused = problem
            with self._lock:
                self.end = min(self.end, frame[self._index][0])
            if self._table.records is not None:
                self._table.records.stop = True
            raise
        with self._lock:
            self.count += frame.height
        return frame

    def notes(self) -> list[Problem]:
        """Return what is worth a note at the end."""
        found: list[Problem] = []
        if self.undefined:
            first = ", ".join(self._table.place(row) for row, _ in self._first)
            more = ", ..." if self.undefined > len(self._first) else ""
            rows = "1 row has" if self.undefined == 1 else f"{self.undefined:,} rows have"
            found.append(Problem(f"{rows} no result, or not all derivatives: {first}{more}"))
            reason = self._explain(self._first[0][1])
            if reason is not None:
                message = f"{self._table.place(self._first[0][0])}: {reason.message}"
                found.append(Problem(message, reason.source, *reason.places))
        if self._flat:
            rows = "1 row has" if self._flat == 1 else f"{self._flat:,} rows have"
            first = self._table.place(int(self._first_flat))
            message = f"{rows} an uncertainty of 0 to first order, though inputs are uncertain there: {first}"
            found.append(Problem(f"{message}{', ...' if self._flat > 1 else ''}"))
        for name, count in (+self.rounded).items():  # without zeros
            values = "1 value was" if count == 1 else f"{count:,} values were"
            found.append(
                Problem(
                    f"column {quoted(name)}: {values} rounded to calculate, for doubles are exact up to 2**53"
                )
            )
        return found

    def _note_flat(self, group: Group, frame: pl.DataFrame) -> None:
        """Count the rows whose inputs are uncertain, and whose output is not, to first order."""
        if group.spread is None or group.uncertain is None or not (frame[group.spread] == 0).any():
            return
        is_flat = (pl.col(group.spread) == 0) & group.uncertain
        found = frame.lazy().filter(is_flat).select(self._index).collect()[self._index]
        if len(found):
            with self._lock:
                self._flat += len(found)
                self._first_flat = min(self._first_flat, found[0])

    def _check(self, given: InputColumn, frame: pl.DataFrame) -> None:
        numbers = frame[given.number]
        if given.is_text and numbers.null_count() > frame[given.column].null_count():
            self._refuse_text(given, frame)
        if given.is_text or given.kind.is_integer() or given.kind.is_decimal():
            count = rounded(frame[given.column], numbers)
            with self._lock:
                self.rounded[given.name] += count

    def _refuse_text(self, given: InputColumn, frame: pl.DataFrame) -> None:
        wrong = frame.lazy().filter(~given.is_missing & given.value.is_null())
        found = wrong.select(self._index, given.column).head(1).collect()
        if found.height:
            row, text = found.row(0)
            shown = "".join(character if character.isprintable() else "\ufffd" for character in text[:50])
            raise CalculationProblem(
                f"column {quoted(given.name)}, {self._table.place(row)}: '{shown}' is not a number",
                hint=hint_of(text, has_decimal_comma=self._table.reading.has_decimal_comma)
                or f'correct it, or take it for a missing value: --missing "{shown}"',
            )

    def _note_undefined(self, frame: pl.DataFrame) -> None:
        undefined = pl.any_horizontal(
            pl.any_horizontal(pl.col(name).is_null() for name in group.results)
            & ~pl.any_horizontal([pl.lit(value=False), *(given.is_missing for given in group.inputs)])
            for group in self._groups
        )
        wanted = [pl.col(self._index), *(given.value.alias(given.number) for given in self._inputs)]
        found = frame.lazy().filter(undefined).select(wanted).collect()
        if not found.height:
            return
        names = [given.name for given in self._inputs]
        first = [
            (row[0], dict(zip(names, row[1:], strict=True))) for row in found.head(_MOST_ROWS).iter_rows()
        ]
        with self._lock:
            self.undefined += found.height
            self._first = heapq.nsmallest(_MOST_ROWS, [*self._first, *first], key=lambda one: one[0])
        if self._strict:
            row, values = self._first[0]
            reason = self._explain(values)
            message = f"{self._table.place(row)}: {reason.message if reason else 'the result is undefined'}"
            places = reason.places if reason else ()
            hint = "leave the row out, or leave out --strict for a missing result"
            raise CalculationProblem(message, reason.source if reason else None, *places, hint=hint)
