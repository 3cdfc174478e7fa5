"""Random programs: the gradient against central differences, and against mpmath at 50 digits."""

import math
from collections.abc import Callable
from typing import Any

import mpmath
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from backprop.grammar.problem import CalculationProblem

from .precise import PRECISE
from .programs import derivatives

NAMES = ("x", "y", "z")

Meaning = Callable[[dict[str, Any]], Any]
Expression = tuple[str, Meaning]
"""What is typed, and what it means for a point of mpmath numbers."""


def leaves() -> st.SearchStrategy[Expression]:
    def named(name: str) -> Expression:
        return name, lambda point: point[name]

    def number(tenths: int) -> Expression:
        return str(tenths / 10), lambda _: mpmath.mpf(tenths / 10)

    return st.one_of(st.sampled_from(NAMES).map(named), st.integers(1, 40).map(number))


FUNCTIONS = (
    "sin",
    "cos",
    "tanh",
    "atan",
    "exp",
    "log1p",
    "sqrt",
    "sigmoid",
    "softplus",
    "erf",
    "asinh",
    "cbrt",
    "log",
)


def larger(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    def call(name: str, operand: Expression) -> Expression:
        text, meaning = operand
        return f"{name}({text})", lambda point: getattr(PRECISE, name)(meaning(point))

    def infix(symbol: str, left: Expression, right: Expression) -> Expression:
        operations: dict[str, Callable[[Any, Any], Any]] = {
            "+": lambda x, y: x + y,
            "-": lambda x, y: x - y,
            "*": lambda x, y: x * y,
            "/": lambda x, y: x / y,
        }
        return (
            f"({left[0]}) {symbol} ({right[0]})",
            lambda point: operations[symbol](left[1](point), right[1](point)),
        )

    def power(operand: Expression, exponent: int) -> Expression:
        return f"({operand[0]})**{exponent}", lambda point: operand[1](point) ** exponent

    def negative(operand: Expression) -> Expression:
        return f"-({operand[0]})", lambda point: -operand[1](point)

    return st.one_of(
        st.builds(call, st.sampled_from(FUNCTIONS), inner),
        st.builds(infix, st.sampled_from("+-*/"), inner, inner),
        st.builds(power, inner, st.integers(-3, 4)),
        inner.map(negative),
    )


EXPRESSIONS = st.recursive(leaves(), larger, max_leaves=12)
POINTS = st.fixed_dictionaries({name: st.floats(-3, 3).map(lambda x: round(x, 3)) for name in NAMES})


def program(first: Expression, second: Expression) -> Expression:
    """Return two statements: the second may use the first, twice, through the name z."""
    text = f"w = {first[0]}\nL = ({second[0].replace('z', 'w')}) + w"

    def meaning(point: dict[str, Any]) -> Any:
        w = first[1](point)
        return second[1]({**point, "z": w}) + w

    return text, meaning


@settings(max_examples=300, deadline=None)
@given(EXPRESSIONS, EXPRESSIONS, POINTS)
def test_gradients_of_random_programs(first: Expression, second: Expression, point: dict[str, float]) -> None:
    text, meaning = program(first, second)
    used = {name: value for name, value in point.items() if name in text}
    assume(used)
    try:
        value, gradient = derivatives(text, **used)
    except CalculationProblem:
        assume(False)
        raise
    with mpmath.workdps(50):
        exact = {name: mpmath.mpf(used.get(name, 0)) for name in NAMES}
        truth = meaning(exact)
        assume(abs(value) < 1e6 and all(abs(slope) < 1e6 for slope in gradient.values()))
        assert value == pytest.approx(float(truth), rel=1e-9, abs=1e-9)
        for name in gradient.keys() & used.keys():
            slope = gradient[name]

            def along(x: Any, name: str = name) -> Any:
                return meaning({**exact, name: x})

            assert slope == pytest.approx(
                float(mpmath.re(mpmath.diff(along, exact[name]))), rel=1e-7, abs=1e-7
            )


@settings(max_examples=200, deadline=None)
@given(EXPRESSIONS, POINTS)
def test_gradients_agree_with_central_differences(expression: Expression, point: dict[str, float]) -> None:
    text = expression[0]
    used = {name: value for name, value in point.items() if name in text}
    assume(used)
    step = 1e-4
    for name, x in used.items():
        try:
            _, gradient = derivatives(f"{text} + 0*{name}", **used)
            sides = [derivatives(text, **{**used, name: x + k * step})[0] for k in (-2, -1, 1, 2)]
        except CalculationProblem:
            assume(False)
            raise
        coarse, fine = (sides[3] - sides[0]) / (4 * step), (sides[2] - sides[1]) / (2 * step)
        assume(max(map(abs, sides)) < 1e3 and math.isclose(coarse, fine, rel_tol=1e-5, abs_tol=1e-6))
        assert gradient[name] == pytest.approx(fine, rel=1e-4, abs=1e-4)
