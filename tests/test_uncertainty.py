"""`backprop uncertainty`: against published budgets, and another program."""

import json
import math
import random
import shlex
from typing import Any

import jsonschema
import pytest

from .budgets import BUDGET_NOTE, described
from .conftest import Run

END_GAUGE = (
    "l = ls + d - ls*(dalpha*theta + alphas*dtheta)",
    "ls=50000623±25",
    "d=215±9.7",
    "dalpha=0±1e-6",
    "alphas=11.5e-6±2e-6",
    "theta=-0.1±0.41",
    "dtheta=0±0.05",
    *("--dof", "ls=18", "--dof", "d=25.6", "--dof", "dalpha=50", "--dof", "dtheta=2"),
    *("--shape", "dalpha=rectangular", "--shape", "alphas=rectangular", "--shape", "dtheta=rectangular"),
)
"""JCGM 100:2008, H.1: a gauge of 50 mm, in nm and degrees; the spread of theta is given there as 0.41."""

IMPEDANCE = (
    "R = V/I*cos(phi); X = V/I*sin(phi); Z = V/I",
    "V=4.9990±0.0032",
    "I=(19.6610±0.0095)e-3",
    "phi=1.04446±0.00075",
    *("--correlation", "V,I=-0.36", "--correlation", "V,phi=0.86", "--correlation", "I,phi=-0.65"),
)
"""JCGM 100:2008, H.2, with the means and their standard deviations as they are rounded there."""

MEANS = (
    "V=4.9990±0.0032093613072",
    "I=(19.6610±0.0094710084996)e-3",
    "phi=1.04446±0.00075206382707",
    *("--correlation", "V,I=-0.355311219817512", "--correlation", "V,phi=0.857648841823005"),
    *("--correlation", "I,phi=-0.645112217925411"),
)
"""The same from the five readings themselves (table H.2)."""


def test_the_calibration_of_an_end_gauge(backprop: Run) -> None:
    (first,) = described(backprop, *END_GAUGE)
    assert first["value"] == 50000838
    assert round(first["uncertainty"], 1) == 31.7
    assert round(first["degrees_of_freedom"], 1) == 16.8  # 16.75 from the rounded contributions
    assert round(first["second_order"]["uncertainty"]) == 34
    (second,) = described(backprop, *END_GAUGE, "--order", "2")
    assert round(second["uncertainty"]) == 34
    assert "the second order matters for l" in backprop("uncertainty", *END_GAUGE).stderr


def test_the_expanded_uncertainty_of_an_end_gauge(backprop: Run) -> None:
    """With the standard uncertainties of table H.1, as they are rounded there."""
    pytest.importorskip("scipy")
    rounded = ("dalpha=0±0.58e-6", "alphas=11.5e-6±1.2e-6", "dtheta=0±0.029")
    words = (*END_GAUGE[:3], *rounded, END_GAUGE[5], *END_GAUGE[7:15], "--coverage", "99%")
    (found,) = described(backprop, *words)
    assert round(found["degrees_of_freedom"], 1) == 16.7
    assert (round(found["coverage"]["factor"], 2), round(found["coverage"]["expanded"])) == (2.92, 93)


def test_resistance_reactance_and_impedance_from_correlated_readings(backprop: Run) -> None:
    found = described(backprop, IMPEDANCE[0], *MEANS)
    assert [(its["output"], round(its["value"], 3)) for its in found] == [
        ("R", 127.732),
        ("X", 219.847),
        ("Z", 254.260),
    ]
    assert [round(its["uncertainty"], 3) for its in found] == [0.071, 0.296, 0.236]
    r, x, _ = found
    assert [round(number, 3) for number in (*r["correlations"].values(), x["correlations"]["Z"])] == [
        -0.588,
        -0.485,
        0.993,
    ]
    for its in found:
        assert math.isclose(sum(part["share"] for part in its["inputs"].values()), 1)
    rounded = described(backprop, *IMPEDANCE)
    assert [round(its["uncertainty"], 2) for its in rounded] == [0.07, 0.3, 0.24]


