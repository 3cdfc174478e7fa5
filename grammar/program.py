"""A program that has been read: its graph, and what the text calls the nodes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from backprop.graph.operations import FUNCTIONS
from backprop.graph.tape import Input, Tape

from .automaton import pattern
from .naming import Names, closest, quoted
from .problem import Place, Problem, ProgramProblem, Source

_MOST_GUESSES = 5
_MOST_NAMES = 20


class Program(NamedTuple):
    """The graph of a program.

    places   by node, the offset in the text of the token that made it
    bound    by node, the name that the program binds to it, if any
    names    by node, a name of its own: the program's, or v1, v2, ... (see `naming`);
             constants have none
    inputs   by name, as the program writes it, the inputs of this name (usually one)
    outputs  the results that no later statement uses, with the places of their statements
    notes    what is allowed but looks like a slip
    spreads  by node of an input that the program gives an uncertain value, the node of its uncertainty
    correlations  by the nodes of two of these inputs
    """

    source: Source
    tape: Tape
    places: list[int]
    bound: dict[int, str]
    names: dict[int, str]
    inputs: dict[str, list[int]]
    outputs: dict[int, Place]
    notes: list[Problem]
    spreads: Mapping[int, int] = {}
    correlations: Mapping[tuple[int, int], float] = {}

    def input_names(self) -> dict[int, str]:
        """Return what to call each input, in order of first appearance.

        That is the name under which it takes its value. Where a program binds one name to
        several constants, the earlier ones keep the names of their nodes.
        """
        names = [(nodes[-1], name) for name, nodes in self.inputs.items()]
        names += [(node, self.names[node]) for nodes in self.inputs.values() for node in nodes[:-1]]
        return dict(sorted(names))

    def lacks_value(self, name: str) -> bool:
        """Tell whether the program gives an input no value."""
        source = self.tape.sources[self.inputs[name][0]]
        return isinstance(source, Input) and source.default is None

    def unused(self, given: Iterable[str]) -> list[Problem]:
        """Return a note for each value that changes nothing."""
        computed = set(self.names.values())
        return [
            Problem(
                f"the program computes '{name}' itself, so its value on the command line is not used"
                if name in computed
                else f"nothing in the program uses '{name}'"
            )
            for name in given
            if name not in self.inputs
        ]

    def lookalikes(self, given: Collection[str] | None = None) -> list[Problem]:
        """Return a note for each input that may mean a constant or a power.

        Where values are asked for, only of those that are ``given``.
        """
        from .lookalikes import elsewhere

        return [
            Problem(f"{quoted(name)} is an input; {hint}")
            for name in self.inputs
            if self.lacks_value(name) and (given is None or name in given)
            if (hint := elsewhere(name, self.source.text))
        ]

    def written_names(self) -> dict[int, str]:
        """Return names for a program that binds each only once, as `derivatives` writes it.

        An input has the name under which it takes its value, and a later version of that name
        yields: ``k = 2; k *= x`` becomes ``k = 2; k_2 = k*x``.
        """
        inputs = self.input_names()
        held = {*inputs.values()}
        fresh = Names({*self.names.values(), *held})
        return {
            node: inputs.get(node) or (fresh.numbered(f"{name}_") if name in held else name)
            for node, name in self.names.items()
        }

    def bind(self, values: Mapping[str, float]) -> dict[int, float]:
        """Return the values of inputs by node.

        Raises ProgramProblem, about all of them at once, for inputs that have no value.
        """
        given: dict[int, float] = {}
        missing: list[str] = []
        for name, nodes in self.inputs.items():
            if name in values:
                given.update(dict.fromkeys(nodes, values[name]))
            elif self.lacks_value(name):
                missing.append(name)
        if missing:
            raise self._missing(missing, values)
        return given

    def _missing(self, missing: Sequence[str], values: Mapping[str, float]) -> ProgramProblem:
        """Describe inputs without a value; one that was given may be a misspelling of one of them."""
        from .calls import definition
        from .lookalikes import elsewhere, product

        names = [quoted(name) for name in missing[:_MOST_NAMES]]
        places = [self.place(self.inputs[name][0]) for name in missing[:_MOST_NAMES]]
        hint = "give each a value, as in " + " ".join(f"{name}=1" for name in names[:3])
        lacking = set(missing)
        known = [name for name in (*values, *self.bound.values()) if name not in lacking]
        for name in missing[:_MOST_GUESSES]:
            if close := closest(name, known):
                hint = f"did you mean '{close}'?"
        for name in missing[:_MOST_GUESSES]:
            if head := definition(self.source.text, name):
                hint = f"{name} is a function: write {head[1]}"
        for name in missing[:_MOST_GUESSES]:
            if name in FUNCTIONS and not elsewhere(name, self.source.text):
                hint += f"; the function is written {name}({', '.join(FUNCTIONS[name].operands)})"
        for name in missing:
            if meant := elsewhere(name, self.source.text) or product(name, self.source.text):
                hint += f"; {meant}"
        for name in [name for name in ("tau", "τ") if name in lacking]:
            hint += f"; for a full turn, {name}=2*pi"
        more = f" and {len(missing) - _MOST_NAMES:,} more" if len(missing) > _MOST_NAMES else ""
        return ProgramProblem(f"no value for {', '.join(names)}{more}", self.source, *places, hint=hint)

    def place(self, node: int) -> Place:
        """Return the place of the operator, function name, name or number that made a node."""
        return _place(self.source.text, self.places[node])


@lru_cache(maxsize=256)
def _place(text: str, start: int) -> Place:
    """Return the place of a token; many nodes may come from one, such as a maximum of many operands."""
    token = pattern().match(text, start)
    assert token
    assert token.lastgroup
    return token.span(token.lastgroup)
