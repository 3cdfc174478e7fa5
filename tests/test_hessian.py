"""`backprop hessian`: the matrix of second derivatives."""

import json
import re

import pytest

from backprop.writing.curvature import hessian

from .conftest import Run
from .derivatives import CASES, check_second_derivatives, read, values


@pytest.mark.parametrize("text", CASES)
def test_second_derivatives_against_mpmath(text: str) -> None:
    check_second_derivatives(text, values(read(text)[0]))


def test_hessian(backprop: Run) -> None:
    rosenbrock = ["f = (1 - x)**2 + 100*(y - x**2)**2", "x=1", "y=1"]
    assert backprop("hessian", *rosenbrock, "--format", "plain").stdout == "802.0\t-400.0\n-400.0\t200.0\n"
    assert (
        backprop("hessian", *rosenbrock, "--format", "csv").stdout
        == "output,input,x,y\nf,x,802.0,-400.0\nf,y,-400.0,200.0\n"
    )
    two = backprop("hessian", "p = x*y; q = x**2", "x=1", "y=2", "--format", "csv").stdout
    assert two == "output,input,x,y\np,x,0.0,1.0\np,y,1.0,0.0\nq,x,2.0,0.0\nq,y,0.0,0.0\n"
    record = json.loads(backprop("hessian", *rosenbrock, "--format", "json").stdout)
    assert record["hessian"] == {"x": {"x": 802.0, "y": -400.0}, "y": {"x": -400.0, "y": 200.0}}
    table = backprop("hessian", *rosenbrock).stdout.splitlines()
    assert table[0] == "f = 0"
    assert [line.split() for line in table[3:]] == [["x", "802", "-400"], ["y", "-400", "200"]]


@pytest.mark.parametrize(
    ("format_", "shown"),
    [
        ("tsv", "output\tinput\tθ\ty\nz\tθ\t2.0\t4.0\nz\ty\t4.0\t0.0\n"),
        (
            "markdown",
            "**z = 4**\n\n| d²z/drow dcolumn | θ | y |\n| --- | ---: | ---: |\n| θ | 2 | 4 |\n| y | 4 | 0 |\n",
        ),
        (
            "latex",
            "\\begin{align}\n  z &= 4 \\\\\n"
            "  \\nabla_{\\theta, y}^{2} z &= \\left(\\begin{array}{rr}\n"
            "    2 & 4 \\\\\n    4 & 0 \\\\\n  \\end{array}\\right)\n\\end{align}\n",
        ),
    ],
)
def test_the_matrix_in_the_formats_of_results(backprop: Run, format_: str, shown: str) -> None:
    assert backprop("hessian", "z = θ**2*y", "θ=2", "y=1", "--format", format_).stdout == shown


def test_hessian_of_linear_and_partial_functions(backprop: Run) -> None:
    assert backprop("hessian", "a + 2*b", "a=1", "b=2", "--format", "plain").stdout == "0.0\t0.0\n0.0\t0.0\n"
    assert backprop("hessian", "a**2*b", "a=1", "b=2", "--wrt", "a", "--format", "plain").stdout == "4.0\n"
    outcome = backprop("hessian", "log(b)*a", "a=1", "b=-3")
    assert (outcome.code, outcome.stdout) == (1, "")
    assert "log(b) is undefined at b = -3" in outcome.stderr
    assert backprop("hessian", "a*b", "a=1").code == 2
    power = ["n = 3; f = x**n", "x=-2"]
    assert backprop("hessian", *power, "--wrt", "x", "--format", "plain").stdout == "-12.0\n"
    undefined = backprop("hessian", "y = floor(log(x))", "x=-1", "--format", "json")
    assert (undefined.code, undefined.stdout) == (1, "")


@pytest.mark.parametrize(
    ("program", "point", "matrix"),
    [
        ("abs(x)**2", {"x": 0.0}, [[2.0]]),
        ("max(x, -x)**2", {"x": 0.0}, [[2.0]]),
        ("abs(x1)**2 + abs(x2)**3", {"x1": 0.0, "x2": 0.0}, [[2.0, 0.0], [0.0, 0.0]]),
        ("abs(x1)**2 + abs(x2)**3", {"x1": 0.0, "x2": 1.0}, [[2.0, 0.0], [0.0, 6.0]]),
        ("abs(x - 1.234)**2*y", {"x": 1.234, "y": 3.0}, [[6.0, 0.0], [0.0, 0.0]]),
        ("1e-20*abs(x - 100)**2", {"x": 100.0}, [[2e-20]]),
        ("where(x < 0, x**2, x**2 + x**3)*y", {"x": 0.0, "y": 2.0}, [[4.0, 0.0], [0.0, 0.0]]),
        ("1e15*abs(x)**2 + abs(y)**2/2", {"x": 0.0, "y": 0.0}, [[2e15, 0.0], [0.0, 1.0]]),
        ("1e14*abs(x)**2 + y**2/2", {"x": 0.0, "y": 1.0}, [[2e14, 0.0], [0.0, 1.0]]),
        ("sin(atan2(y, x))", {"y": 0.0, "x": -1.0}, [[0.0, 1.0], [1.0, 0.0]]),
        ("0**y", {"y": 0.5}, [[0.0]]),
        ("(x**2 + y**2)**1.5", {"x": 0.0, "y": 0.0}, [[0.0, 0.0], [0.0, 0.0]]),
        ("((x - 3)**2 + y**2)**1.25", {"x": 3.0, "y": 0.0}, [[0.0, 0.0], [0.0, 0.0]]),
        ("(x**2)**(y**2 + 1)", {"x": 0.0, "y": 0.0}, [[2.0, 0.0], [0.0, 0.0]]),
    ],
)
def test_second_derivatives_that_exist_where_the_formulas_have_a_kink_or_no_value(
    program: str, point: dict[str, float], matrix: list[list[float]]
) -> None:
    read_, output = read(program)
    found = hessian(read_, output, read_.input_names(), point)
    assert [[*row.values()] for row in found.rows.values()] == [
        pytest.approx(row, rel=1e-13) for row in matrix
    ]
    assert not [note for note in found.notes if "taken as" in note.message]


