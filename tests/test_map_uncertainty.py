"""`map --uncertainty`: row by row what `uncertainty` says."""

import csv
import io
import json
import math
import random
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from backprop.grammar.problem import CalculationProblem, Source
from backprop.graph.propagation import Correlations, Spread, StandardUncertainty
from backprop.tables.file_formats import Format
from backprop.tables.query import Query
from backprop.tables.source import InputTable
from backprop.tables.uncertainties import Stated
from backprop.writing.budget import Measured, first_order
from backprop.writing.calculation import calculate
from backprop.writing.evaluation import Evaluation

from . import fuzz
from .conftest import Run

DATA = "U,I,u_U,u_I\n12,0.5,0.1,0.01\n13,0.6,0.2,0.02\n"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def uncertainty(backprop: Run, *words: str) -> float:
    (line,) = backprop("uncertainty", *words, "--format", "json").stdout.splitlines()
    return float(json.loads(line)["uncertainty"])


def test_the_uncertainty_stands_behind_its_output(backprop: Run) -> None:
    outcome = backprop("map", "R = U/I; P = U*I", "--uncertainty", stdin=DATA)
    assert outcome.code == 0
    assert not outcome.stderr
    first, second = rows(outcome.stdout)
    assert [*first][4:9] == ["R", "u_R", "P", "u_P", "dR_dU"]
    assert float(first["u_R"]) == pytest.approx(
        uncertainty(backprop, "R = U/I", "U=12±0.1", "I=0.5±0.01"), rel=1e-14
    )
    assert float(second["u_P"]) == pytest.approx(
        uncertainty(backprop, "P = U*I", "U=13±0.2", "I=0.6±0.02"), rel=1e-14
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["I=±2%"], ["U=12±0.1", "I=0.5±0.01"]),
        (["I=+/-0.02"], ["U=12±0.1", "I=0.5±0.02"]),
        (["I=±1/50"], ["U=12±0.1", "I=0.5±0.02"]),
        (["U=±0", "I=±10%"], ["U=12", "I=0.5±0.05"]),
        (["I=0.4±0.03"], ["U=12±0.1", "I=0.4±0.03"]),
        (["I=0.4±10%"], ["U=12±0.1", "I=0.4±0.04"]),
        (["I=0.4"], ["U=12±0.1", "I=0.4"]),
        (["--correlation", "U,I=-0.7"], ["U=12±0.1", "I=0.5±0.01", "--correlation", "U,I=-0.7"]),
        (["--correlation", "I,U=1"], ["U=12±0.1", "I=0.5±0.01", "--correlation", "U,I=1"]),
        (["--wrt", "I"], ["U=12±0.1", "I=0.5±0.01"]),
    ],
)
def test_what_is_said_for_all_rows(backprop: Run, words: list[str], expected: list[str]) -> None:
    outcome = backprop("map", "R = U/I", *words, "--uncertainty", stdin=DATA)
    assert outcome.code == 0, outcome.stderr
    found = float(rows(outcome.stdout)[0]["u_R"])
    assert found == pytest.approx(uncertainty(backprop, "R = U/I", *expected), rel=1e-12, abs=1e-14)


def test_constants_of_the_program_and_of_a_file(backprop: Run, tmp_path: Path) -> None:
    values = tmp_path / "values.toml"
    values.write_text('c = {value = 10, uncertainty = 0.3}\ncorrelations = [["a", "c", 0.5]]\n')
    program = "k = 2±0.1; L = k*a + c"
    outcome = backprop("map", program, "--values", str(values), "--uncertainty", stdin="a,u_a\n3,0.2\n")
    assert outcome.code == 0, outcome.stderr
    expected = uncertainty(backprop, program, "a=3±0.2", "c=10±0.3", "--correlation", "a,c=0.5")
    assert float(rows(outcome.stdout)[0]["u_L"]) == pytest.approx(expected, rel=1e-14)


def test_a_column_is_that_of_all_constants_of_its_name(backprop: Run) -> None:
    program = "k = 2±1; y = k*x; k = 3; z = k*x; w = y*z"
    outcome = backprop("map", program, "x=1", "--uncertainty", stdin="k,u_k\n5,1\n")
    assert float(rows(outcome.stdout)[0]["u_w"]) == 10
    outcome = backprop("map", program, "k=5", "--uncertainty", stdin="x,u_x\n1,1\n")
    assert float(rows(outcome.stdout)[0]["u_w"]) == 50


def test_options_of_the_rows(backprop: Run) -> None:
    outcome = backprop(
        "map", "R = U/I; P = U*I", "--uncertainty", "--only", "--of", "P", "--wrt", "U", stdin=DATA
    )
    assert [*rows(outcome.stdout)[0]] == ["P", "u_P", "dP_dU"]
    outcome = backprop("map", "R = U/I", "--uncertainty", "--stats", "--format", "csv", stdin=DATA)
    assert [line.partition(",")[0] for line in outcome.stdout.splitlines()] == [
        "name", "R", "u_R", "dR_dU", "dR_dI",
    ]  # fmt: skip
    outcome = backprop("map", "R = U/I", "--uncertainty", "--decimal-comma", stdin="U;I;u_I\n1,5;2;0,5\n")
    assert float(rows(outcome.stdout)[0]["u_R"]) == pytest.approx(1.5 / 4 * 0.5)
    assert "without an uncertainty, and so certain: U" in outcome.stderr


