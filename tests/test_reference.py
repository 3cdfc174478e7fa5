"""`backprop functions`: the reference is generated from the table of operations, and true."""

import csv
import io
import itertools
import json
import re
import shlex

import pytest

from backprop.graph.arithmetics.floats import FLOATS
from backprop.graph.operations import ALIASES, FOLDS, FUNCTIONS, INFIX
from backprop.writing.reference import Entry, sections

from .accuracy import ALL
from .conftest import Run
from .programs import derivatives

ENTRIES = [entry for section in sections().values() for entry in section]
EXAMPLES = [pytest.param(entry, id=entry.call) for entry in ENTRIES if entry.example]


def test_everything_is_listed(backprop: Run) -> None:
    listed = backprop("functions").stdout
    for name in [*FUNCTIONS, *FOLDS, "where", "not ", "pi"]:
        assert re.search(rf"^  {re.escape(name)}\b", listed, re.MULTILINE), name
    for symbol in INFIX:
        assert re.search(rf"^  x.* {re.escape(symbol)} ", listed, re.MULTILINE), symbol
    assert re.search(r"^  atan\(x\) +angle whose tangent is x +1/\(1 \+ x\*\*2\)$", listed, re.MULTILINE)
    assert re.search(r"^  sqrt\(x\) +square root; domain x >= 0 +1/\(2\*sqrt\(x\)\)$", listed, re.MULTILINE)


def test_one_function_in_full(backprop: Run) -> None:
    assert backprop("functions", "acosh").stdout == (
        "acosh(x)        inverse of cosh\n"
        "  also called   arccosh, arcosh\n"
        "  domain        x >= 1\n"
        "  derivative    1/sqrt(x**2 - 1)\n"
        "  accuracy      within 3 units in the last place, each derivative too\n"
        '  example       backprop eval "acosh(x)" x=2\n'
        "                acosh(x) = 1.31696\n"
        "                ∂/∂x = 0.57735\n"
    )


def test_the_reference_in_the_formats_of_results(backprop: Run) -> None:
    names = backprop("functions", "--format", "plain").stdout.split()
    assert names == [entry.name for entry in ENTRIES]
    records = [json.loads(line) for line in backprop("functions", "--format", "json").stdout.splitlines()]
    assert [record["name"] for record in records] == names
    (acosh,) = (record for record in records if record["name"] == "acosh")
    assert acosh == json.loads(backprop("functions", "acosh", "--format", "json").stdout)
    assert acosh == {
        "section": "functions", "name": "acosh", "call": "acosh(x)", "meaning": "inverse of cosh",
        "derivatives": {"x": "1/sqrt(x**2 - 1)"}, "domain": "x >= 1", "kink": None,
        "accuracy": 3, "aliases": ["arccosh", "arcosh"], "example": {"program": "acosh(x)", "values": {"x": 2.0}},
        "of_two": False, "at_once": 2,
    }  # fmt: skip
    rows = [*csv.DictReader(io.StringIO(backprop("functions", "--format", "csv").stdout))]
    assert {row["name"] for row in rows} == {*names}
    assert [(row["operand"], row["derivative"]) for row in rows if row["name"] == "hypot"] == [
        ("x", "x/hypot(x, y)"), ("y", "y/hypot(x, y)"),
    ]  # fmt: skip
    assert "\n| **constants** |  |  |\n| pi | 3.141592653589793 |  |\n" in (
        backprop("functions", "--format", "markdown").stdout
    )


