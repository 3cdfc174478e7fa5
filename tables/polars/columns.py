"""The arithmetic of Polars columns: rows of the table of operations run on columns give a query.

What Polars has comes from Polars, whose functions are those of the C library, as in `floats`. What it
lacks is composed of that, or comes from NumPy.
"""

import math
import operator
from collections.abc import Callable, Sequence
from functools import partial, wraps
from typing import Any

import polars as pl

from backprop.graph.arithmetics import reciprocals
from backprop.graph.arithmetics.base import NEAR_ZERO, sinc_slope_near_zero
from backprop.graph.arithmetics.composed import Composed
from backprop.graph.arithmetics.exact import (
    ROOT_OF_HALF,
    ROOT_OF_HALF_REST,
    difference,
    product,
    split,
)
from backprop.graph.arithmetics.floats import (
    EXACT_INTEGERS,
    EXP_OF_SHIFT,
    FLOATS,
    LARGE,
    LARGE_SQUARE,
    NORMAL,
    NORMAL_REST,
    SHIFT,
    SMALLEST,
    expm1_of_small,
    over_one_plus,
)

from .column import Column, Operand, chosen, finite, literal, on_arrays, power, truth

_NEAR = 0.5  # where erf turns from one polynomial to others

_Row = Callable[..., Any]


def _on_columns(row: _Row) -> _Row:
    """Leave to `FLOATS` what is about numbers only."""

    @wraps(row)
    def run(self: "Columns", *operands: Operand) -> Any:
        if any(isinstance(operand, Column) for operand in operands):
            return row(self, *operands)
        return _number(getattr(FLOATS, row.__name__), *operands)

    return run


def _native(name: str, method: str | None = None) -> _Row:
    """Return a function that Polars has as a method."""
    call = operator.methodcaller(method or name)

    def row(_: "Columns", x: Column) -> Column:
        return Column(call(x.finite))

    row.__name__ = name
    return _on_columns(row)


def _one_by_one(name: str) -> _Row:
    """Return a function that `FLOATS` computes for each row."""

    def row(_: "Columns", *operands: Operand) -> Column:
        found = partial(_number, getattr(FLOATS, name))
        return on_arrays(lambda np, *arrays: np.frompyfunc(found, len(arrays), 1)(*arrays), *operands)

    row.__name__ = name
    return _on_columns(row)


