"""`backprop diff`: derivatives as programs, in the language itself."""

import json
import math
import random

import pytest

from backprop.grammar.problem import Source
from backprop.graph.rounding import of_values
from backprop.writing.curvature import hessian
from backprop.writing.derivatives import derive
from backprop.writing.emission import program as written
from backprop.writing.evaluation import Evaluation
from backprop.writing.result import Result

from .conftest import Run, some
from .derivatives import CASES, differentiated, read, result, values
from .formulas import FORMULAS, point

ULPS = {"f = (1 + x**2/n)**(-(n + 1)/2)": 3}
"""What differs by more than 2 ulp: numbers avoid the rounding of y - 1 in y*x**(y - 1)."""


def test_there_are_more_than_a_hundred_formulas() -> None:
    assert len(set(FORMULAS)) > 100


@pytest.mark.parametrize("text", CASES)
def test_the_program_gives_the_gradient(text: str) -> None:
    """Within 2 ulp; a sum of products that cancel, within 2 ulp of the largest.

    What is expanded is for people: within the rounding of the formula too, by the accuracies in the table.
    """
    program, output = read(text)
    given = values(program)
    expected = result(text, given)
    largest = {
        node: max((abs(use.product) for use in uses), default=0.0) for node, uses in expected.gradient.walk()
    }
    for derivatives in (differentiated(text), differentiated(text, expanded=True)):
        is_expanded = derivatives != differentiated(text)
        for node, name in program.input_names().items():
            slope = f"d{program.names[output]}_d{name}"
            exact = expected.derivative(node)
            found = result(derivatives, given, slope)
            tolerance = ULPS.get(text, 2) * math.ulp(max(abs(exact), largest.get(node, 0.0)))
            if is_expanded:
                errors = of_values(found.calculation.program.tape, found.calculation.values)
                tolerance += 2 * errors[found.output]
            assert abs(found.value - exact) <= tolerance, (slope, found.value, exact, derivatives)


def test_what_a_person_would_write(backprop: Run) -> None:
    assert backprop("diff", "L = (a*b + c) * f").stdout == (
        "dL_df = a*b + c\nL = dL_df*f\ndL_da = f*b\ndL_db = f*a\ndL_dc = f\n"
    )
    assert backprop("diff", "e = a*b; d = e + c; L = d*f").stdout == (
        "e = a*b\nd = e + c\nL = d*f\ndL_da = f*b\ndL_db = f*a\ndL_dc = f\ndL_df = d\n"
    )


@pytest.mark.parametrize(
    ("program", "derivative"),
    [
        ("y = x**2", "2*x"), ("y = x**3", "3*x**2"), ("y = 1/x", "-y/x"), ("y = -x", "-1"), ("y = 3", "1"),
        ("y = x + 2", "1"), ("y = x - x", "0"), ("y = exp(x)", "y"), ("y = log(x)", "1/x"), ("y = sin(x)", "cos(x)"),
        ("y = cos(x)", "-sin(x)"), ("y = sqrt(x)", "1/(2*y)"), ("y = tanh(x)", "sech(x)**2"), ("y = 2*(3*x)", "6"),
        ("y = x*2*pi", "pi*2"), ("y = relu(x)", "where(x > 0, 1, 0)"), ("y = where(x > 0, log(x), 0)", "where(x > 0, 1/x, 0)"),
        ("y = x**0.5", "0.5*x**-0.5"), ("y = 0.5*(0.5*x**2)", "0.5*x"), ("y = 2*pi*x**2", "4*pi*x"),
        ("y = 0.1*(3*x**2)", "0.6*x"), ("y = x**0.7", "0.7*x**(0.7 - 1)"), ("y = sin(x/2)*2", "cos(v1)"),
        ("y = 2*(-(2*(-(x*w))))*3", "12*w"), ("y = 1e200*(1e200*(x*1e-250))", "1e+150"), ("y = w*(x**1.5*1.5)", "2.25*w*x**0.5"),
        ("y = x/4", "1/4"), ("y = x**-1", "-x**-2"), ("y = abs(x)", "sign(x)"),
    ],
)  # fmt: skip
def test_derivatives_are_lightly_simplified(program: str, derivative: str) -> None:
    name = "y" if program == "y = 3" else "x"
    assert f"dy_d{name} = {derivative}" in differentiated(program).splitlines()


def test_a_branch_that_is_not_taken_does_no_harm(backprop: Run) -> None:
    program = backprop("diff", "y = where(x > 0, log(x)*x, sqrt(-x))").stdout
    for x in (2.0, -2.0):
        exact = math.log(x) + 1 if x > 0 else -1 / (2 * math.sqrt(-x))
        assert result(program, {"x": x}, "dy_dx").value == pytest.approx(exact, rel=1e-15)


