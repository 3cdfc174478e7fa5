"""Functions of other languages: what is offered instead computes the same."""

import math
import re
from collections.abc import Callable
from typing import Any

import mpmath as mp
import pytest

from backprop.grammar.foreign import FUNCTIONS, LACKING, function
from backprop.grammar.parser import parse
from backprop.grammar.problem import ProgramProblem, Source
from backprop.graph.operations import ALIASES, FOLDS
from backprop.graph.operations import FUNCTIONS as OURS
from backprop.writing.calculation import calculate

from .conftest import Run

Reference = Callable[..., Any]

KNOWN = [*OURS, *FOLDS, *ALIASES]
POINTS = [
    {"x": x, "y": y, "z": 0.75, "a": 1.5, "b": 3.0, "c": -2.0, "t": 0.3, "n": 3.0, "low": -1.0, "high": 1.25}
    | {"a1": 2.0, "a2": -3.0, "b1": 0.5, "b2": 7.0}
    for x, y in [(0.5, 2.0), (-0.5, 2.0), (2.5, -2.0), (-2.5, -2.0), (3.5, 1.5), (-3.5, 1.5), (0.3, -0.7), (-7.25, 3.0),
                 (0.0, 1.0), (1.0, 0.0), (-1.0, 0.0), (7.0, -3.0), (0.49999999999999994, 0.1), (-0.49999999999999994, 5.0),
                 (4503599627370497.0, 2.0), (-1.5, 0.5), (1.5, 0.25), (6.5, 2.0)]
]  # fmt: skip


def half_even(x: float) -> float:
    return float(mp.nint(mp.mpf(x)))


def half_away(x: float) -> float:
    return float(mp.sign(x) * mp.floor(abs(mp.mpf(x)) + mp.mpf(0.5)))


def half_up(x: float) -> float:
    return float(mp.floor(mp.mpf(x) + mp.mpf(0.5)))


def of(value: Reference, *names: str) -> list[Reference]:
    """Return the one reference of a function of some operands."""
    return [lambda **at: value(*(mp.mpf(at[name]) for name in names))]


def x_only(value: Reference) -> list[Reference]:
    return of(value, "x")


def both(value: Reference) -> list[Reference]:
    return of(value, "x", "y")


def sigmoid(x: Any) -> Any:
    return 1 / (1 + mp.exp(-x))


def truncated(x: Any) -> Any:
    return mp.sign(x) * mp.floor(abs(x))


def fmod(x: Any, y: Any) -> Any:
    return x - y * truncated(x / y)


def floored(x: Any, y: Any) -> Any:
    return x - y * mp.floor(x / y)


def log(x: Any, base: Any = mp.e) -> Any:
    return mp.log(x) / mp.log(base) if x > 0 and base > 0 else mp.nan


def inverse(value: Reference) -> Reference:
    """Return an inverse function, real and at no pole."""
    return lambda x: value(x) if x else mp.nan


def degrees(value: Reference) -> Reference:
    return lambda *x: mp.degrees(value(*x))


def radians(value: Reference) -> Reference:
    return lambda x: value(mp.radians(x))


ROUNDED, EVEN = [lambda x, **_: half_away(x)], [lambda x, **_: half_even(x)]
STEP = [lambda x, **_: int(x >= 0), lambda x, **_: (1 + mp.sign(x)) / 2]
ACOT = [lambda x, **_: mp.acot(mp.mpf(x)) if x else mp.nan]
"""mpmath's is the one from -pi/2 to pi/2."""

ELU = x_only(lambda x: x if x > 0 else mp.exp(x) - 1)
LEAKY = x_only(lambda x: x if x > 0 else x / 100)
HARD = x_only(lambda x: min(max(x / 6 + mp.mpf(1) / 2, 0), 1))
CHOICE = [lambda x, a, b, **_: a if x > 0 else b]
MEAN = [lambda a, b, c, **_: (a + b + c) / 3]
MIX = [lambda a, b, t, **_: (1 - mp.mpf(t)) * a + mp.mpf(t) * b]
SUM = [lambda a, b, c, **_: a + b + c]
ROOT = [
    lambda x, n, **_: mp.root(x, int(n)) if x > 0 else mp.nan,
    lambda x, n, **_: mp.sign(x) * mp.root(abs(x), int(n)),
]
FRACTION = [lambda x, **_: floored(mp.mpf(x), 1), lambda x, **_: fmod(mp.mpf(x), 1)]
EXPONENTIAL_SUM = [lambda a, b, c, **_: mp.log(mp.exp(a) + mp.exp(b) + mp.exp(c))]
SQUARE, SUMMED, DIFFERENCE = x_only(lambda x: x * x), both(lambda x, y: x + y), both(lambda x, y: x - y)
PRODUCT, QUOTIENT = both(lambda x, y: x * y), both(lambda x, y: x / y if y else mp.nan)
RECIPROCAL = x_only(lambda x: 1 / x if x else mp.nan)
RECIPROCAL_ROOT = x_only(lambda x: 1 / mp.sqrt(x) if x > 0 else mp.nan)
DENSITY, PROBABILITY = x_only(mp.npdf), x_only(mp.ncdf)
FMOD = both(lambda x, y: fmod(x, y) if y else mp.nan)
LARGEST = [lambda a, b, **_: max(a, b)]
LEAST = [lambda a, b, **_: min(a, b)]
LOGARITHM, TRUNCATED = of(log, "x", "b"), x_only(truncated)

