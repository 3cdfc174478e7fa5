"""The formats of `eval`."""

import csv
import io
import json
import math
import re
import subprocess

import jsonschema
import pytest

from . import fuzz
from .conftest import COMMAND, Run

SEED = ("eval", "L = (a*b + c) * f", "a=2", "b=-3", "c=10", "f=-2")


def test_plain_is_read_by_a_shell() -> None:
    script = f'read -r L da db < <("{COMMAND}" eval "$1" a=2 b=3 --wrt a,b --format plain); echo "$L|$da|$db"'
    done = subprocess.run(
        ["bash", "-c", script, "_", "L = a**2*b"], capture_output=True, text=True, check=True
    )
    assert done.stdout == "12.0|12.0|4.0\n"


def test_plain_is_exact_and_in_the_order_that_was_asked(backprop: Run) -> None:
    assert backprop(*SEED, "--format", "plain").stdout == "-8.0\t6.0\t-4.0\t-2.0\t4.0\n"
    assert backprop(*SEED, "--format", "plain", "--wrt", "f,a").stdout == "-8.0\t4.0\t6.0\n"
    assert backprop("eval", "a/3", "a=1", "--format", "plain").stdout == f"{1 / 3!r}\t{1 / 3!r}\n"


@pytest.mark.parametrize(("name", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_separated_values_hold_a_line_for_each_use(backprop: Run, name: str, delimiter: str) -> None:
    outcome = backprop("eval", "d = a*b; e = max(a, b); f = d*e", "a=-2", "b=3", "--format", name)
    rows = list(csv.DictReader(io.StringIO(outcome.stdout), delimiter=delimiter))
    assert [(row["node"], row["by"]) for row in rows] == [
        ("f", ""), ("d", "f"), ("e", "f"), ("a", "d"), ("a", "e"), ("b", "d"), ("b", "e"),
    ]  # fmt: skip
    assert rows[2]["expression"] == "max(a, b)"
    assert rows[3] == {
        "output": "f", "node": "a", "expression": "", "value": "-2.0", "by": "d", "formula": "b",
        "local_derivative": "3.0", "product": "9.0", "gradient": "9.0",
    }  # fmt: skip


def test_several_outputs_share_one_header_of_separated_values(backprop: Run) -> None:
    lines = backprop("eval", "a*a; a+1", "a=1", "--format", "csv").stdout.splitlines()
    assert [line.split(",")[0] for line in lines] == ["output", "v1", "v1", "v1", "v2", "v2"]


def test_markdown(backprop: Run) -> None:
    outcome = backprop("eval", "y = a*b", "a=2", "b=3", "--format", "markdown")
    assert outcome.stdout == (
        "**y = a\\*b = 6**\n\n"
        "| node | value | local derivative | chain-rule product | gradient |\n"
        "| --- | ---: | --- | --- | ---: |\n"
        "| y = a\\*b | 6 |  |  | 1 |\n"
        "| a | 2 | ∂y/∂a = b = 3 | dy/dy · ∂y/∂a = 1 × 3 | 3 |\n"
        "| b | 3 | ∂y/∂b = a = 2 | dy/dy · ∂y/∂b = 1 × 2 | 2 |\n"
    )


def test_html_is_a_page_that_loads_nothing(backprop: Run) -> None:
    outcome = backprop("eval", "y = a*`<b>`", "a=2", "`<b>`=-3", "--format", "html")
    assert outcome.stdout.startswith(
        '<!doctype html>\n<meta charset="utf-8">\n<title>backprop</title>\n<style>\n'
    )
    assert not re.search("http|url|import", outcome.stdout)
    assert outcome.stdout.endswith(
        '</style>\n<div class="backprop">\n<table>\n<caption>y = a*`&lt;b&gt;` = -6</caption>\n'
        '<thead><tr><th>node</th><th class="number">value</th><th>local derivative</th>'
        '<th>chain-rule product</th><th class="number">gradient</th></tr></thead>\n<tbody>\n'
        '<tr><td class="strong">y = a*`&lt;b&gt;`</td><td class="number strong">-6</td><td></td><td></td>'
        '<td class="number strong rises">1</td></tr>\n'
        '<tr><td class="strong">a</td><td class="number">2</td><td>∂y/∂a = `&lt;b&gt;` = -3</td>'
        '<td>dy/dy · ∂y/∂a = 1 × -3</td><td class="number strong falls">-3</td></tr>\n'
        '<tr><td class="strong">`&lt;b&gt;`</td><td class="number">-3</td><td>∂y/∂`&lt;b&gt;` = a = 2</td>'
        '<td>dy/dy · ∂y/∂`&lt;b&gt;` = 1 × 2</td><td class="number strong rises">2</td></tr>\n'
        "</tbody>\n</table>\n</div>\n"
    )


def test_latex(backprop: Run) -> None:
    outcome = backprop(
        "eval", "d = θ*x1; y = d*x1 + rate2*1e-9", "θ=2", "x1=-3", "rate2=1", "--format", "latex"
    )
    assert outcome.stdout.splitlines() == [
        r"\begin{align}",
        r"  y &= 18 \\",
        r"  \frac{\mathrm{d} y}{\mathrm{d} v_{1}} &= \frac{\mathrm{d} y}{\mathrm{d} y} \cdot \frac{\partial y}{\partial v_{1}} = 1 \times 1 = 1 \\",
        r"  \frac{\mathrm{d} y}{\mathrm{d} v_{2}} &= \frac{\mathrm{d} y}{\mathrm{d} y} \cdot \frac{\partial y}{\partial v_{2}} = 1 \times 1 = 1 \\",
        r"  \frac{\mathrm{d} y}{\mathrm{d} d} &= \frac{\mathrm{d} y}{\mathrm{d} v_{1}} \cdot \frac{\partial v_{1}}{\partial d} = 1 \times \left(-3\right) = -3 \\",
        r"  \frac{\mathrm{d} y}{\mathrm{d} \mathrm{rate}_{2}} &= \frac{\mathrm{d} y}{\mathrm{d} v_{2}} \cdot \frac{\partial v_{2}}{\partial \mathrm{rate}_{2}} = 1 \times \left(1 \times 10^{-9}\right) = 1 \times 10^{-9} \\",
        r"  \frac{\mathrm{d} y}{\mathrm{d} \theta} &= \frac{\mathrm{d} y}{\mathrm{d} d} \cdot \frac{\partial d}{\partial \theta} = \left(-3\right) \times \left(-3\right) = 9 \\",
        r"  \frac{\mathrm{d} y}{\mathrm{d} x_{1}} &= \frac{\mathrm{d} y}{\mathrm{d} v_{1}} \cdot \frac{\partial v_{1}}{\partial x_{1}} + \frac{\mathrm{d} y}{\mathrm{d} d} \cdot \frac{\partial d}{\partial x_{1}} = 1 \times \left(-6\right) + \left(-3\right) \times 2 = -12",
        r"\end{align}",
    ]


def test_json_keeps_to_the_schema_that_backprop_prints(backprop: Run) -> None:
    schema = json.loads(backprop("schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    lines = "a*b + sin(a)/3\nlog(-a)\n2a\nx = 3; x**2; 5\n`T (C)`*2\n" + "d = a; d = b\n"
    outcome = backprop("eval", "--each", "a=1", "b=2", "`T (C)`=3", "--format", "json", stdin=lines)
    records = [json.loads(line, parse_constant=pytest.fail) for line in outcome.stdout.splitlines()]
    assert [record["line"] for record in records] == [1, 2, 3, 4, 4, 5, 6]
    for record in records:
        validator.validate(record)
        if "error" not in record:
            assert math.isfinite(record["value"])
    assert list(validator.iter_errors({"output": "L", "value": 1})) != []


def test_every_format_of_every_kind_of_output() -> None:
    for name in ("table", "html", "json", "csv", "tsv", "markdown", "latex", "plain"):
        for program in ("5", "a", "L = a", "a*b; a+b", "`a b` * `%_#&`", "日本*θ_1"):
            values = ("a=1", "b=2", "`a b`=3", "`%_#&`=4", "日本=5", "θ_1=6")
            code, stdout, stderr = fuzz.run(["eval", program, *values, "--format", name])
            assert code == 0, stderr
            assert stdout


def test_latex_keeps_names_apart(backprop: Run) -> None:
    outcome = backprop("eval", "v_1*sin(x)", "v_1=2", "x=1", "--format", "latex")
    assert r"\partial \text{v\_1}" in outcome.stdout
    assert r"\partial v_{1}" in outcome.stdout


def test_latex_writes_greek_letters_in_words_as_commands(backprop: Run) -> None:
    outcome = backprop("eval", "Δx*omega*rate*é", "Δx=1", "omega=2", "rate=3", "é=4", "--format", "latex")
    assert r"\partial \Delta x}" in outcome.stdout
    assert r"\partial \omega}" in outcome.stdout
    assert r"\partial \mathrm{rate}}" in outcome.stdout
    assert r"\partial \text{é}}" in outcome.stdout
