"""When a node is needed, for languages that compute line by line and fail on log(-1).

Our own runs only what is needed (see `forward`). Elsewhere a line that only a branch needs is put under
the condition of that branch.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .operation import Operation
from .operations import INFIX, WHERE
from .tape import Input, Tape


class Literal(NamedTuple):
    """A condition that holds, or that does not."""

    condition: int
    holds: bool


Guard = list[list[Literal]]
"""A node is needed where all of one of the lists is so."""

_MOST = 16
_ALWAYS: frozenset[Literal] = frozenset()


def scheduled(tape: Tape, results: Sequence[int], *, early: bool) -> list[int]:
    """Return what the results are computed from, in order; ``early``: conditions as early as they can be."""
    reached = sorted(_below(tape, results, set()))
    if not early:
        return reached
    order: list[int] = []
    done: set[int] = set()
    decisions = [
        condition for node in reached for condition, *_ in [_decision(tape, node)] if condition is not None
    ]
    for start in (*decisions, *results):
        below = sorted(_below(tape, [start], done))
        order += below
        done.update(below)
    return order


def guards(tape: Tape, order: Sequence[int], results: Iterable[int]) -> dict[int, Guard]:
    """Return when each node is needed; nodes that always are have no guard.

    ``order`` is that of the computation; a guard uses only what is known before its node. It may be
    too wide, never too narrow.
    """
    place = {node: number for number, node in enumerate(order)}
    needed: dict[int, set[frozenset[Literal]]] = {node: {_ALWAYS} for node in results}
    for node in sorted(order, reverse=True):
        ways = needed[node]
        condition, branches = _decision(tape, node)
        for position, operand in enumerate(_operands(tape, node)):
            more = ways
            if condition is not None and position in branches:
                literal = Literal(condition, branches[position])
                more = {way | {literal} for way in ways}
            needed[operand] = _either(needed.get(operand, set()), more)
    found: dict[int, Guard] = {}
    for node, ways in needed.items():
        known = _either(
            set(), {frozenset(one for one in way if place[one.condition] < place[node]) for way in ways}
        )
        if _ALWAYS not in known:
            found[node] = sorted(sorted(way, key=lambda one: place[one.condition]) for way in known)
    return found


def _decision(tape: Tape, node: int) -> tuple[int | None, dict[int, bool]]:
    """Return the condition that decides on operands of a node, and by position what it must be for them."""
    source = tape.sources[node]
    if source is WHERE:
        return tape.operands[node][0], {1: True, 2: False}
    if source in (INFIX["and"], INFIX["or"]):
        return tape.operands[node][0], {1: source is INFIX["and"]}
    return None, {}


def _operands(tape: Tape, node: int) -> tuple[int, ...]:
    source = tape.sources[node]
    if isinstance(source, Operation):
        return tape.operands[node]
    return (source.default,) if isinstance(source, Input) and source.default is not None else ()


def _below(tape: Tape, starts: Iterable[int], done: set[int]) -> set[int]:
    """Return what some nodes are computed from, they among it, less what is done."""
    found: set[int] = set()
    waiting = [*starts]
    while waiting:
        node = waiting.pop()
        if node not in found and node not in done:
            found.add(node)
            waiting += _operands(tape, node)
    return found


def _either(some: set[frozenset[Literal]], more: set[frozenset[Literal]]) -> set[frozenset[Literal]]:
    """Return the ways that are in one or the other, without those that others include."""
    ways = some | more
    if _ALWAYS in ways:
        return {_ALWAYS}
    for way in ways:
        for literal in way:
            rest = way - {literal}
            if rest | {Literal(literal.condition, not literal.holds)} in ways:
                return _either(ways - {way}, {rest})
    least = {way for way in ways if not any(other < way for other in ways)}
    if len(least) > _MOST:
        return {frozenset.intersection(*least)}
    return least
