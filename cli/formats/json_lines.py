"""JSON: one object for each output, on a line of its own."""

import json
from typing import Any

from backprop.cli.result import Result


def render(result: Result) -> str:
    """Return one output as strict JSON: every number is finite, and exact (shortest round trip).

    ``nodes`` holds the operations in the order of their evaluation, then the inputs.
    """
    program, values = result.calculation.program, result.calculation.values
    notation = result.calculation.notation
    operations: dict[int, dict[str, Any]] = {}
    inputs: dict[int, dict[str, Any]] = {}
    for node, uses in result.walk():
        expression = notation.expression(node)
        group = inputs if expression is None else operations
        group[node] = {
            "name": program.names.get(node),
            "expression": expression,
            "value": values[node],
            "gradient": result.derivative(node),
            "uses": [
                {
                    "by": program.names[use.by],
                    "formula": notation.local_derivative(use.by, use.position),
                    "local_derivative": use.local_derivative,
                    "product": use.product,
                }
                for use in uses
            ],
        }
    record = {
        "output": result.name,
        "value": result.value,
        "gradient": {name: result.derivative(node) for node, name in result.wrt.items()},
        "nodes": [group[node] for group in (operations, inputs) for node in sorted(group)],
    }
    return json.dumps(record, ensure_ascii=False, allow_nan=False)
