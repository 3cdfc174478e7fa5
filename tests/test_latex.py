"""LaTeX from a paper: what is pasted, and what it is read as."""

import json
import random
import re
import time

import pytest

from backprop.cli.diagnostics import draw
from backprop.grammar.automaton import make
from backprop.grammar.latex import is_latex, translated
from backprop.grammar.latex_terminals import TERMINALS
from backprop.grammar.parser import parse
from backprop.grammar.problem import ProgramProblem, Source
from backprop.writing.calculation import calculate
from backprop.writing.evaluation import Evaluation

from .conftest import ROOT, Run

READ = r"""
# Physics
E = m c^2 :: E = m*c**2
\frac{1}{2} m v^2 :: 1/2*m*v**2
\tfrac12 m v^2 :: 1/2*m*v**2
\sqrt{1-\frac{v^2}{c^2}} :: sqrt(1 - v**2/c**2)
\gamma = \frac{1}{\sqrt{1 - v^2/c^2}} :: γ = 1/sqrt(1 - v**2/c**2)
F = G\,\frac{m_1 m_2}{r^2} :: F = G*m_1*m_2/r**2
F = \frac{1}{4\pi\varepsilon_0}\frac{q_1 q_2}{r^2} :: F = 1/(4*pi*ε_0)*(q_1*q_2/r**2)
T = 2\pi\sqrt{\frac{\ell}{g}} :: T = 2*pi*sqrt(ℓ/g)
x(t, \omega) = \cos(\omega t + 1); x(2, a) :: x(t, ω) = cos(ω*t + 1); x(2, a)
s = s_0 + v_0 t + \frac{1}{2} a t^2 :: s = s_0 + v_0*t + 1/2*a*t**2
p V = n R T_{\mathrm{abs}} :: refused
p = \frac{n R T}{V - n b} - \frac{a n^2}{V^2} :: p = n*R*T/(V - n*b) - a*n**2/V**2
\lambda = \frac{h}{m v} :: λ = h/(m*v)
B = \frac{2 h \nu^3}{c^2} \frac{1}{e^{\frac{h\nu}{k_B T}} - 1} :: B = 2*h*ν**3/c**2*(1/(exp(h*ν/(k_B*T)) - 1))
P = \sigma A T^4 :: P = σ*A*T**4
\sin\theta_2 = 1 :: refused
\theta_2 = \arcsin\left(\frac{n_1}{n_2} \sin\theta_1\right) :: θ_2 = asin(n_1/n_2*sin(θ_1))
R = \frac{v_0^2 \sin 2\theta}{g} :: R = v_0**2*sin(2*θ)/g
\frac{1}{f} = \frac{1}{a} :: refused
f = \left( \frac{1}{a} + \frac{1}{b} \right)^{-1} :: f = (1/a + 1/b)**(-1)
v = \sqrt{v_0^2 + 2 a \Delta x} :: v = sqrt(v_0**2 + 2*a*Δx)
\psi = \sqrt{\frac{2}{L}} \sin\frac{n\pi x}{L} :: ψ = sqrt(2/L)*sin(n*pi*x/L)
u = \frac{v + w}{1 + \frac{v w}{c^2}} :: u = (v + w)/(1 + v*w/c**2)
k = A e^{-E_a/(R T)} :: k = A*exp(-E_a/(R*T))
N(t, \tau) = 2^{-t/\tau}; N(3, a) :: N(t, τ) = 2**(-t/τ); N(3, a)
I = I_0 \left(\frac{\sin\beta}{\beta}\right)^2 :: I = I_0*(sin(β)/β)**2
q = 1.602 \times 10^{-19} n :: q = 1.602e-19*n
V = \frac43 \pi r^3 :: V = 4/3*pi*r**3
\hbar \omega :: ħ*ω
V = 4 \epsilon \left[ \left( \frac{\sigma}{r} \right)^{12} - \left( \frac{\sigma}{r} \right)^6 \right] :: V = 4*ε*((σ/r)**12 - (σ/r)**6)
# Statistics
\frac{1}{\sqrt{2\pi\sigma^2}} e^{-\frac{(x-\mu)^2}{2\sigma^2}} :: 1/sqrt(2*pi*σ**2)*exp(-(x - μ)**2/(2*σ**2))
\frac{1}{\sigma\sqrt{2\pi}} \exp\left(-\frac{(x-\mu)^2}{2\sigma^2}\right) :: 1/(σ*sqrt(2*pi))*exp(-(x - μ)**2/(2*σ**2))
\lambda e^{-\lambda x} :: λ*exp(-λ*x)
\frac{1}{\pi \gamma \left[1 + \left(\frac{x - x_0}{\gamma}\right)^2\right]} :: 1/(pi*γ*(1 + ((x - x_0)/γ)**2))
z = \frac{\bar x - \mu}{s / \sqrt{n}} :: z = (x_bar - μ)/(s/sqrt(n))
\frac{k}{\lambda}\left(\frac{x}{\lambda}\right)^{k-1} e^{-(x/\lambda)^k} :: k/λ*(x/λ)**(k - 1)*exp(-(x/λ)**k)
p^k (1-p)^{n-k} :: p**k*(1 - p)**(n - k)
H = -p \log_2 p - (1-p) \log_2 (1-p) :: H = -p*log2(p) - (1 - p)*log2(1 - p)
f(x \mid \mu, \sigma) = \frac{x - \mu}{\sigma}; f(1, a, b) :: f(x, μ, σ) = (x - μ)/σ; f(1, a, b)
\Phi\left(\frac{x - \mu}{\sigma}\right) :: normcdf((x - μ)/σ)
\frac{\Gamma(a) \Gamma(b)}{\Gamma(a + b)} :: gamma(a)*gamma(b)/gamma(a + b)
\ln\Gamma\left(x\right) - x \psi(x) :: lgamma(x) - x*digamma(x)
\psi^{(2)}\left(x\right) + \gamma (x + 1) :: polygamma(2, x) + γ*(x + 1)
\operatorname{arccot} x + \coth x + \operatorname{arsech}(x) :: acot(x) + coth(x) + asech(x)
\frac{1}{2}\left[1 + \operatorname{erf}\left(\frac{x}{\sqrt{2}}\right)\right] :: 1/2*(1 + erf(x/sqrt(2)))
\frac{x^{\alpha - 1}}{\beta^\alpha} :: x**(α - 1)/β**α
\hat{p} \pm 1 :: refused
s^2_{\mathrm{pooled}} :: refused
# Machine learning
\hat y = w x + b; \mathcal{L} = (y - \hat y)^2 :: y_hat = w*x + b; L = (y - y_hat)**2
\sigma(x) = \frac{1}{1 + e^{-x}}; \sigma(w x + b) :: σ(x) = 1/(1 + exp(-x)); σ(w*x + b)
o = \tanh(x_1 w_1 + x_2 w_2 + b) :: o = tanh(x_1*w_1 + x_2*w_2 + b)
-y \ln \hat{y} - (1 - y) \ln(1 - \hat{y}) :: -y*log(y_hat) - (1 - y)*log(1 - y_hat)
\ln(1 + e^x) :: log(1 + exp(x))
\max(0, x) :: max(0, x)
\max\{0, 1 - y f\} + \lambda w^2 :: max(0, 1 - y*f) + λ*w**2
\mathrm{ReLU}(w x) + \operatorname{sigmoid}(x) :: relu(w*x) + sigmoid(x)
\frac{1}{2} x \left(1 + \tanh\left[\sqrt{2/\pi}\left(x + 0.044715 x^3\right)\right]\right) :: 1/2*x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x**3)))
\theta_{t} - \eta \frac{m_t}{\sqrt{v_t} + \epsilon} :: θ_t - η*(m_t/(sqrt(v_t) + ε))
x_{t-1} + 1 :: refused
(1-x)^2 + 100\,(y - x^2)^2 + 0\alpha :: (1 - x)**2 + 100*(y - x**2)**2 + 0*α
# Powers, roots, fractions
x^{2} y^{3} :: x**2*y**3
x^2y :: x**2*y
2^{-1} x :: 2**(-1)*x
a^{b^c} :: a**b**c
{x^{2}}^{3} :: (x**2)**3
x^\alpha :: x**α
x^\frac12 :: x**(1/2)
\frac12 y :: 1/2*y
\frac1x + \frac xy :: 1/x + x/y
\frac{a}b :: a/b
\frac{\frac{a}{b}}{\frac{c}{d}} :: (a/b)/(c/d)
\dfrac{a+b}{c-d} :: (a + b)/(c - d)
-\frac{a}{b} :: -a/b
a - \frac{b - c}{2} :: a - (b - c)/2
a - (b - \frac{c}{2}) :: a - (b - c/2)
\sqrt[3]{x} :: cbrt(x)
\sqrt[4]{x + y} :: (x + y)**(1/4)
\sqrt2 x + \sqrt x :: sqrt(2)*x + sqrt(x)
\frac{-b + \sqrt{b^2 + 4ac}}{2a} :: (-b + sqrt(b**2 + 4*a*c))/(2*a)
# Functions
\sin x :: sin(x)
e^{-x} sin(x) :: exp(-x)*sin(x)
a_{1} sin^2 x :: a_1*sin(x)**2
\frac12 max(a, b) erf(c) :: 1/2*max(a, b)*erf(c)
\frac12 cosx :: refused
\sin 2x :: sin(2*x)
\sin x y :: sin(x*y)
\sin x \cos y :: sin(x)*cos(y)
\sin 2 \pi f t :: sin(2*pi*f*t)
\sin^2\theta + \cos^2\theta :: sin(θ)**2 + cos(θ)**2
\sin(x)^2 :: sin(x)**2
\sin(x) y :: sin(x)*y
\sin{x} y :: sin(x)*y
\sin x^2 :: sin(x**2)
\sin\theta (1 + \cos\theta) :: sin(θ)*(1 + cos(θ))
\sin^{-1} x + \tan^{-1} x + \tanh^{-1} x :: asin(x) + atan(x) + atanh(x)
\sin^n x :: sin(x)**n
\sin\cos x :: sin(cos(x))
\sin -x :: sin(-x)
\frac{\sin x}{x} :: sin(x)/x
\ln x + \log x :: log(x) + log(x)
\log_{10} x + \log_2 x + \log_b x :: log10(x) + log2(x) + log(x)/log(b)
\log_2^2 x + \log^2_2 x :: log2(x)**2 + log2(x)**2
\log_{2}(9 + x)^{y} + \max(x, y)^2 :: log2(9 + x)**y + max(x, y)**2
a / \log_b x :: a/(log(x)/log(b))
x \ln x - x :: x*log(x) - x
x^2 \ln(x) e^x :: x**2*log(x)*exp(x)
\exp x + \exp(-x) + \exp\left[-x\right] :: exp(x) + exp(-x) + exp(-x)
e^{-x} + \mathrm{e}^{x} + e :: exp(-x) + exp(x) + exp(1)
e^{i \pi x} :: exp(i*pi*x)
e = a b; c \cdot e^2 :: e = a*b; c*e**2
\sec x + \cot x + \arctan x + \operatorname{arsinh} x :: sec(x) + cot(x) + atan(x) + asinh(x)
\min(a, b, c) :: min(a, b, c)
# Bars, brackets
|x| + \lvert y \rvert + \left| z \right| :: abs(x) + abs(y) + abs(z)
|x||y| + \ln|x - y| \cdot 1 :: abs(x)*abs(y) + log(abs(x - y))*1
\big|\,|x| - 2\,\big| :: abs(abs(x) - 2)
\left\lfloor 3x \right\rfloor y + \lceil y \rceil z :: floor(3*x)*y + ceil(y)*z
\left[ \left( x + y \right) z \right]^2 :: ((x + y)*z)**2
\bigl( x + \Bigl( y - z \Bigr) \bigr) :: x + (y - z)
\left\{ x + y \right\} z :: (x + y)*z
# Signs
a \cdot b \times c \div d :: a*b*c/d
a * b / c :: a*b/c
x \bmod 3 :: x % 3
a - -b + \left(-c\right) :: a - -b + -c
a\,b\;c\:d\!f\ g~h \quad k :: a*b*c*d*f*g*h*k
30^\circ + \sin x^\circ \cdot x :: radians(30) + sin(radians(x))*x
2 \cdot 10^{3} x + a / 2 \cdot 10^3 :: 2e3*x + a/2*10**3
# Names
x_{1} x_2 x_i x_{ij} x_{\mathrm{max}} x_{\text{min}} x_\mathrm{abs} :: x_1*x_2*x_i*x_ij*x_max*x_min*x_abs
\mathrm{Re} \cdot \text{rate} :: Re*rate
\mathrm{sin} x \, \mathrm{cos}^2 y :: sin(x)*cos(y)**2
{\rm sin} x + {\rm Re} x + v_{\rm max} :: sin(x) + Re*x + v_max
\mathrm{log}_2 x + {\rm log}_{10}(x) :: log2(x) + log10(x)
\text{total cost} \cdot x :: `total cost`*x
\alpha \beta\Gamma\Omega_0 :: α*β*Γ*Ω_0
\theta_\alpha x_{1,2} v_\infty :: θ_α*x_1_2*v_inf
\pi r^2 + 2\pi r :: pi*r**2 + 2*pi*r
xy :: x*y
2xy^2 :: 2*x*y**2
f(x + 1) :: f*(x + 1)
# Cases
\begin{cases} x^2 & x > 0 \\ -x & \text{otherwise} \end{cases} :: where(x > 0, x**2, -x)
\begin{cases} a, & \text{if } x < 0.2, \\ b, & \text{if } 0.2 \le x \le 0.6, \\ c, & \text{else.} \end{cases} \cdot x :: where(x < 0.2, a, where(0.2 <= x and x <= 0.6, b, c))*x
\begin{cases} x & x \ge 0 \wedge y \ne 1 \\ y & x = 2 \vee \neg x < 3 \\ 1 & \text{otherwise} \end{cases} :: where(x >= 0 and y != 1, x, where(x == 2 or not x < 3, y, 1))
# Statements
\begin{aligned} y &= a x + b \\ z &= y^2 \end{aligned} :: y = a*x + b; z = y**2
\begin{align*} y &= a x \\ &\quad + b \\[2pt] z &= y^2 - 1. \end{align*} :: y = a*x + b; z = y**2 - 1
$y = a x$, $z = y^2$. :: y = a*x; z = y**2
\[ y = \frac{a}{x}. \] :: y = a/x
$$\frac{a}{x}$$ :: a/x
y := \alpha x; y^2 :: y = α*x; y**2
f(x) = \frac{1}{x^3}; f(2a) :: f(x) = 1/x**3; f(2*a)
\begin{equation} \label{eq:one} y = \frac{a}{x} \tag{3} \end{equation} :: y = a/x
"""