@pytest.mark.parametrize(
    ("program", "x", "note"),
    [
        ("abs(x)", 0, "v1 = abs(x) has a kink at x = 0; its derivative there is taken as 0"),
        ("relu(x)**2", 0, "v1 = relu(x) has a kink at x = 0; its derivative there is taken as 0"),
        ("x*abs(x)", 0, "v1 = abs(x) has a kink at x = 0; its derivative there is taken as 0"),
        ("floor(x)*x", 2, "v1 = floor(x) jumps at x = 2; its derivative there is taken as 0"),
        ("1e-20*floor(x)*x", 2, "v1 = floor(x) jumps at x = 2; its derivative there is taken as 0"),
        (
            "where(x == 2, 2*x, x**2)",
            2,
            "x == 2 changes at x = 2; the derivative is that of the branch taken",
        ),
        ("where(x < 2, x, x**2)", 2, "x < 2 changes at x = 2; the derivative is that of the branch taken"),
    ],
)
def test_a_convention_is_noted_where_there_is_no_second_derivative(
    backprop: Run, program: str, x: int, note: str
) -> None:
    outcome = backprop("hessian", program, f"x={x}", "--format", "plain")
    assert outcome.code == 0
    assert outcome.stderr.splitlines()[0] == f"note: {note}"


def test_numbers_that_are_huge_a_step_away_hide_no_second_derivative(backprop: Run) -> None:
    outcome = backprop("hessian", "x**(1000*floor(x) + 500)", "x=1", "--format", "plain")
    assert float(outcome.stdout) == 1500 * 1499
    assert outcome.stderr.startswith(
        "note: v1 = floor(x) jumps at x = 1; its derivative there is taken as 0\n"
    )


@pytest.mark.parametrize(
    "program",
    [
        "abs(x**2 - 100*y**2)",
        "max(x**2, 9*y**2)",
        "max(x**2 - 3*y**2, 0)",
        "relu(y - 3*x)*relu(y + 3*x)",
        "y*abs(x)",
    ],
)
def test_second_derivatives_that_differ_close_to_an_axis_are_noted(backprop: Run, program: str) -> None:
    outcome = backprop("hessian", program, "x=0", f"y={5 * program.startswith('y*')}")
    assert outcome.code == 0
    assert "has a kink at" in outcome.stderr


def test_limits_are_not_looked_for_where_that_would_take_long(backprop: Run) -> None:
    program = "abs(x)**2 + cos(sqrt(z**2)) + " + " + ".join(f"a{n}*x" for n in range(300))
    given = [f"a{n}=1" for n in range(300)]
    outcome = backprop("eval", "-", "x=0", "z=0", *given, stdin=program)
    assert (outcome.code, "removable" in outcome.stderr) == (1, False)
    outcome = backprop("hessian", "-", "x=0", *given, stdin=program.replace("cos(sqrt(z**2))", "1"))
    assert (outcome.code, outcome.stderr) == (0, "")  # by x alone it is quick
    kinks = " + ".join(f"abs(a{n})**2" for n in range(100))
    outcome = backprop("hessian", "-", *[f"a{n}=0" for n in range(100)], stdin=kinks)
    assert outcome.code == 0
    assert "has a kink at" in outcome.stderr


@pytest.mark.parametrize("program", ["x**1.5", "abs(x)**1.5", "x**1.25"])
def test_a_second_derivative_that_grows_without_end_is_refused(backprop: Run, program: str) -> None:
    outcome = backprop("hessian", program, "x=0", "--format", "json")
    assert (outcome.code, outcome.stdout) == (1, "")
    assert re.match(r"error: the second derivatives of v\d by x are undefined at x = 0\n", outcome.stderr)


@pytest.mark.parametrize(
    ("program", "point", "truth"),
    [
        ("y = 1/tanh(x) - 1/x", 1e-4, -2 * 6 / 90 * 1e-4),
        ("y = expm1(x)/x", 1e-8, 1 / 3),
        ("y = expm1(x)/x", 1e-5, 1 / 3 + 1e-5 / 4),
    ],
)
def test_a_second_derivative_that_has_lost_its_digits_says_by_how_much(
    backprop: Run, program: str, point: float, truth: float
) -> None:
    outcome = backprop("hessian", program, f"x={point}", "--format", "plain")
    said = re.match(r"note: d²y/dx dx = (\S+) may be off by (\S+): large parts", outcome.stderr)
    assert said
    assert abs(float(outcome.stdout) - truth) <= float(said[2])


def test_digits_that_are_lost_beside_much_larger_second_derivatives_are_said_to_be(backprop: Run) -> None:
    """The mixed derivative of beta(a, b) at b = 1e-12 is 0.846991, and the other ones are up to 2e36."""
    outcome = backprop("hessian", "beta(a, b)", "a=2", "b=1e-12")
    assert "d²v1/da db = 0.846924 may be off by 0.01: large parts of it cancel" in outcome.stderr


@pytest.mark.parametrize("text", CASES)
def test_no_digits_are_said_to_be_lost_in_everyday_formulas(text: str) -> None:
    program, output = read(text)
    assert not hessian(program, output, program.input_names(), values(program)).notes
