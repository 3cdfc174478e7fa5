"""`backprop explain`: the lesson, in text, Markdown and HTML."""

import html
import re
import string

import pytest
from markdown_it import MarkdownIt

from backprop.cli.lessons.text import Plain
from backprop.cli.terminal import UNICODE
from backprop.grammar.parser import parse
from backprop.grammar.problem import Source
from backprop.graph.arithmetics.formulas import Formula
from backprop.graph.fold import fold
from backprop.graph.operations import FUNCTIONS
from backprop.writing.calculation import calculate
from backprop.writing.lessons.quotient import limits
from backprop.writing.mathematics import Mathematics, formula
from backprop.writing.spelling import Language, Spelling

from .conftest import Run, some

SEED = ["e = a*b; d = c + e; L = d*f", "a=2", "b=-3", "c=10", "f=-2"]

LESSON = """\
    L = d*f uses d. Multiplying swaps the factors: each gets the gradient times the other one, for h more of one is h times the other more of the product.
        (g(x+h) − g(x)) / h:   ( (d+h)*f − d*f ) / h  =  h*f / h  =  f
        ∂L/∂d = f = -2
    The chain rule:
        dL/dd = dL/dL · ∂L/∂d = 1 × -2 = -2
  f, used in L as d is
        ∂L/∂f = d = 4,   dL/df = dL/dL · ∂L/∂f = 1 × 4 = 4
    d = c + e uses c. Adding passes the gradient on: where one term grows by h, so does the sum.
        (g(x+h) − g(x)) / h:   ( ((c+h) + e) − (c + e) ) / h  =  h / h  =  1
        ∂d/∂c = 1,   dL/dc = dL/dd · ∂d/∂c = -2 × 1 = -2
  e = a*b, used in d as c is
        ∂d/∂e = 1,   dL/de = dL/dd · ∂d/∂e = -2 × 1 = -2
  a, used in e as d is
        ∂e/∂a = b = -3,   dL/da = dL/de · ∂e/∂a = -2 × -3 = 6
  b, used in e as d is
        ∂e/∂b = a = 2,   dL/db = dL/de · ∂e/∂b = -2 × 2 = -4
"""


def test_the_lesson_of_the_seed_example(backprop: Run) -> None:
    outcome = backprop("explain", *SEED)
    assert (outcome.code, outcome.stderr) == (0, "")
    start = 0
    for line in LESSON.splitlines():
        start = outcome.stdout.index(f"\n{line}\n", start) + 1
    forward = outcome.stdout[: outcome.stdout.index("Backward")]
    assert "The inputs are given: a = 2, b = -3, c = 10, f = -2." in forward
    values = forward[forward.index("Forward") :]
    assert re.findall(r"^ {8}(.*)$", values, re.MULTILINE) == [
        "e = a*b = -6",
        "d = c + e = 4",
        "L = d*f = -8",
    ]
    assert "dz/dx = dz/dy · dy/dx" in forward
    assert "One walk forward gave the values, one walk back all 4 derivatives" in outcome.stdout
    assert re.findall(r"raise .*", outcome.stdout) == [
        "raise a by 0.01 and L rises by about 0.06",
        "raise b by 0.01 and L falls by about 0.04",
        "raise c by 0.01 and L falls by about 0.02",
        "raise f by 0.01 and L rises by about 0.04",
    ]


