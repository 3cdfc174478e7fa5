"""JSON is strict on every way out: never NaN or Infinity, and the same characters everywhere."""

import json
import random

import pytest

from backprop.cli.formats import json as strict_json
from backprop.cli.views.document import document
from backprop.grammar.problem import CalculationProblem, Source
from backprop.writing.evaluation import Evaluation
from backprop.writing.result import Result

from . import fuzz
from .conftest import Run

_EXTREME = ("0", "-0.0", "5e-324", "1e-300", "-1e-160", "0.5", "1", "-3", "1e160", "-1e300", "1.7e308")


def strict(line: str) -> object:
    return json.loads(line, parse_constant=pytest.fail)


def test_a_step_leaves_an_input_without_a_value_where_it_is(backprop: Run) -> None:
    arguments = ("eval", "a = log(-1); b = x", "x=1", "--nudge", "0.1")
    outcome = backprop(*arguments, "--format", "json")
    described = strict(outcome.stdout)
    assert isinstance(described, dict)
    assert (outcome.code, described["gradient"]) == (0, {"a": 0.0, "x": 1.0})
    assert described["nudge"] == {"step": 0.1, "inputs": {"x": 1.1}, "value": 1.1, "predicted": 1.1}
    assert "each input moved by 0.1 times its gradient: x = 1.1\n" in backprop(*arguments).stdout


@pytest.mark.parametrize(
    ("program", "values", "step"),
    [
        ("y = 1e200*x", ["x=1"], "1e200"),
        ("y = where(t > 0, 0.5*x - t, 3)", ["x=1.7e308", "t=1"], "1e308"),  # which needs x no longer
        ("y = 1e200*x", ["x=1"], "1"),
    ],
)
def test_a_step_beyond_all_numbers_is_an_error(
    backprop: Run, program: str, values: list[str], step: str
) -> None:
    outcome = backprop("eval", program, *values, "--nudge", step, "--format", "json")
    assert (outcome.code, outcome.stdout) == (1, "")
    assert outcome.stderr == (
        f"error: a step of {float(step):g} along the gradient leads too far (above 1.8e308)\n"
        "choose a smaller --nudge\n"
    )


def test_a_small_step_along_a_steep_gradient(backprop: Run) -> None:
    outcome = backprop("eval", "y = 1e200*x", "x=1", "--nudge", "1e-300", "--format", "json")
    described = strict(outcome.stdout)
    assert isinstance(described, dict)
    assert described["nudge"]["predicted"] == pytest.approx(1e200, rel=1e-15)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_asked_at_extreme_values_is_strict(seed: int) -> None:
    chance = random.Random(seed)
    codes = set()
    for number in range(150):
        text = fuzz.expression(chance, ("a", "b", "x", "1e308", "0", "-2"))
        values = [f"{name}={chance.choice(_EXTREME)}" for name in ("a", "b", "x")]
        more = [[], ["--nudge=1e150"], ["--check", "--nudge=-1e-3"], ["--wrt", "a"]][number % 4]
        arguments = (
            ["hessian", text]
            if number % 5 == 0
            else ["eval", f"a = log(-1); y = where(b > 0, {text}, x*a)", *more]
        )
        with fuzz.limited(fuzz.HANGING):
            code, stdout, stderr = fuzz.run([*arguments, *values, "--format", "json"])
        codes.add(code)
        for line in stdout.splitlines():
            strict(line)
        assert "JSON" not in stderr, (arguments, values)  # no number is refused so late
    assert {0, 1} <= codes <= {0, 1, 2}


def test_a_number_that_is_not_finite_cannot_be_written() -> None:
    for number in (float("nan"), float("inf"), float("-inf")):
        with pytest.raises(CalculationProblem, match="infinite or undefined"):
            strict_json.dumps({"value": [number]})
        evaluation = Evaluation({"a": 1.0, "b": 2.0}, [], [])
        (result,) = evaluation.results(evaluation.read(Source("a*b")))
        assert isinstance(result, Result)
        assert document(result)
        result.gradient.local_derivatives[result.output][0] = number
        with pytest.raises(CalculationProblem, match="infinite or undefined"):
            document(result)


@pytest.mark.parametrize(
    ("variables", "name"),
    [
        ({"LC_ALL": "C"}, "θ"),
        ({"LC_ALL": "C.UTF-8"}, "θ"),
        ({"PYTHONIOENCODING": "ascii"}, r"\u03b8"),
        ({"PYTHONIOENCODING": "latin-1"}, r"\u03b8"),
    ],
)
def test_all_commands_escape_what_the_encoding_of_stdout_lacks(
    backprop: Run, variables: dict[str, str], name: str
) -> None:
    table = "θ\n3\n4\n"
    for arguments in (
        ("eval", "y = θ**2", "θ=3", "--nudge", "1"),
        ("eval", "--each", "θ +", "θ=3"),
        ("hessian", "y = θ**2", "θ=3"),
        ("map", "y = θ**2", "-", "--stats"),
    ):
        outcome = backprop(*arguments, "--format", "json", stdin=table, **variables)
        texts = outcome.stdout.splitlines()
        assert texts
        assert all(map(strict, texts))
        others = [character for text in texts for character in text if not character.isascii()]
        assert bool(others) == (name == "θ" and "--each" not in arguments), outcome.stdout
        assert set(others) <= {"θ"}
