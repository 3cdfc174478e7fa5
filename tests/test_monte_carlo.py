"""`uncertainty --monte-carlo`: against JCGM 101:2008, known distributions, and one point at a time."""

import json
import math
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from backprop.grammar.parser import parse
from backprop.grammar.problem import Source
from backprop.graph.propagation import Shape, Spread, factor
from backprop.tables.draws import Draws
from backprop.tables.monte_carlo import run
from backprop.writing.budget import Measured
from backprop.writing.calculation import calculate
from backprop.writing.sampling import MonteCarlo, Sampling

from .budgets import described
from .conftest import Run, some

MASS = (
    "dm = (m + d)*(1 + (a - 1.2)*(1/w - 1/r)) - 1e5",
    *("m=100000±0.050", "d=1.234±0.020", "a=1.2±0.1", "w=8000±1000", "r=8000±50"),
    *("--shape", "a=rectangular", "--shape", "w=rectangular", "--shape", "r=rectangular"),
)
"""JCGM 101:2008, 9.3, in mg and kg/m3."""


def drawn(backprop: Run, *words: str, draws: str = "1e6") -> dict[str, Any]:
    (found,) = described(backprop, *words, "--monte-carlo", draws)
    its = found["monte_carlo"]
    assert isinstance(its, dict)
    return its


@pytest.mark.parametrize(
    ("widths", "shape", "uncertainty", "end", "validated"),
    some(
        1,
        [  # JCGM 101:2008, tables 2 to 4
            ([1, 1, 1, 1], "normal", 2.00, 3.92, True),
            ([math.sqrt(3)] * 4, "rectangular", 2.00, 3.88, True),
            ([math.sqrt(3)] * 3 + [10 * math.sqrt(3)], "rectangular", 10.15, 17.0, False),
        ],
    ),
)
def test_a_sum(
    backprop: Run, widths: list[float], shape: str, uncertainty: float, end: float, validated: bool
) -> None:
    words = ["Y = a + b + c + d"]
    words += [f"{name}=0±{width!r}" for name, width in zip("abcd", widths, strict=True)]
    if shape != "normal":
        words += [word for name in "abcd" for word in ("--shape", f"{name}={shape}")]
    its = drawn(backprop, *words, draws="1e7")
    assert its["mean"] == pytest.approx(0, abs=4 * uncertainty / 1e3)
    assert its["uncertainty"] == pytest.approx(uncertainty, rel=0.003)
    for interval in (its["interval"], its["shortest"]):
        assert interval == pytest.approx([-end, end], abs=0.02 * uncertainty)
    assert its["validated"] is validated


def test_the_calibration_of_a_mass(backprop: Run) -> None:
    """Table 5: 0.0754 by draws and 0.0750 by the second order, where the first one gives 0.0539."""
    (found,) = described(backprop, *MASS, "--monte-carlo", "1e6")
    its = found["monte_carlo"]
    assert its["mean"] == pytest.approx(1.2341, abs=3e-4)
    assert its["uncertainty"] == pytest.approx(0.0754, abs=2e-4)
    assert its["shortest"] == pytest.approx([1.0834, 1.3825], abs=5e-3)
    assert found["uncertainty"] == pytest.approx(0.0539, abs=5e-5)
    assert found["second_order"]["uncertainty"] == pytest.approx(0.0750, abs=5e-5)
    assert its["validated"] is False


@pytest.mark.parametrize(
    ("x", "mean", "uncertainty", "shortest"),
    [(0, 50, 50, (0, 150)), (0.010, 150, 112, (0, 367)), (0.050, 2551, 502, (1590, 3543))],
)
def test_a_comparison_loss(
    backprop: Run, x: float, mean: float, uncertainty: float, shortest: tuple[float, float]
) -> None:
    """JCGM 101:2008, 9.4.2, table 6."""
    its = drawn(backprop, "Y = 1e6*(a**2 + b**2)", f"a={x}±0.005", "b=0±0.005")
    assert its["mean"] == pytest.approx(mean, rel=0.01)
    assert its["uncertainty"] == pytest.approx(uncertainty, rel=0.01)
    assert its["shortest"] == pytest.approx(shortest, rel=0.02, abs=2)


def test_correlated_inputs_are_drawn_jointly(backprop: Run) -> None:
    """The exact variance of a product of normal inputs."""
    words = ("y = a*b", "a=3±1", "b=2±0.5", "--correlation", "a,b=0.8")
    its = drawn(backprop, *words)
    covariance = 0.8 * 0.5
    variance = 9 * 0.25 + 4 + 2 * 6 * covariance + 0.25 + covariance**2
    assert its["mean"] == pytest.approx(6 + covariance, rel=0.003)
    assert its["uncertainty"] == pytest.approx(math.sqrt(variance), rel=0.003)


@pytest.mark.parametrize("sign", [1, -1])
def test_inputs_that_are_one(backprop: Run, sign: int) -> None:
    words = ("y = a - b", "a=3±1", "b=2±1", "--correlation", f"a,b={sign}")
    its = drawn(backprop, *words)
    assert its["uncertainty"] == pytest.approx(0 if sign == 1 else 2, abs=0.01)