def test_the_calibration_of_a_weight(backprop: Run) -> None:
    """EA-4/02 M:2022, S2: a weight of 10 kg, in g."""
    shapes = [word for name in ("centre", "air") for word in ("--shape", f"{name}=rectangular")]
    (found,) = described(
        backprop,
        "m = standard + drift + difference + centre + air",
        *(
            "standard=10000.005±0.0225",
            "drift=0±0.00895",
            "difference=0.020±0.0144",
            "centre=0±0.010",
            "air=0±0.010",
        ),
        *shapes,
        "--k=2",
    )
    assert (round(found["value"], 3), round(found["uncertainty"], 4)) == (10000.025, 0.0293)
    assert round(found["coverage"]["expanded"], 3) == 0.059


def test_a_standard_solution(backprop: Run) -> None:
    """EURACHEM/CITAC QUAM:2012, A1: cadmium, 1002.7 mg/l with 0.9 mg/l."""
    outcome = backprop(
        "uncertainty",
        "c = 1000*m*P/V",
        "m=100.28±0.05",
        "P=0.9999±0.000058",
        "V=100.00±0.07",
        "--digits",
        "1",
    )
    assert outcome.stdout.startswith("c = 1000*m*P/V = 1002.7 ± 0.9\n")


@pytest.mark.parametrize(
    ("x", "correlation", "first", "shift", "second"),
    [
        (0.0, 0.0, 0.0, 50e-6, 50e-6),
        (0.010, 0.0, 100e-6, 50e-6, 112e-6),
        (0.050, 0.0, 500e-6, 50e-6, 502e-6),
        (0.0, 0.9, 0.0, 50e-6, 67e-6),
        (0.010, 0.9, 100e-6, 50e-6, 121e-6),
        (0.050, 0.9, 500e-6, 50e-6, 505e-6),
    ],
)
def test_a_comparison_loss(
    backprop: Run, x: float, correlation: float, first: float, shift: float, second: float
) -> None:
    """JCGM 101:2008, 9.4, tables 6 and 7: both orders of the GUM."""
    words = ("y = x1**2 + x2**2", f"x1={x}±0.005", "x2=0±0.005", "--correlation", f"x1,x2={correlation}")
    (found,) = described(backprop, *words)
    assert (round(found["uncertainty"], 6), round(found["second_order"]["shift"], 6)) == (first, shift)
    assert round(found["second_order"]["uncertainty"], 6) == second
    outcome = backprop("uncertainty", *words)
    assert ("the second order matters" in outcome.stderr) == (x < 0.05)


@pytest.mark.parametrize(
    ("value", "number", "uncertainty"),
    [
        ("2.0±0.1", 2.0, 0.1),
        ("2.0+/-0.1", 2.0, 0.1),
        ("2.00(10)", 2.0, 0.1),
        ("2.0(1.5)", 2.0, 1.5),
        ("2±5%", 2.0, 0.1),
        ("-2±5%", -2.0, 0.1),
        ("(2.00±0.10)e3", 2000.0, 100.0),
        ("2.00(10)e3", 2000.0, 100.0),
        ("-1.5(3)e-3", -0.0015, 0.0003),
        ("12345(67)", 12345.0, 67.0),
        ("1/3±0.01", 1 / 3, 0.01),
        ("2*pi±1/7", 2 * math.pi, 1 / 7),
        ("2 ± 0.1", 2.0, 0.1),
    ],
)
def test_uncertain_values_as_people_write_them(
    backprop: Run, value: str, number: float, uncertainty: float
) -> None:
    (found,) = described(backprop, "y = 1*x", f"x={value}")
    its = found["inputs"]["x"]
    assert (its["value"], its["uncertainty"]) == (number, pytest.approx(uncertainty, rel=1e-15))
    if "(1" not in value and "(3)" not in value and "(67)" not in value:  # those are for values alone
        (same,) = described(backprop, f"x = {value}; y = 1*x")
        assert same == found


