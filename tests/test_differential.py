"""One program, one answer: random programs through every way out, and the reference that judges them."""

import shutil

import mpmath
import pytest

from . import differential, oracle, slopes, trees, ways
from .conftest import some
from .slopes import FLAT, LOCALS, UNDEFINED, M
from .trees import Apply, Name, Number, Statement

ASKED = [way for way in ways.NAMES if way != "rust" or shutil.which("rustc")]
_POINTS = {
    "acosh": (1.7,),
    "clip": (0.3, -1.0, 2.0),
    "%": (7.3, 2.1),
    "**": (1.3, -0.7),
    "polygamma": (2.0, 0.7),
    "beta": (0.7, 1.6),
    **dict.fromkeys(("asec", "acsc", "acoth"), (1.7,)),
}


@pytest.mark.skipif(not (shutil.which("cc") and shutil.which("node")), reason="needs a C compiler and node")
@pytest.mark.parametrize("part", some(1, range(6)))
def test_every_way_out_gives_the_numbers_of_the_reference(part: int) -> None:
    counts, mismatches = differential.run(
        [*differential.programs(7, range(100 * part, 100 * part + 100))], ASKED, command=0.04
    )
    assert not mismatches, "\n".join(map(str, differential.examples(mismatches, 1)))
    for way in ASKED:
        least = {"symbols": 0, "command": 2, "hessian": 50}.get(way, 100)
        assert counts[way, "equal"] >= least, differential.table(counts)


@pytest.mark.parametrize("name", LOCALS)
def test_the_derivatives_of_the_reference_are_those_of_its_values(name: str) -> None:
    """By differences at 60 digits, which leave 25."""
    count = len(LOCALS[name](*_point(name)).first)
    point = [M(x) for x in _point(name)]
    local = LOCALS[name](*point)
    step = M(10) ** -20

    def moved(place: int, by: object) -> slopes.Local:
        return LOCALS[name](*[x + by * step * (here == place) for here, x in enumerate(point)])

    with mpmath.workdps(slopes.DIGITS):
        for place in range(count):
            above, below = moved(place, 1), moved(place, -1)
            first = (above.value - below.value) / (2 * step)
            here = 0 if local.first[place] is FLAT else local.first[place]
            assert mpmath.almosteq(first, here, 1e-15, 1e-15), place
            for other in range(count):
                sides = [0 if side.first[other] is FLAT else side.first[other] for side in (above, below)]
                bend = local.second.get((min(place, other), max(place, other)), 0)
                assert mpmath.almosteq((sides[0] - sides[1]) / (2 * step), bend, 1e-15, 1e-15), (place, other)


def _point(name: str) -> tuple[float, ...]:
    if name in _POINTS:
        return _POINTS[name]
    return (0.3, 0.8) if name in (*trees.TWO, *trees.ARITHMETIC) else (0.3,)


def test_no_derivative_flows_where_a_change_cannot() -> None:
    root = Apply("sqrt", (Name("x"),))
    for flat in (Apply("floor", (root,)), Apply("*", (Number("0"), root)), Apply("max", (root, Number("1")))):
        (jet,) = oracle.evaluate((Statement("L", flat),), {"x": 0.0}).outputs
        assert "x" not in jet.first, flat
    (jet,) = oracle.evaluate((Statement("L", Apply("cos", (root,))),), {"x": 0.0}).outputs
    assert jet.first["x"] is UNDEFINED


def test_the_reference_knows_second_derivatives_that_are_the_same_all_around() -> None:
    """10*b % b is 0 for every b; c - c is 0 for every c, also for asin(1), where asin has no slope."""
    a, b, c = Name("a"), Name("b"), Name("c")
    rest = (Statement("L", Apply("%", (Apply("*", (Number("10"), b)), b))),)
    nothing = (Statement("c", Apply("asin", (a,))), Statement("L", Apply("-", (c, c))))
    for program, point, verdict in ((rest, {"b": 0.5}, "equal"), (nothing, {"a": 1.0}, "cancels")):
        counts, mismatches = differential.run([(program, [point])], ["hessian"])
        assert not mismatches, mismatches
        assert counts["hessian", verdict] == 1


_X, _Y = Name("x"), Name("y")
NOT_AT_RANDOM = [
    *(Apply("polygamma", (Number(order), Apply("*", (_X, _Y)))) for order in "1237"),
    Apply("beta", (Apply("+", (_X, _Y)), Apply("exp", (_X,)))),
]
"""The order of polygamma is a number, and the derivatives of beta are long."""


@pytest.mark.parametrize("term", NOT_AT_RANDOM)
def test_what_random_programs_have_not_on_every_way_out(term: Apply) -> None:
    program = (Statement("L", Apply("/", (term, Apply("+", (_X, Number("2")))))),)
    points = [{"x": 0.3, "y": 0.5}, {"x": 2.5, "y": 7.0}, {"x": 1.0, "y": -1.5}, {"x": -30.0, "y": 31.0}]
    counts, mismatches = differential.run([(program, points)], ASKED)
    assert not mismatches, "\n".join(map(str, mismatches))
    for way in ("eval", "diff", "uncertainty", "descend", "plot", "map"):
        assert counts[way, "equal"] >= 6, differential.table(counts)


def test_a_program_is_written_with_no_more_parentheses_than_it_needs() -> None:
    x, y = Name("x"), Name("T (C)")
    less = Apply("<", (x, y))
    program = (
        Statement("f", Apply("neg", (Apply("**", (x, Number("2"))),)), parameters=("x",)),
        Statement("k", Apply("**", (Apply("neg", (x,)), Apply("neg", (y,))), "^")),
        Statement("k", Apply("-", (x, Apply("-", (x, y)))), "*"),
        Statement("", Apply("where", (Apply("not", (Apply("and", (less, less)),)), x, y))),
    )
    assert trees.text(program) == (
        "f(x) = -x**2; k = (-x)^-`T (C)`; k *= x - (x - `T (C)`); "
        "where(not (x < `T (C)` and x < `T (C)`), x, `T (C)`)"
    )


def test_a_mismatch_is_shown_in_a_small_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reference that is wrong about cosh: the program that shows it is cosh and little else."""
    cosh = LOCALS["cosh"]
    monkeypatch.setitem(LOCALS, "cosh", lambda x: cosh(x)._replace(value=cosh(x).value + 1))
    inner = Apply("cosh", (Apply("*", (Name("x"), Number("2"))),))
    outer = Apply("+", (Apply("sin", (Name("y"),)), Apply("exp", (inner,))))
    found = [((Statement("k", Name("y")), Statement("L", outer)), [{"x": 0.5, "y": 0.3}])]
    _, mismatches = differential.run(found, ["eval"])
    (shown,) = differential.examples(mismatches, 1)
    assert (shown.kind, trees.text(shown.program)) == ("wrong number", "L = cosh(x)")
    assert shown.details == "output 0: 1.1276259652063807, not 2.1276259652063807 ± 2e-15"
