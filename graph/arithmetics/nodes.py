"""The arithmetic of graph nodes: rows run on nodes append to a tape, so a derivative is a graph.

Nodes are simplified as they are made, only in ways that change no digit but the last: 1*x, x + 0,
0*x, x**1, --x, constants folded if that is short, or they are endless. Signs move outwards, and equal
nodes are one node.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from backprop.graph.fold import fold
from backprop.graph.operation import Operation
from backprop.graph.operations import FUNCTIONS, INFIX, NEGATIVE, NOT, WHERE, function
from backprop.graph.tape import Constant, Tape

from .base import Arithmetic
from .floats import FLOATS


def _operator(row: Callable[["Nodes", "Node", "Node"], "Node"]) -> Callable[["Node", Any], "Node"]:
    """Return an operator of Python on a node and what may be a number."""
    return lambda node, other: row(node.nodes, node, node.nodes.node(other))


class Node:
    """A node of the tape that an arithmetic appends to."""

    __slots__ = ("index", "nodes")

    def __init__(self, nodes: "Nodes", index: int) -> None:
        self.nodes = nodes
        self.index = index

    __add__ = _operator(lambda m, x, y: m.add(x, y))
    __radd__ = _operator(lambda m, x, y: m.add(y, x))
    __sub__ = _operator(lambda m, x, y: m.subtract(x, y))
    __rsub__ = _operator(lambda m, x, y: m.subtract(y, x))
    __mul__ = _operator(lambda m, x, y: m.multiply(x, y))
    __rmul__ = _operator(lambda m, x, y: m.multiply(y, x))
    __truediv__ = _operator(lambda m, x, y: m.divide(x, y))
    __rtruediv__ = _operator(lambda m, x, y: m.divide(y, x))
    __pow__ = _operator(lambda m, x, y: m.raised(x, y))
    __rpow__ = _operator(lambda m, x, y: m.raised(y, x))
    __mod__ = _operator(lambda m, x, y: m.apply(INFIX["%"], x, y))
    __lt__ = _operator(lambda m, x, y: m.apply(INFIX["<"], x, y))
    __le__ = _operator(lambda m, x, y: m.apply(INFIX["<="], x, y))
    __gt__ = _operator(lambda m, x, y: m.apply(INFIX[">"], x, y))
    __ge__ = _operator(lambda m, x, y: m.apply(INFIX[">="], x, y))

    def __neg__(self) -> "Node":
        return self.nodes.negated(self)

    def __abs__(self) -> "Node":
        return self.nodes.apply(FUNCTIONS["abs"], self)


class Nodes(Arithmetic):
    """Rows run on nodes of one tape.

    ``numbers`` tells the values of the nodes that no input changes.
    """

    def __init__(self, tape: Tape) -> None:
        self.tape = tape
        self.numbers: dict[int, float] = {}
        self._known: dict[tuple[object, ...], int] = {}
        self._constants: dict[tuple[float, float], int] = {}
        self._lengths: dict[int, int] = {}

    @property
    def pi(self) -> Node:
        return self.constant(math.pi, "pi")

    def node(self, value: Any) -> Node:
        """Return a node unchanged, and a number as one."""
        return value if isinstance(value, Node) else self.constant(float(value))

    def constant(self, value: float, text: str | None = None) -> Node:
        """Return the node of a number."""
        key = (value, math.copysign(1.0, value))
        if key not in self._constants:
            self._constants[key] = self.tape.constant(value, text or _shown(value))
            self.numbers[self._constants[key]] = value
        return Node(self, self._constants[key])

    def copies(self, tape: Tape, nodes: Iterable[int]) -> dict[int, Node]:
        """Return the copies of nodes of another tape, which come with all that they are computed from."""
        return fold(
            tape,
            nodes,
            of_constant=lambda _, constant: self.constant(*constant),
            of_input=lambda _, default: Node(self, self.tape.input(default.index if default else None)),
            of_operation=lambda _, operation, operands: self.copied(operation, *operands),
        )

    def copied(self, operation: Operation, *operands: Node) -> Node:
        """Return an operation of the program as it was written, though shared if it is there."""
        key = (operation, *(operand.index for operand in operands))
        if key not in self._known:
            index = self._known[key] = self.tape.apply(operation, *(operand.index for operand in operands))
            if not self.tape.varies[index]:
                self._evaluate(index, operation, operands)
                length = 1 + sum(self._lengths.get(operand.index, 0) for operand in operands)
                self._lengths[index] = length
                if length > _LONGEST_EXPRESSION and index in self.numbers and not operation.is_condition:
                    self._known[key] = self._endless(self.numbers[index], length)
        return Node(self, self._known[key])

    def _evaluate(self, index: int, operation: Operation, operands: Sequence[Node]) -> None:
        """Note the value of a constant expression, if it and all that it needs have one."""
        numbers = [self.numbers.get(operand.index, math.nan) for operand in operands]
        needed = operation.chosen(*numbers) if operation.chosen else range(len(numbers))
        if any(math.isnan(numbers[place]) for place in needed):
            return  # which min and max would not show
        try:
            value = operation.value(FLOATS, *numbers)
        except (ArithmeticError, ValueError):
            return
        if math.isfinite(value) and not _underflows(operation, numbers, value):
            self.numbers[index] = float(value)

    def _endless(self, value: float, length: int) -> int:
        """Return a constant of its own for an endless expression, so that all that goes on with it is one."""
        index = self.tape.constant(value, _shown(value))
        self.numbers[index], self._lengths[index] = value, length
        return index

    def local_derivative(self, operation: Operation, position: int, arguments: Sequence[Node]) -> Node:
        """Return the derivative of an operation by one of its operands, where one flows to it."""
        partial = operation.partials[position]
        assert partial is not None
        return self.node(partial(self, *arguments))

    def apply(self, operation: Operation, *operands: Node) -> Node:
        """Return an operation on nodes, folded where that is a short number."""
        numbers = [self.numbers.get(operand.index) for operand in operands]
        if operation in _FOLDED and None not in numbers:
            value = operation.value(FLOATS, *numbers)
            value = _shortened(value) if operation is INFIX["*"] else value
            if _is_short(value) and not _underflows(operation, numbers, value):
                return self.constant(value)
        return self.copied(operation, *operands)

    def number(self, node: Node) -> float | None:
        """Return the value of a node that is a number."""
        return self.numbers.get(node.index)

    def literal(self, node: Node) -> float | None:
        """Return the value of a node that is written in digits."""
        source = self.tape.sources[node.index]
        return source.value if isinstance(source, Constant) and not source.text.isidentifier() else None

    def parts(self, node: Node, operation: Operation) -> list[Node] | None:
        """Return the operands of a node, if it is this operation."""
        if self.tape.sources[node.index] is not operation:
            return None
        return [Node(self, operand) for operand in self.tape.operands[node.index]]

    # Simplifications

    def negated(self, x: Node) -> Node:
        literal = self.literal(x)
        if literal is not None:
            return self.constant(-literal) if literal else x
        inner = self.parts(x, NEGATIVE)
        return inner[0] if inner else self.copied(NEGATIVE, x)

    def signed(self, x: Node) -> tuple[bool, Node]:
        """Return whether a node is the opposite of another, and that one."""
        is_negative = False
        while inner := self.parts(x, NEGATIVE):
            is_negative, x = not is_negative, inner[0]
        return is_negative, x

    def add(self, x: Node, y: Node) -> Node:
        if self.number(x) == 0:
            return y
        if self.number(y) == 0:
            return x
        is_negative, size = self.signed(y)
        return self.subtract(x, size) if is_negative else self.apply(INFIX["+"], x, size)

    def subtract(self, x: Node, y: Node) -> Node:
        if self.number(y) == 0:
            return x
        if self.number(x) == 0:
            return -y
        is_negative, size = self.signed(y)
        return self.add(x, size) if is_negative else self.apply(INFIX["-"], x, size)

    def multiply(self, x: Node, y: Node) -> Node:
        (one, x), (other, y) = self.signed(x), self.signed(y)
        product = self._product(x, y)
        return product if one == other else -product

    def _product(self, x: Node, y: Node) -> Node:
        """Multiply what bears no sign."""
        if 0 in (self.number(x), self.number(y)):
            return self.constant(0.0)
        for one, other in ((x, y), (y, x)):
            if self.number(one) == 1:
                return other
            if self.number(one) == -1:
                return -other
            if folded := self._folded(one, other) or self._gathered(one, other) or self._chosen(one, other):
                return folded
        for one, other in ((y, x), (x, y)):
            if (quotient := self.parts(one, INFIX["/"])) and self.number(quotient[0]) == 1:
                return other / quotient[1]
        return self.apply(INFIX["*"], x, y)

    def _folded(self, x: Node, y: Node) -> Node | None:
        """Return 6*x for 3*(2*x), as long as the number stays short."""
        number, rest = self.number(x), y
        if number is None:
            return None
        while factors := self._factors(rest):
            product = _shortened(number * factors[0])
            if not product or not _is_short(product):  # one that underflows is no constant 0
                break
            is_negative, rest = self.signed(factors[1])
            number = -product if is_negative else product
        return None if rest is y else self.constant(number) * rest

    def _gathered(self, x: Node, y: Node) -> Node | None:
        """Return 6*x*y for 2*x*(3*y), as long as that is short, and 3*x*y for x/2*(6*y), if it is whole."""
        number, one, other = 1.0, x, y
        while factors := self._factors(other):
            if own := self._factors(one):
                more, one_left = own[0] * factors[0], own[1]
            elif (quotient := self.parts(one, INFIX["/"])) and self.number(quotient[1]):
                more, one_left = factors[0] / (self.number(quotient[1]) or 1), quotient[0]
                if not more.is_integer():
                    break
            else:
                break
            product = _shortened(number * more)
            if not product or not _is_short(product):
                break
            (is_negative, one), (is_opposite, other) = self.signed(one_left), self.signed(factors[1])
            number = -product if is_negative != is_opposite else product
        return None if other is y else self.apply(INFIX["*"], self.constant(number) * one, other)

    def _factors(self, x: Node) -> tuple[float, Node] | None:
        """Return the number in a product, and the rest."""
        for number, rest in ((0, 1), (1, 0)):
            if (product := self.parts(x, INFIX["*"])) and (found := self.number(product[number])) is not None:
                return found, product[rest]
        return None

    def _chosen(self, x: Node, y: Node) -> Node | None:
        """Return where(c, 3, 0) for 3*where(c, 1, 0)."""
        branches = self.parts(y, WHERE)
        if branches is None or self.number(x) is None:
            return None
        condition, *sides = branches
        sizes = [self.number(side) for side in sides]
        return self.where(condition, *(x if size else 0 for size in sizes)) if {*sizes} == {0, 1} else None

    def divide(self, x: Node, y: Node) -> Node:
        if self.number(y) == 1 or self.number(x) == 0:
            return x
        is_negative, size = self.signed(x)
        if (self.literal(size) or 0.0) < 0:
            is_negative, size = not is_negative, -size
        quotient = self.copied(INFIX["/"], size, y)
        return -quotient if is_negative else quotient

    def raised(self, x: Node, y: Node) -> Node:
        if self.number(y) == 1:
            return x
        if self.number(y) == 0:
            return self.constant(1.0)
        return self.copied(INFIX["**"], x, y)

    # What is not an operator

    def where(self, condition: Node, x: Any, y: Any) -> Node:
        one, other = self.node(x), self.node(y)
        while refused := self.parts(condition, NOT):
            condition, one, other = refused[0], other, one
        if (inner := self.parts(one, WHERE)) and inner[0].index == condition.index:
            one = inner[1]
        if (inner := self.parts(other, WHERE)) and inner[0].index == condition.index:
            other = inner[2]
        return one if one.index == other.index else self.copied(WHERE, condition, one, other)

    def equal(self, x: Any, y: Any) -> Node:
        one, other = self.node(x), self.node(y)
        swapped = self._known.get((INFIX["=="], other.index, one.index))
        return self.copied(INFIX["=="], one, other) if swapped is None else Node(self, swapped)

    def unequal(self, x: Any, y: Any) -> Node:
        return self.copied(INFIX["!="], self.node(x), self.node(y))

    def power_log(self, x: Any, y: Any) -> Node:
        """The derivative of 0**y is 0 where it has one; its textbook form could not be differentiated."""
        base, exponent = self.node(x), self.node(y)
        if self.number(base) == 0:
            return self.where(self.equal(exponent, 0), self.log(base), 0)
        return self.node(super().power_log(base, exponent))

    def beta_slope(self, x: Any, y: Any) -> Node:
        """The textbook form loses the digits of a small y; Taylor's series about the middle has them."""
        start = x + 1
        middle, square = start + y / 2, (y / 2) ** 2
        series: Any = 0
        for order in reversed(range(1, _HIGHEST_POLYGAMMA + 1, 2)):
            series = self.polygamma(order, middle) / math.factorial(order) + square * series
        step = self.where(
            10 * y < start, y / (x * (x + y)) + y * series, self.digamma(x + y) - self.digamma(x)
        )
        return self.node(-self.beta(x, y) * step)

    def negation(self, x: Node) -> Node:
        return self.copied(NOT, x)

    def both(self, x: Node, y: Node) -> Node:
        return self.copied(INFIX["and"], x, y)

    def either(self, x: Node, y: Node) -> Node:
        return self.copied(INFIX["or"], x, y)

    def __getattr__(self, name: str) -> Any:
        return lambda *operands: self.copied(
            function(name, len(operands)), *(self.node(operand) for operand in operands)
        )