PAIRS = [tuple(line.split(" :: ")) for line in READ.strip().splitlines() if not line.startswith("#")]


def numbers(program: str, notation: str, seed: int) -> tuple[list[str], list[list[float]]]:
    """Return the inputs of a program, and its outputs with their gradients at a random point."""
    read = Evaluation({}, [], [], notation).read(Source(program))
    chance = random.Random(seed)
    values = sorted((chance.uniform(0.1, 0.9) for _ in read.inputs), reverse=True)
    point = dict(zip(sorted(read.inputs), values, strict=True))
    calculation = calculate(read, point)
    outputs: list[list[float]] = []
    for output in read.outputs:
        gradient = calculation.gradient(output, read.tape.varies)
        slopes = [gradient.adjoints.get(node, 0.0) for node in read.input_names()]
        outputs.append([calculation.values[output], *slopes])
    return [*read.input_names().values()], outputs


@pytest.mark.parametrize(("latex", "meaning"), [pair for pair in PAIRS if pair[1] != "refused"])
def test_what_is_pasted_has_the_values_of_the_program_that_it_means(latex: str, meaning: str) -> None:
    for seed in range(3):
        names, outputs = numbers(latex, "latex", seed)
        expected_names, expected = numbers(meaning, "program", seed)
        assert names == expected_names
        assert outputs == [pytest.approx(output, rel=1e-12) for output in expected]


