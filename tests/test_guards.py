"""Languages that stop at log(-1) compute a line only where it is needed."""

import inspect
import itertools
import math
import random
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop.grammar.problem import Source
from backprop.graph.decisions import ALWAYS, NEVER, Decisions
from backprop.writing.evaluation import Evaluation
from backprop.writing.languages import LANGUAGES
from backprop.writing.result import Result

from .conftest import Run

PARTLY = (
    "log({})", "sqrt({})", "1/{}", "{}**0.5", "acos({})", "{}**{}", "xlogy({}, {})", "{} % {}", "atanh({})",
)  # fmt: skip
"""What is not defined everywhere."""

WHOLE = ("{}*{}", "{} + {}", "{} - {}", "sin({})", "-{}")
VALUES = (-2.6, -1.7, -0.3, 0.3, 0.6, 1.7, 2.6, 0.0)


def expression(chance: random.Random, names: Sequence[str], depth: int) -> str:
    if depth <= 0:
        return chance.choice(names)
    kind = chance.random()
    if kind < 0.35:
        condition_, one, other = (
            make(chance, names, depth - 1) for make in (condition, expression, expression)
        )
        return f"where({condition_}, {one}, {other})"
    form = chance.choice(PARTLY if kind < 0.75 else WHOLE)
    operands = (f"({expression(chance, names, depth - 1)})" for _ in range(form.count("{}")))
    return f"({form.format(*operands)})"


def condition(chance: random.Random, names: Sequence[str], depth: int) -> str:
    kind = chance.random() if depth > 0 else 1
    if kind < 0.5:
        one, other = condition(chance, names, depth - 1), condition(chance, names, depth - 1)
        return f"({one}) {chance.choice(('and', 'or'))} ({other})"
    if kind < 0.6:
        return f"not ({condition(chance, names, depth - 1)})"
    comparison = chance.choice(("<", ">", "<=", ">=", "!="))
    return f"{expression(chance, names, depth - 1)} {comparison} {chance.choice((*names, '0.1'))}"


def program(chance: random.Random) -> str:
    """Return statements that use each other, with conditions and branches that are not defined everywhere."""
    names, lines = ["x", "y", "z", "0.7", "2"], []
    for number in range(chance.randint(1, 5)):
        lines.append(f"t{number} = {expression(chance, names, chance.randint(1, 4))}")
        names += [f"t{number}"] * 2
    return "; ".join([*lines, f"o = {expression(chance, names, 3)}"])


def in_python(text: str) -> Any:
    """Return the function for the output o."""
    asked = Evaluation({}, ["o"], [])
    read = asked.read(Source(text))
    names: dict[str, Any] = {}
    exec("\n".join(LANGUAGES.load("python")(read, asked.outputs(read), read.input_names())), names)
    return names["o"]


def check(text: str, given: dict[str, float]) -> bool:
    """Compare Python with `eval`; return whether there was something to compare."""
    asked = Evaluation(given, ["o"], [])
    (result,) = asked.results(asked.read(Source(text)))
    if not isinstance(result, Result):
        return False
    function = in_python(text)
    value, gradient = function(**{name: given[name] for name in inspect.signature(function).parameters})
    assert value == pytest.approx(result.value, rel=1e-9, abs=1e-12), (text, given)
    for node, name in result.wrt.items():
        assert gradient[name] == pytest.approx(result.derivative(node), rel=1e-7, abs=1e-9), (
            text,
            given,
            name,
        )
    return True


@pytest.mark.parametrize("seed", range(10))
def test_python_gives_what_eval_gives_and_stops_nowhere_else(seed: int) -> None:
    chance = random.Random(seed)
    compared = 0
    for _ in range(50):
        text = program(chance)
        read = Evaluation({}, [], []).read(Source(text))
        for _ in range(4):
            compared += check(text, {name: chance.choice(VALUES) for name in read.inputs})
    assert compared > 30


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("o = where(x > 0, y**where(z > 0, 3, y), y)", {"x": -1.0, "y": -0.5, "z": -1.0}),
        ("d = sqrt(x); m = where(x > 0, d, 0); o = where(m > 1, d, m)", {"x": -1.0}),
        ("o = where(x > 0, where(log(x) > y, log(log(x) - y), 2)*log(x), 1)", {"x": -1.0, "y": 0.0}),
        ("a = 1/x; o = where(x != 0 and (a > 2 or log(a) < 1), log(a), x)", {"x": 0.0}),
        ("o = where(x > 0, where(x < 0, log(-x), 2*x), x)", {"x": 1.0}),
        ("t = acos(y); o = where(x < x, t, 2*x)*where(x > 0, 1, t)", {"x": 1.0, "y": 3.0}),
    ],
)
def test_a_line_is_computed_only_where_a_branch_needs_it(text: str, given: dict[str, float]) -> None:
    assert check(text, given)


