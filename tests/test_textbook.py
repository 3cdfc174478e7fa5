"""Formulas as in a textbook: `diff --expanded`, `--to latex`, `--order`, `--simplify`, `hessian --symbolic`."""

import random
import re
import time

import pytest

from backprop.graph.rounding import of_values

from .conftest import Run
from .derivatives import differentiated, read, result
from .formulas import FORMULAS
from .fuzz import run

EXERCISES = [
    ("ln(x)/x", "x = (1 - log(x))/x**2"),
    ("x/x", "x = 0"),
    ("sqrt(1+x^2)", "x = x/sqrt(1 + x**2)"),
    ("a*x^2+b*x+c", "a = x**2; x = 2*a*x + b; b = x; c = 1"),
    ("exp(-x^2)", "x = -2*x*exp(-x**2)"),
    ("1/(1+exp(-x))", "x = exp(-x)/(1 + exp(-x))**2"),
    ("sin(x)^2", "x = 2*sin(x)*cos(x)"),
    ("x*y/z", "x = y/z; y = x/z; z = -x*y/z**2"),
    ("x*x**2", "x = 3*x**2"),
    ("x**-1", "x = -1/x**2"),
    ("x**0.5", "x = 1/(2*sqrt(x))"),
    ("sqrt(x)", "x = 1/(2*sqrt(x))"),
    ("x^(2/3)", "x = 2/(3*x**(1/3))"),
    ("a/b/c", "a = 1/(b*c); b = -a/(b**2*c); c = -a/(b*c**2)"),
    ("0.1*3*x**2", "x = 0.6*x"),
    ("(x+1)*(x+2)", "x = 2*x + 3"),
    ("x^3+2*x^2+x", "x = 3*x**2 + 4*x + 1"),
    ("(x^2+1)^5", "x = 10*x*(x**2 + 1)**4"),
    ("x/(1+x^2)", "x = (1 - x**2)/(1 + x**2)**2"),
    ("(x-1)/(x+1)", "x = 2/(x + 1)**2"),
    ("(a*x+b)/(c*x+d)", "a = x/(c*x + d); x = (a*d - b*c)/(c*x + d)**2; b = 1/(c*x + d); c = -x*(a*x + b)/(c*x + d)**2; d = -(a*x + b)/(c*x + d)**2"),
    ("1/x^2", "x = -2/x**3"),
    ("x*sqrt(1-x^2)", "x = (1 - 2*x**2)/sqrt(1 - x**2)"),
    ("sqrt(x+sqrt(x))", "x = (1 + 2*sqrt(x))/(4*sqrt(x)*sqrt(x + sqrt(x)))"),
    ("sin(x)*cos(x)", "x = cos(x)**2 - sin(x)**2"),
    ("tan(x)", "x = 1/cos(x)**2"),
    ("sin(1/x)", "x = -cos(1/x)/x**2"),
    ("x*exp(-x)", "x = exp(-x)*(1 - x)"),
    ("x^2*exp(x)", "x = x*exp(x)*(2 + x)"),
    ("exp(x)*sin(x)", "x = exp(x)*(sin(x) + cos(x))"),
    ("exp(sin(x))", "x = exp(sin(x))*cos(x)"),
    ("2**x", "x = 2**x*log(2)"),
    ("x^x", "x = x**x*(log(x) + 1)"),
    ("x**n", "x = n*x**(n - 1); n = x**n*log(x)"),
    ("x*log(x)-x", "x = log(x)"),
    ("log(sqrt(x))", "x = 1/(2*x)"),
    ("log(log(x))", "x = 1/(x*log(x))"),
    ("log(x+sqrt(x^2+1))", "x = 1/sqrt(x**2 + 1)"),
    ("log2(x)", "x = 1/(x*log(2))"),
    ("tanh(x)", "x = 1 - tanh(x)**2"),
    ("sigmoid(x)", "x = sigmoid(x)*(1 - sigmoid(x))"),
    ("sinh(x)*cosh(x)", "x = cosh(x)**2 + sinh(x)**2"),
    ("asin(x)", "x = 1/sqrt(1 - x**2)"),
    ("acosh(x)", "x = 1/sqrt(x**2 - 1)"),
    ("atan(1/x)", "x = -1/(x**2 + 1)"),
    ("erf(x)", "x = 2*exp(-x**2)/sqrt(pi)"),
    ("m*v^2/2", "m = v**2/2; v = m*v"),
    ("A*exp(-k*t)*cos(w*t+p)", "A = exp(-k*t)*cos(w*t + p); k = -A*t*exp(-k*t)*cos(w*t + p); t = -A*exp(-k*t)*(k*cos(w*t + p) + w*sin(w*t + p)); w = -A*t*exp(-k*t)*sin(w*t + p); p = -A*exp(-k*t)*sin(w*t + p)"),
    ("(a-x)^2+100*(y-x^2)^2", "a = 2*(a - x); x = -2*(a - x) - 400*x*(y - x**2); y = 200*(y - x**2)"),
    ("exp(a)/(exp(a)+exp(b))", "a = exp(a)*exp(b)/(exp(a) + exp(b))**2; b = -exp(a)*exp(b)/(exp(a) + exp(b))**2"),

]  # fmt: skip
"""What is differentiated, and the derivatives as a teacher writes them, by input."""


