"""The parts of a derivative that come through the branches of `where`.

A branch may be undefined where it is not taken, and so may be the derivatives along it. They are not
multiplied by 0 there: they carry the condition under which they are needed, which is looked at once,
where the path ends.
"""

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import NamedTuple

from .nodes import Node, Nodes
from .operations import INFIX, NOT


class Part(NamedTuple):
    """A part of a derivative: ``value`` where ``guard`` holds, and 0 elsewhere.

    guard  a condition; None if it always is needed
    value  it may be undefined where the guard does not hold
    """

    guard: Node | None
    value: Node

    def through(self, condition: Node) -> "Part":
        """Return the part that comes through a branch."""
        return Part(_both(self.guard, condition), self.value)

    def times(self, factor: Node) -> "Part":
        return Part(self.guard, self.value * factor)

    def everywhere(self) -> Node:
        """Return a value that is defined everywhere."""
        return self.value if self.guard is None else self.value.nodes.where(self.guard, self.value, 0)


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
    return Part(guard, reduce(add, [part.everywhere() for part in sums.values()]))


def _include(sums: dict[int | None, Part], part: Part) -> None:
    """Add a part to the one of the same guard."""
    key = part.guard.index if part.guard else None
    sums[key] = Part(part.guard, sums[key].value + part.value) if key in sums else part


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
            joined = Part(outer, nodes.where(refused[0], one.value, other.value))
            _include(sums, joined)
            waiting.append(joined)


def _both(guard: Node | None, condition: Node) -> Node:
    if guard is None or guard.index == condition.index:
        return condition
    return condition.nodes.both(guard, condition)
