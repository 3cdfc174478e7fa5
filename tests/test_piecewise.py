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
    ("condition", "x", "truth"),
    [
        ("x > 0 and log(x) > 1", -1.0, False), ("x > 0 and log(x) > 1", 3.0, True), ("x <= 0 or log(x) > 1", -1.0, True),
        ("x <= 0 or log(x) > 1", 2.0, False), ("not (x == 0 or 1/x > 1)", 0.0, False),
        ("x > 0 and (x > 1 and sqrt(x - 1) < 9)", 0.5, False), ("x < 0 or x < 1 or sqrt(x - 1) > 9", 0.5, True),
    ],
)  # fmt: skip
def test_the_second_condition_may_be_undefined_where_the_first_decides(
    condition: str, x: float, truth: bool
) -> None:
    value, gradient = derivatives(f"where({condition}, 2*x, x)", x=x)
    assert (value, gradient) == ((2 * x, {"x": 2.0}) if truth else (x, {"x": 1.0}))


def test_a_second_condition_that_decides_must_be_defined(backprop: Run) -> None:
    for condition in ("x < 0 and log(x) > 1", "x > 0 or log(x) > 1", "log(x) > 1 and x > 0"):
        outcome = backprop("eval", f"where({condition}, 1, x)", "x=-1")
        assert outcome.stderr.startswith("error: v1 = log(x) is undefined at x = -1\n"), condition
        assert outcome.code == 1


def test_a_condition_that_is_not_looked_at_has_no_kink(backprop: Run) -> None:
    assert backprop("eval", "where(x > 1 and x > 0, 1, x)", "x=0").stderr == ""
    assert "x > 0 changes at x = 0" in backprop("eval", "where(x < 1 and x > 0, 1, x)", "x=0").stderr


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
    ("x", "expected"),
    [
        (-1.0, (2.0, 0.0, 0.0, 0.0)),
        (2.0, (2.0, 1.0, 0.0, 0.0)),
        (3.0, (2.0, 0.0, 0.0, 1.0)),
    ],
)
def test_clip_between_equal_bounds_is_that_of_pytorch_and_a_kink(
    backprop: Run, x: float, expected: tuple[float, ...]
) -> None:
    outcome = backprop("eval", "y = clip(x, lo, hi)", f"x={x}", "lo=2", "hi=2", "--format", "plain")
    assert tuple(map(float, outcome.stdout.split())) == expected
    assert outcome.stderr.startswith(f"note: y = clip(x, lo, hi) has a kink at x = {x:g}, lo = 2, hi = 2; ")