_HIGHEST_POLYGAMMA = 13
"""Up to here, the terms of the series for beta are more than a unit in the last place of a double."""

_LONGEST_NUMBER = 8
_LONGEST_EXPRESSION = 100
"""A constant of more operations is written as a number, or texts of texts would take quadratic space."""

_FOLDED = (INFIX["+"], INFIX["-"], INFIX["*"])


def _shown(value: float) -> str:
    return f"{value:.0f}" if value == int(value) and abs(value) < 1e15 else repr(value)


def _underflows(operation: Operation, numbers: Sequence[float | None], value: float) -> bool:
    """Tell whether a product of numbers is 0 only because it is too small: nothing is cut off behind it."""
    return not value and operation in (INFIX["*"], INFIX["/"]) and 0 not in numbers


def _is_short(value: float) -> bool:
    """Tell whether a number is written in a few digits, so that it can stand for how it came about."""
    return math.isfinite(value) and len(repr(float(value)).removesuffix(".0")) <= _LONGEST_NUMBER


def _shortened(product: float) -> float:
    """Return 0.3 for 0.1*3, which differs in the last digit: the rounding error of the product."""
    short = float(f"{product:.{_LONGEST_NUMBER - 1}g}")
    return short if abs(short - product) <= math.ulp(product) else product
