"""Writing a graph line by line: one statement for each result, and for each part that they share."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import reduce
from typing import NamedTuple

from backprop.grammar.naming import Names
from backprop.graph.arithmetics.formulas import Formula
from backprop.graph.decisions import ALWAYS, NEVER
from backprop.graph.fold import fold
from backprop.graph.guards import guards
from backprop.graph.operation import Operation
from backprop.graph.operations import INFIX, NOT, WHERE
from backprop.graph.tape import Constant, Input

from .derivatives import Derivatives
from .spelling import OPPOSITES, Language, Spelling, unnamed

_LONGEST = 80
_LONGEST_CONDITION = 40
_LONGEST_LAZY = 1000
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

    inputs      each with its default, if it has one, also where nothing needs it any more
    statements  in an order in which they can be computed
    results     the outputs and the derivatives, each by what it is: a name, or a formula
    """

    inputs: list[Statement]
    statements: list[Statement]
    results: list[Statement]


def emit(
    found: Derivatives,
    spelling: Spelling | None = None,
    *,
    expanded: bool = False,
    guarded: bool = False,
    shortest: int = 0,
) -> Emission:
    """Write derivatives as statements, in the language itself unless told.

    A node gets a statement if the program gave it a name, if several others use it, or if its text
    grows too long; a condition only then, as 1 or 0. ``expanded``: none does; ``guarded``: none is
    computed where only a branch that is not taken needs it; ``shortest``: only a text longer than this
    is worth a statement of its own.
    """
    spelling = spelling or Language()
    return _Writer(found, spelling, expanded=expanded, guarded=guarded, shortest=shortest).write()


def program(found: Derivatives, *, expanded: bool = False) -> Iterator[str]:
    """Yield the lines of a program in the language itself that computes derivatives.

    Several constants that one value replaces still are: ``k = 2``, ``k_1 = k``, ``k = 3``.
    """
    language = Language()
    written = emit(found, language, expanded=expanded)
    for line in equations(found, written, expanded=expanded):
        name = language.name(line.name)
        if line.name in found.shared:
            common = language.name(found.shared[line.name])
            yield f"{common} = {line.formula}"
            yield f"{name} = {common}"
        else:
            yield f"{name} = {line.formula}"


def equations(found: Derivatives, written: Emission, *, expanded: bool = False) -> list[Statement]:
    """Return all that is to be written, each name once; ``expanded``: the derivatives and defaults only."""
    defaults = [line for line in written.inputs if line.formula]
    if expanded:
        return [*defaults, *written.results[len(found.outputs) :]]
    lines = [*defaults, *written.statements]
    names = {line.name for line in (*lines, *written.inputs)}
    return [*lines, *(line for line in written.results if line.name not in names)]


