"""What other notations write: each mistake is named, with its place and what to write instead."""

from difflib import SequenceMatcher

import pytest

from backprop.cli.diagnostics import draw
from backprop.grammar.naming import closest
from backprop.grammar.problem import ProgramProblem, Source
from backprop.writing.evaluation import Evaluation

from .conftest import Run

MISTAKES = [
    ("2x", "an operator is missing between '2' and 'x'\n  2x\n   ^\nto multiply, write 2*x"),
    ("sin x", "'sin' needs parentheses\n  sin x\n      ^\nwrite sin(x)"),
    ("a = = b", "'=' is not expected here\n  a = = b\n      ^\nremove one '='"),
    ("(a + b", "this parenthesis is never closed\n  (a + b\n  ^\nadd ')'"),
    ("|x|", "'|' has no meaning here\n  |x|\n  ^\nwrite abs(x)"),
    ("2*|x + 1|", "'|' has no meaning here\n  2*|x + 1|\n    ^\nwrite abs(x + 1)"),
    ("x²", "'²' cannot stand for a power\n  x²\n   ^\nwrite x**2"),
    ("(a + b)²", "'²' cannot stand for a power\n  (a + b)²\n         ^\nwrite (...)**2"),
    ("sin²(x)", "'²' cannot stand for a power\n  sin²(x)\n     ^\nwrite sin(x)**2"),
    ("sin⁻¹(x)", "'⁻¹' cannot stand for a power\n  sin⁻¹(x)\n     ^^\nwrite asin(x)"),
    ("sin^2(x)", "an operator is missing between '2' and '('\n  sin^2(x)\n       ^\nwrite sin(...)**2"),
    ("log(x, 2)", "'log' takes 1 argument, but 2 are given\n  log(x, 2)\n  ^^^\nlog is the natural logarithm; write log2(x)"),
    ("log(a + b, 10)", "'log' takes 1 argument, but 2 are given\n  log(a + b, 10)\n  ^^^\nlog is the natural logarithm; write log10(a + b)"),
    ("ln(x, b)", "'ln' takes 1 argument, but 2 are given\n  ln(x, b)\n  ^^\nlog is the natural logarithm; write log(x)/log(b)"),
    ("x => 2", "'=>' is not expected here\n  x => 2\n    ^^\nto compare, write >="),
    ("where(x => 2, 1, 2)", "'=>' is not expected here\n  where(x => 2, 1, 2)\n          ^^\nto compare, write >="),
    ("where(x =< 2, 1, 2)", "'=<' is not expected here\n  where(x =< 2, 1, 2)\n          ^^\nto compare, write <="),
    ("where(x <> 2, 1, 2)", "'<>' is not expected here\n  where(x <> 2, 1, 2)\n          ^^\nto compare, write !="),
    ("where(x = 2, 1, 2)", "'=' is not expected here\n  where(x = 2, 1, 2)\n          ^\nto compare, write =="),
    ("x ≥ 2", "'≥' is not expected here\n  x ≥ 2\n    ^\nconditions stand in where only, as in where(x > 0, a, b)"),
    ("a == b", "'==' is not expected here\n  a == b\n    ^^\na definition has one '='; conditions stand in where only, as in where(x > 0, a, b)"),
    ("1,5*x", "',' is not expected here\n  1,5*x\n   ^\nthe decimal mark is a point, as in 1.5"),
    ("1,000*x", "',' is not expected here\n  1,000*x\n   ^\nthe decimal mark is a point, as in 1.000; digits may be grouped as in 1_000"),
    ("1,000,000*x", "',' is not expected here\n  1,000,000*x\n   ^\ndigits may be grouped as in 1_000_000"),
    ("“x” + 1", "quotes have no meaning here\n  “x” + 1\n  ^^^\nnames stand without them: x"),
    ("'x'", "quotes have no meaning here\n  'x'\n  ^^^\nnames stand without them: x"),
    ("‘a b’*2", "quotes have no meaning here\n  ‘a b’*2\n  ^^^^^\nnames stand without them: `a b`"),
    ("np.sin(x)", "'.' has no meaning here\n  np.sin(x)\n    ^\nfunctions have no prefix, as in sin(x)"),
    ("y' + 1", "''' has no meaning here\n  y' + 1\n   ^\na name has no primes; write another, such as y_1"),
    ("tnah(x)", "unknown function 'tnah'\n  tnah(x)\n  ^^^^\ndid you mean 'tanh'?"),
    ("Sin(x)", "unknown function 'Sin'\n  Sin(x)\n  ^^^\ndid you mean 'sin'?"),
    ("f(x) = f(x - 1)", "'f' calls itself\n  f(x) = f(x - 1)\n         ^\nfunctions have no recursion; repeat a statement instead"),
    ("f(x) = g(x); g(x) = f(x)", "unknown function 'g'\n  f(x) = g(x); g(x) = f(x)\n         ^\ndefine 'g' first; functions cannot call each other in a circle"),
    ("atan2(a)", "'atan2' takes 2 arguments, but 1 is given\n  atan2(a)\n  ^^^^^\nwrite atan2(y, x)"),
    ("sin^2 x", "an operator is missing between '2' and 'x'\n  sin^2 x\n        ^\nwrite sin(x)**2"),
    ("atan(y, x)", "'atan' takes 1 argument, but 2 are given\n  atan(y, x)\n  ^^^^\nthe angle of a point is atan2(y, x)"),
    ("sin()", "'sin' takes 1 argument, but none are given\n  sin()\n  ^^^\nwrite sin(x)"),
    ("sum()", "'sum' takes one argument or more, but none is given\n  sum()\n  ^^^\nwrite sum(a, b, c)"),
    ("√x + 1", "'√' has no meaning here\n  √x + 1\n  ^\nwrite sqrt(x)"),
    ("√(x + 1)", "'√' has no meaning here\n  √(x + 1)\n  ^\nwrite sqrt(x + 1)"),
    ("a•b", "'•' has no meaning here\n  a•b\n   ^\nto multiply, write *"),
    ("∞", "'∞' has no meaning here\n  ∞\n  ^\nthere is no infinity; write a large number, such as 1e300"),
    ("½*x", "'½' has no meaning here\n  ½*x\n  ^\nwrite (1/2)"),
    ("٣*x", "'٣' has no meaning here\n  ٣*x\n  ^\nwrite 3"),
    ("x if x > 0 else 2", "an operator is missing between 'x' and 'if'\n  x if x > 0 else 2\n    ^^\nto choose, write where(x > 0, a, b)"),
    ("where(x > 0 && y > 0, 1, 2)", "'&' has no meaning here\n  where(x > 0 && y > 0, 1, 2)\n              ^\nin a condition, write 'and'"),
    ("where(x > 0 || y > 0, 1, 2)", "'|' has no meaning here\n  where(x > 0 || y > 0, 1, 2)\n              ^\nin a condition, write 'or'"),
    ("where(!x, 1, 2)", "'!' has no meaning here\n  where(!x, 1, 2)\n        ^\nin a condition, write 'not'"),
    ("x > 0 and y > 0", "'>' is not expected here\n  x > 0 and y > 0\n    ^\nconditions stand in where only, as in where(x > 0, a, b)"),
    ("a and b", "an operator is missing between 'a' and 'and'\n  a and b\n    ^^^\nconditions stand in where only, as in where(x > 0 and y > 0, a, b)"),
    ("def f(x): x", "an operator is missing between 'def' and 'f'\n  def f(x): x\n      ^\na function is a statement, as in f(x) = x**2 + 1"),
    ("lambda x: x", "an operator is missing between 'lambda' and 'x'\n  lambda x: x\n         ^\na function is a statement, as in f(x) = x**2 + 1"),
    ("x = 2 y = 3", "an operator is missing between '2' and 'y'\n  x = 2 y = 3\n        ^\nstatements are separated by ';', as in x = 2; y = 3"),
    ("x = 2, y = 3", "',' is not expected here\n  x = 2, y = 3\n       ^\nstatements are separated by ';'"),
    ("x := 3", "':' has no meaning here\n  x := 3\n    ^\na definition is a name, one '=' and an expression"),
    ("y = x = 2", "'=' is not expected here\n  y = x = 2\n        ^\ndefine one name in each statement, as in x = 2; y = x"),
    ("x + 1 = y", "'=' is not expected here\n  x + 1 = y\n        ^\na definition is a name, one '=' and an expression"),
    ("a//b", "a value is missing between '/' and '/'\n  a//b\n    ^\nto divide and round down, write floor(x/y)"),
    ("50%", "a value is missing after '%'\n  50%\n     ^\n% is the remainder of a division; a percentage is a quotient, as in 5/100"),
    ("x^^2", "a value is missing between '^' and '^'\n  x^^2\n    ^\na power is written x**y or x^y"),
    ("a mod b", "an operator is missing between 'a' and 'mod'\n  a mod b\n    ^^^\nthe remainder of x/y is x % y"),
    ("pow(x, 2)", "unknown function 'pow'\n  pow(x, 2)\n  ^^^\nwrite x**y"),
    ("Φ(x)", "unknown function 'Φ'\n  Φ(x)\n  ^\nwrite normcdf(x)"),
    ("round(x)", "unknown function 'round'\n  round(x)\n  ^^^^^\nwrite ceil(floor(2*x)/2), which rounds halves up"),
    ("0x10*a", "an operator is missing between '0' and 'x10'\n  0x10*a\n   ^^^\nnumbers are decimal: write 16"),
    ("1e*a", "an operator is missing between '1' and 'e'\n  1e*a\n   ^\nwrite 1*e, or an exponent with its digits, as in 1e5"),
    ("10 000*x", "an operator is missing between '10' and '000'\n  10 000*x\n     ^^^\ndigits may be grouped as in 10_000"),
    ("max(a; b)", "this parenthesis is never closed\n  max(a; b)\n     ^\nadd ')'; arguments are separated by commas"),
    ("[a + b]*2", "'[' has no meaning here\n  [a + b]*2\n  ^\nuse parentheses: ( )"),
    ("a ? b : c", "'?' has no meaning here\n  a ? b : c\n    ^\nto choose, write where(x > 0, a, b)"),
    ("L = a*b.", "'.' has no meaning here\n  L = a*b.\n         ^\nremove it"),
    ("∑x", "'∑' has no meaning here\n  ∑x\n  ^\nwrite sum(a, b, c)"),
    ("∫x", "'∫' has no meaning here\n  ∫x\n  ^\nthere are no integrals"),
    ("∂L", "'∂' has no meaning here\n  ∂L\n  ^\nwrite the expression only; its derivatives are what comes out"),
    ("x!", "'!' has no meaning here\n  x!\n   ^\nthere are no factorials"),
    ("a\u200bb", "U+200B (zero width space) has no meaning here\n  a�b\n   ^\nremove it"),
    ("\u0301 + x", "U+0301 (combining acute accent) has no meaning here\n  ◌\u0301 + x\n  ^\nremove it"),
    ("y + 2\u0301x", "U+0301 (combining acute accent) has no meaning here\n  y + 2◌\u0301x\n       ^\nremove it"),
    ("a\udcffb", "the byte 0xff is not UTF-8\n  a�b\n   ^\nwrite the program in UTF-8"),
    ("where(x > 0, 1)", "a value is missing before ')'\n  where(x > 0, 1)\n                ^\nwhere takes a condition and two values, as in where(x > 0, a, b)"),
    ("where(x > 0, 1, 2, 3)", "',' is not expected here\n  where(x > 0, 1, 2, 3)\n                   ^\nwhere takes a condition and two values, as in where(x > 0, a, b)"),
    ("f(2) = 3", "a parameter of a function is a name\n  f(2) = 3\n    ^\nwrite names, as in f(x, y) = x*y"),
    ("(a)(b)", "an operator is missing between ')' and '('\n  (a)(b)\n     ^\nto multiply, write (...)*(...)"),
    ("x\n\ny = 2 + 3z", "line 3: an operator is missing between '3' and 'z'\n  y = 2 + 3z\n           ^\nto multiply, write 3*z"),
    ("e**x", "no value for e, x\n  e**x\n  ^  ^\ngive each a value, as in e=1 x=1; e is a name like any other, and e**x is written exp(x)"),
    ("lenght = 2; 3*length", "no value for length\n  lenght = 2; 3*length\n                ^^^^^^\ndid you mean 'lenght'?"),
    ("a += 1", "'a' is used before its definition\n  a += 1\n  ^\ndefine it first, as in a = 2, or give the new result a name of its own"),
    ("x²y + 1", "'²' cannot stand for a power\n  x²y + 1\n   ^\nwrite x**2*y"),
    ("a²(b+c)", "'²' cannot stand for a power\n  a²(b+c)\n   ^\nwrite a**2*(b+c)"),
    ("(a + b)²c", "'²' cannot stand for a power\n  (a + b)²c\n         ^\nwrite (...)**2*c"),
    ("f(x) = 2*x; f²(y)", "'²' cannot stand for a power\n  f(x) = 2*x; f²(y)\n               ^\nwrite f(y)**2"),
    ("sin²((a + b)*(c))", "'²' cannot stand for a power\n  sin²((a + b)*(c))\n     ^\nwrite sin((a + b)*(c))**2"),
    ("max²(a, b)", "'²' cannot stand for a power\n  max²(a, b)\n     ^\nwrite max(a, b)**2"),
    ("x² and y", "'²' cannot stand for a power\n  x² and y\n   ^\nwrite x**2"),
    ("sin(x=2)", "'=' is not expected here\n  sin(x=2)\n       ^\nan argument is a value alone, without 'x ='"),
    ("max(a=1, b)", "'=' is not expected here\n  max(a=1, b)\n       ^\nan argument is a value alone, without 'a ='"),
    ("f(x = 2) = x", "'=' is not expected here\n  f(x = 2) = x\n      ^\na parameter of a function is a name alone, as in f(x, y) = x*y"),
    ("(x = 2)*3", "'=' is not expected here\n  (x = 2)*3\n     ^\na definition is a statement of its own, as in x = 2; y = 3*x"),
    ("max(a = 1, b", "this parenthesis is never closed\n  max(a = 1, b\n     ^\nadd ')'"),
    ("“a*b”", "quotes have no meaning here\n  “a*b”\n  ^^^^^\nwrite a*b"),
    ("'1/3'", "quotes have no meaning here\n  '1/3'\n  ^^^^^\nwrite 1/3"),
    ("\"Temp (C)\"*2", "quotes have no meaning here\n  \"Temp (C)\"*2\n  ^^^^^^^^^^\nnames stand without them: `Temp (C)`"),
    ("||x||", "'|' has no meaning here\n  ||x||\n  ^\nwrite abs(x)"),
    ("where(a > 0 || b > 0 || c > 0, 1, 2)", "'|' has no meaning here\n  where(a > 0 || b > 0 || c > 0, 1, 2)\n              ^\nin a condition, write 'or'"),
    ("y = where x > 0, 1, 2", "'where' needs parentheses\n  y = where x > 0, 1, 2\n            ^\nwrite where(x > 0, 1, 2)"),
    ("where x", "'where' needs parentheses\n  where x\n        ^\nwrite where(x > 0, a, b)"),
    ("sin 2*x", "'sin' needs parentheses\n  sin 2*x\n      ^\nwrite sin(2*x), or sin(2)*x"),
    ("sin 2x", "'sin' needs parentheses\n  sin 2x\n      ^\nwrite sin(2*x)"),
    ("tan sin x", "'tan' needs parentheses\n  tan sin x\n      ^^^\nwrite tan(sin(x))"),
    ("log(sin(x), 2)", "'log' takes 1 argument, but 2 are given\n  log(sin(x), 2)\n  ^^^\nlog is the natural logarithm; write log2(sin(x))"),
    ("log(max(a, b), c)", "'log' takes 1 argument, but 2 are given\n  log(max(a, b), c)\n  ^^^\nlog is the natural logarithm; write log(max(a, b))/log(c)"),
    ("f(x, y) = x; f + 1", "no value for f\n  f(x, y) = x; f + 1\n               ^\nf is a function: write f(x, y)"),
    ("where(x ⩾ 1, 2, 3)", "'⩾' has no meaning here\n  where(x ⩾ 1, 2, 3)\n          ^\nto compare, write >="),
    ("1'000*x", "''' has no meaning here\n  1'000*x\n   ^\nwrite 1000 or 1_000"),
    ("1’000’000", "'’' has no meaning here\n  1’000’000\n   ^\nwrite 1000000 or 1_000_000"),
    ("`a\u202eb`*2", "U+202E (right-to-left override) has no meaning here\n  `a�b`*2\n    ^\nremove it"),
    ("`a\u200bb`", "no value for `a�b`\n  `a�b`\n  ^^^^^\ngive each a value, as in `a�b`=1"),
    ("x.^2", "'.' has no meaning here\n  x.^2\n   ^\nwrite ^ without the point"),
    ("x.*y", "'.' has no meaning here\n  x.*y\n   ^\nwrite * without the point"),
    ("y ~ a*x", "'~' has no meaning here\n  y ~ a*x\n    ^\na definition has a plain '=', as in y = a*x"),
    ("where(~x, 1, 2)", "'~' has no meaning here\n  where(~x, 1, 2)\n        ^\nin a condition, write 'not'"),
    ("%e^x", "a value is missing before '%'\n  %e^x\n  ^\nwrite exp(1), and exp(x) for its powers"),
    ("2*%pi*r", "a value is missing between '*' and '%'\n  2*%pi*r\n    ^\nwrite pi"),
    ("x[1] + 2", "'[' has no meaning here\n  x[1] + 2\n   ^\nthere are no indices; write a name of its own, such as x_1"),
    ("`T (C)`[i, 2]", "'[' has no meaning here\n  `T (C)`[i, 2]\n         ^\nthere are no indices; write a name of its own, such as `T (C)_i_2`"),
    ("Sin[x]", "'[' has no meaning here\n  Sin[x]\n     ^\nuse parentheses: ( )"),
    ("2xy", "an operator is missing between '2' and 'xy'\n  2xy\n   ^^\nto multiply, write 2*xy, or 2*x*y where these are names of their own"),
    ("xy + 2xy", "an operator is missing between '2' and 'xy'\n  xy + 2xy\n        ^^\nto multiply, write 2*xy"),
    ("2pi", "an operator is missing between '2' and 'pi'\n  2pi\n   ^^\nto multiply, write 2*pi"),
    ("x² eˣ", "'²' cannot stand for a power\n  x² eˣ\n   ^\nwrite x**2*exp(x)"),
    ("2eˣ", "an operator is missing between '2' and 'eˣ'\n  2eˣ\n   ^^\nto multiply, write 2*exp(x)"),
    ("xⁿ", "no value for xⁿ\n  xⁿ\n  ^^\ngive each a value, as in xⁿ=1; xⁿ is one name, and the power is written x**n"),
    ("sin 30°", "'sin' needs parentheses\n  sin 30°\n      ^^\nwrite sin(radians(30))"),
    ("sin(30°)", "'°' has no meaning here\n  sin(30°)\n        ^\nangles are in radians; write radians(30)"),
    ("20 °C", "'°' has no meaning here\n  20 °C\n     ^\nthere are no units; write the number alone"),
    ("2*PI*r", "no value for PI, r\n  2*PI*r\n    ^^ ^\ngive each a value, as in PI=1 r=1; the constant is written pi"),
    ("``", "there is no name between these backquotes\n  ``\n  ^^\nwrite one, as in `like this`"),
]  # fmt: skip