UNDEFINED_ELSEWHERE = [
    "u = log(x); y = where(x > 1, u, 0) + where(x > 2, u*2, 0)",
    "u = log(x); y = where(x > 1, u, 3) + where(x > 2, 1, u*u)*where(x > 1, 1, 0)",
    "u = sqrt(x)*a; y = where(x > 0 and u > 1, log(u)*a, 0) + where(x > 1, u, a) + a",
    "u = 1/x; v = where(x != 0, u*a, a); y = where(v > 0, sqrt(v)*v, where(x == 0, 0, u**3))",
    "u = log(x); v = where(a > 0, where(x > 1, u, 0), where(x > 2, u*a, 0)); y = v*v",
    "y = where(not (x < 0 or a < 0), sqrt(x*a), where(x < 0, log(-x), a))",
]


@pytest.mark.parametrize("text", UNDEFINED_ELSEWHERE)
def test_what_is_not_needed_may_be_undefined(text: str) -> None:
    program = differentiated(text)
    checked = 0
    for x in (-1.5, 0.0, 0.5, 1.5, 2.5):
        for a in (-0.5, 0.5):
            given = {"x": x, "a": a} if "a" in read(text)[0].inputs else {"x": x}
            evaluation = Evaluation(given, [], [])
            *_, expected = evaluation.results(evaluation.read(Source(text)))
            if isinstance(expected, Result):
                for node, name in expected.wrt.items():
                    found = result(program, given, f"dy_d{name}").value
                    assert found == pytest.approx(expected.derivative(node), rel=1e-15), (x, a, program)
                    checked += 1
    assert checked > 3


@pytest.mark.parametrize(
    "line",
    [
        "relu(v*w{n} + b{n})", "clip(v*w{n}, -b{n}, 2)", "where(v > w{n}, v*w{n}, v + b{n})", "where(v < 9, v*w{n}, 0)",
        "where(v > w{n} or v < b{n}, v/w{n}, 0)", "where(v > 0 and w{n} > 0, log(v + w{n}), v)", "max(v, w{n})",
    ],
)  # fmt: skip
def test_chains_of_pieces_grow_in_proportion(line: str) -> None:
    """As networks with many layers do."""

    def chain(length: int) -> str:
        return "v = x\n" + "\n".join(f"v = {line.format(n=n)}" for n in range(length))

    sizes = [len(differentiated(chain(length))) for length in (400, 800)]
    assert sizes[1] < 2.2 * sizes[0]
    names = [f"{letter}{n}" for n in range(400) for letter in "wb"]
    given = {"x": 0.7, **{name: 0.5 + point(name) for name in names if name in chain(400)}}
    expected = result(chain(400), given)
    found = result(differentiated(chain(400)), given, "dv_dx").value
    assert found == pytest.approx(expected.derivative(0), rel=1e-12)


def test_pipes(backprop: Run) -> None:
    first = backprop("diff", "y = sin(x)*x").stdout
    second = backprop("diff", "--of", "dy_dx", stdin=first).stdout
    third = backprop("diff", "--of", "ddy_dx_dx", stdin=second).stdout
    x = 0.7
    derivatives = [
        math.sin(x) + x * math.cos(x), 2 * math.cos(x) - x * math.sin(x), -3 * math.sin(x) - x * math.cos(x),
    ]  # fmt: skip
    for program, name, exact in zip(
        (first, second, third), ("dy_dx", "ddy_dx_dx", "dddy_dx_dx_dx"), derivatives, strict=True
    ):
        outcome = backprop("eval", "--of", name, f"x={x}", "--format", "plain", stdin=program)
        assert float(outcome.stdout.split()[0]) == pytest.approx(exact, rel=1e-14)


def test_of_and_wrt(backprop: Run) -> None:
    program = "d = a*b; e = a + c; L = d*e"
    assert backprop("diff", program, "--of", "d", "--wrt", "b,a").stdout == "d = a*b\ndd_db = a\ndd_da = b\n"
    two = backprop("diff", "p = x*y; q = x/y").stdout
    assert [line.split(" = ")[0] for line in two.splitlines()] == [
        "p",
        "q",
        "dp_dx",
        "dp_dy",
        "dq_dx",
        "dq_dy",
    ]


def test_defaults_functions_and_odd_names_are_kept(backprop: Run) -> None:
    program = backprop("diff", "k = 1/3; f(x) = x**2 + k; `T (C)` = f(θ)*`a b`").stdout
    assert program.splitlines()[0] == "k = 1/3"
    outcome = backprop("eval", "θ=2", "`a b`=3", "--of", "`dT (C)_da b`", "--format", "plain", stdin=program)
    assert float(outcome.stdout.split()[0]) == pytest.approx(4 + 1 / 3, rel=1e-15)