def test_a_value_that_is_given_wins_over_an_uncertain_constant(backprop: Run) -> None:
    program = "a = 2.0±0.1; b = 3.0±0.2; L = a*b"
    (found,) = described(backprop, program)
    assert found["inputs"].keys() == {"a", "b"}
    (found,) = described(backprop, program, "a=5")
    assert found["inputs"].keys() == {"b"}
    assert found["inputs"]["b"]["sensitivity"] == 5
    (found,) = described(backprop, program, "a=5±1")
    assert found["inputs"]["a"]["uncertainty"] == 1


def test_a_value_is_that_of_all_constants_of_its_name(backprop: Run) -> None:
    """A constant that is bound anew is two inputs, until a value is given for both."""
    program = "k = 2±1; y = k*x; k = 3; z = k*x; w = y*z"
    (found,) = described(backprop, program, "x=1", "k=5±1", "--format", "json")
    assert found["inputs"]["k"]["sensitivity"] == 10
    assert found["second_order"]["shift"] == 1
    assert "± 10" in backprop("eval", program, "x=1", "k=5±1").stdout
    assert "±" not in backprop("eval", program, "x=1", "k=5").stdout
    (found,) = described(backprop, program, "x=1")
    assert {name: its["sensitivity"] for name, its in found["inputs"].items()} == {"k_1": 3}


def test_the_table_of_a_budget(backprop: Run) -> None:
    outcome = backprop("uncertainty", "R = U/I", "U=12.0±0.1", "I=0.500±0.010")
    assert outcome.stdout == (
        "R = U/I = 24.00 ± 0.52\n"
        "\n"
        "  input   value   uncertainty   sensitivity   contribution    share\n"
        " ───────────────────────────────────────────────────────────────────\n"
        "  I       0.500         0.010           -48           0.48   85.2 %\n"
        "  U       12.00          0.10             2           0.20   14.8 %\n"
    )
    assert outcome.stderr == ""
    plain = backprop("uncertainty", "R = U/I", "U=12.0±0.1", "I=0.500±0.010", "--format", "plain", "--k", "2")
    assert plain.stdout == "24.0\t0.5199999999999999\t22.96\t25.04\n"


def test_numbers_at_the_ends_of_the_range(backprop: Run) -> None:
    (found,) = described(backprop, "y = a", "a=1e300±1e300")
    assert (found["uncertainty"], found["second_order"]) == (1e300, {"shift": 0.0, "uncertainty": 1e300})
    (found,) = described(backprop, "y = a**2", "a=1e-150±1e-150")
    assert found["uncertainty"] > 0
    outcome = backprop("uncertainty", "y = a**2", "a=1e150±1e160")
    assert outcome.stderr.startswith("error: the uncertainty of y is too large (above 1.8e308)\n")
    assert (outcome.stdout, outcome.code) == ("", 1)
    outcome = backprop("uncertainty", "y = a*b", "a=1e20±1e-10", "b=1")
    assert outcome.stdout.startswith("y = a*b = 100000000000000000000.00000000000 ± 0.00000000010\n")
    (found,) = described(backprop, "y = a", "a=2.0±0")
    assert (found["uncertainty"], found["inputs"]["a"]["share"]) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("value", "uncertainty", "shown"),
    [
        (24.0, 0.5238, "24.00 ± 0.52"),
        (24.3, 10.0, "24 ± 10"),
        (9.99, 0.0996, "9.99 ± 0.10"),
        (1.23456e-7, 3.2e-9, "(1.235 ± 0.032)e-7"),
        (123456.0, 890.0, "123460 ± 890"),
        (1234567.0, 890.0, "(1.23457 ± 0.00089)e6"),
        (0.00012345, 1e-6, "0.0001234 ± 0.0000010"),
        (50000838.0, 31.7, "50000838 ± 32"),
        (0.0, 1e200, "(0.0 ± 1.0)e200"),
        (3.0, 0.0, "3 ± 0"),
    ],
)
def test_how_a_result_is_rounded(backprop: Run, value: float, uncertainty: float, shown: str) -> None:
    outcome = backprop("uncertainty", "y = x", f"x={value!r}±{uncertainty!r}")
    assert outcome.stdout.startswith(f"y = x = {shown}\n")


