"""Points where a derivative is a convention, in the program's own words."""

from collections.abc import Iterable

from backprop.graph.backward import Gradient
from backprop.graph.formulas import formula
from backprop.graph.operation import Operation

from .notation import Notation
from .problem import Problem
from .program import Program


def explain(gradient: Gradient, notation: Notation, program: Program, nodes: Iterable[int]) -> list[Problem]:
    """Say for each node (see `Gradient.kinks`) where its kink is, and which derivative is taken there."""
    return [
        Problem(sentence(gradient, notation, node), program.source, program.place(node)) for node in nodes
    ]


def sentence(gradient: Gradient, notation: Notation, node: int) -> str:
    """Return what the kink of one node is."""
    operation, point = gradient.tape.sources[node], notation.point(node)
    assert isinstance(operation, Operation)
    if operation.is_condition:
        return f"{notation.equation(node)} changes at {point}; the derivative is that of the branch taken"
    slopes = [str(formula(slope)) for slope in gradient.local_derivatives[node] if slope is not None]
    taken = f"derivative there is taken as {slopes[0]}"
    if len(slopes) > 1:
        taken = f"derivatives there are taken as {', '.join(slopes[:-1])} and {slopes[-1]}"
    verb = "jumps" if operation.jumps else "has a kink"
    return f"{notation.equation(node)} {verb} at {point}; its {taken}"
