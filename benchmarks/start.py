"""Whole-process start: one small expression, from the shell's prompt and back."""

import shutil
from importlib.util import find_spec

from .measure import BACKPROP, PYTHON, Figure, in_turns

SEED = ["eval", "L = (a*b + c) * f", "a=2", "b=-3", "c=10", "f=-2"]
IMPORTS = "python -c 'import click, lark, rich.console, rich.table'"

_SYMPY = """
import sympy
a, b, c, f = sympy.symbols("a b c f")
L = sympy.parse_expr("(a*b + c) * f", {"a": a, "b": b, "c": c, "f": f})
at = {a: 2, b: -3, c: 10, f: -2}
print(L.subs(at), [L.diff(x).subs(at) for x in (a, b, c, f)])
"""
_MICROGRAD = """
from micrograd.engine import Value
a, b, c, f = map(Value, (2.0, -3.0, 10.0, -2.0))
L = (a*b + c) * f
L.backward()
print(L.data, [x.grad for x in (a, b, c, f)])
"""


def run(*, quick: bool) -> list[Figure]:
    """Time backprop beside Python, click, SymPy, micrograd and qalc, those that are installed."""
    table, json = "backprop eval", "backprop eval --format json"
    commands = {
        "python -c pass": [PYTHON, "-c", "pass"],
        "python -c 'import click'": [PYTHON, "-c", "import click"],
        IMPORTS: [PYTHON, "-c", "import click, lark, rich.console, rich.table"],
        json: [BACKPROP, *SEED, "--format", "json"],
        table: [BACKPROP, *SEED],
    }
    if shutil.which("script"):
        commands["backprop eval, at a terminal"] = [
            "script", "-qec", f"{BACKPROP} eval 'L = (a*b + c) * f' a=2 b=-3 c=10 f=-2", "/dev/null",
        ]  # fmt: skip
    if find_spec("sympy"):
        commands["SymPy script"] = [PYTHON, "-c", _SYMPY]
    if find_spec("micrograd"):
        commands["micrograd script"] = [PYTHON, "-c", _MICROGRAD]
    if shutil.which("qalc"):
        commands["qalc (one derivative)"] = ["qalc", "-t", "diff((2*b + 10) * -2, b)"]
    times = in_turns(commands, rounds=5 if quick else 25)
    return [Figure(name, 1000 * time, "ms", time / times[IMPORTS], IMPORTS) for name, time in times.items()]
