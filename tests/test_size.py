"""Size: nothing is recursive, so large programs are only long. (benchmarks/ measures the growth.)"""

import json
import re
import tracemalloc

import pytest

from . import fuzz
from .conftest import Run, some
from .derivatives import differentiated

LARGE = 100_000
HUGE = 1_000_000
ACUTE = "\u0301"


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
@pytest.mark.long
def test_large_programs(backprop: Run, program: str, value: float, gradient: float) -> None:
    outcome = backprop("eval", "x=2", "--format", "json", stdin=program)
    assert outcome.code == 0
    record = json.loads(outcome.stdout)
    assert record["value"] == value
    assert record["gradient"] == {"x": gradient}


@pytest.mark.long
def test_a_large_table(backprop: Run) -> None:
    outcome = backprop("eval", "x=2", stdin="L = " + " + ".join(["x"] * LARGE))
    assert outcome.code == 0
    assert len(outcome.stdout.splitlines()) == 4 + 1 + (LARGE - 2) + LARGE


def test_an_open_parenthesis_in_a_large_program_is_found(backprop: Run) -> None:
    outcome = backprop("eval", "x=2", stdin="(" * LARGE + "x" + ")" * (LARGE - 1))
    assert outcome.code == 2
    assert outcome.stderr == "error: this parenthesis is never closed\n  " + "(" * 100 + "\n  ^\nadd ')'\n"


def test_a_name_with_100_000_accents_is_read_in_linear_time(backprop: Run) -> None:
    name = "a" + ACUTE * LARGE
    outcome = backprop("eval", "-", "--format", "plain", stdin=f"{name} = 2; L = 3*{name}")
    assert outcome.stdout == "6.0\t3.0\n"


def test_a_name_of_100_000_letters(backprop: Run) -> None:
    name = "n" * LARGE
    outcome = backprop("eval", "-", stdin=f"{name} = 2; L = 3*{name}")
    assert outcome.stdout.startswith("L = 6\n\n  node")


NAME, DIGITS = "n" * LARGE, "7" * 10_000
SHORT = "n" * 30 + "..." + "n" * 30


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        ("10**10**10", "10**10**10 is too large (above 1.8e308)"),
        ("9**9**9**9", "9**9**9 is too large (above 1.8e308)"),
        (DIGITS, "this number is too large"),
        (f"x*1e{DIGITS}", "this number is too large"),
        (NAME, f"no value for {SHORT}"),
        (f"{NAME}(2)", f"unknown function '{SHORT[:29]}"),
        (f"{NAME} {NAME}", f"an operator is missing between '{SHORT[:29]}"),
        ("a = b; b = a", "'b' is used before its definition"),
        ("a = a + 1", "'a' is used before its definition"),
        ("f(x) = g(x); g(x) = f(x); f(1)", "unknown function 'g'"),
        ("-" * LARGE, "a value is missing after '-'"),
        (f"L = a{ACUTE * LARGE}", "no value for a"),
        (f"L = `a{ACUTE * LARGE}`", "no value for a"),
        ("a" + f"{ACUTE}\u0323" * LARGE, "no value for a"),
        (f"f({NAME + ACUTE * LARGE})", "unknown function 'f'"),
        ("f(" + ",".join(f"a{n}" for n in range(LARGE)) + ") = a1; f(1)", "'f' takes 100,000 arguments, but 1 is given"),
        ("sum(" + ",".join(f"a{n}" for n in range(LARGE)) + ")", "no value for a0, a1, a2, "),
        ("x\0", "U+0000 (an invisible character) has no meaning here"),
        ("|" * LARGE, "a value is missing before '||'"),
        ('"' * LARGE, "'\"' has no meaning here"),
        ("1" + ",000" * LARGE, "',' is not expected here"),
        (f"{NAME}²({NAME})", f"'{SHORT[:29]}"),
        ("sin x" + "*f(x)" * LARGE, "'sin' needs parentheses"),
        ("tan " * LARGE + "x", "'tan' needs parentheses"),
        ("sin(x = " + "(" * LARGE + ")" * LARGE + ")", "'=' is not expected here"),
        ("log((" + "(" * LARGE + "x" + ")" * LARGE + "), 2, 3)", "'log' takes 1 argument, but 3 are given"),
        (f"{NAME}**2({NAME})", "'2(' can be read in two ways here"),
    ],
    ids=range(27),
)  # fmt: skip
def test_absurd_programs_have_short_clear_errors(backprop: Run, program: str, sentence: str) -> None:
    outcome = backprop("eval", "-", stdin=program)
    assert outcome.code in (1, 2)
    assert outcome.stdout == ""
    assert re.match(rf"error: {re.escape(sentence)}", outcome.stderr), outcome.stderr[:300]
    assert len(outcome.stderr) < 1600


@pytest.mark.parametrize("symbol", some(1, ["-", "where(x > 0, ", "(", "sin("]))
def test_endless_programs_are_refused_in_linear_time(symbol: str) -> None:
    program = symbol * (HUGE // len(symbol))
    with fuzz.limited(fuzz.HANGING):
        code, _, stderr = fuzz.run(["eval", "-"], program.encode())
    assert (code, stderr.splitlines()[0]) == (2, f"error: a value is missing after '{symbol.strip()[-1]}'")


def test_tiny_and_endless_literals_are_rounded(backprop: Run) -> None:
    outcome = backprop("eval", f"0.{DIGITS}*x + 1e-{DIGITS}", "x=1", "--format", "plain")
    assert outcome.stdout == "0.7777777777777778\t0.7777777777777778\n"


def test_bytes_that_are_no_text(backprop: Run) -> None:
    for data in (b"a\xff", b"a\xed\xa0\x80", b"\xc3"):
        outcome = backprop("eval", "-", stdin=data)
        assert (outcome.code, outcome.stdout) == (2, "")
        assert outcome.stderr.startswith("error: stdin is not UTF-8 text (byte ")


def peak_of_derivatives(text: str) -> int:
    """Return the most memory, in bytes, that it takes to differentiate a program and write the result."""
    tracemalloc.start()
    try:
        differentiated(text)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_the_derivatives_by_an_endless_constant_take_linear_space() -> None:
    small, large = (peak_of_derivatives(f"y = x*({' + '.join(['1'] * count)})") for count in (2_000, 16_000))
    assert large < 12 * small


def test_an_endless_constant_is_a_number_in_the_derivatives(backprop: Run) -> None:
    outcome = backprop("diff", "-", stdin=f"y = x*({' + '.join(['1'] * 20_000)})")
    assert outcome.stdout == "y = x*20000\ndy_dx = 20000\n"
    short = " + ".join(["0.1"] * 20)
    assert backprop("diff", "-", stdin=f"y = x*({short})").stdout == f"dy_dx = {short}\ny = x*dy_dx\n"
