"""Values of inputs in files: JSON, TOML, lines, or a table of one row."""

import json
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from backprop.grammar.naming import NAME, composed
from backprop.grammar.problem import ProgramProblem, Source

from . import sources as programs
from .values import Given, Values, collect, constant, number

if TYPE_CHECKING:
    from backprop.graph.propagation import Correlations

_LINES = "write lines NAME=VALUE, with a constant"
_MANY = "map runs a program on every row: backprop map PROGRAM FILE"
_TOML_SECTION = r"\s*\[[^\W\d][\w.\"' -]*\]\s*(#.*)?"
_TOML_VALUE = r"""\s*(?:"[^"]*"|'[^']*'|[\w.-]+)\s*=\s*["'{\[]|\s*["'][^"']*["']\s*="""
"""A line of TOML that is none of our language: a text, a table or an array, or a name in quotes."""

_CORRELATIONS = "correlations"
"""The name under which a file holds correlations, and no value, where it is an array of arrays."""


def read(path: str) -> Values:
    """Return the values in a file or stdin: a JSON object, a TOML table, lines, or a table of one row.

    The extension .json or .toml says so, else the content does. A value is a number or a text that holds
    a constant expression; in JSON and TOML also a measurement (see `measurements`). Raises Problem with
    the place.
    """
    text = composed(programs.read(path))
    title = "stdin" if path == programs.STDIN else path
    kind = _kind(path, text)
    if kind == "lines":
        return collect(_settings(title, text))
    pairs = {"json": _json, "toml": _toml, "table": _row}[kind](title, text)
    return _collected(title, pairs)


def _kind(path: str, text: str) -> str:
    """Return what a file of values holds: json, toml, table or lines."""
    extension = os.path.splitext(path)[1].lower()
    if extension in (".json", ".toml"):
        return extension[1:]
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    first = lines[0] if lines else ""
    if re.fullmatch(_TOML_SECTION, first) or any(map(re.compile(_TOML_VALUE).match, lines)):
        return "toml"
    if first.lstrip().startswith(("{", "[")):
        return "json"
    return "table" if extension in (".csv", ".tsv") or (len(lines) > 1 and "=" not in text) else "lines"


def _settings(path: str, text: str) -> Iterable[Given]:
    for place, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        source = Source(re.sub(r"export\s+", "", line.strip()), path, place)
        found = constant(source) if re.match(rf"{NAME}\s*=", source.text) else None
        if found is None:
            raise ProgramProblem(
                "this is not a value", source, (0, len(source.text)), hint="write NAME=VALUE, with a constant"
            )
        yield found


def _collected(path: str, pairs: Iterable[tuple[str, Any]]) -> Values:
    """Return what the members of an object say: values by name, and correlations."""
    found: list[Given] = []
    correlations: Correlations | None = None
    for name, value in pairs:
        if isinstance(value, list | dict):
            from . import measurements

            if name == _CORRELATIONS and isinstance(value, list) and measurements.are_correlations(value):
                if correlations is not None:
                    raise ProgramProblem(f"{path}: 'correlations' are given twice", hint="leave one out")
                correlations = measurements.correlations(path, value)
            else:
                found.append(measurements.value(path, name, value))
        else:
            found.append(number(path, name, value))
    return collect(found, correlations)


def _json(path: str, text: str) -> Iterable[tuple[str, Any]]:
    try:
        pairs = _loaded(text)
    except (ValueError, RecursionError) as error:
        raise ProgramProblem(
            f"{path} is not JSON: {_reason(error)}", hint='write an object such as {"a": 2}'
        ) from None
    if _is_array_of_objects(pairs):
        if len(pairs) > 1:
            raise ProgramProblem(f"{path} holds {len(pairs):,} objects, which are rows", hint=_MANY)
        (pairs,) = pairs
    if not isinstance(pairs, list) or not all(isinstance(pair, tuple) for pair in pairs):
        raise ProgramProblem(f"{path} does not hold an object", hint='write an object such as {"a": 2}')
    return pairs


def _loaded(text: str) -> Any:
    """Return what JSON holds, its objects as lists of pairs; the lines of several as an array."""
    load = json.JSONDecoder(object_pairs_hook=list, parse_int=str, parse_float=str).decode
    try:
        return load(text)
    except ValueError:
        with suppress(ValueError):
            if text.startswith("{"):
                return [load(line) for line in text.splitlines() if line.strip()]
        raise


def _is_array_of_objects(value: object) -> bool:
    """Tell it from an object, which is a list of pairs here."""
    return isinstance(value, list) and bool(value) and all(isinstance(its, list) for its in value)


def _row(path: str, text: str) -> Iterable[tuple[str, Any]]:
    """Return the names in the first row of a table with the cells of the second, the last one."""
    import csv

    lines = [line for line in text.splitlines() if line.strip()] or [""]
    signs = [sign for sign in ",;\t" if sign in lines[0]]
    if len(signs) > 1:
        raise ProgramProblem(f"the first line of {path} holds several separators", hint=_LINES)
    try:
        names, *rows = csv.reader(lines, delimiter=(signs or [","])[0], skipinitialspace=True)
    except csv.Error as error:
        raise ProgramProblem(f"{path} is no table: {error}", hint=_LINES) from None
    if len(rows) != 1:
        raise ProgramProblem(f"{path} is a table of {len(rows):,} rows", hint=_MANY)
    if len(names) != len(rows[0]):
        raise ProgramProblem(f"{path} has {len(names)} names and {len(rows[0])} values", hint=_LINES)
    return [(name.strip(), cell) for name, cell in zip(names, rows[0], strict=True) if cell.strip()]


def _toml(path: str, text: str) -> Iterable[tuple[str, Any]]:
    import tomllib

    try:
        return tomllib.loads(text, parse_float=str).items()
    except (ValueError, RecursionError) as error:
        raise ProgramProblem(
            f"{path} is not TOML: {_reason(error)}", hint="write lines such as a = 2"
        ) from None


def _reason(error: Exception) -> str:
    """Return why a file cannot be read: the limits of Python's own readers in our words."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return "a number in it is too large" if type(error) is ValueError else str(error)