class _Writer:
    def __init__(
        self, found: Derivatives, spelling: Spelling, *, expanded: bool, guarded: bool, shortest: int
    ) -> None:
        self._tape = found.tape
        self._found = found
        self._spelling = spelling
        self._expanded = expanded
        self._shortest = shortest
        results = [*found.outputs, *found.slopes]
        nodes = [node for _, node in results]
        inputs = (node for node, source in enumerate(found.tape.sources) if isinstance(source, Input))
        wanted = [*nodes, *inputs]
        self._guards = guards(found.tape, wanted) if guarded else None
        self._order = self._guards.order if self._guards else found.tape.computed_from(wanted)
        self._looked_at = self._guards.looked_at() if self._guards else set()
        self._with_statement: set[int] = set()
        self._uses = Counter(operand for node in self._order for operand in self._tape.operands[node])
        self._uses.update(node for node, count in Counter(nodes).items() if count > 1)
        self._of_results = {node: name for name, node in reversed(results)}
        self._outputs = {node for _, node in found.outputs}
        self._slopes = {name for name, _ in found.slopes}
        self._taken = {*found.kept.values(), *found.suggested.values(), *(name for name, _ in results)}
        self._fresh = Names(self._taken)
        self._texts: dict[int, Formula] = {}
        self._constants: dict[int, Formula] = {}
        self._inputs: dict[int, Statement] = {}
        self._stages: dict[int, int] = {}
        self._guard_texts: dict[int, tuple[Formula, int]] = {}
        self._statements: list[Statement] = []

    def write(self) -> Emission:
        fold(
            self._tape,
            self._order,
            of_constant=lambda _, constant: self._spelling.number(unnamed(constant, self._taken)),
            of_input=lambda node, _: self._input(node),
            of_operation=self._applied,
            made=self._texts,
        )
        results = [
            Statement(name, self._texts[node], self._stages.get(node, 0))
            for name, node in (*self._found.outputs, *self._found.slopes)
        ]
        return Emission([self._inputs[node] for node in sorted(self._inputs)], self._statements, results)

    def _input(self, node: int) -> Formula:
        source, name = self._tape.sources[node], self._found.kept[node]
        assert isinstance(source, Input)
        self._inputs[node] = Statement(
            name, None if source.default is None else self._in_full(source.default)
        )
        return self._spelling.name(name)

    def _applied(self, node: int, operation: Operation, texts: list[Formula]) -> Formula:
        operands = self._tape.operands[node]
        self._stages[node] = max(self._stages.get(operand, 0) for operand in operands)
        text = self._spelling.operation(operation, texts)
        if not self._tape.varies[node]:
            inline = [self._in_full(operand) for operand in operands]
            self._constants[node] = self._spelling.operation(operation, inline)
        if not self._has_statement(node, text):
            return text
        name = self._stated(node, text)
        is_short = len(text.text) <= self._shortest and node in self._outputs
        return text if is_short else name

    def _in_full(self, node: int) -> Formula:
        """Return a constant without names of statements, for defaults come before these."""
        return self._constants.get(node) or self._texts[node]

    def _stated(self, node: int, formula: Formula) -> Formula:
        """Write a node as a statement, under its guard, and return how its users write it."""
        stage = self._stages[node]
        is_condition = _is_condition(self._tape.sources[node])
        if is_condition:
            formula = self._as_number(formula)
        if self._guards and self._guards.needed.get(node) == NEVER:
            formula, stage = self._spelling.number(_ZERO), 0
        elif self._guards and node in self._guards.needed:
            guard, its_stage = self._guard(self._guards.needed[node])
            stage = max(stage, its_stage)
            formula = self._where(guard, formula, _ZERO)
        name = self._name(node)
        self._statements.append(Statement(name, formula, stage))
        self._stages[node] = stage + 1
        self._with_statement.add(node)
        text = self._spelling.name(name)
        return self._as_condition(text) if is_condition else text

    def _guard(self, needed: int) -> tuple[Formula, int]:
        """Return a decision as a condition, and its stage; long parts become statements."""
        assert self._guards
        texts = self._guard_texts
        for decision in self._guards.decisions.below(needed, known=texts):
            text, stage = self._decision(decision)
            if len(text.text) > _LONGEST_CONDITION:
                name = self._fresh.numbered("v")
                self._statements.append(Statement(name, self._as_number(text), stage))
                text, stage = self._as_condition(self._spelling.name(name)), stage + 1
            texts[decision] = text, stage
        return texts[needed]

    def _decision(self, decision: int) -> tuple[Formula, int]:
        """Return a decision in terms of a condition and of the decisions that it leads to.

        The condition comes last, for it may be undefined where it makes no difference.
        """
        assert self._guards
        condition, so, otherwise = self._guards.decisions[decision]
        either = self._guards.decisions.either(so, otherwise)
        texts = {side: self._guard_texts[side] for side in (otherwise, so) if side not in (NEVER, ALWAYS)}
        without = [[text for text, _ in texts.values()]] if either not in (so, otherwise) else []
        within: list[list[Formula]] = []
        for side, other, answer in (
            (otherwise, so, self._opposite(condition)),
            (so, otherwise, self._texts[condition]),
        ):
            before = [texts[side][0]] if side in texts else []
            if side != NEVER and either == other:
                without.append(before)
            elif side != NEVER:
                within.append([*before, answer])
        ways = [self._joined("and", way) for way in (*without, *within)]
        stage = max(self._stages.get(condition, 0), *(its_stage for _, its_stage in texts.values()), 0)
        return self._joined("or", ways), stage

    def _joined(self, connective: str, conditions: Sequence[Formula]) -> Formula:
        return reduce(
            lambda one, other: self._spelling.operation(INFIX[connective], [one, other]), conditions
        )

    def _where(self, condition: Formula, one: Formula, other: Constant) -> Formula:
        return self._spelling.operation(WHERE, [condition, one, self._spelling.number(other)])

    def _as_number(self, condition: Formula) -> Formula:
        return self._where(condition, self._spelling.number(_ONE), _ZERO)

    def _as_condition(self, number: Formula) -> Formula:
        return self._spelling.operation(INFIX[">"], [number, self._spelling.number(_HALF)])

    def _opposite(self, condition: int) -> Formula:
        source, operands = self._tape.sources[condition], self._tape.operands[condition]
        assert isinstance(source, Operation)
        if source.name in OPPOSITES and condition not in self._with_statement:
            opposite = INFIX[OPPOSITES[source.name]]
            return self._spelling.operation(opposite, [self._texts[operand] for operand in operands])
        return self._spelling.operation(NOT, [self._texts[condition]])

    def _has_statement(self, node: int, written: Formula) -> bool:
        if self._expanded:
            return False
        if self._guards and node in self._guards.lazy:
            return len(written.text) > _LONGEST_LAZY
        name = self._of_results.get(node)
        if name is not None and name not in self._slopes:
            return True
        if len(written.text) <= self._shortest and node not in self._found.kept:
            return False
        if name is not None and self._uses[node]:
            return True
        if node in self._looked_at and self._may_fail_in_guard(node):
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

    def _may_fail_in_guard(self, comparison: int) -> bool:
        """Tell whether a comparison may be undefined, and what it compares would be computed in guards."""
        assert self._guards
        return comparison in self._guards.needed and any(
            isinstance(self._tape.sources[operand], Operation) and operand not in self._with_statement
            for operand in self._tape.operands[comparison]
        )

    def _name(self, node: int) -> str:
        given = self._found.kept.get(node) or self._of_results.get(node) or self._found.suggested.get(node)
        return given or self._fresh.numbered("v")


def _is_condition(source: Operation | Constant | Input) -> bool:
    return isinstance(source, Operation) and source.is_condition
