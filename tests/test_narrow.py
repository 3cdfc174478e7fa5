"""Tables at terminals of any width: aligned from 60 columns on, and nothing is lost."""

import json
import re
import time
from collections import Counter

import pytest
from rich.cells import cell_len

from backprop.cli.colours import Colour
from backprop.cli.formats.table import render
from backprop.cli.terminal import UNICODE
from backprop.cli.views import Column, Kind, Line, Table
from backprop.writing.digits import rounded

from .conftest import Run
from .test_streams import SEED, VALUES, at_terminal, stripped

NEURON = ("o = tanh(x1*w1 + x2*w2 + b)", "x1=2", "x2=0", "w1=-3", "w2=1", "b=6.8813735870195432")
TWICE = ("d = a*b; e = a + b; f = d*e", "a=-2", "b=3")
NETWORK = (
    "h1 = tanh(w11*x1 + w12*x2 + b1); h2 = tanh(w21*x1 + w22*x2 + b2); o = tanh(v1*h1 + v2*h2 + b3)",
    *"w11=0.1 w12=-0.3 b1=0.2 w21=0.5 w22=0.7 b2=-0.1 v1=1.5 v2=-0.8 b3=0.05 x1=1 x2=2".split(),
)
LONG = "a_name_of_forty_letters_that_goes_on_and"
WIDE = ("売上 = 価格*数量 - 費用*`単 価`", "価格=100.5", "数量=20", "費用=30.25", "`単 価`=3")
OTHERS = (
    (f"{LONG}_1 * {LONG}_2 + tanh({LONG}_1)", f"{LONG}_1=1", f"{LONG}_2=2"),
    WIDE,
    ("L = softplus(x)*b + max(x, b)", "x=1e-308", "b=1e308"),
    ("L = a*b*c", "a=-1.2345678901234567e-100", "b=-1.3e-100", "c=1.7e-100", "--digits", "17"),
    ("y = a*a*a + a*b + sin(a) + a", "a=2", "b=3", "--check", "--nudge", "0.1"),
    ("lgamma(x)*b", "x=2.5", "b=3"),
)


def shown(columns: int, *arguments: str) -> list[str]:
    """Return the lines of `eval` at a terminal of this width."""
    lines = stripped(at_terminal(columns, "eval", *arguments, LINES="1000"))
    assert max(map(cell_len, lines)) <= columns
    return lines


def uses(lines: list[str]) -> list[str]:
    """Return the lines between the rule and what follows the table."""
    start = next(number for number, line in enumerate(lines) if "──" in line) + 1
    return lines[start : lines.index("", start) if "" in lines[start:] else len(lines)]


@pytest.mark.parametrize("columns", [60, 80, 100, 120])
@pytest.mark.parametrize("program", [(SEED, *VALUES), NEURON, TWICE, NETWORK, *OTHERS])
def test_value_and_gradient_are_columns_at_every_width(
    columns: int, program: tuple[str, ...], backprop: Run
) -> None:
    """Every value and every gradient ends where the heading of its column does."""
    lines = shown(columns, *program)
    heading = next(line for line in lines if line.startswith("  node "))
    digits = int(program[-1]) if "--digits" in program else 6
    record = json.loads(backprop("eval", *program, "--format", "json").stdout)
    for column in ("value", "gradient"):
        end = heading.index(column) + len(column)
        before = [_until(line, end) for line in uses(lines)]
        numbers = [rounded(node[column], digits) for node in record["nodes"]]
        assert not Counter(numbers) - Counter(text.split(" ")[-1] for text in before)


def _until(line: str, end: int) -> str:
    """Return what stands in the first columns of a line, if a word ends there."""
    columns = "".join(letter * cell_len(letter) for letter in line) + " "
    return columns[:end] if columns[end : end + 1] == " " else ""


@pytest.mark.parametrize("more", [(), ("--check",), ("--symbolic",)])
@pytest.mark.parametrize("program", [(SEED, *VALUES), NEURON])
def test_the_examples_have_a_line_for_each_use_at_80_columns(
    program: tuple[str, ...], more: tuple[str, ...]
) -> None:
    given = program[:1] if more == ("--symbolic",) else program
    count = {SEED: 7, NEURON[0]: 10}[program[0]]
    assert len(uses(shown(80, *given, *more))) == count


def test_what_a_line_says_twice_gives_way_first(backprop: Run) -> None:
    """First the symbols of the product, and the value of a check; then the formulas, then second numbers."""
    assert shown(1000, *TWICE) == backprop("eval", *TWICE).stdout.splitlines()
    assert shown(70, *TWICE)[2:] == [
        "  node        value   local derivative   chain rule      gradient",
        " ─────────────────────────────────────────────────────────────────",
        "  f = d*e        -6                                             1",
        "  d = a*b        -6   ∂f/∂d = e = 1      = 1 × 1                1",
        "  e = a + b       1   ∂f/∂e = d = -6     = 1 × -6              -6",
        "  a              -2   ∂d/∂a = b = 3      = 1 × 3 = 3",
        "                      ∂e/∂a = 1          + -6 × 1 = -6         -3",
        "  b               3   ∂d/∂b = a = -2     = 1 × -2 = -2",
        "                      ∂e/∂b = 1          + -6 × 1 = -6         -8",
    ]
    assert "  a              -2   ∂d/∂a = 3    = 1 × 3 = 3" in shown(60, *TWICE)
    assert (
        shown(70, *TWICE, "--check")[5] == "  d = a*b       -6  ∂f/∂d = e = 1     = 1 × 1               1  0"
    )
    assert shown(80, *NETWORK)[11] == (
        "  h1 = tanh(v6)     -0.291313   ∂v11/∂h1    = 0.334315 × 1.5           0.501473"
    )


