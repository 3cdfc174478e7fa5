"""All numbers of a graph as one function in JavaScript, for a page that computes them anew."""

import json
from collections.abc import Collection, Sequence
from typing import NamedTuple

from backprop.grammar.naming import Names
from backprop.grammar.program import Program
from backprop.graph.adjoints import differentiate
from backprop.graph.arithmetics.nodes import Node, Nodes
from backprop.graph.operation import Operation
from backprop.graph.tape import Input, Tape

from .derivatives import Derivatives
from .languages.javascript import JavaScript

Use = tuple[int, int]
"""A node, and which of its operands is meant."""


class Trace(NamedTuple):
    """A function of JavaScript.

    inputs  the nodes of its parameters, in their order
    code    an expression, whose calls return ``{values, gradients, locals}``: three lists of numbers
    """

    inputs: list[int]
    code: str


def trace(
    program: Program, output: int, by: Collection[int], nodes: Sequence[int], uses: Sequence[Use]
) -> Trace:
    """Return the function of the values of nodes, the derivatives of the output by them, and those of uses.

    ``by`` are the inputs to differentiate by. The derivative by a node that leads to the output from none
    of these is 0. Raises ProgramProblem for what JavaScript lacks.
    """
    arithmetic = Nodes(Tape())
    found = differentiate(program.tape, [output], by, arithmetic, nodes)
    adjoints, written = found.adjoints[output], program.written_names()
    local = [
        arithmetic.local_derivative(
            source, position, [Node(arithmetic, found.copies[its]) for its in program.tape.operands[node]]
        ).index
        for node, position in uses
        if isinstance(source := program.tape.sources[node], Operation)
    ]
    fresh = Names(written.values())
    values = [(written.get(node) or fresh.name("v"), found.copies[node]) for node in nodes]
    slopes = [(fresh.name("d"), adjoints.get(node, found.zero)) for node in nodes]
    slopes += [(fresh.name("d"), node) for node in local]
    named = {found.copies[node]: name for node, name in written.items() if node in found.copies}
    inputs = [node for node in found.copies if isinstance(program.tape.sources[node], Input)]
    kept = {found.copies[node]: written[node] for node in inputs}
    language = JavaScript()
    emission = language.emission(
        program,
        Derivatives(found.tape, kept, named, values, slopes, {name: (name,) for name, _ in slopes}, {}),
    )
    results = [result.formula.text if result.formula else "" for result in emission.results]
    parameters = ", ".join(language.identifier(written[node]) for node in inputs)
    statements = "".join(
        f"  const {language.identifier(its.name)} = {its.formula};\n" for its in emission.statements
    )
    parts = {"values": results[: len(nodes)], "gradients": results[len(nodes) : 2 * len(nodes)]}
    lists = "".join(
        f"    {json.dumps(name)}: [{', '.join(its)}],\n"
        for name, its in {**parts, "locals": results[2 * len(nodes) :]}.items()
    )
    return Trace(inputs, f"({parameters}) => {{\n{statements}  return {{\n{lists}  }};\n}}")