def test_a_matrix_of_correlations_is_a_product() -> None:
    correlations = {("a", "b"): 0.5, ("c", "a"): -0.3, ("b", "c"): 0.2}
    rows = factor(["a", "b", "c"], correlations)
    product = [[sum(x * y for x, y in zip(one, other, strict=False)) for other in rows] for one in rows]
    assert [x for row in product for x in row] == pytest.approx([1, 0.5, -0.3, 0.5, 1, 0.2, -0.3, 0.2, 1])


@pytest.mark.parametrize(
    ("shape", "kurtosis"), [("normal", 3.0), ("rectangular", 1.8), ("triangular", 2.4), ("arcsine", 1.5)]
)
def test_the_shapes(shape: str, kurtosis: float) -> None:
    draws = Draws({"x": 1.0}, Measured({}, {"x": Spread(2.0, shape=Shape[shape.upper()])}, {}), 7).block(
        0, 1_000_000
    )["x"]
    scaled = (draws - 1.0) / 2.0
    assert scaled.mean() == pytest.approx(0, abs=0.005)
    assert (scaled**2).mean() == pytest.approx(1, abs=0.005)
    assert (scaled**4).mean() == pytest.approx(kurtosis, rel=0.02)
    half = Shape[shape.upper()].half_width
    assert half is None or abs(scaled).max() == pytest.approx(half, rel=0.002)


def test_readings_have_students_distribution(backprop: Run) -> None:
    """Scaled by the uncertainty, its variance is nu/(nu - 2) times larger (6.4.9.7)."""
    its = drawn(backprop, "y = 2*x", "x=1±0.5", "--dof", "x=6")
    assert its["uncertainty"] == pytest.approx(math.sqrt(6 / 4), rel=0.01)
    assert its["interval"] == pytest.approx([2 - 2.447, 2 + 2.447], abs=0.02)
    assert its["validated"] is True


