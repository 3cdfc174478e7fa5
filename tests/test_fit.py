"""`backprop fit`: certified values, SciPy's own fits, and what people type."""

import csv
import io
import json
import math
import random
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import polars as pl
import pytest
from scipy.optimize import curve_fit

from . import nist
from .conftest import Run

DECAY = "x,y,sy\n" + "".join(
    f"{x},{y},{sy}\n"
    for x, y, sy in [
        (0.0, 2.84, 0.03), (0.5, 2.08, 0.03), (1.0, 1.55, 0.03), (1.5, 1.17, 0.06), (2.0, 0.93, 0.06),
        (2.5, 0.71, 0.03), (3.0, 0.60, 0.03), (3.5, 0.52, 0.06), (4.0, 0.46, 0.03), (5.0, 0.37, 0.03),
    ]
)  # fmt: skip
MODEL = "y = A*exp(-k*x) + B"
STARTS = ("A=1", "k=0.5", "B=0")


def fitted(backprop: Run, *words: str, data: str = DECAY, code: int = 0) -> dict[str, Any]:
    outcome = backprop("fit", *words, "--format", "json", stdin=data)
    assert outcome.code == code, outcome.stderr
    found = json.loads(outcome.stdout)
    assert isinstance(found, dict)
    return found


def values(found: dict[str, Any], part: str = "value") -> dict[str, float]:
    return {name: its[part] for name, its in found["parameters"].items()}