class Columns(Composed):
    """Rows run on columns give columns.

    A few combinations lose digits at extreme points. Those are left to `FLOATS`, one by one, and
    ``rescued`` counts them.
    """

    pi = math.pi

    def __init__(self) -> None:
        self.rescued = 0

    sqrt = _native("sqrt")
    exp = _native("exp")
    log = _native("log")
    log1p = _native("log1p")
    sin = _native("sin")
    cos = _native("cos")
    tan = _native("tan")
    asin = _native("asin", "arcsin")
    acos = _native("acos", "arccos")
    atan = _native("atan", "arctan")
    sinh = _native("sinh")
    cosh = _native("cosh")
    tanh = _native("tanh")
    asinh = _native("asinh", "arcsinh")
    acosh = _native("acosh", "arccosh")
    degrees = _native("degrees")
    radians = _native("radians")
    floor = _native("floor")
    ceil = _native("ceil")
    asec = _on_columns(reciprocals.asec)
    acsc = _on_columns(reciprocals.acsc)
    asech = _on_columns(reciprocals.asech)
    acsch = _on_columns(reciprocals.acsch)
    acoth = _on_columns(reciprocals.acoth)
    coth = _on_columns(reciprocals.coth)
    logit = _on_columns(reciprocals.logit)

    # Pieces

    @_on_columns
    def sign(self, x: Column) -> Column:
        return Column(_without_sign_of_zero(x.finite.sign()))

    def where(self, condition: "Column | bool", x: Operand, y: Operand) -> Operand:
        if not isinstance(condition, Column):
            return x if condition else y
        return chosen(condition.expr, x, y)

    def equal(self, x: Operand, y: Operand) -> "Column | bool":
        if isinstance(x, Column):
            return Column(x.finite == finite(y))
        return Column(y.finite == float(x)) if isinstance(y, Column) else x == y

    def negation(self, x: "Column | bool") -> "Column | bool":
        return Column(~x.expr) if isinstance(x, Column) else not x

    def both(self, x: "Column | bool", y: "Column | bool") -> "Column | bool":
        if not isinstance(x, Column):
            return y if x else False
        return Column(pl.when(x.expr).then(truth(y)).when(~x.expr).then(statement=False))

    def either(self, x: "Column | bool", y: "Column | bool") -> "Column | bool":
        if not isinstance(x, Column):
            return True if x else y
        return Column(pl.when(x.expr).then(statement=True).when(~x.expr).then(truth(y)))

    @_on_columns
    def min(self, x: Operand, y: Operand) -> Column:
        return chosen(literal(x) <= literal(y), x, y)

    @_on_columns
    def max(self, x: Operand, y: Operand) -> Column:
        return chosen(literal(x) >= literal(y), x, y)

    @_on_columns
    def round(self, x: Column) -> Column:
        return on_arrays(lambda np, x: np.rint(x), x)

    @_on_columns
    def trunc(self, x: Column) -> Column:
        return on_arrays(lambda np, x: np.trunc(x), x)

    # Powers

    @_on_columns
    def power(self, x: Operand, y: Operand) -> Column:
        return power(x, y)

    @_on_columns
    def power_slope(self, x: Operand, y: Operand) -> Any:
        if y in (0, 1, 2):
            return y * x if y == 2 else float(y)
        # As in `floats`: a rounding error of y - 1 would be multiplied by log(x), or turn the sign.
        if isinstance(y, Column):
            back = (y.finite.abs() < EXACT_INTEGERS) & ((y.finite - 1) + 1 == y.finite)
            power = chosen(back | (literal(x) == 0), self.power(x, y - 1), self.power(x, y) / x)
        else:
            is_exact = abs(y) < EXACT_INTEGERS and (y - 1) + 1 == y
            power = self.power(x, y - 1) if is_exact else self.power(x, y) / x
        slope = self._rescued("power_slope", y * power, _unsafe(power), x, y, unless_zero=x)
        return self.where(self.equal(y, 0), 0.0, slope)

    @_on_columns
    def power_log(self, x: Operand, y: Operand) -> Column:
        power = self.power(x, y)
        return self._rescued("power_log", self.xlogy(power, x), _unsafe(power), x, y, unless_zero=x)

    @_on_columns
    def cbrt(self, x: Column) -> Column:
        """The library's cube root, and one step of Newton's method (see `floats`)."""
        small, large = abs(x).finite < 1e-250, abs(x).finite > 1e250
        inner = Column(pl.when(small).then(2.0**300).when(large).then(2.0**-300).otherwise(1.0))
        outer = Column(pl.when(small).then(2.0**-100).when(large).then(2.0**100).otherwise(1.0))
        scaled = x * inner
        root = Column(scaled.expr.cbrt())
        square, square_error = product(root, root)
        cube, cube_error = product(square, root)
        step = ((cube - scaled) + (cube_error + square_error * root)) / (3 * square)
        return Column(pl.when(x.finite == 0).then(x.finite).otherwise(((root - step) * outer).expr))

    # Quotients

    @_on_columns
    def over_square(self, x: Operand, y: Operand) -> Column:
        once = x / y
        return self._rescued("over_square", once / y, _is_tiny(once), x, y, unless_zero=x)

    @_on_columns
    def over_squares(self, a: Operand, x: Operand, y: Operand) -> Column:
        root = self.hypot(x, y)
        once = a / root
        tiny = _is_tiny(once) | (_is_tiny(root) & (literal(root) != 0))
        return self._rescued("over_squares", once / root, tiny, a, x, y, unless_zero=a)

    @_on_columns
    def over_hypot(self, a: Operand, x: Operand, y: Operand) -> Column:
        root = self.hypot(x, y)
        return self._rescued("over_hypot", a / root, _is_tiny(root), a, x, y, unless_zero=root)

    @_on_columns
    def hypot(self, x: Operand, y: Operand) -> Column:
        return on_arrays(lambda np, x, y: np.hypot(x, y), x, y)

    def length(self, *operands: Operand) -> Column:
        """Return the length of a vector."""
        return on_arrays(_length, *operands)

    @_on_columns
    def remainder_slope(self, x: Operand, y: Operand) -> Column:
        return -on_arrays(lambda np, x, y: np.floor_divide(x, y), x, y)

    @_on_columns
    def fmod(self, x: Operand, y: Operand) -> Column:
        return on_arrays(lambda np, x, y: np.fmod(x, y), x, y)

    @_on_columns
    def fmod_slope(self, x: Operand, y: Operand) -> Any:
        whole = on_arrays(lambda np, x, y: np.floor_divide(np.abs(x), np.abs(y)), x, y)
        return self.where(self.equal(self.sign(x), self.sign(y)), -whole, whole)

    # Exponentials and logarithms

    @_on_columns
    def exp2(self, x: Column) -> Column:
        return power(2.0, x)

    @_on_columns
    def exp10(self, x: Column) -> Column:
        return power(10.0, x)

    @_on_columns
    def sigmoid(self, x: Column) -> Any:
        small = self.exp(-abs(x))
        return over_one_plus(self.where(x >= 0.0, 1.0, small), small)

    @_on_columns
    def sech(self, x: Column) -> Any:
        small = self.exp(-abs(x))
        return over_one_plus(2.0 * small, small * small)

    @_on_columns
    def sech_square(self, x: Column) -> Any:
        """4*t/(1 + t)**2 at t = exp(-2*abs(x)) (see `floats`)."""
        t = self.exp(-2.0 * abs(x))
        total = 1.0 + t
        error = t - (total - 1.0)
        return 4.0 * t / (total * total) * (1.0 - 2.0 * error / total)

    @_on_columns
    def sech_slope(self, x: Column) -> Any:
        sine = self.tanh(x)
        return self.where(abs(x) < LARGE, -sine / self.cosh(x), -self.sech(x) * sine)

    @_on_columns
    def expm1(self, x: Column) -> Column:
        return on_arrays(lambda np, x: np.expm1(x), x)

    @_on_columns
    def log2(self, x: Column) -> Column:
        """The library's, for Polars divides by log(2), and so misses 3 for 8."""
        return on_arrays(lambda np, x: np.log2(x), x)

    @_on_columns
    def log10(self, x: Column) -> Column:
        return on_arrays(lambda np, x: np.log10(x), x)

    @_on_columns
    def xlogy(self, x: Operand, y: Operand) -> Column:
        return chosen(literal(x) == 0, y * 0.0, x * self.log(y))

    @_on_columns
    def logaddexp(self, *operands: Operand) -> Column:
        if len(operands) > 2:
            return on_arrays(self._logaddexp_of_many, *operands)
        x, y = operands
        high = self.max(x, y)
        difference = self.min(x, y) - high
        rest = self.log1p(self.exp(difference))
        result = high + rest
        unsafe = (rest * (3 - difference) > 4 * abs(result)).expr
        return self._rescued("logaddexp", result, unsafe, x, y)

    def _logaddexp_of_many(self, np: Any, *arrays: Any) -> Any:
        from .arrays import logaddexp

        result, unsafe = logaddexp(*arrays)
        for row in np.flatnonzero(unsafe):
            point = [float(array[row]) if np.ndim(array) else array for array in arrays]
            result[row] = _number(FLOATS.logaddexp, *point)
            self.rescued += 1
        return result

    def softmax(self, place: int, *operands: Operand) -> Any:
        def share(_: Any, *arrays: Any) -> Any:
            from .arrays import softmax

            return softmax(place, *arrays)

        return on_arrays(share, *operands)

    @_on_columns
    def sigmoid_difference(self, x: Operand, y: Operand) -> Column:
        """sigmoid(x - y), corrected for the rounding error of the difference."""
        rest, error = difference(x, y)
        near = self.sigmoid(rest) * (1.0 + error * self.sigmoid(-rest))
        return chosen((abs(rest) > 800.0).expr, self.where(rest > 0, 1.0, 0.0), near)

    csch = _one_by_one("csch")
    csch_square = _one_by_one("csch_square")
    csch_slope = _one_by_one("csch_slope")

    # Angles

    @_on_columns
    def acot(self, x: Column) -> Column:
        return chosen(x.finite == 0, math.nan, self.atan(1 / x))

    @_on_columns
    def atan2(self, y: Operand, x: Operand) -> Column:
        """A negative zero is zero, for the language has only one."""
        return Column(pl.arctan2(_without_sign_of_zero(literal(y)), _without_sign_of_zero(literal(x))))

    @_on_columns
    def atanh(self, x: Column) -> Column:
        """Polars loses digits near -1, so it gets the absolute value."""
        return Column(x.finite.abs().arctanh() * x.finite.sign())

    @_on_columns
    def sinc(self, x: Column) -> Column:
        return chosen(x.finite == 0, 1.0, _sine_of_turns(_turn(x)) / (math.pi * x))

    @_on_columns
    def sinc_slope(self, x: Column) -> Column:
        """The polynomial near 0. Elsewhere the cosine and sinc may cancel, as they do at the extrema."""
        cosine, sinc = _sine_of_turns(0.5 - abs(_turn(x))), self.sinc(x)
        difference = cosine - sinc
        slope = difference / x
        largest = self.max(abs(cosine), abs(sinc))
        is_near = abs(x) < NEAR_ZERO
        cancels = (abs(difference) < 0.75 * largest).expr & ~is_near.expr
        far = self._rescued("sinc_slope", slope, cancels, x)
        return chosen(is_near.expr, sinc_slope_near_zero(x), far)

    gamma = _one_by_one("gamma")
    polygamma = _one_by_one("polygamma")
    beta = _one_by_one("beta")
    beta_slope = _one_by_one("beta_slope")

    # Statistics

    erfinv = _one_by_one("erfinv")
    erfinv_slope = _one_by_one("erfinv_slope")
    normppf = _one_by_one("normppf")
    normppf_slope = _one_by_one("normppf_slope")

    @_on_columns
    def erf(self, x: Column) -> Column:
        near = on_arrays(_erf_near, x)
        far = Column(x.finite.sign()) * (1 - self._erfc_of_positive(abs(x)))
        return chosen(x.finite.abs() <= _NEAR, near, far)

    @_on_columns
    def erfc(self, x: Column) -> Column:
        small = self._erfc_of_positive(abs(x))
        far = chosen(x.finite > 0, small, 2 - small)
        near = on_arrays(lambda np, x: 1 - _erf_near(np, x), x)
        return chosen(x.finite.abs() <= _NEAR, near, far)

    def _erfc_of_positive(self, x: Column) -> Any:
        return self.times_gauss(on_arrays(_erfcx, x), x)

    @_on_columns
    def normcdf(self, x: Column) -> Column:
        """erfc(z)/2 at z = -x/sqrt(2), with exp(-x**2/2) for exp(-z**2), for z is rounded (see `floats`)."""
        size = abs(x)
        z, error = product(size, ROOT_OF_HALF)
        rest = (error + size * ROOT_OF_HALF_REST) * (z - self.sqrt(z * z + 2))
        small = self._times_exp_square(on_arrays(_erfcx, z) / 2, x, 0.5, rest)
        near = on_arrays(lambda np, z: (1 - _erf_near(np, z)) / 2, -x * ROOT_OF_HALF)
        return chosen(z.expr <= _NEAR, near, chosen(x.finite < 0, small, 1 - small))

    def gauss(self, x: Operand) -> Any:
        return self.times_gauss(1.0, x)

    def normpdf(self, x: Operand) -> Any:
        return self.times_normpdf(1.0, x)

    @_on_columns
    def times_gauss(self, a: Operand, x: Operand) -> Any:
        return self._times_exp_square(a, x, 1.0)

    @_on_columns
    def times_normpdf(self, a: Operand, x: Operand) -> Any:
        return self._times_exp_square(a * NORMAL, x, 0.5, NORMAL_REST)

    def _times_exp_square(self, a: Operand, x: Any, scale: float, rest: Operand = 0.0) -> Any:
        """a*(1 + rest)*exp(-scale*x**2) (see `floats`)."""
        x1, x2 = split(x)
        square = scale * x1 * x1
        is_large = square > LARGE_SQUARE
        exponential = self.exp(self.where(is_large, SHIFT, 0.0) - square)
        correction = expm1_of_small(-scale * x2 * (x + x1)) + rest
        factor = self.where(is_large, EXP_OF_SHIFT, 1.0)
        result = a * (exponential + exponential * correction) * factor
        return self.where(scale * abs(x) > 40.0, 0.0, result)

    def _rescued(
        self, name: str, result: Operand, unsafe: pl.Expr, *operands: Operand, unless_zero: Operand = 1.0
    ) -> Column:
        """Replace the results of unsafe rows by those of `FLOATS`."""
        columns = [operand.finite for operand in operands if isinstance(operand, Column)]

        def run(series: Sequence[pl.Series]) -> pl.Series:
            found, flags, zero, *arrays = series
            if not flags.any():  # the second condition costs as much as the first
                return found
            rows = (flags & (zero != 0)).arg_true()
            self.rescued += len(rows)
            given = iter(arrays)
            gathered = [
                next(given).gather(rows).to_list() if isinstance(operand, Column) else [operand] * len(rows)
                for operand in operands
            ]
            numbers = [_number(getattr(FLOATS, name), *point) for point in zip(*gathered, strict=True)]
            return found.scatter(rows, numbers)

        exprs = [literal(result), unsafe, literal(unless_zero), *columns]
        return Column(pl.map_batches(exprs, run, return_dtype=pl.Float64, is_elementwise=True))


