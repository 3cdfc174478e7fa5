"""The parts of a derivative that are needed under a condition: behind `where`, relu, max and the like.

A branch may be undefined where it is not taken, and so may be the derivatives along it. They are not
multiplied by 0 there: they carry the condition under which they are needed, which is looked at once,
where the path ends.
"""

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import NamedTuple

from .arithmetics.nodes import Node, Nodes
from .operations import INFIX, NOT, WHERE


class Part(NamedTuple):
    """A part of a derivative: ``value`` where ``guard`` holds, and 0 elsewhere.

    guard  a condition; None if it always is needed
    value  it may be undefined where the guard does not hold
    whole  the part everywhere, where it is known without the guard
    """

    guard: Node | None
    value: Node
    whole: Node | None

    def times(self, local: Node, *, is_branch: bool) -> "Part":
        """Return the part behind a local derivative; where that is 0 by a condition, none is needed.

        ``is_branch``: what lies behind has a value only where that condition holds, so that from here on
        nothing, not even a further condition, may be looked at elsewhere.
        """
        nodes, guard, whole = local.nodes, self.guard, self.whole
        conditions: list[Node] = []
        while branches := nodes.parts(local, WHERE):
            condition, one, other = branches
            if 0 not in (nodes.number(one), nodes.number(other)):
                break
            is_first = nodes.number(other) == 0
            local = one if is_first else other
            conditions.append(condition if is_first else nodes.negation(condition))
        value = self.value * local
        if whole is not None and not is_branch and (guard is None or _is_choice_of_numbers(local)):
            whole = whole * local
            for condition in reversed(conditions):
                whole = nodes.where(condition, whole, 0)
        else:
            whole = None
        for condition in conditions:
            guard = _both(guard, condition)
        return Part(guard, value, whole)

    def everywhere(self) -> Node:
        """Return a value that is defined everywhere."""
        if self.whole is not None or self.guard is None:
            return self.whole or self.value
        return self.value.nodes.where(self.guard, self.value, 0)


def always(value: Node) -> Part:
    """Return a derivative that is needed everywhere."""
    return Part(None, value, value)


def total(nodes: Nodes, parts: Sequence[Part]) -> Part:
    """Return the sum of parts, which is needed where any of them is."""
    sums: dict[int | None, Part] = {}
    for part in [part for part in parts if nodes.number(part.value) != 0] or parts[:1]:
        _include(sums, part)
    _join(nodes, sums)
    first, *others = sums.values()
    if not others:
        return first
    guards = [part.guard for part in sums.values() if part.guard is not None]
    guard = reduce(nodes.either, guards) if len(guards) == len(sums) else None
    value = reduce(add, [part.everywhere() for part in sums.values()])
    return Part(guard, value, value)


def _include(sums: dict[int | None, Part], part: Part) -> None:
    """Add a part to the one of the same guard."""
    key = part.guard.index if part.guard else None
    if key in sums:
        value = sums[key].value + part.value
        part = Part(part.guard, value, value if key is None else None)
    sums[key] = part


def _join(nodes: Nodes, sums: dict[int | None, Part]) -> None:
    """Write where(c, x, y) for x where c holds and y where it does not."""
    waiting = [*sums.values()]
    for part in waiting:
        if part.guard is None:
            continue
        outer, last = nodes.parts(part.guard, INFIX["and"]) or (None, part.guard)
        refused = nodes.parts(last, NOT)
        if refused is None:
            continue
        opposite = _both(outer, refused[0])
        if opposite.index in sums and part.guard.index in sums:
            one, other = sums.pop(opposite.index), sums.pop(part.guard.index)
            value = nodes.where(refused[0], one.value, other.value)
            joined = Part(outer, value, value if outer is None else None)
            _include(sums, joined)
            waiting.append(joined)


def _both(guard: Node | None, condition: Node) -> Node:
    if guard is None or guard.index == condition.index:
        return condition
    return condition.nodes.both(guard, condition)


def _is_choice_of_numbers(node: Node) -> bool:
    """Tell whether a local derivative is a number, by conditions at most: it is defined everywhere."""
    branches = node.nodes.parts(node, WHERE)
    if branches is None:
        return node.nodes.number(node) is not None
    return all(map(_is_choice_of_numbers, branches[1:]))