def test_the_second_order_is_never_left_out_in_silence(backprop: Run) -> None:
    for words in (("y = a*a", "a=0±1e200"), ("y = x**1.5", "x=0±1")):
        assert "so only the first o" in backprop("uncertainty", *words).stderr
        outcome = backprop("uncertainty", *words, "--order", "2")
        assert (outcome.stdout, outcome.code) == ("", 1)
        assert "error: the second order of y cannot be taken in\n" in outcome.stderr


def test_a_value_that_is_next_to_nothing_has_no_relative_uncertainty(backprop: Run) -> None:
    (found,) = described(backprop, "y = a", "a=1e-300±1e10")
    assert (found["uncertainty"], found["relative"]) == (1e10, None)


def test_variables_of_a_shell(backprop: Run) -> None:
    outcome = backprop("uncertainty", "y = 2*x", "x=1±0.5", "--format", "env")
    assert outcome.stdout == "y=2.0\nu_y=1.0\n"


def test_a_square_at_nothing_is_not_certain_in_silence(backprop: Run) -> None:
    outcome = backprop("uncertainty", "y = x**2", "x=0±10")
    assert outcome.stderr.startswith("note: the second order matters for y: it shifts the value by 1e2, ")
    assert backprop("uncertainty", "y = x**2", "x=0±10", "--order", "2").stdout.startswith(
        "y = x**2 = 100 ± 140\n"
    )


def test_an_output_that_fails_leaves_the_others(backprop: Run) -> None:
    outcome = backprop("uncertainty", "y = sqrt(x); z = 2*x", "x=0±1")
    assert outcome.stdout.startswith("z = 2*x = 0.0 ± 2.0\n")
    assert outcome.stderr.startswith(
        "error: the derivative dy/dx = 1/(2*sqrt(x)) is a division by zero at x = 0\n"
    )
    assert outcome.code == 1


def test_other_commands_say_that_they_leave_uncertainties_out(backprop: Run) -> None:
    note = "note: uncertainties are left out here; 'backprop uncertainty' shows what they come to\n"
    for command in ("hessian", "graph"):
        outcome = backprop(command, "y = x**2", "x=2.0±0.1")
        assert (outcome.stderr, outcome.code) == (note, 0)
        assert outcome.stdout == backprop(command, "y = x**2", "x=2.0").stdout
    assert backprop("diff", "x = 2.0±0.1; y = x**2").stderr == note
    note = "note: uncertainties are left out; --uncertainty propagates them\n"
    assert note in backprop("map", "y = x*a", "x=2.0±0.1", stdin="a\n1\n").stderr
    assert note in backprop("map", "x = 2.0±0.1; y = x*a", stdin="a\n1\n").stderr


def test_eval_shows_the_uncertainty(backprop: Run) -> None:
    words = ("R = U/I", "U=12.0±0.1", "I=0.500±0.010")
    for brief in ([], ["--brief"], ["--wrt", "U"]):
        outcome = backprop("eval", *words, *brief)
        assert outcome.stdout.startswith("R = U/I = 24.00 ± 0.52\n")
        assert (outcome.stderr, outcome.code) == (BUDGET_NOTE, 0)
        certain = backprop("eval", words[0], "U=12", "I=0.5", *brief).stdout
        assert outcome.stdout.split("\n")[1:] == certain.split("\n")[1:]
    ascii_words = [word.replace("±", "+/-") for word in words]
    outcome = backprop("eval", *ascii_words, LC_ALL="C", PYTHONUTF8="0")
    assert outcome.stdout.startswith("R = U/I = 24.00 +/- 0.52\n")
    found = json.loads(backprop("eval", *words, "--format", "json").stdout)
    (whole,) = described(backprop, *words)
    assert (found["value"], found["uncertainty"]) == (24, whole["uncertainty"])
    assert "uncertainty" not in json.loads(
        backprop("eval", words[0], "U=1", "I=2", "--format", "json").stdout
    )
    plain = backprop("eval", words[0], "U=12", "I=0.5", "--format", "plain").stdout
    assert backprop("eval", *words, "--format", "plain").stdout == plain


