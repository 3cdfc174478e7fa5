"""The derivatives of a program as a program in the same language."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import reduce
from typing import NamedTuple

from backprop.grammar.naming import Names
from backprop.grammar.problem import Problem
from backprop.grammar.program import Program
from backprop.graph.adjoints import Adjoints, differentiate
from backprop.graph.arithmetics.nodes import Node, Nodes
from backprop.graph.tape import Tape

_MOST_NODES = 1_000_000


class Derivatives(NamedTuple):
    """A graph that computes a program and its derivatives.

    kept       by node of its tape, the names that the program gave: inputs and statements
    suggested  names for other nodes, if they need one: ``v1``, or ``dL_dv1`` for an adjoint
    outputs    the outputs of the program, by name and node
    slopes     their derivatives by the inputs, named ``dL_da``, or of a higher order, ``ddL_da_db``
    meanings   by name of a derivative, what of and by what; of order n, n names follow the first
    shared     by name of an input, the name under which it takes its value, where others do too

    Names are those of `Program.written_names`, and every node has one of its own.
    """

    tape: Tape
    kept: dict[int, str]
    suggested: dict[int, str]
    outputs: list[tuple[str, int]]
    slopes: list[tuple[str, int]]
    meanings: dict[str, tuple[str, ...]]
    shared: dict[str, str]

    @property
    def by(self) -> list[tuple[str, ...]]:
        """The names of the inputs that each derivative is by."""
        return [self.meanings[name][1:] for name, _ in self.slopes]


def summed(
    found: Derivatives, nodes: Nodes, inputs: Mapping[str, Sequence[str]]
) -> dict[tuple[str, str], Node]:
    """Return the derivatives of the outputs by inputs that are several nodes each: the sums of theirs.

    ``nodes`` is the arithmetic that they were computed in; ``inputs`` holds by name the names of the nodes.
    """
    slopes = {found.meanings[name]: Node(nodes, node) for name, node in found.slopes}
    return {
        (output, name): reduce(nodes.add, [slopes[output, label] for label in labels])
        for output, _ in found.outputs
        for name, labels in inputs.items()
    }


Change = Callable[[Derivatives], Derivatives]
"""What is done to derivatives before they are written."""


def unchanged(found: Derivatives) -> Derivatives:
    """Return derivatives as they are."""
    return found


def derive(
    program: Program,
    outputs: Sequence[int],
    inputs: Mapping[int, str],
    nodes: Nodes | None = None,
    *,
    order: int = 1,
) -> Derivatives:
    """Return the derivatives of some outputs by some inputs, computed in ``nodes`` (see `differentiate`).

    Of a higher order, these are all partial ones, those by the same inputs once: by a and b, not by b and a.
    Raises Problem where they would be too many.
    """
    return _Differentiated(program, outputs, inputs, program.written_names(), nodes).upto(order)


def derive_each(
    program: Program, outputs: Sequence[int], inputs: Mapping[int, str], *, order: int = 1
) -> Iterator[Derivatives]:
    """Yield the same for each output by itself. It takes as long as what the output is computed from."""
    names = program.written_names()
    return (_Differentiated(program, [output], inputs, names).upto(order) for output in outputs)


def textbook(
    program: Program,
    outputs: Sequence[int],
    inputs: Mapping[int, str],
    *,
    named: Collection[int] = (),
    order: int = 1,
) -> Derivatives:
    """Return the derivatives in the form of a textbook, in terms of the inputs and of the nodes ``named``."""
    return _Textbook(program, outputs, inputs, program.written_names(), named).upto(order)


class _Slope(NamedTuple):
    """A derivative: its name and meaning, its node, and the place of the last input that it is by."""

    name: str
    meaning: tuple[str, ...]
    node: int
    place: int


class _Differentiated:
    """A program, differentiated once, and again."""

    def __init__(
        self,
        program: Program,
        outputs: Sequence[int],
        inputs: Mapping[int, str],
        names: Mapping[int, str],
        nodes: Nodes | None = None,
    ) -> None:
        self._program, self._outputs, self._inputs, self._names = program, outputs, inputs, names
        found = self._found(program.tape, outputs, [*inputs], nodes, [])
        self._tape, self._copies = found.tape, found.copies
        self._kept, self._suggested = dict[int, str](), dict[int, str]()
        for node, copy in found.copies.items():
            if node in names:
                its_names = self._kept if node in program.bound else self._suggested
                its_names.setdefault(copy, names[node])
        self._fresh = Names([*(names[node] for node in found.copies if node in names), *inputs.values()])
        self._slopes: list[_Slope] = []
        for output in outputs:
            adjoints = found.adjoints[output]
            for place, (node, name) in enumerate(inputs.items()):
                adjoint = adjoints.get(node, found.zero)
                self._slopes.append(self._slope(names[output], (names[output], name), adjoint, place))
            for node, adjoint in adjoints.items():
                if node in names and node not in inputs and not self._has_name(adjoint):
                    self._suggested[adjoint] = self._fresh.name(f"d{names[output]}_d{names[node]}")

    def upto(self, order: int) -> Derivatives:
        """Return the derivatives of an order."""
        for number in range(2, order + 1):
            if len(self._tape) * max(1, len(self._slopes)) > _MOST_NODES:
                message = f"the derivatives of order {number} would have more than a million operations"
                raise Problem(message, hint="choose a lower --order, or fewer inputs with --wrt")
            self._again()
        names, program = self._names, self._program
        shared = {names[node]: common for node in self._copies if (common := _shared_name(program, node))}
        return Derivatives(
            self._tape,
            self._kept,
            self._suggested,
            [(names[output], self._copies[output]) for output in self._outputs],
            [(slope.name, slope.node) for slope in self._slopes],
            {slope.name: slope.meaning for slope in self._slopes},
            shared,
        )

    def _again(self) -> None:
        """Differentiate the derivatives, by the last input of each and those behind it."""
        before, names = self._slopes, [*self._inputs.values()]
        inputs = [self._copies.get(node, -1) for node in self._inputs]
        results = [self._copies[output] for output in self._outputs]
        nodes = [*dict.fromkeys(slope.node for slope in before)]
        found = self._found(self._tape, nodes, [node for node in inputs if node >= 0], None, results)
        self._tape = found.tape
        self._copies = {
            node: found.copies[copy] for node, copy in self._copies.items() if copy in found.copies
        }
        self._kept, self._suggested = (
            {found.copies[node]: name for node, name in its.items() if node in found.copies}
            for its in (self._kept, self._suggested)
        )
        self._slopes = []
        for slope in before:
            copy = found.copies[slope.node]
            if not self._has_name(copy):
                self._suggested[copy] = slope.name
            for place in range(slope.place, len(names)):
                adjoint = found.adjoints[slope.node].get(inputs[place], found.zero)
                meaning = (*slope.meaning, names[place])
                self._slopes.append(self._slope(slope.name, meaning, adjoint, place))

    def _found(
        self,
        tape: Tape,
        outputs: Sequence[int],
        inputs: Sequence[int],
        nodes: Nodes | None,
        others: Sequence[int],
    ) -> Adjoints:
        return differentiate(tape, outputs, inputs, nodes, others)

    def _slope(self, of: str, meaning: tuple[str, ...], node: int, place: int) -> _Slope:
        return _Slope(self._fresh.name(f"d{of}_d{meaning[-1]}"), meaning, node, place)

    def _has_name(self, node: int) -> bool:
        return node in self._kept or node in self._suggested


class _Textbook(_Differentiated):
    """The same in the form of a textbook, each order before the next."""

    def __init__(
        self,
        program: Program,
        outputs: Sequence[int],
        inputs: Mapping[int, str],
        names: Mapping[int, str],
        named: Collection[int],
    ) -> None:
        self._named: Collection[int] = named
        super().__init__(program, outputs, inputs, names)

    def _found(
        self,
        tape: Tape,
        outputs: Sequence[int],
        inputs: Sequence[int],
        nodes: Nodes | None,  # noqa: ARG002
        others: Sequence[int],
    ) -> Adjoints:
        from backprop.graph.textbook import TextbookNodes, collect

        arithmetic = TextbookNodes(Tape())
        found = differentiate(tape, outputs, inputs, arithmetic, others)
        wanted = {*inputs}
        slopes = {
            adjoint
            for adjoints in found.adjoints.values()
            for node, adjoint in adjoints.items()
            if node in wanted
        }
        kept = [found.copies[node] for node in (*outputs, *others)]
        named = {found.copies[node] for node in self._named if node in found.copies}
        collected = collect(arithmetic, [*slopes, found.zero], kept, named)
        copies = {node: collected.copies[copy] for node, copy in found.copies.items()}
        self._named = {copies[node] for node in self._named if node in copies}
        adjoints = {
            output: {node: collected.results[adjoint] for node, adjoint in its.items() if node in wanted}
            for output, its in found.adjoints.items()
        }
        return Adjoints(collected.tape, copies, adjoints, collected.results[found.zero])


def _shared_name(program: Program, node: int) -> str | None:
    """Return the name under which an input takes its value, if a later input has it."""
    name = program.bound.get(node, "")
    return name if node in program.inputs.get(name, [])[:-1] else None