@pytest.mark.parametrize(("text", "derivatives"), EXERCISES)
def test_the_derivatives_of_an_exercise(backprop: Run, text: str, derivatives: str) -> None:
    written = backprop("diff", f"q = {text}", "--expanded").stdout
    assert written.replace("dq_d", "").splitlines() == derivatives.split("; ")


@pytest.mark.parametrize("text", [text for text, _ in EXERCISES] + FORMULAS)
def test_a_formula_for_people_is_the_same_function(text: str) -> None:
    """At random points, to 1e-9, or to what rounding does to the formula where its terms cancel."""
    chance, checked = random.Random(text), 0
    program, output = read(text if "=" in text else f"q = {text}")
    source = program.source.text
    exact, people = differentiated(source), differentiated(source, expanded=True)
    for _ in range(12):
        given = {name: chance.uniform(0.1, 2.5 if "acosh" in text else 0.9) for name in program.inputs}
        for name in program.input_names().values():
            slope = f"d{program.names[output]}_d{name}"
            try:
                expected, found = result(exact, given, slope).value, result(people, given, slope)
            except AssertionError:  # undefined here
                continue
            error = of_values(found.calculation.program.tape, found.calculation.values)[found.output]
            assert abs(found.value - expected) <= 1e-9 * abs(expected) + 4 * error, (slope, given)
            checked += 1
    assert checked


def test_what_is_left_of_a_program_is_as_it_was_written(backprop: Run) -> None:
    assert backprop("diff", "y = tanh((a + b)*c)", "--expanded", "--wrt", "c").stdout == (
        "dy_dc = (a + b)*(1 - tanh((a + b)*c)**2)\n"
    )


def test_latex_is_in_the_same_form(backprop: Run) -> None:
    assert backprop("diff", "y = ln(x)/x", "--to", "latex").stdout == (
        "\\begin{aligned}\n"
        "  y &= \\frac{\\ln\\left(x\\right)}{x} \\\\\n"
        "  \\frac{\\mathrm{d} y}{\\mathrm{d} x} &= \\frac{1 - \\ln\\left(x\\right)}{x^{2}}\n"
        "\\end{aligned}\n"
    )
    assert (
        r"\frac{\mathrm{d}^{2} y}{\mathrm{d} x \thinspace \mathrm{d} z} &= 6 \thinspace x \thinspace z^{2}"
        in (backprop("diff", "y = x**2*z**3", "--order", "2", "--to", "latex").stdout)
    )


