"""Uncertain values and measurements: as people write them, and in files."""

import json
import math
import statistics
from pathlib import Path

import pytest

from .budgets import BUDGET_NOTE, described
from .conftest import Run

MEASUREMENTS = {
    "json": '{"a": {"value": 2, "uncertainty": 0.1, "dof": 9, "shape": "rectangular"}, '
    '"b": [10.02, "10.05", 9.98], "c": "2.00(10)", "d": {"value": "1/3", "uncertainty": "3%"}, '
    '"e": {"value": 7}, "correlations": [["b", "c", 0.36]]}',
    "toml": 'a = {value = 2, uncertainty = 0.1, dof = 9, shape = "rectangular"}\n'
    'b = [10.02, "10.05", 9.98]\nc = "2.00(10)"\ne.value = 7\ncorrelations = [["b", "c", 0.36]]\n'
    '[d]\nvalue = "1/3"\nuncertainty = "3%"\n',
}


@pytest.mark.parametrize("kind", MEASUREMENTS)
@pytest.mark.parametrize("is_piped", [False, True])
def test_measurements_in_a_file(backprop: Run, tmp_path: Path, kind: str, is_piped: bool) -> None:
    path, text = tmp_path / f"values.{kind}", MEASUREMENTS[kind]
    path.write_text(text)
    words = ("y = a*b*c*d*e", "--values", "-" if is_piped else str(path), "--format", "json")
    outcome = backprop("uncertainty", *words, stdin=text if is_piped else None)
    found = json.loads(outcome.stdout)["inputs"]
    readings = [10.02, 10.05, 9.98]
    assert found.keys() == {"a", "b", "c", "d"}
    assert (found["a"]["uncertainty"], found["a"]["degrees_of_freedom"]) == (0.1 / math.sqrt(3), 9)
    assert found["b"]["value"] == pytest.approx(statistics.mean(readings), rel=1e-15)
    assert found["b"]["uncertainty"] == pytest.approx(statistics.stdev(readings) / math.sqrt(3), rel=1e-15)
    assert (found["b"]["degrees_of_freedom"], found["c"]["uncertainty"]) == (2, 0.1)
    assert found["d"]["uncertainty"] == pytest.approx(0.01)
    (same,) = described(
        backprop,
        "y = a*b*c*d*e",
        *("a=2±0.1", f"b={found['b']['value']!r}±{found['b']['uncertainty']!r}", "c=2.00(10)", "d=1/3±3%"),
        *("e=7", "--shape", "a=rectangular", "--dof", "a=9", "--dof", "b=2", "--correlation", "c,b=0.36"),
    )
    assert same == json.loads(outcome.stdout)


def test_the_command_line_wins_over_measurements_in_a_file(backprop: Run, tmp_path: Path) -> None:
    path = tmp_path / "values.json"
    path.write_text(MEASUREMENTS["json"])
    words = ("y = a*b*c*d*e", "--values", str(path))
    (found,) = described(backprop, *words, "a=2", "--correlation", "c,b=0", "--dof", "b=5", "d=1/3")
    assert found["inputs"].keys() == {"b", "c"}
    assert found["inputs"]["b"]["degrees_of_freedom"] == 5
    assert sum(its["contribution"] ** 2 for its in found["inputs"].values()) == pytest.approx(
        found["uncertainty"] ** 2
    )
    (found,) = described(backprop, *words, "--shape", "a=triangular")
    assert found["inputs"]["a"]["uncertainty"] == pytest.approx(0.1 / math.sqrt(6), rel=1e-15)
    (found,) = described(backprop, "y = a", "--values", str(path))  # the others are of other programs
    assert found["inputs"].keys() == {"a"}
    (found,) = described(
        backprop, "y = b*c", "--values", str(path), "c=2"
    )  # a certain one has no correlation
    assert found["inputs"].keys() == {"b"}
    outcome = backprop("eval", *words, "--format", "json")
    assert json.loads(outcome.stdout)["value"] == pytest.approx(2 * 10.016666666666667 * 2 / 3 * 7)
    assert outcome.stderr == BUDGET_NOTE


