"""Uncertain values as JSON and TOML hold them: what is said of each, or its readings.

    a = {value = 2.0, uncertainty = 0.1, dof = 9, shape = "rectangular"}
    b = [10.02, 10.05, 9.98]
    correlations = [["a", "b", 0.36]]

Source: JCGM 100:2008 (GUM), 4.2 for readings (an evaluation of type A).
"""

from collections.abc import Sequence
from math import fsum, inf, isfinite
from typing import Any

from backprop.grammar.meaning_errors import LARGEST
from backprop.grammar.naming import canonical, quoted
from backprop.grammar.problem import UNKNOWN_LINE, ProgramProblem, Source
from backprop.graph.propagation import Pair, Spread

from .spreads import SHAPES, correlation, degrees_of_freedom, shaped
from .values import Given, constant, number

_PARTS = ("value", "uncertainty", "dof", "shape")
_OBJECT = "write {value = 2.0, uncertainty = 0.1} in TOML, or an array of readings"


def are_correlations(array: Sequence[object]) -> bool:
    """Tell whether an array is one of arrays; readings are numbers."""
    return all(isinstance(its, list) for its in array)


def correlations(path: str, rows: Sequence[Any]) -> dict[Pair, float]:
    """Return correlations by pairs of names. Raises ProgramProblem for what is no such thing."""
    found: dict[Pair, float] = {}
    for row in rows:
        match row:
            case [str(one), str(other), str() | int() as factor] if not isinstance(factor, bool):
                pair, number = correlation(one, other, factor, found)
                if pair is None:
                    what = f"{path}: the correlation of {quoted(one)} and {quoted(other)} is {factor}"
                    raise ProgramProblem(what, hint=str(number))
                assert isinstance(number, float)
                found[pair] = number
            case _:
                raise ProgramProblem(
                    f"{path}: a correlation is two names and a number", hint='write ["a", "b", 0.36]'
                )
    return found


def value(path: str, name: str, value: object) -> Given:
    """Return what an object or an array says of an input. Raises ProgramProblem for what says nothing."""
    parts = [*value.items()] if isinstance(value, dict) else value
    assert isinstance(parts, list)
    if parts and all(isinstance(part, tuple) for part in parts):
        return _described(path, name, parts)
    return _read(path, name, parts)


def _described(path: str, name: str, pairs: Sequence[tuple[str, Any]]) -> Given:
    parts = dict(pairs)
    what = f"{path}: the value of '{name}'"
    if not parts.keys() & {*_PARTS}:
        raise ProgramProblem(f"{what} is not a number", hint=_OBJECT)
    for part, _ in pairs:
        if part not in _PARTS:
            raise ProgramProblem(f"{what} has no part '{part}'", hint=f"its parts: {', '.join(_PARTS)}")
    if len(parts) < len(pairs):
        raise ProgramProblem(f"{what} has a part twice", hint="leave one out")
    if "value" not in parts:
        raise ProgramProblem(f"{what} is missing in its object", hint=_OBJECT)
    found = number(path, name, parts["value"])
    if "uncertainty" in parts:
        if found.spread is not None:
            raise ProgramProblem(f"{what} has two uncertainties", hint="leave one out")
        found = _around(path, name, parts["value"], parts["uncertainty"])
    if found.spread is None:
        if len(parts) > 1:
            raise ProgramProblem(f"{what} has no uncertainty", hint=_OBJECT)
        return found
    spread = found.spread
    if "shape" in parts:
        its = shaped(spread, parts["shape"])
        if its is None:
            message = f"{path}: the shape of '{name}' is unknown: {parts['shape']}"
            raise ProgramProblem(message, hint=f"the shapes are {', '.join(SHAPES)}")
        spread = its
    if "dof" in parts:
        freedom = degrees_of_freedom(parts["dof"])
        if freedom is None:
            message = f"{path}: the degrees of freedom of '{name}' are no number above 0: {parts['dof']}"
            raise ProgramProblem(message, hint="write dof = 9, or leave it out")
        spread = spread._replace(degrees_of_freedom=freedom)
    return found._replace(spread=spread)


def _around(path: str, name: str, value: object, around: object) -> Given:
    """Return a value with its uncertainty, which may be a part of it. Raises ProgramProblem."""
    is_number = isinstance(around, int | float | str) and not isinstance(around, bool)
    if not is_number or (isinstance(around, float) and not isfinite(around)):
        raise ProgramProblem(f"{path}: the uncertainty of '{name}' is not a number", hint=_OBJECT)
    found = constant(Source(f"{quoted(name)}={value}±{around}", path, UNKNOWN_LINE))
    if found is None or found.spread is None:
        raise ProgramProblem(f"{path}: the uncertainty of '{name}' is not a constant", hint=_OBJECT)
    return found


def _read(path: str, name: str, readings: Sequence[object]) -> Given:
    """Return the mean of readings, with the uncertainty of that and its degrees of freedom."""
    from statistics import stdev

    what = f"{path}: the value of '{name}'"
    if len(readings) < 2:
        found = "one reading" if readings else "no reading"
        raise ProgramProblem(f"{what} has {found}, and so no uncertainty", hint="give two, or a number")
    numbers = [_number(path, name, reading) for reading in readings]
    try:
        mean = fsum(numbers) / len(numbers)
        uncertainty = stdev(numbers) / len(numbers) ** 0.5
    except OverflowError:
        uncertainty = inf
    if uncertainty == inf:
        raise ProgramProblem(f"{what} has readings that are too large", hint=LARGEST)
    source = Source(f"{quoted(name)}={mean!r}", path, UNKNOWN_LINE)
    return Given(canonical(name), mean, Spread(uncertainty, float(len(numbers) - 1)), source)


def _number(path: str, name: str, reading: object) -> float:
    """Return a reading: a number, or a text with a constant that is certain."""
    if isinstance(reading, int | float | str) and not isinstance(reading, bool):
        try:
            plain = float(reading)
        except (ValueError, OverflowError):
            plain = inf
        if isfinite(plain) and "_" not in str(reading):
            return plain
        try:
            found = number(path, name, reading)
        except ProgramProblem:
            found = None
        if found is not None and found.spread is None and isfinite(found.number):
            return found.number
    raise ProgramProblem(f"{path}: a reading of '{name}' is not a number", hint="readings are numbers")