@pytest.mark.parametrize(
    ("program", "quotient"),
    [
        ("y = x - z", "( ((x+h) − z) − (x − z) ) / h  =  h / h  =  1"),
        ("y = z - x", "( (z − (x+h)) − (z − x) ) / h  =  -h / h  =  -1"),
        ("y = -x", "( -(x+h) − (-x) ) / h  =  -h / h  =  -1"),
        ("y = x", "( (x+h) − x ) / h  =  h / h  =  1"),
        ("y = x/z", "( (x+h)/z − x/z ) / h  =  (h/z) / h  =  1/z"),
        ("y = z/x", "( z/(x+h) − z/x ) / h  =  ( z*x − z*(x+h) ) / ( h*x*(x+h) )  =  -z / ( x*(x+h) )  →  -z/x**2"),
        ("y = x**2", "( (x+h)**2 − x**2 ) / h  =  ( 2*x*h + h**2 ) / h  =  2*x + h  →  2*x"),
        ("y = x**3", "( (x+h)**3 − x**3 ) / h  =  ( 3*x**2*h + 3*x*h**2 + h**3 ) / h  =  3*x**2 + 3*x*h + h**2  →  3*x**2"),
        ("y = x**1", "( (x+h)**1 − x**1 ) / h  =  h / h  =  1"),
        ("y = x**0", "( (x+h)**0 − x**0 ) / h  =  0 / h  =  0"),
        ("y = x**-1", "( (x+h)**-1 − x**-1 ) / h  =  ( x − (x+h) ) / ( h*x*(x+h) )  =  -1 / ( x*(x+h) )  →  -1/x**2"),
        ("y = where(x > 0, x, 3*x)", "( (x+h) − x ) / h  =  h / h  =  1"),
        ("y = x*h*z", "( (v1+Δ)*z − v1*z ) / Δ  =  Δ*z / Δ  =  z"),
        ("y = (2*pi)*x", "( 2*pi*(x+h) − 2*pi*x ) / h  =  2*pi*h / h  =  2*pi"),
    ],
)  # fmt: skip
def test_difference_quotients_are_carried_out(backprop: Run, program: str, quotient: str) -> None:
    names = [f"{name}=2" for name in "xzh" if name in program[2:]]
    outcome = backprop("explain", program, *names)
    assert f"{quotient}\n" in outcome.stdout
    assert outcome.code == 0


def test_functions_have_a_rule_and_numbers_that_approach_it(backprop: Run) -> None:
    lines = [line.strip() for line in backprop("explain", "y = sinh(x)", "x=0.5").stdout.splitlines()]
    start = lines.index("The rule: the derivative of sinh(x) is cosh(x).")
    quotients = [float(line.split()[1]) for line in lines[start + 3 : start + 6]]
    errors = [abs(quotient - 1.127626) for quotient in quotients]
    assert errors == sorted(errors, reverse=True)
    assert errors[0] > 1e-3 > 1e-5 > errors[2]
    assert "∂y/∂x = cosh(x) = 1.12763" in lines


@pytest.mark.parametrize(
    ("function", "quotient", "limit"),
    [
        ("exp", "( exp(x)*(exp(h) − 1) ) / h  →  exp(x)", "(exp(h) - 1)/h goes to 1"),
        ("log", "( log(1 + h/x)/(h/x) ) / x  →  1/x", "log(1 + h/x)/(h/x) goes to 1"),
        ("sqrt", "1 / ( sqrt(x + h) + sqrt(x) )  →  1/(2*sqrt(x))", ""),
        ("sin", "( sin(x)*(cos(h) − 1) + cos(x)*sin(h) ) / h  →  cos(x)", "sin(h)/h goes to 1 and (cos(h) - 1)/h goes to 0"),
        ("cos", "( cos(x)*(cos(h) − 1) − sin(x)*sin(h) ) / h  →  -sin(x)", "sin(h)/h goes to 1 and (cos(h) - 1)/h goes to 0"),
        ("tanh", "( tanh(h)*(1 − tanh(x)*tanh(x + h)) ) / h  →  1 - tanh(x)**2", "tanh(h)/h goes to 1"),
    ],
)  # fmt: skip
def test_functions_are_derived_from_their_limit(
    backprop: Run, function: str, quotient: str, limit: str
) -> None:
    lesson = backprop("explain", f"y = {function}(x)", "x=0.5").stdout
    assert f"{quotient}\n" in lesson
    assert limit in lesson


@pytest.mark.parametrize("function", ["exp", "log", "sqrt", "sin", "cos", "tanh"])
def test_the_steps_to_a_limit_are_equal(function: str) -> None:
    """Every step of the quotient has the value of the first one, and each limit is one."""
    x, h = Formula("x"), Formula("h")
    steps, known = limits(FUNCTIONS[function], x, h) or ([], [])
    assert steps
    point, small = 0.7, 1e-4

    def value(text: str, **values: float) -> float:
        program = parse(Source(text))
        return calculate(program, values).values[next(iter(program.outputs))]

    start = value(f"({function}(x + h) - {function}(x))/h", x=point, h=small)
    for step in steps:
        text = f"({step.numerator.text})/({step.denominator.text if step.denominator else 1})"
        assert value(text, x=point, h=small) == pytest.approx(start, rel=1e-9)
    for its in known:
        names = {"x": point, "h": 1e-6}
        used = {name: number for name, number in names.items() if re.search(rf"\b{name}\b", its.part.text)}
        assert value(its.part.text, **used) == pytest.approx(float(its.to.text), abs=1e-5)