REFERENCES: dict[str, list[Reference]] = {
    **{f"{start}{name}": x_only(inverse(getattr(mp, f"a{name}")))
       for name in ("coth", "csc", "csch", "sec", "sech") for start in ("a", "ar", "arc")},
    **{f"{start}cot": ACOT for start in ("a", "ar", "arc")}, "arcctg": ACOT,
    **{f"{name}d": x_only(radians(inverse(getattr(mp, name)) if name in ("csc", "cot") else getattr(mp, name)))
       for name in ("sin", "cos", "tan", "sec", "csc", "cot")},
    **{f"{name}d": x_only(degrees(getattr(mp, name))) for name in ("asin", "acos", "atan")},
    **{f"{name}d": x_only(inverse(degrees(getattr(mp, name)))) for name in ("acot", "asec", "acsc")},
    **dict.fromkeys(("erfcinv", "inverfc"), x_only(lambda x: mp.erfinv(1 - x) if 0 < x < 2 else mp.nan)),
    "inverf": x_only(lambda x: mp.erfinv(x) if abs(x) < 1 else mp.nan),
    **dict.fromkeys(
        ("ndtri", "norminv", "normsinv", "probit", "qnorm"),
        x_only(lambda x: mp.sqrt(2) * mp.erfinv(2 * x - 1) if 0 < x < 1 else mp.nan),
    ),
    "tgamma": x_only(lambda x: mp.gamma(x) if x > 0 else mp.nan),
    **dict.fromkeys(("gammaln", "lngamma", "loggamma"), x_only(lambda x: mp.loggamma(x) if x > 0 else mp.nan)),
    "trigamma": x_only(lambda x: mp.psi(1, x) if x > 0 else mp.nan), "ctgh": x_only(inverse(mp.coth)),
    "Math.round": [lambda x, **_: half_up(x), *EVEN], "ROUND": [*ROUNDED, *EVEN],
    "sinpi": x_only(mp.sinpi), "cospi": x_only(mp.cospi), "tanpi": x_only(lambda x: mp.sinpi(x) / mp.cospi(x) if mp.cospi(x) else mp.nan),
    "arsinh": x_only(mp.asinh), "arcosh": x_only(mp.acosh), "artanh": x_only(mp.atanh), "arctg": x_only(mp.atan),
    "atan2d": of(degrees(mp.atan2), "y", "x"), "abs2": SQUARE, "sqr": SQUARE, "square": SQUARE, "add": SUMMED, "plus": SUMMED,
    "amax": LARGEST, "fmax": LARGEST, "maximum": LARGEST, "amin": LEAST, "fmin": LEAST, "minimum": LEAST,
    "anint": ROUNDED, "nint": ROUNDED, "rint": EVEN, "aint": TRUNCATED, "fix": TRUNCATED, "trunc": TRUNCATED,
    "average": MEAN, "avg": MEAN, "ceiling": x_only(mp.ceil), "celu": ELU, "elu": ELU, "ch": x_only(mp.cosh),
    "clamp": [lambda x, low, high, **_: min(max(x, low), high)],
    "copysign": [lambda x, y, **_: math.copysign(x, y)],
    "cosec": x_only(inverse(mp.csc)), **dict.fromkeys(("cotan", "cotg", "ctg", "ctn"), x_only(inverse(mp.cot))),
    "coth": x_only(inverse(mp.coth)), "cth": x_only(inverse(mp.coth)), "csch": x_only(inverse(mp.csch)),
    **dict.fromkeys(("csgn", "sgn", "signum"), x_only(mp.sign)), "cube": x_only(lambda x: x**3),
    "curt": x_only(lambda x: mp.sign(x) * mp.cbrt(abs(x))),
    **dict.fromkeys(("deg2rad", "radian", "toradians"), x_only(mp.radians)),
    **dict.fromkeys(("degree", "rad2deg", "todegrees"), x_only(mp.degrees)), "div": QUOTIENT, "divide": QUOTIENT,
    **dict.fromkeys(("dnorm", "npdf", "phi", "φ"), DENSITY),
    **dict.fromkeys(("ncdf", "ndtr", "normsdist", "Phi", "pnorm", "Φ"), PROBABILITY),
    "dot": [lambda a1, a2, b1, b2, **_: mp.fdot([a1, a2], [b1, b2])],
    **dict.fromkeys(("exp10", "pow10"), x_only(lambda x: mp.power(10, x))),
    **dict.fromkeys(("exp2", "pow2"), x_only(lambda x: mp.power(2, x))),
    **dict.fromkeys(("expit", "logistic", "logsig"), x_only(sigmoid)), "fabs": x_only(abs),
    "floordiv": both(lambda x, y: mp.floor(x / y) if y else mp.nan),
    "fma": of(lambda x, y, z: x * y + z, "x", "y", "z"), "fmod": FMOD, "rem": FMOD,
    "frac": FRACTION, "fract": FRACTION,
    "gaussian": [lambda x, **_: mp.exp(-mp.mpf(x)**2 / 2), lambda x, **_: mp.npdf(x)], "gelu": x_only(lambda x: x * mp.ncdf(x)),
    "hardsigmoid": HARD, "hardswish": x_only(lambda x: x * min(max(x + 3, 0), 6) / 6),
    "hardtanh": x_only(lambda x: min(max(x, -1), 1)), "heaviside": STEP, "step": STEP,
    "if": CHOICE, "ifelse": CHOICE, "piecewise": CHOICE, "inv": RECIPROCAL, "recip": RECIPROCAL, "reciprocal": RECIPROCAL,
    "inversesqrt": RECIPROCAL_ROOT, "invsqrt": RECIPROCAL_ROOT, "rsqrt": RECIPROCAL_ROOT,
    "isqrt": x_only(lambda x: mp.floor(mp.sqrt(x)) if x >= 0 else mp.nan),
    "lb": of(lambda x: log(x, 2), "x"), "ld": of(lambda x: log(x, 2), "x"), "log_2": of(lambda x: log(x, 2), "x"),
    "leaky_relu": LEAKY, "leakyrelu": LEAKY, "lrelu": LEAKY, "lerp": MIX, "mix": MIX,
    "lg": [*x_only(lambda x: log(x, 10)), *x_only(lambda x: log(x, 2))], "log_10": x_only(lambda x: log(x, 10)),
    "log_b": LOGARITHM, "logb": LOGARITHM, "logn": LOGARITHM, "log_e": x_only(log), "loge": x_only(log),
    "logit": x_only(lambda x: log(x / (1 - x)) if x != 1 else mp.nan), "logsigmoid": x_only(lambda x: mp.log(sigmoid(x))),
    "logsumexp": EXPONENTIAL_SUM, "lse": EXPONENTIAL_SUM, "mish": x_only(lambda x: x * mp.tanh(mp.log(1 + mp.exp(x)))),
    "mod": [*both(lambda x, y: floored(x, y) if y else mp.nan), *FMOD],
    "mul": PRODUCT, "multiply": PRODUCT, "times": PRODUCT, "minus": DIFFERENCE, "sub": DIFFERENCE, "subtract": DIFFERENCE,
    "neg": x_only(lambda x: -x), "norm": both(mp.hypot), "nthroot": ROOT, "root": ROOT,
    "pow": both(lambda x, y: mp.power(x, y) if x > 0 or (y == int(y) and (x or y >= 0)) else mp.nan),
    "prelu": of(lambda x, a: x if x > 0 else a * x, "x", "a"), "product": [lambda a, b, c, **_: a * b * c],
    "ramp": x_only(lambda x: max(x, 0)), "relu6": x_only(lambda x: min(max(x, 0), 6)), "sh": x_only(mp.sinh),
    "silu": x_only(lambda x: x * sigmoid(x)), "swish": x_only(lambda x: x * sigmoid(x)),
    "softsign": x_only(lambda x: x / (1 + abs(x))), "tansig": x_only(lambda x: 2 / (1 + mp.exp(-2 * x)) - 1),
    "th": x_only(mp.tanh), "tg": x_only(mp.tan), "total": SUM, "versin": x_only(lambda x: 1 - mp.cos(x)),
}  # fmt: skip
REFERENCES |= {
    "power": REFERENCES["pow"], "inv_logit": REFERENCES["logistic"], "ATAN2": of(mp.atan2, "y", "x"),
    "GAUSS": [*x_only(lambda x: mp.exp(-x * x)), *x_only(lambda x: mp.ncdf(x) - mp.mpf(1) / 2)],
    "LOG": [*x_only(log), *of(lambda x: log(x, 10), "x")],
    "softmax": [lambda a, b, c, **_: mp.exp(a) / (mp.exp(a) + mp.exp(b) + mp.exp(c))],
}  # fmt: skip
OPERANDS = {
    "max": "a, b", "min": "a, b", "mean": "a, b, c", "sum": "a, b, c", "prod": "a, b, c", "logaddexp": "a, b, c",
    "clip": "x, low, high", "**": "x, y", "fmod": "x, y",
}  # fmt: skip
READ = {
    **{name: f"{name}({OPERANDS.get(meant, 'x')})" for name, meant in ALIASES.items() if name in REFERENCES},
    **{name: f"{name}(x > 0, a, b)" for name in ("if", "ifelse")},
}
"""Functions of other languages that are read, as they are called."""