def test_derivatives_of_a_higher_order(backprop: Run) -> None:
    assert backprop("diff", "y = a**2*b + b**3", "--order", "2", "--expanded").stdout == (
        "ddy_da_da = 2*b\nddy_da_db = 2*a\nddy_db_db = 6*b\n"
    )
    assert backprop("diff", "y = exp(x)*sin(x)", "--order", "8", "--expanded").stdout == (
        "ddddddddy_dx_dx_dx_dx_dx_dx_dx_dx = 16*exp(x)*sin(x)\n"
    )
    assert '"a,b": 2.0*a' in backprop("diff", "y = a**2*b", "--order", "2", "--to", "python").stdout
    assert backprop("diff", "a*b", "--order", "0").code == 2
    many = backprop("diff", "+".join(f"x{n}**x{n + 1}" for n in range(60)), "--order", "4")
    assert many.stderr.startswith("error: the derivatives of order ")
    assert (many.code, many.stdout) == (2, "")


@pytest.mark.parametrize("target", ["program", "python", "c", "javascript", "rust", "sql", "latex"])
def test_every_language_has_higher_orders(backprop: Run, target: str) -> None:
    outcome = backprop("diff", "y = sin(a)*b**3", "--order", "2", "--to", target)
    assert (outcome.code, outcome.stderr) == (0, "")
    assert "sin" in outcome.stdout


def test_a_program_of_a_higher_order_gives_the_numbers_of_hessian(backprop: Run) -> None:
    text = "y = exp(a*b)*sin(b)/a"
    program = backprop("diff", text, "--order", "2").stdout
    rows = backprop("hessian", text, "a=0.7", "b=1.3", "--format", "plain").stdout.split()
    given = {"a": 0.7, "b": 1.3}
    found = [result(program, given, name).value for name in ("ddy_da_da", "ddy_da_db", "ddy_db_db")]
    assert found == pytest.approx([float(rows[place]) for place in (0, 1, 3)], rel=1e-14)


def test_hessian_in_formulas(backprop: Run) -> None:
    assert backprop("hessian", "z = x**2*y + sin(y)", "--symbolic").stdout == (
        "z = x**2*y + sin(y)\n\n"
        "  d²z/drow dcolumn   x     y\n"
        "  x                  2*y   2*x\n"
        "  y                  2*x   -sin(y)\n"
    )
    assert r"2 \thinspace x & -\sin\left(y\right)" in (
        backprop("hessian", "z = x**2*y + sin(y)", "--symbolic", "--format", "latex").stdout
    )
    assert backprop("hessian", "x*y", "--symbolic", "--format", "markdown").code == 0
    assert backprop("hessian", "x*y", "--symbolic", "--format", "json").code == 2


def test_powers_of_functions_in_latex(backprop: Run) -> None:
    for text, shown in (
        ("tanh(x)^2", r"\tanh^{2}\left(x\right)"),
        ("tanh(x)^-1", r"\tanh\left(x\right)^{-1}"),
        ("(sin(x)^2)^3", r"\left(\sin^{2}\left(x\right)\right)^{3}"),
        ("sin(x)^n", r"\sin\left(x\right)^{n}"),
    ):
        assert f"y &= {shown} " in backprop("diff", f"y = {text}", "--to", "latex").stdout


def test_simplify_asks_sympy(backprop: Run) -> None:
    pytest.importorskip("sympy")
    for text, derivative in [
        ("sin(x)**4 - cos(x)**4", "2*sin(2*x)"),
        ("x*atan(x) - log(1 + x^2)/2", "atan(x)"),
        ("log(tan(x))", "2/sin(2*x)"),
    ]:
        outcome = backprop("diff", f"q = {text}", "--expanded", "--simplify")
        assert (outcome.stdout, outcome.stderr) == (f"dq_dx = {derivative}\n", "")
    left = backprop("diff", "q = x*cbrt(x)", "--expanded", "--simplify")
    assert left.stdout == backprop("diff", "q = x*cbrt(x)", "--expanded").stdout
    assert left.stderr == "note: not simplified, but as without --simplify: dq_dx\n"
    assert backprop("diff", "x**2", "--simplify").code == 2