def test_each_operation_is_explained_once(backprop: Run) -> None:
    lesson = backprop("explain", "L = a*b + c*d + a*d", "a=1", "b=2", "c=3", "d=4").stdout
    assert lesson.count("Adding passes the gradient on") == lesson.count("Multiplying swaps the factors") == 1
    assert "Use 1 of 2: v4 = a*d uses d as it does a:" in lesson
    assert "Use 3 of 3: v1 = x*x uses x once more:" in backprop("explain", "y = x*x + x", "x=3").stdout


def test_a_small_network_is_a_short_lesson(backprop: Run) -> None:
    program = "h = tanh(a*x + b*y + c); k = tanh(d*x + e*y + f); L = tanh(p*h + q*k + r)"
    values = [f"{name}=0.5" for name in "xyabcdefpqr"]
    assert len(backprop("explain", program, *values).stdout.splitlines()) <= 120


def test_the_products_of_several_uses_are_summed(backprop: Run) -> None:
    lesson = backprop("explain", "y = x*x + x", "x=3").stdout
    assert "Use 1 of 3: " in lesson
    assert (
        "A small change of x changes y in 3 ways, and small changes add up. So the products are summed:"
        in lesson
    )
    assert "\n        ∂v1/∂x = x = 3,   dy/dv1 · ∂v1/∂x = 1 × 3 = 3\n" in lesson
    assert re.search(r"dy/dx = [136] \+ [136] \+ [136] = 7\n", lesson)


def test_kinks_and_branches_are_explained(backprop: Run) -> None:
    lesson = backprop("explain", "y = relu(x) + where(x < 1, 2*x, x)", "x=0").stdout
    assert "v1 = relu(x) has a kink at x = 0; its derivative there is taken as 0." in lesson
    assert re.search(r"0\.1 +1\n.*\n.*\n +-0\.1 +0\n", lesson)
    assert "x < 1 holds, so the value is v2." in lesson


@pytest.mark.parametrize("format_", ["text", "markdown", "html"])
def test_a_lesson_says_which_branch_is_taken_where_it_changes(backprop: Run, format_: str) -> None:
    lesson = backprop("explain", "y = where(x > 0 or x == 2, x, 3*x)", "x=0", "--format", format_).stdout
    words = lesson.replace("\\", "").replace("&gt;", ">")
    assert "x > 0 changes at x = 0; the derivative is that of the branch taken." in words
    assert "x == 2 changes" not in words
    assert "changes its branch here; its derivative by" in words


@pytest.mark.parametrize(("text", "value", "slope"), [("floor(x)", "2", "0"), ("x % 2", "4", "1")])
def test_a_jump_is_no_kink_and_has_no_limit(backprop: Run, text: str, value: str, slope: str) -> None:
    lesson = backprop("explain", f"y = {text}", f"x={value}").stdout
    assert f"y = {text} jumps at x = {value}; its derivative there is taken as {slope}." in lesson
    assert f"y jumps here; its derivative by x is taken as {slope}\n" in lesson
    assert "smaller steps" not in lesson


