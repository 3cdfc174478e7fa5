"""The column arithmetic agrees with that of floats, for every operation, inside and outside its domain."""

import json
import math
import random
from collections.abc import Sequence
from itertools import chain, groupby, product
from pathlib import Path

import mpmath
import polars as pl
import pytest

from backprop.grammar.parser import parse
from backprop.grammar.problem import Source
from backprop.graph.adjoints import differentiate
from backprop.graph.arithmetics.floats import FLOATS
from backprop.graph.arithmetics.whole import WholeNodes
from backprop.graph.operation import Operation, Row
from backprop.graph.tape import Tape
from backprop.tables.polars.arrays import erf_near, erfcx
from backprop.tables.polars.columns import Columns
from backprop.tables.polars.staging import Plan
from backprop.writing.calculation import calculate
from backprop.writing.derivatives import derive

from .accuracy import NUMERIC, points, sweep, truth, ulps
from .conftest import Run
from .test_operations import FOUND

_MOST_ULPS = 4


def on_columns(operation: Operation, sample: Sequence[tuple[float, ...]]) -> list[list[float | None]]:
    """Return the value and each partial of an operation on columns, one list each."""
    of_one_order = groupby(sample, lambda point: None if operation.partials[0] else point[0])
    parts = [_of_one_order(operation, [*points]) for _, points in of_one_order]
    return [[*chain(*results)] for results in zip(*parts, strict=True)]


def _of_one_order(operation: Operation, sample: Sequence[tuple[float, ...]]) -> list[list[float | None]]:
    """The same, where an operand by which there is no derivative is a number: that of the first row."""
    tape = Tape()
    operands = [tape.input() for _ in operation.partials]
    output = tape.apply(operation, *operands)
    found = differentiate(tape, [output], operands, WholeNodes(Tape()))
    names = [f"x{number}" for number, _ in enumerate(operands)]
    frame = pl.LazyFrame(sample, names, orient="row", schema_overrides=dict.fromkeys(names, pl.Float64))
    adjoints = found.adjoints[output]
    results = [found.copies[output], *(adjoints.get(operand, found.zero) for operand in operands)]
    given: dict[int, str | float] = {
        found.copies[operand]: name if partial else first
        for operand, name, partial, first in zip(operands, names, operation.partials, sample[0], strict=True)
    }
    plan = Plan(found.tape, given, results, Columns(), "_")
    frame, columns = plan.applied(frame), plan.results
    table = frame.select(
        *names, *(column.alias(f"r{number}") for number, column in enumerate(columns))
    ).collect(engine="streaming")
    return [table[f"r{number}"].to_list() for number, _ in enumerate(columns)]


def on_floats(row: Row, point: tuple[float, ...]) -> float | None:
    """Return what a row is on floats; None where it is undefined."""
    try:
        value = float(row(FLOATS, *point))
    except (ArithmeticError, ValueError):
        return None
    return value if math.isfinite(value) else None


def sampled(operation: Operation) -> list[tuple[float, ...]]:
    """Return points of all magnitudes: the domain, and what is outside."""
    count = len(operation.partials)
    inside = [point[:count] for point in points(operation, 270)]
    if count == 1:
        return [*inside, *((sign * x,) for x in sweep(100) for sign in (1, -1))]
    few = sweep(6)
    pairs = random.Random(5).sample([*product([*few, *(-x for x in few)], repeat=2)], 600)
    return sorted([*inside, *((*pair, *(-3.0, 2.5)[: count - 2]) for pair in pairs)])


@pytest.mark.parametrize("name", NUMERIC)
def test_an_operation_on_columns_is_that_on_floats(name: str) -> None:
    operation = NUMERIC[name]
    sample = sampled(operation)
    assert len(sample) >= 1000
    rows = [operation.value, *(partial or (lambda m, *_: 0) for partial in operation.partials)]
    values = [on_floats(operation.value, point) for point in sample]
    for row, found in zip(rows, on_columns(operation, sample), strict=True):
        for point, value, result in zip(sample, values, found, strict=True):
            if value is None and row is not operation.value:
                continue  # without a value there is no derivative
            expected = on_floats(row, point)
            is_undefined = result is None or not math.isfinite(result)
            assert is_undefined == (expected is None), (point, expected, result)
            if expected is not None and result is not None:
                assert abs(result - expected) <= _MOST_ULPS * math.ulp(expected), (point, expected, result)


@pytest.mark.parametrize("name", NUMERIC)
def test_no_result_depends_on_the_sign_of_a_zero(name: str) -> None:
    operation = NUMERIC[name]
    signed = [*product([-3.0, -1.0, -0.0, 0.0, 0.5, 1.0, 2.0], repeat=len(operation.partials))]
    rows = [operation.value, *(partial or (lambda m, *_: 0) for partial in operation.partials)]
    on_signed, on_plain = (
        on_columns(operation, points)
        for points in (signed, [tuple(x + 0.0 for x in point) for point in signed])
    )
    for row, *found in zip(rows, on_signed, on_plain, strict=True):
        for point, *results in zip(signed, *found, strict=True):
            expected = on_floats(row, tuple(x + 0.0 for x in point))
            assert on_floats(row, point) == expected, point
            one, other = (None if x is None or not math.isfinite(x) else x for x in results)
            assert one == other, point


