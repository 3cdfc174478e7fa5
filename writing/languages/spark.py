"""SQL in the dialect of Spark."""

from collections.abc import Iterator, Mapping, Sequence

from backprop.grammar.program import Program

from .dialect import translated
from .sql import COMMON, Sql


class Spark(Sql):
    """Spark 3.1 or newer, whose floor and ceil give whole numbers of 64 bits; larger doubles are whole."""

    title = "Spark"
    functions = {
        **COMMON,
        "log10": "log10({})",
        **{
            name: f"CASE WHEN abs({{0}}) < 9e15 THEN CAST({name}({{0}}) AS DOUBLE) ELSE {{0}} END"
            for name in ("floor", "ceil")
        },
    }


def write(
    program: Program, outputs: Sequence[int], inputs: Mapping[int, str], *, order: int = 1
) -> Iterator[str]:
    """Yield a query that reads the inputs from the columns of a table."""
    return translated(program, outputs, inputs, Spark(), "spark", order)
