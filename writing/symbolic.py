"""The backward walk in formulas: what `eval` shows in numbers, without values."""

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from backprop.grammar.program import Program
from backprop.graph.adjoints import differentiate
from backprop.graph.arithmetics.formulas import Formula
from backprop.graph.arithmetics.nodes import Node
from backprop.graph.forward import forward
from backprop.graph.gradient import Gradient
from backprop.graph.operation import Operation
from backprop.graph.reach import flowing
from backprop.graph.tape import Input, Tape
from backprop.graph.textbook import TextbookNodes, collect

from .notation import Notation, total
from .spelling import spell

_LONGEST = 24
_LONGEST_ADJOINT = 16
_LONGEST_GRADIENT = 120
_TOO_LONG = Formula("…")


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

    head        its name, and what it is computed from
    expression  the latter, one operation deep; its name for an input
    value       what it is in the inputs, or in named nodes where that would be long
    gradient    the derivative of the output by it
    """

    name: str
    head: str
    expression: str
    value: str
    is_input: bool
    uses: list[Use]
    gradient: str


Change = Callable[[TextbookNodes, Mapping[str, int], Mapping[int, Node]], Mapping[str, Node]]
"""What is done to derivatives before they are written: by name, those that become another one.

It gets the nodes, the derivatives among them by name, and the inputs.
"""


def walk(
    program: Program,
    output: int,
    inputs: Mapping[int, str],
    *,
    in_nodes: bool = False,
    change: Change | None = None,
) -> Iterator[Visit]:
    """Yield every node from the output back, each after all its uses.

    A symbol such as dL/dv1 stands for what would be long; ``in_nodes``, the names of nodes for whatever
    is computed.
    """
    tape = program.tape
    active = flowing(tape, inputs)
    notation = without_values(program, active)

    def in_values(node: int, text: Formula) -> Formula:
        return text if len(text.text) <= _LONGEST else notation.operand(node)

    expanded, _ = spell(tape, program.names, {*program.bound.values()}, in_values)
    named = {
        node
        for node in tape.computed_from([output])
        if isinstance(tape.sources[node], Operation)
        and node != output
        and (
            node in program.bound
            or (active[node] and (in_nodes or len(expanded[node].text) > _LONGEST_ADJOINT))
        )
    }
    gradients = Gradients(program, output, inputs, notation, named, change)
    for node, uses in paths(tape, output, active).walk():
        expression = notation.expression(node)
        name = notation.name(node)
        ways = [
            Use(
                notation.name(use.by),
                notation.local_derivative(use.by, use.position),
                gradients.within(use.by),
            )
            for use in uses
        ]
        yield Visit(
            name,
            name if expression in (None, name) else f"{name} = {expression}",
            expression or name,
            expanded[node].text,
            expression is None,
            ways,
            gradients.whole(node) or " + ".join(f"{use.adjoint}*({use.local_derivative})" for use in ways),
        )


def without_values(program: Program, active: Sequence[bool] | None) -> Notation:
    """Return how the nodes of a program are written where nothing has a value."""
    tape = program.tape
    values = forward(tape, {node: math.nan for nodes in program.inputs.values() for node in nodes})
    return Notation(program, values, active)


class Gradients:
    """The derivatives of an output by every node, in the form of a textbook.

    They are in terms of the inputs, and of the nodes ``named``.
    """

    def __init__(
        self,
        program: Program,
        output: int,
        inputs: Mapping[int, str],
        notation: Notation,
        named: Collection[int],
        change: Change | None,
    ) -> None:
        nodes = TextbookNodes(Tape())
        found = differentiate(program.tape, [output], inputs, nodes)
        slopes = found.adjoints[output]
        if change is not None:
            slopes = _changed(change, nodes, slopes, notation.name(output), notation)
        collected = collect(
            nodes,
            [*slopes.values()],
            [found.copies[output]],
            {found.copies[node] for node in named},
        )
        self._slopes = {node: collected.results[slope] for node, slope in slopes.items()}
        self._of, self._notation = notation.name(output), notation
        texts = {
            collected.copies[copy]: notation.operand(node)
            for node, copy in reversed(found.copies.items())
            if node in named or isinstance(program.tape.sources[node], Input)
        }

        def used(node: int, text: Formula) -> Formula:
            return texts.get(node) or (text if len(text.text) <= _LONGEST_GRADIENT else _TOO_LONG)

        inputs_only = {node: text.text for node, text in texts.items()}
        _, self._texts = spell(collected.tape, inputs_only, {*program.bound.values()}, used)

    def formula(self, node: int) -> Formula | None:
        """Return the derivative by a node, 0 where no path leads; None where it is too long."""
        if node not in self._slopes:
            return Formula("0", number=0.0)
        found = self._texts[self._slopes[node]]
        return None if _TOO_LONG.text in found.text else found

    def factor(self, node: int) -> Formula | None:
        """Return the same as a factor; None where it is long."""
        found = self._texts[self._slopes[node]]
        return found if len(found.text) <= _LONGEST_ADJOINT else None

    def whole(self, node: int) -> str | None:
        """Return the text of the derivative by a node; None where it is too long."""
        found = self.formula(node)
        return found.text if found else None

    def within(self, node: int) -> str:
        """Return the same as a factor: its symbol where it is long."""
        found = self.factor(node)
        return found.text if found else total(self._of, self._notation.name(node))


def _changed(
    change: Change, nodes: TextbookNodes, slopes: Mapping[int, int], of: str, notation: Notation
) -> dict[int, int]:
    """Return the slopes by node after a change."""
    inputs = {
        node: Node(nodes, node) for node, its in enumerate(nodes.tape.sources) if isinstance(its, Input)
    }
    names = {node: f"d{of}_d{notation.name(node)}" for node in slopes}
    found = change(nodes, {names[node]: slope for node, slope in slopes.items()}, inputs)
    return {**slopes} | {node: found[name].index for node, name in names.items() if name in found}


def paths(tape: Tape, output: int, active: Sequence[bool]) -> Gradient:
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
