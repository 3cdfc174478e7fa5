"""The backward walk in formulas: what `eval` shows in numbers, without values."""

import math
from collections import deque
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from backprop.grammar.program import Program
from backprop.graph.adjoints import differentiate
from backprop.graph.arithmetics.formulas import SUM, Formula
from backprop.graph.forward import forward
from backprop.graph.operation import Operation
from backprop.graph.reach import flowing
from backprop.graph.tape import Constant

from .notation import Notation
from .spelling import Language, unnamed

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


class Step(NamedTuple):
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


def walk(program: Program, output: int, inputs: Mapping[int, str], partial: str) -> Iterator[Step]:
    """Yield every node from the output back, each after all its uses.

    ``partial`` is how a derivative such as ∂L/∂v1 begins; it stands for what would be long.
    """
    tape = program.tape
    found = differentiate(tape, [output], inputs)
    active = flowing(tape, inputs)
    values = forward(tape, {node: math.nan for nodes in program.inputs.values() for node in nodes})
    notation = Notation(program, values, active)
    slopes = found.adjoints[output]
    named = {node: name for node, name in program.names.items() if active[node] or node in program.bound}
    names = {copy: named[node] for node, copy in reversed(found.copies.items()) if node in named}
    first = {adjoint: node for node, adjoint in reversed(slopes.items())}
    formulas: dict[int, str] = {}
    used: dict[int, Formula] = {}
    language, taken = Language(), {*program.bound.values()}
    for node, source in enumerate(found.tape.sources):
        operands = [used[operand] for operand in found.tape.operands[node]]
        if isinstance(source, Operation):
            text = language.operation(source, operands)
        elif isinstance(source, Constant):
            text = language.number(unnamed(source, taken))
        else:
            text = language.name(names[node])
        formulas[node] = text.text
        if node in names:
            text = language.name(names[node])
        elif node in first and len(text.text) > _LONGEST_ADJOINT:
            text = Formula(f"{partial}{notation.name(output)}/{partial}{notation.name(first[node])}", SUM)
        used[node] = text
    expanded = _expanded(program, notation)
    for node, uses in _walked(program, output, active):
        expression = notation.expression(node)
        name = notation.name(node)
        yield Step(
            name,
            name if expression in (None, name) else f"{name} = {expression}",
            expanded[node].text,
            expression is None,
            [
                Use(notation.name(by), notation.local_derivative(by, position), used[slopes[by]].text)
                for by, position in uses
            ],
            formulas[slopes[node]] if slopes[node] not in names else used[slopes[node]].text,
        )


def _expanded(program: Program, notation: Notation) -> list[Formula]:
    """Return every node in the inputs, or in named nodes and short constants where that would be long."""
    language, taken = Language(), {*program.bound.values()}
    written: list[Formula] = []
    for node, source in enumerate(program.tape.sources):
        if isinstance(source, Operation):
            operands = [
                written[operand] if len(written[operand].text) <= _LONGEST else notation.operand(operand)
                for operand in program.tape.operands[node]
            ]
            written.append(language.operation(source, operands))
        elif isinstance(source, Constant):
            written.append(language.number(unnamed(source, taken)))
        else:
            written.append(language.name(program.names[node]))
    return written


def _walked(program: Program, output: int, active: list[bool]) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Yield every node with its uses by node and position, as `Gradient.walk` does."""
    tape = program.tape
    paths: dict[int, list[int]] = {}
    counts: dict[int, int] = {output: 0}
    for node in range(output, -1, -1):
        source = tape.sources[node]
        if node in counts and isinstance(source, Operation) and active[node]:
            operands = zip(tape.operands[node], source.partials, strict=True)
            paths[node] = [
                place for place, (operand, partial) in enumerate(operands) if active[operand] and partial
            ]
            for place in paths[node]:
                operand = tape.operands[node][place]
                counts[operand] = counts.get(operand, 0) + 1
    uses: dict[int, list[tuple[int, int]]] = {}
    ready = deque([output])
    while ready:
        node = ready.popleft()
        yield node, uses.pop(node, [])
        for place in paths.get(node, []):
            operand = tape.operands[node][place]
            uses.setdefault(operand, []).append((node, place))
            if len(uses[operand]) == counts[operand]:
                ready.append(operand)
