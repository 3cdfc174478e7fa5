"""Values of inputs: what is a number, and what only looks like one."""

import pytest

from .conftest import Run

PLAIN = "an uncertain constant is written as in a = 2.0±0.1"
REFUSED = [
    ("2.0+-0.1", f"     ^^\n{PLAIN}, or a difference with '-' alone"),
    ("2 +\N{MINUS SIGN}0.1", f"    ^^\n{PLAIN}, or a difference with '-' alone"),
    ("sin(1)*(2+-0.1)", f"           ^^\n{PLAIN}, or a difference with '-' alone"),
    ("1.5d3", "     ^^\nan exponent is written 1.5e3; to multiply, write 1.5*d3"),
    ("1.5D-3", "     ^\nan exponent is written 1.5e-3; to multiply, write 1.5*D"),
]


@pytest.mark.parametrize(("value", "ending"), REFUSED)
def test_a_value_with_a_sign_or_an_exponent_of_others_is_refused(
    backprop: Run, value: str, ending: str
) -> None:
    outcome = backprop("eval", "2*x", f"x={value}")
    assert (outcome.stdout, outcome.code) == ("", 2)
    assert outcome.stderr.endswith(f"\n  x={value}\n  {ending}\n")


@pytest.mark.parametrize("value", ["2.0-0.1", "2.0 + -0.1", "2 - 0.1 # +-0.2", "-(-1.9)", "1.9e0"])
def test_differences_are_values(backprop: Run, value: str) -> None:
    assert backprop("eval", "2*x", f"x={value}", "--format", "plain").stdout == "3.8\t2.0\n"
    assert backprop("eval", "2*`+-`", f"`+-`={value}", "--format", "plain").stdout == "3.8\t2.0\n"


def test_in_a_program_it_is_a_sum(backprop: Run) -> None:
    outcome = backprop("eval", "a = 2.0+-0.1; y = a+-x", "x=1", "--format", "plain")
    assert outcome.stdout == "0.8999999999999999\t1.0\t-1.0\n"
    outcome = backprop("eval", "y = 1.5d3*x", "x=1")
    assert outcome.stderr.endswith("an exponent is written 1.5e3; to multiply, write 1.5*d3\n")


@pytest.mark.parametrize("value", ["1;2", "1\n2"])
def test_a_value_with_another_result_behind_it_is_none(backprop: Run, value: str) -> None:
    outcome = backprop("eval", "2*x", f"x={value}")
    assert (outcome.stdout, outcome.code) == ("", 2)
    assert "'x' is used before its definition" in outcome.stderr
