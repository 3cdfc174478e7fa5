"""Translating our SQL into another dialect."""

from collections.abc import Iterator, Mapping, Sequence

from backprop.grammar.program import Program
from backprop.writing.extras import extra

from . import sql


def translated(
    program: Program,
    outputs: Sequence[int],
    inputs: Mapping[int, str],
    language: sql.Sql,
    dialect: str,
    order: int,
) -> Iterator[str]:
    """Yield a query in a dialect."""
    sqlglot = extra("sqlglot", "the dialects of SQL", "sql")
    query = "\n".join(sql.write(program, outputs, inputs, language, order=order))
    (translation,) = sqlglot.transpile(query, read="duckdb", write=dialect, pretty=True)
    yield from f"{translation};".splitlines()
