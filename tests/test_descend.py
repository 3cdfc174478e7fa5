"""`backprop descend`: gradient descent, and the way to a minimum."""

import csv
import io
import json
import math
from pathlib import Path
from typing import Any

import pytest

from .conftest import Run, some

FUNCTIONS: dict[str, tuple[str, dict[str, float], dict[str, float], float]] = {
    "Rosenbrock": ("(1 - x)**2 + 100*(y - x**2)**2", {"x": -1.2, "y": 1}, {"x": 1, "y": 1}, 0),
    "Beale": (
        "(1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2",
        {"x": 1, "y": 1}, {"x": 3, "y": 0.5}, 0,
    ),
    "Himmelblau": ("(x**2 + y - 11)**2 + (x + y**2 - 7)**2", {"x": 1, "y": 1}, {"x": 3, "y": 2}, 0),
    "Booth": ("(x + 2*y - 7)**2 + (2*x + y - 5)**2", {"x": 0, "y": 0}, {"x": 1, "y": 3}, 0),
    "Matyas": ("0.26*(x**2 + y**2) - 0.48*x*y", {"x": 5, "y": -3}, {"x": 0, "y": 0}, 0),
    "McCormick": (
        "sin(x + y) + (x - y)**2 - 1.5*x + 2.5*y + 1",
        {"x": 0, "y": 0}, {"x": 1 / 2 - math.pi / 3, "y": -1 / 2 - math.pi / 3}, -1.9132229549810367,
    ),
    "Goldstein-Price": (
        "(1 + (x + y + 1)**2*(19 - 14*x + 3*x**2 - 14*y + 6*x*y + 3*y**2))"
        "*(30 + (2*x - 3*y)**2*(18 - 32*x + 12*x**2 + 48*y - 36*x*y + 27*y**2))",
        {"x": 0.2, "y": -0.8}, {"x": 0, "y": -1}, 3,
    ),
    "three-hump camel": ("2*x**2 - 1.05*x**4 + x**6/6 + x*y + y**2", {"x": 0.5, "y": 0.5}, {"x": 0, "y": 0}, 0),
    "Styblinski-Tang": (
        "(x**4 - 16*x**2 + 5*x + y**4 - 16*y**2 + 5*y)/2",
        {"x": -2, "y": -2}, {"x": -2.9035340277711771, "y": -2.9035340277711771}, -78.332331407543,
    ),
    "Wood": (
        "100*(b - a**2)**2 + (1 - a)**2 + 90*(d - c**2)**2 + (1 - c)**2 + 10.1*((b - 1)**2 + (d - 1)**2)"
        " + 19.8*(b - 1)*(d - 1)",
        {"a": -3, "b": -1, "c": -3, "d": -1}, {"a": 1, "b": 1, "c": 1, "d": 1}, 0,
    ),
    "Zakharov": (
        "x**2 + y**2 + (0.5*x + y)**2 + (0.5*x + y)**4", {"x": 4, "y": -7}, {"x": 0, "y": 0}, 0,
    ),
}  # fmt: skip
"""Test functions of optimisation: the formula, a start, the minimum that is reached, and the value there.

Source: J. J. Moré, B. S. Garbow, K. E. Hillstrom, ACM Trans. Math. Softw. 7 (1981); M. Jamil, X.-S. Yang,
A literature survey of benchmark functions, arXiv:1308.4008.
"""

NETWORK = """\
n(x, y, a, b, c) = tanh(a*x + b*y + c)
h = n(x, y, a1, b1, c1)
k = n(x, y, a2, b2, c2)
L = (n(h, k, a3, b3, c3) - t)**2
"""
STARTS = "a1=0.5 b1=0.4 c1=0.3 a2=-0.6 b2=-0.3 c2=0.2 a3=0.5 b3=0.6 c3=0.1".split()
EXCLUSIVE_OR = "x,y,t\n-1,-1,-1\n-1,1,1\n1,-1,1\n1,1,-1\n"


def found(backprop: Run, *words: str, code: int = 0, stdin: str | None = None) -> list[dict[str, Any]]:
    outcome = backprop("descend", *words, "--format", "json", stdin=stdin)
    assert outcome.code == code, outcome.stderr
    return [json.loads(line) for line in outcome.stdout.splitlines()]


