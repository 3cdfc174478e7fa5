"""Formulas as people write them in other programs, in papers and by hand, and what they mean."""

import random
import re

import pytest

from backprop.grammar.parser import parse
from backprop.grammar.problem import ProgramProblem, Source

from .conftest import ROOT
from .programs import derivatives

READ = [
    # Products by hand
    ("2x", "2*x"),
    ("2x + 3y", "2*x + 3*y"),
    ("-2x", "-2*x"),
    ("3(a + b)", "3*(a + b)"),
    ("(a + b)(c - d)", "(a + b)*(c - d)"),
    ("(a + b)c", "(a + b)*c"),
    ("(x + 1)(x + 2)(x + 3)", "(x + 1)*(x + 2)*(x + 3)"),
    ("2 sin(x)", "2*sin(x)"),
    ("2sin(x)cos(x)", "2*sin(x)*cos(x)"),
    ("sqrt(x) exp(y)", "sqrt(x)*exp(y)"),
    ("4x^3 - 2x^2 + x", "4*x**3 - 2*x**2 + x"),
    ("2x^2/3", "2*x**2/3"),
    ("x/2 + 1/(2y)", "x/2 + 1/(2*y)"),
    ("a/3*2x", "a/3*2*x"),
    ("2^(3x)", "2**(3*x)"),
    ("2pi*r", "2*pi*r"),
    ("2(x)", "2*x"),
    ("2 (3 + x)", "2*(3 + x)"),
    ("1e-3x", "0.001*x"),
    ("2e5x", "200000*x"),
    ("2e*x", "2*e*x"),
    ("5 % 3 * 2x", "(5 % 3)*2*x"),
    ("(1/2)m*v**2", "1/2*m*v**2"),
    ("x*-2y", "x*-2*y"),
    ("k = 3; y = 2k*x", "k = 3; y = 2*k*x"),
    ("f(t) = 3t + 1; 2f(x)", "2*(3*x + 1)"),
    # Powers set high, roots
    ("x²", "x**2"),
    ("x² + y² - 2x·y", "x**2 + y**2 - 2*x*y"),
    ("4x³", "4*x**3"),
    ("-x²", "-x**2"),
    ("x⁻¹", "1/x"),
    ("6.674×10⁻¹¹m", "6.674*10**-11*m"),
    ("(a + b)²", "(a + b)**2"),
    ("(x + 1)³(y − 2)", "(x + 1)**3*(y - 2)"),
    ("x²y", "x**2*y"),
    ("2⁻³x", "2**-3*x"),
    ("2^x²", "2**(x**2)"),
    ("sin²(x) + cos²(x)", "sin(x)**2 + cos(x)**2"),
    ("sin²(x)cos(x)", "sin(x)**2*cos(x)"),
    ("sin^2(x)", "sin(x)**2"),
    ("ln^2(3x)", "log(3*x)**2"),
    ("tanh^3 (x)/2", "tanh(x)**3/2"),
    ("√x", "sqrt(x)"),
    ("√(x² + y²)", "sqrt(x**2 + y**2)"),
    ("2√(x)y", "2*sqrt(x)*y"),
    ("1/√(1 + v²/c²)", "1/sqrt(1 + v**2/c**2)"),
    ("∛(x + 7)", "cbrt(x + 7)"),
    ("√2*x", "sqrt(2)*x"),
    ("√√x", "sqrt(sqrt(x))"),
    # C, JavaScript, Java
    ("pow(x, 2)", "x**2"),
    ("Math.pow(x, y)", "x**y"),
    ("Math.sqrt(x) + Math.PI", "sqrt(x) + pi"),
    ("Math.log(x/y)*Math.E", "log(x/y)*exp(1)"),
    ("std::exp(-x) * std::fabs(y)", "exp(-x)*abs(y)"),
    ("fmax(x, y) - fmin(x, y)", "max(x, y) - min(x, y)"),
    ("x > y ? x : y", "where(x > y, x, y)"),
    ("(x > 0.5) ? 2*x : 3*y", "where(x > 0.5, 2*x, 3*y)"),
    ("x > 0.6 ? a : x > 0.4 ? b : c", "where(x > 0.6, a, where(x > 0.4, b, c))"),
    ("x > 0.5 && !(y > 0.5) || a > b ? x : y", "where((x > 0.5 and not y > 0.5) or a > b, x, y)"),
    ("1 + (x < y ? x : -y)", "1 + where(x < y, x, -y)"),
    ("max(x > y ? 1 : 2, a)", "max(where(x > y, 1, 2), a)"),
    ("y = 0.5*a*t*t + v0*t;", "y = 0.5*a*t*t + v0*t"),
    # Python and its libraries
    ("np.sin(x) + numpy.cos(y)", "sin(x) + cos(y)"),
    ("np.exp(-x**2/2)/np.sqrt(2*np.pi)", "exp(-x**2/2)/sqrt(2*pi)"),
    ("math.log(x, 2)", "log2(x)"),
    ("torch.relu(x*w + b)", "relu(x*w + b)"),
    ("torch.sigmoid(x)", "sigmoid(x)"),
    ("jnp.where(x > 0.5, x, y)", "where(x > 0.5, x, y)"),
    ("np.maximum(0, x)", "max(0, x)"),
    ("np.arctan2(y, x)", "atan2(y, x)"),
    ("tf.math.log(x)", "log(x)"),
    ("scipy.special.expit(x)", "sigmoid(x)"),
    ("np.power(x, 3)", "x**3"),
    ("car.mass * car.speed**2 / 2", "`car.mass`*`car.speed`**2/2"),
    ("x[0]*w[0] + x[1]*w[1]", "`x[0]`*`w[0]` + `x[1]`*`w[1]`"),
    # Fortran, MATLAB, Octave, Julia
    ("x.^2 + y.*z", "x**2 + y*z"),
    ("1./(1 + exp(-x))", "1/(1 + exp(-x))"),
    ("a ./ b", "a/b"),
    ("SQRT(X**2 + Y**2)", "sqrt(X**2 + Y**2)"),
    ("1.0E0*DX", "1.0*DX"),
    # Computer algebra
    ("f(x) := x^2 + 1", "y = x**2 + 1"),
    ("%e^(-x)*%pi", "exp(-x)*pi"),
    ("a*%e^(c*z) + b", "a*exp(c*z) + b"),
    ("%pi*r^2", "pi*r**2"),
    ("1/(x^5 + 11 x + 1)", "1/(x**5 + 11*x + 1)"),
    ("Abs(x)*Sqrt(y)", "abs(x)*sqrt(y)"),
    ("arcsinh(x) + arsinh(y)", "asinh(x) + asinh(y)"),
    ("log(x, 10) + log(x, 2) + log(x, b)", "log10(x) + log2(x) + log(x)/log(b)"),
    ("sgn(x)*tg(y) + ctg(x)", "sign(x)*tan(y) + cot(x)"),
    ("ch(x)^2 - sh(x)^2", "cosh(x)**2 - sinh(x)**2"),
    # Spreadsheets
    ("=A1*B1 + C1", "A1*B1 + C1"),
    ("=SQRT(A1^2 + B1^2)", "sqrt(A1**2 + B1**2)"),
    ("=IF(A1>B1, A1, 2*B1)", "where(A1 > B1, A1, 2*B1)"),
    ("=POWER(A1, 3)*SIN(RADIANS(B1))", "A1**3*sin(radians(B1))"),
    ("=AVERAGE(A1, A2, A3)", "(A1 + A2 + A3)/3"),
    ("=LN(A1) + ABS(B1)", "log(A1) + abs(B1)"),
    # Statistics, R, Stan, Modelica
    ("y ← a + b*x", "y = a + b*x"),
    ("ifelse(x > 0.5, x^2, x)", "where(x > 0.5, x**2, x)"),
    ("mu[i] = alpha + beta_1*x[i]", "`mu[i]` = alpha + beta_1*`x[i]`"),
    ("y[i, j] = a[group[i]]*x[i,j]", "y = `a[group[i]]`*`x[i,j]`"),
    ("theta = inv_logit(a + b*x)", "theta = sigmoid(a + b*x)"),
    ("pnorm((x - m)/s)", "normcdf((x - m)/s)"),
    ("v = pin_p.v - pin_n.v", "v = `pin_p.v` - `pin_n.v`"),
    ("m*x_{1} + x_2", "m*x_1 + x_2"),
    # Functions alone
    ("f(x) = x^2", "f = x**2"),
    ("f(x) = 3x^2 - 2x + 1", "f = 3*x**2 - 2*x + 1"),
    ("f(x) = a*x + b", "f = x*a + b"),
    ("f(x) = a*x + b; f(2)", "a*2 + b"),
    ("g(x, y) = sqrt(x^2 + y^2)/5.", "g = sqrt(x**2 + y**2)/5"),
    ("s = 2; f(x) = exp(-x^2/s)", "s = 2; f = exp(-x**2/s)"),
    ("f(x) = x^2; g(x) = f(x + 1) + c", "g = (x + 1)**2 + c"),
    ("f(x) = k*x; g(k) = f(k) + 1; g(u)", "k*u + 1"),
    ("x = 3; f(x) = x^2", "x = 3; f = x**2"),
    # Signs of books
    ("λ·exp(−λ·t)", "`λ`*exp(-`λ`*t)"),
    ("x ≥ y ∧ x ≤ 1 ? x : y", "where(x >= y and x <= 1, x, y)"),
    ("a ÷ b − c × d", "a/b - c*d"),
]


