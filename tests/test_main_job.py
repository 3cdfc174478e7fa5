"""The examples that people know by heart, to the digit."""

import json
from typing import Any

import mpmath
import pytest

from .conftest import Run

SEED = ("eval", "L = (a*b + c) * f", "a=2", "b=-3", "c=10", "f=-2")

SEED_TABLE = """\
L = (a*b + c) * f = -8

  node          value   local derivative   chain-rule product          gradient
 ───────────────────────────────────────────────────────────────────────────────
  L = v2 * f       -8                                                         1
  v2 = v1 + c       4   ∂L/∂v2 = f = -2    dL/dL · ∂L/∂v2 = 1 × -2           -2
  f                -2   ∂L/∂f = v2 = 4     dL/dL · ∂L/∂f = 1 × 4              4
  v1 = a*b         -6   ∂v2/∂v1 = 1        dL/dv2 · ∂v2/∂v1 = -2 × 1         -2
  c                10   ∂v2/∂c = 1         dL/dv2 · ∂v2/∂c = -2 × 1          -2
  a                 2   ∂v1/∂a = b = -3    dL/dv1 · ∂v1/∂a = -2 × -3          6
  b                -3   ∂v1/∂b = a = 2     dL/dv1 · ∂v1/∂b = -2 × 2          -4
"""

MICROGRAD = """\
a = -4.0
b = 2.0
c = a + b
d = a * b + b**3
c += c + 1
c += 1 + c + (-a)
d += d * 2 + relu(b + a)
d += 3 * d + relu(b - a)
e = c - d
f = e**2
g = f / 2.0
g += 10.0 / f
"""


def objects(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_the_seed_example_gives_the_table_of_the_notes(backprop: Run) -> None:
    outcome = backprop(*SEED)
    assert outcome.stdout == SEED_TABLE
    assert outcome.stderr == ""
    assert outcome.code == 0


def test_the_seed_example_in_json(backprop: Run) -> None:
    (record,) = objects(backprop(*SEED, "--format", "json").stdout)
    assert record["output"] == "L"
    assert record["value"] == -8.0
    assert list(record["gradient"].items()) == [("a", 6.0), ("b", -4.0), ("c", -2.0), ("f", 4.0)]
    assert record["nodes"][0] == {
        "name": "v1",
        "expression": "a*b",
        "value": -6.0,
        "gradient": -2.0,
        "uses": [{"by": "v2", "formula": "1", "local_derivative": 1.0, "product": -2.0}],
    }
    assert [node["name"] for node in record["nodes"]] == ["v1", "v2", "L", "a", "b", "c", "f"]


def test_the_notes_with_a_name_for_every_step(backprop: Run) -> None:
    program = "e = a*b; d = e + c; L = d*f"
    (record,) = objects(backprop("eval", program, *SEED[2:], "--format", "json").stdout)
    gradients = {node["name"]: node["gradient"] for node in record["nodes"]}
    assert gradients == {"e": -2, "d": -2, "L": 1, "a": 6, "b": -4, "c": -2, "f": 4}


def test_the_program_of_micrograds_readme(backprop: Run) -> None:
    (record,) = objects(backprop("eval", "--format", "json", stdin=MICROGRAD).stdout)
    assert record["output"] == "g"
    assert round(record["value"], 4) == 24.7041
    assert {name: round(value, 4) for name, value in record["gradient"].items()} == {
        "a": 138.8338,
        "b": 645.5773,
    }


def test_the_neuron(backprop: Run) -> None:
    values = ("x1=2", "x2=0", "w1=-3", "w2=1", "b=6.8813735870195432")
    (record,) = objects(backprop("eval", "o = tanh(x1*w1 + x2*w2 + b)", *values, "--format", "json").stdout)
    assert round(record["value"], 4) == 0.7071
    gradient = {name: round(value, 10) for name, value in record["gradient"].items()}
    assert gradient == {"x1": -1.5, "w1": 1.0, "x2": 0.5, "w2": 0.0, "b": 0.5}


def test_a_node_used_twice_by_one_operation(backprop: Run) -> None:
    outcome = backprop("eval", "b = a + a", "a=3")
    assert outcome.stdout.splitlines()[-2:] == [
        "  a               3   ∂b/∂a = 1          db/db · ∂b/∂a = 1 × 1 = 1",
        "                      ∂b/∂a = 1          + db/db · ∂b/∂a = 1 × 1 = 1          2",
    ]


def test_a_node_used_twice_shows_both_paths_and_their_sum(backprop: Run) -> None:
    outcome = backprop("eval", "d = a*b; e = a + b; f = d*e", "a=-2", "b=3")
    assert outcome.stdout.splitlines()[-4:] == [
        "  a              -2   ∂d/∂a = b = 3      df/dd · ∂d/∂a = 1 × 3 = 3",
        "                      ∂e/∂a = 1          + df/de · ∂e/∂a = -6 × 1 = -6         -3",
        "  b               3   ∂d/∂b = a = -2     df/dd · ∂d/∂b = 1 × -2 = -2",
        "                      ∂e/∂b = 1          + df/de · ∂e/∂b = -6 × 1 = -6         -8",
    ]


def test_gravitation_as_people_write_it(backprop: Run) -> None:
    program = "F = G*m1*m2/((x2-x1)**2+(y2-y1)**2+(z2-z1)**2)"
    names = ["G", "m1", "m2", "x2", "x1", "y2", "y1", "z2", "z1"]
    point = [6.674e-11, 5.972e24, 7.348e22, 3.844e8, 1e6, 2.5e7, -3e5, 4e6, 125.0]
    values = [f"{name}={value!r}" for name, value in zip(names, point, strict=True)]
    (record,) = objects(backprop("eval", program, *values, "--format", "json").stdout)

    def force(g: Any, m1: Any, m2: Any, x2: Any, x1: Any, y2: Any, y1: Any, z2: Any, z1: Any) -> Any:
        return g * m1 * m2 / ((x2 - x1) ** 2 + (y2 - y1) ** 2 + (z2 - z1) ** 2)

    with mpmath.workdps(50):
        assert record["value"] == pytest.approx(float(force(*map(mpmath.mpf, point))), rel=1e-14)
        for position, name in enumerate(names):
            order = tuple(int(index == position) for index in range(len(names)))
            truth = mpmath.diff(force, tuple(map(mpmath.mpf, point)), order)
            assert record["gradient"][name] == pytest.approx(float(truth), rel=1e-13)
