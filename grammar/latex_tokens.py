r"""From the text of LaTeX to the terminals of `latex.lark`.

What TeX does with its text is done here: arguments of one character (``\frac12``), bars that open or
close, blanks, rows, environments.
"""

import re
from collections.abc import Collection
from typing import NamedTuple

from . import latex_commands as commands
from .latex_meaning import function, resolved
from .latex_names import Names
from .latex_terminals import CLOSES, ENDS_OPERAND, NO_ARGUMENT, OPENS, SIGNS, Kind, Token
from .naming import misspelt
from .problem import Place, ProgramProblem, Source


class _Open(NamedTuple):
    """What is to be closed; ``wanted``: so many arguments of a command follow behind it."""

    kind: str
    wanted: int = 0
    splits: bool = False


_PIECE = re.compile(
    r"(?P<blank>(?:[^\S\n]|~|(?<!\\)%[^\n]*(?:\n|\Z)|\\[,;:!> /-]|\{\s*\})+)"
    r"|(?P<row>\\\\\*?(?:\[-?[\d.]+\s*[a-z]+\])?|\\(?:cr|newline|tabularnewline)(?![A-Za-z]))"
    r"|(?P<line>\n)"
    r"|(?P<switched>\{\s*\\rm(?![A-Za-z])[^{}\\$]*\})"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
    r"|(?P<formula>\$\$?|\\[\[\]()])"
    r"|(?P<environment>\\(?:begin|end)\s*\{([A-Za-z]*\*?)\}(?:\{[^{}]*\})?)"
    r"|(?P<label>\\(?:label|tag|vspace|hspace)\*?\s*\{[^{}]*\})"
    r"|(?P<side>\\(?:left|right|[bB]igg?[lr])(?![A-Za-z])\s*(?:(\.)|(\||\\[lr]?vert(?![A-Za-z])))?)"
    r"|(?P<fraction>\\[tdc]?frac(?![A-Za-z]))"
    r"|(?P<root>\\sqrt(?![A-Za-z])\s*(\[)?)"
    r"|(?P<degrees>\^\s*(?:\\circ(?![A-Za-z])|\{\s*\\circ\s*\}))"
    r"|(?P<defined>:=)"
    r"|(?P<words>\\(?:text|textrm|mathrm|textnormal|mbox)\s*\{[a-z\s,:.]{1,30}\})"
    r"|(?P<command>\\[A-Za-z]+\*?)"
    r"|(?P<single>\\[{}%]|.)",
    re.DOTALL,
)
_BETWEEN_CONDITIONS = frozenset("if for when where otherwise else and or not".split())
_LETTERS = re.compile(r"[A-Za-z]+(?![^\W_])")
_CALLED = re.compile(r"\s*(?:\\left\s*)?\(")
_WITHOUT_BACKSLASH = {name for name in commands.FUNCTIONS if len(name) > 2 or name == "ln"}
_UPRIGHT = _WITHOUT_BACKSLASH - {"min", "max"}
r"""Words that are functions before an operand without parentheses too: ``\mathrm{sin} x``."""

_WORDS = "|".join(sorted(_WITHOUT_BACKSLASH - {"ln"}, key=len, reverse=True))
_JOINED = re.compile(rf"([A-Za-z]{{1,2}})({_WORDS})|({_WORDS})([A-Za-z]{{1,2}})")
_FORMULA = re.compile(
    rf"(\$|\\[\[(]|\\begin\{{(?:{'|'.join(map(re.escape, sorted(commands.MATHEMATICS)))})\}})|\\.", re.DOTALL
)
_D = r"(?:\\partial|\\mathrm\s*\{\s*d\s*\}|\\mathrm\s+d(?![A-Za-z])|d)\s*"
_NESTED = r"((?:[^{}\\]|\\.|\{(?:[^{}\\]|\\.|\{(?:[^{}\\]|\\.|\{\})*\})*\})*)"
_DERIVATIVE = re.compile(rf"\\[td]?frac\s*\{{\s*({_D}){_NESTED}\}}\s*\{{\s*{_D}{_NESTED}\}}", re.DOTALL)


def tokens(source: Source, given: Collection[str]) -> list[Token]:
    """Return the tokens of LaTeX. Raises ProgramProblem for what formulas do not hold."""
    return resolved(source, _Reader(source, given).read(), given)


