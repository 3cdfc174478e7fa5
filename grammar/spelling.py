"""Writing a graph in another language: every operation by its spelling there."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from backprop.graph.formulas import ATOM
from backprop.graph.operation import Operation
from backprop.graph.tape import Constant

from .program import Program


class Written(NamedTuple):
    """Text, and how tightly it holds together (see `graph.formulas`)."""

    text: str
    level: int = ATOM


class Spelling:
    """What a language has to say: how it writes names, numbers and operations."""

    def name(self, name: str) -> Written:
        return Written(name)

    def number(self, constant: Constant) -> Written:
        return Written(constant.text)

    def operation(self, operation: Operation, operands: Sequence[Written]) -> Written:
        raise NotImplementedError


def spell(program: Program, spelling: Spelling, names: Mapping[int, str]) -> list[Written]:
    """Return every node as text: those in ``names`` by name, others in full.

    A node with a name is written in full too where it is defined, so the text of its operation is
    what the list holds; its users get the name.
    """
    written: list[Written] = []
    used: list[Written] = []
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
