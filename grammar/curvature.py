"""Second derivatives: the derivatives of a program, differentiated again."""

from collections.abc import Mapping
from typing import NamedTuple

from backprop.graph.backward import depending

from .calculation import calculate
from .derivatives import derive
from .emission import program as written
from .parser import CONSTANTS, parse
from .problem import Source
from .program import Program


class Hessian(NamedTuple):
    """The value of an output, and its first and second derivatives.

    gradient  by input
    rows      by input and input; symmetric
    """

    value: float
    gradient: dict[str, float]
    rows: dict[str, dict[str, float]]


def hessian(program: Program, output: int, inputs: Mapping[int, str], values: Mapping[str, float]) -> Hessian:
    """Return the matrix of second derivatives of an output.

    The program of its derivatives is written, read again, and run forward once and backward for each
    input. Raises CalculationProblem where something is undefined, in the program or in that one.
    """
    first = calculate(program, values)
    slopes = first.gradient(output, depending(program.tape, inputs)).adjoints
    found = derive(program, [output], inputs)
    text = "\n".join(written(found))
    constants = {name: value for name, value in CONSTANTS.items() if name not in program.inputs}
    derivatives = parse(Source(text, f"the derivatives of {found.outputs[0][0]}"), constants)
    second = calculate(derivatives, values)
    nodes = {name: derivatives.inputs[name][-1] for name in inputs.values() if name in derivatives.inputs}
    active = depending(derivatives.tape, nodes.values())
    rows: dict[str, dict[str, float]] = {name: {} for name in inputs.values()}
    for row, (slope, _) in zip(inputs.values(), found.slopes, strict=True):
        node = derivatives.node(slope)
        assert node is not None
        adjoints = second.gradient(node, active).adjoints
        for column in inputs.values():
            if row in rows[column]:
                rows[row][column] = rows[column][row]
            else:
                rows[row][column] = adjoints.get(nodes.get(column, -1), 0.0)
    gradient = {name: slopes.get(node, 0.0) for node, name in inputs.items()}
    return Hessian(first.values[output], gradient, rows)