@pytest.mark.parametrize("latex", [latex for latex, meaning in PAIRS if meaning == "refused"])
def test_what_has_no_one_meaning_is_refused(latex: str) -> None:
    with pytest.raises(ProgramProblem) as refused:
        translated(Source(latex))
    assert refused.value.hint


def test_the_selection_is_large() -> None:
    assert len(PAIRS) >= 120


# On the command line


def test_a_formula_from_a_paper_is_evaluated_and_a_note_says_how_it_was_read(backprop: Run) -> None:
    outcome = backprop("eval", r"\frac{1}{2} m v^2", "m=2", "v=3", "--format", "plain")
    assert (outcome.stdout, outcome.code) == ("9.0\t4.5\t6.0\n", 0)
    assert outcome.stderr == "note: read as 1/2*m*v**2\n"


@pytest.mark.parametrize("value", ["theta=1", "θ=1", r"\theta=1"])
def test_a_greek_letter_takes_its_value_in_every_spelling(backprop: Run, value: str) -> None:
    outcome = backprop("eval", r"\sin^2\theta", value, "--format", "plain")
    assert (outcome.stdout, outcome.code) == ("0.7080734182735712\t0.9092974268256818\n", 0)


@pytest.mark.parametrize("value", ["x_1=2", "x1=2", "x_{1}=2", r"x_{1}=\frac{4}{2}"])
def test_a_subscript_takes_its_value_in_every_spelling(backprop: Run, value: str) -> None:
    outcome = backprop("eval", "x_{1}^2", value, "--format", "plain")
    assert (outcome.stdout, outcome.code) == ("4.0\t4.0\n", 0)


