"""Errors: one clear sentence, the place with a caret, what to do; the exit code."""

import re

import pytest

from .conftest import Run

UNREADABLE = [
    (
        ["L = tnah(a*b)"],
        "error: unknown function 'tnah'\n  L = tnah(a*b)\n      ^^^^\ndid you mean 'tanh'?\n",
    ),
    (
        ["2*x(3)", "x=1"],
        "error: unknown function 'x'\n  2*x(3)\n    ^\nto multiply, write x*(...)\n",
    ),
    (
        ["x*x(3)", "x=1"],
        "error: unknown function 'x'\n  x*x(3)\n    ^\nto multiply, write x*(...)\n",
    ),
    (
        ["L = a*b + c", "a=1"],
        "error: no value for b, c\n  L = a*b + c\n        ^   ^\ngive each a value, as in b=1 c=1; without values, eval --symbolic shows formulas\n",
    ),
    (
        ["L = x y + 1", "x=1"],
        "error: an operator is missing between 'x' and 'y'\n  L = x y + 1\n        ^\nto multiply, write x*y\n",
    ),
    (
        ["sin x", "x=1"],
        "error: 'sin' needs parentheses\n  sin x\n      ^\nwrite sin(x)\n",
    ),
    (
        ["L = (a + b", "a=1"],
        "error: this parenthesis is never closed\n  L = (a + b\n      ^\nadd ')'\n",
    ),
    (
        ["L = a + b)", "a=1"],
        "error: this parenthesis was never opened\n  L = a + b)\n           ^\nremove ')'\n",
    ),
    (
        ["L = a + * b", "a=1"],
        "error: a value is missing between '+' and '*'\n  L = a + * b\n          ^\n"
        "write the value, or remove the operator\n",
    ),
    (
        ["L = a +", "a=1"],
        "error: a value is missing after '+'\n  L = a +\n         ^\nfinish the expression\n",
    ),
    (
        ["d = a*b\ne = d + a x", "a=1"],
        "error: line 2: an operator is missing between 'a' and 'x'\n  e = d + a x\n            ^\nto multiply, write a*x\n",
    ),
    (
        ["√x²", "x=1"],
        "error: '²' is not expected here\n  √x²\n    ^\nwrite √(x²), or √(x)²\n",
    ),
    (
        ["日本 + $", "日本=1"],
        "error: '$' has no meaning here\n  日本 + $\n         ^\n"
        "put a name with unusual characters in backquotes: `like this`\n",
    ),
    (
        ["tanh(a, b)", "a=1"],
        "error: 'tanh' takes 1 argument, but 2 are given\n  tanh(a, b)\n  ^^^^\nwrite tanh(x)\n",
    ),
    (
        ["atan2(a)", "a=1"],
        "error: 'atan2' takes 2 arguments, but 1 is given\n  atan2(a)\n  ^^^^^\nwrite atan2(y, x)\n",
    ),
    (
        ["x += 1", "x=1"],
        "error: 'x' is used before its definition\n  x += 1\n  ^\n"
        "define it first, as in x = 2, or give the new result a name of its own\n",
    ),
    (
        ["y = x", "x=abc"],
        "error: line 1: 'x' is used before its definition\n  y = x\n      ^\n"
        "'x=abc' comes too late; if it is a value, write a constant, as in x=2\n",
    ),
    (
        ["a*b", "a=1", "a=2", "b=1"],
        "error: 'a' is given twice\n  a=2\n  ^^^\nleave one out\n",
    ),
    (
        ["a=snh(2)"],
        "error: unknown function 'snh'\n  a=snh(2)\n    ^^^\ndid you mean 'sinh'?\n",
    ),
    (
        ["a*b", "a=snh(2)", "b=1"],
        "error: line 2: unknown function 'snh'\n  a=snh(2)\n    ^^^\ndid you mean 'sinh'?\n",
    ),
    (
        ["a*b", "a=1,5", "b=1"],
        "error: ',' is not expected here\n  a=1,5\n     ^\nthe decimal mark is a point, as in 1.5\n",
    ),
    (
        ["1e999"],
        "error: this number is too large\n  1e999\n  ^^^^^\nthe largest is about 1.8e308\n",
    ),
    (
        [""],
        "error: the program has no result\nwrite an expression, such as L = (a*b + c) * f\n",
    ),
    (
        ["a*b", "a=1", "b=2", "--of", "q"],
        "error: no node is called 'q'\nthe nodes: a, b, v1\n",
    ),
    (
        ["a*b", "a=1", "b=2", "--wrt", "a,q"],
        "error: 'q' is not an input of the program\nits inputs: a, b\n",
    ),
]

