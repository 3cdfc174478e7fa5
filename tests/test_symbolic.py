"""`backprop eval --symbolic`: the table in formulas."""

import pytest

from backprop.grammar.naming import quoted
from backprop.writing.symbolic import walk

from .conftest import Run
from .derivatives import read, result, values
from .formulas import FORMULAS


def test_the_table_in_formulas(backprop: Run) -> None:
    assert (
        backprop("eval", "L = (a*b + c) * f", "--symbolic").stdout
        == """\
L = (a*b + c) * f

  node          value         local derivative   chain-rule product         gradient
 ────────────────────────────────────────────────────────────────────────────────────
  L = v2 * f    (a*b + c)*f                                                 1
  v2 = v1 + c   a*b + c       ∂L/∂v2 = f         dL/dL · ∂L/∂v2 = 1 × f     f
  f             f             ∂L/∂f = v2         dL/dL · ∂L/∂f = 1 × v2     a*b + c
  v1 = a*b      a*b           ∂v2/∂v1 = 1        dL/dv2 · ∂v2/∂v1 = f × 1   f
  c             c             ∂v2/∂c = 1         dL/dv2 · ∂v2/∂c = f × 1    f
  a             a             ∂v1/∂a = b         dL/dv1 · ∂v1/∂a = f × b    b*f
  b             b             ∂v1/∂b = a         dL/dv1 · ∂v1/∂b = f × a    a*f
"""
    )
    paths = backprop("eval", "d = a*b; f = d*(a + b)", "--symbolic", "--wrt", "a").stdout
    assert paths.endswith("∂v1/∂a = 1         + df/dv1 · ∂v1/∂a = d × 1     b*(a + b) + d\n")
    assert backprop("eval", "a*b", "--symbolic", "--format", "markdown").stdout.endswith(
        "| b | b | ∂v1/∂b = a | dv1/dv1 · ∂v1/∂b = 1 × a | a |\n"
    )


@pytest.mark.parametrize("text", [text for text in FORMULAS if "where" not in text])
def test_the_walk_in_formulas_is_that_in_numbers(text: str) -> None:
    program, output = read(text)
    shown = [*walk(program, output, program.input_names())]
    expected = [*result(text, values(program)).gradient.walk()]
    assert [len(step.uses) for step in shown] == [len(uses) for _, uses in expected]
    assert [step.name for step in shown] == [quoted(program.names[node]) for node, _ in expected]


def test_formulas_need_no_values(backprop: Run) -> None:
    outcome = backprop("eval", "a*b", "a=2", "--symbolic")
    assert (outcome.code, outcome.stderr) == (
        0,
        "note: formulas need no values: those of the command line are not used\n",
    )
    for more in (["--each"], ["--check"], ["--nudge", "1"], ["--format", "json"]):
        assert backprop("eval", "a*b", "--symbolic", *more).code == 2


@pytest.mark.parametrize(
    ("program", "shown"),
    [
        ("y = x*(1.23456789012345678901234567890 + 2)", "x*(1.2345678901234567 + 2)"),
        ("y = x*(sqrt(2)*sqrt(3)*sqrt(5)*sqrt(7))", "x*14.491376746189442"),
        ("y = where(x > 0 and x < 100 and x**2 > 3, x, 2)", "where(x > 0 and x < 100 and v1 > 3, x, 2)"),
        ("y = x*(a*b*c*d*e*f*g*h*i*j*k*l*m)", "x*v12"),
    ],
)
def test_long_constants_and_conditions_are_written_too(backprop: Run, program: str, shown: str) -> None:
    outcome = backprop("eval", program, "--symbolic")
    assert (outcome.code, outcome.stderr) == (0, "")
    assert shown in outcome.stdout
    assert "nan" not in backprop("eval", program, "--symbolic", "--wrt", "x").stdout
