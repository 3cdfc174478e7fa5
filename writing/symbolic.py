"""The backward walk in formulas: what `eval` shows in numbers, without values."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from backprop.grammar.program import Program
from backprop.graph.adjoints import differentiate
from backprop.graph.arithmetics.formulas import SUM, Formula
from backprop.graph.forward import forward
from backprop.graph.gradient import Gradient
from backprop.graph.operation import Operation
from backprop.graph.reach import flowing
from backprop.graph.tape import Tape

from .notation import Notation
from .spelling import Language, spell

_LONGEST = 24
_LONGEST_ADJOINT = 16


class Use(NamedTuple):
    """One way in which a node reaches the output.

    by                the node that uses it
    local_derivative  the derivative of that one by it
    adjoint           the derivative of the output by that one
    """

    by: str
    local_derivative: str
    adjoint: str


class Visit(NamedTuple):
    """A node of the walk.

    head      its name, and what it is computed from
    value     what it is in the inputs, or in named nodes where that would be long
    gradient  the derivative of the output by it
    """

    name: str
    head: str
    value: str
    is_input: bool
    uses: list[Use]
    gradient: str


def walk(program: Program, output: int, inputs: Mapping[int, str], partial: str) -> Iterator[Visit]:
    """Yield every node from the output back, each after all its uses.

    ``partial`` is how a derivative such as ∂L/∂v1 begins; it stands for what would be long.
    """
    tape = program.tape
    differentiated = differentiate(tape, [output], inputs)
    active = flowing(tape, inputs)
    values = forward(tape, {node: math.nan for nodes in program.inputs.values() for node in nodes})
    notation = Notation(program, values, active)
    slopes = differentiated.adjoints[output]
    named = {node: name for node, name in program.names.items() if active[node] or node in program.bound}
    names = {copy: named[node] for node, copy in reversed(differentiated.copies.items()) if node in named}
    first = {adjoint: node for node, adjoint in reversed(slopes.items())}
    language, taken = Language(), {*program.bound.values()}

    def in_derivatives(node: int, text: Formula) -> Formula:
        if node in names:
            return language.name(names[node])
        if node in first and len(text.text) > _LONGEST_ADJOINT:
            return Formula(f"{partial}{notation.name(output)}/{partial}{notation.name(first[node])}", SUM)
        return text

    def in_values(node: int, text: Formula) -> Formula:
        return text if len(text.text) <= _LONGEST else notation.operand(node)

    slopes_in_full, slopes_in_use = spell(differentiated.tape, names, taken, in_derivatives)
    expanded, _ = spell(tape, program.names, taken, in_values)
    for node, uses in _paths(tape, output, active).walk():
        expression = notation.expression(node)
        name = notation.name(node)
        yield Visit(
            name,
            name if expression in (None, name) else f"{name} = {expression}",
            expanded[node].text,
            expression is None,
            [
                Use(
                    notation.name(use.by),
                    notation.local_derivative(use.by, use.position),
                    slopes_in_use[slopes[use.by]].text,
                )
                for use in uses
            ],
            (slopes_in_use if slopes[node] in names else slopes_in_full)[slopes[node]].text,
        )


def _paths(tape: Tape, output: int, active: Sequence[bool]) -> Gradient:
    """Return the paths to the output, whatever the values are: a gradient whose numbers are all 1."""
    ones: dict[int, list[float | None]] = {}
    uses: dict[int, int] = {output: 0}
    for node in range(output, -1, -1):
        source = tape.sources[node]
        if node in uses and active[node] and isinstance(source, Operation):
            operands = tape.operands[node]
            ones[node] = [
                1.0 if active[operand] and partial else None
                for operand, partial in zip(operands, source.partials, strict=True)
            ]
            for operand, one in zip(operands, ones[node], strict=True):
                if one:
                    uses[operand] = uses.get(operand, 0) + 1
    return Gradient(tape, output, active, dict.fromkeys(uses, 1.0), ones, uses)