def test_a_guard_asks_for_nothing_that_makes_no_difference(backprop: Run) -> None:
    code = backprop(
        "diff", "r = sqrt(x); o = where(x > 0 and y > 0, r, where(y > 0, 2*x, r))", "--to", "python"
    ).stdout
    assert "    r = (math.sqrt(x) if x > 0.0 or y <= 0.0 else 0.0)\n" in code


def test_an_undefined_constant_is_no_default(backprop: Run) -> None:
    text = "u = acos(10); k = 2; o = where(x > 0, k*x, u)"
    code = backprop("diff", text, "--to", "python").stdout
    assert "def o(u: float, x: float, k: float = 2.0) -> " in code
    assert in_python(text)(math.nan, 3.0) == (6.0, {"u": 0.0, "k": 3.0, "x": 2.0})
    assert (
        "-- For every row of the table inputs, with columns u, x."
        in backprop("diff", text, "--to", "sql").stdout
    )
    assert "usually" not in backprop("diff", "u = acos(10); o = u*x", "--to", "c").stdout


FORMULAS = st.recursive(
    st.integers(0, 3),
    lambda inner: st.tuples(st.sampled_from(("both", "either", "not")), inner, inner),
    max_leaves=12,
)


def truth(formula: Any, held: Sequence[bool]) -> bool:
    if isinstance(formula, int):
        return held[formula]
    kind, one, other = formula
    if kind == "not":
        return not truth(one, held)
    return (all if kind == "both" else any)([truth(one, held), truth(other, held)])


def decided(decisions: Decisions, formula: Any, *, holds: bool = True) -> int:
    if isinstance(formula, int):
        return decisions.asked(formula, *((ALWAYS, NEVER) if holds else (NEVER, ALWAYS)))
    kind, one, other = formula
    if kind == "not":
        return decided(decisions, one, holds=not holds)
    parts = [decided(decisions, part, holds=holds) for part in (one, other)]
    return (decisions.both if (kind == "both") == holds else decisions.either)(*parts)


@given(st.lists(FORMULAS, min_size=2, max_size=4), st.booleans())
@settings(max_examples=300, deadline=None)
def test_decisions_are_equal_if_and_only_if_they_always_agree(formulas: list[Any], late: bool) -> None:
    decisions = Decisions(1000, {0: 2} if late else {})
    found: dict[tuple[bool, ...], int] = {}
    for formula in formulas:
        table = []
        decision = decided(decisions, formula)
        for held in itertools.product((False, True), repeat=4):
            at = decision
            while at not in (NEVER, ALWAYS):
                condition_, if_so, if_not = decisions[at]
                at = if_so if held[condition_] else if_not
            table.append(at == ALWAYS)
            assert table[-1] == truth(formula, held)
        assert found.setdefault(tuple(table), decision) == decision


def test_too_many_questions_make_answers_too_wide_and_never_too_narrow() -> None:
    decisions = Decisions(3)
    one, two = (decisions.asked(number, ALWAYS, NEVER) for number in (1, 2))
    assert decisions.both(one, two) not in (NEVER, ALWAYS)
    assert decisions.both(two, decisions.asked(3, ALWAYS, NEVER)) == two
    assert decisions.either(one, two) == ALWAYS


@pytest.mark.parametrize(
    "step",
    [
        "relu(v{0}*w) + abs(v{0} - {1})",
        "where(v{0} > {1} and v{0} < w, log(v{0}), sqrt(v{2}))",
        "where(w > {1}, 1/v{0}, v{0})",
    ],
)
def test_long_chains_of_conditions_stay_short(step: str) -> None:
    """Guards grow with the program, though they are functions of all its conditions."""

    def length(count: int) -> int:
        lines = [f"v{n + 1} = {step.format(n, n, n // 2)}" for n in range(count)]
        asked = Evaluation({}, [], [])
        read = asked.read(Source("\n".join(["v0 = x", *lines, f"o = v{count}*x"])))
        return sum(map(len, LANGUAGES.load("python")(read, asked.outputs(read), read.input_names())))

    assert length(400) < 6 * length(100)
