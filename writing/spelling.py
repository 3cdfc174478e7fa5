"""Writing a graph in a language: every name, number and operation by its spelling there."""

from collections.abc import Collection, Mapping, Sequence

from backprop.grammar.naming import quoted
from backprop.grammar.program import Program
from backprop.graph.arithmetics.formulas import ATOM, FORMULAS, Formula, call, formula, infix
from backprop.graph.operation import Operation
from backprop.graph.operations import FUNCTIONS
from backprop.graph.tape import Constant


class Spelling:
    """What a language has to say: how it writes names, numbers and operations.

    A formula is text, and how tightly it holds together (see `graph.formulas`).
    """

    def name(self, name: str) -> Formula:
        return Formula(name)

    def number(self, constant: Constant) -> Formula:
        raise NotImplementedError

    def operation(self, operation: Operation, operands: Sequence[Formula]) -> Formula:
        raise NotImplementedError


class Language(Spelling):
    """The language of the programs themselves."""

    def name(self, name: str) -> Formula:
        return Formula(quoted(name))

    def number(self, constant: Constant) -> Formula:
        if constant.text.startswith("-"):
            return formula(constant.value)
        return Formula(constant.text, ATOM, constant.value)

    def operation(self, operation: Operation, operands: Sequence[Formula]) -> Formula:
        if operation.infix:
            return infix(operation.name, *operands)
        if operation.name in FUNCTIONS:
            return call(operation.name, *operands)
        return formula(operation.value(FORMULAS, *operands))


def unnamed(constant: Constant, taken: Collection[str]) -> Constant:
    """Return a constant in digits if its name, such as pi, is the program's own."""
    return Constant(constant.value, repr(constant.value)) if constant.text in taken else constant


def spell(program: Program, spelling: Spelling, names: Mapping[int, str]) -> list[Formula]:
    """Return every node as text: those in ``names`` by name, others in full.

    A node with a name is written in full too where it is defined, so the text of its operation is
    what the list holds; its users get the name.
    """
    written: list[Formula] = []
    used: list[Formula] = []
    for node, source in enumerate(program.tape.sources):
        if isinstance(source, Operation):
            text = spelling.operation(source, [used[operand] for operand in program.tape.operands[node]])
        elif isinstance(source, Constant):
            text = spelling.number(source)
        else:
            text = spelling.name(names[node])
        written.append(text)
        used.append(spelling.name(names[node]) if node in names else text)
    return written
