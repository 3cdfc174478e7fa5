"""Random programs over a table give, row by row, what `eval` gives."""

import math
import random
from collections import Counter

import polars as pl
import pytest

from backprop.grammar.problem import Source
from backprop.grammar.program import Program
from backprop.tables.file_formats import Format
from backprop.tables.query import Query
from backprop.tables.source import InputTable
from backprop.writing.calculation import calculate
from backprop.writing.evaluation import Evaluation
from backprop.writing.result import Result

from . import fuzz

_LEAVES = ("a", "b", "x", "2", "0", "0.5", "-1", "3", "pi")
_CHOICES = [0.0, 1.0, -1.0, 2.0, 0.3, -1.7, 1e-3, 20.0, -300.0, 709.0, 1e-200]


def value_by_eval(program: Program, row: dict[str, float]) -> float | None:
    """Return the value of the output; None where it is undefined."""
    (output,) = program.outputs
    value = calculate(program, row).values[output]
    return value if math.isfinite(value) else None


def slope_by_eval(program: Program, row: dict[str, float], name: str) -> float | None:
    """Return a derivative; None where `eval` says that it is undefined."""
    (result,) = Evaluation(row, [], [name]).results(program)
    return result.derivative(program.inputs[name][0]) if isinstance(result, Result) else None


@pytest.mark.parametrize("seed", range(4))
def test_random_programs_give_what_eval_gives(seed: int) -> None:
    chance = random.Random(seed)
    seen: Counter[str] = Counter()
    while seen["programs"] < 40:
        text = f"L = {fuzz.expression(chance, _LEAVES)}"
        rows = [
            {name: chance.choice([*_CHOICES, chance.uniform(-3, 3)]) for name in ("a", "b", "x")}
            for _ in range(25)
        ]
        frame = pl.DataFrame(rows)
        table = InputTable("rows", [], Format("parquet"), frame.lazy(), frame.schema)
        evaluation = Evaluation({}, [], [])
        program = evaluation.read(Source(text))
        if "L" in program.inputs or not program.inputs:  # a constant
            continue
        if (
            "%" in text or "sin" in text or "cos" in text or "tan(" in text
        ):  # of large numbers: all digits lost
            continue
        seen["programs"] += 1
        query = Query(table, Source(text), evaluation, strict=False)
        found = query.results(table, only=True).collect(engine="streaming")
        for row, results in zip(rows, found.iter_rows(named=True), strict=True):
            value = value_by_eval(program, row)
            compare(value, results["L"], (text, row))
            seen["undefined" if value is None else "defined"] += 1
            for name in program.inputs:
                # Parts of a derivative may cancel, to what is nothing beside value/input.
                scale = abs((value or 0.0) / (row[name] or 1.0))
                slope = slope_by_eval(program, row, name)
                if slope is not None:  # `eval` also stops where an undefined derivative is multiplied by 0
                    compare(slope, results[f"dL_d{name}"], (text, row, name), scale)
    assert min(seen["defined"], seen["undefined"]) > 20, seen


def compare(expected: float | None, found: float | None, where: object, scale: float = 0.0) -> None:
    if expected is None or found is None:
        assert found is expected, (expected, found, where)
    else:
        assert math.isclose(expected, found, rel_tol=1e-9, abs_tol=1e-300 + 1e-12 * scale), (
            expected,
            found,
            where,
        )
