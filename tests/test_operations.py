"""Every row of the table of operations against mpmath, and the table itself."""

import itertools
import math
import time
from typing import Any

import mpmath
import pytest

from backprop.grammar.parser import parse
from backprop.grammar.problem import Source
from backprop.graph.arithmetics.base import Arithmetic
from backprop.graph.arithmetics.floats import FLOATS
from backprop.graph.arithmetics.required import Anything
from backprop.graph.operation import Operation
from backprop.graph.operations import ALIASES, FOLDS, FUNCTIONS, INFIX

from .accuracy import ALL, NUMERIC, error, measure, measure_fold, points, ulps
from .conftest import Run, some
from .operands import in_call
from .precise import FOLDED, PRECISE
from .programs import derivatives

FEW = {"beta": 3, "polygamma": 75}
"""The points of a row whose reference takes long."""


@pytest.mark.long
@pytest.mark.parametrize("name", FEW)
def test_rows_whose_reference_takes_long(name: str) -> None:
    for row, worst in measure(NUMERIC[name], 150).items():
        assert worst.ulps <= NUMERIC[name].accuracy, (row, worst)


_SLOW = ("beta", "polygamma", "logaddexp of three", "**", "normppf")
"""Operations whose reference takes seconds."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.long) if name in _SLOW else name for name in NUMERIC]
)
def test_values_and_partials_are_as_accurate_as_the_table_says(name: str) -> None:
    operation = NUMERIC[name]
    assert operation.accuracy <= 4
    for row, worst in measure(operation, FEW.get(name, 150)).items():
        assert worst.ulps <= operation.accuracy, (row, worst)


@pytest.mark.parametrize("name", FOLDS)
def test_functions_of_many_are_as_accurate_as_the_table_says(name: str) -> None:
    accuracy = FOLDS[name].operation.accuracy
    for row, worst in measure_fold(name, 2, 150).items():
        assert worst.ulps <= accuracy, (row, worst)
    most = accuracy if FOLDS[name].whole else 2 * max(1, accuracy)
    for row, worst in measure_fold(name, 3, 1000).items():
        assert worst.ulps <= most, (row, worst)


def test_a_partial_result_that_is_too_large_is_an_error(backprop: Run) -> None:
    for name in ("sum", "prod", "mean"):
        outcome = backprop("eval", f"{name}(a, b)", "a=1.7e308", "b=1.7e308")
        assert (outcome.code, outcome.stdout) == (1, "")
        assert " is too large (above 1.8e308) at " in outcome.stderr


HARD = [
    ("tanh", 20.0), ("tanh", 300.0), ("tanh", -372.0), ("sigmoid", 700.0), ("sigmoid", -700.0), ("sigmoid", -745.0),
    ("softplus", 700.0), ("softplus", -700.0), ("acos", 1 - 1e-13), ("atanh", 1 - 1e-13), ("asin", -1 + 1e-13),
    ("log1p", -1 + 1e-12), ("log1p", 1e-300), ("expm1", 1e-15), ("expm1", -1e-300), ("acosh", 1 + 1e-12),
    ("hypot", 1e200, 1e200), ("hypot", 1e-200, 3e-200), ("hypot", 5e-324, 5e-324), ("**", 1 + 1e-9, 1e9),
    ("**", 1 - 1e-16, 1e16), ("**", 0.5, 1075.0), ("**", 1e-300, 0.5), ("**", -1.0, 2.0**60), ("**", 2.0, -1000.0),
    ("atan2", 1.0, 0.0), ("atan2", -1.0, 0.0), ("atan2", 0.0, 1.0), ("atan2", 0.0, -1.0), ("atan2", 1e-300, -1e300),
    ("/", 1e300, 1e-5), ("/", 1e-300, 1e-3), ("logaddexp", -700.0, 1e-3), ("logaddexp", -0.7, -0.687),
    ("logaddexp", 1e-9, -745.0), ("sinc", 1e-9), ("sinc", 1.4302966531242028), ("sinc", 1e15 + 0.5), ("gauss", 27.0),
    ("normpdf", -38.0), ("normcdf", -38.0), ("normcdf", 8.0), ("erfc", 26.0), ("cbrt", -1e-310), ("log", 1 - 1e-16),
    ("sin", 1e22), ("tan", math.pi / 2), ("tan", -7.600133115398), ("cot", 3.3964), ("atan2", -2.1098e-319, 1.0689456623e-313),
    ("cot", 5e-308), ("sech", 709.0), ("%", 1.7e308, -1.6e308), ("%", -1e-20, 3.0), ("sinc", 0.4499), ("sinc", 0.4501),
    ("logaddexp of three", -0.7, -1.7, -1.0773), ("logaddexp of three", -1e-17, -40.0, -41.0),
    ("gamma", 171.6), ("gamma", 1e-300), ("gamma", 1.4616321449683622), ("beta", 1e6, 1e-3), ("beta", 1e-3, 1e6),
    ("beta", 500.0, 560.0), ("beta", 1e-300, 1e-300), ("beta", 1e-250, 3.0), ("beta", 3.0, 1e90), ("beta", 1.06, 1e300),
    ("erfinv", 1 - 2.0**-53), ("erfinv", 1e-300), ("erfinv", 0.5), ("normppf", 1e-323), ("normppf", 1 - 2.0**-53),
    ("normppf", 0.5 + 2.0**-53), ("normppf", 0.23), ("normppf", 0.25), ("logit", 0.5 + 2.0**-53), ("logit", 1e-320),
    ("coth", 1e-300), ("coth", 400.0), ("csch", 745.0), ("csch", 1e-200), ("acot", 1e300), ("acot", 5e-324),
    ("asec", 1 + 2.0**-52), ("asec", -1e300), ("acsc", 1 + 2.0**-52), ("acsc", 1e160), ("acoth", 1 + 2.0**-52),
    ("acoth", 1e200), ("asech", 1 - 2.0**-53), ("asech", 5e-324), ("acsch", 5e-324), ("acsch", 1e200), ("exp2", -1074.0),
    ("exp10", 308.2), ("round", 0.49999999999999994), ("round", 2.0**52 + 1), ("fmod", -1.7e308, 3.0), ("fmod", 5.0, -3.0),
]  # fmt: skip
FOUND = [
    ("normpdf", -0.959937151192495), ("normcdf", -3.6693962079547604), ("normcdf", -1.7385601865249982),
    ("normcdf", -1.1565872117837628), ("erfc", 1.2278749364873218), ("erfc", 1.2499), ("erfc", 0.8401), ("tanh", 3.1295455860888066),
    ("tanh", 4.165194087133372), ("sech", 0.6832052408040088), ("sech", -0.708160857461916), ("sigmoid", 4.13754128429863),
    ("csc", -2.4610916308166395), ("atan2", 4.310619598322262, -0.5676573409831042), ("sech", 711.0), ("sigmoid", -744.0),
    ("normcdf", -38.4), ("normcdf", -39.9), ("normcdf", -41.0), ("gauss", 26.5), ("normpdf", 38.4),
    ("sinc", 1.4186504540961251), ("sinc", -4.391197686587331), ("sinc", 13.524394815929057), ("sinc", 99.49),
]  # fmt: skip
"""Where a search of millions of points found the largest errors, and where results are at the end of the range."""


@pytest.mark.parametrize(("name", "point"), some(8, ((name, point) for name, *point in HARD + FOUND)))
def test_where_textbook_formulas_lose_their_digits(name: str, point: list[float]) -> None:
    operation = NUMERIC[name]
    for row in filter(None, (operation.value, *operation.partials)):
        here = error(row, tuple(point))
        assert here is None or here <= operation.accuracy, (point, here)
    assert error(operation.value, tuple(point)) is not None


def test_powers_of_tiny_numbers_with_many_digits_are_found_in_time() -> None:
    """They are computed with more digits: a thousand in well below a second, where all digits took ten."""
    by_base, by_exponent = (partial for partial in NUMERIC["**"].partials if partial)
    begin = time.process_time()
    for step in range(500):
        point = (1.1e-200, 2.56 + step / 1e5)
        assert by_base(FLOATS, *point) > by_exponent(FLOATS, *point) == 0
    assert time.process_time() - begin < 1


JUMPS = ("floor", "ceil", "round", "trunc", "sign")
SMOOTH = [name for name in NUMERIC if name not in JUMPS]


def is_calm(operation: Operation, point: tuple[float, ...]) -> bool:
    """Tell whether difference quotients can be trusted: neither huge nor tiny, and no kink."""
    calm = all(1e-4 < abs(x) < 50 for x in point)
    return calm and not (operation.kink and operation.kink(FLOATS, *point))


@pytest.mark.parametrize("name", SMOOTH)
def test_partials_are_the_derivatives_of_the_value(name: str) -> None:
    operation = NUMERIC[name]
    with mpmath.workdps(60):
        checked = 0
        for point in itertools.islice((p for p in points(operation, 60) if is_calm(operation, p)), 40):
            exact = tuple(map(mpmath.mpf, point))
            for position, partial in enumerate(operation.partials):
                if partial is None:  # the order of polygamma
                    continue
                order = tuple(int(index == position) for index in range(len(point)))
                slope = mpmath.diff(lambda *x: operation.value(PRECISE, *x), exact, order)
                try:
                    found = mpmath.mpf(partial(PRECISE, *exact))
                except (TypeError, ZeroDivisionError):  # an edge of the domain
                    continue
                assert mpmath.almosteq(found, slope, rel_eps=1e-15, abs_eps=1e-25), (point, position)
                checked += 1
        assert checked > 10


EDGES = [0.0, 5e-324, 1e-300, 0.5, 1 - 2.0**-53, 1.0, 1 + 2.0**-52, 2.0, 3.0, 1e15, 2.0**53, 1e300, 1.7e308]
SIGNED_EDGES = [*EDGES, *(-x for x in EDGES)]


@pytest.mark.parametrize("name", ALL)
def test_the_domain_is_where_there_is_a_value(name: str) -> None:
    operation = ALL[name]
    for point in itertools.product(SIGNED_EDGES, repeat=len(operation.operands)):
        try:
            has_value = not math.isnan(operation.value(FLOATS, *point))
        except OverflowError:
            continue
        except (ValueError, ZeroDivisionError):
            has_value = False
        assert has_value == (operation.domain is None or operation.domain(FLOATS, *point)), point


@pytest.mark.parametrize("name", ALL)
def test_the_example_is_inside_the_domain_and_no_kink(name: str) -> None:
    operation = ALL[name]
    point = operation.example[: len(operation.operands)]
    assert operation.domain is None or operation.domain(FLOATS, *point)
    assert operation.kink is None or not operation.kink(FLOATS, *point)
    assert all(math.isfinite(partial(FLOATS, *point)) for partial in operation.partials if partial)


class Closed(Arithmetic):
    """Offers the functions of the language, and no others."""

    pi = Anything()

    def __getattr__(self, name: str) -> Any:
        if name in FUNCTIONS or name in ("where", "equal", "negation", "both", "either"):
            return lambda *operands: Anything()
        return super().__getattr__(name)


@pytest.mark.parametrize("name", ALL)
def test_the_table_is_closed_under_differentiation(name: str) -> None:
    operation = ALL[name]
    operands = [Anything() for _ in operation.operands]
    for partial in filter(None, operation.partials):
        assert isinstance(partial(Closed(), *operands), Anything | int)


def test_a_closed_arithmetic_refuses_other_functions() -> None:
    with pytest.raises(AttributeError, match="no function 'zeta'"):
        Closed().zeta(Anything())


@pytest.mark.parametrize("name", [*FUNCTIONS, *FOLDS, *ALIASES])
def test_every_function_can_be_called_in_a_program(name: str) -> None:
    meant = ALIASES.get(name, name)
    operation = FUNCTIONS.get(meant) or INFIX.get(meant) or FOLDS[meant].operation
    operands = in_call(operation, "abc")
    point = {name: x for name, x in zip(operands, operation.example, strict=False) if name in "abc"}
    value, gradient = derivatives(f"{name}({', '.join(operands)})", **point)
    assert math.isfinite(value)
    assert list(gradient) == list(point)


@pytest.mark.parametrize(
    ("text", "expected", "slopes"),
    [
        ("sum(a, b, c)", 6.5, (1.0, 1.0, 1.0)),
        ("prod(a, b, c)", 4.0, (8.0, 1.0, 2.0)),
        ("mean(a, b, c, 0)", 1.625, (0.25, 0.25, 0.25)),
        ("max(a, b, c)", 4.0, (0.0, 1.0, 0.0)),
        ("min(a, b, c)", 0.5, (1.0, 0.0, 0.0)),
        ("sum(a) + mean(b) + prod(c) + max(a) + min(b)", 11.0, (2.0, 2.0, 1.0)),
    ],
)
def test_functions_of_any_number_of_arguments(text: str, expected: float, slopes: tuple[float, ...]) -> None:
    value, gradient = derivatives(text, a=0.5, b=4.0, c=2.0)
    assert (value, tuple(gradient.values())) == (expected, slopes)


@pytest.mark.parametrize(
    "points",
    [
        (-1000.0, 3.0, 700.0, 699.5),
        (-0.7, -1.7, -1.15, -20.0),
        (math.log(0.2), math.log(0.3), math.log(0.4), math.log(0.1)),  # a logarithm of nearly 1
        (-1e-17, -40.0, -41.0, -42.0),
        (-1.1e6, 1e6, 1e6 + 1, 1e6 - 2),
    ],
)
def test_logaddexp_of_many_is_the_logarithm_of_a_sum_of_exponentials(points: tuple[float, ...]) -> None:
    value, gradient = derivatives("logaddexp(a, b, c, d)", **dict(zip("abcd", points, strict=True)))
    with mpmath.workdps(60):
        value_, *slopes = (row(PRECISE, *map(mpmath.mpf, points)) for row in FOLDED["logaddexp"](4))
        for found, exact in zip((value, *gradient.values()), (value_, *slopes), strict=True):
            assert ulps(found, exact) <= 4


def test_logaddexp_takes_very_many_operands_in_groups() -> None:
    """The formulas of one node of n operands grow as n**2."""
    names = [f"x{number}" for number in range(2001)]
    values = {name: number / 7 for number, name in enumerate(names)}
    program = parse(Source(f"y = logaddexp({', '.join(names)})"))
    assert len(program.tape) == 2001 + 20 + 1
    value, gradient = derivatives(program.source.text, **values)
    with mpmath.workdps(50):
        powers = [mpmath.exp(x) for x in values.values()]
        assert value == pytest.approx(float(mpmath.log(sum(powers))), rel=1e-14)
        assert gradient["x1990"] == pytest.approx(float(powers[1990] / sum(powers)), rel=1e-12)


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
    value, gradient = derivatives(text, x=x)
    assert (value, gradient["x"]) == expected


def test_zero_to_a_power_has_slope_zero_in_the_exponent() -> None:
    assert derivatives("x**y", x=0.0, y=2.0) == (0.0, {"x": 0.0, "y": 0.0})


def test_the_order_of_polygamma_is_written_as_a_number(backprop: Run) -> None:
    outcome = backprop("eval", "y = polygamma(n, x)", "n=2", "x=3")
    assert outcome.stderr == (
        "error: the first argument of 'polygamma' has to be a number\n  y = polygamma(n, x)\n      ^^^^^^^^^\n"
        "write it, as in polygamma(2, x)\n"
    )
    assert (outcome.code, outcome.stdout) == (2, "")
    assert backprop("eval", "y = polygamma(1 + 1, x)", "x=3", "--format", "plain").code == 0
