"""Derivatives that SymPy simplifies, with a note of those that it does not."""

from collections.abc import Mapping, Sequence

from backprop.grammar.naming import quoted
from backprop.graph.arithmetics.nodes import Node
from backprop.graph.textbook import TextbookNodes
from backprop.writing.derivatives import Derivatives

from .diagnostics import note

_MOST_NAMES = 5


def simplified(found: Derivatives) -> Derivatives:
    """Return derivatives as SymPy simplifies them. Raises Problem where it is missing."""
    from backprop.writing.simplified import simplified

    simpler, left = simplified(found)
    _note(left)
    return simpler


def simplified_slopes(
    nodes: TextbookNodes, slopes: Mapping[str, int], inputs: Mapping[int, Node]
) -> Mapping[str, Node]:
    """Return by name the derivatives that SymPy simplifies. Raises Problem where it is missing."""
    from backprop.writing.simplified import simpler_slopes

    simpler, left = simpler_slopes(nodes.tape, slopes, nodes, inputs)
    _note(left)
    return simpler


def _note(left: Sequence[str]) -> None:
    if left:
        some = ", ".join(map(quoted, left[:_MOST_NAMES])) + (", ..." if len(left) > _MOST_NAMES else "")
        note(f"not simplified, but as without --simplify: {some}")
