"""Translating our SQL into another dialect."""

from collections.abc import Iterator, Mapping, Sequence

from backprop.grammar.program import Program
from backprop.writing.extras import extra

from . import Writer, sql


def translating(language: type[sql.Sql], dialect: str) -> Writer:
    """Return what writes a query in a dialect, which reads the inputs from the columns of a table."""

    def write(
        program: Program, outputs: Sequence[int], inputs: Mapping[int, str], *, order: int = 1
    ) -> Iterator[str]:
        sqlglot = extra("sqlglot", "the dialects of SQL", "sql")
        query = "\n".join(sql.write(program, outputs, inputs, language(), order=order))
        (translation,) = sqlglot.transpile(query, read="duckdb", write=dialect, pretty=True)
        yield from f"{translation};".splitlines()

    return write
