"""When a node is needed, for languages that compute line by line and fail on log(-1).

Our own runs only what is needed (see `forward`). Elsewhere a line that only a branch needs is put under
the condition of that branch, and after it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from .decisions import ALWAYS, NEVER, Decisions
from .operation import Operation
from .operations import INFIX, NOT, WHERE
from .tape import Tape
from .walk import walk

_MOST_QUESTIONS = 20
"""For each node, on average; where there are more, some guards are too wide."""


class Guards(NamedTuple):
    """What results are computed from.

    order      the nodes in an order in which they can be computed
    needed     by node that is not always needed, when it is; what that depends on comes before it
    lazy       the same for nodes that cannot come after it: what decides on one of their uses depends on
               another. They are computed where they are used
    decisions  what `needed` and `lazy` refer to
    """

    order: list[int]
    needed: dict[int, int]
    lazy: dict[int, int]
    decisions: Decisions

    def looked_at(self) -> set[int]:
        """Return the comparisons that decide when a node is needed."""
        return self.decisions.conditions(*self.needed.values())


def guards(tape: Tape, results: Sequence[int]) -> Guards:
    """Return what results are computed from, and when it is needed."""
    reached = tape.computed_from(results)
    most = _MOST_QUESTIONS * len(reached)
    decisions = Decisions(most)
    found = _guards(tape, reached, results, decisions)
    late = {
        node: max(decisions.conditions(found.lazy[node])) for node in found.looked_at() if node in found.lazy
    }
    return _guards(tape, reached, results, Decisions(most, late)) if late else found


def _guards(tape: Tape, reached: list[int], results: Iterable[int], decisions: Decisions) -> Guards:
    needed = {
        node: decision
        for node, decision in _needed(tape, reached, results, decisions).items()
        if decision != ALWAYS
    }
    if not needed:
        return Guards(reached, {}, {}, decisions)
    order = [*_Schedule(tape, reached, needed, decisions)]
    place = {item: number for number, item in enumerate(order)}
    known: dict[int, int] = {}
    lazy: dict[int, int] = {}
    for node, decision in needed.items():
        is_known = decision == NEVER or place[~decision] < place[node]
        (known if is_known else lazy)[node] = decision
    return Guards([item for item in order if item >= 0], known, lazy, decisions)


def _needed(
    tape: Tape, reached: Sequence[int], results: Iterable[int], decisions: Decisions
) -> dict[int, int]:
    """Return when each operation is needed: by which of the branches that lead to it."""
    truths = _truths(tape, reached, decisions)
    needed = {node: NEVER for node in reached if isinstance(tape.sources[node], Operation)}
    needed |= {node: ALWAYS for node in results if node in needed}
    for node in reversed(needed):
        branches = _branches(tape, node)
        for position, operand in enumerate(tape.operands[node]):
            if needed.get(operand, ALWAYS) == ALWAYS:
                continue
            when = needed[node]
            if position in branches:
                holds, fails = truths[tape.operands[node][0]]
                when = decisions.both(when, holds if branches[position] else fails)
            needed[operand] = decisions.either(needed[operand], when)
    return needed


def _truths(tape: Tape, reached: Iterable[int], decisions: Decisions) -> dict[int, tuple[int, int]]:
    """Return when each condition holds, and when it does not: questions about comparisons."""
    both, either = decisions.both, decisions.either
    truths: dict[int, tuple[int, int]] = {}
    for node in reached:
        source = tape.sources[node]
        if not isinstance(source, Operation) or not source.is_condition:
            continue
        parts = [truths[operand] for operand in tape.operands[node] if operand in truths]
        if source is NOT:
            truths[node] = parts[0][1], parts[0][0]
        elif source is INFIX["and"]:
            truths[node] = both(parts[0][0], parts[1][0]), either(parts[0][1], parts[1][1])
        elif source is INFIX["or"]:
            truths[node] = either(parts[0][0], parts[1][0]), both(parts[0][1], parts[1][1])
        else:
            truths[node] = decisions.asked(node, ALWAYS, NEVER), decisions.asked(node, NEVER, ALWAYS)
    return truths


def _branches(tape: Tape, node: int) -> dict[int, bool]:
    """Return the operands that the first one decides on, by position: what it must be for them."""
    source = tape.sources[node]
    if source is WHERE:
        return {1: True, 2: False}
    return {1: source is INFIX["and"]} if source in (INFIX["and"], INFIX["or"]) else {}


class _Schedule:
    """Nodes and the decisions on them, as ``~decision``, each after what it depends on.

    A node comes before the decision on it only where all that is left waits for decisions that wait
    for nodes that wait for decisions.
    """

    def __init__(
        self, tape: Tape, reached: Sequence[int], needed: Mapping[int, int], decisions: Decisions
    ) -> None:
        self._left = {node: {*tape.before(node)} for node in reached}
        for decision in decisions.below(*needed.values()):
            condition, *others = decisions[decision]
            self._left[~decision] = {condition, *(~other for other in others if other not in (NEVER, ALWAYS))}
        self._open = {node: ~decision for node, decision in needed.items() if decision != NEVER}
        self._waiting: dict[int, list[int]] = {}
        for item, before in self._left.items():
            for other in (*before, *([self._open[item]] if item in self._open else [])):
                self._waiting.setdefault(other, []).append(item)

    def __iter__(self) -> Iterator[int]:
        left, open_ = self._left, self._open
        ready = [item for item in left if not left[item] and item not in open_]
        heapify(ready)
        while left:
            item = heappop(ready) if ready else self._first_in_the_way()
            yield item
            del left[item]
            for other in self._waiting.get(item, ()):
                if other not in left:
                    continue
                left[other].discard(item)
                if open_.get(other) == item:
                    del open_[other]
                if not left[other] and other not in open_:
                    heappush(ready, other)

    def _first_in_the_way(self) -> int:
        """Return the first node that waits for a decision only, and that a decision waits for."""
        decisions = [item for item in self._left if item < 0]
        return min(item for item in walk(decisions, self._left.__getitem__) if not self._left[item])