def test_a_value_with_its_uncertainty_may_stand_in_an_object(backprop: Run, tmp_path: Path) -> None:
    path = tmp_path / "v.toml"
    path.write_text('a = {value = "3.0(1)", shape = "rectangular", dof = 9}\n')
    (found,) = described(backprop, "y = a", "--values", str(path))
    assert found["uncertainty"] == pytest.approx(0.1 / math.sqrt(3))
    assert found["degrees_of_freedom"] == 9
    (found,) = described(backprop, "y = a", "--values", str(path), "--shape", "a=normal")
    assert found["uncertainty"] == pytest.approx(0.1)


@pytest.mark.parametrize(
    "words",
    [
        ["a", "=", "2.0", "±", "0.1", "b=3±0.2"],
        ["a=2.0", "±", "0.1", "b", "=3", "+/-", "0.2"],
        ["a=", "2.0", "+/-", "0.1", "b=3±0.2"],
    ],
)
def test_blanks_around_plus_and_minus(backprop: Run, words: list[str]) -> None:
    (found,) = described(backprop, "y = a*b", *words)
    (plain,) = described(backprop, "y = a*b", "a=2.0±0.1", "b=3±0.2")
    assert found == plain


@pytest.mark.parametrize("value", ["L=0.842±0,001", "L=0.842±0.001 m", "L=0.842±0.001±0.02", "L=1±nan"])
def test_an_uncertain_value_that_cannot_be_read(backprop: Run, value: str) -> None:
    outcome = backprop("uncertainty", "y = 2*L", value)
    assert outcome.code == 2
    assert "write a value as in L=2.0±0.1: with a point, without a unit" in outcome.stderr


@pytest.mark.parametrize(
    ("value", "number", "around"),
    [("a=.5(1)", 0.5, 0.1), ("a=-.50(10)", -0.5, 0.1), ("a=5.(2)", 5, 2), ("a=.5(1.5)", 0.5, 1.5)],
)
def test_the_last_digits_of_a_number(backprop: Run, value: str, number: float, around: float) -> None:
    (found,) = described(backprop, "y = a", value)
    assert (found["value"], found["uncertainty"]) == (number, pytest.approx(around))


