"""SQL in the dialect of PostgreSQL."""

from collections.abc import Iterator, Mapping, Sequence

from backprop.grammar.program import Program

from .dialect import translated
from .sql import COMMON, Sql


class Postgres(Sql):
    """PostgreSQL 12 or newer, which has no remainder of doubles.

    It stops where a result is too small for a double; exp is kept from that. A query that is not materialized
    is written into the next one, in full wherever that uses it.
    """

    title = "PostgreSQL"
    query = "AS MATERIALIZED"
    infix = {symbol: form for symbol, form in Sql.infix.items() if symbol != "fmod"}
    functions = {
        **COMMON,
        "exp": "CASE WHEN {0} < -745 THEN 0e0 ELSE exp({0}) END",
    }

    def digits(self, value: float) -> str:
        """Return a number with its type, for 2e0 is a decimal here."""
        return f"CAST({super().digits(value)} AS DOUBLE)"


def write(
    program: Program, outputs: Sequence[int], inputs: Mapping[int, str], *, order: int = 1
) -> Iterator[str]:
    """Yield a query that reads the inputs from the columns of a table."""
    return translated(program, outputs, inputs, Postgres(), "postgres", order)