def test_eval_of_each_line_shows_its_uncertainty(backprop: Run) -> None:
    outcome = backprop("eval", "--each", "x=2.0±0.1", "--format", "json", stdin="x*1\n2*x\n3\nsqrt(-x)\n")
    found = [json.loads(line) for line in outcome.stdout.splitlines()]
    assert [its.get("uncertainty") for its in found] == [0.1, 0.2, None, None]
    outcome = backprop("eval", "--each", "--format", "json", stdin="x = 2.0±0.1; y = 2*x\n3\n")
    assert [json.loads(line).get("uncertainty") for line in outcome.stdout.splitlines()] == [0.2, None]
    assert outcome.stderr == BUDGET_NOTE


def test_inputs_that_cancel_are_no_flat_point(backprop: Run) -> None:
    values = '{"a": "1±1", "b": "1±1", "correlations": [["a", "b", 1]]}'
    outcome = backprop("eval", "y = a - b", "--values", "-", stdin=values)
    assert outcome.stdout.startswith("y = a - b = 0 ± 0\n")
    assert "vanish" not in outcome.stderr


def test_an_uncertainty_that_is_too_large_is_refused_by_eval(backprop: Run) -> None:
    outcome = backprop("eval", "y = a**2", "a=1e150±1e160")
    assert (outcome.stdout, outcome.code) == ("", 1)
    assert "error: the uncertainty of y is too large (above 1.8e308)\n" in outcome.stderr


def test_explain_works_the_propagation_out(backprop: Run) -> None:
    words = ("R = U/I", "U=12.0±0.1", "I=0.500±0.010")
    outcome = backprop("explain", *words)
    certain = backprop("explain", words[0], "U=12", "I=0.5").stdout
    assert outcome.stdout.split("\n")[0].strip() == "R = U/I = 24.00 ± 0.52"
    section = outcome.stdout[outcome.stdout.index("The uncertainty") :]
    for line in (
        "dR/dU · u(U) = 2 × 0.1 = 0.2",
        "dR/dI · u(I) = -48 × 0.01 = -0.48",
        "u(R) = sqrt(0.2**2 + (-0.48)**2) = 0.52",
        "R = 24.00 ± 0.52",
    ):
        assert f"        {line}\n" in section
    body = certain.split("\n", 1)[1].rstrip()
    assert outcome.stdout.split("\n", 1)[1].startswith(body)
    assert "The uncertainty" not in certain
    for format_, sign in (
        ("markdown", r"u(R) = \sqrt{0.2^{2} + \left(-0.48\right)^{2}} = 0.52"),
        ("html", "<msqrt>"),
    ):
        assert sign in backprop("explain", *words, "--format", format_).stdout


def test_explain_adds_a_term_for_correlated_inputs(backprop: Run) -> None:
    text = '{"a": "2±0.1", "b": "3±0.1", "c": 5, "correlations": [["a", "b", -0.5]]}'
    outcome = backprop("explain", "y = a*b*c", "--values", "-", stdin=text)
    (found,) = described(backprop, "y = a*b*c", "a=2±0.1", "b=3±0.1", "c=5", "--correlation", "a,b=-0.5")
    assert "u(y) = sqrt(1.5**2 + 1**2 + 2*(-0.5)*1.5*1) = 1.32288\n" in outcome.stdout
    assert round(found["uncertainty"], 5) == 1.32288