def test_a_function_of_many_says_that_its_derivatives_are_those_of_two(backprop: Run) -> None:
    assert backprop("functions", "mean").stdout == (
        "mean(x, y, ...)   arithmetic mean of any number n of operands, sum(...)/n\n"
        "  also called     average, avg\n"
        "  domain          every number; a partial result above 1.8e308 is an error\n"
        "  derivative      ∂/∂x = 1/2\n"
        "    of two        ∂/∂y = 1/2\n"
        "  accuracy        within 0.5 unit in the last place, for two operands; with more, rounding errors add up\n"
        '  example         backprop eval "mean(x, y, z)" x=0.5 y=2 z=3\n'
        "                  mean(x, y, z) = 1.83333\n"
        "                  ∂/∂x = 0.333333\n"
        "                  ∂/∂y = 0.333333\n"
        "                  ∂/∂z = 0.333333\n"
    )
    assert re.search("^functions of many +of two operands$", backprop("functions").stdout, re.MULTILINE)


@pytest.mark.parametrize("entry", EXAMPLES)
def test_the_derivatives_are_those_of_the_example_unless_it_says_so(entry: Entry) -> None:
    assert entry.example
    operands = set(entry.example[1])
    assert entry.of_two == (entry.name in FOLDS)
    assert not entry.derivatives or entry.of_two or operands == set(entry.derivatives)


def test_names_operators_and_aliases_are_found(backprop: Run) -> None:
    outcome = backprop("functions", "ln", "^", "-", "where", "mean")
    heads = [line.split("   ")[0] for line in outcome.stdout.splitlines() if line[:1] not in ("", " ")]
    assert heads == ["log(x)", "x ** y", "-x", "x - y", "where(condition, x, y)", "mean(x, y, ...)"]


@pytest.mark.parametrize(
    ("name", "hint"), [("tnah", "did you mean 'tanh'?"), ("", "'backprop functions' lists them all")]
)
def test_an_unknown_name_is_an_error(backprop: Run, name: str, hint: str) -> None:
    outcome = backprop("functions", name)
    assert outcome.stderr == f"error: no function or operator is called '{name}'\n{hint}\n"
    assert (outcome.code, outcome.stdout) == (2, "")


@pytest.mark.parametrize("name", ["tanh", "max", "**", "where", "and", "prod"])
def test_the_example_works_when_pasted(backprop: Run, name: str) -> None:
    shown = backprop("functions", name).stdout
    (command,) = re.findall(r"example +backprop (.*)", shown)
    outcome = backprop(*shlex.split(command), "--format", "plain")
    assert (outcome.code, outcome.stderr) == (0, "")
    assert f"= {float(outcome.stdout.split()[0]):.6g}\n" in shown


@pytest.mark.parametrize("entry", EXAMPLES)
def test_the_formulas_of_the_derivatives_are_programs_that_give_them(entry: Entry) -> None:
    assert entry.example
    program, values = entry.example
    if entry.of_two:
        program, values = f"{entry.name}(x, y)", {"x": 0.5, "y": 2.0}
    _, gradient = derivatives(program, **values)
    for operand, formula in entry.derivatives.items():
        text = re.sub(r"\bn\b", "2", formula.replace("condition", "x > 0"))  # the order of polygamma
        used = {name: value for name, value in values.items() if re.search(rf"\b{name}\b", text)}
        assert derivatives(text, **used)[0] == pytest.approx(gradient[operand], rel=1e-13), formula


@pytest.mark.parametrize("entry", [pytest.param(entry, id=entry.call) for entry in ENTRIES if entry.domain])
def test_the_domains_are_conditions_of_the_language(entry: Entry) -> None:
    operation = ALL[entry.name]
    assert operation.domain
    for point in itertools.product([-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0], repeat=len(operation.operands)):
        values = dict(zip(operation.operands, point, strict=True))
        used = {
            name: value for name, value in values.items() if re.search(rf"\b{name}\b", entry.domain or "")
        }
        truth = derivatives(f"where({entry.domain}, 1, 0)", **used)[0]
        assert truth == operation.domain(FLOATS, *point), (entry.domain, point)


def test_other_names_are_shown() -> None:
    shown = {alias: entry.name for entry in ENTRIES for alias in entry.aliases}
    assert ALIASES.items() <= shown.items()
