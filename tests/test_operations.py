"""Every row of the table of operations against mpmath at 50 digits."""

import math
from collections.abc import Callable
from typing import Any

import mpmath
import pytest

from backprop.graph.arithmetic import Arithmetic
from backprop.graph.floats import FLOATS
from backprop.graph.operations import FUNCTIONS, IDENTITY, INFIX, NEGATIVE, NOT, WHERE, Operation


class Precise(Arithmetic):
    """The textbook forms, run on mpmath's numbers."""

    pi = mpmath.pi
    min = staticmethod(min)
    max = staticmethod(max)

    def relu(self, x: Any) -> Any:
        return max(x, mpmath.mpf(0))

    def where(self, condition: Any, x: Any, y: Any) -> Any:
        return x if condition else y

    def clip(self, x: Any, low: Any, high: Any) -> Any:
        return min(max(x, low), high)

    def equal(self, x: Any, y: Any) -> Any:
        return x == y

    def negation(self, x: Any) -> Any:
        return not x

    def both(self, x: Any, y: Any) -> Any:
        return bool(x and y)

    def either(self, x: Any, y: Any) -> Any:
        return bool(x or y)

    def sigmoid(self, x: Any) -> Any:
        return 1 / (1 + mpmath.exp(-x))

    def softplus(self, x: Any) -> Any:
        return mpmath.log1p(mpmath.exp(x))

    def cbrt(self, x: Any) -> Any:
        return mpmath.sign(x) * mpmath.cbrt(abs(x))

    def log2(self, x: Any) -> Any:
        return mpmath.log(x, 2)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        function: Callable[..., Any] = getattr(mpmath, name)
        return function


PRECISE = Precise()

EVERYWHERE = [-700.0, -20.0, -2.5, -1.0, -1e-3, 1e-9, 0.3, 1.0, 3.7, 20.0, 300.0]
UNIT = [-0.9999999, -0.7, -1e-8, 1e-12, 0.3, 0.5, 1 - 1e-13]
POSITIVE = [1e-300, 1e-9, 0.5, 1.0, 1 + 1e-13, 7.3, 1e12, 1e200]
SMALL = [x for x in EVERYWHERE if abs(x) <= 300]
POINTS: dict[str, list[float]] = {
    "exp": SMALL,
    "expm1": [*SMALL, 1e-15],
    "sinh": SMALL,
    "cosh": SMALL,
    "sqrt": POSITIVE,
    "log": POSITIVE,
    "log2": POSITIVE,
    "log10": POSITIVE,
    "log1p": [-1 + 1e-12, -0.5, 1e-15, 0.3, 20.0, 1e9],
    "asin": UNIT,
    "acos": UNIT,
    "atanh": UNIT,
    "acosh": [1 + 1e-12, 1.5, 20.0, 1e9, 1e200],
    "asinh": [*EVERYWHERE, 1e9, -1e200],
    "erf": [-5.0, -0.3, 1e-9, 0.5, 2.0, 5.9],
    "erfc": [-5.0, -0.3, 1e-9, 0.5, 2.0, 20.0],
    "floor": [-2.5, 0.3, 7.9, 1e300],
    "ceil": [-2.5, 0.3, 7.9, 1e300],
}
PAIRS = [(2.5, -0.75), (-3.0, 4.0), (1e-3, 7.0), (0.5, 0.3), (40.0, 0.9), (1e100, -3e90)]
POWERS = [(2.5, -0.75), (0.5, 0.3), (40.0, 0.9), (1 + 1e-9, 1e9), (1e-300, 0.5), (3.0, 17.0), (2.0, -1000.0)]

ALL = {**FUNCTIONS, **INFIX, "negative": NEGATIVE, "identity": IDENTITY, "not": NOT, "where": WHERE}


def points(name: str, operation: Operation) -> list[tuple[float, ...]]:
    if name == "**":
        return [*POWERS]
    if len(operation.partials) == 3:
        return [(x, -0.75, 2.5) for x in (-3.0, 0.3, 1e100)]
    if len(operation.partials) == 2:
        return [*PAIRS, *((y, x) for x, y in PAIRS)]
    return [(x,) for x in POINTS.get(name, EVERYWHERE)]


def ulps(found: float, truth: Any) -> float:
    """Return the distance from the truth in units of the last place of the truth."""
    return float(abs(mpmath.mpf(found) - truth) / math.ulp(float(truth)))


@pytest.mark.parametrize("name", ALL)
def test_values_and_partials_are_accurate_to_the_last_digits(name: str) -> None:
    operation = ALL[name]
    with mpmath.workdps(60):
        for point in points(name, operation):
            exact = [mpmath.mpf(x) for x in point]
            for row in filter(None, (operation.value, *operation.partials)):
                found = float(row(FLOATS, *point))
                truth = mpmath.mpf(row(PRECISE, *exact) * 1)
                assert ulps(found, truth) <= 4, (name, point, found, truth)


SMOOTH = [name for name, row in ALL.items() if name not in ("floor", "ceil", "sign") and all(row.partials)]


@pytest.mark.parametrize("name", SMOOTH)
def test_partials_are_the_derivatives_of_the_value(name: str) -> None:
    operation = ALL[name]
    with mpmath.workdps(50):
        for point in points(name, operation):
            if max(map(abs, point)) > 1e6 or min(map(abs, point)) < 1e-4:
                continue
            exact = tuple(mpmath.mpf(x) for x in point)
            for position, partial in enumerate(operation.partials):
                assert partial
                order = tuple(int(index == position) for index in range(len(point)))
                slope = mpmath.diff(lambda *x: operation.value(PRECISE, *x), exact, order)
                found = mpmath.mpf(partial(PRECISE, *exact))
                assert mpmath.almosteq(found, slope, rel_eps=1e-20, abs_eps=1e-20), (name, point, position)


@pytest.mark.parametrize(
    ("text", "x", "expected"),
    [
        ("x**2", 0.0, (0.0, 0.0)),
        ("x**3", -2.0, (-8.0, 12.0)),
        ("x**1", 0.0, (0.0, 1.0)),
        ("x**0", 0.0, (1.0, 0.0)),
        ("x**0", -3.0, (1.0, 0.0)),
        ("x**-2", -2.0, (0.25, 0.25)),
        ("relu(x)", 0.0, (0.0, 0.0)),
        ("abs(x)", 0.0, (0.0, 0.0)),
        ("max(x, 0)", 0.0, (0.0, 0.5)),
        ("min(x, x)", 3.0, (3.0, 1.0)),
        ("tanh(x)", 400.0, (1.0, 0.0)),
        ("sigmoid(x)", -800.0, (0.0, 0.0)),
        ("softplus(x)", 1000.0, (1000.0, 1.0)),
        ("erf(x)", 1e200, (1.0, 0.0)),
        ("floor(x)", 2.5, (2.0, 0.0)),
        ("sign(x)", -2.5, (-1.0, 0.0)),
        ("x % 3", -1.0, (2.0, 1.0)),
    ],
)
def test_exact_where_exactness_is_possible(text: str, x: float, expected: tuple[float, float]) -> None:
    from .programs import derivatives

    value, gradient = derivatives(text, x=x)
    assert (value, gradient["x"]) == expected


def test_zero_to_a_power_has_slope_zero_in_the_exponent() -> None:
    from .programs import derivatives

    assert derivatives("x**y", x=0.0, y=2.0) == (0.0, {"x": 0.0, "y": 0.0})