def test_the_note_says_how_a_greek_letter_is_typed(backprop: Run) -> None:
    outcome = backprop("eval", r"2\theta")
    assert outcome.code == 2
    assert "no value for θ" in outcome.stderr
    note = "note: read as 2*θ\nθ may be given as theta, as in theta=1\n"
    assert backprop("eval", r"2\theta", "θ=1").stderr == note


def test_e_is_the_number_unless_it_has_a_value(backprop: Run) -> None:
    assert backprop("eval", r"\frac{e}{1} x", "x=1", "--format", "plain").stdout.startswith(
        "2.718281828459045\t"
    )
    assert backprop("eval", r"\frac{e}{1} x", "x=1", "e=3", "--format", "plain").stdout == "3.0\t1.0\t3.0\n"


def test_a_function_that_is_one_word_with_a_letter_is_no_product(backprop: Run) -> None:
    for word, meant in (("cosx", r"\cos x"), ("tanhx", r"\tanh x"), ("xsin", r"x \sin{...}")):
        outcome = backprop("eval", rf"\frac12 {word}")
        assert outcome.stderr.startswith(f"error: '{word}' would be a product of letters\n")
        assert outcome.stderr.endswith(f"\nwrite {meant}\n")


def test_a_letter_is_a_factor_where_its_value_is_given_and_a_function_elsewhere(backprop: Run) -> None:
    assert "normcdf(x)" in backprop("eval", r"\Phi(x)", "x=0").stderr
    assert "Φ*x" in backprop("eval", r"\Phi(x)", "x=0", "Φ=2").stderr


