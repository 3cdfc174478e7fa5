"""JSON: one object for each output, on a line of its own.

A result is written straight from the graph, numbers by `repr` and strings by `json`: to build
dictionaries for `json` first would take longer than all the calculation.
"""

import json
import sys
from json.encoder import encode_basestring, encode_basestring_ascii
from math import isfinite

from backprop.cli.result import Result
from backprop.grammar.problem import CalculationProblem, Problem


def render(result: Result) -> str:
    """Return one output as strict JSON: every number is finite, and exact (shortest round trip).

    ``nodes`` holds the operations in the order of their evaluation, then the inputs.
    """
    quote = encode_basestring if _shows_any_name() else encode_basestring_ascii
    notation, values = result.notation, result.calculation.values
    adjoints = result.gradient.adjoints
    names = {node: quote(name) for node, name in result.calculation.program.names.items()}
    operations: list[tuple[int, str]] = []
    inputs: list[tuple[int, str]] = []
    for node, uses in result.gradient.walk():
        expression = notation.expression(node)
        written = [
            f'{{"by": {names[by]}, "formula": {quote(notation.local_derivative(by, position))}, '
            f'"local_derivative": {local!r}, "product": {product!r}}}'
            for by, position, local, product in uses
        ]
        text = (
            f'{{"name": {names.get(node, "null")}, '
            f'"expression": {"null" if expression is None else quote(expression)}, '
            f'"value": {values[node]!r}, "gradient": {adjoints[node]!r}, '
            f'"uses": [{", ".join(written)}]{_check(result, node)}}}'
        )
        (inputs if expression is None else operations).append((node, text))
    line = "" if result.line is None else f'"line": {result.line}, '
    gradient = [f"{quote(name)}: {result.derivative(node)!r}" for node, name in result.wrt.items()]
    nodes = [text for group in (operations, inputs) for _, text in sorted(group)]
    return (
        f'{{{line}"output": {quote(result.name)}, "value": {result.value!r}, '
        f'"gradient": {{{", ".join(gradient)}}}, "nodes": [{", ".join(nodes)}]{_nudge(result)}}}'
    )


def _check(result: Result, node: int) -> str:
    if result.checks is None:
        return ""
    check = result.checks[node]
    description: dict[str, object] = {"verdict": check.verdict.value}
    if check.value is not None:
        off = check.relative(result.derivative(node))
        numbers = {"value": check.value, "bound": check.bound, "relative_difference": off}
        description |= {name: number if isfinite(number) else None for name, number in numbers.items()}
    return f', "check": {json.dumps(description)}'


def _nudge(result: Result) -> str:
    if result.nudge is None:
        return ""
    step, inputs, value, predicted = result.nudge
    moved = {result.notation.name(node): x for node, x in inputs.items()}
    described = {"step": step, "inputs": moved, "value": value, "predicted": predicted}
    return f', "nudge": {json.dumps(described, ensure_ascii=not _shows_any_name())}'


def error(problem: Problem, line: int) -> str:
    """Return what stands for a line that failed."""
    description = {
        "kind": "calculation" if isinstance(problem, CalculationProblem) else "program",
        "message": problem.message,
        "hint": problem.hint,
        "places": [list(place) for place in problem.places],
    }
    return json.dumps({"line": line, "error": description}, ensure_ascii=not _shows_any_name())


def _shows_any_name() -> bool:
    return sys.stdout.encoding.lower().startswith("utf")