@pytest.mark.parametrize(("program", "picture"), MISTAKES)
def test_a_mistake_is_named_with_its_place_and_what_to_write(program: str, picture: str) -> None:
    evaluation = Evaluation({}, [], [])
    with pytest.raises(ProgramProblem) as caught:
        list(evaluation.results(evaluation.read(Source(program))))
    assert draw(caught.value) == picture


@pytest.mark.parametrize(("program", "picture"), MISTAKES[::8])
def test_the_command_prints_the_same_on_stderr_and_exits_with_2(
    backprop: Run, program: str, picture: str
) -> None:
    outcome = backprop("eval", "-", stdin=program.encode(errors="surrogateescape"))
    assert (outcome.stdout, outcome.stderr, outcome.code) == ("", f"error: {picture}\n", 2)


def test_a_misspelt_value_on_the_command_line_is_guessed(backprop: Run) -> None:
    outcome = backprop("eval", "alpha*b", "alhpa=2", "b=3")
    assert outcome.stderr.endswith("error: no value for alpha\n  alpha*b\n  ^^^^^\ndid you mean 'alhpa'?\n")


def test_among_many_long_names_few_are_compared_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"a_rather_long_name_of_a_quantity_{number:04}_in_a_program_of_many" for number in range(1000)]
    compared: list[SequenceMatcher[str]] = []
    ratio = SequenceMatcher.ratio

    def counted(matcher: SequenceMatcher[str]) -> float:
        compared.append(matcher)
        return ratio(matcher)

    monkeypatch.setattr(SequenceMatcher, "ratio", counted)
    assert closest(names[500].replace("quantity", "quantitty"), names) == names[500]
    assert closest(names[0][::-1], names) is None
    assert len(compared) <= 200


def test_bytes_that_are_not_utf_8_in_an_argument(backprop: Run) -> None:
    outcome = backprop("eval", b"a\xff*2", "a=1")
    assert outcome.stderr == (
        "error: the byte 0xff is not UTF-8\n  a\N{REPLACEMENT CHARACTER}*2\n   ^\nwrite the program in UTF-8\n"
    )


def test_names_may_carry_accents_that_have_no_letter_of_their_own(backprop: Run) -> None:
    outcome = backprop("eval", "x̄ = (a + b)/2; σ̂ = x̄**2", "a=1", "b=2", "--format", "plain")
    assert outcome.stdout == "2.25\t1.5\t1.5\n"
