"""Keeping undefined what is undefined, in languages that go on with infinities and NaN.

By IEEE 754, tanh(1/0) is 1, 1/(1/0) is 0, and max(log(-1), 2) may be 2. Where a function could so hide
that an operand x has no value, 0*x is added, which is 0 if x is a number and NaN if it is not. That is
done only for operands that can be undefined: what is too large, as exp(1000), goes on as an infinity.
"""

from collections.abc import Sequence
from enum import Flag, auto
from functools import reduce

from backprop.graph.operation import Operation
from backprop.graph.operations import INFIX, NOT, WHERE
from backprop.graph.tape import Tape

from .nodes import Node, Nodes


class Doubt(Flag):
    """What a node can be instead of a number, for operands that are numbers."""

    NAN = auto()
    INFINITY = auto()


_NONE = Doubt(0)
_BOTH = Doubt.NAN | Doubt.INFINITY

_SOURCES = {
    **dict.fromkeys("/ ** log log2 log10 log1p atanh csc cot".split(), _BOTH),
    **dict.fromkeys("gamma lgamma digamma polygamma beta coth csch acsch acoth logit".split(), _BOTH),
    **dict.fromkeys("% fmod sqrt asin acos acot asec acsc acosh asech xlogy".split(), Doubt.NAN),
    **dict.fromkeys(("erfinv", "normppf"), _BOTH),
}
"""By operation, what it can make of numbers. Sums and products can only be too large."""

_HIDES = {
    **dict.fromkeys("exp exp2 exp10 expm1 tanh atan erf erfc".split(), (Doubt.INFINITY,)),
    "sign": (_BOTH,),
    "/": (_NONE, Doubt.INFINITY),
    "fmod": (_NONE, Doubt.INFINITY),
    "beta": (Doubt.INFINITY, Doubt.INFINITY),
    "polygamma": (_NONE, Doubt.INFINITY),
    "atan2": (Doubt.INFINITY, Doubt.INFINITY),
    **dict.fromkeys("** min max < <= > >= == !=".split(), (_BOTH, _BOTH)),
    "xlogy": (_NONE, _BOTH),
}
"""By operation and operand, what its result may not show any more."""

_SKIPS = {"xlogy": _HIDES["xlogy"]}
"""The same for a language that stops: what an operation composed of others does not always compute."""


class DoubtfulNodes(Nodes):
    """Nodes that are undefined where an operand that they need is, in every language.

    ``hides``: this one goes on with infinities and NaN, and does not stop at them.
    """

    def __init__(self, tape: Tape, *, hides: bool) -> None:
        super().__init__(tape)
        self._hides = _HIDES if hides else _SKIPS
        self._doubts: dict[int, Doubt] = {}
        self._marks: dict[int, Node] = {}  # by condition in doubt, what is 0 where it is defined, else NaN

    def copied(self, operation: Operation, *operands: Node) -> Node:
        node = super().copied(operation, *operands)
        if operation.is_condition:
            if (mark := self._mark(operation, operands)) is not None:
                self._marks[node.index] = mark
            return node
        doubt = self._made_by(operation, operands)
        for operand in operands:
            doubt |= self._doubts.get(operand.index, _NONE)
        if operation is WHERE:
            mark = self._marks.get(operands[0].index)
        else:
            mark = self._sum(self._hidden(operation, operands))
        self._doubts[node.index] = doubt
        return self._marked(node, mark)

    def shown(self, node: Node, operation: Operation, operands: Sequence[Node]) -> Node:
        """Return a node that stands for an operation composed of others, undefined where an operand is."""
        return self._marked(node, self._sum(self._hidden(operation, operands)))

    def _marked(self, node: Node, mark: Node | None) -> Node:
        """Return a node that is NaN where a mark is."""
        if mark is None:
            return node
        found = self._plus(node, mark)
        self._doubts[found.index] = self._doubts.get(node.index, _NONE) | Doubt.NAN
        return found

    def _made_by(self, operation: Operation, operands: Sequence[Node]) -> Doubt:
        """Return what an operation can make of numbers."""
        last = self.number(operands[-1])
        is_power = operation is INFIX["**"] and last is not None and last >= 0 and last.is_integer()
        is_quotient = operation is INFIX["/"] and last
        return _NONE if is_power or is_quotient else _SOURCES.get(operation.name, _NONE)

    def _hidden(self, operation: Operation, operands: Sequence[Node]) -> list[Node]:
        """Return 0*x for each operand x that may be undefined without its showing in the result."""
        hides: Sequence[Doubt] = self._hides.get(operation.name, ())
        exponent = self.number(operands[-1]) if operation is INFIX["**"] else None
        if hides and exponent:  # 1/x shows no infinity, x**2 does
            hides = [Doubt.INFINITY] if exponent < 0 else []
        return [
            super(DoubtfulNodes, self).copied(INFIX["*"], self.constant(0.0), operand)
            for operand, hidden in zip(operands, hides, strict=False)
            if self._doubts.get(operand.index, _NONE) & hidden and self.number(operand) is None
        ]

    def _mark(self, operation: Operation, operands: Sequence[Node]) -> Node | None:
        """Return what is 0 where a condition is defined, else NaN: only by operands that it needs."""
        if operation not in (NOT, INFIX["and"], INFIX["or"]):
            return self._sum(self._hidden(operation, operands))
        first, *others = operands
        marks = [mark for mark in [self._marks.get(first.index)] if mark is not None]
        for other in others:
            if (mark := self._marks.get(other.index)) is not None:
                nothing = self.constant(0.0)
                sides = (mark, nothing) if operation is INFIX["and"] else (nothing, mark)
                marks.append(super().copied(WHERE, first, *sides))
        return self._sum(marks)

    def _sum(self, nodes: Sequence[Node]) -> Node | None:
        different = {node.index: node for node in nodes}
        return reduce(self._plus, [different[index] for index in sorted(different)]) if nodes else None

    def _plus(self, one: Node, other: Node) -> Node:
        return super().copied(INFIX["+"], one, other)
