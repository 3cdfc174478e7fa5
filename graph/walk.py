"""The walk along a graph: each node once, however many ways lead to it."""

from collections.abc import Callable, Iterable, Iterator


def walk(starts: Iterable[int], after: Callable[[int], Iterable[int]]) -> Iterator[int]:
    """Yield some nodes and all that can be reached from them; ``after`` gives the next ones of each."""
    waiting = [*dict.fromkeys(starts)]
    found = {*waiting}
    for node in waiting:
        yield node
        for other in after(node):
            if other not in found:
                found.add(other)
                waiting.append(other)
