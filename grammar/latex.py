r"""Reading LaTeX: formulas as papers have them, translated to a program of our own language.

The rules of `latex.lark` run over the tables of its automaton (see `automaton`), and their methods write
the program in pieces, each of which knows its place in LaTeX, so that an error points there. Nothing is
recursive.
"""

import re
from collections.abc import Collection
from functools import cache
from typing import Any, NamedTuple

from backprop.graph.operations import FUNCTIONS

from . import latex_commands as commands
from .automaton import Tables, load
from .latex_errors import both_readings, no_inverse, too_early, too_long_a_chain, unexpected
from .latex_terminals import Kind, Token
from .latex_tokens import tokens
from .naming import composed, quoted
from .problem import Origin, Place, Problem, Source

_OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _SIGNED, _POWER, _ATOM = range(1, 10)
_LEVELS = {"or": _OR, "and": _AND, **dict.fromkeys("+-", _SUM), **dict.fromkeys("*/%", _PRODUCT)}
"""Of the operators; all others are comparisons."""
_LONGEST_CHAINED = 100
_LONGEST_NOTE = 400

_END = "$END"
_UNSEEN = re.compile(r"`[^`\n]*`|#[^\n]*")
_SIGNS = re.compile(r"\\([A-Za-z]+)(\s*\{)?|\\[)\]{},;:!]|\^\s*\{|_\s+\{|_\{(?!\w+\})|\$[^$]+\$")
_INDEX = re.compile(r"_\{\w+\}")
"""What our language has too: between signs of products it is part of a name, otherwise of a letter."""
_KNOWN = frozenset((*commands.ALL, "sqrt", "begin", "end"))
_DOUBLED = re.compile(r"(?<!\\)\\++(?=([A-Za-z]+))")

_Pieces = tuple[Any, ...]
"""Texts, tokens, and pieces of pieces: a long formula is put together at the end, in one pass."""


class _Formula(NamedTuple):
    """An expression of our language.

    level    how tightly it holds together
    place    the place of its first piece in LaTeX
    size     the number of its pieces
    literal  a number or e, with its sign, where it is only that
    is_bare  it is a product without a sign and without parentheses, which a quotient may split
    """

    level: int
    pieces: _Pieces
    place: Place
    size: int
    literal: str = ""
    is_bare: bool = False


def is_latex(text: str) -> bool:
    """Tell whether a text holds something that only LaTeX has, outside of names in backquotes."""
    seen = _UNSEEN.sub("", text)
    for found in _SIGNS.finditer(seen):
        if found[1] is None or found[2] or found[1] in _KNOWN:
            return True
    return "*" not in seen and _INDEX.search(seen) is not None


def translated(source: Source, given: Collection[str] = ()) -> Source:
    """Return the program that LaTeX means; a name is spelled as in ``given``, if it is there.

    Raises ProgramProblem.
    """
    source = source._replace(text=_single(composed(source.text)))
    return _Translator(source).run(tokens(source, given))


def note(source: Source) -> Problem:
    """Return what tells a reader how LaTeX was read: a translated program."""
    text = source.text
    if len(text) > _LONGEST_NOTE:
        text = f"{text[: _LONGEST_NOTE // 2]} ... {text[-_LONGEST_NOTE // 2 :]}"
    greek = next((letter for letter in text if letter in commands.ASCII and letter not in "π"), None)
    hint = (
        f"{greek} may be given as {commands.ASCII[greek]}, as in {commands.ASCII[greek]}=1" if greek else None
    )
    return Problem(f"read as {text}", hint=hint)


def _single(text: str) -> str:
    r"""Return LaTeX of the same length for the backslashes of a JSON or Python string, ``\\frac``."""
    runs = [*_DOUBLED.finditer(text)]
    if not any(run[1] in _KNOWN for run in runs) or any(len(run[0]) % 2 for run in runs):
        return text
    return text.replace("\\\\\\\\", "  \0\0").replace("\\\\", " \\").replace("\0", "\\")


@cache
def _tables() -> Tables:
    return load("latex")


