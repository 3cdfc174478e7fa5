"""The derivatives of a program as a program in the same language."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from backprop.graph.adjoints import differentiate
from backprop.graph.nodes import Nodes
from backprop.graph.tape import Tape

from .program import Program


class Derivatives(NamedTuple):
    """A graph that computes a program and its derivatives.

    kept       by node of its tape, the names that the program gave: inputs and statements
    suggested  names for other nodes, if they need one: ``v1``, or ``dL_dv1`` for an adjoint
    outputs    the outputs of the program, by name and node
    slopes     their derivatives by the inputs, named ``dL_da``
    meanings   by name of a derivative, what of and by what
    """

    tape: Tape
    kept: dict[int, str]
    suggested: dict[int, str]
    outputs: list[tuple[str, int]]
    slopes: list[tuple[str, int]]
    meanings: dict[str, tuple[str, str]]


def derive(
    program: Program, outputs: Sequence[int], inputs: Mapping[int, str], nodes: Nodes | None = None
) -> Derivatives:
    """Return the derivatives of some outputs by some inputs, computed in ``nodes`` (see `differentiate`)."""
    found = differentiate(program.tape, outputs, inputs, nodes)
    copies, names = found.copies, {**program.names, **program.input_names()}
    kept: dict[int, str] = {}
    suggested: dict[int, str] = {}
    for node in sorted(copies.keys() & names.keys()):
        (kept if node in program.bound else suggested).setdefault(copies[node], names[node])
    fresh = _Fresh({*names.values()})
    slopes: list[tuple[str, int]] = []
    meanings: dict[str, tuple[str, str]] = {}

    def named(output: int, by: str) -> str:
        name = fresh.name(f"d{names[output]}_d{by}")
        meanings[name] = names[output], by
        return name

    for output in outputs:
        adjoints = found.adjoints[output]
        for node, name in inputs.items():
            slopes.append((named(output, name), adjoints.get(node, found.zero)))
        for node, adjoint in _inner(adjoints, inputs):
            if adjoint not in kept and adjoint not in suggested and node in names:
                suggested[adjoint] = named(output, names[node])
    results = [(names[output], copies[output]) for output in outputs]
    return Derivatives(found.tape, kept, suggested, results, slopes, meanings)


def _inner(adjoints: Mapping[int, int], inputs: Mapping[int, str]) -> Iterator[tuple[int, int]]:
    """Yield the adjoints of what is no input."""
    return ((node, adjoint) for node, adjoint in adjoints.items() if node not in inputs)


class _Fresh:
    """Hands out names that are not taken."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken

    def name(self, wanted: str) -> str:
        name, number = wanted, 0
        while name in self._taken:
            number += 1
            name = f"{wanted}_{number}"
        self._taken.add(name)
        return name