def test_from_latex_reads_what_holds_no_command(backprop: Run) -> None:
    outcome = backprop("eval", "--from", "latex", "xy", "x=2", "y=3", "--format", "plain")
    assert (outcome.stdout, outcome.stderr) == ("6.0\t3.0\t2.0\n", "note: read as x*y\n")


def test_from_program_reads_no_latex(backprop: Run) -> None:
    outcome = backprop("eval", "--from", "program", r"\frac{a}{b}", "a=1", "b=2")
    assert outcome.code == 2


@pytest.mark.parametrize("text", [r"\\frac{1}{2} \\theta", r"$\frac12\theta$", r"\[ \frac{1}{2} \theta \]"])
def test_every_way_of_pasting_is_read(backprop: Run, text: str) -> None:
    expected = ("1.0\t0.5\n", "note: read as 1/2*theta\n", 0)
    outcome = backprop("eval", text, "theta=2", "--format", "plain")
    assert (outcome.stdout, outcome.stderr, outcome.code) == expected
    outcome = backprop("eval", "theta=2", "--format", "plain", stdin=text)
    assert (outcome.stdout, outcome.stderr, outcome.code) == expected


def test_every_command_reads_latex(backprop: Run) -> None:
    assert backprop("diff", "x^{3}").stdout == backprop("diff", "x**3").stdout
    for command in ("hessian", "explain", "graph"):
        latex, program = (backprop(command, text, "x=2") for text in (r"x \cdot x", "x*x"))
        assert (latex.stdout, latex.code) == (program.stdout, 0)
    each = backprop("eval", "--each", "x=2", "--format", "plain", stdin="\\frac{x}{2}\nx**2\n")
    assert each.stdout == "1.0\t0.5\n4.0\t4.0\n"