UNDEFINED = [
    (
        ["L = b*log(a - 3)", "a=1", "b=2"],
        "error: v2 = log(v1) is undefined at v1 = -2\n  L = b*log(a - 3)\n        ^^^\n"
        "choose other values; the domain of log(v1) is v1 > 0\n",
    ),
    (
        ["L = a/b", "a=1", "b=0"],
        "error: L = a/b is a division by zero at a = 1, b = 0\n  L = a/b\n       ^\nchoose other values\n",
    ),
    (
        ["a % b", "a=1", "b=0"],
        "error: v1 = a % b is a division by zero at a = 1, b = 0\n  a % b\n    ^\nchoose other values\n",
    ),
    (
        ["L = x*sqrt(-2)", "x=1"],
        "error: sqrt(-2) is undefined\n  L = x*sqrt(-2)\n        ^^^^\n"
        "choose other values; the domain of sqrt(x) is x >= 0\n",
    ),
    (
        ["0**-1"],
        "error: 0**-1 is undefined\n  0**-1\n   ^^\nchoose other values; 0 has no negative powers\n",
    ),
    (
        ["(-8)**(1/3)"],
        "error: (-8)**(1/3) is undefined\n  (-8)**(1/3)\n      ^^\n"
        "choose other values; a negative number has powers with whole exponents only; by the cube root it is cbrt(-8)\n",
    ),
    (
        ["L = exp(a)", "a=1000"],
        "error: L = exp(a) is too large (above 1.8e308) at a = 1000\n  L = exp(a)\n      ^^^\nchoose other values\n",
    ),
    (
        ["1/(a*a)", "a=1e200"],
        "error: v1 = a*a is too large (above 1.8e308) at a = 1e200\n  1/(a*a)\n      ^\nchoose other values\n",
    ),
    (
        ["10**10**10"],
        "error: 10**10**10 is too large (above 1.8e308)\n  10**10**10\n    ^^\nchoose other values\n",
    ),
    (
        ["L = sqrt(a)", "a=0"],
        "error: the derivative dL/da = 1/(2*sqrt(a)) is a division by zero at a = 0\n"
        "  L = sqrt(a)\n      ^^^^\nchoose other values\n",
    ),
    (
        ["a**b", "a=-2", "b=2"],
        "error: the derivative dv1/db = a**b*log(a) is undefined at a = -2, b = 2\n  a**b\n   ^^\n"
        "choose other values, or leave this path out: --wrt a\n",
    ),
    (
        ["hypot(x, y)", "x=0", "y=0"],
        "error: the derivative dv1/dx = x/hypot(x, y) is a division by zero at x = 0, y = 0\n"
        "  hypot(x, y)\n  ^^^^^\nchoose other values\n",
    ),
    (
        ["a*b*c", "a=1e200", "b=1e-200", "c=1e200"],
        "error: the derivative dv2/db is too large (above 1.8e308)\n  a*b*c\n    ^\nchoose other values\n",
    ),
    (
        ["acosh(a)", "a=0.999999999"],
        "error: v1 = acosh(a) is undefined at a = 0.999999999\n  acosh(a)\n  ^^^^^\n"
        "choose other values; the domain of acosh(a) is a >= 1\n",
    ),
    (
        ["a*b", "a=1/0", "b=1"],
        "error: 1/0 is a division by zero\n  a=1/0\n     ^\nchoose other values\n",
    ),
]


@pytest.mark.parametrize(("arguments", "message"), UNREADABLE)
def test_what_cannot_be_read_exits_with_2(backprop: Run, arguments: list[str], message: str) -> None:
    outcome = backprop("eval", *arguments)
    assert (outcome.stderr, outcome.stdout, outcome.code) == (message, "", 2)


@pytest.mark.parametrize(("arguments", "message"), UNDEFINED)
def test_what_is_undefined_exits_with_1(backprop: Run, arguments: list[str], message: str) -> None:
    outcome = backprop("eval", *arguments)
    assert (outcome.stderr, outcome.stdout, outcome.code) == (message, "", 1)


def test_an_unknown_option_is_an_error_that_names_a_close_one(backprop: Run) -> None:
    outcome = backprop("eval", "a*b", "--formt", "json")
    assert outcome.stderr.startswith("error: No such option '--formt'")
    assert "--format" in outcome.stderr
    assert outcome.stderr.endswith("\nsee 'backprop eval --help'\n")
    assert outcome.code == 2


def test_a_value_that_nothing_uses_is_a_note(backprop: Run) -> None:
    outcome = backprop("eval", "d = a*b", "a=1", "b=2", "c=3", "d=4", "--format", "json")
    assert outcome.code == 0
    assert outcome.stderr == (
        "note: nothing in the program uses 'c'\n"
        "note: the program computes 'd' itself, so its value on the command line is not used\n"
    )


