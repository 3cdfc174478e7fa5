"""Writing a graph in a language: every name, number and operation by its spelling there."""

from collections.abc import Callable, Collection, Mapping, Sequence

from backprop.grammar.naming import quoted
from backprop.graph.arithmetics.formulas import ATOM, FORMULAS, Formula, Formulas, call, formula, infix
from backprop.graph.fold import fold
from backprop.graph.operation import Operation
from backprop.graph.operations import FUNCTIONS
from backprop.graph.tape import Constant, Tape

OPPOSITES = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
"""By comparison, the one that holds where it does not."""


class Spelling:
    """What a language has to say: how it writes names, numbers and operations.

    A formula is text, and how tightly it holds together (see `graph.arithmetics.formulas`).
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
        return written(operation, operands)


def written(
    operation: Operation,
    operands: Sequence[Formula],
    rows: Formulas = FORMULAS,
    *,
    spaced: bool | None = None,
) -> Formula:
    """Write an operation as a program does."""
    if operation.infix:
        return infix(operation.name, *operands, spaced=spaced)
    if operation.name in FUNCTIONS:
        return call(operation.name, *operands)
    return formula(operation.value(rows, *operands))


def unnamed(constant: Constant, taken: Collection[str]) -> Constant:
    """Return a constant in digits if its name, such as pi, is the program's own."""
    return Constant(constant.value, repr(constant.value)) if constant.text in taken else constant


def spell(
    tape: Tape,
    names: Mapping[int, str],
    taken: Collection[str],
    used: Callable[[int, Formula], Formula],
) -> tuple[dict[int, Formula], dict[int, Formula]]:
    """Write a tape in the language itself: every node in full, and as its users write it.

    ``names`` are those of the inputs, and ``used`` tells for a node and its text how its users write it.
    """
    language = Language()
    full: dict[int, Formula] = {}

    def noted(node: int, text: Formula) -> Formula:
        full[node] = text
        return used(node, text)

    uses = fold(
        tape,
        range(len(tape)),
        of_constant=lambda node, constant: noted(node, language.number(unnamed(constant, taken))),
        of_input=lambda node, _: noted(node, language.name(names[node])),
        of_operation=lambda node, operation, operands: noted(node, language.operation(operation, operands)),
    )
    return full, uses
