"""The derivatives of a program as a program in the same language."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from backprop.grammar.naming import Names
from backprop.grammar.program import Program
from backprop.graph.adjoints import differentiate
from backprop.graph.arithmetics.nodes import Nodes
from backprop.graph.tape import Tape


class Derivatives(NamedTuple):
    """A graph that computes a program and its derivatives.

    kept       by node of its tape, the names that the program gave: inputs and statements
    suggested  names for other nodes, if they need one: ``v1``, or ``dL_dv1`` for an adjoint
    outputs    the outputs of the program, by name and node
    slopes     their derivatives by the inputs, named ``dL_da``
    meanings   by name of a derivative, what of and by what
    shared     by name of an input, the name under which it takes its value, where others do too

    Names are those of `Program.written_names`, and every node has one of its own.
    """

    tape: Tape
    kept: dict[int, str]
    suggested: dict[int, str]
    outputs: list[tuple[str, int]]
    slopes: list[tuple[str, int]]
    meanings: dict[str, tuple[str, str]]
    shared: dict[str, str]


def derive_each(program: Program, outputs: Sequence[int], inputs: Mapping[int, str]) -> Iterator[Derivatives]:
    """Yield the same as `derive` for each output by itself, in the time that this output takes."""
    names = program.written_names()
    return (derive(program, [output], inputs, names=names) for output in outputs)


def derive(
    program: Program,
    outputs: Sequence[int],
    inputs: Mapping[int, str],
    nodes: Nodes | None = None,
    names: Mapping[int, str] | None = None,
) -> Derivatives:
    """Return the derivatives of some outputs by some inputs, computed in ``nodes`` (see `differentiate`).

    ``names`` are the program's written names, for those who have them.
    """
    names = names or program.written_names()
    found = differentiate(program.tape, outputs, inputs, nodes)
    kept: dict[int, str] = {}
    suggested: dict[int, str] = {}
    for node, copy in found.copies.items():
        if node in names:
            its_names = kept if node in program.bound else suggested
            its_names.setdefault(copy, names[node])
    fresh = Names([*(names[node] for node in found.copies if node in names), *inputs.values()])
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
        for node, adjoint in adjoints.items():
            if node in names and node not in inputs and adjoint not in kept and adjoint not in suggested:
                suggested[adjoint] = named(output, names[node])
    results = [(names[output], found.copies[output]) for output in outputs]
    shared = {names[node]: common for node in found.copies if (common := _shared_name(program, node))}
    return Derivatives(found.tape, kept, suggested, results, slopes, meanings, shared)


def _shared_name(program: Program, node: int) -> str | None:
    """Return the name under which an input takes its value, if a later input has it."""
    name = program.bound.get(node, "")
    return name if node in program.inputs.get(name, [])[:-1] else None
