"""SQL: a SELECT for every row of a table, in the dialect of DuckDB."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from backprop.grammar.program import Program
from backprop.graph.arithmetics.formulas import AND, ATOM, NOT, OR, PRODUCT, SIGNED
from backprop.writing.derivatives import derive
from backprop.writing.emission import Statement

from . import target
from .target import Target

_FUNCTIONS = """
abs floor ceil sqrt cbrt exp sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh sign degrees radians
""".split()

COMMON = {
    **{name: f"{name}({{}})" for name in _FUNCTIONS},
    "log": "ln({})",
    "atan2": "atan2({} + 0e0, {} + 0e0)",
    "min": "least({}, {})",
    "max": "greatest({}, {})",
}
"""The functions that all the dialects have."""

_RESERVED = frozenset(
    """
all analyse analyze and anti any array as asc asof asymmetric at authorization between bigint binary bit
boolean both by case cast char character check coalesce collate collation column columns concurrently
constraint create cross current_catalog current_date current_role current_time current_timestamp current_user
dec decimal default deferrable delete desc describe distinct do drop else end except exists extract false
fetch filter float for foreign freeze from full generated glob grant group grouping grouping_id having ilike
in initially inner inout insert int integer intersect interval into is isnull join lambda lateral leading left
like limit list localtime localtimestamp map national natural nchar none not notnull null nullif numeric
offset on only or order out outer over overlaps overlay pivot pivot_longer pivot_wider placing position
positional precision primary qualify real references returning right row select semi session_user set setof
show similar smallint some struct substring summarize symmetric system_user table tablesample then time
timestamp to trailing treat trim true try_cast tuple union unique unpack unpivot update user using values
varchar variadic verbose when where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest
xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable
""".split()
)
"""What DuckDB keeps for itself, by duckdb_keywords(), and PostgreSQL."""


class Sql(Target):
    """SQL as DuckDB reads it. A dialect says itself which functions it has beside the common ones.

    query  what stands between the name of a query and the query
    """

    title = "SQL"
    query = "AS"
    infix = {
        **target.INFIX,
        "==": ("{} = {}", *target.INFIX["=="][1:]),
        "!=": ("{} <> {}", *target.INFIX["!="][1:]),
        "**": ("power({}, {})", ATOM, OR, OR),
        "and": ("{} AND {}", AND, AND, NOT),
        "or": ("{} OR {}", OR, OR, AND),
        "fmod": ("{} % {}", PRODUCT, PRODUCT, SIGNED),
    }
    functions = {**COMMON, "log10": "log10({})"}
    choice = "CASE WHEN {} THEN {} ELSE {} END"
    negation = ("NOT {}", NOT, NOT)
    constants = {"pi": "pi()", "π": "pi()"}
    reserved = ()
    fails = True
    ignores_case = True

    def allowed(self, name: str) -> str:
        return name

    def identifier(self, name: str) -> str:
        """Return a name, in quotes unless it is a plain word."""
        found = super().identifier(name)
        if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", found) and found.casefold() not in _RESERVED:
            return found
        return '"' + found.replace('"', '""') + '"'

    def digits(self, value: float) -> str:
        """Return a number with an exponent, which makes it a double."""
        text = repr(value)
        return text if "e" in text else f"{text.removesuffix('.0')}e0"


def write(
    program: Program,
    outputs: Sequence[int],
    inputs: Mapping[int, str],
    language: Sql | None = None,
    *,
    order: int = 1,
) -> Iterator[str]:
    """Yield a query that reads the inputs from the columns of a table."""
    language = language or Sql()
    written = language.emission(program, derive(program, outputs, inputs, order=order))
    names = [language.identifier(given.name) for given in written.inputs]
    columns = [
        f"CAST({name if given.formula is None else given.formula} AS DOUBLE) AS {name}"
        for name, given in zip(names, written.inputs, strict=True)
    ]
    read = [name for name, given in zip(names, written.inputs, strict=True) if given.formula is None]
    yield f"-- For every row of the table inputs, with columns {target.listed(read)}."
    yield "WITH"
    yield f"  stage0 {language.query} ("
    yield from _select(columns, "inputs", "    ")
    last = 0
    for stage, statements in groupby(sorted(written.statements, key=_stage), _stage):
        added = [f"{line.formula} AS {language.identifier(line.name)}" for line in statements]
        last = stage + 1
        yield "  ),"
        yield f"  stage{last} {language.query} ("
        yield from _select(["*", *added], f"stage{stage}", "    ")
    yield "  )"
    results = [_column(str(line.formula), language.identifier(line.name)) for line in written.results]
    yield from _select([*dict.fromkeys([*names, *results])], f"stage{last}", "", ";")


def _stage(statement: Statement) -> int:
    return statement.stage


def _select(columns: Sequence[str], table: str, margin: str, end: str = "") -> Iterator[str]:
    yield f"{margin}SELECT"
    for number, column in enumerate(columns, 1):
        yield f"{margin}  {column}{',' if number < len(columns) else ''}"
    yield f"{margin}FROM {table}{end}"


def _column(formula: str, name: str) -> str:
    return name if formula == name else f"{formula} AS {name}"
