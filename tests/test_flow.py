"""Where a derivative flows: what stands on other ways may be undefined, for every command (docs/language.md)."""

import json

import pytest

from .conftest import Run
from .derivatives import differentiated
from .programs import derivatives

NOTHING_FLOWS = [
    ("ceil(cbrt(x))", {"x": 0.0}, {"x": 0.0}),
    ("sqrt(floor(a))", {"a": 0.5}, {"a": 0.0}),
    ("log(1 + sign(x))*x", {"x": 2.0}, {"x": 0.6931471805599453}),
    ("(-2)**where(x > 0, 2, 3)", {"x": 1.0}, {"x": 0.0}),
    ("xlogy(where(y < 1, 0, y), x)", {"y": 0.0, "x": -1.0}, {"y": 0.0, "x": 0.0}),
    ("sqrt(relu(x))", {"x": -0.5}, {"x": 0.0}),
    ("max(sqrt(x), 0.5)", {"x": 0.0}, {"x": 0.0}),
    ("min(1, 2 + cbrt(x))*y", {"x": 0.0, "y": 3.0}, {"x": 0.0, "y": 1.0}),
    ("max(cbrt(x), y)**2", {"x": 0.0, "y": 1.0}, {"x": 0.0, "y": 2.0}),
    ("clip(cbrt(x), 1, 2) + y", {"x": 0.0, "y": 3.0}, {"x": 0.0, "y": 1.0}),
    ("0*cbrt(x) + x", {"x": 0.0}, {"x": 1.0}),
    ("z = cbrt(x); z - z + x", {"x": 0.0}, {"x": 1.0}),
    ("relu(-1 - relu(cbrt(x)))", {"x": 0.0}, {"x": 0.0}),
    ("sqrt(where(x > 0, log(-1), floor(x)))", {"x": 0.0}, {"x": 0.0}),
    ("where(x > 0, sqrt(x), 2*x)", {"x": 0.0}, {"x": 2.0}),
]


@pytest.mark.parametrize(("program", "point", "slopes"), NOTHING_FLOWS)
def test_a_derivative_is_given_where_what_is_undefined_does_not_matter(
    backprop: Run, program: str, point: dict[str, float], slopes: dict[str, float]
) -> None:
    assert derivatives(f"L = {program}" if ";" not in program else program, **point)[1] == slopes
    if ";" in program:
        return
    written = differentiated(f"L = {program}")
    for name, slope in slopes.items():
        assert derivatives(f"{written}\ndL_d{name} + 0", **point)[0] == slope, written
    table = f"{','.join(point)}\n{','.join(map(str, point.values()))}\n"
    mapped = backprop("map", f"L = {program}", "-", "--only", "--to", "ndjson", stdin=table)
    row = json.loads(mapped.stdout)
    assert {name: row[f"dL_d{name}"] for name in slopes} == slopes


@pytest.mark.parametrize(
    ("program", "note"),
    [
        ("sqrt(relu(x))", "v1 = relu(x) has a kink at x = 0; its derivative there is taken as 0"),
        ("sqrt(floor(x))", "v1 = floor(x) jumps at x = 0; its derivative there is taken as 0"),
        ("sqrt(where(x > 0, x, 0))", "x > 0 changes at x = 0; the derivative is that of the branch taken"),
    ],
)
def test_a_convention_that_lets_nothing_flow_is_noted(backprop: Run, program: str, note: str) -> None:
    outcome = backprop("eval", program, "x=0", "--format", "plain")
    assert (outcome.code, outcome.stdout) == (0, "0.0\t0.0\n")
    assert outcome.stderr.startswith(f"note: {note}\n")


def test_a_product_of_constants_that_underflows_is_no_constant_0(backprop: Run) -> None:
    program = "1e-200*(1e-200*sqrt(x))"
    assert backprop("eval", program, "x=0").code == 1
    assert "= 0" not in backprop("diff", program).stdout


@pytest.mark.parametrize(
    ("program", "limits"),
    [
        ("L = cos(5*sqrt(x**2 + y**2))", "dL/dx = 0, dL/dy = 0"),
        ("L = sqrt(x**2)**2 + 1e15*(y + 1) + x/8", "dL/dx = 0.125, dL/dy = 1e15"),
        ("L = cbrt(x)**3 + y", "dL/dx = 1, dL/dy = 1"),
        ("L = sqrt(x**2)**2*(y + 3)", "dL/dx = 0, dL/dy = 0"),
    ],
)
def test_a_derivative_that_is_only_removable_says_so(backprop: Run, program: str, limits: str) -> None:
    outcome = backprop("eval", program, "x=0", "y=0")
    assert (outcome.code, outcome.stdout) == (1, "")
    assert (
        f"the chain rule multiplies it by 0, and this is removable: from all sides {limits}; "
        in outcome.stderr
    )


@pytest.mark.parametrize("program", ["cos(cbrt(x))", "sqrt(x)**2", "sqrt(x)", "cbrt(x)*x", "sqrt(x**2)"])
def test_no_limit_is_claimed_where_there_is_none_from_all_sides(backprop: Run, program: str) -> None:
    outcome = backprop("eval", program, "x=0")
    assert outcome.code == 1
    assert ("removable" in outcome.stderr) == (program == "cbrt(x)*x")
