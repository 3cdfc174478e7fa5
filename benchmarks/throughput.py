"""Many formulas: lines a second, whole process, beside SymPy, CasADi and a bare Lark parse."""

import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from lark import Lark

import backprop.grammar

from .formulas import NAMES, VALUES, lines
from .measure import BACKPROP, Figure, peak_mebibytes, seconds

LARK = "bare Lark parse (LALR)"


def run(*, quick: bool) -> list[Figure]:
    """Measure lines a second, and the growth of memory with the number of lines."""
    count, rounds = (2_000, 1) if quick else (10_000, 3)
    texts = list(lines(count))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "lines.bp"
        file.write_text("\n".join(texts), encoding="utf-8")
        command = [BACKPROP, "eval", "--each", *_values(), "--format", "json"]
        peers: dict[str, Callable[[], float]] = {
            LARK: lambda: _rate(_lark(), texts),
            "backprop eval --each --format json": lambda: count / seconds(command, file.read_bytes()),
            "backprop eval --each --format json --jobs 0": lambda: (
                count / seconds([*command, "--jobs", "0"], file.read_bytes())
            ),
            "backprop eval --each --format plain": lambda: (
                count / seconds([*command[:-1], "plain"], file.read_bytes())
            ),
        }
        if find_spec("sympy"):
            peers["SymPy (parse_expr, diff, subs)"] = lambda: _rate(_sympy(), texts[: count // 100])
        if find_spec("casadi"):
            peers["CasADi (Python's parser, gradient)"] = lambda: _rate(_casadi(), texts[: count // 5])
        found: dict[str, list[float]] = {name: [] for name in peers}
        for _ in range(rounds):
            for name, measure in peers.items():
                found[name].append(measure())
        rates = {name: median(values) for name, values in found.items()}
        figures = [Figure(name, rate, "lines/s", rate / rates[LARK], LARK) for name, rate in rates.items()]
        sympy = rates.get("SymPy (parse_expr, diff, subs)")
        if sympy:
            name = "backprop eval --each --format json"
            figures.append(Figure(name, rates[name], "lines/s", rates[name] / sympy, "SymPy"))
        return figures + _memory(Path(folder), command, quick=quick)


def _memory(folder: Path, command: Sequence[str], *, quick: bool) -> list[Figure]:
    figures: list[Figure] = []
    for count in (10_000, 50_000) if quick else (10_000, 1_000_000):
        file = folder / f"{count}.bp"
        with file.open("w", encoding="utf-8") as stream:
            stream.writelines(f"{line}\n" for line in lines(count))
        peak = peak_mebibytes(command, file)
        first = figures[0] if figures else None
        ratio = peak / first.median if first else None
        figures.append(
            Figure(f"peak memory, {count:,} lines", peak, "MiB", ratio, first.what if first else "")
        )
    return figures


def _values() -> list[str]:
    return [f"{name}={value!r}" for name, value in VALUES.items()]


def _rate(work: Callable[[str], Any], texts: Sequence[str]) -> float:
    work(texts[0])
    started = time.perf_counter()
    for text in texts:
        work(text)
    return len(texts) / (time.perf_counter() - started)


def _lark() -> Callable[[str], Any]:
    grammar = Path(backprop.grammar.__file__).with_name("language.lark").read_text(encoding="utf-8")
    return Lark(grammar, start="program", parser="lalr").parse


def _sympy() -> Callable[[str], Any]:
    import sympy

    symbols = {name: sympy.Symbol(name) for name in NAMES}
    at = {symbols[name]: value for name, value in VALUES.items()}

    def work(text: str) -> list[Any]:
        expression = sympy.parse_expr(text.partition("=")[2], symbols)
        inputs = sorted(expression.free_symbols, key=str)
        return [expression.subs(at), *(expression.diff(name).subs(at) for name in inputs)]

    return work


def _casadi() -> Callable[[str], Any]:
    import casadi

    functions = {name: getattr(casadi, name) for name in ("sqrt", "exp", "sin", "cos")} | {"pi": casadi.pi}

    def work(text: str) -> list[Any]:
        symbols = {name: casadi.SX.sym(name) for name in NAMES}
        # CasADi reads no text; the formulas of this benchmark are Python as they stand.
        expression = eval(text.partition("=")[2], {**functions, **symbols})
        inputs = casadi.symvar(expression)
        function = casadi.Function(
            "f", inputs, [expression, *(casadi.gradient(expression, x) for x in inputs)]
        )
        return list(function(*(VALUES[x.name()] for x in inputs)))

    return work