@pytest.mark.parametrize(
    ("program", "message"),
    [
        (
            "x > 2",
            "error: '>' is not expected here\n  x > 2\n    ^\nconditions stand in where and before '?' only, as in where(x > 0, a, b)\n",
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


@pytest.mark.parametrize(
    ("program", "values", "message"),
    [
        ("relu(x)", ["x=0"], "note: v1 = relu(x) has a kink at x = 0; its derivative there is taken as 0\n  relu(x)\n  ^^^^\n"),
        ("y = 3*abs(x)", ["x=0"], "note: v1 = abs(x) has a kink at x = 0; its derivative there is taken as 0\n  y = 3*abs(x)\n        ^^^\n"),
        ("max(x, y)", ["x=2", "y=2"], "note: v1 = max(x, y) has a kink at x = 2, y = 2; its derivatives there are taken as 0.5 and 0.5\n  max(x, y)\n  ^^^\n"),
        ("min(x, 2)", ["x=2"], "note: v1 = min(x, 2) has a kink at x = 2; its derivative there is taken as 0.5\n  min(x, 2)\n  ^^^\n"),
        ("clip(x, 0, 1)", ["x=1"], "note: v1 = clip(x, 0, 1) has a kink at x = 1; its derivative there is taken as 1\n  clip(x, 0, 1)\n  ^^^^\n"),
        ("floor(x)", ["x=2"], "note: v1 = floor(x) jumps at x = 2; its derivative there is taken as 0\n  floor(x)\n  ^^^^^\n"),
        ("x % 2", ["x=4"], "note: v1 = x % 2 jumps at x = 4; its derivative there is taken as 1\n  x % 2\n    ^\n"),
        ("atan2(y, x)", ["y=0", "x=-2"], "note: v1 = atan2(y, x) jumps at y = 0, x = -2; its derivatives there are taken as -0.5 and 0\n  atan2(y, x)\n  ^^^^^\n"),
        ("where(not (x > 0 or x < -1), 1, x)", ["x=0"], "note: x > 0 changes at x = 0; the derivative is that of the branch taken\n  where(not (x > 0 or x < -1), 1, x)\n               ^\n"),
    ],
)  # fmt: skip
def test_a_kink_is_noted(backprop: Run, program: str, values: list[str], message: str) -> None:
    outcome = backprop("eval", program, *values)
    assert (outcome.stderr, outcome.code) == (message, 0)
    assert outcome.stdout


@pytest.mark.parametrize(
    "program", ["relu(x - 1)", "max(x, x)", "relu(0)*x", "max(max(x, 0), 5)", "where(0 > 0, 1, x)", "relu(relu(x) + 1)*0*y"]
)  # fmt: skip
def test_a_kink_that_changes_no_derivative_is_not_noted(backprop: Run, program: str) -> None:
    names = ["x=0", "y=1"] if "y" in program else ["x=0"]
    assert backprop("eval", program, *names).stderr == ""


def test_kinks_of_inputs_that_are_not_asked_for_are_not_noted(backprop: Run) -> None:
    assert backprop("eval", "y*relu(x) + where(x > 0, y, 2*y)", "x=0", "y=1", "--wrt", "y").stderr == ""


def test_many_kinks_are_counted(backprop: Run) -> None:
    outcome = backprop("eval", "+".join(f"relu(x{n})" for n in range(40)), *(f"x{n}=0" for n in range(40)))
    assert outcome.stderr.count("has a kink") == 3
    assert outcome.stderr.endswith("note: and 37 more of this kind\n")


def test_kinks_are_noted_for_every_line(backprop: Run) -> None:
    outcome = backprop("eval", "--each", "--format", "json", "x=0", stdin="abs(x)\n\nx\nrelu(x)\n")
    assert [line[:30] for line in outcome.stderr.splitlines() if "note" in line] == [
        "note: line 1: v1 = abs(x) has ",
        "note: line 4: v1 = relu(x) has",
    ]


def test_the_conventions_are_those_of_pytorch() -> None:
    assert derivatives("relu(x)", x=0.0)[1] == {"x": 0.0}
    assert derivatives("abs(x)", x=0.0)[1] == {"x": 0.0}
    assert derivatives("max(x, y)", x=3.0, y=3.0)[1] == {"x": 0.5, "y": 0.5}
    assert derivatives("min(x, y)", x=3.0, y=3.0)[1] == {"x": 0.5, "y": 0.5}
    assert derivatives("clip(x, 0, 1)", x=1.0)[1] == {"x": 1.0}
    assert derivatives("clip(x, 0, 1)", x=0.0)[1] == {"x": 1.0}
    assert derivatives("sign(x)", x=0.0)[1] == {"x": 0.0}
    assert derivatives("floor(x)", x=2.0)[1] == {"x": 0.0}


def test_only_different_nodes_meet_at_a_kink(backprop: Run) -> None:
    assert backprop("eval", "max(y, y) + clip(y, y, b)", "y=1", "b=2").stderr == ""
    assert (
        "clip(y, y, b) has a kink at y = 1, b = 1" in backprop("eval", "clip(y, y, b)", "y=1", "b=1").stderr
    )
    assert "v1 = max(y, z) has a kink" in backprop("eval", "max(y, z)", "y=1", "z=1").stderr


@pytest.mark.parametrize("program", ["abs(x)*sign(x)", "2*abs(x)*sign(x)"])
def test_kinks_that_hide_each_other_are_noted(backprop: Run, program: str) -> None:
    outcome = backprop("eval", program, "x=0", "--format", "plain")
    assert "abs(x) has a kink at x = 0" in outcome.stderr
    assert "sign(x) jumps at x = 0" in outcome.stderr
    assert "kink" in backprop("eval", program, "x=0", "--check").stdout.splitlines()[-1]


@pytest.mark.parametrize("program", ["abs(x)**2", "abs(x)**2 + abs(y)**2", "max(x, -x)**2"])
def test_a_kink_that_does_not_show_is_not_noted(backprop: Run, program: str) -> None:
    values = [f"{name}=0" for name in "xy" if name in program]
    assert backprop("eval", program, *values).stderr == ""
