"""Reading programs: from text to a graph, in one pass.

Lark makes the parser's tables from the grammar (see `tables`); what runs over them is here, because
it is most of the time of a short program: Lark's own start takes longer than all else together, and
its lexer as long as everything below. Nothing is recursive.
"""

import math
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from .automaton import load, pattern
from .builder import Builder, UncountedCalls
from .naming import composed
from .problem import ProgramProblem, Source
from .program import Program
from .tokens import END, Terminal, Token, tokens

CONSTANTS = {"pi": math.pi, "π": math.pi}
"""The names that are given. A program or a value may take them."""

_FACTORS = frozenset((Terminal.NAME, Terminal.LPAR, Terminal.WHERE, Terminal.RADICAL))
_CLOSED = frozenset((Terminal.NUMBER, Terminal.RPAR, Terminal.SUPERSCRIPT))
_ANOTHER_NUMBER = r"0[xXbBoO]\w|[0-9_.]+(?:[dD][+-]?[0-9]|[eE]_|\([0-9]+\))|(?=[0-9_]*\.)[0-9_.]+[fFlL](?!\w)"
"""A number as others write it, which could be read as a product: 0x1F, 1d5, 1.5f, 2.00(10)."""

_POWERED = re.compile(r"(?<![\w.`])(?:a|arc)?(?:(?:sin|cos|tan|sec|csc|cot)h?|ln|log|exp|sqrt)[^\S\n]*$")
"""A function whose power is not followed by a factor, but by its operand: sin²x."""

_DEFINED = r"[^\S\n]*=(?!=)"

_LONGEST_FUNCTION = 20

_BETWEEN_STATEMENTS = frozenset((Terminal.STATEMENT_END, END))
_WORDS = (Terminal.AND, Terminal.OR, Terminal.NOT)
"""The terminals that are names where the grammar has no place for them."""

_NO_FACTORS = frozenset(("and", "or", "not", "if", "else"))
"""Words that stand between operands in other languages, so rather there by mistake than as names."""


def parse(source: Source, constants: Mapping[str, float] = CONSTANTS) -> Program:
    """Read a program. Raises ProgramProblem if it is not one."""
    source = source._replace(text=composed(source.text))
    try:
        program = _parser().parse(source, Builder(source, constants))
    except UncountedCalls:
        _parser().parse(source, Builder(source, constants, copies=False))
        program = _parser().parse(source, Builder(source, constants, copies=True))
    if not program.outputs:
        raise ProgramProblem(
            "the program has no result", source, hint="write an expression, such as L = (a*b + c) * f"
        )
    return program


def can_be_read(text: str) -> bool:
    """Tell whether a text is a program."""
    try:
        parse(Source(text))
    except ProgramProblem:
        return False
    return True


@cache
def _parser() -> "_Parser":
    return _Parser()


class _Parser:
    """A table-driven LALR(1) parser that calls a builder as it reduces."""

    def __init__(self) -> None:
        self._tables = load()
        self._settled: dict[tuple[int, str, str], int] = {}
        self._reductions = [
            (origin, length, kept, collects, callback and getattr(Builder, callback))
            for origin, length, callback, collects, kept in self._tables.productions
        ]

    def parse(self, source: Source, builder: Builder) -> Program:
        """Read a text from the left to the right, with a stack of states and one of values."""
        actions, reductions, accept = self._tables.actions, self._reductions, self._tables.accept
        settled = self._settled
        state = self._tables.start
        states, values = [state], list[Any]()
        first: Token | None = None
        previous: Token | None = None
        waiting: Token | None = None
        for token in tokens(pattern(), source.text):
            kind = token[0]
            if first is None:
                first = token
            elif kind in _BETWEEN_STATEMENTS and previous is not None:
                builder.statement = first.start, previous.start + len(previous.text)
                first = None
            while True:
                action = actions[state].get(kind)
                if action is None:
                    if kind in _WORDS and token.text.isalpha():
                        kind, token = Terminal.NAME, token._replace(kind=Terminal.NAME)
                    elif waiting is None and _is_beside(source.text, previous, token):
                        waiting, kind = token, Terminal.BESIDE
                        token = Token(kind, "*", token.start)
                    else:
                        from .syntax_errors import syntax_error

                        expected = self._expected(states)
                        raise syntax_error(source, previous, waiting or token, expected, can_be_read)
                    continue
                if action >= 0:
                    states.append(action)
                    values.append(token)
                    state = action
                    if waiting is None:
                        break
                    token, waiting = waiting, None
                    kind = token[0]
                    continue
                origin, length, kept, collects, callback = reductions[~action]
                bottom = len(values) - length
                children = values[bottom:] if kept is None else _kept(values, bottom, kept)
                if callback:
                    value = callback(builder, children)
                elif collects:
                    value = children
                else:
                    value = children[0]
                del states[bottom + 1 :], values[bottom:]
                below = states[-1]
                state = settled.get((below, origin, kind), -1)
                if state < 0:
                    state = self._settle(below, origin, kind)
                states.append(state)
                values.append(value)
                if state == accept and kind == END:
                    assert isinstance(value, Program)
                    return value
            previous = token
        raise AssertionError("the automaton neither accepts nor refuses the text")

    def _expected(self, states: list[int]) -> set[str]:
        """Return the terminals that could follow; a state alone, shared by many places, lists more."""
        return {kind for kind in self._tables.actions[states[-1]] if self._is_accepted(states, kind)}

    def _is_accepted(self, states: list[int], kind: str) -> bool:
        """Tell whether a terminal is shifted after all reductions before it."""
        *_, accept, actions, gotos, productions = self._tables
        stack = [*states]
        while (action := actions[stack[-1]].get(kind)) is not None and action < 0:
            origin, length, *_ = productions[~action]
            del stack[len(stack) - length :]
            stack.append(gotos[stack[-1]][origin])
            if stack[-1] == accept:
                return True
        return action is not None

    def _settle(self, below: int, origin: str, kind: str) -> int:
        """Return the state after a reduction, and after those behind it that only pass the value on."""
        *_, actions, gotos, productions = self._tables
        state = gotos[below][origin]
        while (action := actions[state].get(kind, 0)) < 0 and productions[~action].is_unit:
            state = gotos[below][productions[~action].origin]
        self._settled[below, origin, kind] = state
        return state


def _is_beside(text: str, previous: Token | None, token: Token) -> bool:
    """Tell whether a token may multiply what stands directly before it, as in 2x or (a + b)c."""
    if previous is None or previous.kind not in _CLOSED or token.kind not in _FACTORS:
        return False
    if token.text in _NO_FACTORS or re.compile(_DEFINED).match(text, token.start + len(token.text)):
        return False
    if previous.kind == Terminal.SUPERSCRIPT:
        return not _POWERED.search(text[max(0, previous.start - _LONGEST_FUNCTION) : previous.start])
    return previous.kind != Terminal.NUMBER or not re.compile(_ANOTHER_NUMBER).match(text, previous.start)


def _kept(values: list[Any], bottom: int, kept: list[tuple[int, bool]]) -> list[Any]:
    """Return the children that matter. A list in front is continued, not copied: long ones stay linear."""
    children: list[Any] = []
    for position, is_list in kept:
        child = values[bottom + position]
        if not is_list:
            children.append(child)
        elif children:
            children += child
        else:
            children = child
    return children