def test_the_angle_of_a_negative_zero_is_that_of_zero(backprop: Run, tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("z,x\n-0.3,-1\n-0.3,2\n")
    rows = backprop("map", "y = atan2(ceil(z), x)", str(path), "--wrt", "x").stdout.splitlines()[1:]
    for row in rows:
        z, x, value, slope = row.split(",")
        found = json.loads(
            backprop("eval", "y = atan2(ceil(z), x)", f"z={z}", f"x={x}", "--format", "json").stdout
        )
        assert (float(value), float(slope)) == (found["value"], found["gradient"]["x"])
        assert float(value) == (math.pi if x == "-1" else 0)


@pytest.mark.parametrize(("name", "point"), [(name, tuple(point)) for name, *point in FOUND])
def test_the_worst_points_of_a_search_on_columns(name: str, point: tuple[float, ...]) -> None:
    operation = NUMERIC[name]
    rows = [operation.value, *filter(None, operation.partials)]
    for row, (found,) in zip(rows, on_columns(operation, [point]), strict=True):
        assert found is not None
        assert ulps(found, truth(row, point)) <= operation.accuracy


@pytest.mark.parametrize("name", ["gauss", "normpdf", "tanh", "sech", "sigmoid", "atan", "softplus"])
def test_both_arithmetics_have_the_same_digits(name: str) -> None:
    operation = NUMERIC[name]
    sample = [(sign * x,) for x in sweep(500) for sign in (1, -1)]
    rows = [operation.value, *filter(None, operation.partials)]
    for row, found in zip(rows, on_columns(operation, sample), strict=True):
        assert found == [on_floats(row, point) for point in sample]


def test_what_is_exact_on_floats_is_exact_on_columns() -> None:
    powers = [float(power) for power in range(-300, 300, 7)]
    for name, base in (("log2", 2.0), ("log10", 10.0)):
        values, _ = on_columns(NUMERIC[name], [(base**power,) for power in powers])
        assert values == powers
    values, *_ = on_columns(NUMERIC["**"], [(3.0, 2.0), (-1.5, 3.0)])
    assert values == [9.0, -3.375]


def test_the_error_function_against_50_digits() -> None:
    with mpmath.workdps(50):
        near = [0.5 * step / 500 for step in range(501)]
        found = erf_near(pl.Series(near).to_numpy())
        assert max(ulps(float(y), mpmath.erf(x)) for x, y in zip(near, found, strict=True)) < 2.5
        far = [0.5 + 30 * (step / 700) ** 2 for step in range(701)]
        scaled = erfcx(pl.Series(far).to_numpy())
        truths = [mpmath.exp(mpmath.mpf(x) ** 2) * mpmath.erfc(x) for x in far]
        assert max(ulps(float(y), truth) for y, truth in zip(scaled, truths, strict=True)) < 2.5


def staged_program(text: str, values: dict[str, float]) -> tuple[int, list[float]]:
    """Return how many columns a program takes at the end, and its output and derivatives at one row."""
    program = parse(Source(text))
    inputs = program.input_names()
    found = derive(program, list(program.outputs), inputs, WholeNodes(Tape()))
    nodes = {name: node for node, name in found.kept.items()}
    given: dict[int, str | float] = {nodes[name]: name for name in inputs.values()}
    results = [node for _, node in (*found.outputs, *found.slopes)]
    plan = Plan(found.tape, given, results, Columns(), "_")
    frame, columns = plan.applied(pl.LazyFrame(values)), plan.results
    row = frame.select(column.alias(str(number)) for number, column in enumerate(columns)).collect().row(0)
    return len(frame.collect_schema()), list(row)


def evaluated(text: str, values: dict[str, float]) -> list[float]:
    program = parse(Source(text))
    (output,) = program.outputs
    calculation = calculate(program, values)
    adjoints = calculation.gradient(output, program.tape.varies).adjoints
    return [calculation.values[output], *(adjoints[node] for node in program.input_names())]


def test_a_node_that_another_takes_once_has_no_column() -> None:
    names = [f"x{number}" for number in range(100)]
    values = {name: number / 7 for number, name in enumerate(names)}
    columns, found = staged_program("y = " + " + ".join(names), values)
    assert found == evaluated("y = " + " + ".join(names), values)
    assert columns < len(names) + 10


@pytest.mark.parametrize(
    ("name", "start"), [("sigmoid", 0.3), ("softplus", 0.3), ("cbrt", 7.0), ("sinc", 0.2), ("cot", 0.5)]
)
def test_chains_of_operations_that_take_their_operand_several_times(name: str, start: float) -> None:
    text = f"y = {25 * f'{name}('}x{25 * ')'}"
    _, found = staged_program(text, {"x": start})
    for result, expected in zip(found, evaluated(text, {"x": start}), strict=True):
        assert math.isclose(result, expected, rel_tol=1e-12)