def test_where_nothing_more_gives_way_the_chain_rule_stands_below(backprop: Run) -> None:
    lines = shown(50, *TWICE, "--check")
    assert lines[2:6] == [
        "  node        value   gradient",
        " ──────────────────────────────",
        "  f = d*e        -6          1",
        "      finite differences: 1 (off by 0)",
    ]
    assert lines[-6:] == [
        "  b               3         -8",
        "      ∂d/∂b = a = -2",
        "      df/dd · ∂d/∂b = 1 × -2 = -2",
        "      ∂e/∂b = 1",
        "      + df/de · ∂e/∂b = -6 × 1 = -6",
        "      finite differences: -8 (off by 0)",
    ]
    equations = {
        cell
        for line in backprop("eval", *TWICE).stdout.splitlines()
        for cell in re.split(" {3,}", line)
        if "∂" in cell
    }
    assert equations <= {line.strip() for line in lines}


def test_formulas_are_in_the_names_of_the_nodes_where_those_of_the_inputs_are_too_long() -> None:
    assert shown(80, NEURON[0], "--symbolic")[2:7] == [
        "  node   value      local derivative           gradient",
        " ───────────────────────────────────────────────────────────────────",
        "  o      tanh(v4)                              1",
        "  v4     v3 + b     ∂o/∂v4 = 1 - tanh(v4)**2   1 - tanh(v4)**2",
        "  v3     v1 + v2    ∂v4/∂v3 = 1                1 - tanh(v4)**2",
    ]
    lines = shown(60, "L = max(a, b)*where(c > 0, c, d)", "--symbolic")
    assert "  a      a                    where(a >= b, v2*where(a == b, 0.5, 1), 0)" not in lines
    assert "  node   gradient" in lines
    assert "  a      where(a >= b, v2*where(a == b, 0.5, 1), 0)" in lines


def test_a_name_that_is_too_long_has_a_line_of_its_own() -> None:
    lines = shown(60, f"{LONG}_1 * tanh({LONG}_1)", f"{LONG}_1=1")
    place = lines.index(f"  v1 = tanh({LONG}_1)")
    assert re.fullmatch(r" +0\.761594 +1", lines[place + 1])


def test_a_matrix_that_is_too_wide_stands_in_blocks() -> None:
    names = [f"a_long_name_{number}" for number in range(4)]
    arguments = ("hessian", f"z = exp({'*'.join(names)})", *(f"{name}=1" for name in names))
    lines = stripped(at_terminal(60, *arguments))
    assert max(map(len, lines)) <= 60
    assert lines[2:8] == [
        "  d²z/drow dcolumn   a_long_name_0   a_long_name_1",
        "  a_long_name_0            2.71828         5.43656",
        "  a_long_name_1            5.43656         2.71828",
        "  a_long_name_2            5.43656         5.43656",
        "  a_long_name_3            5.43656         5.43656",
        "",
    ]
    assert lines[8] == "  d²z/drow dcolumn   a_long_name_2   a_long_name_3"
    assert len(lines) == 13


def test_running_text_folds_and_stands_below_in_the_end() -> None:
    lines = stripped(at_terminal(100, "functions"))
    assert max(map(len, lines)) <= 100
    assert any(re.fullmatch(r"  tanh\(x\) +hyperbolic tangent +1 - tanh\(x\)\*\*2", line) for line in lines)
    lines = stripped(at_terminal(60, "functions"))
    assert max(map(len, lines)) <= 60
    start = lines.index("  x % y")
    assert lines[start + 1 : start + 4] == [
        "    remainder of x/y, with the sign of y; domain y != 0",
        "    ∂/∂x = 1",
        "    ∂/∂y = -floor(x/y)",
    ]


@pytest.mark.parametrize("columns", [1, 10, 30])
def test_hardly_any_columns_are_no_accident(columns: int) -> None:
    for program in (NEURON, *OTHERS):
        assert "gradient" in at_terminal(columns, "eval", *program)


def test_long_names_take_time_in_proportion() -> None:
    def seconds(length: int) -> float:
        name = "é" * length
        table = Table(
            name, [Column("node"), Column("value")], [Line(Kind.NODE, (f"{name} = {name}", "1"))] * 9
        )
        start = time.process_time()
        assert max(map(cell_len, render(table, UNICODE, 60, lambda text, style: text))) <= 60
        return time.process_time() - start

    seconds(10)
    assert seconds(80_000) < 12 * seconds(20_000)


@pytest.mark.parametrize("background", ["#000000", "#1e1e1e", "#282c34", "#ffffff", "#fdf6e3"])
@pytest.mark.parametrize("colour", Colour)
def test_the_colours_can_be_read_on_dark_and_on_light(colour: Colour, background: str) -> None:
    """The contrast of WCAG 2, of which 3 is asked for what is not words alone."""
    assert _contrast(colour.hexadecimal, background) > 3
    assert _contrast(colour.on_white(0.6), "#000000") > 7


def _contrast(one: str, other: str) -> float:
    dark, light = sorted(map(_luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [part / 255 for part in bytes.fromhex(colour[1:])]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