@pytest.mark.parametrize("name", some(3, FUNCTIONS))
def test_functions_of_optimisation(backprop: Run, name: str) -> None:
    formula, start, minimum, value = FUNCTIONS[name]
    words = [f"{each}={at}" for each, at in start.items()]
    (its,) = found(backprop, formula, *words, "--to-minimum")
    assert its["kind"] == "a minimum"
    assert its["inputs"] == pytest.approx(minimum, rel=1e-9, abs=1e-9)
    assert its["value"] == pytest.approx(value, rel=1e-12, abs=1e-12)
    assert its["gradient_length"] == pytest.approx(0, abs=1e-7)
    assert min(its["eigenvalues"]) > 0


def test_each_step_is_against_the_gradient(backprop: Run) -> None:
    steps = found(backprop, "L = (x - 3)**2 + y**2", "x=0", "y=1", "--rate", "0.1", "--steps", "30")
    assert [its["step"] for its in steps] == [*range(31)]
    x, y = 0.0, 1.0
    for its in steps:
        assert its["inputs"] == pytest.approx({"x": x, "y": y}, rel=1e-14)
        assert its["value"] == pytest.approx((x - 3) ** 2 + y**2)
        assert its["gradient_length"] == pytest.approx(math.hypot(2 * (x - 3), 2 * y))
        x, y = x - 0.2 * (x - 3), y - 0.2 * y


def test_the_table_of_steps(backprop: Run) -> None:
    lines = backprop(
        "descend", "L = x**2", "x=1", "--rate", "0.25", "--steps", "4", "--every", "3"
    ).stdout.splitlines()
    assert lines[0] == "L = x**2"
    assert [line.split() for line in lines[4:]] == [
        ["0", "1", "1", "2"], ["3", "0.015625", "0.125", "0.25"], ["4", "0.00390625", "0.0625", "0.125"],
    ]  # fmt: skip


def test_some_inputs_are_held(backprop: Run) -> None:
    steps = found(backprop, "L = a*x**2", "a=2", "x=1", "--wrt", "x", "--rate", "0.1", "--steps", "1")
    assert [its["inputs"] for its in steps] == [{"x": 1.0}, {"x": 0.6}]
    (its,) = found(backprop, "k = 3; L = (x - k)**2", "x=1", "--wrt", "x", "--to-minimum")
    assert its["inputs"] == {"x": 3.0}


def test_a_two_layer_network_learns_exclusive_or(backprop: Run, tmp_path: Path) -> None:
    program, data = tmp_path / "network.bp", tmp_path / "xor.csv"
    program.write_text(NETWORK)
    data.write_text(EXCLUSIVE_OR)
    words = ("-f", str(program), str(data), *STARTS, "--rate", "0.5", "--steps", "500")
    steps = found(backprop, *words)
    assert steps[0]["value"] > 0.9
    assert steps[-1]["value"] < 0.001
    values = [its["value"] for its in steps]
    assert values[100:] == sorted(values[100:], reverse=True)
    learnt = [f"{name}={value!r}" for name, value in steps[-1]["inputs"].items()]
    outcome = backprop("map", "-f", str(program), str(data), *learnt, "--only", "--of", "L")
    losses = [float(row["L"]) for row in csv.DictReader(io.StringIO(outcome.stdout))]
    assert sum(losses) / 4 == pytest.approx(steps[-1]["value"], rel=1e-9)


def test_the_mean_over_rows_is_that_of_the_fit(backprop: Run) -> None:
    data = "x,y\n1,3.1\n2,4.8\n3,7.2\n4,9.1\n"
    (its,) = found(backprop, "L = (w*x + b - y)**2", "-", "w=0", "b=0", "--to-minimum", stdin=data)
    fit = json.loads(backprop("fit", "y = w*x + b", "w=0", "b=0", "--format", "json", stdin=data).stdout)
    expected = {name: part["value"] for name, part in fit["parameters"].items()}
    assert its["inputs"] == pytest.approx(expected, rel=1e-9)
    assert its["value"] == pytest.approx(fit["residual_sum_of_squares"] / 4, rel=1e-9)
    assert its["eigenvalues"] == pytest.approx([0.29939, 16.70061], abs=1e-5)  # of [[15, 5], [5, 2]]


