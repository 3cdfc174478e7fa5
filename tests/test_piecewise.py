"""Piecewise models: where, conditions, clip."""

import pytest

from .conftest import Run
from .programs import derivatives, evaluate


def test_the_gradient_flows_through_the_branch_taken() -> None:
    program = "y = where(x > 0, x**2, -3*x)"
    assert derivatives(program, x=2.0) == (4.0, {"x": 4.0})
    assert derivatives(program, x=-2.0) == (6.0, {"x": -3.0})
    assert derivatives(program, x=0.0) == (0.0, {"x": -3.0})


@pytest.mark.parametrize(
    "program",
    [
        "where(x > 0, log(x), 0)",
        "where(x <= 0, 0, sqrt(x))",
        "where(x > 0, 1/(x + 1), 0*x)",
        "l = sqrt(x); where(x > 0, l, 0)",
    ],
)
def test_the_other_branch_may_be_undefined_without_harm(program: str) -> None:
    assert derivatives(program, x=-1.0) == (0.0, {"x": 0.0})


def test_the_derivative_of_the_other_branch_may_be_undefined_too() -> None:
    assert derivatives("where(x > 0, sqrt(x), 2*x)", x=0.0) == (0.0, {"x": 2.0})


def test_an_undefined_branch_that_is_taken_and_an_undefined_condition_are_errors(backprop: Run) -> None:
    outcome = backprop("eval", "where(x < 0, log(x), 0)", "x=-1")
    assert (outcome.code, outcome.stderr.splitlines()[0]) == (1, "error: v1 = log(x) is undefined at x = -1")
    outcome = backprop("eval", "where(log(x) > 0, 1, x)", "x=-1")
    assert (outcome.code, outcome.stderr.splitlines()[0]) == (1, "error: v1 = log(x) is undefined at x = -1")


@pytest.mark.parametrize(
    ("condition", "truth"),
    [
        ("a < b", True), ("a > b", False), ("a <= a", True), ("a >= b", False), ("a == a", True), ("a != a", False),
        ("a ≤ b", True), ("a ≥ b", False), ("a ≠ b", True), ("not a > b", True), ("not not a < b", True),
        ("a < b and b < a", False), ("a < b or b < a", True), ("a < b or b < a and a > b", True),
        ("(a < b or b < a) and a > b", False), ("not (a < b and b < 5)", False), ("(a) < (b)", True), ("((a < b))", True),
        ("a + 1 < b*2 and -a < b", True), ("and_ == 3", True), ("and < or", True), ("`not` < 7", True),
],
)  # fmt: skip
def test_conditions(condition: str, truth: bool) -> None:
    values = {"a": 1.0, "b": 2.0, "and_": 3.0, "and": 4.0, "or": 5.0, "not": 6.0}
    value, _ = derivatives(f"where({condition}, 1, 0)", **values)
    assert value == truth


def test_the_words_of_conditions_are_names_elsewhere() -> None:
    assert derivatives("and + or*not + where", **{"and": 1.0, "or": 2.0, "not": 3.0, "where": 4.0})[0] == 11.0


def test_conditions_are_written_where_they_stand() -> None:
    record = evaluate("y = where(not (x > 0 and x <= a*2) or a == 2, x**2, a*x)", x=1.0, a=3.0)
    expressions = [node["expression"] for node in record["nodes"]]
    assert "where(not (x > 0 and x <= v1) or a == 2, v2, v3)" in expressions
    assert [node["name"] for node in record["nodes"] if node["expression"]] == ["v3", "y"]


@pytest.mark.parametrize(
    ("x", "expected"),
    [
        (-1.0, (0.0, 0.0, 1.0, 0.0)),
        (0.5, (0.5, 1.0, 0.0, 0.0)),
        (3.0, (2.0, 0.0, 0.0, 1.0)),
        (2.0, (2.0, 1.0, 0.0, 0.0)),
        (0.0, (0.0, 1.0, 0.0, 0.0)),
    ],
)
def test_clip(x: float, expected: tuple[float, ...]) -> None:
    value, gradient = derivatives("clip(x, lo, hi)", x=x, lo=0.0, hi=2.0)
    assert (value, *gradient.values()) == expected


@pytest.mark.parametrize(
    ("program", "message"),
    [
        (
            "x > 2",
            "error: '>' is not expected here\n  x > 2\n    ^\nconditions stand in where only, as in where(x > 0, a, b)\n",
        ),
        (
            "where(0 < x < 1, 1, 2)",
            "error: '<' is not expected here\n  where(0 < x < 1, 1, 2)\n              ^\nto compare twice, write 'and', as in where(0 < x and x < 1, a, b)\n",
        ),
        (
            "where(x, 1, 2)",
            "error: a condition is missing before ','\n  where(x, 1, 2)\n         ^\nwhere takes a condition first, as in where(x > 0, a, b)\n",
        ),
        (
            "where(x > 1, x)",
            "error: a value is missing before ')'\n  where(x > 1, x)\n                ^\nwhere takes a condition and two values, as in where(x > 0, a, b)\n",
        ),
    ],
)
def test_conditions_in_the_wrong_place(backprop: Run, program: str, message: str) -> None:
    outcome = backprop("eval", program, "x=1")
    assert (outcome.stderr, outcome.code) == (message, 2)
