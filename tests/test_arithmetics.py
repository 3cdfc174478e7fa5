"""Every arithmetic runs every row of the table of operations, and says by name what it lacks."""

import math
from collections.abc import Callable
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple

import mpmath
import polars as pl
import pytest

from backprop.grammar.parser import parse
from backprop.grammar.problem import Source
from backprop.graph.arithmetics.base import Arithmetic
from backprop.graph.arithmetics.composed import Composed
from backprop.graph.arithmetics.decimals import DECIMALS, exactly
from backprop.graph.arithmetics.doubt import DoubtfulNodes
from backprop.graph.arithmetics.floats import FLOATS, Floats
from backprop.graph.arithmetics.formulas import FORMULAS, FORMULAS_WITHOUT_PI, Formula
from backprop.graph.arithmetics.nodes import Node, Nodes
from backprop.graph.arithmetics.required import TABLE, lacking, required
from backprop.graph.arithmetics.whole import WholeNodes
from backprop.graph.forward import forward
from backprop.graph.kinks import APART
from backprop.graph.operation import Operation
from backprop.graph.operations import FUNCTIONS
from backprop.graph.simpler import LackingOperation, simplify
from backprop.graph.tape import Tape
from backprop.tables.polars.column import Column
from backprop.tables.polars.columns import Columns

from .accuracy import ALL
from .precise import PRECISE


class Kind(NamedTuple):
    """An arithmetic, what makes an operand of it from a number, and what its rows may give."""

    arithmetic: Arithmetic
    operand: Callable[[float], Any]
    results: type | tuple[type, ...]


def nodes(arithmetic: Nodes) -> Kind:
    return Kind(arithmetic, lambda _: Node(arithmetic, arithmetic.tape.input()), (Node, int))


KINDS = {
    "floats": Kind(FLOATS, float, (float, int)),
    "floats of different nodes": Kind(APART, float, (float, int)),
    "formulas": Kind(FORMULAS, lambda x: Formula(f"x{x:g}".replace(".", "_")), (Formula, int)),
    "formulas without pi": Kind(FORMULAS_WITHOUT_PI, lambda x: Formula(f"y{x:g}"), (Formula, int, float)),
    "nodes": nodes(Nodes(Tape())),
    "nodes in doubt": nodes(DoubtfulNodes(Tape(), hides=True)),
    "whole nodes": nodes(WholeNodes(Tape())),
    "columns": Kind(Columns(), lambda x: Column(pl.lit(x)), (Column, int, float)),
    "50 digits": Kind(PRECISE, mpmath.mpf, (mpmath.mpf, int, float)),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_arithmetic_offers_what_the_table_asks_for(kind: str) -> None:
    assert lacking(KINDS[kind].arithmetic) == []


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("kind", KINDS)
def test_every_row_runs_on_every_arithmetic(kind: str, name: str) -> None:
    arithmetic, operand, results = KINDS[kind]
    operation: Operation = ALL[name]
    if operation.is_condition and kind == "columns" and not operation.kink:
        operands = [Column(pl.lit(True)) for _ in operation.partials]
    else:
        operands = [operand(x) for x in islice(operation.example, len(operation.partials))]
    for row in operation.rows():
        assert isinstance(row(arithmetic, *operands), results), row


def test_what_is_required_are_the_functions_of_the_language_and_what_conditions_need() -> None:
    assert required() == {*FUNCTIONS, "pi", "where", "equal", "negation", "both", "either"} - {"abs"}
    assert {*TABLE} == {*ALL.values()}


def test_with_composed_functions_half_of_that_is_required() -> None:
    assert 2 * len(lacking(Composed())) < len(lacking(Arithmetic())) == len(required())


def test_a_function_that_an_arithmetic_lacks_is_named() -> None:
    class Half(Floats):
        @property
        def erf(self) -> Any:  # type: ignore[override]
            return Arithmetic.__getattr__(self, "erf")

    assert lacking(Half()) == ["erf"]
    with pytest.raises(AttributeError, match=r"^Half has no function 'erf'$"):
        FUNCTIONS["erf"].value(Half(), 0.5)
    tape = Tape()
    tape.apply(FUNCTIONS["erf"], tape.input())
    with pytest.raises(LackingOperation, match=r"^erf$"):
        simplify(tape, [*FUNCTIONS.keys() - {"erf"}], hides=False)


def test_an_operation_that_is_composed_of_one_that_is_lacking_is_named_itself() -> None:
    tape = Tape()
    tape.apply(FUNCTIONS["normcdf"], tape.input())
    with pytest.raises(LackingOperation, match=r"^normcdf$"):
        simplify(tape, ["-", "/", "sqrt"], hides=False)


@pytest.mark.parametrize(
    ("combination", "point", "expected"),
    [
        ("power_slope", (2.0, 3.0), 12.0),
        ("power_log", (2.0, 3.0), 8 * mpmath.log(2)),
        ("over_square", (3.0, 2.0), 0.75),
        ("over_squares", (3.0, 1.0, 2.0), 0.6),
        ("over_hypot", (10.0, 3.0, 4.0), 2.0),
        ("logaddexp", (0.0, 0.0), mpmath.log(2)),
        ("sinc_slope", (0.5,), -4 / mpmath.pi),
    ],
)
def test_decimals_offer_what_the_combinations_need(
    combination: str, point: tuple[float, ...], expected: float
) -> None:
    assert exactly(combination, *point) == pytest.approx(float(expected), rel=1e-15)
    with pytest.raises(AttributeError, match="Decimals has no function 'erf'"):
        DECIMALS.erf(Decimal(1))


def test_the_forward_pass_runs_on_another_arithmetic() -> None:
    """At 50 digits, exp(x) - exp(x - 1e-30) is right; where something is undefined, what needs it is too."""
    program = parse(Source("y = exp(x) - exp(x - d); z = log(y - 1); w = where(x > 0, y, z); u = z + 1"))
    with mpmath.workdps(50):
        given = {
            nodes[-1]: mpmath.mpf(f"1e{-30 * number}")
            for number, (_, nodes) in enumerate(program.inputs.items())
        }
        values = {
            program.names[node]: value
            for node, value in enumerate(forward(program.tape, given, PRECISE))
            if node in program.names
        }
        assert mpmath.almosteq(values["y"], mpmath.e * mpmath.mpf("1e-30"), rel_eps=1e-19)
        assert values["w"] == values["y"]
        assert mpmath.isnan(values["z"])
        assert mpmath.isnan(values["u"])


@pytest.mark.parametrize("name", ["gamma", "lgamma", "digamma"])
def test_the_pieces_of_gamma_meet(name: str) -> None:
    truth = {"gamma": mpmath.gamma, "lgamma": mpmath.loggamma, "digamma": mpmath.digamma}[name]
    edges = (0.5, 1.0, 1.25, 1.4616321449683622, 1.5, 2.0, 2.25, 2.5, 3.0, 9.5, 10.0)
    for x in (one for edge in edges for one in (math.nextafter(edge, 0), edge, math.nextafter(edge, 99))):
        found = getattr(FLOATS, name)(x)
        with mpmath.workdps(50):
            assert abs(found - truth(mpmath.mpf(x))) <= 4 * math.ulp(found), x
