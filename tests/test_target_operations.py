"""`backprop diff --to`: every language writes an operation, or refuses it by its name."""

import math
import re
import subprocess
import sys

import pytest

from backprop.grammar.problem import ProgramProblem
from backprop.graph.arithmetics.floats import FLOATS
from backprop.graph.operations import FOLDS, FUNCTIONS, INFIX
from backprop.graph.simpler import DEFINITIONS
from backprop.writing.languages import LANGUAGES

from .conftest import Run
from .operands import in_call
from .test_targets import written

_COMMON = """
abs floor ceil sqrt cbrt exp ln power sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh sign
degrees radians pi least greatest
""".split()
DIALECTS = {"postgres": {*_COMMON}, "spark": {*_COMMON, "log"}}
"""The functions of doubles that these have, by the manuals of PostgreSQL 12 and Spark 3.1."""

_ERRORS = ("erf", "erfc", "normcdf")
_GAMMA = ("digamma", "polygamma", "beta", "erfinv", "normppf")
LACKS = {
    **dict.fromkeys(("python", "c"), _GAMMA),
    **dict.fromkeys(("javascript", "rust", "sql", "spark"), (*_ERRORS, *_GAMMA)),
    "postgres": (*_ERRORS, *_GAMMA, "%", "fmod"),
}

ROWS = [
    *(
        pytest.param(name, f"{name}({', '.join(in_call(operation, 'abc'))})", id=name)
        for name, operation in FUNCTIONS.items()
    ),
    *(pytest.param(name, f"{name}(a, b, c, d)", id=f"{name} of four") for name in FOLDS),
    *(pytest.param(symbol, f"a {symbol} b", id=symbol) for symbol in ("+", "-", "*", "/", "%", "**")),
    *(
        pytest.param(symbol, f"where(a {symbol} b, c, a)", id=symbol)
        for symbol in ("<", "<=", ">", ">=", "==", "!=")
    ),
    *(
        pytest.param(symbol, f"where(a > 1 {symbol} b < 2, c, a)", id=symbol)
        for symbol in ("and", "or", "and not", "or not")
    ),
]


@pytest.mark.parametrize("target", LANGUAGES.names)
@pytest.mark.parametrize(("name", "text"), ROWS)
def test_a_language_writes_an_operation_or_refuses_it_by_its_name(target: str, name: str, text: str) -> None:
    if name in LACKS.get(target, ()):
        with pytest.raises(ProgramProblem) as caught:
            written(f"L = {text}", target)
        what = f"function '{name}'" if name in FUNCTIONS else f"operator {name}"
        derivative = "derivative of " if name == "digamma" else ""
        assert re.fullmatch(rf"\w+ has no {derivative}{re.escape(what)}", caught.value.message)
        assert f"L = {text}"[slice(*caught.value.places[0])] == name
    else:
        code = written(f"L = {text}", target)[1]
        calls = {found.lower() for found in re.findall(r"\b(\w+)\(", code)} - {"cast", "as", "when"}
        assert calls <= DIALECTS.get(target, calls)


def test_a_function_that_duckdb_gets_is_not_one_of_the_other_dialects() -> None:
    """Each says itself which it has."""
    code = (
        "from backprop.writing.languages.sql import Sql; Sql.functions['erf'] = 'erf({})';"
        "from backprop.writing.languages import postgres, spark;"
        "print('erf' in postgres.Postgres.functions, 'erf' in spark.Spark.functions)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"


def test_a_missing_function_is_shown(backprop: Run) -> None:
    outcome = backprop("diff", "y = x + normcdf(2*x)", "--to", "javascript")
    assert outcome.stderr == (
        "error: JavaScript has no function 'normcdf'\n  y = x + normcdf(2*x)\n          ^^^^^^^\n"
        "write it with other functions, or choose another language\n"
    )
    assert (outcome.code, outcome.stdout) == (2, "")


def test_every_function_that_a_language_could_hide_something_with_is_known() -> None:
    """By its rows: those that are undefined somewhere, and those that make a number of an infinity."""
    from backprop.graph.arithmetics.doubt import _HIDES, _SOURCES

    for operation in (*FUNCTIONS.values(), INFIX["/"], INFIX["%"], INFIX["**"]):
        if operation.domain:
            assert operation.name in _SOURCES
        for place in range(len(operation.partials)):
            for infinity in (math.inf, -math.inf):
                point = [*operation.example[: len(operation.partials)]]
                point[place] = infinity
                try:
                    value = operation.value(FLOATS, *point)
                except (ArithmeticError, ValueError):
                    continue
                if math.isfinite(value):
                    assert operation.name in _HIDES or operation.name in DEFINITIONS, operation.name


def test_nothing_is_printed_of_a_program_that_a_language_lacks_something_of(backprop: Run) -> None:
    outcome = backprop("diff", "y = 2*x; z = digamma(x)", "--to", "c")
    assert (outcome.stdout, outcome.code) == ("", 2)
    assert outcome.stderr.startswith("error: C has no derivative of function 'digamma'\n")