def test_map_calls_names_as_the_columns_do(backprop: Run) -> None:
    pytest.importorskip("polars")
    outcome = backprop("map", r"y = \theta_1^2", "-", "--only", stdin="theta_1\n3\n")
    assert outcome.stdout == "y,dy_dtheta_1\n9.0,6.0\n"


def test_an_error_of_the_calculation_points_into_the_formula(backprop: Run) -> None:
    outcome = backprop("eval", r"a + \frac{1}{x}", "a=1", "x=0")
    assert outcome.code == 1
    assert (
        "error: v1 = 1/x is a division by zero at x = 0\n  a + \\frac{1}{x}\n      ^^^^^\n" in outcome.stderr
    )


ERRORS = [
    (r"\int_0^1 x \mathrm{d}x", "'\\int' has no meaning here", r"\int"),
    (r"\sum_{i=1}^n x_i", "'\\sum' has no meaning here", r"\sum"),
    (r"x + \lim_{x \to 0} x", "'\\lim' has no meaning here", r"\lim"),
    (r"2 \frac{dy}{dx}", "a derivative has no meaning here", r"\frac{dy}{dx}"),
    (r"\frac{\partial}{\partial x} x^2", "a derivative has no meaning here", r"\frac{\partial}{\partial x}"),
    (r"2 + x \mathrm{d}x", "'\\mathrm{d}' is the sign of a differential", r"\mathrm{d}"),
    (r"\vec{v} \cdot x", "'\\vec' has no meaning here", r"\vec"),
    (r"\dot x", "'\\dot' has no meaning here", r"\dot"),
    (r"\alpha f'", "''' has no meaning here", "'"),
    (r"n! \alpha", "'!' has no meaning here", "!"),
    (r"x^10 \alpha", "LaTeX takes only the first digit after '^'", "10"),
    (r"e^-x \alpha", "braces are missing after '^'", "-"),
    (r"\sqrt(x)", "braces are missing after '\\sqrt'", "("),
    (r"1/2\pi", "what is divided by may end before this, or behind it", "/"),
    (r"x_{i+1}^2", "this subscript is no part of a name", "{i+1}"),
    (r"\frac{a}{b", "'{' is never closed", "{b"),
    (r"\alpha)", "')' closes nothing", ")"),
    (r"\foo{x}", "unknown command '\\foo'", r"\foo"),
    (r"\alpha = \beta = 1", "'=' is not expected here", "= 1"),
    (r"\frac{a}{} + 1", "a fraction has two parts", "+"),
    (r"Let $x = 3$ be", "this stands outside of the formula", "Let"),
    (r"\begin{pmatrix} a \end{pmatrix}", "the environment pmatrix has no meaning here", r"\begin{pmatrix}"),
    (r"\begin{cases} x & y \end{cases}", "'\\end{cases}' is not expected here", r"\end{cases}"),
    (r"x_1 \text{x\_1}", "this looks different from what is called x_1 already", r"\text{x\_1}"),
    (r"\operatorname{tnah}(x)", "unknown function 'tnah'", r"\operatorname{tnah}"),
    (r"2 3 \alpha", "two numbers stand side by side", "2 3"),
    (r"\rm sin x", "a font has braces here", r"\rm"),
    (r"10\% \alpha", "'\\%' has no meaning here", r"\%"),
    (r"\max_x \alpha", "this subscript belongs to no name", "_"),
    (r"g(a, b) \alpha", "',' is not expected here", ","),
    (r"\frac{\partial t x}{\partial t x} = 1", "a derivative has no meaning here", r"\frac{\partial t x}"),
    (r"1{,}5 \alpha", "a comma is no part of a number", "{"),
]