@pytest.mark.parametrize(
    "text",
    [
        "pi = 3; y = erf(pi*x)", "y = degrees(x)*pi; pi = 2*x; z = pi*radians(x)", "π = 2; y = erf(π*x) + pi*x",
        "y = erf(x)*π*x; π = 3; z = π*sinc(x)", "π = x*2; pi = π; y = sinc(pi/3)", "f(pi) = erf(pi)*π; y = f(x)",
    ],
)  # fmt: skip
def test_a_program_may_call_something_else_pi(text: str) -> None:
    program, output = read(text)
    name = program.names[output]
    expected = result(text, {"x": 0.2})
    for derivatives in (differentiated(text), differentiated(text, expanded=True)):
        for node, by in program.input_names().items():
            found = result(derivatives, {"x": 0.2}, f"d{name}_d{by}").value
            assert found == pytest.approx(expected.derivative(node), rel=1e-15), derivatives
    curved = hessian(program, output, program.input_names(), {"x": 0.2}).rows["x"]["x"]
    around = [result(text, {"x": x}).derivative(program.inputs["x"][0]) for x in (0.2 - 1e-5, 0.2 + 1e-5)]
    assert curved == pytest.approx((around[1] - around[0]) / 2e-5, rel=1e-6)


def test_pi_is_in_digits_where_its_name_is_taken(backprop: Run) -> None:
    program = ["y = erf(pi*x)", "pi=3"]
    for more in ([], ["--symbolic"]):
        table = backprop("eval", "pi = 3", *program, "x=0.2", *more).stdout
        assert "∂y/∂v1 = 2/sqrt(3.141592653589793)*exp(-v1**2)" in table
    rows = [backprop("hessian", "y = erf(x)", "x=0.2", *more).stdout for more in ([], ["pi=3"])]
    assert rows[0] == rows[1]


def test_a_default_needs_no_derivative(backprop: Run) -> None:
    assert backprop("diff", "k = sqrt(1/2); y = x/2 + k").stdout == (
        "k = sqrt(1/2)\ndy_dx = 1/2\ny = x/2 + k\ndy_dk = 1\n"
    )
    code = backprop("diff", "k = sqrt(1/2); y = x/2 + k", "--to", "python").stdout
    assert "def y(x: float, k: float = math.sqrt(1.0/2.0))" in code


def test_an_output_that_is_an_input(backprop: Run) -> None:
    assert backprop("diff", "x").stdout == "dx_dx = 1\n"
    assert backprop("hessian", "x", "x=2", "--format", "plain").stdout == "0.0\n"
    assert backprop("hessian", "k = 3", "--format", "plain").stdout == "0.0\n"


def test_names_that_are_taken(backprop: Run) -> None:
    program = backprop("diff", "dy_dx = 2*x; y = dy_dx*x", "--of", "y").stdout
    assert "dy_dx_1 = " in program
    assert result(program, {"x": 3.0}, "dy_dx_1").value == 12.0


@pytest.mark.parametrize(
    ("given", "value", "by_k", "by_x"), [(["x=5"], 40, 60, 8), (["x=5", "k=3"], 135, 135, 27)]
)
def test_an_input_that_is_rebound_keeps_its_name(
    backprop: Run, given: list[str], value: float, by_k: float, by_x: float
) -> None:
    text = "k = 2; k **= 3; o = x*k"
    program = backprop("diff", text).stdout
    assert program == "k = 2\nk_2 = k**3\no = x*k_2\ndo_dk = x*(3*k**2)\ndo_dx = k_2\n"
    for name, number in {"o": value, "do_dk": by_k, "do_dx": by_x}.items():
        numbers = {name: float(value) for name, value in (pair.split("=") for pair in given)}
        assert result(program, numbers, name).value == number
    record = json.loads(backprop("eval", text, *given, "--format", "json").stdout)
    assert (record["value"], record["gradient"]) == (value, {"k": by_k, "x": by_x})
    x, *k = given
    row = backprop("map", text, "-", *k, "--only", "--wrt", "k,x", stdin=x.replace("=", "\n") + "\n").stdout
    assert row == f"o,do_dk,do_dx\n{value}.0,{by_k}.0,{by_x}.0\n"


def test_the_second_derivatives_of_an_input_that_is_rebound(backprop: Run) -> None:
    outcome = backprop("hessian", "k = 2; k **= 3; o = x*k", "x=5", "--format", "plain")
    assert outcome.stdout == "60.0\t12.0\n12.0\t0.0\n"


def test_one_value_replaces_all_constants_of_a_name(backprop: Run) -> None:
    text = "k = 2; a = k*x; k = 3; b = k*a; k = 5; k *= b; o = k + x"
    program = backprop("diff", text).stdout
    assert program.startswith(
        "k = 2\nk_1 = k\nk = 3\nk_2 = k\nk = 5\na = k_1*x\nb = k_2*a\nk_4 = k*b\no = k_4 + x\n"
    )
    for given in ({"x": 2.0}, {"x": 2.0, "k": 7.0}):
        expected = result(text, given)
        assert result(program, given, "o").value == expected.value
        for node, name in expected.wrt.items():
            assert result(program, given, f"do_d{name}").value == expected.derivative(node)


