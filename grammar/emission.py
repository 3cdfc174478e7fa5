"""Writing a graph as a program: one statement for each result, and for each part that they share."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from backprop.graph.formulas import ATOM, FORMULAS, Formula, call, formula, infix
from backprop.graph.operation import Operation
from backprop.graph.operations import FUNCTIONS
from backprop.graph.tape import Constant, Input, Tape

from .derivatives import Derivatives
from .naming import quoted

_LONGEST = 80


class Statement(NamedTuple):
    """A name and the node that it stands for; ``text`` is what it is computed from."""

    name: str
    node: int
    text: str


def statements(found: Derivatives, *, expanded: bool = False) -> Iterator[Statement]:
    """Yield the statements of a program that computes derivatives.

    A node gets a statement if the program gave it a name, if it is a result, if several others use
    it, or if its text grows too long. ``expanded``: only derivatives do.
    """
    return _Writer(found, expanded=expanded).statements()


class _Writer:
    def __init__(self, found: Derivatives, *, expanded: bool) -> None:
        self._tape = tape = found.tape
        self._kept = found.kept
        self._suggested = found.suggested
        self._expanded = expanded
        self._results = found.slopes if expanded else [*found.outputs, *found.slopes]
        self._slopes = {name for name, _ in found.slopes}
        self._reached = _reached(tape, [node for _, node in self._results])
        self._uses = Counter(operand for node in self._reached for operand in tape.operands[node])
        self._of_results = {node: name for name, node in reversed(self._results)}
        self._taken = {*found.kept.values(), *found.suggested.values(), *(name for name, _ in self._results)}
        self._names: dict[int, str] = {}
        self._number = 0

    def statements(self) -> Iterator[Statement]:
        texts: dict[int, Formula] = {}
        late: dict[int, Statement] = {}
        for node in self._reached:
            source = self._tape.sources[node]
            if isinstance(source, Constant):
                texts[node] = _constant(source)
            elif isinstance(source, Input):
                name = self._names[node] = self._kept[node]
                if source.default is not None and not self._expanded:
                    yield Statement(name, node, str(texts[source.default]))
                texts[node] = Formula(quoted(name))
            else:
                written = _written(source, [texts[operand] for operand in self._tape.operands[node]])
                if not self._has_statement(node, written):
                    texts[node] = written
                    continue
                name = self._names[node] = self._name(node)
                statement = Statement(name, node, written.text)
                texts[node] = written if self._expanded else Formula(quoted(name))
                if name in self._slopes and (self._expanded or not self._uses[node]):
                    late[node] = statement
                else:
                    yield statement
        for name, node in self._results:
            if node in late and late[node].name == name:
                yield late[node]
            elif self._names.get(node) != name:
                yield Statement(name, node, str(texts[node]))

    def _has_statement(self, node: int, written: Formula) -> bool:
        if node in self._of_results:
            return True
        if self._expanded or not self._tape.varies[node]:
            return False
        source = self._tape.sources[node]
        if isinstance(source, Operation) and source.is_condition:
            return False
        return node in self._kept or self._uses[node] > 1 or len(written.text) > _LONGEST

    def _name(self, node: int) -> str:
        given = self._kept.get(node) or self._of_results.get(node) or self._suggested.get(node)
        while given is None:
            self._number += 1
            name = f"v{self._number}"
            if name not in self._taken:
                self._taken.add(name)
                given = name
        return given


def _reached(tape: Tape, results: Sequence[int]) -> list[int]:
    """Return what the results are computed from, in the order of the tape."""
    found: set[int] = set()
    waiting = [*results]
    while waiting:
        node = waiting.pop()
        if node in found:
            continue
        found.add(node)
        source = tape.sources[node]
        waiting += tape.operands[node]
        if isinstance(source, Input) and source.default is not None:
            waiting.append(source.default)
    return sorted(found)


def _constant(constant: Constant) -> Formula:
    if constant.text.startswith("-"):
        return formula(constant.value)
    return Formula(constant.text, ATOM, constant.value)


def _written(operation: Operation, operands: Sequence[Formula]) -> Formula:
    if operation.infix:
        return infix(operation.name, *operands)
    if operation.name in FUNCTIONS:
        return call(operation.name, *operands)
    return formula(operation.value(FORMULAS, *operands))
