"""Functions of the user's own."""

import math
import random
from typing import Any

import micrograd.engine
import micrograd.nn
import mpmath
import pytest

from backprop.grammar.parser import parse
from backprop.grammar.problem import ProgramProblem, Source
from backprop.graph.operation import Operation
from backprop.graph.tape import Tape

from .conftest import Run
from .programs import derivatives, evaluate

BLACK_SCHOLES = """
N(x) = (1 + erf(x/sqrt(2)))/2
d1 = (log(S/K) + (r + s**2/2)*t)/(s*sqrt(t))
d2 = d1 - s*sqrt(t)
C = S*N(d1) - K*exp(-r*t)*N(d2)
"""


def test_black_scholes_and_its_greeks() -> None:
    point = {"S": 105.0, "K": 100.0, "r": 0.03, "s": 0.25, "t": 0.75}
    value, gradient = derivatives(BLACK_SCHOLES, **point)
    with mpmath.workdps(50):
        S, K, r, s, t = (mpmath.mpf(point[name]) for name in "SKrst")  # noqa: N806
        d1 = (mpmath.log(S / K) + (r + s**2 / 2) * t) / (s * mpmath.sqrt(t))
        d2 = d1 - s * mpmath.sqrt(t)
        cdf, pdf, discounted = mpmath.ncdf, mpmath.npdf, K * mpmath.exp(-r * t)
        truth: dict[str, Any] = {
            "S": cdf(d1),
            "K": -mpmath.exp(-r * t) * cdf(d2),
            "r": t * discounted * cdf(d2),
            "s": S * pdf(d1) * mpmath.sqrt(t),
            "t": S * pdf(d1) * s / (2 * mpmath.sqrt(t)) + r * discounted * cdf(d2),
        }
        assert value == pytest.approx(float(S * cdf(d1) - discounted * cdf(d2)), rel=1e-13)
        for name, slope in truth.items():
            assert gradient[name] == pytest.approx(float(slope), rel=1e-13)


def test_a_network_of_two_layers_agrees_with_micrograd() -> None:
    random.seed(3)
    network = micrograd.nn.MLP(2, [16, 1])
    hidden, (last,) = (layer.neurons for layer in network.layers)
    program = ["neuron(x, y, w, v, b) = relu(w*x + v*y + b)"]
    values: dict[str, float] = {"x": 0.7, "y": -1.3, "c": 0.1, "target": 1.0}
    twins = {"x": micrograd.engine.Value(0.7), "y": micrograd.engine.Value(-1.3), "c": last.b}
    last.b.data = 0.1
    for number, (unit, weight) in enumerate(zip(hidden, last.w, strict=True)):
        unit.b.data = random.uniform(-0.5, 0.5)
        program.append(f"h{number} = neuron(x, y, w{number}, v{number}, b{number})")
        names = (f"w{number}", f"v{number}", f"b{number}", f"u{number}")
        twins |= dict(zip(names, (*unit.w, unit.b, weight), strict=True))
    terms = ", ".join(f"u{number}*h{number}" for number in range(16))
    program.append(f"error(z, t) = (z - t)**2; loss = error(sum({terms}) + c, target)")
    loss = (network([twins["x"], twins["y"]]) - 1.0) ** 2
    loss.backward()
    values |= {name: twin.data for name, twin in twins.items()}

    value, gradient = derivatives("\n".join(program), **values)
    assert value == pytest.approx(loss.data, rel=1e-14)
    assert len(twins) == 3 + 4 * 16
    assert sum(twin.grad == 0 for twin in twins.values()) < len(twins) / 2
    for name, twin in twins.items():
        assert gradient[name] == pytest.approx(twin.grad, rel=1e-13, abs=1e-15)


def test_functions_call_functions_and_see_what_is_defined_before_them() -> None:
    program = "k = 2; f(x, y) = x*y*k + pi; g(x) = f(x, x)**2; g(a) + f(a, b)"
    value, gradient = derivatives(program, a=1.0, b=2.0)
    inner = 2 + math.pi
    assert value == pytest.approx(inner**2 + 4 + math.pi)
    assert gradient == pytest.approx({"k": 2 * inner + 2, "a": 2 * inner * 4 + 4, "b": 2.0})


def test_a_function_may_be_called_in_a_word_of_its_own(backprop: Run) -> None:
    outcome = backprop("eval", "f(x)=x*2", "y=f(a)", "z=f(3)*y", "a=1", "--format", "plain")
    assert (outcome.stdout, outcome.stderr) == ("12.0\t12.0\n", "")


def test_a_function_sees_the_version_that_was_defined_before_it() -> None:
    assert derivatives("k = 2; f(x) = k*x; k = 3; f(1) + k")[0] == 5.0


def test_the_calls_of_a_function_are_told_apart() -> None:
    record = evaluate("N(x) = x*x + 1; y = N(a)*N(b) + N(a)", a=1.0, b=2.0)
    names = [node["name"] for node in record["nodes"]]
    assert names == ["v1", "N_1", "v2", "N_2", "v3", "v4", "N_3", "y", "a", "b"]


def test_a_function_may_take_the_name_of_a_built_in_one_and_of_a_variable() -> None:
    assert derivatives("tanh(x) = 2*x; f = 3; f(x) = x; tanh(f(f))")[0] == 6.0


def test_a_function_without_parameters_and_one_that_gives_its_parameter() -> None:
    assert derivatives("three() = 3; same(x) = x; same(three()*a)", a=2.0) == (6.0, {"a": 3.0})


