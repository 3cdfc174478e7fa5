"""The computational graph as a drawing: what stands at its nodes and edges, for any format."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from backprop.cli import colours
from backprop.cli.terminal import UNICODE
from backprop.grammar.program import Program
from backprop.graph.arithmetics.floats import FLOATS
from backprop.graph.gradient import Gradient
from backprop.graph.operation import Operation
from backprop.graph.operations import IDENTITY
from backprop.writing.digits import rounded
from backprop.writing.notation import Choice, Notation
from backprop.writing.result import Result

_LIGHTEST, _DEEPEST = 0.06, 0.35
_PLAIN = "#f6f7f9"

NEUTRAL = "#74777e"
"""The grey of lines and of words beside them, which can be read on white and on black."""


class Vertex(NamedTuple):
    """A node of the graph.

    operation  what makes it, as ``*`` or ``tanh``; None for inputs and constants
    text       its name, or the text of a constant or a condition
    formula    what it is computed from, one operation deep
    value      None where no values are given
    gradient   None for constants, and where no values are given
    """

    node: int
    operation: str | None
    text: str
    formula: str | None
    value: float | None
    gradient: float | None

    def numbers(self, digits: int) -> dict[str, str]:
        """Return the value and the gradient for people, as far as there are any, under these titles."""
        shown = {}
        if isinstance(self.value, bool):  # of a condition
            shown["value"] = "true" if self.value else "false"
        elif self.value is not None:
            shown["value"] = rounded(self.value, digits)
        if self.gradient is not None:
            shown["gradient"] = rounded(self.gradient, digits)
        return shown


class Edge(NamedTuple):
    """One use: ``of`` is an operand of ``by``, and ``local`` the derivative of ``by`` by it.

    position  which operand it is
    formula   the local derivative in symbols; None where it is not asked for
    choice    which number it is, where it is a choice of numbers (see `Notation.choice`)
    product   what flows back along it; None where no values are given
    """

    of: int
    by: int
    position: int
    formula: str | None = None
    local: float | None = None
    choice: Choice | None = None
    product: float | None = None


class Drawing(NamedTuple):
    """The graph of one output; vertices and edges in the order of the tape.

    largest  the size of the largest gradient
    """

    output: int
    vertices: dict[int, Vertex]
    edges: list[Edge]
    largest: float

    def length(self) -> int:
        """Return how many steps the edges are long, all together.

        A step leads from a node to an operation that uses it, nodes being as close to the output as
        they can be.
        """
        distances = {self.output: 0}
        for edge in reversed(self.edges):
            distances[edge.of] = max(distances.get(edge.of, 0), distances[edge.by] + 1)
        return sum(distances[edge.of] - distances[edge.by] for edge in self.edges)

    def strength(self, gradient: float | None) -> float:
        """Return a gradient between -1 and 1, on a scale of three powers of ten below the largest."""
        if not gradient or not self.largest:
            return 0.0
        size = 1 + (math.log10(abs(gradient)) - math.log10(self.largest)) / 3
        return math.copysign(min(max(size, 0.1), 1.0), gradient)

    def fill(self, vertex: Vertex) -> str:
        """Return the colour of a node: that of its gradient, deeper for a larger one."""
        return fill(self.strength(vertex.gradient))

    def outline(self, vertex: Vertex) -> str:
        """Return the colour of the border of a node."""
        return line(self.strength(vertex.gradient))

    def label(self, edge: Edge, digits: int) -> str:
        """Return the derivative that stands at an edge: in numbers, or in symbols without values."""
        if edge.formula is None:
            return ""
        value = edge.choice or (edge.formula if edge.local is None else rounded(edge.local, digits))
        return f"{UNICODE.local(self.vertices[edge.by].text, self.vertices[edge.of].text)} = {value}"


def fill(strength: float) -> str:
    """Return the colour of a derivative on white, up to a depth on which black letters are easily read."""
    colour = colours.of(strength)
    return colour.on_white(_LIGHTEST + (_DEEPEST - _LIGHTEST) * abs(strength)) if colour else _PLAIN


def line(strength: float) -> str:
    """Return the colour of a line that a derivative flows along: grey where none does."""
    colour = colours.of(strength)
    return colour.hexadecimal if colour else NEUTRAL


def drawn(result: Result) -> Drawing:
    """Draw the graph of a result."""
    calculation, gradient = result.calculation, result.gradient
    values = calculation.values
    return draw(calculation.program, result.notation, result.output, values, gradient.active, gradient)


def draw(
    program: Program,
    notation: Notation,
    output: int,
    values: Sequence[float],
    active: Sequence[bool],
    gradient: Gradient | None = None,
) -> Drawing:
    """Draw what an output is computed from; without a gradient the structure alone.

    ``active`` tells by node whether it depends on an input that is asked for. Others are drawn as
    constants, as the notation writes them.
    """
    vertices: dict[int, Vertex] = {}
    edges: list[Edge] = []
    waiting = [output]

    def edge(by: int, position: int) -> Edge:
        of, source = program.tape.operands[by][position], program.tape.sources[by]
        assert isinstance(source, Operation)
        if of not in program.names or not active[of] or source.partials[position] is None:
            return Edge(of, by, position)
        local = None
        if gradient:
            locals_ = gradient.local_derivatives.get(by)
            local = locals_[position] if locals_ else None
            if local is None and not math.isnan(values[by]):
                local = _beside(source, position, [values[its] for its in program.tape.operands[by]])
        choice = None if local is None else notation.choice(by, position, local)
        adjoint = gradient.adjoints.get(by, 0.0) if gradient else None
        product = None if local is None or adjoint is None else adjoint * local
        return Edge(of, by, position, notation.local_derivative(by, position), local, choice, product)

    while waiting:
        node = waiting.pop()
        if node in vertices:
            continue
        source = program.tape.sources[node]
        is_open = isinstance(source, Operation) and active[node]
        expression = notation.expression(node) if is_open else None
        is_named = node in program.names
        vertices[node] = Vertex(
            node,
            _sign(source) if isinstance(source, Operation) and is_open else None,
            notation.name(node) if is_named or not is_open else expression or "",
            expression,
            values[node] if gradient and program.tape.varies[node] else None,
            gradient.adjoints.get(node, 0.0) if gradient and gradient.active[node] and is_named else None,
        )
        if is_open:
            operands = program.tape.operands[node]
            edges += [edge(node, position) for position in range(len(operands))]
            waiting += operands
    return Drawing(
        output,
        dict(sorted(vertices.items())),
        sorted(edges, key=lambda edge: edge.by),
        max(abs(vertex.gradient or 0.0) for vertex in vertices.values()),
    )


def _sign(operation: Operation) -> str:
    return "=" if operation is IDENTITY else operation.name


def _beside(operation: Operation, position: int, point: Sequence[float]) -> float | None:
    """Return a derivative that the backward pass does not need, as in a branch that is not taken."""
    partial = operation.partials[position]
    assert partial is not None
    try:
        local = float(partial(FLOATS, *point))
    except (ArithmeticError, ValueError):
        return None
    return local if math.isfinite(local) else None
