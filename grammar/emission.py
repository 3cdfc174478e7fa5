"""Writing a graph line by line: one statement for each result, and for each part that they share."""

from collections import Counter
from collections.abc import Iterator
from functools import reduce
from typing import NamedTuple

from backprop.graph.formulas import Formula
from backprop.graph.guards import Guard, guards, scheduled
from backprop.graph.operation import Operation
from backprop.graph.operations import INFIX, NOT, WHERE
from backprop.graph.tape import Constant, Input

from .derivatives import Derivatives
from .spelling import Language, Spelling, unnamed

_LONGEST = 80
_LONGEST_CONDITION = 40
_OPPOSITES = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_ZERO, _HALF, _ONE = Constant(0.0, "0"), Constant(0.5, "0.5"), Constant(1.0, "1")


class Statement(NamedTuple):
    """A name and what it stands for.

    name     the name that the program or `derive` gave it
    formula  what it is computed from; None for an input without a default
    stage    how many statements it depends on, one above the other; 0 for inputs
    """

    name: str
    formula: Formula | None
    stage: int = 0


class Emission(NamedTuple):
    """A graph as statements.

    inputs      each with its default, if it has one
    statements  in an order in which they can be computed
    results     the outputs and the derivatives, each by what it is: a name, or a formula
    """

    inputs: list[Statement]
    statements: list[Statement]
    results: list[Statement]


def emit(
    found: Derivatives, spelling: Spelling | None = None, *, expanded: bool = False, guarded: bool = False
) -> Emission:
    """Write derivatives as statements, in the language itself unless told.

    A node gets a statement if the program gave it a name, if several others use it, or if its text
    grows too long; a condition only then, as 1 or 0. ``expanded``: none does; ``guarded``: none is
    computed where only a branch that is not taken needs it.
    """
    return _Writer(found, spelling or Language(), expanded=expanded, guarded=guarded).write()


def program(found: Derivatives, *, expanded: bool = False) -> Iterator[str]:
    """Yield the lines of a program in the language itself that computes derivatives."""
    language = Language()
    written = emit(found, language, expanded=expanded)
    for line in equations(found, written, expanded=expanded):
        yield f"{language.name(line.name)} = {line.formula}"


def equations(found: Derivatives, written: Emission, *, expanded: bool = False) -> list[Statement]:
    """Return all that is to be written, each name once; ``expanded``: the derivatives and defaults only."""
    defaults = [line for line in written.inputs if line.formula]
    if expanded:
        return [*defaults, *written.results[len(found.outputs) :]]
    lines = [*defaults, *written.statements]
    names = {line.name for line in (*lines, *written.inputs)}
    return [*lines, *(line for line in written.results if line.name not in names)]


class _Writer:
    def __init__(self, found: Derivatives, spelling: Spelling, *, expanded: bool, guarded: bool) -> None:
        self._tape = found.tape
        self._found = found
        self._spelling = spelling
        self._expanded = expanded
        results = [*found.outputs, *found.slopes]
        nodes = [node for _, node in results]
        self._order = scheduled(found.tape, nodes, early=guarded)
        self._guards = guards(found.tape, self._order, nodes) if guarded else {}
        self._uses = Counter(operand for node in self._order for operand in self._tape.operands[node])
        self._uses.update(node for node, count in Counter(nodes).items() if count > 1)
        self._of_results = {node: name for name, node in reversed(results)}
        self._slopes = {name for name, _ in found.slopes}
        self._taken = {*found.kept.values(), *found.suggested.values(), *(name for name, _ in results)}
        self._number = 0
        self._texts: dict[int, Formula] = {}
        self._stages: dict[int, int] = {}

    def write(self) -> Emission:
        texts, stages = self._texts, self._stages
        in_full: dict[int, Formula] = {}  # constants, for defaults come before all statements
        inputs: dict[int, Statement] = {}
        statements: list[Statement] = []
        for node in self._order:
            source, operands = self._tape.sources[node], self._tape.operands[node]
            stages[node] = max((stages[operand] for operand in operands), default=0)
            if isinstance(source, Constant):
                texts[node] = self._spelling.number(unnamed(source, self._taken))
            elif isinstance(source, Input):
                name = self._found.kept[node]
                default = (
                    None if source.default is None else in_full.get(source.default, texts[source.default])
                )
                inputs[node] = Statement(name, default)
                texts[node] = self._spelling.name(name)
            else:
                texts[node] = self._spelling.operation(source, [texts[operand] for operand in operands])
                if not self._tape.varies[node]:
                    inline = [in_full.get(operand, texts[operand]) for operand in operands]
                    in_full[node] = self._spelling.operation(source, inline)
                if self._has_statement(node, texts[node]):
                    statements.append(self._stated(node))
        results = [
            Statement(name, texts[node], stages[node])
            for name, node in (*self._found.outputs, *self._found.slopes)
        ]
        return Emission([inputs[node] for node in sorted(inputs)], statements, results)

    def _stated(self, node: int) -> Statement:
        name, formula, stage = self._name(node), self._texts[node], self._stages[node]
        operation, number = self._spelling.operation, self._spelling.number
        is_condition, guard = _is_condition(self._tape.sources[node]), self._guards.get(node)
        if is_condition:
            formula = operation(WHERE, [formula, number(_ONE), number(_ZERO)])
        if guard:
            stage = max(stage, *(self._stages[literal.condition] for way in guard for literal in way))
            formula = operation(WHERE, [self._guard(guard), formula, number(_ZERO)])
        text = self._spelling.name(name)
        self._texts[node] = operation(INFIX[">"], [text, number(_HALF)]) if is_condition else text
        self._stages[node] = stage + 1
        return Statement(name, formula, stage)

    def _guard(self, guard: Guard) -> Formula:
        operation = self._spelling.operation
        ways: list[Formula] = []
        for way in guard:
            literals = [
                self._texts[condition] if holds else self._opposite(condition) for condition, holds in way
            ]
            ways.append(reduce(lambda one, other: operation(INFIX["and"], [one, other]), literals))
        return reduce(lambda one, other: operation(INFIX["or"], [one, other]), ways)

    def _opposite(self, condition: int) -> Formula:
        source, operands = self._tape.sources[condition], self._tape.operands[condition]
        assert isinstance(source, Operation)
        if source.name in _OPPOSITES:
            opposite = INFIX[_OPPOSITES[source.name]]
            return self._spelling.operation(opposite, [self._texts[operand] for operand in operands])
        return self._spelling.operation(NOT, [self._texts[condition]])

    def _has_statement(self, node: int, written: Formula) -> bool:
        if self._expanded:
            return False
        name = self._of_results.get(node)
        if name is not None and (self._uses[node] or name not in self._slopes):
            return True
        if not self._tape.varies[node]:
            return False
        if _is_condition(self._tape.sources[node]):
            return self._tape.sources[node] is not NOT and len(written.text) > _LONGEST_CONDITION
        return (
            node in self._found.kept
            or self._uses[node] > 1
            or (name is None and len(written.text) > _LONGEST)
        )

    def _name(self, node: int) -> str:
        given = self._found.kept.get(node) or self._of_results.get(node) or self._found.suggested.get(node)
        while given is None:
            self._number += 1
            name = f"v{self._number}"
            if name not in self._taken:
                self._taken.add(name)
                given = name
        return given


def _is_condition(source: Operation | Constant | Input) -> bool:
    return isinstance(source, Operation) and source.is_condition
