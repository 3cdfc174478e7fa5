"""What the parser does while it reads: each rule of `language.lark` appends to the graph.

The methods are named after the rules and get their children: tokens, and nodes (as numbers) for
expressions that have been read. There is no syntax tree.
"""

import re
from collections.abc import Collection, Mapping
from math import e, isinf, nan, pi
from typing import Any, NamedTuple

from backprop.graph.forward import forward
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
from backprop.graph.tape import Constant, Input, Tape

from . import meaning_errors as mistakes
from .function import MOST_NODES, Call, Function
from .naming import (
    FUNCTION_NAMES,
    GIVEN_ELSEWHERE,
    LETTERS,
    canonical,
    given_elsewhere,
    is_call,
    name_nodes,
    quoted,
    unprefixed,
)
from .problem import Place, Problem, Source
from .program import Program
from .tokens import Token

SYMBOLS = {
    **dict.fromkeys("−–", "-"),
    **dict.fromkeys("·×⋅", "*"),
    **dict.fromkeys("÷∕", "/"),
    **dict.fromkeys(("^", ".^", ".**"), "**"),
    ".*": "*",
    "./": "/",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    **dict.fromkeys(("&&", "∧"), "and"),
    **dict.fromkeys(("||", "∨"), "or"),
    **dict.fromkeys("!¬", "not"),
    "√": "sqrt",
    "∛": "cbrt",
}
"""Other spellings of the operators, and the functions that have a sign."""

MEAN_TWO = frozenset(("ATAN2", "GAUSS", "LOG", "ROUND", "Math.round"))
"""Functions that spreadsheets write in capitals, or JavaScript, and that mean something else elsewhere."""

_LOGARITHMS: dict[float | None, str] = {2.0: "log2", 10.0: "log10"}
_CORRELATION = "correlation"
"""The function that says how two uncertain constants are correlated."""