class _Translator:
    """Translates one text; the methods are named after the rules, and get their children."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def run(self, found: list[Token]) -> Source:
        """Run the automaton over tokens."""
        end = len(self._source.text.rstrip())
        _, start, accept, actions, gotos, productions = _tables()
        states, values = [start], list[Any]()
        previous: Token | None = None
        for token in (*found, Token(_END, "", end, end + 1)):
            while True:
                action = actions[states[-1]].get(token.kind)
                if action is None:
                    expected = actions[states[-1]].keys()
                    raise unexpected(self._source, found, previous, token, expected)
                if action >= 0:
                    break
                origin, length, callback, *_ = productions[~action]
                children = values[len(values) - length :]
                del states[len(states) - length :], values[len(values) - length :]
                values.append(getattr(self, callback)(children) if callback else children[0])
                states.append(gotos[states[-1]][origin])
                if states[-1] == accept and token.kind == _END:
                    return self._written(values[0])
            states.append(action)
            values.append(token)
            previous = token
        raise AssertionError("the automaton neither accepts nor refuses the text")

    def _written(self, pieces: _Pieces) -> Source:
        """Put the program together."""
        texts, starts, places = list[str](), list[int](), list[Place]()
        offset = 0
        waiting: list[Any] = [pieces]
        while waiting:
            piece = waiting.pop()
            if isinstance(piece, Token):
                starts.append(offset)
                places.append(piece.place)
                piece = piece.text
            if isinstance(piece, str):
                texts.append(piece)
                offset += len(piece)
            else:
                waiting += reversed(piece)
        return self._source._replace(text="".join(texts), origin=Origin(self._source.text, starts, places))

    # Statements

    def program(self, children: list[Any]) -> _Pieces:
        return tuple("; " if getattr(child, "kind", "") == Kind.END else child for child in children)

    def assign(self, children: list[Any]) -> _Pieces:
        name, _, value = children
        return _spelled(name), " = ", value.pieces

    def function(self, children: list[Any]) -> _Pieces:
        name, _, names, _, _, value = children
        return _spelled(name), "(", _listed([_spelled(one) for one in names]), ") = ", value.pieces

    def result(self, children: list[Any]) -> _Pieces:
        pieces: _Pieces = children[0].pieces
        return pieces

    # Lists

    def first(self, children: list[Any]) -> list[Any]:
        return children

    def more(self, children: list[Any]) -> list[Any]:
        some, _, one = children
        some.append(one)
        found: list[Any] = some
        return found

    def passed(self, children: list[Any]) -> Any:
        return children[0]

    # Operands

    def number(self, children: list[Any]) -> _Formula:
        (token,) = children
        return _Formula(_ATOM, (token,), token.place, 1, token.text)

    def name(self, children: list[Any]) -> _Formula:
        (token,) = children
        return _Formula(_ATOM, (_spelled(token),), token.place, 1)

    def e(self, children: list[Any]) -> _Formula:
        (token,) = children
        return _Formula(_ATOM, (_as(token, "exp"), "(1)"), token.place, 2, "e")

    def group(self, children: list[Any]) -> _Formula:
        _, value, _ = children
        inner: _Formula = value._replace(is_bare=False)
        return inner

    # Operators

    def infix(self, children: list[Any]) -> _Formula:
        left, operator, right = children
        if operator.text == "/" and right.is_bare:
            raise both_readings(self._source, operator)
        level = _LEVELS.get(operator.text, _COMPARISON)
        lowest = level + (level == _COMPARISON)
        between = (" ", operator, " ") if level <= _SUM else (operator,)
        return _joined(level, (_at(left, lowest), *between, _at(right, level + 1)), left, right)

    def juxtaposed(self, children: list[Any]) -> _Formula:
        left, right = children
        times = Token(Kind.TIMES, "*", *right.place)
        joined = _joined(_PRODUCT, (_at(left, _PRODUCT), times, _at(right, _SIGNED)), left, right)
        return joined._replace(is_bare=True)

    def negative(self, children: list[Any]) -> _Formula:
        sign, operand = children
        literal = f"-{operand.literal}" if operand.literal else ""
        return _Formula(
            _SIGNED, (sign, _at(operand, _SIGNED)), sign.place, operand.size + 1, literal, operand.is_bare
        )

    def positive(self, children: list[Any]) -> Any:
        return children[1]

    def negation(self, children: list[Any]) -> _Formula:
        sign, operand = children
        return _Formula(_NOT, (sign, " ", _at(operand, _NOT)), sign.place, operand.size + 1)

    def power(self, children: list[Any]) -> _Formula:
        base, operator, exponent = children
        if base.literal == "e":
            return _called(_as(Token(Kind.E, "", *base.place), "exp"), [exponent])
        return _joined(_POWER, (_at(base, _ATOM), operator, _at(exponent, _POWER)), base, exponent)

    def fraction(self, children: list[Any]) -> _Formula:
        line, over, under = children
        pieces = (_at(over, _PRODUCT), line, _at(under, _POWER))
        return _joined(_PRODUCT, pieces, over, under)._replace(place=line.place)

    def sqrt(self, children: list[Any]) -> _Formula:
        root, operand = children
        return _called(root, [operand])

    def root(self, children: list[Any]) -> _Formula:
        root, _, degree, _, operand = children
        if degree.literal in ("2", "3"):
            return _called(_as(root, "sqrt" if degree.literal == "2" else "cbrt"), [operand])
        pieces = (_at(operand, _ATOM), _as(root, "**"), "(1/", _at(degree, _POWER), ")")
        return _joined(_POWER, pieces, operand, degree)._replace(place=root.place)

    def around(self, children: list[Any]) -> _Formula:
        opening, operand, _ = children
        return _called(opening, [operand])

    def degrees(self, children: list[Any]) -> _Formula:
        operand, sign = children
        return _called(sign, [operand])._replace(place=operand.place)

    # Functions

    def call(self, children: list[Any]) -> _Formula:
        function, _, operands, _ = children
        return _called(_spelled(function), operands)

    def apply(self, children: list[Any]) -> _Formula:
        function, operand = children
        return _called(function, [operand])

    def of_many(self, children: list[Any]) -> _Formula:
        function, _, operands, _, last, _ = children
        return _called(function, [*operands, last])

    def apply_power(self, children: list[Any]) -> _Formula:
        function, power, exponent, operand = children
        if exponent.literal == "-1":
            if (inverse := f"a{function.text}") not in FUNCTIONS:
                raise no_inverse(self._source, function, exponent.place)
            return _called(_as(function, inverse), [operand])
        return self.power([_called(function, [operand]), power, exponent])

    def apply_base(self, children: list[Any]) -> _Formula:
        function, _, base, operand = children
        if base.literal in ("2", "10", "e"):
            name = "log" if base.literal == "e" else f"log{base.literal}"
            return _called(_as(function, name), [operand])
        over, under = _called(function, [operand]), _called(function, [base])
        return _joined(_PRODUCT, (over.pieces, _as(function, "/"), under.pieces), over, under)

    def apply_base_power(self, children: list[Any]) -> _Formula:
        function, below, base, power, exponent, operand = children
        if exponent.literal == "-1":
            raise no_inverse(self._source, function, exponent.place)
        return self.power([self.apply_base([function, below, base, operand]), power, exponent])

    def apply_power_base(self, children: list[Any]) -> _Formula:
        function, power, exponent, below, base, operand = children
        return self.apply_base_power([function, below, base, power, exponent, operand])

    def power_of_applied(self, children: list[Any]) -> _Formula:
        function, operand, power, exponent = children
        return self.power([_called(function, [operand]), power, exponent])

    def power_of_base(self, children: list[Any]) -> _Formula:
        *logarithm, power, exponent = children
        return self.power([self.apply_base(logarithm), power, exponent])

    # Cases

    def case(self, children: list[Any]) -> tuple[_Formula, _Formula | None]:
        value, _, condition = children
        return value, condition

    def otherwise(self, children: list[Any]) -> tuple[_Formula, _Formula | None]:
        return children[0], None

    otherwise_alone = otherwise

    def chain(self, children: list[Any]) -> _Formula:
        r"""``0 \le x < 1``, with its middle written twice."""
        left, first, middle, second, right = children
        if middle.size > _LONGEST_CHAINED:
            raise too_long_a_chain(self._source, second)
        one, other = self.infix([left, first, middle]), self.infix([middle, second, right])
        return _joined(_AND, (one.pieces, " and ", other.pieces), one, other)

    def cases(self, children: list[Any]) -> _Formula:
        """What no row covers is undefined, and written so: 0/0."""
        begin, rows, _ = children
        *conditional, (value, last) = rows
        if last is not None:
            conditional, value = rows, None
        pieces: _Pieces = value.pieces if value else (_as(begin, "0/0"),)
        size = value.size if value else 1
        for chosen, condition in reversed(conditional):
            if condition is None:
                raise too_early(self._source, chosen.place)
            pieces = (begin, "(", condition.pieces, ", ", chosen.pieces, ", ", pieces, ")")
            size += condition.size + chosen.size + 1
        return _Formula(_ATOM, pieces, begin.place, size)


def _as(token: Token, text: str) -> Token:
    """Return a token with another text."""
    return token._replace(text=text)


def _spelled(token: Token) -> Token:
    """Return a name as a program writes it."""
    return _as(token, quoted(token.text))


def _listed(pieces: list[Any]) -> _Pieces:
    return tuple(piece for one in pieces for piece in (", ", one))[1:]


def _at(formula: _Formula, level: int) -> _Pieces:
    """Return the pieces of an operand, in parentheses if it holds together less tightly."""
    return formula.pieces if formula.level >= level else ("(", formula.pieces, ")")


def _joined(level: int, pieces: _Pieces, *operands: _Formula) -> _Formula:
    size = sum(operand.size for operand in operands) + 1
    return _Formula(level, pieces, operands[0].place, size)


def _called(function: Token, operands: list[_Formula]) -> _Formula:
    pieces = (function, "(", _listed([operand.pieces for operand in operands]), ")")
    return _joined(_ATOM, pieces, *operands)._replace(place=function.place)
