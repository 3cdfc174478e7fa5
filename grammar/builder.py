"""What the parser does while it reads: each rule of `language.lark` appends to the graph.

The methods are named after the rules and get their children: tokens, and nodes (as numbers) for
expressions that have been read. There is no syntax tree.
"""

from collections.abc import Mapping
from math import isinf
from typing import Any, NamedTuple

from backprop.graph.operation import Operation
from backprop.graph.operations import (
    ALIASES,
    FOLDS,
    FUNCTIONS,
    IDENTITY,
    INFIX,
    MOST_AT_ONCE,
    NEGATIVE,
    NOT,
    WHERE,
    Fold,
)
from backprop.graph.tape import Tape

from . import meaning_errors as mistakes
from .function import MOST_NODES, Call, Function
from .naming import canonical, name_nodes, quoted
from .problem import Place, Problem, Source
from .program import Program
from .tokens import Token

SYMBOLS = {
    **dict.fromkeys("−–", "-"),
    **dict.fromkeys("·×⋅", "*"),
    **dict.fromkeys("÷∕", "/"),
    "^": "**",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
}
"""Other spellings of the operators."""


_MOST_UNCOUNTED = 100_000
_UNCOUNTED_BY_CHARACTER = 20
"""So many nodes are copied into a program before it is known how many there will be."""


class UncountedCalls(Exception):
    """The calls of a program append many nodes, so they have to be counted before they are copied."""


class _Outside(NamedTuple):
    """A function that the builder reads, and what is outside: what it appends to, the names that it
    knows, and how many nodes the calls append.
    """

    tape: Tape
    places: list[int]
    nodes: dict[str, int]
    called: int
    name: str
    body: Function