_EXPONENT, _DIGITS = r"[eE][-+−–]?[0-9]+", r"[0-9.]+"
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")


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
        self._last: tuple[Token, list[Token]] | None = None
        self._results: dict[int, str] = {}
        self._outside: _Outside | None = None
        self._called_letters: dict[str, Token] = {}
        self._called = 0
        self._copies = copies
        self._notes: list[Problem] = []
        self._spreads: dict[int, int] = {}
        self._correlations: dict[tuple[int, int], float] = {}
        self._first_of_statement = 0
        self.statement: Place = (0, 0)

    def program(self, _: list[None]) -> Program:
        if self._last is not None and not self._unused:
            self._evaluate(*self._last)
        self._require_no_letters(self._nodes)
        outputs = self._unused or self._unused_constants
        tape, bound = self._tape, self._bound
        names = name_nodes(tape, bound, self._results)
        return Program(
            self._source,
            tape,
            self._places,
            bound,
            names,
            self._inputs,
            dict(outputs),
            self._notes,
            self._spreads,
            self._correlations,
        )

    # Statements

    def assign(self, children: list[Any]) -> None:
        name, node = children
        self._define(name, node)

    def uncertain(self, children: list[Any]) -> None:
        """Bind a name to a constant with its standard uncertainty."""
        self._define_uncertain(*children)

    def percentage(self, children: list[Any]) -> None:
        """The same with an uncertainty in per cent of the value."""
        name, value, sign, number, _ = children
        self._require_constants(sign, value)
        size = self._apply(FUNCTIONS["abs"], sign, value)
        part = self._apply(INFIX["/"], sign, self.number([number]), self._constant(sign, "100"))
        self._define_uncertain(name, value, sign, self._apply(INFIX["*"], sign, size, part))

    def scaled(self, children: list[Any]) -> None:
        """The same with a power of ten that is for both, as in ``(2.0±0.1)e-3``."""
        name, value, sign, spread, *tokens = children
        exponent = "".join(token.text for token in tokens)
        if not re.fullmatch(_EXPONENT, exponent):
            raise mistakes.no_exponent(self._source, tokens)
        value, spread = self._scaled(value, sign, exponent), self._scaled(spread, sign, exponent)
        self._define_uncertain(name, value, sign, spread)

    def _define_uncertain(self, name: Token, value: int, sign: Token, spread: int) -> None:
        self._require_constants(sign, value, spread)
        self._define(name, value)
        self._spreads[self._nodes[canonical(name.text)]] = spread

    def _require_constants(self, sign: Token, *nodes: int) -> None:
        if any(self._tape.varies[node] for node in nodes):
            raise mistakes.uncertain_formula(self._source, sign)

    def _constant(self, token: Token, text: str) -> int:
        self._places.append(token.start)
        return self._tape.constant(float(text), text)

    def _scaled(self, node: int, sign: Token, exponent: str) -> int:
        """Return a constant times a power of ten; a number that is written gets the exponent."""
        source = self._tape.sources[node]
        if isinstance(source, Constant) and re.fullmatch(_DIGITS, source.text):
            return self._constant(sign, source.text + exponent)
        if source is NEGATIVE:
            (operand,) = self._tape.operands[node]
            return self._apply(NEGATIVE, sign, self._scaled(operand, sign, exponent))
        return self._apply(INFIX["*"], sign, node, self._constant(sign, f"1{exponent}"))

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

    def head(self, children: list[Token]) -> list[Token]:
        """Begin a function: what follows is its body."""
        name, *tokens = children
        parameters = [canonical(token.text) for token in tokens]
        seen: set[str] = set()
        for token, parameter in zip(tokens, parameters, strict=True):
            if parameter in seen:
                raise mistakes.same_parameter(self._source, token)
            seen.add(parameter)
        body = Function(Tape(), [token.start for token in tokens], parameters, {}, {}, {})
        outside = self._tape, self._places, self._nodes, self._called
        self._outside = _Outside(*outside, canonical(name.text), body)
        self._tape, self._places, self._called = body.tape, body.places, 0
        self._nodes = {parameter: self._tape.input() for parameter in parameters}
        return children

    def function(self, children: list[Any]) -> None:
        """End the body of a function, and keep it."""
        (token, *parameters), result = children
        assert self._outside is not None
        self._tape, self._places, self._nodes, self._called, name, body = self._outside
        self._functions[name] = body = body.ended(result)
        self._outside = None
        if self._is_correlation(name, body):
            self._correlate(token, body)
            return
        self._last = token, parameters
        if body.free:
            self._look_for_products(body, parameters)

    def _is_correlation(self, name: str, body: Function) -> bool:
        """Tell whether a function is ``correlation(a, b) = 0.5`` of two uncertain constants."""
        nodes = [self._nodes.get(parameter, -1) for parameter in body.parameters]
        return name == _CORRELATION and len(nodes) == 2 and self._spreads.keys() >= {*nodes}

    def _correlate(self, token: Token, body: Function) -> None:
        """Keep a correlation. Raises ProgramProblem for one that is none."""
        inputs = [node for node, its in enumerate(body.tape.sources) if isinstance(its, Input)]
        values = forward(body.tape, dict.fromkeys(inputs, nan))
        number = values[body.result]
        if not -1 <= number <= 1:
            raise mistakes.no_correlation(self._source, token)
        one, other = (self._nodes[parameter] for parameter in body.parameters)
        self._correlations.pop((other, one), None)
        self._correlations[one, other] = number

    def _evaluate(self, function: Token, parameters: list[Token]) -> None:
        """End a program of functions only as ``f = f(x, y)`` would: the last one is its output."""
        self.statement = function.place
        for parameter in parameters:
            if (name := canonical(parameter.text)) not in self._nodes:
                self._input(parameter, name)
        node = self.call([function, *[self.name([parameter]) for parameter in parameters]])
        if self._tape.varies[node]:
            self._define(function, node)
        else:
            self._unused[node] = self.statement

    def _look_for_products(self, body: Function, parameters: list[Token]) -> None:
        """Raise ProgramProblem for f(x) = ax + b, where nothing uses x."""
        for parameter in parameters:
            letter = parameter.text
            for name, (_, token) in body.free.items():
                is_product = letter in name and 1 < len(name) < 4 and name.isalpha()
                if is_product and len(letter) == 1 and not body.uses(body.parameters.index(letter)):
                    raise mistakes.product_of_letters(self._source, token)

    def _captured(self, token: Token, name: str) -> int:
        """Return the input of the body that stands for an outer node, or for a name that is none yet."""
        assert self._outside is not None
        if name not in self._outside.nodes and (constant := self._given(token, name)):
            self._places.append(token.start)
            return self._tape.constant(*constant)
        outer = self._outside.nodes.get(name)
        if outer is None:
            return self._free(token, name)
        self._unused.pop(outer, None)
        self._unused_constants.pop(outer, None)
        return self._inner(outer, token)

    def _free(self, token: Token, name: str) -> int:
        """Return what stands for a name that a function uses, and that is an input of the program."""
        if self._outside is None:
            return self.name([token])
        self._undefined.setdefault(name, token)
        known = self._outside.body.free.get(name)
        if known is None:
            known = self._outside.body.free[name] = self._tape.input(), token
            self._places.append(token.start)
        return known[0]

    def _expand(self, function: Function, token: Token, arguments: list[int]) -> int:
        if len(arguments) != len(function.parameters):
            raise mistakes.wrong_number(self._source, token, function.parameters, len(arguments))
        is_counted = self._outside is not None or self._copies is False
        if len(self._tape) + function.size + (self._called if is_counted else 0) > MOST_NODES:
            raise mistakes.too_large(self._source, token, MOST_NODES)
        self._called += function.size
        if self._outside is None:
            self._last = None
        captured = {inner: self._inner(outer, token) for outer, inner in function.captured.items()}
        free = {inner: self._free(first, name) for name, (inner, first) in function.free.items()}
        inputs = dict(enumerate(arguments)) | captured | free
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

    def raised(self, children: list[Any]) -> int:
        """A power with its exponent set high, as in (a + b)²."""
        base, exponent = children
        return self._raise(base, exponent)

    def raised_name(self, children: list[Token]) -> int:
        name, exponent = children
        if not name.text.isascii():
            mistakes.require_whole_exponent(self._source, name, exponent)
        return self._raise(self.name([name]), exponent)

    def raised_call(self, children: list[Any]) -> int:
        """A power of what a function returns, as in sin²(x)."""
        name, exponent, *operands = children
        if exponent.text == "⁻¹":
            raise mistakes.inverse_or_power(self._source, name, exponent)
        own = canonical(name.text)
        is_factor = own in self._nodes or len(own) == 1
        if is_factor and own not in self._functions and own not in FUNCTION_NAMES:
            raise mistakes.power_before_parenthesis(self._source, name, exponent.text)
        return self._raise(self.call([name, *operands]), exponent)

    def powered_call(self, children: list[Any]) -> int:
        """A power of what a function returns, as in sin^2(x)."""
        name, power, exponent, operand = children
        if canonical(name.text) in self._nodes:
            raise mistakes.power_before_parenthesis(self._source, name, f"{power.text}{exponent.text}")
        return self.infix([self.call([name, operand]), power, self.number([exponent])])

    def given(self, children: list[Token]) -> int:
        """A constant as Maxima writes it."""
        sign, token = children
        value = GIVEN_ELSEWHERE.get(token.text) if token.text in ("e", "pi") else None
        if value is None or token.start != sign.place[1]:
            raise mistakes.percent(self._source, sign)
        self._places.append(sign.start)
        return self._tape.constant(value, "pi" if value == pi else repr(value))

    def power_of_given(self, children: list[Any]) -> int:
        """A power of such a constant: that of e is exp."""
        base, power, exponent = children
        source = self._tape.sources[base]
        if isinstance(source, Constant) and source.value == e:
            return self._apply(FUNCTIONS["exp"], power, exponent)
        return self.infix([base, power, exponent])

    def _raise(self, base: int, exponent: Token) -> int:
        digits = exponent.text.translate(_SUPERSCRIPTS)
        self._places.append(exponent.start)
        node = self._tape.constant(float(digits.lstrip("+-")), digits.lstrip("+-"))
        if digits.startswith("-"):
            node = self._apply(NEGATIVE, exponent, node)
        return self._apply(INFIX["**"], exponent, base, node)

    def root(self, children: list[Any]) -> int:
        sign, operand = children
        return self._apply(FUNCTIONS[SYMBOLS[sign.text]], sign, operand)

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
            constant = self._given(token, name)
            if constant is None:
                return self._input(token, name)
            node = self._nodes[name] = self._tape.constant(*constant)
            self._places.append(token.start)
        return node

    def _input(self, token: Token, name: str) -> int:
        """Append an input that the program gives no value."""
        node = self._nodes[name] = self._tape.input()
        self._places.append(token.start)
        self._undefined.setdefault(name, token)
        self._inputs[name] = [node]
        self._bound[node] = name
        return node

    def _given(self, token: Token, name: str) -> tuple[float, str] | None:
        """Return the value and the text of a name that is a constant, such as pi or math.pi."""
        if name in self._constants:
            return self._constants[name], quoted(name)
        if token.text.isidentifier() or token.text.startswith("`"):
            return None
        self._refuse_a_call(token, name)
        value = given_elsewhere(name)
        return None if value is None else (value, "pi" if value == pi else repr(value))

    def _refuse_a_call(self, token: Token, name: str) -> None:
        """Raise ProgramProblem for a function in brackets, as in Sin[x], which is no name with an index."""
        if is_call(name) or name.partition("[")[0] in self._functions:
            raise mistakes.brackets(self._source, token)

    def call(self, children: list[Any]) -> int:
        token, *operands = children
        function = self._functions.get(canonical(token.text))
        if function is not None:
            return self._expand(function, token, operands)
        name = self._function_name(token.text)
        if name in FOLDS:
            return self._fold(FOLDS[name], token, operands)
        if name == "log" and len(operands) == 2 and not token.text[0].isupper():
            return self._logarithm(token, *operands)
        operation = FUNCTIONS.get(name) or INFIX.get(name)
        if operation is None:
            raise mistakes.unknown_function(
                self._source,
                token,
                len(operands),
                known=[*self._functions, *FUNCTIONS, *FOLDS, *ALIASES],
                is_variable=canonical(token.text) in self._nodes.keys() | self._constants.keys(),
                is_own=self._outside is not None and canonical(token.text) == self._outside.name,
            )
        if name in LETTERS:
            self._called_letters.setdefault(token.text, token)
            self._require_no_letters(self._nodes)
        if len(operands) != len(operation.partials):
            raise mistakes.wrong_number(self._source, token, operation.operands, len(operands))
        for operand, partial in zip(operands, operation.partials, strict=True):
            if partial is None and self._tape.varies[operand]:
                raise mistakes.no_number(self._source, token)
        return self._apply(operation, token, *operands)

    def _require_no_letters(self, names: Collection[str]) -> None:
        """Raise ProgramProblem for gamma(x + 1) where gamma is a name: it may be meant as a product."""
        for text, token in self._called_letters.items():
            if text in names:
                raise mistakes.function_and_name(self._source, token)

    def _function_name(self, text: str) -> str:
        """Return what the table calls a function: ``sin`` for np.sin and SIN, ``log`` for ln."""
        if text in FUNCTION_NAMES:
            return ALIASES.get(text, text)
        if text in MEAN_TWO:
            return text
        last = unprefixed(text) or text
        if last not in FUNCTION_NAMES and last not in MEAN_TWO and text not in self._nodes:
            last = last.lower()
        return ALIASES.get(last, last)

    def _logarithm(self, token: Token, operand: int, base: int) -> int:
        """Append the logarithm to another base."""
        source = self._tape.sources[base]
        value = source.value if isinstance(source, Constant) else None
        if value in _LOGARITHMS:
            return self._apply(FUNCTIONS[_LOGARITHMS[value]], token, operand)
        natural = FUNCTIONS["log"]
        operand, base = self._apply(natural, token, operand), self._apply(natural, token, base)
        return self._apply(INFIX["/"], token, operand, base)

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