VALUES = ("y = a*b", "a=2±0.1", "b=3±0.1")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("y = a", "a=2±-0.1"), "the uncertainty of 'a' is negative\n  a=2±-0.1\n"),
        (("y = a", "a=2±"), "a value is missing after '±'\n  a=2±\n"),
        (("y = a", "a=2±b"), "'±' belongs to a constant, and this is a formula\n  a=2±b\n"),
        (("y = a", "a=2.0(1)(2)"), "an operator is missing between"),
        (("y = a", "a=2+-0.1"), "'+-' has no meaning in a value\n  a=2+-0.1\n   "),
        (("y = 2*a±0.1", "a=2"), "'±' belongs to a constant"),
        (("y = (a±0.1)*2", "a=2"), "'±' belongs to a constant"),
        (("x = (2±1)m; y = x", "a=2"), "'m' is no power of ten\n"),
        (
            ("y = a", "a=2"),
            "no value is uncertain\nwrite a standard uncertainty behind one, as in a=2.0±0.1\n",
        ),
        (("y = a", "a=2", "q=3±1"), "'q' is not an input of the program\nits inputs: a\n"),
        (
            (*VALUES, "--correlation", "a,b=1.5"),
            "--correlation a,b=1.5: a correlation is a number from -1 to 1\n",
        ),
        ((*VALUES, "--correlation", "a,c=0.5"), "--correlation: c is no uncertain input; these are: a, b\n"),
        ((*VALUES, "--correlation", "a,a=0.5"), "--correlation a,a=0.5: a correlation is of two inputs\n"),
        ((*VALUES, "--correlation", "a=0.5"), "--correlation a=0.5: write two names and a number"),
        ((*VALUES, "--dof", "a=0"), "--dof a=0: degrees of freedom are a number above 0\n"),
        ((*VALUES, "--dof", "a"), "--dof a: write a name and what it is, as in a=9\n"),
        (
            (*VALUES, "--shape", "a=round"),
            "--shape a=round: the shapes are normal, rectangular, triangular, arcsine\n",
        ),
        ((*VALUES, "--coverage", "120%"), "--coverage takes a part between 0 and 1"),
        ((*VALUES, "--k", "-1"), "--k takes a number above 0"),
        ((*VALUES, "--wrt", "a"), "a budget is of all uncertain inputs; leave out --wrt"),
        ((*VALUES, "--k", "2", "--coverage", "95%"), "--coverage and --k both say"),
    ],
)
def test_what_is_no_uncertainty_is_refused(backprop: Run, words: tuple[str, ...], message: str) -> None:
    outcome = backprop("uncertainty", *words)
    assert (outcome.stdout, outcome.code) == ("", 2)
    assert f"error: {message}" in outcome.stderr


def test_correlations_that_contradict_each_other_are_refused(backprop: Run) -> None:
    pytest.importorskip("numpy")
    pairs = [word for pair in ("a,b=0.9", "b,c=0.9", "a,c=-0.9") for word in ("--correlation", pair)]
    outcome = backprop("uncertainty", "y = a + b + c", "a=1±1", "b=1±1", "c=1±1", *pairs)
    assert (outcome.code, outcome.stdout) == (2, "")
    assert outcome.stderr == (
        "error: these correlations contradict each other\n"
        "the smallest eigenvalue of their matrix is -0.8, and has to be 0 or more\n"
    )


def test_degrees_of_freedom_of_correlated_inputs(backprop: Run) -> None:
    words = (*VALUES, "--correlation", "a,b=0.5", "--dof", "a=9")
    assert not backprop("uncertainty", *words).stderr
    outcome = backprop("uncertainty", *words, "--coverage", "95%")
    assert "are for independent inputs" in outcome.stderr
    (found,) = described(backprop, *words)
    assert found["degrees_of_freedom"] is None


def test_random_programs_against_uncertainties() -> None:
    """Budgets of 1,000 programs with correlated inputs, to 1e-12 (https://pypi.org/project/uncertainties)."""
    uncertainties = pytest.importorskip("uncertainties")
    umath = pytest.importorskip("uncertainties.umath")
    from backprop.grammar.parser import parse
    from backprop.grammar.problem import CalculationProblem, Source
    from backprop.graph.propagation import Spread
    from backprop.writing.budget import Measured, budget
    from backprop.writing.calculation import calculate

    chance, compared = random.Random(1), 0
    functions = {name: getattr(umath, name) for name in ("sin", "cos", "exp", "atan", "sqrt", "log")}
    for _ in range(1000):
        values = {name: chance.uniform(0.2, 3) for name in "abc"}
        spreads = {name: Spread(chance.uniform(0.001, 0.1)) for name in "abc"}
        factor = chance.uniform(-0.9, 0.9)
        text = _formula(chance, 4)
        program = parse(Source(f"y = a + b + c + ({text})"))
        pair = uncertainties.correlated_values_norm(
            [(values[name], spreads[name].uncertainty) for name in "ab"], [[1, factor], [factor, 1]]
        )
        third = uncertainties.ufloat(values["c"], spreads["c"].uncertainty)
        names = {**functions, "a": pair[0], "b": pair[1], "c": third}
        try:
            (output,) = program.outputs
            found = budget(
                calculate(program, values), output, Measured(values, spreads, {("a", "b"): factor})
            )
            theirs = _value(f"a + b + c + ({text})", names)
        except (ArithmeticError, ValueError, CalculationProblem):
            continue
        compared += 1
        assert math.isclose(found.value, theirs.nominal_value, rel_tol=1e-12, abs_tol=1e-12), text
        size = max(abs(part.contribution) for part in found.first.inputs.values())
        assert abs(found.first.uncertainty - theirs.std_dev) <= 1e-12 * size + 1e-7 * size * (
            found.first.uncertainty < 1e-3 * size
        ), text
    assert compared > 800


