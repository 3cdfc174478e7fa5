"""Values of inputs: constants on the command line and in files."""

import json
import math
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, NamedTuple

from backprop.grammar.meaning_errors import LARGEST
from backprop.grammar.naming import NAME, composed, quoted
from backprop.grammar.notations import in_our_language
from backprop.grammar.parser import parse
from backprop.grammar.problem import UNKNOWN_LINE, ProgramProblem, Source
from backprop.writing.calculation import calculate, uncertainties

from . import sources as programs

_ASSIGNMENT = re.compile(rf"({NAME}|\\?\w[^\s=`]*\}}|\\\w[^\s=`]*)=(?![=\s])")
_LAST_DIGITS = rf"({NAME})\s*=\s*([-−–]?)([0-9]+(\.[0-9]*)?|\.[0-9]+)\(([0-9.]+)\)([eE][-+−–]?[0-9]+)?\s*"
"""A value whose last digits are uncertain, as 2.00(10)."""

_UNCERTAIN = r"`[^`]*`|#[^\n]*|(\+[-−–])"
_NUMBER = 'write a number, or a text such as "1/3"'
_LINES = "write lines NAME=VALUE, with a constant"
_MANY = "map runs a program on every row: backprop map PROGRAM FILE"
_TOML_SECTION = r"\s*\[[^\W\d][\w.\"' -]*\]\s*(#.*)?"
_TOML_TEXT = r"""\s*(?:"[^"]*"|'[^']*'|[\w.-]+)\s*=\s*["']|\s*["'][^"']*["']\s*="""


class Given(NamedTuple):
    """A value of an input, as it is given.

    uncertainty  its standard uncertainty; None for a number that is certain
    """

    name: str
    number: float
    uncertainty: float | None
    source: Source


class Values(NamedTuple):
    """Values by name: their numbers, and the standard uncertainties of those that are uncertain."""

    numbers: dict[str, float]
    uncertainties: dict[str, float]

    def over(self, others: "Values") -> "Values":
        """Return these, and the others where there are none of these."""
        kept = {name: its for name, its in others.uncertainties.items() if name not in self.numbers}
        return Values({**others.numbers, **self.numbers}, {**kept, **self.uncertainties})


def is_value(word: str) -> bool:
    """Tell whether a word looks like NAME=VALUE, whatever the value is."""
    return bool(_ASSIGNMENT.match(composed(word)))


def assignment(word: str) -> Given | None:
    """Return the value that NAME=VALUE gives; None for a word that is no such thing.

    There is no blank around the ``=``, and a constant to its right. Raises Problem where it cannot
    be read or is undefined.
    """
    word = composed(word)
    return _constant(Source(word)) if is_value(word) else None


def collect(found: Iterable[Given]) -> Values:
    """Return values by name. Raises ProgramProblem for a name that is given twice."""
    values = Values({}, {})
    for name, number, uncertainty, source in found:
        if name in values.numbers:
            place = (0, len(source.text))
            raise ProgramProblem(f"'{name}' is given twice", source, place, hint="leave one out")
        values.numbers[name] = number
        if uncertainty is not None:
            values.uncertainties[name] = uncertainty
    return values


def read(path: str) -> Values:
    """Return the values in a file or stdin: a JSON object, a TOML table, lines, or a table of one row.

    The extension .json or .toml says so, else the content does. A value is a number or a text that holds
    a constant expression. Raises Problem with the place.
    """
    text = composed(programs.read(path))
    title = "stdin" if path == programs.STDIN else path
    return collect(_found(title, text, _kind(path, text)))


def _kind(path: str, text: str) -> str:
    """Return what a file of values holds: json, toml, table or lines."""
    extension = os.path.splitext(path)[1].lower()
    if extension in (".json", ".toml"):
        return extension[1:]
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    first = lines[0] if lines else ""
    if re.fullmatch(_TOML_SECTION, first) or any(map(re.compile(_TOML_TEXT).match, lines)):
        return "toml"
    if first.lstrip().startswith(("{", "[")):
        return "json"
    return "table" if extension in (".csv", ".tsv") or (len(lines) > 1 and "=" not in text) else "lines"


def _found(path: str, text: str, kind: str) -> Iterable[Given]:
    if kind == "json":
        return _pairs(path, _json(path, text))
    if kind == "toml":
        return _pairs(path, _toml(path, text))
    if kind == "table":
        return _pairs(path, _row(path, text))
    return _settings(path, text)


def _constant(source: Source) -> Given | None:
    """Return what ``NAME = constant`` gives; None for another program.

    A value may be uncertain, as 2.0±0.1 or 2.00(10); 2.0+-0.1 is refused, and not read as a difference.
    """
    written = source
    source, _ = in_our_language(source)
    source = _with_last_digits(source)
    program = parse(source)
    if len(program.outputs) != 1 or sum(program.tape.varies) != 1:
        return None
    for sign in re.finditer(_UNCERTAIN, source.text) if "+" in source.text else ():
        if sign[1]:
            from backprop.grammar.foreign import uncertain

            raise uncertain(source, sign.span())
    ((name, (node,)),) = program.inputs.items()
    if node not in program.outputs:  # x=1;2 has another result
        return None
    calculation = calculate(program, {})
    if math.isnan(calculation.values[node]):
        calculation.gradient(node, program.tape.varies)
    uncertainty = uncertainties(calculation).get(name)
    return Given(name, calculation.values[node], uncertainty, written)


def _with_last_digits(source: Source) -> Source:
    """Write the uncertainty of the last digits as one of its own: ``2.00(10)e3`` is ``(2.00±0.10)e3``."""
    found = re.fullmatch(_LAST_DIGITS, source.text) if "(" in source.text else None
    if found is None:
        return source
    name, sign, number, decimals, digits, power = found.groups(default="")
    uncertainty = digits if "." in digits else f"{digits}e-{max(len(decimals) - 1, 0)}"
    return source._replace(text=f"{name}=({sign}{number}±{uncertainty}){power}")


def _settings(path: str, text: str) -> Iterable[Given]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        source = Source(re.sub(r"export\s+", "", line.strip()), path, number)
        found = _constant(source) if re.match(rf"{NAME}\s*=", source.text) else None
        if found is None:
            raise ProgramProblem(
                "this is not a value", source, (0, len(source.text)), hint="write NAME=VALUE, with a constant"
            )
        yield found


def _pairs(path: str, pairs: Iterable[tuple[str, Any]]) -> Iterable[Given]:
    for name, value in pairs:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise ProgramProblem(f"{path}: the value of '{name}' is not a number", hint=_NUMBER)
        try:
            text = value if isinstance(value, str) else repr(float(value))
        except OverflowError:
            raise ProgramProblem(f"{path}: the value of '{name}' is too large", hint=LARGEST) from None
        source = Source(f"{quoted(name)}={text}", path, UNKNOWN_LINE)
        found = _constant(source)
        if found is None:
            raise ProgramProblem(f"{path}: the value of '{name}' is not a constant", hint=_NUMBER)
        yield found


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
