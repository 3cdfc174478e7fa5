"""The terminals of `latex.lark`: what they look like, and what belongs together."""

from typing import NamedTuple

from .problem import Place


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


END = "END"
"""The kind of what stands between statements."""

SIGNS = {
    "+": ("PLUS", "+"),
    **dict.fromkeys("-−–", ("MINUS", "-")),
    **dict.fromkeys("*·×⋅∗", ("TIMES", "*")),
    **dict.fromkeys("/÷∕", ("DIVIDE", "/")),
    "^": ("POWER", "**"),
    "_": ("SUB", ""),
    "=": ("EQUAL", "="),
    "<": ("COMPARE", "<"),
    ">": ("COMPARE", ">"),
    "≤": ("COMPARE", "<="),
    "≥": ("COMPARE", ">="),
    "≠": ("COMPARE", "!="),
    "(": ("LPAR", "("),
    ")": ("RPAR", ")"),
    "[": ("LSQB", "("),
    "]": ("RSQB", ")"),
    "{": ("LBRACE", "("),
    "}": ("RBRACE", ")"),
    r"\{": ("LCURLY", "("),
    r"\}": ("RCURLY", ")"),
    "|": ("BAR", "abs"),
    "⌊": ("LFLOOR", "floor"),
    "⌋": ("RFLOOR", ")"),
    "⌈": ("LCEIL", "ceil"),
    "⌉": ("RCEIL", ")"),
    ",": ("COMMA", ","),
    ".": ("PERIOD", "."),
    "&": ("AMP", "&"),
    "°": ("DEGREES", "radians"),
}
"""By character, the kind of the token, and how our language writes it."""

CLOSES = {
    "RPAR": "LPAR", "RSQB": "LSQB", "RBRACE": "LBRACE",
    "RCURLY": "LCURLY", "RBAR": "LBAR", "RFLOOR": "LFLOOR",
    "RCEIL": "LCEIL", "RROOT": "LROOT", "END_CASES": "CASES",
}  # fmt: skip
OPENS = frozenset(CLOSES.values())
ENDS_OPERAND = frozenset(("NUMBER", "NAME", "WORD", "E", "DEGREES", *CLOSES)) - {"RROOT"}
INFIX = frozenset(("PLUS", "MINUS", "TIMES", "DIVIDE", "MODULO", "EQUAL", "COMPARE", "POWER", "AND", "OR"))
NO_ARGUMENT = frozenset(("PLUS", "MINUS", "LPAR", "LSQB", "FUNCTION", "LCURLY", "LBAR"))
