"""The terminals of `latex.lark`: what they look like, and what belongs together."""

from enum import StrEnum, auto
from typing import NamedTuple

from .problem import Place


class Kind(StrEnum):
    """The terminals of the grammar; those of the last line are resolved before they get there."""

    @staticmethod
    def _generate_next_value_(name: str, *_: object) -> str:
        return name

    NAME, HEAD, OWN, FUNCTION, NUMBER, E = (auto() for _ in range(6))
    PLUS, MINUS, TIMES, DIVIDE, MODULO, POWER, DEGREES, SUB = (auto() for _ in range(8))
    EQUAL, COMMA, FRAC, SQRT, AMP, ROW, END = (auto() for _ in range(7))
    LPAR, RPAR, LSQB, RSQB, LCURLY, RCURLY, LBRACE, RBRACE = (auto() for _ in range(8))
    LROOT, RROOT, LBAR, RBAR, LFLOOR, RFLOOR, LCEIL, RCEIL = (auto() for _ in range(8))
    CASES, END_CASES, OTHERWISE, COMPARE, AND, OR, NOT = (auto() for _ in range(7))
    BAR, PERIOD, WORD, DERIVATIVE = (auto() for _ in range(4))


TERMINALS = frozenset(Kind) - {Kind.BAR, Kind.PERIOD, Kind.WORD, Kind.DERIVATIVE}


class Token(NamedTuple):
    """A piece of LaTeX: the terminal that it is, how our language writes it, and its place."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def place(self) -> Place:
        """The offsets of its first character and of the one after its last."""
        return self.start, self.end


SIGNS = {
    "+": (Kind.PLUS, "+"),
    **dict.fromkeys("-−–", (Kind.MINUS, "-")),
    **dict.fromkeys("*·×⋅∗", (Kind.TIMES, "*")),
    **dict.fromkeys("/÷∕", (Kind.DIVIDE, "/")),
    "^": (Kind.POWER, "**"),
    "_": (Kind.SUB, ""),
    "=": (Kind.EQUAL, "="),
    "<": (Kind.COMPARE, "<"),
    ">": (Kind.COMPARE, ">"),
    "≤": (Kind.COMPARE, "<="),
    "≥": (Kind.COMPARE, ">="),
    "≠": (Kind.COMPARE, "!="),
    "(": (Kind.LPAR, "("),
    ")": (Kind.RPAR, ")"),
    "[": (Kind.LSQB, "("),
    "]": (Kind.RSQB, ")"),
    "{": (Kind.LBRACE, "("),
    "}": (Kind.RBRACE, ")"),
    r"\{": (Kind.LCURLY, "("),
    r"\}": (Kind.RCURLY, ")"),
    "|": (Kind.BAR, "abs"),
    "⌊": (Kind.LFLOOR, "floor"),
    "⌋": (Kind.RFLOOR, ")"),
    "⌈": (Kind.LCEIL, "ceil"),
    "⌉": (Kind.RCEIL, ")"),
    ",": (Kind.COMMA, ","),
    ".": (Kind.PERIOD, "."),
    "&": (Kind.AMP, "&"),
    "°": (Kind.DEGREES, "radians"),
}
"""By character, the kind of the token, and how our language writes it."""

CLOSES: dict[str, str] = {
    Kind.RPAR: Kind.LPAR, Kind.RSQB: Kind.LSQB, Kind.RBRACE: Kind.LBRACE,
    Kind.RCURLY: Kind.LCURLY, Kind.RBAR: Kind.LBAR, Kind.RFLOOR: Kind.LFLOOR,
    Kind.RCEIL: Kind.LCEIL, Kind.RROOT: Kind.LROOT, Kind.END_CASES: Kind.CASES,
}  # fmt: skip
OPENS = frozenset(CLOSES.values())
ENDS_OPERAND = frozenset((Kind.NUMBER, Kind.NAME, Kind.WORD, Kind.E, Kind.DEGREES, *CLOSES)) - {Kind.RROOT}
INFIX = frozenset(
    (
        Kind.PLUS,
        Kind.MINUS,
        Kind.TIMES,
        Kind.DIVIDE,
        Kind.MODULO,
        Kind.EQUAL,
        Kind.COMPARE,
        Kind.POWER,
        Kind.AND,
        Kind.OR,
    )
)
NO_ARGUMENT = frozenset((Kind.PLUS, Kind.MINUS, Kind.LPAR, Kind.LSQB, Kind.FUNCTION, Kind.LCURLY, Kind.LBAR))