def test_what_may_be_a_product_is_refused(backprop: Run) -> None:
    outcome = backprop("uncertainty", "y = a", "a=1e5(2)")
    assert outcome.code == 2
    assert "an uncertainty is written 1(2)e5, a product 1e5*2" in outcome.stderr


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("y = a", "a=1±0.1", "--coverage", "99.99999999999999%"), 2, "takes a part between 0 and 1"),
        (("y = a", "a=1±0.1", "--dof", "a=1e300", "--coverage", "95%"), 0, ""),
        (("y = a", "a=1e308±9e307", "--coverage", "95%"), 1, "the interval of y goes beyond 1.8e308"),
        (("y = a", "a=1e308±1e308", "--monte-carlo", "1e4"), 1, "the interval of y goes beyond 1.8e308"),
        (("a = 2±0.1; y = a*3; a = 5; z = y*a", "a_1=7"), 0, "is not used"),
        (("y = a", "a=1±0.1", "--shape", "a=normal", "--shape", "a=arcsine"), 2, "says two things of a"),
        (("y = a", "a=1±0.1", "--monte-carlo", "1000", "--coverage", "0.01%"), 2, "draws at least"),
    ],
)
def test_the_ends_of_what_is_possible(backprop: Run, words: tuple[str, ...], code: int, message: str) -> None:
    outcome = backprop("uncertainty", *words)
    assert outcome.code == code, outcome.stderr
    assert message in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert "Warning" not in outcome.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1, "correlations": [["a", "b", 0.1]], "correlations": []}', "'correlations' are given twice"),
        ('{"a": {"value": 1, "uncertainty": 1, "dof": true}}', "are no number above 0"),
    ],
)
def test_files_that_say_too_much_or_nothing(backprop: Run, tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "v.json"
    path.write_text(text)
    outcome = backprop("uncertainty", "y = a", "--values", str(path))
    assert outcome.code == 2
    assert message in outcome.stderr


def test_several_shapes_in_one_word(backprop: Run) -> None:
    (found,) = described(backprop, "y = a + b", "a=1±1", "b=2±1", "--shape", "a=rectangular,b=triangular")
    assert found["uncertainty"] == pytest.approx(math.sqrt(1 / 3 + 1 / 6))
    outcome = backprop("uncertainty", "y = a", "a=1±1", "--shape", "a=uniform")
    assert "uniform is rectangular" in outcome.stderr


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ('{"a": []}', "v.json: the value of 'a' has no reading, and so no uncertainty", "give two"),
        ('{"a": [1]}', "v.json: the value of 'a' has one reading, and so no uncertainty", "give two"),
        ('{"a": [1, true]}', "v.json: a reading of 'a' is not a number", "readings are numbers"),
        ('{"a": [1, "2±1"]}', "v.json: a reading of 'a' is not a number", "readings are numbers"),
        ('{"a": [1, [2]]}', "v.json: a reading of 'a' is not a number", "readings are numbers"),
        ('{"a": [1, "x"]}', "v.json: a reading of 'a' is not a number", "readings are numbers"),
        ('{"a": [1, 1e999]}', "v.json: a reading of 'a' is not a number", "readings are numbers"),
        ('{"a": [1.7e308, 1.7e308]}', "v.json: the value of 'a' has readings that are too", ""),
        ('{"a": {"uncertainty": 1}}', "v.json: the value of 'a' is missing in its object", "value = 2.0"),
        ('{"a": {"value": 1, "dof": 2}}', "v.json: the value of 'a' has no uncertainty", "value = 2.0"),
        ('{"a": {"value": 1, "sd": 2}}', "v.json: the value of 'a' has no part 'sd'", "its parts: value"),
        ('{"a": {"value": 1, "value": 2}}', "v.json: the value of 'a' has a part twice", "leave one out"),
        ('{"a": {"value": [1], "uncertainty": 1}}', "v.json: the value of 'a' is not a number", "write a number"),
        ('{"a": {"value": "x", "uncertainty": 1}}', "v.json: the value of 'a' is not a constant", "write a number"),
        ('{"a": {"value": "1±1", "uncertainty": 1}}', "the value of 'a' has two uncertainties", "leave one out"),
        ('{"a": {"value": 1, "uncertainty": null}}', "the uncertainty of 'a' is not a number", "value = 2.0"),
        ('{"a": {"value": 1, "uncertainty": -1}}', "the uncertainty of 'a' is negative", "2.0±0.1"),
        ('{"a": {"value": 1, "uncertainty": 1, "dof": 0}}', "the degrees of freedom of 'a' are no", "dof = 9"),
        ('{"a": {"value": 1, "uncertainty": 1, "shape": "u"}}', "the shape of 'a' is unknown: u", "rectangular"),
        ('{"correlations": [["a", "b"]]}', "v.json: a correlation is two names and a number", '["a", "b", 0.36]'),
        ('{"correlations": [["a", "a", 0.5]]}', "v.json: the correlation of a and a is 0.5", "of two inputs"),
        ('{"correlations": [["a", "b", 2]]}', "v.json: the correlation of a and b is 2", "from -1 to 1"),
        ('{"correlations": [["a", "b", 0], ["b", "a", 0]]}', "correlation of b and a is 0", "given twice"),
        ('{"a": "1±1", "correlations": [["a", "z", 0.5]]}', "'z' of a correlation is not an input", "inputs: a"),
    ],
)  # fmt: skip
def test_measurements_that_are_none(
    backprop: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, message: str, hint: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "v.json").write_text(text)
    outcome = backprop("uncertainty", "y = a + b", "b=1±1", "--values", "v.json")
    assert (outcome.code, outcome.stdout) == (2, "")
    assert outcome.stderr.startswith("error: ")
    assert message in outcome.stderr
    assert hint in outcome.stderr