def test_rows_without_an_uncertainty(backprop: Run) -> None:
    data = "a,u_a\n1,0.1\n2,\n3,-0.1\n4,n/a\n-1,0.1\n"
    outcome = backprop("map", "y = sqrt(a)", "--uncertainty", "--missing", "n/a", stdin=data)
    assert [row["u_y"] for row in rows(outcome.stdout)] == ["0.05", "", "", "", ""]
    assert [row["y"] != "" for row in rows(outcome.stdout)] == [True, True, True, True, False]
    assert "2 rows have no result, or not all derivatives: row 3, row 5" in outcome.stderr
    assert "row 3: u_a is negative, and a standard uncertainty is not" in outcome.stderr
    outcome = backprop("map", "y = sqrt(a)", "--uncertainty", "--missing", "n/a", "--strict", stdin=data)
    assert outcome.code == 1
    assert "row 3: u_a is negative" in outcome.stderr
    assert not outcome.stdout


def test_large_uncertainties(backprop: Run) -> None:
    outcome = backprop(
        "map", "y = a + b", "--uncertainty", stdin="a,b,u_a,u_b\n1,1,3e200,4e200\n1,1,1.7e308,1.7e308\n"
    )
    first, second = (row["u_y"] for row in rows(outcome.stdout))
    assert float(first) == pytest.approx(5e200)
    assert second == ""
    assert "the uncertainty is too large" in outcome.stderr


@pytest.mark.parametrize(
    ("words", "data", "message"),
    [
        (["--correlation", "U,I=2"], DATA, "a correlation is a number from -1 to 1"),
        (["--correlation", "U,Z=1"], DATA, "'Z' of a correlation is no uncertain input"),
        (["--correlation", "U,U=1"], DATA, "a correlation is of two inputs"),
        (["I=±-1"], DATA, "the uncertainty of 'I' is negative"),
        (["I=±0.1±0.1%"], DATA, "the uncertainty of 'I' is no constant"),
        (["I=±x"], DATA, "the uncertainty of 'I' is no constant"),
        (["I=±1", "I=±2"], DATA, "'I' is given twice"),
        (["I=±1", "I=2±2"], DATA, "the uncertainty of I is given twice"),
        (["I=2±2", "I=±1"], DATA, "the uncertainty of I is given twice"),
        (["J=±1"], DATA, "'J' is not an input of the program"),
        ([], "U,I\n1,2\n", "no input is uncertain: stdin has no column for it"),
        ([], "U,I,u_U\n1,2,x\n", "column u_U, row 1: 'x' is not a number"),
        ([], DATA.replace("u_I", "u_R"), "stdin already has a column u_R"),
    ],
)
def test_what_is_refused(backprop: Run, words: list[str], data: str, message: str) -> None:
    outcome = backprop("map", "R = U/I", *words, "--uncertainty", stdin=data)
    assert outcome.code in (1, 2)
    assert message in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_options_that_need_it(backprop: Run) -> None:
    assert "which is for --uncertainty" in backprop("map", "R = U/I", "I=±1", stdin=DATA).stderr
    outcome = backprop("map", "R = U/I", "--correlation", "U,I=0.1", stdin=DATA)
    assert outcome.code == 2
    assert "--correlation is for --uncertainty" in outcome.stderr
    assert "--uncertainty propagates them" in backprop("map", "R = U/I", "I=1±1", stdin=DATA).stderr
    outcome = backprop("map", "y = a; u_y = 2*a", "--uncertainty", stdin="a,u_a\n1,1\n")
    assert outcome.code == 2
    assert "u_y is an output, and the uncertainty of y" in outcome.stderr
    outcome = backprop("eval", "y = a", "a=±1")
    assert "there is no value before the uncertainty" in outcome.stderr


def test_an_input_may_be_called_like_an_uncertainty(backprop: Run) -> None:
    outcome = backprop("map", "y = a*u_a + b", "--uncertainty", stdin="a,u_a,b,u_b\n2,3,1,0.5\n")
    assert float(rows(outcome.stdout)[0]["u_y"]) == 0.5
    assert "column u_a is an input of the program, so it is not the uncertainty of a" in outcome.stderr


def test_an_output_without_a_value_has_no_uncertainty(backprop: Run) -> None:
    outcome = backprop("map", "y = log(a) + b", "--uncertainty", stdin="a,b,u_a\n-1,1,0.1\n1,,0.1\n")
    assert [(row["y"], row["u_y"]) for row in rows(outcome.stdout)] == [("", ""), ("", "")]