@pytest.mark.parametrize(("latex", "message", "marked"), ERRORS)
def test_a_refusal_shows_the_place_and_what_to_write(latex: str, message: str, marked: str) -> None:
    with pytest.raises(ProgramProblem) as refused:
        Evaluation({}, [], [], "latex").read(Source(latex))
    sentence, line, carets, hint = draw(refused.value).splitlines()
    assert sentence == message
    assert line == f"  {latex}"
    assert hint
    assert carets.index("^") == line.rindex(marked)


@pytest.mark.parametrize(
    "text",
    [
        "x**2",
        r"`\frac`*2",
        "a*b # \\frac",
        r"a \ b",
        "x^2",
        "where(x > 0, 1, 2)",
        "mv_{0}*x",
        "car.mass*x_{2}",
    ],
)
def test_our_own_language_is_no_latex(text: str) -> None:
    assert not is_latex(text)


@pytest.mark.parametrize("text", ["mv_{0}", "x_{1}^2", "x_{1}*y^{2}", "x_{i+1}*2", r"x_{1}*\alpha"])
def test_an_index_in_braces_is_latex_unless_products_have_signs(text: str) -> None:
    assert is_latex(text)


NESTED = [
    (r"\frac{1}{", "}"),
    (r"\sqrt{", "}"),
    (r"\left(", r"\right)"),
    ("x^{", "}"),
    (r"\sin ", ""),
    ("{", "}"),
]


@pytest.mark.parametrize(("opening", "closing"), NESTED)
def test_deep_formulas_are_only_long(opening: str, closing: str) -> None:
    text = rf"\alpha + {opening * 10_000}x{closing * 10_000}"
    assert Evaluation({}, [], []).read(Source(text)).inputs.keys() == {"α", "x"}


@pytest.mark.parametrize(
    "program", ["λx*2", "té**2", "y = αβ/μg", "y = 255./x", "log*2", "Δx*Δt", "y = 3.e2*x"]
)
def test_what_is_written_as_latex_is_read_as_the_same_names(program: str, backprop: Run) -> None:
    written = backprop("diff", program, "--to", "latex").stdout
    names = parse(Source(program)).inputs
    read = Evaluation(dict.fromkeys(names, 2.0), [], []).read(Source(written))
    assert {name for name in read.inputs if read.lacks_value(name)} <= names.keys()


HOSTILE = (
    r"\frac{|\|\\a|\text{ |\hat|x_{|f(|\lvert|\begin{cases}|\frac{d|$|%|\left.|e^|\mathrm{a}|\Delta"
).split("|")


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    def seconds(count: int) -> float:
        start = time.process_time()
        text = r"\alpha " + piece * count
        is_latex(text)
        try:
            translated(Source(text))
        except ProgramProblem as problem:
            draw(problem)
        return time.process_time() - start

    assert seconds(16_000) < 12 * max(seconds(4_000), 0.05)


@pytest.mark.parametrize("seed", range(20))
def test_random_pieces_of_latex_are_read_or_refused(seed: int) -> None:
    chance = random.Random(seed)
    pieces = [piece for latex, _ in PAIRS for piece in re.findall(r"\\[A-Za-z]+|\\.|\S", latex)]
    for _ in range(100):
        text = chance.choice(["", " "]).join(chance.choices(pieces, k=chance.randint(1, 12)))
        try:
            read = Evaluation({}, [], [], "latex").read(Source(text))
        except ProgramProblem as problem:
            draw(problem)
        else:
            for node in range(len(read.tape)):
                _, ((start, end),) = read.source.seen([read.place(node)])
                assert 0 <= start < end <= len(text)


def test_the_tables_are_those_of_the_grammar() -> None:
    grammar = (ROOT / "grammar" / "latex.lark").read_text(encoding="utf-8")
    stored = json.loads((ROOT / "grammar" / "latex.json").read_text(encoding="utf-8"))
    assert stored == {"grammar": grammar, **json.loads(json.dumps(make(grammar, TERMINALS)._asdict()))}
