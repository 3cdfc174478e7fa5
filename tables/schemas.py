"""One schema for several files: the same columns, in types that hold the cells of all."""

from collections.abc import Mapping, Sequence

import polars as pl

from backprop.grammar.naming import quoted
from backprop.grammar.problem import CalculationProblem, ProgramProblem

from .doubles import rounded

Schema = Mapping[str, pl.DataType]

_CONVERT = "convert it in one of them first"


def joined(files: Sequence[tuple[str, Schema]]) -> Schema:
    """Return the schema of files together, of which each has a title: the columns of the first.

    Their order may differ, and a column may hold other numbers, or nothing at all, in each. Raises
    ProgramProblem, which names the file and the column, where they do not fit.
    """
    title, first = files[0]
    for other, schema in files[1:]:
        if schema.keys() != first.keys():
            name = next(name for name in (*first, *schema) if (name in first) != (name in schema))
            where = f"only in {title if name in first else other}"
            raise ProgramProblem(
                f"{other} has other columns than {title}: {quoted(name)} is {where}",
                hint="give files with the same columns",
            )
    return {name: _kind(name, [(other, schema[name]) for other, schema in files]) for name in first}


def aligned(frame: pl.LazyFrame, title: str, schema: Schema, whole: Schema) -> pl.LazyFrame:
    """Return the rows of one file in the schema of all.

    They raise CalculationProblem for an integer that has to become a double and would be rounded.
    """
    if list(schema.items()) == list(whole.items()):
        return frame
    to_double = [name for name, kind in whole.items() if kind.is_float() and schema[name].is_integer()]

    def checked(rows: pl.DataFrame) -> pl.DataFrame:
        for name in to_double:
            cells = rows[name]
            if rounded(cells, cells.cast(pl.Float64)):
                raise CalculationProblem(
                    f"column {quoted(name)} holds integers in {title} that a double would round, "
                    "but in other files it holds doubles",
                    hint=_CONVERT,
                )
        return rows

    if to_double:
        frame = frame.map_batches(checked, streamable=True)
    return frame.select(pl.col(name).cast(kind) for name, kind in whole.items())


def described(kind: pl.DataType) -> str:
    """Return what a column holds, for people."""
    if kind == pl.String:
        return "text"
    if kind == pl.Boolean:
        return "truths"
    if kind.is_temporal():
        return "times"
    return str(kind)


def _kind(name: str, files: Sequence[tuple[str, pl.DataType]]) -> pl.DataType:
    title, found = files[0]
    for other, kind in files[1:]:
        both = _common(found, kind)
        if both is None:
            here, there = f"{described(kind)} in {other}", f"{described(found)} in {title}"
            raise ProgramProblem(f"column {quoted(name)} holds {here}, but {there}", hint=_CONVERT)
        if found == pl.Null:
            title = other
        found = both
    return found


def _common(one: pl.DataType, other: pl.DataType) -> pl.DataType | None:
    """Return the type that holds the cells of two: the wider of numbers, or any beside no cells at all."""
    if one == other or other == pl.Null:
        return one
    if one == pl.Null:
        return other
    if all(kind.is_integer() or kind.is_float() for kind in (one, other)):
        empty = [pl.DataFrame(schema={"": kind}) for kind in (one, other)]
        return pl.concat(empty, how="vertical_relaxed").schema[""]
    return None