@pytest.mark.parametrize(
    "program",
    [
        "max(1, log(-1)) + b",
        "a = max(1, log(-1)); L = a*b",
        "sqrt(-1)**0 + b",
        "sign(log(-1)) + b",
        "1/(1e200*1e200) + b",
    ],
)
def test_nothing_hides_an_undefined_value(backprop: Run, program: str) -> None:
    outcome = backprop("eval", program, "b=1")
    assert (outcome.code, outcome.stdout) == (1, "")
    assert re.search("is undefined|is too large", outcome.stderr)


def test_an_undefined_output_does_not_hide_the_others(backprop: Run) -> None:
    outcome = backprop("eval", "d = log(a); e = a*a", "a=-1", "--format", "json")
    assert outcome.code == 1
    assert outcome.stdout.startswith('{"output": "e", "value": 1.0')
    assert outcome.stderr.startswith("error: d = log(a) is undefined at a = -1\n")


def test_an_undefined_value_that_no_output_needs_does_no_harm(backprop: Run) -> None:
    assert backprop("eval", "d = log(a); e = a*a", "a=-1", "--of", "e").code == 0


def test_the_place_in_a_long_line_is_shown_with_its_neighbourhood(backprop: Run) -> None:
    outcome = backprop("eval", "1 + " * 5000 + "tnah(x)" + " + 1" * 5000, "x=1")
    message, line, carets, hint, _ = outcome.stderr.split("\n")
    assert message == "error: unknown function 'tnah'"
    assert len(line) <= 102
    assert line[carets.index("^") : carets.rindex("^") + 1] == "tnah"
    assert hint == "did you mean 'tanh'?"


@pytest.mark.parametrize(
    "program",
    ["\0", "a\0b", "\x1b[31mx", "\u200bx", "x\ufeff", "`a\nb`", "`", "((((", "))))", "=", "==", ",", "x,y", ";;;", "#",
     "a(", "a(,)", "f()", "tanh()", "max()", "1 2", "1.2.3", "0x10", "1e", "1__0", "_", "__", "é", "🙂", "a b c", "a=", "=a",
     "a += ", "+= 1", "2 = 3", "(a) = 3", "a = b = 3", "-", "- -", "**", "2 ** ** 3", "a;b;;c", "\\", "'a'", '"a"', "a..b",
     "“a”", "1,5", "a ? b : c", "lambda x: x", "__import__('os')", "a.b", "a[0]", "x!", "x!=y", "not x", "/*", "*/"],
)  # fmt: skip
def test_no_program_makes_a_traceback(backprop: Run, program: str) -> None:
    outcome = backprop("eval", "-", "a=1", "b=2", "c=3", "x=1", "y=1", stdin=program)
    assert outcome.code in (0, 2)
    assert "Traceback" not in outcome.stderr
    assert (outcome.code == 0) == bool(outcome.stdout)
    assert outcome.code == 0 or re.search("^error: .+$", outcome.stderr, re.MULTILINE)


OUTSIDE = [
    ("log(x)", -1.0, "the domain of log(x) is x > 0"),
    ("log(x)", 0.0, "the domain of log(x) is x > 0"),
    ("asin(x + 1)", 1.0, "the domain of asin(v1) is v1 >= -1 and v1 <= 1"),
    ("log(2*`a b`)*x", -1.0, "the domain of log(v1) is v1 > 0"),
    ("sqrt(`a b`)*x", -1.0, "the domain of sqrt(x) is x >= 0"),
    ("xlogy(2, x)", -1.0, "the domain of xlogy(x, y) is x == 0 or y > 0"),
    ("x**-0.5", 0.0, "0 has no negative powers"),
    ("x**0.3", -8.0, "a negative number has powers with whole exponents only"),
    ("x**(1/3)", -8.0, "a negative number has powers with whole exponents only; by the cube root it is cbrt(x)"),
    ("(x - 1)**(-2/3)", -8.0, "a negative number has powers with whole exponents only; by the cube root it is cbrt(v1)**-2"),
]  # fmt: skip


@pytest.mark.parametrize(("program", "x", "hint"), OUTSIDE)
def test_an_undefined_value_comes_with_the_domain(backprop: Run, program: str, x: float, hint: str) -> None:
    outcome = backprop("eval", program, f"x={x}", f"`a b`={x}")
    assert (outcome.stdout, outcome.code) == ("", 1)
    assert outcome.stderr.endswith(f"\nchoose other values; {hint}\n")


def test_what_is_no_question_of_a_domain_has_no_such_hint(backprop: Run) -> None:
    for words in (
        ["exp(x)", "x=1000"],
        ["1/x", "x=0"],
        ["csc(x)", "x=0"],
        ["x**2", "x=1e200"],
        ["sqrt(x)", "x=0"],
    ):
        assert backprop("eval", *words).stderr.endswith("\nchoose other values\n")
