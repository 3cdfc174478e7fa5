"""From text to tokens."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

END = "$END"
"""The kind of the token after the last one of a text."""

ILLEGAL = "ILLEGAL"
"""The kind of a character that the language does not have."""


class Terminal(StrEnum):
    """The terminals of `language.lark` that Python knows by name; `automaton` checks that they are there."""

    NUMBER, NAME, FUNCTION, WHERE = "NUMBER", "NAME", "FUNCTION", "_WHERE"
    AND, OR, NOT, COMPARISON = "AND", "OR", "NOT", "COMPARISON"
    EQUAL, UPDATE, COMMA, LPAR, RPAR = "_EQUAL", "UPDATE", "COMMA", "LPAR", "RPAR"
    POWER, SUPERSCRIPT, RADICAL = "POWER", "SUPERSCRIPT", "RADICAL"
    THEN, ELSE = "_THEN", "_ELSE"
    BESIDE = "BESIDE"
    PLUS_MINUS = "PLUS_MINUS"
    STATEMENT_END = "_END"


class Token(NamedTuple):
    """A piece of text: the terminal of the grammar that it is, and its offset."""

    kind: str
    text: str
    start: int

    @property
    def place(self) -> tuple[int, int]:
        """The offsets of its first character and of the one after its last."""
        return self.start, self.start + len(self.text)


def tokens(pattern: re.Pattern[str], text: str) -> Iterator[Token]:
    """Yield the tokens of a text, then one of the kind `END`.

    Line ends inside parentheses mean nothing and are left out.
    """
    new = tuple.__new__  # half the time of Token(...), once for every token
    opens, closes = Terminal.LPAR.value, Terminal.RPAR.value  # plain texts compare faster
    depth = 0
    for match in pattern.finditer(text):
        kind = match.lastgroup
        if kind is None:
            break
        piece = match[kind]
        if kind == opens:
            depth += 1
        elif kind == closes:
            depth -= 1
        elif depth > 0 and piece == "\n":
            continue
        yield new(Token, (kind, piece, match.start(kind)))
    yield Token(END, "", len(text))