def _number(row: Callable[..., float], *operands: float) -> float:
    try:
        return float(row(*operands))
    except (ArithmeticError, ValueError, TypeError):  # the last for a missing operand
        return math.nan


def _without_sign_of_zero(expr: pl.Expr) -> pl.Expr:
    """Return 0 for -0. (Polars leaves out the sum with 0.0 that would do it.)"""
    return pl.when(expr == 0).then(0.0).otherwise(expr)


def _is_tiny(part: Operand) -> pl.Expr:
    """Tell where an intermediate result has lost digits, for it underflows."""
    return (literal(part) <= SMALLEST) & (literal(part) >= -SMALLEST)


def _unsafe(part: Operand) -> pl.Expr:
    """Tell where an intermediate result has lost digits: it overflows or underflows."""
    return _is_tiny(part) | (literal(part).abs() == math.inf)


def _length(_: Any, *parts: Any) -> Any:
    from .arrays import length

    return length(*parts)


def _erf_near(np: Any, x: Any) -> Any:
    from .arrays import erf_near

    return erf_near(np.clip(x, -_NEAR, _NEAR))


def _erfcx(np: Any, x: Any) -> Any:
    from .arrays import erfcx

    return erfcx(np.clip(x, _NEAR, 30.0))


def _turn(x: Column) -> Column:
    """Return x less the nearest even number, from -1 to 1, exactly."""

    def reduced(np: Any, x: Any) -> Any:
        rest = np.fmod(x, 2.0)
        return np.where(np.abs(rest) > 1.0, rest - np.copysign(2.0, rest), rest)

    return on_arrays(reduced, x)


def _sine_of_turns(turn: Column) -> Column:
    """sin(pi*turn) for a turn from -1 to 1."""
    folded = pl.when(turn.expr.abs() > 0.5).then(turn.expr.sign() - turn.expr).otherwise(turn.expr)
    return Column((math.pi * folded).sin())