class Builder:
    """Builds the graph of one program; the public methods are the rules.

    ``statement`` is the place of the statement whose rule is called; the parser keeps it.
    """

    def __init__(self, source: Source, constants: Mapping[str, float], *, copies: bool | None = None) -> None:
        """``constants`` are the names that the program may use without a value.

        ``copies`` tells whether calls are copied into the program, or only counted; unless told, they
        are copied, and UncountedCalls is raised where that would be many nodes for so short a text.
        """
        self._source = source
        self._constants = constants
        self._tape = Tape()
        self._places: list[int] = []
        self._bound: dict[int, str] = {}
        self._nodes: dict[str, int] = {}
        self._inputs: dict[str, list[int]] = {}
        self._undefined: dict[str, Token] = {}
        self._unused: dict[int, Place] = {}
        self._unused_constants: dict[int, Place] = {}
        self._asked: set[int] = set()
        self._functions: dict[str, Function] = {}
        self._results: dict[int, str] = {}
        self._outside: _Outside | None = None
        self._called = 0
        self._copies = copies
        self._notes: list[Problem] = []
        self._first_of_statement = 0
        self.statement: Place = (0, 0)

    def program(self, _: list[None]) -> Program:
        outputs = self._unused or self._unused_constants
        tape, bound = self._tape, self._bound
        names = name_nodes(tape, bound, self._results)
        return Program(
            self._source, tape, self._places, bound, names, self._inputs, dict(outputs), self._notes
        )

    # Statements

    def assign(self, children: list[Any]) -> None:
        name, node = children
        self._define(name, node)

    def update(self, children: list[Any]) -> None:
        name, operator, node = children
        operation = INFIX[SYMBOLS.get(operator.text[:-1], operator.text[:-1])]
        self._define(name, self._apply(operation, operator, self.name([name]), node))

    def result(self, children: list[Any]) -> None:
        (node,) = children
        self._unused[node] = self.statement
        self._asked.add(node)
        self._first_of_statement = len(self._tape)

    def _define(self, token: Token, node: int) -> None:
        """Bind a name to a constant as an input, to a new node, or to a copy of an older one."""
        name = canonical(token.text)
        if name in self._undefined:
            raise mistakes.used_too_early(self._source, self._undefined[name], name, self.statement)
        self._note_if_lost(name)
        tape = self._tape
        if not tape.varies[node]:
            node = tape.input(default=node)
            self._places.append(token.start)
            self._inputs.setdefault(name, []).append(node)
            self._unused_constants[node] = self.statement
        else:
            if node < self._first_of_statement or not isinstance(tape.sources[node], Operation):
                node = self._apply(IDENTITY, token, node)
            self._unused[node] = self.statement
        self._bound[node] = name
        self._nodes[name] = node
        self._first_of_statement = len(tape)

    def _note_if_lost(self, name: str) -> None:
        """Drop a version that is bound again before anything used it."""
        node = self._nodes.get(name, -1)
        if node in self._asked:
            return
        lost = self._unused.pop(node, None) or self._unused_constants.pop(node, None)
        if lost is None:
            return
        if node in self._inputs.get(name, ()):
            self._inputs[name].remove(node)
            if not self._inputs[name]:
                del self._inputs[name]
        self._notes.append(
            Problem(f"'{name}' is bound again before anything used this one", self._source, lost)
        )

    # Functions of the user's own

    def head(self, children: list[Token]) -> Token:
        """Begin a function: what follows is its body."""
        name, *tokens = children
        parameters = [canonical(token.text) for token in tokens]
        seen: set[str] = set()
        for token, parameter in zip(tokens, parameters, strict=True):
            if parameter in seen:
                raise mistakes.same_parameter(self._source, token)
            seen.add(parameter)
        body = Function(Tape(), [token.start for token in tokens], parameters, {}, {})
        outside = self._tape, self._places, self._nodes, self._called
        self._outside = _Outside(*outside, canonical(name.text), body)
        self._tape, self._places, self._called = body.tape, body.places, 0
        self._nodes = {parameter: self._tape.input() for parameter in parameters}
        return name

    def function(self, children: list[Any]) -> None:
        """End the body of a function, and keep it."""
        _, result = children
        assert self._outside is not None
        self._tape, self._places, self._nodes, self._called, name, body = self._outside
        self._functions[name] = body.ended(result)
        self._outside = None

    def _captured(self, token: Token, name: str) -> int:
        """Return the input of the body that stands for an outer node."""
        assert self._outside is not None
        if name in self._constants and name not in self._outside.nodes:
            self._places.append(token.start)
            return self._tape.constant(self._constants[name], quoted(name))
        outer = self._outside.nodes.get(name)
        if outer is None:
            raise mistakes.unknown_in_function(self._source, token)
        self._unused.pop(outer, None)
        self._unused_constants.pop(outer, None)
        return self._inner(outer, token)

    def _expand(self, function: Function, token: Token, arguments: list[int]) -> int:
        if len(arguments) != len(function.parameters):
            raise mistakes.wrong_number(self._source, token, function.parameters, len(arguments))
        is_counted = self._outside is not None or self._copies is False
        if len(self._tape) + function.size + (self._called if is_counted else 0) > MOST_NODES:
            raise mistakes.too_large(self._source, token, MOST_NODES)
        self._called += function.size
        captured = {inner: self._inner(outer, token) for outer, inner in function.captured.items()}
        inputs = dict(enumerate(arguments)) | captured
        before = len(self._tape)
        if is_counted:
            if self._outside is not None:
                self._outside.body.calls[before] = Call(function, inputs)
            self._places.append(token.start)
            return self._tape.input()
        if self._copies is None and self._called > _MOST_UNCOUNTED + _UNCOUNTED_BY_CHARACTER * token.start:
            raise UncountedCalls
        result = function.expand(self._tape, self._places, inputs)
        if result >= before:
            self._results[result] = canonical(token.text)
        return result

    def _inner(self, outer: int, token: Token) -> int:
        """Return what stands for a node of the program here: itself, or in a body an input for it."""
        if self._outside is None:
            return outer
        inner = self._outside.body.captured.get(outer)
        if inner is None:
            inner = self._outside.body.captured[outer] = self._tape.input()
            self._places.append(token.start)
        return inner

    # Expressions

    def infix(self, children: list[Any]) -> int:
        left, (_, symbol, start), right = children
        self._places.append(start)
        return self._tape.apply(INFIX[SYMBOLS.get(symbol, symbol)], left, right)

    def negative(self, children: list[Any]) -> int:
        operator, operand = children
        return self._apply(NEGATIVE, operator, operand)

    def negation(self, children: list[Any]) -> int:
        operator, operand = children
        return self._apply(NOT, operator, operand)

    def where(self, children: list[int]) -> int:
        condition, one, other = children
        self._places.append(self._places[condition])
        return self._tape.apply(WHERE, condition, one, other)

    def number(self, children: list[Token]) -> int:
        (token,) = children
        value = float(token.text.replace("_", ""))
        if isinf(value):
            raise mistakes.too_large_a_number(self._source, token)
        self._places.append(token.start)
        return self._tape.constant(value, token.text)

    def name(self, children: list[Token]) -> int:
        (token,) = children
        node = self._nodes.get(token.text)
        if node is None:
            node = self._first_use(token)
        if self._outside is None:  # the nodes of a body have numbers of their own
            self._unused.pop(node, None)
            self._unused_constants.pop(node, None)
        return node

    def _first_use(self, token: Token) -> int:
        """Return the node of a name that is new here, or spelled in another way before."""
        name = canonical(token.text)
        node = self._nodes.get(name)
        if node is None and self._outside is not None:
            return self._captured(token, name)
        if node is None:
            if name in self._constants:
                node = self._tape.constant(self._constants[name], quoted(name))
            else:
                node = self._tape.input()
                self._undefined[name] = token
                self._inputs[name] = [node]
                self._bound[node] = name
            self._places.append(token.start)
            self._nodes[name] = node
        return node

    def call(self, children: list[Any]) -> int:
        token, *operands = children
        function = self._functions.get(canonical(token.text))
        if function is not None:
            return self._expand(function, token, operands)
        name = ALIASES.get(token.text, token.text)
        if name in FOLDS:
            return self._fold(FOLDS[name], token, operands)
        operation = FUNCTIONS.get(name)
        if operation is None:
            raise mistakes.unknown_function(
                self._source,
                token,
                known=[*self._functions, *FUNCTIONS, *FOLDS, *ALIASES],
                is_variable=canonical(token.text) in self._nodes.keys() | self._constants.keys(),
                is_own=self._outside is not None and canonical(token.text) == self._outside.name,
            )
        if len(operands) != len(operation.partials):
            raise mistakes.wrong_number(self._source, token, operation.operands, len(operands))
        for operand, partial in zip(operands, operation.partials, strict=True):
            if partial is None and self._tape.varies[operand]:
                raise mistakes.no_number(self._source, token)
        return self._apply(operation, token, *operands)

    def _fold(self, fold: Fold, token: Token, operands: list[int]) -> int:
        if not operands:
            raise mistakes.no_arguments(self._source, token)
        nodes = operands
        while fold.whole and len(nodes) > 2:
            groups = [nodes[start : start + MOST_AT_ONCE] for start in range(0, len(nodes), MOST_AT_ONCE)]
            nodes = [
                self._apply(fold.whole(len(group)), token, *group) if len(group) > 1 else group[0]
                for group in groups
            ]
        node = nodes[0]
        for operand in nodes[1:]:
            node = self._apply(fold.operation, token, node, operand)
        if fold.is_mean:
            self._places.append(token.start)
            count = self._tape.constant(float(len(operands)), str(len(operands)))
            node = self._apply(INFIX["/"], token, node, count)
        return node

    def _apply(self, operation: Operation, token: Token, *operands: int) -> int:
        self._places.append(token.start)
        return self._tape.apply(operation, *operands)