@pytest.mark.parametrize(
    ("text", "value", "meaning"),
    [
        ("abs(x)", "0", "v1 has a kink here; its derivative by x is taken as 0"),
        ("where(x > 0, x, 3*x)", "0", "v2 changes its branch here; its derivative by x is taken as 3"),
        ("asin(x)", "0.9999999", "raise x by 1e-8 and v1 rises by about 2.2e-5"),
        ("tan(x)", "1.5707", "raise x by 1e-6 and v1 rises by about 110"),
        ("sin(1e6*x)", "0", "raise x by 1e-8 and v2 rises by about 0.01"),
        ("exp(x)", "700", "raise x by 0.01 and v1 rises by about 1e302"),
        ("1e9*x**2", "0", "raise x by 1e-10 and v2 hardly changes"),
        ("sin(x)", "1e20", "v1 changes 0.76397 times as much as x, for steps that go to 0"),
        ("abs(x)**2", "0", "raise x by 0.01 and v2 hardly changes"),
    ],
)
def test_what_a_derivative_means_is_true(backprop: Run, text: str, value: str, meaning: str) -> None:
    assert f"{meaning}\n" in backprop("explain", text, f"x={value}").stdout


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("tan(x)", "1.5707"),
        ("asin(x)", "0.9999999"),
        ("atanh(x)", "0.999999999"),
        ("acosh(x)", "1.0000001"),
        ("cosh(x)", "700"),
        ("log10(x)", "1e-290"),
    ],
)
def test_difference_quotients_approach_the_derivative(backprop: Run, text: str, value: str) -> None:
    lines = backprop("explain", text, f"x={value}", "--digits", "17").stdout.splitlines()
    start = next(place for place, line in enumerate(lines) if "smaller and smaller" in line)
    quotients = [float(line.split()[1]) for line in lines[start + 2 : start + 5]]
    slope = float(lines[start + 5].split(" = ")[-1])
    errors = [abs(quotient / slope - 1) for quotient in quotients]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 1e-4


def test_a_limit_that_doubles_cannot_show_is_not_shown(backprop: Run) -> None:
    lesson = backprop("explain", "atan(x)", "x=1e20").stdout
    assert "Doubles have too few digits here for the difference quotient to show it.\n" in lesson
    assert "smaller steps" not in lesson


def test_a_constant_has_no_table_of_derivatives(backprop: Run) -> None:
    lesson = backprop("explain", "3+4").stdout
    assert lesson.endswith("The gradient\n    A constant has no derivatives: there is no input to change.\n")


def test_steps_suit_the_size_of_the_input(backprop: Run) -> None:
    meanings = re.findall(r"raise (.*)", backprop("explain", "y = a*b*c", "a=2e6", "b=3e-9", "c=0").stdout)
    assert meanings == [
        "a by 10000 and y hardly changes",
        "b by 1e-11 and y hardly changes",
        "c by 0.01 and y rises by about 6e-5",
    ]


def test_values_that_are_missing_or_undefined(backprop: Run) -> None:
    outcome = backprop("explain", "a*b", "a=1")
    assert (outcome.code, outcome.stdout, outcome.stderr.splitlines()[0]) == (2, "", "error: no value for b")
    outcome = backprop("explain", "log(a)", "a=-1")
    assert (outcome.code, outcome.stdout) == (1, "")


def test_markdown(backprop: Run) -> None:
    lesson = backprop("explain", *SEED, "--format", "markdown").stdout
    assert lesson.startswith("# L = d\\*f = -8\n\n")
    assert "### $d = c + e$\n" in lesson
    quotient = (
        r"\frac{g(x + h) - g(x)}{h} = \frac{\left(c + h\right) + e - \left(c + e\right)}{h} = \frac{h}{h} = 1"
    )
    assert f"\n$$\n{quotient}\n$$\n" in lesson
    total, by_d, local = (
        rf"\frac{{\mathrm{{d}} {of}}}{{\mathrm{{d}} {by}}}"
        if is_total
        else rf"\frac{{\partial {of}}}{{\partial {by}}}"
        for of, by, is_total in (("L", "c", True), ("L", "d", True), ("d", "c", False))
    )
    product = rf"{total} = {by_d} \cdot {local} = \left(-2\right) \times 1 = -2"
    assert f"\n$$\n{local} = 1, \\quad {product}\n$$\n" in lesson
    assert "| $a$ | $2$ | $6$ | raise $a$ by $0.01$ and $L$ rises by about $0.06$ |" in lesson
    assert lesson.count("$$") % 2 == 0


ODD_NAMES = [
    "a_b",
    "rate_1",
    "é1",
    "x12",
    "é",
    "T (C)",
    "*",
    "_",
    "%#$&",
    "{}",
    "\\,",
    "^~",
    "|",
    "<b>",
    "[a](b)",
    "日本2",
]
"""Names that Markdown or LaTeX could take for their own."""


