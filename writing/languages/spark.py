"""SQL in the dialect of Spark."""

from .dialect import translating
from .sql import COMMON, Sql

EXTENSIONS = [".sql"]


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


write = translating(Spark, "spark")