@pytest.mark.parametrize(
    ("formula", "start", "kind"),
    [
        ("x**2 - y**2", ["x=0", "y=0"], "a saddle"),
        ("-x**2 - y**2", ["x=0", "y=0"], "a maximum"),
        ("x**2 + 0*y", ["x=1", "y=0"], "a flat direction"),
        ("(x - y)**2", ["x=1", "y=0"], "a flat direction"),
        ("x**3", ["x=1"], "a flat point"),
    ],
)
def test_what_a_point_is(backprop: Run, formula: str, start: list[str], kind: str) -> None:
    (its,) = found(backprop, formula, *start, "--to-minimum")
    assert its["kind"] == kind


@pytest.mark.parametrize("scale", ["1e-9", "1e-200", "1e200"])
def test_the_unit_of_the_output_does_not_matter(backprop: Run, scale: str) -> None:
    (its,) = found(backprop, f"L = {scale}*(x - 2)**2", "x=1", "--to-minimum")
    assert its["kind"] == "a minimum"
    assert its["inputs"]["x"] == pytest.approx(2)


@pytest.mark.parametrize("formula", ["x", "exp(x)", "1/x"])
def test_functions_without_a_minimum(backprop: Run, formula: str) -> None:
    outcome = backprop("descend", formula, "x=1", "--to-minimum")
    assert outcome.code == 1
    assert "without" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_a_rate_that_is_too_large(backprop: Run) -> None:
    outcome = backprop("descend", "x**4", "x=10", "--rate", "1")
    assert outcome.code == 1
    assert "error: step 4: " in outcome.stderr
    assert "choose a smaller --rate" in outcome.stderr
    assert len(outcome.stdout.splitlines()) == 8
    outcome = backprop("descend", "log(x)", "x=1", "--rate", "1")
    assert "step 1: v1 = log(x) is undefined at x = 0" in outcome.stderr


@pytest.mark.parametrize(
    ("words", "data", "message", "code"),
    [
        (("L = x**2",), None, "no value for x", 2),
        (("L = x**2; M = x", "x=1"), None, "a descent is of one output, but there are 2", 2),
        (("L = x**2", "x=1", "--rate", "0"), None, "--rate takes a number above 0", 2),
        (("L = x**2", "x=1", "--rate", "nan"), None, "--rate takes a number above 0", 2),
        (("L = x**2", "x=1", "--wrt", "q"), None, "'q' is not an input of the program", 2),
        (("L = log(x)", "x=-1"), None, "L = log(x) is undefined at x = -1", 1),
        (("L = w*x", "-", "w=1", "--wrt", "x"), "x\n1\n", "'x' is a column", 2),
        (("L = x", "-"), "x\n1\n", "nothing can move: all inputs are columns", 2),
        (("L = w*x", "-"), "x\n1\n", "no value for w", 2),
        (("L = w*x", "-", "w=1"), "x\n\n", "no row is left to learn from", 1),
        (("L = w*log(x)", "-", "w=1"), "x\n1\n-1\n", "L or a derivative of it is undefined in some row", 1),
        (("L = w*x", "nowhere.csv", "w=1"), None, "there is no file nowhere.csv", 2),
    ],
)
def test_what_is_refused(
    backprop: Run, words: tuple[str, ...], data: str | None, message: str, code: int
) -> None:
    outcome = backprop("descend", *words, stdin=data)
    assert message in outcome.stderr
    assert outcome.code == code
    assert "Traceback" not in outcome.stderr


def test_formats(backprop: Run) -> None:
    words: tuple[str, ...] = ("L = (x - 3)**2", "x=0", "--steps", "2")
    assert backprop("descend", *words, "--format", "csv").stdout.splitlines()[0] == "step,L,x,gradient_length"
    assert backprop("descend", *words, "--format", "env").stdout.splitlines()[1].startswith("x=")
    words = ("L = (x - 3)**2", "x=0", "--to-minimum")
    assert (
        backprop("descend", *words, "--format", "csv").stdout.splitlines()[0] == "input,value,gradient,start"
    )
    assert backprop("descend", *words, "--format", "plain").stdout == "0.0\t3.0\n"
    assert "| x |" in backprop("descend", *words, "--format", "markdown").stdout