@pytest.mark.parametrize("name", some(4, ODD_NAMES))
@pytest.mark.parametrize(
    "program",
    ["y = {0}*{1} + {0}**2", "y = where({0} > 0 and {1} < 9, abs({0})/{1}, {0})", "y = 1/{0} + log2({1}) % 3 - floor({0}/{1})"],
)  # fmt: skip
def test_mathematics_in_markdown_survives_markdown(backprop: Run, name: str, program: str) -> None:
    text = program.format(f"`{name}`", "x3")
    lesson = backprop("explain", text, f"`{name}`=2", "x3=5", "--format", "markdown")
    assert lesson.code == 0, lesson.stderr
    title, *lines = lesson.stdout.splitlines()
    lines = [line.replace("\\$", "") for line in lines]
    mathematics = "".join(re.findall(r"(?s)\$\$?(.+?)\$\$?", "\n".join(lines)))
    assert not re.search(rf"\\[{re.escape(string.punctuation)}]", mathematics)
    assert "*" not in mathematics
    read = MarkdownIt().enable("table").enable("strikethrough")
    shown = html.unescape(re.sub(r"</?(h\d|p|t\w+)>", "", read.render("\n".join(lines))))
    assert re.sub(r"\s+", " ", mathematics) == re.sub(
        r"\s+", " ", "".join(re.findall(r"(?s)\$\$?(.+?)\$\$?", shown))
    )
    heading = html.unescape(re.sub(r"</?h1>", "", read.render(title))).strip()
    assert heading.startswith(f"{text.replace('`x3`', 'x3')} = ")


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("1/(2*sqrt(a))", r"\frac{1}{2 \thinspace \sqrt{a}}"),
        ("x**2*y - -3*z", r"x^{2} \thinspace y - \left(-3 \thinspace z\right)"),
        ("a + -b", r"a + \left(-b\right)"),
        ("--b", r"-\left(-b\right)"),
        ("(a/b)**2", r"\left(\frac{a}{b}\right)^{2}"),
        ("a - (b - c)", r"a - \left(b - c\right)"),
        ("2*3*theta", r"2 \cdot 3 \thinspace \theta"),
        ("1e-3*x12", r"1 \times 10^{-3} \thinspace x_{12}"),
        ("where(x >= 0 and not y < 2, x, -x)", r"\begin{cases} x & x \ge 0 \wedge \neg \left(y \lt 2\right) \cr -x & \text{otherwise} \end{cases}"),
        ("asin(x) % cbrt(y)", r"\arcsin\left(x\right) \bmod \sqrt[3]{y}"),
        ("abs(x - 1)", r"\left\vert x - 1 \right\vert"),
        ("sigmoid(price)", r"\operatorname{sigmoid}\left(\mathrm{price}\right)"),
    ],
)  # fmt: skip
def test_formulas_in_latex(text: str, latex: str) -> None:
    program = parse(Source(text))
    (output,) = program.outputs

    def spelled(spelling: Spelling) -> Formula:
        return fold(
            program.tape,
            range(len(program.tape)),
            of_constant=lambda _, constant: spelling.number(constant),
            of_input=lambda node, _: spelling.name(program.bound[node]),
            of_operation=lambda _, operation, operands: spelling.operation(operation, operands),
        )[output]

    assert spelled(Mathematics()).text == latex
    if text != "--b":  # the language writes b
        assert formula(spelled(Language())) == latex


def test_fractions_in_text_are_unambiguous() -> None:
    plain = Plain(6, UNICODE)
    assert plain.fraction(Formula("h/z"), Formula("h")) == "(h/z) / h"
    assert plain.fraction(Formula("a - b"), Formula("h*x")) == "( a − b ) / ( h*x )"


def test_the_values_of_inputs_that_are_not_asked_for_are_given(backprop: Run) -> None:
    lesson = backprop("explain", "y = a*x**2 + c", "a=3", "x=2", "c=1", "--wrt", "a").stdout
    forward = lesson[lesson.index("Forward") : lesson.index("Backward")]
    assert "The inputs are given: a = 3, x = 2, c = 1." in forward
    assert re.findall(r"^ {8}(.*)$", forward, re.MULTILINE) == ["v2 = a*x**2 = 12", "y = v2 + c = 13"]


def test_several_outputs_and_constants(backprop: Run) -> None:
    lessons = backprop("explain", "d = a*2; 2+3", "a=1").stdout
    assert lessons.startswith("d = a*2 = 2\n    What is asked")
    assert "that is how networks learn.\n\n2+3 = 5\n" in lessons
    assert "\n  2+3\n    It is a constant: no input changes it.\n" in lessons


