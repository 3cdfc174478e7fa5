"""What the page knows of a program: its graph, its numbers, and the function that computes them anew."""

import json
import math
from typing import NamedTuple

from backprop.cli.drawings.drawing import Drawing
from backprop.grammar.problem import ProgramProblem
from backprop.graph.operation import Operation
from backprop.graph.tape import Input
from backprop.writing.result import Result
from backprop.writing.trace import trace


class Story(NamedTuple):
    """A program, as a page tells it.

    data     JSON for a script
    trace    an expression of JavaScript; None where there is none
    problem  why not
    """

    data: str
    trace: str | None
    problem: str | None


def of(result: Result, drawing: Drawing, digits: int, graph_digits: int) -> Story:
    """Return the story of a result; digits are those of the text, and those of the graph."""
    program, values = result.calculation.program, result.calculation.values
    tape, vertices = program.tape, drawing.vertices
    edges = [edge for edge in drawing.edges if edge.formula is not None]
    inputs = [node for node in tape.computed_from([result.output]) if isinstance(tape.sources[node], Input)]
    code, problem = None, None
    try:
        inputs, code = trace(
            program, result.output, result.wrt, [*vertices], [(edge.by, edge.position) for edge in edges]
        )
    except ProgramProblem as lacking:
        problem = lacking.message
    uses = {f"{edge.by}_{edge.position}": edge for edge in edges}
    invitation = "Play, or step with the arrow keys: first the values, then the derivatives."
    data = {
        "name": vertices[result.output].text,
        "output": result.output,
        "digits": digits,
        "graph_digits": graph_digits,
        "invitation": invitation + ("" if code is None else " Move a slider, and all of it follows."),
        "inputs": [
            {
                "node": node,
                "name": result.notation.name(node),
                "value": values[node],
                "asked": node in result.wrt,
            }
            for node in inputs
        ],
        "nodes": [
            {
                "node": node,
                "name": vertex.text,
                "formula": vertex.formula if vertex.formula != vertex.text else None,
                "operands": [*tape.operands[node]] if vertex.operation else [],
                "lazy": _lazy(tape.sources[node]),
                "shows": [*vertex.numbers(digits)],
            }
            for node, vertex in vertices.items()
        ],
        "edges": [
            {
                "of": edge.of,
                "by": edge.by,
                "position": edge.position,
                "formula": None if edge.choice else edge.formula,
            }
            for edge in edges
        ],
        "state": {
            "value": {node: _number(values[node]) for node in vertices},
            "gradient": {node: _number(result.derivative(node)) for node in vertices},
            "local": {use: _number(edge.local) for use, edge in uses.items()},
            "product": {use: _number(edge.product) for use, edge in uses.items()},
            "undefined": None,
        },
    }
    return Story(json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"), code, problem)


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else value


def _lazy(source: object) -> str | None:
    """Return the name of an operation that does not look at all of its operands."""
    return source.name if isinstance(source, Operation) and source.chosen else None