def expressions(hint: str) -> list[str]:
    """Return the expressions in a hint: of each alternative, the most that is a program."""
    found = []
    for text in hint.split(", or "):
        pieces = text.split(", ")
        for count in range(len(pieces), 0, -1):
            try:
                parse(Source(", ".join(pieces[:count])))
            except ProgramProblem:
                continue
            found.append(", ".join(pieces[:count]))
            break
    return found


def value(expression: str, values: dict[str, float]) -> float:
    program = parse(Source(expression))
    (output,) = program.outputs
    return calculate(program, values).values[output]


def is_real(number: Any) -> bool:
    return isinstance(number, int | float | mp.mpf) and not mp.isnan(number)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_is_offered_computes_the_same_also_for_negative_numbers(name: str) -> None:
    check(name, expressions(FUNCTIONS[name]))


@pytest.mark.parametrize("name", READ)
def test_what_is_read_computes_the_same(name: str) -> None:
    check(name, [READ[name]])


def check(name: str, offered: list[str]) -> None:
    """Compare expressions with what a function of another language computes."""
    references = REFERENCES[name]
    assert len(offered) == len(references)
    for expression, reference in zip(offered, references, strict=True):
        checked = 0
        names = parse(Source(expression)).inputs
        for point in POINTS:
            with mp.workdps(40):
                expected = reference(**point)
            if not is_real(expected) or abs(expected) > 1e12 or 0 < abs(expected) < 1e-300:
                continue
            if name.endswith(("d", "pi")) and abs(point["x"]) > 1e9:
                continue  # angles lose their digits before anything is computed
            found = value(expression, {name: point[name] for name in names})
            assert found == pytest.approx(float(expected), rel=1e-12, abs=1e-12), (expression, point)
            checked += 1
        assert checked >= 2, expression


