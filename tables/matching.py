"""A program over a table: which column is which of its inputs."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import polars as pl

from backprop.grammar.naming import composed, quoted
from backprop.grammar.notations import in_our_language
from backprop.grammar.parser import CONSTANTS, parse
from backprop.grammar.problem import Place, Problem, ProgramProblem, Source
from backprop.grammar.program import Program

from .schemas import described
from .source import InputTable

_MOST_SHOWN = 10


class InputColumn(NamedTuple):
    """A column that gives an input its values.

    name    what the program calls it
    column  what the table calls it
    number  the name of a column with its values as doubles: null where missing, infinite or NaN
    kind    the type that it has in the table
    missing the texts that stand for no value, also as numbers where the table has numbers
    has_decimal_comma  whether a text such as 1,5 is a number, and 1.5 is none
    """

    name: str
    column: str
    number: str
    kind: pl.DataType
    missing: Sequence[str] = ()
    has_decimal_comma: bool = False

    @classmethod
    def of(
        cls, name: str, column: str, table: InputTable, number: str, missing: Sequence[str]
    ) -> "InputColumn":
        """Return the column of a table as an input."""
        return cls(name, column, number, table.schema[column], missing, table.reading.has_decimal_comma)

    @property
    def is_text(self) -> bool:
        """Whether its numbers are read from text."""
        return self.kind == pl.String

    @property
    def cell(self) -> pl.Expr:
        """What is in the table; null for what stands for no value."""
        cell = pl.col(self.column)
        if not self.missing:
            return cell
        if self.is_text:
            return pl.when(~cell.is_in(self.missing)).then(cell)
        numbers = _numbers(pl.Series(self.missing)).drop_nulls()
        return pl.when(~cell.cast(pl.Float64).is_in(numbers.implode())).then(cell)

    @property
    def value(self) -> pl.Expr:
        """The doubles, as they are in the table; null for a text that is no number."""
        cell = self.cell
        if self.is_text and self.has_decimal_comma:
            cell = (
                pl.when(~cell.str.contains(".", literal=True)).then(cell).str.replace(",", ".", literal=True)
            )
        if self.is_text:
            return cell.map_batches(_numbers, return_dtype=pl.Float64, is_elementwise=True)
        return cell.cast(pl.Float64, strict=False)

    @property
    def is_missing(self) -> pl.Expr:
        """Whether there is no value: none at all, a blank text, or NaN."""
        cell = self.cell
        if self.is_text:
            return (
                cell.is_null() | (cell.str.strip_chars() == "") | self.value.is_nan().fill_null(value=False)
            )
        return self.value.is_null() | self.value.is_nan()


def _numbers(texts: pl.Series) -> pl.Series:
    """Read numbers; blanks around them are looked for only where there are any."""
    found = texts.cast(pl.Float64, strict=False)
    if found.null_count() > texts.null_count():
        found = texts.str.strip_chars().cast(pl.Float64, strict=False)
    return found


def by_name(table: InputTable) -> dict[str, str]:
    """Return the columns by the names that a program has for them. Raises Problem if two share one.

    Blanks around a name in separated text are no part of it, as in ``a, b``.
    """
    found: dict[str, str] = {}
    for column in table.schema:
        name = composed(column if table.separator is None else column.strip())
        if name in found:
            raise ProgramProblem(
                f"{table.title} has two columns named {quoted(name)}", hint="rename one of them"
            )
        found[name] = column
    return found


def matched(
    program: Program, table: InputTable, values: Mapping[str, float], missing: Sequence[str], prefix: str
) -> list[InputColumn]:
    """Return the columns that are inputs; a value that was given wins over a column.

    Raises ProgramProblem for inputs that have neither, and for columns that are no numbers.
    """
    columns = by_name(table)
    needed = program.inputs.keys() - values.keys()
    found = [
        InputColumn.of(name, columns[name], table, f"{prefix}input{number}", missing)
        for number, name in enumerate(program.inputs)
        if name in needed and name in columns
    ]
    for its in found:
        require_numeric(its, table, program.source, program.place(program.inputs[its.name][0]))
    try:
        program.bind({**dict.fromkeys(columns, 0.0), **values})
    except ProgramProblem as problem:
        problem.hint = f"{problem.hint}; the columns of {table.title}: {listed(columns)}"
        raise
    return found


def require_numeric(
    its: InputColumn,
    table: InputTable,
    source: Source,
    place: Place,
    instead: str = "give the input a value on the command line",
) -> None:
    """Raise ProgramProblem for a column that holds no numbers; the place is that of its input."""
    if its.kind.is_numeric() or its.kind == pl.Null or table.is_text(its.column):
        return
    raise ProgramProblem(
        f"column {quoted(its.name)} of {table.title} is not numeric: it holds {described(its.kind)}",
        source,
        place,
        hint=f"convert it first, or {instead}",
    )


def read_over(table: InputTable, source: Source, values: Collection[str]) -> tuple[Program, list[Problem]]:
    """Read the program, and note what is not used. A column or a value takes the name of a constant."""
    columns = by_name(table)
    known = columns.keys() | {*values}
    source, read_as = in_our_language(source, known)
    program = parse(source, {name: value for name, value in CONSTANTS.items() if name not in known})
    notes = [*read_as, *program.unused(values)]
    for name in program.inputs.keys() & columns.keys():
        if name in values:
            notes.append(Problem(f"column {quoted(name)} is not used: its value is given"))
        elif name in CONSTANTS:
            notes.append(Problem(f"{quoted(name)} is the column, not the constant"))
    return program, notes


def prefix_of(table: InputTable) -> str:
    """Return what no name of a column begins with."""
    prefix = "_"
    while any(name.startswith(prefix) for name in table.schema):
        prefix += "_"
    return prefix


def listed(names: Iterable[str]) -> str:
    """Return names as a sentence shows them."""
    shown = [quoted(name) for name in names]
    more = f", and {len(shown) - _MOST_SHOWN:,} more" if len(shown) > _MOST_SHOWN else ""
    return ", ".join(shown[:_MOST_SHOWN]) + more
