"""SQL in the dialect of PostgreSQL."""

from .dialect import translating
from .sql import COMMON, Sql

EXTENSIONS = [".sql"]


class Postgres(Sql):
    """PostgreSQL 12 or newer, which has no remainder of doubles.

    It stops where a result is too small for a double; exp is kept from that. A query that is not materialized
    is written into the next one, in full wherever that uses it.
    """

    title = "PostgreSQL"
    query = "AS MATERIALIZED"
    infix = {symbol: form for symbol, form in Sql.infix.items() if symbol != "fmod"}
    functions = {**COMMON, "exp": "CASE WHEN {0} < -745 THEN 0e0 ELSE exp({0}) END"}

    def digits(self, value: float) -> str:
        """Return a number with its type, for 2e0 is a decimal here."""
        return f"CAST({super().digits(value)} AS DOUBLE)"


write = translating(Postgres, "postgres")
