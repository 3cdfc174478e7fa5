"""SQL in the dialect of Spark."""

from collections.abc import Iterator, Mapping, Sequence

from backprop.grammar.program import Program

from .dialect import translated
from .sql import Sql


class Spark(Sql):
    """Spark 3.1 or newer."""

    title = "Spark"


def write(program: Program, outputs: Sequence[int], inputs: Mapping[int, str]) -> Iterator[str]:
    """Yield a query that reads the inputs from the columns of a table."""
    return translated(program, outputs, inputs, Spark(), "spark")