@pytest.mark.parametrize(("text", "meant"), READ)
def test_a_formula_is_read_as_it_is_meant(text: str, meant: str) -> None:
    names = [name for name in parse(Source(meant)).inputs if parse(Source(meant)).lacks_value(name)]
    chance = random.Random(text)
    for _ in range(4):
        point = {name: chance.uniform(0.1, 0.9) for name in names}
        value, gradient = derivatives(text, **point)
        expected, slopes = derivatives(meant, **point)
        assert value == pytest.approx(expected, rel=1e-13)
        assert gradient == pytest.approx(slopes, rel=1e-13)


REFUSED = [
    *("1/2x", "a/(b)(c)", "10 % 3y", "2^3x", "e^2x", "x^2(a + b)", "√2x", "√x²", "√x^2", "x²^2", "sin⁻¹(x)"),
    *(
        "2(3)",
        "2.00(10)",
        "1.5f*x",
        "1d5*x",
        "0x1F",
        "1.5.2",
        "2 3",
        "a b",
        "x(a + b)",
        "x²(a + b)",
        "2x = 3",
    ),
    *("2ⁿ", "(a + b)ⁿ", "x²ⁿ", "xⁿ⁻¹", "eˣ²", "30º", "sin²x", "sin⁻¹x", "sin^-1(x)", "sin^n(x)", "x^-1y"),
    *(
        "Sin[x]",
        "sin[1]",
        "EXP[x]",
        "Ntot[1]",
        "D[f, x]",
        "x[i + 1]",
        "[a + b]*2",
        "{a + b}",
        "f(x) = x; f[2]",
    ),
    *(
        "x ? a : b",
        "x > 0",
        "1 + (x > 0)",
        "10%",
        "2*%x",
        "LOG(x)",
        "ATAN2(x, y)",
        "Log(2, x)",
        "x <- 3",
        "0 = a",
    ),
    *("n.tanh()", "Value(2)", "besselj(0, x)", "diff(x^2, x)", "f(x) = ax + b", "f(x) = a*x; a = 2; f(1)"),
]


@pytest.mark.parametrize("text", REFUSED)
def test_what_may_mean_two_things_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ProgramProblem) as caught:
        parse(Source(text))
    assert caught.value.hint
    assert caught.value.places


def test_the_page_of_the_language_lists_what_is_refused() -> None:
    page = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
    table = page.partition("## What is not read")[2].partition("\n## ")[0]
    examples = [
        text for line in table.splitlines() for text in re.findall(r"`([^`]+)`", line.split(" | ")[0])
    ]
    assert len(examples) >= 20
    for text in examples:
        with pytest.raises(ProgramProblem):
            parse(Source(text))
