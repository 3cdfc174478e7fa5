"""Points where a derivative is a convention, in the program's own words."""

from collections.abc import Iterable, Sequence

from backprop.grammar.problem import Problem
from backprop.grammar.program import Program
from backprop.graph.arithmetics.formulas import formula
from backprop.graph.gradient import Gradient
from backprop.graph.operation import Operation
from backprop.graph.rounding import slope

from .notation import Notation


def notes(
    gradient: Gradient,
    notation: Notation,
    program: Program,
    values: Sequence[float],
    nodes: Iterable[int],
) -> list[Problem]:
    """Return a note for each node at a kink (see `graph.kinks`): where, and which derivative is taken."""
    return [
        Problem(sentence(gradient, notation, values, node), program.source, program.place(node))
        for node in nodes
    ]


def sentence(gradient: Gradient, notation: Notation, values: Sequence[float], node: int) -> str:
    """Return what the kink of one node is; ``values`` are those of all nodes."""
    operation, point = gradient.tape.sources[node], notation.point(node)
    assert isinstance(operation, Operation)
    if operation.is_condition:
        return f"{notation.equation(node)} changes at {point}; the derivative is that of the branch taken"
    operands = gradient.tape.operands[node]
    arguments = [values[operand] for operand in operands]
    slopes = [
        str(formula(slope(operation, position, arguments)))
        for position, operand in enumerate(operands)
        if gradient.active[operand]
    ]
    taken = f"derivative there is taken as {slopes[0]}"
    if len(slopes) > 1:
        taken = f"derivatives there are taken as {', '.join(slopes[:-1])} and {slopes[-1]}"
    verb = "jumps" if operation.jumps else "has a kink"
    return f"{notation.equation(node)} {verb} at {point}; its {taken}"
