"""What depends on what: on an output's side at some values, and on the inputs' side at any."""

from collections.abc import Collection, Iterable, Sequence

from .forward import needed
from .operation import Operation
from .tape import Input, Tape


def reached(tape: Tape, values: Sequence[float], output: int) -> list[int]:
    """Return the nodes that the output depends on at these values, itself first, the tape backwards."""
    found = {output}
    waiting = [output]  # `walk`, written out: it is a tenth of the backward pass
    while waiting:
        node = waiting.pop()
        source, before = tape.sources[node], tape.operands[node]
        if isinstance(source, Operation):
            if source.chosen:
                before = needed(source, before, values)
        elif isinstance(source, Input) and source.default is not None:
            before = (source.default,)
        for operand in before:
            if operand not in found:
                found.add(operand)
                waiting.append(operand)
    return sorted(found, reverse=True)


def depending(tape: Tape, inputs: Collection[int]) -> list[bool]:
    """Tell for every node whether it depends on one of the inputs."""
    return _spread(tape, inputs, conditions=True)


def flowing(tape: Tape, inputs: Collection[int], nodes: Iterable[int] | None = None) -> list[bool]:
    """Tell for every node, or for ``nodes`` only, whether a derivative by one of the inputs can flow through.

    ``nodes`` come in the order of the tape, each with what it is computed from.
    """
    return _spread(tape, inputs, nodes, conditions=False)


def _spread(
    tape: Tape, inputs: Collection[int], nodes: Iterable[int] | None = None, *, conditions: bool
) -> list[bool]:
    depends = [False] * len(tape)
    for node in inputs:
        depends[node] = True
    for node in range(len(tape)) if nodes is None else nodes:
        source, operands = tape.sources[node], tape.operands[node]
        if isinstance(source, Operation):
            if not conditions and None in source.partials:
                flows = zip(operands, source.partials, strict=True)
                operands = tuple([operand for operand, partial in flows if partial is not None])
            if True in [depends[operand] for operand in operands]:
                depends[node] = True
    return depends