@pytest.mark.parametrize(
    ("program", "line"),
    [
        ("y = -a/x", "( -a/(x+h) − (-a/x) ) / h  =  ( -a*x + a*(x+h) ) / ( h*x*(x+h) )  =  a / ( x*(x+h) )  →  a/x**2"),
        ("y = -2/x", "( -2/(x+h) − (-2/x) ) / h  =  ( -2*x + 2*(x+h) ) / ( h*x*(x+h) )  =  2 / ( x*(x+h) )  →  2/x**2"),
        ("y = -x", "( -(x+h) − (-x) ) / h  =  -h / h  =  -1"),
    ],
)  # fmt: skip
def test_no_minus_stands_behind_another(backprop: Run, program: str, line: str) -> None:
    words = (program, "a=2", "x=3", "--wrt", "x")
    assert line in backprop("explain", *words).stdout
    for command in ("eval", "explain"):
        for format_ in ((), ("--format", "markdown")):
            shown = backprop(command, *words, *format_).stdout
            assert not re.search(r"(?<!-)-\s?-[a-z(0-9]", shown), command


def test_without_values_the_lesson_is_in_formulas(backprop: Run) -> None:
    outcome = backprop("explain", SEED[0])
    assert (outcome.code, outcome.stderr) == (0, "")
    assert outcome.stdout.startswith("L = d*f\n")
    assert "The inputs: a, b, c, f.\n        e = a*b\n        d = c + e\n        L = d*f\n" in outcome.stdout
    assert "        dL/dd = dL/dL · ∂L/∂d = 1 · f = f\n" in outcome.stdout
    assert "∂e/∂a = b,   dL/da = dL/de · ∂e/∂a = f · b\n" in outcome.stdout
    assert outcome.stdout.split("The gradient\n")[1].split("\n\n")[0].split("\n") == [
        "        dL/da = b*f", "        dL/db = a*f", "        dL/dc = f", "        dL/df = d",
    ]  # fmt: skip


def test_without_values_several_uses_are_summed_and_a_long_derivative_is_not_written_out(
    backprop: Run,
) -> None:
    lesson = backprop("explain", "d = x*x; y = d*x").stdout
    assert "        dy/dx = d + x*x + x*x = 3*d\n" in lesson
    tall = "y = " + "*".join(f"(a{n} + x)" for n in range(40))
    assert (
        "dy/dx is too long to be written out here; it is what stands above."
        in backprop("explain", tall).stdout
    )


def test_without_values_a_branch_and_a_rule_are_explained(backprop: Run) -> None:
    lesson = backprop("explain", "y = where(x > 0, erf(x), x)").stdout
    assert "The branch that is taken gets all of the gradient, the other one none." in lesson
    assert "The rule: the derivative of erf(x) is" in lesson
    assert "Doubles have too few digits" not in lesson
    assert "smaller and smaller steps" not in lesson


def test_without_values_in_markdown_by_wrt_and_for_every_output(backprop: Run) -> None:
    lesson = backprop("explain", "y = a*exp(-x)", "--format", "markdown", "--wrt", "x").stdout
    assert r"\frac{\mathrm{d} y}{\mathrm{d} x} = -y" in lesson
    assert r"\mathrm{d} a" not in lesson
    lesson = backprop("explain", "f = a*b; g = a + c").stdout
    assert re.findall(r"^[fg] = .*$", lesson, re.MULTILINE) == ["f = a*b", "g = a + c"]
    assert "        dg/db = 0\n" in lesson


def test_a_page_begins_with_values(backprop: Run) -> None:
    outcome = backprop("explain", "a*b", "--format", "html")
    assert (outcome.code, outcome.stdout) == (2, "")
    assert outcome.stderr == (
        "error: a page begins with values\ngive some, as in a=1 b=1; its sliders change them\n"
    )


def test_what_a_condition_compares_is_among_the_nodes(backprop: Run) -> None:
    program = "y = where(exp(E) > 1, E, log(E))"
    assert (
        "        v1 = exp(E) = 2.71828\n        y = where(v1 > 1, E, v2) = 1\n"
        in backprop("explain", program, "E=1").stdout
    )
    assert "        v1 = exp(E)\n        v2 = log(E)\n        y =" in backprop("explain", program).stdout