def test_simplify_goes_with_every_table_of_formulas(backprop: Run) -> None:
    pytest.importorskip("sympy")
    outcome = backprop("eval", "L = sin(x)^4 - cos(x)^4; M = L*y", "--of", "M", "--symbolic", "--simplify")
    assert outcome.stdout.rstrip().endswith(" 2*y*sin(2*x)")
    assert " -cos(2*x)\n" in outcome.stdout
    assert outcome.stderr == ""
    outcome = backprop("eval", "q = x*cbrt(x)", "--symbolic", "--simplify")
    assert outcome.stdout == backprop("eval", "q = x*cbrt(x)", "--symbolic").stdout
    assert outcome.stderr == "note: not simplified, but as without --simplify: dq_dx\n"
    rows = backprop("hessian", "sin(x)^2 + cos(x)^2*y", "--symbolic", "--simplify").stdout.splitlines()[-2:]
    assert [row.split(maxsplit=1)[1].strip() for row in rows] == [
        "2*cos(2*x)*(1 - y)   -sin(2*x)",
        "-sin(2*x)            0",
    ]
    for command in ("eval", "hessian"):
        outcome = backprop(command, "x**2", "x=1", "--simplify")
        assert (outcome.stdout, outcome.code) == ("", 2)


def test_simplify_keeps_only_what_is_the_same_function(monkeypatch: pytest.MonkeyPatch) -> None:
    sympy = pytest.importorskip("sympy")
    monkeypatch.setattr(sympy, "simplify", lambda expression: expression + 1)
    code, stdout, stderr = run(["diff", "q = x**2", "--expanded", "--simplify"])
    assert (code, stdout) == (0, "dq_dx = 2*x\n")
    assert "not simplified" in stderr


def test_the_table_says_which_operand_won(backprop: Run) -> None:
    table = backprop("eval", "y = max(a, b)*relu(c)", "a=2", "b=3", "c=1").stdout
    assert "∂v1/∂a = 0 (a <= b)" in table
    assert "∂v1/∂b = 1 (b > a)" in table
    assert "∂v2/∂c = 1 (c > 0)" in table
    assert "∂v1/∂a = 1/2 (a == b)" in backprop("eval", "max(a, b)", "a=2", "b=2").stdout


def test_the_lesson_and_the_drawings_say_it_too(backprop: Run) -> None:
    program = ("y = max(a, b)*where(c > 0, c, d)", "a=2", "b=3", "c=1", "d=1")
    assert "∂v1/∂a = 0 (a <= b),   " in backprop("explain", *program).stdout
    assert r"= 0 \quad \left(a \le b\right)" in backprop("explain", *program, "--format", "markdown").stdout
    tree = backprop("graph", *program).stdout
    assert "∂v1/∂b = 1 (b > a):  b   value 3" in tree
    assert "∂v2/∂d = 0 (c > 0):  d   value 1" in tree
    assert '" ∂v1/∂b = 1 (b > a) ' in backprop("graph", *program, "--format", "dot").stdout


def test_a_round_d_is_local_and_a_straight_one_is_that_of_the_output(backprop: Run) -> None:
    """``b = a + a`` has two local derivatives of 1, and one of 2 along both paths."""
    program = ("b = a + a", "a=3")
    for shown in (backprop("eval", *program).stdout, backprop("explain", *program).stdout):
        assert "db/db · ∂b/∂a = 1 × 1" in shown
        assert not re.search(r"∂b/∂a = 2|∂b/∂b", shown)
    assert "db/da = 1 + 1 = 2\n" in backprop("explain", *program).stdout
    equation = r"\frac{\mathrm{d} b}{\mathrm{d} a} = "
    assert f"{equation}1 + 1 = 2\n" in backprop("explain", *program, "--format", "markdown").stdout
    assert f"{equation}2\n".replace(" =", " &=") in backprop("diff", program[0], "--to", "latex").stdout


def test_long_formulas_take_time_in_proportion(backprop: Run) -> None:
    def seconds(count: int) -> float:
        start = time.process_time()
        assert (
            backprop(
                "diff", "-", "--expanded", stdin=f"y = {' + '.join(f'x{n}*sin(a)' for n in range(count))}"
            ).code
            == 0
        )
        return time.process_time() - start

    seconds(10)
    assert seconds(800) < 12 * seconds(200)