def test_an_uncertainty_of_nothing_is_told(backprop: Run) -> None:
    data = "a,u_a\n0,10\n1,1\n0,0\n"
    outcome = backprop("map", "y = a**2", "--uncertainty", stdin=data)
    assert (
        "1 row has an uncertainty of 0 to first order, though inputs are uncertain there: row 1\n"
        in outcome.stderr
    )
    assert not backprop("map", "y = a**2", "a=±5%", "--uncertainty", stdin="a\n0\n1\n").stderr
    outcome = backprop("map", "y = (a - 1)**2", "a=±5%", "--uncertainty", stdin="a\n0\n1\n")
    assert "there: row 2\n" in outcome.stderr
    outcome = backprop("eval", "y = a**2", "a=0±10")
    assert "the derivatives of y vanish here, so its uncertainty is 0 to first order only" in outcome.stderr


def test_a_column_of_several_inputs_has_the_whole_derivative(backprop: Run) -> None:
    data = "b,u_b\n2,0.1\n5,0.1\n"
    outcome = backprop("map", "b = 3; y = b; b = 4; z = y*b", "--uncertainty", stdin=data)
    assert [float(row["dz_db"]) for row in rows(outcome.stdout)] == [4.0, 10.0]
    assert [float(row["u_z"]) for row in rows(outcome.stdout)] == [0.4, 1.0]
    outcome = backprop("map", "b = 3; y = b; b = 4; z = y*b", "--uncertainty", "b_1=±1", stdin=data)
    assert outcome.code == 2
    assert "'b_1' takes the value of 'b'" in outcome.stderr


def test_inputs_that_are_nearly_one(backprop: Run) -> None:
    program = "y = -a*0.9596822940790588 + b*0.022114596993456637 - c*0.5500206902736977"
    pairs = ("a,b=-0.9999994868680561", "a,c=-0.5413613582304422", "b,c=0.5422128731312323")
    words = [word for pair in pairs for word in ("--correlation", pair)]
    outcome = backprop(
        "map", program, "--uncertainty", "a=±1", "b=±1", "c=±1", *words, stdin="a,b,c\n1,1,1\n"
    )
    assert float(rows(outcome.stdout)[0]["u_y"]) == pytest.approx(0.8256800688764937, rel=1e-12)
    near = ("--correlation", "a,b=0.999999999999999")
    outcome = backprop("map", "y = a - b", "--uncertainty", "a=±1", "b=±1", *near, stdin="a,b\n1,1\n")
    assert float(rows(outcome.stdout)[0]["u_y"]) == pytest.approx(4.47e-8, rel=0.01)


@pytest.mark.parametrize("seed", range(2))
def test_random_programs_give_what_uncertainty_gives(seed: int) -> None:
    chance, seen = random.Random(seed), Counter[str]()
    while seen["programs"] < 40:
        text = f"L = {fuzz.expression(chance, ('a', 'b', 'x', '2', '0.5', '3'))}"
        names = ("a", "b", "x")
        points = [{name: chance.uniform(-3, 3) for name in names} for _ in range(10)]
        for point in points:
            point |= {f"u_{name}": chance.choice([0.0, 0.1, 10.0 ** chance.uniform(-5, 2)]) for name in names}
        frame = pl.DataFrame(points)
        table = InputTable("rows", [], Format("parquet"), frame.lazy(), frame.schema)
        evaluation = Evaluation({}, [], [])
        program = evaluation.read(Source(text))
        inputs = {*program.inputs}
        if "%" in text or "L" in inputs or len(inputs) < 2:
            continue
        seen["programs"] += 1
        pair = tuple(sorted(inputs)[:2])
        correlations: Correlations = {(pair[0], pair[1]): chance.choice([0.0, 1.0, -1.0, 0.36])}
        asked = Stated(
            {"x": StandardUncertainty(0.1, is_relative=True)} if "x" in inputs else {}, correlations
        )
        query = Query(table, Source(text), evaluation, uncertain=asked)
        found = query.results(table, only=True).collect(engine="streaming")
        for point, results in zip(points, found.iter_rows(named=True), strict=True):
            values = {name: point[name] for name in names}
            spreads = {name: Spread(point[f"u_{name}"]) for name in inputs}
            if "x" in inputs:
                spreads["x"] = Spread(0.1 * abs(point["x"]))
            calculation = calculate(program, values)
            (output,) = program.outputs
            try:
                first = first_order(calculation, output, Measured(values, spreads, correlations))
            except CalculationProblem:
                seen["undefined"] += 1
                continue
            seen["defined"] += 1
            scale = max((abs(its.contribution) for its in first.inputs.values()), default=0.0)
            slack = 1e-9 * scale + 1e-12 * abs(calculation.values[output]) + 1e-300
            if abs(correlations[pair[0], pair[1]]) == 1:  # parts cancel, under a root
                slack = 1e-6 * scale + 1e-300
            assert math.isclose(results["u_L"], first.uncertainty, rel_tol=1e-9, abs_tol=slack), (text, point)
    assert seen["defined"] > 100, seen