def _formula(chance: random.Random, depth: int) -> str:
    if not depth or chance.random() < 0.15:
        return chance.choice("abc")
    if chance.random() < 0.35:
        return f"{chance.choice(('sin', 'cos', 'exp', 'atan', 'sqrt', 'log'))}({_formula(chance, depth - 1)})"
    return f"({_formula(chance, depth - 1)} {chance.choice('+-*/')} {_formula(chance, depth - 1)})"


def _value(text: str, names: dict[str, Any]) -> Any:
    """Return what Python makes of a formula of ours, which the test has made itself."""
    return eval(text, {"__builtins__": {}}, names)


@pytest.mark.parametrize(
    "words",
    [
        ("R = U/I", "U=12.0±0.1", "I=0.500±0.010"),
        ("R = U/I; S = U*I; T = 3*U", "U=12.0±0.1", "I=0.500±0", "--coverage=95%"),
        ("y = x**2; z = k*x", "x=0±1", "k=0±1", "--k=2", "--order=2"),
        ("y = x**1.5; z = 0*x", "x=0±1", "--dof", "x=9"),
        IMPEDANCE,
    ],
)
def test_json_keeps_to_its_schema(backprop: Run, words: tuple[str, ...]) -> None:
    schema = json.loads(backprop("schema", "uncertainty").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema != json.loads(backprop("schema").stdout)
    assert backprop("schema", "eval").stdout == backprop("schema").stdout
    for its in described(backprop, *words):
        jsonschema.Draft202012Validator(schema).validate(its)


def test_a_budget_in_latex(backprop: Run) -> None:
    words = ("R = U/I", "U=12.0±0.1", "I=0.500±0.010", "--coverage", "95%", "--format", "latex")
    assert (
        backprop("uncertainty", *words).stdout
        == r"""\[ R = 24.00 \pm 0.52 \]
\begin{tabular}{lrrrrr}
  input & value & uncertainty & sensitivity & contribution & share \\ \hline
  $I$ & $0.500$ & $0.010$ & $-48$ & $0.48$ & $85.2\,\%$ \\
  $U$ & $12.00$ & $0.10$ & $2$ & $0.20$ & $14.8\,\%$ \\
\end{tabular}
\[ k = 1.96, \quad U(R) = 1.0 \]
"""
    )
    small = backprop("uncertainty", "y = x", "x=1.2e-7±3e-9", "--format", "latex").stdout
    assert small.startswith(r"\[ y = (1.200 \pm 0.030) \times 10^{-7} \]")


def test_options_complete_the_names_of_inputs(backprop: Run) -> None:
    def offered(words: str, typed: str) -> list[str]:
        line = f"backprop uncertainty 'y = alpha*b' {words}"
        place = {"COMP_CWORD": str(len(shlex.split(line))), "COMP_WORDS": f"{line} {typed}"}
        outcome = backprop(_BACKPROP_COMPLETE="zsh_complete", **place)
        return outcome.stdout.splitlines()[1::3]

    assert offered("--dof", "a") == ["alpha="]
    assert offered("--shape", "") == ["alpha=", "b="]
    assert offered("--shape", "b=t") == ["b=triangular"]
    assert offered("--correlation", "alpha,") == ["alpha,b"]