def test_one_seed_gives_the_same_numbers_everywhere(backprop: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("R = U/I", "U=12±0.1", "I=0.5±0.01", "--monte-carlo", "600000", "--format", "json")
    first = backprop("uncertainty", *words, "--seed", "3").stdout
    monkeypatch.setenv("POLARS_MAX_THREADS", "1")
    assert backprop("uncertainty", *words, "--seed", "3").stdout == first
    other_order = ("R = U/I", "I=0.5±0.01", "U=12±0.1", *words[3:])
    assert backprop("uncertainty", *other_order, "--seed", "3").stdout == first
    its = json.loads(first)["monte_carlo"]
    assert its["mean"] == pytest.approx(24.00988666948565, rel=1e-13)
    assert its["shortest"] == pytest.approx([23.004368680080443, 25.046006561537823], rel=1e-13)
    assert json.loads(backprop("uncertainty", *words).stdout)["monte_carlo"] != its


def test_each_draw_is_what_the_program_gives_there() -> None:
    program = parse(Source("k = 2; y = sin(a*b) + k*a; z = sqrt(b); k = 3; w = k*y"))
    values, spreads = {"a": 1.0, "b": 2.0, "k": 5.0}, {"a": Spread(0.3), "b": Spread(0.1), "k": Spread(1.0)}
    calculation = calculate(program, values)
    outputs = [*program.outputs]
    measured = Measured(values, spreads, {})
    found, _ = run(calculation, outputs, measured, Sampling(50, 1, 0.5), lambda _: None)
    block = Draws(values, measured, 1).block(0, 50)
    for output in outputs:
        its = found[output]
        assert isinstance(its, MonteCarlo)
        expected = [
            calculate(program, {name: float(array[row]) for name, array in block.items()}).values[output]
            for row in range(50)
        ]
        assert its.mean == pytest.approx(sum(expected) / 50, rel=1e-12)
        assert its.interval[0] == pytest.approx(sorted(expected)[12], rel=1e-12)


def test_several_outputs_come_from_the_same_draws(backprop: Run) -> None:
    found = described(
        backprop, "x = a + b; y = a + b; z = 2*a + 2*b", "a=1±1", "b=2±1", "--monte-carlo", "1e4"
    )
    means = [its["monte_carlo"]["mean"] for its in found]
    assert means[0] == means[1] == pytest.approx(means[2] / 2)


def test_draws_without_a_value_are_left_out_and_counted(backprop: Run) -> None:
    outcome = backprop("uncertainty", "y = sqrt(x)", "x=1±0.5", "--monte-carlo", "100000", "--format", "json")
    its = json.loads(outcome.stdout)["monte_carlo"]
    assert its["undefined"] == pytest.approx(2275, abs=250)
    assert f"{its['undefined']:,} of 100,000 draws of y have no value, and are left out" in outcome.stderr


def test_few_draws_cannot_tell(backprop: Run) -> None:
    words = ("y = a + b", "a=1±0.6", "b=2±0.6")
    assert drawn(backprop, *words, draws="1000")["validated"] is None
    assert drawn(backprop, *words, draws="1e7")["validated"] is True


def test_what_a_person_sees(backprop: Run) -> None:
    outcome = backprop("uncertainty", "y = x**2", "x=0±10", "--monte-carlo", "1e6")
    assert "Monte Carlo, 1,000,000 draws: 100 ± 140" in outcome.stdout
    assert "shortest 95 %: 0 to 380" in outcome.stdout
    assert "the first order is not validated to two digits" in outcome.stdout
    outcome = backprop("uncertainty", "y = a + b", "a=1±0.6", "b=2±0.6", "--monte-carlo", "1e7")
    assert "the first order is validated to two digits (within 0.005)" in outcome.stdout
    outcome = backprop("uncertainty", "y = a + b", "a=1±0.6", "b=2±0.6", "--monte-carlo", "1e4")
    assert "too few draws to tell whether the first order is right to two digits; about" in outcome.stdout
    words = (
        "y = a",
        "a=1±1",
        "--dof",
        "a=0.5",
        "--monte-carlo",
        "1e5",
        "--coverage",
        "99.9%",
        "--format",
        "latex",
    )
    assert r"]_{99.9\,\%}" in backprop("uncertainty", *words).stdout


def test_an_order_of_nothing_is_not_validated(backprop: Run) -> None:
    assert drawn(backprop, "y = x**2", "x=0±0.05", draws="1e5")["validated"] is False
    assert drawn(backprop, "y = x**2", "x=2±0", draws="1e4")["validated"] is True


@pytest.mark.parametrize("scale", [1e200, 1e-200, 1e307])
def test_the_ends_of_the_range(backprop: Run, scale: float) -> None:
    its = drawn(backprop, "y = x", f"x={scale}±{scale / 100}", draws="1e5")
    assert its["uncertainty"] == pytest.approx(scale / 100, rel=0.01)


def test_the_least_draws_of_a_small_part(backprop: Run) -> None:
    words = ("uncertainty", "y = x", "x=1±0.1", "--coverage", "0.01%", "--monte-carlo")
    assert "takes 10,000 draws at least" in backprop(*words, "100").stderr
    assert backprop(*words, "10000").code == 0


def test_json_keeps_to_its_schema(backprop: Run) -> None:
    schema = json.loads(backprop("schema", "uncertainty").stdout)
    for found in described(backprop, *MASS, "--monte-carlo", "1e4", "--coverage", "99%"):
        jsonschema.validate(found, schema)
        assert found["monte_carlo"]["probability"] == 0.99


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--monte-carlo", "many"), "give a whole number of draws, such as 1e6"),
        (("--monte-carlo", "0"), "give a whole number of draws"),
        (("--monte-carlo", "1e9"), "100,000,000 at most"),
        (("--monte-carlo", "100"), "an interval of 95 % takes 200 draws at least"),
        (("--monte-carlo", "1e4", "--seed", "-1"), "-1 is not in the range"),
        (("--monte-carlo", "1e4", "--format", "csv"), "--monte-carlo is shown in table"),
        (("--seed", "1"), "--seed is for --monte-carlo"),
    ],
)
def test_what_cannot_be_drawn_is_refused(backprop: Run, words: tuple[str, ...], message: str) -> None:
    outcome = backprop("uncertainty", "y = a*b", "a=1±0.1", "b=2±0.1", *words)
    assert outcome.code == 2
    assert message in outcome.stderr
    assert not outcome.stdout


def test_correlated_inputs_of_other_shapes_are_refused(backprop: Run) -> None:
    words = ("y = a*b", "a=1±0.1", "b=2±0.1", "--correlation", "a,b=0.5", "--shape", "b=rectangular")
    outcome = backprop("uncertainty", *words, "--monte-carlo", "1e4")
    assert outcome.code == 2
    assert "b is rectangular, and correlated inputs are drawn from a normal distribution" in outcome.stderr
    words = (*words[:-2], "--dof", "b=5")
    outcome = backprop("uncertainty", *words, "--monte-carlo", "1e4")
    assert outcome.code == 0
    assert "b is correlated, so it is drawn without its degrees of freedom" in outcome.stderr


def test_an_output_without_a_value_leaves_the_others(backprop: Run) -> None:
    words = ("y = log(1e-6 - abs(x)); z = 2*x", "x=0±1")
    outcome = backprop("uncertainty", *words, "--monte-carlo", "1e4")
    assert outcome.code == 1
    assert "of 10,000 draws of y have a value" in outcome.stderr
    assert outcome.stdout.startswith("z = 2*x = ")


def test_it_says_what_is_missing(backprop: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "polars.py").write_text("raise ImportError\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    outcome = backprop("uncertainty", "y = 2*a", "a=1±0.1", "--monte-carlo", "1e4")
    assert outcome.code == 2
    assert "draws of Monte Carlo need the package polars" in outcome.stderr