def by_scipy(
    data: str, starts: list[float], sigma: bool = False
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    rows = [*csv.DictReader(io.StringIO(data))]
    x, y, sy = (np.array([float(row[name]) for row in rows]) for name in ("x", "y", "sy"))
    found, covariance = curve_fit(
        lambda x, a, k, b: a * np.exp(-k * x) + b, x, y, starts, sy if sigma else None,
        absolute_sigma=sigma, xtol=1e-15, ftol=1e-15,
    )  # fmt: skip
    return found, np.sqrt(np.diag(covariance))


@pytest.mark.parametrize("start", [0, 1])
@pytest.mark.parametrize("name", [*nist.SETS])
def test_certified_values(backprop: Run, name: str, start: int) -> None:
    its = nist.SETS[name]
    words = [f"{parameter}={value}" for parameter, value in its.starts[start].items()]
    found = fitted(backprop, its.program, *words, data=its.table)
    assert found["converged"] is True
    assert found["degrees_of_freedom"] == its.degrees_of_freedom
    assert found["residual_sum_of_squares"] == pytest.approx(its.sum_of_squares, rel=1e-9)
    for parameter, (value, error) in its.certified.items():
        assert found["parameters"][parameter]["value"] == pytest.approx(value, rel=1e-9)
        assert found["parameters"][parameter]["standard_error"] == pytest.approx(error, rel=1e-9)


@pytest.mark.parametrize("sigma", [False, True])
def test_the_same_as_scipy(backprop: Run, sigma: bool) -> None:
    found = fitted(backprop, MODEL, *STARTS, *(["--sigma", "sy"] if sigma else []))
    theirs, errors = by_scipy(DECAY, [1, 0.5, 0], sigma)
    assert [*values(found).values()] == pytest.approx([*theirs], rel=1e-7)
    assert [*values(found, "standard_error").values()] == pytest.approx([*errors], rel=1e-5)


def test_a_sigma_for_all_rows_only_scales_the_errors(backprop: Run) -> None:
    plain, scaled = (fitted(backprop, MODEL, *STARTS, *more) for more in ([], ["--sigma", "0.03"]))
    assert values(plain) == pytest.approx(values(scaled), rel=1e-9)
    assert scaled["reduced_chi_square"] == pytest.approx(plain["reduced_chi_square"] / 0.03**2)
    ratio = 0.03 / plain["residual_standard_deviation"]
    for name, error in values(plain, "standard_error").items():
        assert values(scaled, "standard_error")[name] == pytest.approx(error * ratio, rel=1e-9)


def test_intervals_are_students(backprop: Run) -> None:
    its = fitted(backprop, MODEL, *STARTS)["parameters"]["k"]
    half = 2.364624251592784 * its["standard_error"]  # seven degrees of freedom
    assert its["interval"] == pytest.approx([its["value"] - half, its["value"] + half])
    its = fitted(backprop, MODEL, *STARTS, "--sigma", "0.03")["parameters"]["k"]
    assert its["interval"][1] - its["value"] == pytest.approx(1.959963984540054 * its["standard_error"])


def test_many_rows_are_reduced_in_blocks(backprop: Run, tmp_path: Path) -> None:
    generator = np.random.default_rng(1)
    x = generator.uniform(0, 5, 200_000)
    y = 2.5 * np.exp(-0.7 * x) + 0.3 + generator.normal(0, 0.1, len(x))
    path = tmp_path / "large.parquet"
    pl.DataFrame({"x": x, "y": y}).write_parquet(path)
    outcome = backprop("fit", MODEL, str(path), *STARTS, "--format", "json")
    found = json.loads(outcome.stdout)
    theirs, covariance = curve_fit(lambda x, a, k, b: a * np.exp(-k * x) + b, x, y, [1, 0.5, 0])
    assert [*values(found).values()] == pytest.approx([*theirs], rel=1e-6)
    errors = np.sqrt(np.diag(covariance))
    assert [*values(found, "standard_error").values()] == pytest.approx([*errors], rel=1e-4)


def test_constants_of_the_program_are_starts(backprop: Run) -> None:
    assert values(fitted(backprop, f"A = 1; k = 1/2; B = 0; {MODEL}")) == pytest.approx(
        values(fitted(backprop, MODEL, *STARTS)), rel=1e-9
    )


def test_what_is_held_is_no_parameter(backprop: Run) -> None:
    found = fitted(backprop, MODEL, "A=1", "k=0.5", "--fix", "B=0.3")
    assert [*found["parameters"]] == ["A", "k"]
    other = fitted(backprop, MODEL, "A=1", "k=0.5", "B=0.3", "--fix", "B")
    assert values(found) == values(other)
    assert found["degrees_of_freedom"] == 8


def test_bounds(backprop: Run) -> None:
    found = fitted(backprop, MODEL, *STARTS, "--bounds", "B=0:0.2")
    its = found["parameters"]["B"]
    assert (its["value"], its["standard_error"], its["at_bound"]) == (0.2, None, True)
    held = fitted(backprop, MODEL, "A=1", "k=0.5", "--fix", "B=0.2")
    free = {name: its for name, its in values(found).items() if name != "B"}
    assert free == pytest.approx(values(held), rel=1e-8)
    assert found["parameters"]["k"]["standard_error"] == pytest.approx(
        held["parameters"]["k"]["standard_error"], rel=1e-6
    )
    wide = fitted(backprop, MODEL, *STARTS, "--bounds", "B=:10", "--bounds", "k=0:")
    assert values(wide) == pytest.approx(values(fitted(backprop, MODEL, *STARTS)), rel=1e-8)


def test_ranges_of_starts(backprop: Run) -> None:
    data = "x,y\n" + "".join(f"{x / 10},{math.sin(3 * x / 10 + 1)}\n" for x in range(60))
    found = fitted(backprop, "y = sin(w*x + p)", "w=0.1..10", "p=-3..3", data=data)
    assert found["starts"] == 33
    assert values(found) == pytest.approx({"w": 3, "p": 1}, rel=1e-9)
    other = fitted(backprop, "y = sin(w*x + p)", "--start", "w=0.1..10", "--start", "p=-3..3", data=data)
    assert other == found


def test_several_outputs_are_fitted_together(backprop: Run) -> None:
    data = "x,y,z\n" + "".join(f"{x},{2 * x + 1 + (-1) ** x / 10},{3 * x - 1}\n" for x in range(8))
    found = fitted(backprop, "y = a*x + b; z = (a + 1)*x - b", "a=1", "b=0", data=data)
    assert found["degrees_of_freedom"] == 14
    rows = [[*map(float, row)] for row in list(csv.reader(io.StringIO(data)))[1:]]
    matrix = [[x, 1] for x, _, _ in rows] + [[x, -1] for x, _, _ in rows]
    right = [y for _, y, _ in rows] + [z - x for x, _, z in rows]
    expected = np.linalg.lstsq(np.array(matrix), np.array(right), rcond=None)[0]
    assert [*values(found).values()] == pytest.approx([*expected], rel=1e-10)


def test_an_output_may_have_another_name_than_its_column(backprop: Run) -> None:
    plain = fitted(backprop, MODEL, *STARTS)
    assert values(fitted(backprop, "A*exp(-k*x) + B", *STARTS, "--target", "y")) == values(plain)
    words = ("M = A*exp(-k*x) + B", *STARTS, "--target", "M=y", "--sigma", "M=sy")
    assert values(fitted(backprop, *words)) == values(fitted(backprop, MODEL, *STARTS, "--sigma", "sy"))


def test_losses_that_count_large_residuals_less(backprop: Run) -> None:
    data = DECAY + "2.2,3,0.03\n"
    plain = fitted(backprop, MODEL, *STARTS)["parameters"]
    for loss in ("soft_l1", "huber", "cauchy"):
        found = fitted(backprop, MODEL, *STARTS, "--loss", loss, data=data)["parameters"]
        assert found["k"]["value"] == pytest.approx(plain["k"]["value"], abs=0.05), loss
    spoilt = fitted(backprop, MODEL, *STARTS, data=data)["parameters"]
    assert abs(spoilt["k"]["value"] - plain["k"]["value"]) > 0.1


def test_rows_that_are_left_out(backprop: Run) -> None:
    data = DECAY + ",1,1\n6,,0.03\n7,n/a,0.03\n8,nan,0.03\n"
    found = fitted(backprop, MODEL, *STARTS, "--missing", "n/a", data=data)
    assert (found["rows"], found["left_out"]) == (10, 4)
    assert values(found) == values(fitted(backprop, MODEL, *STARTS))
    outcome = backprop("fit", "y = a*log(x)", "a=1", stdin="x,y\n-1,3\n1,0\n2,0.7\n3,1.2\n0,1\n")
    assert "3 rows, 2 left out" in outcome.stdout
    assert "2 rows are left out, for the model is undefined there; row 1: v1 = log(x) is" in outcome.stderr


def test_fitted_rows_go_to_a_file(backprop: Run, tmp_path: Path) -> None:
    data, rows = tmp_path / "decay.csv", tmp_path / "rows.csv"
    data.write_text(DECAY + "6,,0.03\n")
    outcome = backprop("fit", MODEL, str(data), *STARTS, "-o", str(rows))
    assert outcome.code == 0, outcome.stderr
    found = [*csv.DictReader(io.StringIO(rows.read_text()))]
    assert [*found[0]] == ["x", "y", "sy", "y_fit", "u_y_fit", "y_residual"]
    assert len(found) == 11
    assert (found[-1]["y_residual"], found[-1]["y_fit"] != "") == ("", True)
    residuals = [float(row["y_residual"]) for row in found[:-1]]
    described = json.loads(backprop("fit", MODEL, str(data), *STARTS, "--format", "json").stdout)
    assert sum(its**2 for its in residuals) == pytest.approx(described["residual_sum_of_squares"])
    for row in found[:-1]:
        assert float(row["y"]) - float(row["y_fit"]) == pytest.approx(float(row["y_residual"]))


def test_the_program_of_a_fit_predicts_in_one_more_pipe(backprop: Run, tmp_path: Path) -> None:
    data, rows = tmp_path / "decay.csv", tmp_path / "rows.csv"
    data.write_text(DECAY)
    program = backprop("fit", MODEL, str(data), *STARTS, "-o", str(rows), "--format", "program").stdout
    point = [*csv.DictReader(io.StringIO(rows.read_text()))][4]
    outcome = backprop("uncertainty", "-", f"x={point['x']}", "--format", "plain", stdin=program)
    value, uncertainty = map(float, outcome.stdout.split())
    assert value == pytest.approx(float(point["y_fit"]), rel=1e-12)
    assert uncertainty == pytest.approx(float(point["u_y_fit"]), rel=1e-9)
    held = backprop("fit", MODEL, str(data), "A=1", "k=1", "--fix", "B=0.3", "--format", "program").stdout
    assert held.startswith("B = 0.3\nA = ")


@pytest.mark.parametrize(("extension", "start"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_a_plot(backprop: Run, tmp_path: Path, extension: str, start: bytes) -> None:
    path = tmp_path / f"fit.{extension}"
    words = ("fit", MODEL, *STARTS, "--sigma", "sy", "--plot", str(path))
    outcome = backprop(*words, stdin=DECAY, HOME=None, MPLCONFIGDIR=None)
    assert (outcome.code, outcome.stderr) == (0, "")
    first = path.read_bytes()
    assert first.startswith(start)
    backprop(*words, stdin=DECAY)
    assert path.read_bytes() == first


def test_what_a_plot_shows(backprop: Run, tmp_path: Path) -> None:
    path = tmp_path / "fit.svg"
    data = "u,v,y,z\n" + "".join(f"{u},{u % 3},{2 * u + u % 3},{u}\n" for u in range(12))
    outcome = backprop("fit", "y = a*u + b*v; z = a*u/2", "a=1", "b=1", "--plot", str(path), stdin=data)
    assert outcome.code == 0, outcome.stderr
    assert path.read_text().count('id="axes_') == 4
    outcome = backprop("fit", "y = a*u", "a=1", "--plot", str(tmp_path / "fit.jpg"), stdin=data)
    assert outcome.code == 2
    assert "the name of a plot ends in one of .svg, .png, .pdf" in outcome.stderr
    outcome = backprop("fit", "y = a*u", "a=1", "--plot", str(tmp_path / "no" / "fit.svg"), stdin=data)
    assert outcome.code == 2
    assert "cannot be written" in outcome.stderr


def test_what_a_person_sees(backprop: Run) -> None:
    lines = backprop("fit", MODEL, *STARTS, stdin=DECAY).stdout.splitlines()
    assert lines[0] == "y = A*exp(-k*x) + B, fitted to y of stdin"
    assert lines[4].split()[:4] == ["A", "2.537", "±", "0.012"]
    assert "10 rows, 7 degrees of freedom" in lines
    assert "standard errors from the scatter of the data" in lines
    data = "x,y\n" + "".join(f"{1000 + x},{2 * x + (-1) ** x}\n" for x in range(10))
    outcome = backprop("fit", "y = a*x + b", "a=1", "b=0", stdin=data)
    assert "a and b are correlated: -1" in outcome.stdout


def test_formats(backprop: Run) -> None:
    found = fitted(backprop, MODEL, *STARTS)
    jsonschema.validate(found, json.loads(backprop("schema", "fit").stdout))
    lines = backprop("fit", MODEL, *STARTS, "--format", "plain", stdin=DECAY).stdout.splitlines()
    assert [float(line.split("\t")[0]) for line in lines] == [*values(found).values()]
    lines = backprop("fit", MODEL, *STARTS, "--format", "csv", stdin=DECAY).stdout.splitlines()
    assert lines[0] == "parameter,value,standard_error,low,high,start"
    lines = backprop("fit", MODEL, *STARTS, "--format", "env", stdin=DECAY).stdout.splitlines()
    assert [line.partition("=")[0] for line in lines] == ["A", "u_A", "k", "u_k", "B", "u_B"]
    assert r"\begin{tabular}" in backprop("fit", MODEL, *STARTS, "--format", "latex", stdin=DECAY).stdout
    assert "| A |" in backprop("fit", MODEL, *STARTS, "--format", "markdown", stdin=DECAY).stdout


def test_an_exact_fit(backprop: Run) -> None:
    found = fitted(backprop, "y = a*x + b", "a=1", "b=0", data="x,y\n1,3\n2,5\n3,7\n")
    assert values(found) == pytest.approx({"a": 2, "b": 1})
    assert found["converged"] is True
    found = fitted(backprop, "y = a*x + b", "a=1", "b=0", data="x,y\n1,3\n2,5\n")
    assert values(found) == pytest.approx({"a": 2, "b": 1})
    assert found["reduced_chi_square"] is None
    assert [*values(found, "standard_error").values()] == [None, None]


@pytest.mark.parametrize(
    ("words", "data", "message", "code"),
    [
        ((MODEL, "A=1", "k=1"), DECAY, "no start for B", 2),
        (("y = a*x", "a=1"), "x,z\n1,2\n", "stdin has no column y, which the output would be fitted to", 2),
        (("y = a*x", "a=1", "--target", "w"), "x,z\n1,2\n", "stdin has no column w", 2),
        (("y = a*x", "a=1", "--sigma", "w"), "x,y\n1,2\n", "stdin has no column w for --sigma", 2),
        (("y = a*x", "a=1", "--sigma", "-1"), "x,y\n1,2\n", "an uncertainty is above 0", 2),
        (("y = a*x", "a=1", "--sigma", "s"), "x,y,s\n1,2,1\n2,3,0\n", "row 2: the uncertainty of the data is not above 0", 1),
        (("y = a*x; z = a*x", "a=1", "--sigma", "y=1"), "x,y,z\n1,2,3\n", "--sigma says nothing of z", 2),
        (("y = a*x", "a=1", "--sigma", "q=1"), "x,y\n1,2\n", "--sigma: 'q' is no output that is fitted", 2),
        (("y = a*x", "a=1", "--target", "q=y"), "x,y\n1,2\n", "--target: 'q' is no output that is fitted", 2),
        (("y = 2*x",), "x,y\n1,2\n", "there is no parameter to fit", 2),
        (("y = a*x; z = x", "a=1"), "x,y,z\n1,2,3\n", "no parameter reaches z", 2),
        (("y = a*x", "a=1", "--fix", "q"), "x,y\n1,2\n", "'q' is not an input of the program", 2),
        (("y = a*x", "a=1", "--bounds", "q=0:1"), "x,y\n1,2\n", "'q' is not an input of the program", 2),
        (("y = a*x", "a=1", "--bounds", "a=2:3"), "x,y\n1,2\n", "the start of 'a', 1, is outside its bounds, 2 to 3", 2),
        (("y = a*x", "a=1", "--bounds", "a=3:2"), "x,y\n1,2\n", "the lower bound is first", 2),
        (("y = a*x", "a=1", "--bounds", "a=3"), "x,y\n1,2\n", "write two numbers, or one, as in k=0:10", 2),
        (("y = a*x", "a=1", "a=1..3"), "x,y\n1,2\n", "a has a start and a range", 2),
        (("y = a*x", "a=3..1"), "x,y\n1,2\n", "the range runs backwards", 2),
        (("y = a*x", "a=1..10/3"), "x,y\n1,2\n", "a range of starts has no number of points\n  a=1..10/3\n         ^^", 2),
        (("y = a*x", "a=1..z"), "x,y\n1,2\n", "this is no finite number", 2),
        (("y = a*x + b", "a=1", "b=1"), "x,y\n1,2\n", "1 row cannot tell 2 parameters", 1),
        (("y = a*x", "a=1"), "x,y\n,2\n3,\n", "no row is left to fit: all miss a value", 1),
        (("y = sqrt(a)*x", "a=-1"), "x,y\n1,2\n2,3\n", "no row is left to fit", 1),
        (("y = a*b*x", "a=1", "b=1"), "x,y\n1,2\n2,4.1\n3,6\n", "the data do not tell a from b", 1),
        (("y = a*x + 0*b", "a=1", "b=1"), "x,y\n1,2\n2,4.1\n3,6\n", "b changes nothing there", 1),
        (("y = a*x", "a=1"), "x,y\n1,2\nz,3\n", "column x, row 2: 'z' is not a number", 1),
        (("y = a*x", "a=1..3", "--fix", "a"), "x,y\n1,2\n", "'a' is held, and has a range of starts", 2),
        (("y = a*x", "a=1", "--to", "csv"), "x,y\n1,2\n", "--to is the format of the rows of -o", 2),
        (("y = a*x", "a=1", "--loss", "l1"), "x,y\n1,2\n", "'l1' is not one of", 2),
    ],
)  # fmt: skip
def test_what_is_refused(backprop: Run, words: tuple[str, ...], data: str, message: str, code: int) -> None:
    outcome = backprop("fit", *words, stdin=data)
    assert message in outcome.stderr
    assert outcome.code == code
    assert "Traceback" not in outcome.stderr


@pytest.mark.long
def test_the_program_of_a_fit_keeps_nothing_of_its_starts(backprop: Run) -> None:
    data = "x,y\n1,2.1\n2,3.9\n3,6.2\n4,7.9\n"
    plain = backprop("fit", "y = a*x + b", "a=1", "b=0", "--format", "program", stdin=data).stdout
    for program in ("a = 1; b = 0; y = a*x + b", "a = 1 # start\nb = 1/2\ny = a*x + b"):
        outcome = backprop("fit", program, "--format", "program", stdin=data)
        assert outcome.code == 0, outcome.stderr
        found = backprop("uncertainty", "-", "x=2", "--format", "plain", stdin=outcome.stdout).stdout.split()
        expected = backprop("uncertainty", "-", "x=2", "--format", "plain", stdin=plain).stdout.split()
        assert [*map(float, found)] == pytest.approx([*map(float, expected)], rel=1e-9), program
    held = backprop(
        "fit", "g = 9.81; y = a*x + g*0", "a=1", "--fix", "g=9.7", "--format", "program", stdin=data
    ).stdout
    assert held.startswith("g = 9.7\na = ")
    assert "9.81" not in held


@pytest.mark.parametrize(
    ("model", "starts", "data", "values"),
    [
        ("y = a*x + b", ["a=1", "b=1"], [(x, x / 10) for x in range(1, 6)], {"a": 0.1, "b": 0}),
        (
            "y = A*exp(-k*x) + B",
            ["A=1", "k=1", "B=1"],
            [(x / 4, math.exp(-x / 4)) for x in range(20)],
            {"B": 0},
        ),
        ("y = a + b*x + c*x**2", ["a=1", "b=1", "c=1"], [(x, 3 * x + 1.0) for x in range(8)], {"c": 0}),
        ("y = a*x", ["a=1"], [(x, 0.0) for x in range(5)], {"a": 0}),
    ],
)
def test_parameters_that_are_nothing(
    backprop: Run, model: str, starts: list[str], data: list[tuple[float, float]], values: dict[str, float]
) -> None:
    text = "x,y\n" + "".join(f"{x!r},{y!r}\n" for x, y in data)
    found = fitted(backprop, model, *starts, data=text)
    for name, value in values.items():
        assert found["parameters"][name]["value"] == pytest.approx(value, abs=1e-12)


def test_a_loss_reports_the_residuals_themselves(backprop: Run) -> None:
    data = "x,y\n" + "".join(f"{x},{2 * x + 1 + (-1) ** x / 10 + (20 if x == 5 else 0)}\n" for x in range(9))
    found = fitted(backprop, "y = a*x + b", "a=1", "b=0", "--loss", "cauchy", data=data)
    a, b = (its["value"] for its in found["parameters"].values())
    rows = [tuple(map(float, row)) for row in list(csv.reader(io.StringIO(data)))[1:]]
    assert found["residual_sum_of_squares"] == pytest.approx(sum((a * x + b - y) ** 2 for x, y in rows))
    assert found["r_squared"] < 0.6
    assert [its["start"] for its in found["parameters"].values()] == [1, 0]


def test_rows_come_back_where_the_model_is_defined_at_the_end(backprop: Run) -> None:
    data = "x,y\n" + "".join(
        f"{x / 2},{2 * math.sqrt(x / 2 - 0.5) + (-1) ** x / 100}\n" for x in range(2, 22)
    )
    for start in ("c=3", "c=0..10"):
        found = fitted(backprop, "y = a*sqrt(x - c)", "a=1", start, data=data)
        assert (found["rows"], found["left_out"]) == (20, 0)
        assert found["parameters"]["c"]["value"] == pytest.approx(0.5, abs=0.02)


def test_the_ends_of_the_range_are_told_from_nothing(backprop: Run) -> None:
    outcome = backprop("fit", "y = a*x + b", "a=1e-300..1e300", "b=0", stdin="x,y\n1,3\n2,5\n3,7\n")
    assert outcome.code == 0, outcome.stderr
    outcome = backprop("fit", "y = a*x", "a=1", stdin="x,y\n1,2e200\n2,4e200\n")
    assert (outcome.code, "too large" in outcome.stderr, "Warning" in outcome.stderr) == (1, True, False)


def test_what_cannot_be_written_is_told_before_the_fit(backprop: Run, tmp_path: Path) -> None:
    words = ("fit", MODEL, *STARTS)
    outcome = backprop(*words, "-o", "-", stdin=DECAY)
    assert (outcome.code, outcome.stdout) == (2, "")
    assert "-o takes a file" in outcome.stderr
    outcome = backprop(*words, "-o", str(tmp_path / "no" / "rows.csv"), stdin=DECAY)
    assert (outcome.code, outcome.stdout) == (2, "")
    outcome = backprop(*words, "--plot", str(tmp_path / "no" / "fit.svg"), stdin=DECAY)
    assert (outcome.code, outcome.stdout) == (2, "")
    assert "choose another place with --plot" in outcome.stderr
    clash = DECAY.replace("x,y,sy", "x,y,y_fit")
    outcome = backprop(*words, "-o", str(tmp_path / "rows.csv"), stdin=clash)
    assert (outcome.code, outcome.stdout) == (2, "")
    assert "already has a column y_fit" in outcome.stderr
    assert not [*tmp_path.iterdir()]


@pytest.mark.long
def test_random_lines_against_linear_algebra(backprop: Run) -> None:
    chance = random.Random(1)
    for _ in range(5):
        size = chance.randint(4, 40)
        rows = [(chance.uniform(-5, 5), chance.uniform(-5, 5), chance.gauss(0, 1)) for _ in range(size)]
        data = "u,v,y\n" + "".join(f"{u!r},{v!r},{y!r}\n" for u, v, y in rows)
        found = fitted(backprop, "y = a + b*u + c*sin(v)", "a=0", "b=0", "c=0", data=data)
        matrix = np.array([[1, u, math.sin(v)] for u, v, _ in rows])
        right = np.array([y for *_, y in rows])
        expected, (squares,), *_ = np.linalg.lstsq(matrix, right, rcond=None)
        assert [*values(found).values()] == pytest.approx([*expected], rel=1e-9, abs=1e-12)
        covariance = np.linalg.inv(matrix.T @ matrix) * squares / (size - 3)
        errors = np.sqrt(np.diag(covariance))
        assert [*values(found, "standard_error").values()] == pytest.approx([*errors], rel=1e-9)
