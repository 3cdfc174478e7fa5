"""`diff` of every operation of the language, at ordinary points."""

import math

import mpmath
import pytest

from backprop.graph.arithmetics.floats import FLOATS
from backprop.graph.operation import Operation
from backprop.graph.operations import WHERE

from .accuracy import NUMERIC, ulps
from .derivatives import check_second_derivatives, differentiated, read, result
from .test_diff_size import FORMS, blanks

POINTS = (
    (0.6, 0.25, 0.9), (-0.4, 0.7, 1.3), (1.7, 2.2, 3.1), (-2.5, -1.1, 0.4), (4.5, 3.25, 9.0), (-0.02, 0.03, 0.01),
)  # fmt: skip

ULPS = {"sinc": 40, "logaddexp of three": 4, "beta": 10}
"""What differs by more than 2 ulp, for `eval` corrects rounding errors that a program cannot: of pi*x and x - y,
and of the difference of two digammas."""


def points(name: str, operation: Operation) -> list[dict[str, float]]:
    """Return the points that are in the domain, by name."""
    count = blanks(FORMS[name])
    order = (2.0,) * (len(operation.operands) - count)  # of polygamma, which is written as a number
    inside = [
        point[:count]
        for point in ((*point, 0.45, -0.3, 1.5)[:6] for point in POINTS)
        if operation.domain is None or operation.domain(FLOATS, *order, *point[:count])
    ]
    if name == "round":  # which jumps there
        inside = [(x,) for (x,) in inside if x not in (-2.5, 4.5)]
    return [dict(zip("abcdef", point, strict=False)) for point in inside]


@pytest.mark.parametrize("name", FORMS)
def test_every_operation(name: str) -> None:
    """The gradient within 2 ulp of that of `eval`, as a rule, and the second derivatives."""
    text = "y = " + FORMS[name].format(*"abcdef"[: blanks(FORMS[name])])
    program = differentiated(text)
    given = points(name, NUMERIC.get(name, WHERE))
    assert given
    for point in given:
        expected = result(text, point)
        for node, by in expected.wrt.items():
            exact = expected.derivative(node)
            found = result(program, point, f"dy_d{by}").value
            assert abs(found - exact) <= ULPS.get(name, 2) * math.ulp(exact), (point, by, found, exact)
        check_second_derivatives(text, point, most=10)


def test_the_slope_of_sinc_near_zero() -> None:
    """Its two terms cancel there: it is written as a polynomial, which can be differentiated."""
    program = differentiated("y = sinc(x)")
    for x in (0.0, 1e-300, 1e-9, 0.0501, 0.1, 0.3, 0.4499, 0.4501, -0.06, -0.5):
        found = result(program, {"x": x}, "dy_dx")
        (node,) = found.wrt
        with mpmath.workdps(700):
            z = mpmath.pi * x if x else mpmath.mpf("1e-310")
            slope = mpmath.pi * (mpmath.cos(z) - mpmath.sin(z) / z) / z
            second = -(mpmath.pi**2) * mpmath.sin(z) / z - 2 * mpmath.pi * slope / z
        assert ulps(found.value, slope if x else 0) <= 4, x
        assert found.derivative(node) == pytest.approx(float(second), rel=1e-14, abs=0), x


def test_there_is_a_form_for_every_operation() -> None:
    assert {*NUMERIC} - {"identity"} < {*FORMS}
    assert read("y = " + FORMS["where with and"].format(*"abcdef"))
