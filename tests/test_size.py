"""Size: nothing is recursive, so large programs are only long. (benchmarks/ measures the growth.)"""

import json

import pytest

from .conftest import Run

LARGE = 100_000


@pytest.mark.parametrize(
    ("program", "value", "gradient"),
    [
        ("(" * LARGE + "x" + ")" * LARGE, 2.0, 1.0),
        ("-" * LARGE + "x", 2.0, 1.0),
        ("abs(" * LARGE + "x" + ")" * LARGE, 2.0, 1.0),
        ("L = " + " + ".join(["x"] * LARGE), 2.0 * LARGE, LARGE),
        ("v = x\n" + "v = v*1\n" * LARGE, 2.0, 1.0),
        ("max(" + ", ".join(["x"] * LARGE) + ")", 2.0, 1.0),
        ("1 + " * LARGE + "x", LARGE + 2.0, 1.0),
        ("x*" + "7" * 100 + "0" * 100 + "/" + "7" * 100 + "0" * 100, 2.0, 1.0),
    ],
    ids=["parentheses", "minus signs", "calls", "terms", "statements", "arguments", "constants", "digits"],
)
def test_large_programs(backprop: Run, program: str, value: float, gradient: float) -> None:
    outcome = backprop("eval", "x=2", "--format", "json", stdin=program)
    assert outcome.code == 0
    record = json.loads(outcome.stdout)
    assert record["value"] == value
    assert record["gradient"] == {"x": gradient}


def test_a_large_table(backprop: Run) -> None:
    outcome = backprop("eval", "x=2", stdin="L = " + " + ".join(["x"] * LARGE))
    assert outcome.code == 0
    assert len(outcome.stdout.splitlines()) == 4 + 1 + (LARGE - 2) + LARGE


def test_an_open_parenthesis_in_a_large_program_is_found(backprop: Run) -> None:
    outcome = backprop("eval", "x=2", stdin="(" * LARGE + "x" + ")" * (LARGE - 1))
    assert outcome.code == 2
    assert outcome.stderr == "error: this parenthesis is never closed\n  " + "(" * 100 + "\n  ^\nadd ')'\n"


def test_a_name_of_100_000_letters(backprop: Run) -> None:
    name = "n" * LARGE
    outcome = backprop("eval", "-", stdin=f"{name} = 2; L = 3*{name}")
    assert outcome.stdout.startswith("L = 6\n\n  node")
