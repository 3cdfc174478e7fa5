"""JSON: one object for each output, on a line of its own."""

import json
import sys
from typing import Any

from backprop.cli.result import Result
from backprop.grammar.problem import CalculationProblem, Problem

_encode_unicode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_encode_ascii = json.JSONEncoder(allow_nan=False).encode


def _encode(record: dict[str, Any]) -> str:
    """Write names as they are where stdout can show any, and escaped elsewhere."""
    unicode = sys.stdout.encoding.lower().startswith("utf")
    return _encode_unicode(record) if unicode else _encode_ascii(record)


def render(result: Result) -> str:
    """Return one output as strict JSON: every number is finite, and exact (shortest round trip).

    ``nodes`` holds the operations in the order of their evaluation, then the inputs.
    """
    names, values = result.calculation.program.names, result.calculation.values
    notation, adjoints = result.notation, result.gradient.adjoints
    operations: dict[int, dict[str, Any]] = {}
    inputs: dict[int, dict[str, Any]] = {}
    for node, uses in result.gradient.walk():
        expression = notation.expression(node)
        group = inputs if expression is None else operations
        group[node] = {
            "name": names.get(node),
            "expression": expression,
            "value": values[node],
            "gradient": adjoints[node],
            "uses": [
                {
                    "by": names[by],
                    "formula": notation.local_derivative(by, position),
                    "local_derivative": local,
                    "product": product,
                }
                for by, position, local, product in uses
            ],
        }
    record: dict[str, Any] = {} if result.line is None else {"line": result.line}
    record |= {
        "output": result.name,
        "value": result.value,
        "gradient": {name: result.derivative(node) for node, name in result.wrt.items()},
        "nodes": [group[node] for group in (operations, inputs) for node in sorted(group)],
    }
    return _encode(record)


def error(problem: Problem, line: int) -> str:
    """Return what stands for a line that failed."""
    description: dict[str, Any] = {
        "kind": "calculation" if isinstance(problem, CalculationProblem) else "program",
        "message": problem.message,
        "hint": problem.hint,
        "places": [list(place) for place in problem.places],
    }
    return _encode({"line": line, "error": description})