def test_no_function_of_this_language_is_called_foreign() -> None:
    assert not set(KNOWN) & {*FUNCTIONS, *LACKING}


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("versin", "write 1 - cos(x)"), ("acotd", "write degrees(acot(x))"), ("inverfc", "write erfinv(1 - x)"),
        ("trigamma", "write polygamma(1, x)"), ("np.gelu", "write x*normcdf(x)"),
        ("sub", "write x - y"), ("sind", "write sin(radians(x))"), ("log_b", "write log(x, b)"), ("log3", "write log(x, 3)"),
        ("dot", "write a1*b1 + a2*b2"), ("nint", "write sign(x)*ceil(floor(2*abs(x))/2), which rounds halves away from 0"),
        ("Math.round", "write ceil(floor(2*x)/2), which rounds halves up, or round(x), to even numbers"),
        *((name, "'backprop functions' lists them all") for name in ("psi", "choose", "igamma", "lbeta", "erfi", "cos2", "mag")),
        ("tnah", "did you mean 'tanh'?"), ("sigmiod", "did you mean 'sigmoid'?"),
        ("cosh1", "'backprop functions' lists them all"), ("softpluss", "did you mean 'softplus'?"), ("arctanhh", "did you mean 'arctanh'?"),
    ],
)  # fmt: skip
def test_a_near_name_is_offered_only_where_it_is_the_same(backprop: Run, name: str, hint: str) -> None:
    assert function(name, KNOWN) == hint
    if name in ("versin", "psi"):
        assert backprop("eval", f"{name}(a)", "a=1").stderr.endswith(f"\n{hint}\n")
        assert backprop("functions", name).stderr.endswith(f"\n{hint}\n")


def test_a_name_of_the_programs_own_is_a_factor(backprop: Run) -> None:
    outcome = backprop("eval", "y = phi*2 + phi(a + b)", "phi=1", "a=1", "b=1")
    assert outcome.stderr.endswith("\nto multiply, write phi*(...)\n")
    assert re.search("write normpdf", backprop("eval", "phi(a)", "a=1").stderr)