@pytest.mark.parametrize("seed", range(5))
def test_every_node_has_a_name_of_its_own(seed: int) -> None:
    """Whatever names a program takes, binds to constants, and binds again."""
    chance = random.Random(seed)
    pool = ["k", "k_1", "k_2", "k_3", "v1", "v2", "x", "do_dk", "do_dk_1", "K"]
    for _ in range(100):
        lines, known = [], ["w"]
        for _ in range(chance.randint(2, 8)):
            name, value = chance.choice(pool), chance.choice([*known, "2"])
            form = chance.choice(
                ["{0} = 2", "{0} = {1}*w", "{0} = {1} + 3", "{0} *= {1}", "{0} = sin({1})*w"]
            )
            if name in known or "*=" not in form:
                lines.append(form.format(name, value))
                known.append(name)
        text = "; ".join([*lines, f"o = {'*'.join(dict.fromkeys(known))}"])
        program, output = read(text)
        names = [*program.written_names().values()]
        assert len(names) == len({*names})
        for given in ({"w": 0.7}, {"w": 0.7, "k": 0.3, "x": 1.1}):
            expected = result(text, given)
            derivatives = derive(program, [output], program.input_names())
            for (slope, _), node in zip(derivatives.slopes, expected.wrt, strict=True):
                found = result("\n".join(written(derivatives)), given, slope).value
                assert found == pytest.approx(expected.derivative(node), rel=1e-12, abs=1e-300), (text, slope)


@pytest.mark.parametrize("count", some(2, [10, 1_000, 100, 10_000]))
def test_the_gradient_of_large_programs(count: int) -> None:
    chance = random.Random(count)
    names = [f"x{n}" for n in range(5)]
    lines = []
    for n in range(count):
        a, b = chance.choices(names[-8:], k=2)
        form = chance.choice(
            ["{}*cos({})", "({} + {})/2", "{} - {}/3", "tanh({})", "exp(-{}**2)", "{}/({}**2 + 2)", "sin({})"]
        )
        lines.append(f"n{n} = {form.format(a, b)}")
        names.append(f"n{n}")
    text = "\n".join([*lines, "L = " + " + ".join(names[-8:])])
    program, output = read(text)
    found = derive(program, [output], program.input_names())
    differentiated = "\n".join(written(found))
    given = {name: 0.1 * place for place, name in enumerate(program.inputs, 1)}
    gradient = result(text, given, "L")
    for node, name in program.input_names().items():
        if abs(gradient.derivative(node)) < 1e300:
            assert result(differentiated, given, f"dL_d{name}").value == pytest.approx(
                gradient.derivative(node), rel=1e-9
            )


@pytest.mark.parametrize(
    "call", some(2, ["sin({})", "where(x > 0, {}, 0)", "relu({})", "-{}", "1*({})", "2*(-({}))", "{}/2*2"])
)
def test_deep_programs_are_only_long(backprop: Run, call: str) -> None:
    before, after = call.split("{}")
    outcome = backprop("diff", "-", stdin="y = x*(" + before * 20_000 + "x" + after * 20_000 + ")")
    assert outcome.code == 0
    assert max(map(len, outcome.stdout.splitlines())) < 200


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a*b", "a=2"], "diff takes no values; write constants into the program, as in a = 2"),
        (["a*b", "--wrt", "q"], "'q' is not an input of the program"),
        (["a*b", "--of", "q"], "no node is called 'q'"),
        (["2+3"], "the output is a constant"),
    ],
)
def test_what_cannot_be_differentiated(backprop: Run, arguments: list[str], message: str) -> None:
    outcome = backprop("diff", *arguments)
    assert outcome.stderr.startswith(f"error: {message}\n")
    assert (outcome.code, outcome.stdout) == (2, "")


def test_names_that_are_constants_elsewhere_get_a_note_where_no_value_is_asked_for(backprop: Run) -> None:
    euler = "note: e is an input; e is a name like any other, and e**x is written exp(x)\n"
    assert backprop("diff", "y = e^x").stderr == euler
    assert backprop("graph", "y = e^x").stderr == euler
    assert backprop("eval", "y = e**x", "--symbolic").stderr == euler
    assert backprop("diff", "2*PI*r").stderr == "note: PI is an input; the constant is written pi\n"
    for clear in ("y = m*e", "e = 2; y = e**x", "y = 2*e1**x", "y = 2*pi*r"):
        assert backprop("diff", clear).stderr == "", clear
