"""Running programs inside the tests' own process."""

import json
from typing import Any

from backprop.cli.views.document import document
from backprop.grammar.parser import parse
from backprop.grammar.problem import Source
from backprop.writing.calculation import calculate
from backprop.writing.notation import Notation
from backprop.writing.result import Result


def evaluate(text: str, **values: float) -> dict[str, Any]:
    """Return the JSON object of a program's last output."""
    program = parse(Source(text))
    calculation = calculate(program, values)
    output = list(program.outputs)[-1]
    gradient = calculation.gradient(output, program.tape.varies)
    record = document(
        Result(calculation, gradient, Notation(program, calculation.values), program.input_names())
    )
    found: dict[str, Any] = json.loads(record)
    return found


def derivatives(text: str, **values: float) -> tuple[float, dict[str, float]]:
    """Return the value of a program's last output and its gradient by input name."""
    record = evaluate(text, **values)
    return record["value"], record["gradient"]