class _Reader:
    """Reads one text from the left to the right; no step looks at more than its own piece."""

    def __init__(self, source: Source, given: Collection[str]) -> None:
        self._source = source
        self._text = source.text
        self._given = frozenset(given)
        self._names = Names(source, self._given)
        self._found: list[Token] = []
        self._open: list[_Open] = []
        self._cases = 0
        self._wanted = 0
        self._splits = False
        self._was_argument = False
        self._in_prose = any(found[1] for found in _FORMULA.finditer(source.text))
        self._formulas = 0

    def read(self) -> list[Token]:
        position = 0
        while piece := _PIECE.match(self._text, position):
            kind = piece.lastgroup or ""
            position = self._prose(piece) if self._is_prose(kind) else getattr(self, f"_{kind}")(piece)
        return self._found

    def _add(self, kind: str, text: str, start: int, end: int) -> None:
        """Append a token; keep account of what is open, and of the arguments that a command still takes."""
        if self._wanted and kind in NO_ARGUMENT:
            raise self._braces_missing((start, end))
        self._was_argument = self._wanted > 0
        if kind in (Kind.LBRACE, Kind.LROOT):
            self._open.append(_Open(kind, max(self._wanted - (kind == Kind.LBRACE), 0), self._splits))
            self._wanted = 0
        elif kind in OPENS:
            self._open.append(_Open(kind, self._wanted, self._splits))
        elif kind in CLOSES:
            if self._open[-1:] and self._open[-1].kind == Kind.LBAR and kind == Kind.RPAR:
                self._open.pop()  # it stood between the parameters of a function
            if self._open and self._open[-1].kind == CLOSES[kind]:
                _, self._wanted, self._splits = self._open.pop()
        elif kind in (Kind.POWER, Kind.SUB):
            self._wanted, self._splits = self._wanted + 1, False
        elif kind == Kind.FRAC:
            self._wanted, self._splits = max(self._wanted - 1, 0) + 2, True
        elif kind == Kind.SQRT:
            self._wanted, self._splits = max(self._wanted, 1), False
        else:
            self._wanted = max(self._wanted - 1, 0)
        self._found.append(Token(kind, text, start, end))

    def _braces_missing(self, place: Place) -> ProgramProblem:
        before = self._text[self._found[-1].start : self._found[-1].end].strip()
        if self._found[-1].kind not in (Kind.POWER, Kind.SUB, Kind.SQRT, Kind.FRAC):
            return self._refused("a fraction has two parts", place, r"write \frac{a}{b}")
        return self._refused(f"braces are missing after '{before}'", place, f"write {before}{{...}}")

    def _refused(self, message: str, place: Place, hint: str) -> ProgramProblem:
        return ProgramProblem(message, self._source, place, hint=hint)

    # Between formulas

    def _is_prose(self, kind: str) -> bool:
        between = ("blank", "line", "row", "formula", "environment", "label")
        return self._in_prose and not self._formulas and kind not in between

    def _prose(self, piece: re.Match[str]) -> int:
        if piece[0] not in ".,;:":
            end = re.compile(r"\S*").match(self._text, piece.start())
            message = "this stands outside of the formula"
            raise self._refused(message, end.span() if end else piece.span(), "give the formulas alone")
        return piece.end()

    def _end(self, piece: re.Match[str], text: str) -> int:
        self._found.append(Token(Kind.END, text, *piece.span()))
        return piece.end()

    def _formula(self, piece: re.Match[str]) -> int:
        sign = piece[0]
        opens = sign in (r"\[", r"\(") or (sign[0] == "$" and not self._formulas)
        self._formulas = int(opens)
        return self._end(piece, ";")

    def _environment(self, piece: re.Match[str]) -> int:
        name, opens = piece[0].split("{")[1].split("}")[0], piece[0].startswith(r"\begin")
        if name in ("cases", "dcases"):
            position = piece.start() + piece[0].index("}") + 1
            self._cases = max(self._cases + (1 if opens else -1), 0)
            self._add(Kind.CASES if opens else Kind.END_CASES, "where", piece.start(), position)
            return position
        if name in commands.MATHEMATICS:
            self._formulas = int(opens)
            return self._end(piece, ";")
        if name not in commands.INNER:
            hint = "there are no matrices; write each element as a name of its own, such as a_{12}"
            if "matrix" not in name and name != "array":
                hint = "give the formulas alone"
            raise self._refused(f"the environment {name or '{}'} has no meaning here", piece.span(), hint)
        return self._end(piece, "\n")

    def _line(self, piece: re.Match[str]) -> int:
        return piece.end() if self._open or self._formulas else self._end(piece, "\n")

    def _row(self, piece: re.Match[str]) -> int:
        if self._open and self._open[-1].kind == Kind.CASES:
            self._add(Kind.ROW, "", *piece.span())
            return piece.end()
        return piece.end() if self._open else self._end(piece, "\n")

    # Blanks and sizes

    def _blank(self, piece: re.Match[str]) -> int:
        return piece.end()

    _label = _blank

    def _side(self, piece: re.Match[str]) -> int:
        r"""A delimiter whose side is known: ``\left|`` opens, and ``\right.`` is none."""
        if "|" in piece[0] or "vert" in piece[0]:
            is_left = piece[0].startswith(r"\left") or piece[0].rstrip(r"|\lrvet ").endswith("l")
            self._add(Kind.LBAR if is_left else Kind.RBAR, "abs" if is_left else ")", *piece.span())
        return piece.end()

    # Operands

    def _number(self, piece: re.Match[str]) -> int:
        start, end = piece.span()
        if re.compile(r"\{,\}|,[0-9]").match(self._text, end) and not self._is_argument():
            hint = "digits stand together, as in 1000, and the decimal mark is a point, as in 1.5"
            raise self._refused("a comma is no part of a number", (end, end + 1), hint)
        if self._wanted and self._splits and len(piece[0]) > 1 and piece[0].isdigit():
            end = start + 1
        elif self._wanted and len(piece[0]) > 1:
            before = self._text[self._found[-1].start : self._found[-1].end].strip()
            message = f"LaTeX takes only the first digit after '{before}'"
            raise self._refused(message, piece.span(), f"write {before}{{{piece[0]}}}")
        elif self._found and self._found[-1].kind == Kind.NUMBER and not self._was_argument:
            place = (self._found[-1].start, end)
            hint = rf"write {self._found[-1].text} \cdot {piece[0]}, or {self._found[-1].text}{piece[0]}"
            raise self._refused("two numbers stand side by side", place, hint)
        self._add(Kind.NUMBER, self._text[start:end], start, end)
        return end

    def _is_argument(self) -> bool:
        """Whether a comma may separate arguments here."""
        return bool(self._open) and self._open[-1].kind in (Kind.LPAR, Kind.LCURLY, Kind.CASES)

    def _fraction(self, piece: re.Match[str]) -> int:
        found = _DERIVATIVE.match(self._text, piece.start())
        if found and self._add_derivative(found):
            return found.end()
        self._add(Kind.FRAC, "/", *piece.span())
        return piece.end()

    def _add_derivative(self, found: re.Match[str]) -> bool:
        """Append ``dL/da``, which is a name where the program defines it; tell whether it is one."""
        of, by = self._only_name(found, 2), self._only_name(found, 3)
        if found[1].strip() == "d" and (by is None or (of is None and not re.match(r"\^|\s*\Z", found[2]))):
            return False
        self._add(
            Kind.DERIVATIVE, self._names.derivative(of, by, found.span()) if of and by else "", *found.span()
        )
        return True

    def _only_name(self, found: re.Match[str], group: int) -> str | None:
        name = self._names.read(found.start(group)) if found[group].strip() else None
        return name.text if name and not self._text[name.end : found.end(group)].strip() else None

    def _root(self, piece: re.Match[str]) -> int:
        start, end = piece.span()
        self._add(Kind.SQRT, "sqrt", start, start + len(r"\sqrt"))
        if piece[0].endswith("["):
            self._add(Kind.LROOT, "(", end - 1, end)
        return end

    def _degrees(self, piece: re.Match[str]) -> int:
        self._add(Kind.DEGREES, "radians", *piece.span())
        return piece.end()

    def _defined(self, piece: re.Match[str]) -> int:
        self._add(Kind.EQUAL, "=", *piece.span())
        return piece.end()

    def _words(self, piece: re.Match[str]) -> int:
        """Words between the conditions of cases; elsewhere a name."""
        start, end = piece.span()
        words = {*re.findall("[a-z]+", piece[0][piece[0].index("{") :])}
        if not (self._open and self._open[-1].kind == Kind.CASES and words <= _BETWEEN_CONDITIONS):
            return self._name(start)
        if words & {"otherwise", "else"}:
            self._add(Kind.OTHERWISE, "", start, end)
        for word in words & {"and", "or", "not"}:
            self._add(Kind(word.upper()), word, start, end)
        return end

    def _command(self, piece: re.Match[str]) -> int:
        start, end = piece.span()
        full = piece[0][1:]
        name = re.sub(r"[^A-Za-z].*", "", full, flags=re.DOTALL)
        if full.endswith("*") and full not in commands.REFUSED:
            end -= 1
        if name in commands.BLANKS:
            return end
        if name == "rm":
            raise self._refused("a font has braces here", (start, end), r"write \mathrm{rate}, or {\rm rate}")
        if name in commands.SYMBOLS and full not in commands.REFUSED:
            return self._sign(*commands.SYMBOLS[name], start, end)
        if name in commands.FUNCTIONS:
            self._add(Kind.FUNCTION, commands.FUNCTIONS[name], start, end)
            return end
        if full in commands.REFUSED or name in commands.REFUSED:
            hint = commands.REFUSED.get(full) or commands.REFUSED[name]
            raise self._refused(f"'\\{full}' has no meaning here", (start, end), hint)
        if name not in commands.FONTS and name not in commands.ACCENTS and name not in commands.LETTERS:
            known = [*commands.FUNCTIONS, *commands.LETTERS, *commands.SYMBOLS, *commands.FRACTIONS, "sqrt"]
            close = misspelt(name, known)
            hint = rf"remove it; a name of several letters is written \mathrm{{{name}}}"
            hint = f"did you mean '\\{close}'?" if close else hint
            raise self._refused(f"unknown command '\\{name}'", (start, end), hint)
        return self._name(start)

    def _switched(self, piece: re.Match[str]) -> int:
        return self._name(piece.start())

    def _name(self, start: int) -> int:
        name = self._names.read(start)
        assert name
        raw = self._text[start : name.end]
        if name.is_word and name.text == "d":
            raise self._refused(
                f"'{raw}' is the sign of a differential", (start, name.end), commands.REFUSED["partial"]
            )
        if raw.startswith(r"\operatorname"):
            self._add(Kind.FUNCTION, function(name.text) or name.text, start, name.end)
        elif name.is_word and name.text in _UPRIGHT and name.text not in self._given:
            self._add(Kind.FUNCTION, commands.FUNCTIONS[name.text], start, name.end)
        elif name.is_word and name.text == "e":
            self._add(Kind.E, "e", start, name.end)
        else:
            self._add(Kind.WORD if name.is_word else Kind.NAME, name.text, start, name.end)
        return name.end

    def _function(self, start: int) -> int | None:
        r"""Append a function without its backslash, as in ``sin(x)``; return its end, or None."""
        word = _LETTERS.match(self._text, start)
        if not word or self._text[start - 1 : start].isalpha():
            return None
        name, is_called = word[0], _CALLED.match(self._text, word.end())
        if name in _WITHOUT_BACKSLASH or (is_called and len(name) > 2 and function(name)):
            self._add(Kind.FUNCTION, function(name) or name, *word.span())
            return word.end()
        if joined := _JOINED.fullmatch(name):
            before, last, first, after = joined.groups()
            hint = rf"write \{first} {after}" if first else rf"write {before} \{last}{{...}}"
            raise self._refused(f"'{name}' would be a product of letters", word.span(), hint)
        return None

    # Signs

    def _single(self, piece: re.Match[str]) -> int:
        start, end = piece.span()
        sign = piece[0]
        if sign == ";":
            if self._open:
                self._add(Kind.COMMA, ",", start, end)
                return end
            return self._end(piece, ";")
        if sign in SIGNS:
            return self._sign(*SIGNS[sign], start, end)
        if sign.isalpha():
            return self._function(start) or self._name(start)
        shown = f"'{sign}'" if sign.isprintable() else f"U+{ord(sign):04X}"
        hint = commands.SIGNS_REFUSED.get(sign, "remove it, or write it as a command")
        raise self._refused(f"{shown} has no meaning here", (start, end), hint)

    def _sign(self, kind: str, text: str, start: int, end: int) -> int:
        is_open = self._open[-1].kind if self._open else ""
        ends_operand = bool(self._found) and self._found[-1].kind in ENDS_OPERAND
        if kind == Kind.BAR:
            kind = Kind.RBAR if is_open == Kind.LBAR and ends_operand else Kind.LBAR
        elif kind == Kind.RSQB and is_open == Kind.LROOT:
            kind = Kind.RROOT
        elif kind == Kind.EQUAL and self._cases:
            kind, text = Kind.COMPARE, "=="
        elif kind == Kind.AMP and is_open != Kind.CASES:
            return end
        if kind == Kind.SUB and not self._follows_logarithm():
            hint = r"an index stands right behind its letter, as in x_0^2"
            if self._found and self._found[-1].kind == Kind.FUNCTION:
                hint = r"a function has no index; the largest of some values is \max(a, b)"
            raise self._refused("this subscript belongs to no name", (start, end), hint)
        self._add(kind, text, start, end)
        return end

    def _follows_logarithm(self) -> bool:
        r"""Whether a base may stand below: ``\log_2``, ``\log^2_2``, ``\log^{2}_2``."""
        kinds = [Kind.RBRACE, Kind.NUMBER, Kind.LBRACE, Kind.POWER, Kind.FUNCTION]
        for token in reversed(self._found[-len(kinds) :]):
            if token.kind == Kind.FUNCTION:
                return token.text == "log"
            if token.kind not in kinds:
                break
        return False