def test_a_body_leaves_the_outputs_of_the_program_alone() -> None:
    from backprop.grammar.parser import parse
    from backprop.grammar.problem import Source

    program = parse(Source("a; b*a; f(x, y, z) = x*y + z; f(a, b, 3)"))
    assert [program.names[node] for node in program.outputs] == ["v1", "f_1"]
    program = parse(Source("a; f(x) = x*2; f(b)"))
    assert [program.names[node] for node in program.outputs] == ["a", "f_1"]


def test_a_network_of_two_layers() -> None:
    program = "neuron(x, y, w, v, b) = tanh(x*w + y*v + b)\n"
    program += "".join(f"h{i} = neuron(x, y, {i}/10, {i}/7 - 1, 0.5)\n" for i in range(1, 17))
    program += "o = tanh(" + " + ".join(f"h{i}*w{i}" for i in range(1, 17)) + ")"
    values = {"x": 0.3, "y": -0.8, **{f"w{i}": (i - 8) / 9 for i in range(1, 17)}}
    value, gradient = derivatives(program, **values)
    hidden = [math.tanh(0.3 * i / 10 - 0.8 * (i / 7 - 1) + 0.5) for i in range(1, 17)]
    total = sum(h * (i - 8) / 9 for i, h in enumerate(hidden, 1))
    slope = 1 - math.tanh(total) ** 2
    assert value == pytest.approx(math.tanh(total), rel=1e-12)
    assert gradient["x"] == pytest.approx(
        slope * sum((i - 8) / 9 * (1 - h * h) * i / 10 for i, h in enumerate(hidden, 1))
    )
    for i, h in enumerate(hidden, 1):
        assert gradient[f"w{i}"] == pytest.approx(slope * h, rel=1e-12)


@pytest.mark.parametrize(
    ("program", "message"),
    [
        (
            "f(x) = f(x) + 1; f(2)",
            "error: 'f' calls itself\n  f(x) = f(x) + 1; f(2)\n         ^\nfunctions have no recursion; repeat a statement instead\n",
        ),
        (
            "f(x) = g(x); g(x) = x; f(2)",
            "error: unknown function 'g'\n  f(x) = g(x); g(x) = x; f(2)\n         ^\ndefine 'g' first; functions cannot call each other in a circle\n",
        ),
        (
            "f(x) = x + q; f(2)",
            "error: no value for q\n  f(x) = x + q; f(2)\n             ^\ngive each a value, as in q=1; without values, eval --symbolic shows formulas\n",
        ),
        (
            "f(x, x) = x; f(2)",
            "error: two parameters are called 'x'\n  f(x, x) = x; f(2)\n       ^\ngive each a name of its own\n",
        ),
        (
            "f(x) = x; f(2, 3)",
            "error: 'f' takes 1 argument, but 2 are given\n  f(x) = x; f(2, 3)\n            ^\nwrite f(x)\n",
        ),
        (
            "f(2) = 3",
            "error: a parameter of a function is a name\n  f(2) = 3\n    ^\nwrite names, as in f(x, y) = x*y\n",
        ),
        (
            "f(x) = x",
            "error: no value for x\n  f(x) = x\n    ^\ngive each a value, as in x=1; without values, eval --symbolic shows formulas\n",
        ),
    ],
)
def test_functions_that_cannot_be_read(backprop: Run, program: str, message: str) -> None:
    outcome = backprop("eval", program)
    assert (outcome.stderr, outcome.code) == (message, 2)


def test_functions_that_grow_without_bound_end_in_an_error(backprop: Run) -> None:
    lines = ["f0(x) = x*x", *(f"f{i}(x) = f{i - 1}(x) + f{i - 1}(x)" for i in range(1, 40)), "f39(a)"]
    outcome = backprop("eval", "a=1", stdin="\n".join(lines))
    assert outcome.code == 2
    assert "the program grows beyond 2,000,000 operations here" in outcome.stderr


def doubled(count: int) -> str:
    """Return functions of which each calls the one before it twice."""
    return "f0(x) = x*x\n" + "".join(f"f{n}(x) = f{n - 1}(x) + f{n - 1}(x)\n" for n in range(1, count))


@pytest.mark.parametrize(
    "program",
    [
        doubled(40) + "f39(a)",
        doubled(20) + "y = f19(a)\nz = f19(y)\ny + z",
        doubled(19) + "".join(f"g{n}(x) = f18(x) + {n}*f17(x)\n" for n in range(16)) + "g0(a)*g1(a)*g2(a)",
    ],
    ids=["one function", "several calls", "several functions"],
)
def test_what_grows_too_large_is_refused_before_anything_is_copied(
    monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    count = 0
    apply = Tape.apply

    def counting(tape: Tape, operation: Operation, *operands: int) -> int:
        nonlocal count
        count += 1
        return apply(tape, operation, *operands)

    monkeypatch.setattr(Tape, "apply", counting)
    with pytest.raises(ProgramProblem, match="the program grows beyond 2,000,000 operations here"):
        parse(Source(program))
    assert count < 1_000


def test_bodies_that_are_large_together_are_no_large_program(backprop: Run) -> None:
    program = doubled(17) + "".join(f"g{n}(x) = f16(x) + {n}*x\n" for n in range(100)) + "g99(a)"
    outcome = backprop("eval", "a=2", "--format", "plain", stdin=program)
    assert outcome.stdout == f"{4 * 2**16 + 198}.0\t{4 * 2**16 + 99}.0\n"


@pytest.mark.long
def test_a_hundred_thousand_functions_one_in_the_other(backprop: Run) -> None:
    program = (
        "f0(x) = x*x\n" + "".join(f"f{n}(x) = f{n - 1}(x) + 1\n" for n in range(1, 100_000)) + "f99999(a)"
    )
    outcome = backprop("eval", "a=3", "--format", "plain", stdin=program)
    assert outcome.stdout == "100008.0\t6.0\n"
