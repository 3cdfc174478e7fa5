"""Programs as trees of our own: their text, programs at random, and smaller ones.

Nothing here comes from the product: precedence and spelling follow the documentation of the language.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
CONDITIONS = (*COMPARISONS, "and", "or", "not")
ARITHMETIC = ("+", "-", "*", "/", "%", "**")
ONE = """
abs sign floor ceil relu sqrt cbrt exp expm1 log log2 log10 log1p sin cos tan sec csc cot asin acos atan degrees
radians sinc sinh cosh tanh sech asinh acosh atanh sigmoid softplus erf erfc gauss normpdf normcdf
lgamma digamma round trunc exp2 exp10 logit coth csch acot asec acsc asech acsch acoth erfinv normppf gamma
""".split()
TWO = "hypot logaddexp xlogy atan2 min max fmod copysign".split()
MANY = "min max logaddexp sum prod mean".split()
ALIASES = {
    "ln": "log",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "arctan2": "atan2",
    "arcsinh": "asinh",
    "arccosh": "acosh",
    "arctanh": "atanh",
}
_PARTS = ("car.mass", "x[1]")
"""Names with a part and with an index."""

SPELLINGS = {"**": ("**", "**", "^"), "*": ("*", "*", "*", "·", " ", " "), "-": ("-", "-", "-", "−")}


@dataclass(frozen=True)
class Number:
    """A number as it is written: no sign."""

    text: str


@dataclass(frozen=True)
class Name:
    """A variable."""

    name: str


@dataclass(frozen=True)
class Apply:
    """An operator, a function of the language or of the program, ``where``, or a negation (``neg``)."""

    operator: str
    operands: "tuple[Tree, ...]"
    spelling: str = ""


Tree = Number | Name | Apply


@dataclass(frozen=True)
class Statement:
    """``name = value``, an update such as ``name *= value``, a function, or (without a name) a result.

    parameters  those of a function; None for what is none
    """

    name: str
    value: Tree
    operator: str = ""
    parameters: tuple[str, ...] | None = None


Program = tuple[Statement, ...]
Point = dict[str, float]


def is_condition(tree: Tree) -> bool:
    return isinstance(tree, Apply) and tree.operator in CONDITIONS


def names(program: Program) -> set[str]:
    """Return all names of variables in a program."""
    return {name for statement in program for name in (statement.name, *names_in(statement.value))}


def names_in(tree: Tree) -> list[str]:
    """Return the names of variables in an expression, each as often as it is there."""
    if isinstance(tree, Apply):
        return [name for operand in tree.operands for name in names_in(operand)]
    return [tree.name] if isinstance(tree, Name) else []


# Text

_LEVELS = {"or": 1, "and": 2, "not": 3, **dict.fromkeys(COMPARISONS, 4)}
_LEVELS |= {"+": 5, "-": 5, "*": 6, "/": 6, "%": 6, "neg": 7, "**": 8}


def text(program: Program, separator: str = "; ") -> str:
    """Return a program as a person would type it."""
    return separator.join(map(_statement, program))


def _statement(statement: Statement) -> str:
    value = written(statement.value)
    if statement.parameters is not None:
        return f"{statement.name}({', '.join(map(_name, statement.parameters))}) = {value}"
    if statement.operator:
        return f"{_name(statement.name)} {statement.operator}= {value}"
    return f"{_name(statement.name)} = {value}" if statement.name else value


def _name(name: str) -> str:
    return name if name.isidentifier() or name in _PARTS else f"`{name}`"


def written(tree: Tree, level: int = 0) -> str:
    """Return an expression, in parentheses if it holds together less tightly than ``level``."""
    if isinstance(tree, Number):
        return tree.text
    if isinstance(tree, Name):
        return _name(tree.name)
    own = _LEVELS.get(tree.operator, 9)
    operands, symbol = tree.operands, tree.spelling or tree.operator
    if symbol == "?":
        return f"({written(operands[0])} ? {written(operands[1])} : {written(operands[2])})"
    if symbol == " ":
        symbol = "" if _multiplies(*operands) else "*"
    if own == 9:
        found = f"{symbol}({', '.join(map(written, operands))})"
    elif tree.operator == "neg":
        found = f"-{written(operands[0], own)}"
    elif tree.operator == "not":
        found = f"not {written(operands[0], own)}"
    elif tree.operator == "**":
        found = f"{written(operands[0], 9)}{symbol}{written(operands[1], 7)}"
    else:
        left = 5 if tree.operator in COMPARISONS else own
        found = f"{written(operands[0], left)} {symbol} {written(operands[1], own + 1)}"
    return f"({found})" if own < level else found


def _multiplies(left: Tree, right: Tree) -> bool:
    """Tell whether a product needs no sign: a number or a parenthesis before a name, a call or a parenthesis."""
    levels = [_LEVELS.get(tree.operator, 9) if isinstance(tree, Apply) else None for tree in (left, right)]
    begins = isinstance(right, Name) or levels[1] in (5, 6, 9)
    return begins and (isinstance(left, Number) or levels[0] in (5, 9))


# At random

_FREE = [*"a b x y z a b x y z θ v1 Δx T_1 E lambda".split(), "T (C)", *_PARTS]
_BOUND = [*"c d u k w h c d u k w h v2 c_1 σ def gradient dL_dx".split(), "in x"]
_NUMBERS = "1 2 3 0.5 0.1 10 1 2 0 1e-3 0.25 7".split()
_UNDEFINED = (
    Apply("acos", (Number("10"),)),
    Apply("log", (Apply("neg", (Number("1"),)),)),
    Apply("/", (Number("1"), Number("0"))),
)
_NOTABLE = (0.0, 0.0, 1.0, -1.0, 2.0, 0.5, -0.5, 3.0, 1e-3, 20.0, -300.0, 709.0, 1e-200, -0.0)


class Maker:
    """Makes one program."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._free = list(dict.fromkeys(chance.choices(_FREE, k=chance.randint(1, 4))))
        self._seen: list[str] = []
        self._bound: list[str] = []
        self._defaults: list[str] = []
        self._functions: dict[str, int] = {}
        self._parameters: tuple[str, ...] = ()

    def program(self) -> tuple[Program, list[Point]]:
        chance, statements = self._chance, []
        for _ in range(chance.choice((0, 0, 0, 1, 2, 3, 4))):
            statements.append(chance.choice([self._default, self._define, self._assign, self._change])())
        last = self.expression(self._names(), chance.choice((2, 3, 3, 4)))
        while not isinstance(last, Apply) or not _varies(last):
            last = self.expression(self._names(), 3)
        name = chance.choice(["L", "L", "y_out", "λ", ""])
        given = [name for name in self._defaults if chance.random() < 0.7]
        points = [self._point(number, given if number >= 2 else []) for number in range(4)]
        return (*statements, Statement(name, last)), points

    def _names(self) -> list[str]:
        return [*self._free, *self._bound, *self._bound]

    def _new_name(self) -> str:
        return self._chance.choice([name for name in _BOUND if name not in self._bound])

    def _default(self) -> Statement:
        chance, name = self._chance, self._new_name()
        if chance.random() < 0.15:
            self._bound += [name] * (chance.random() < 0.2)
            return Statement(name, chance.choice(_UNDEFINED))
        value: Tree = Number(chance.choice(_NUMBERS))
        if chance.random() < 0.3:
            value = chance.choice(
                [Apply("/", (Number("1"), Number("3"))), Apply("*", (Number("2"), Name("pi")))]
            )
        if chance.random() < 0.2:
            value = Apply("neg", (value,))
        self._bound.append(name)
        self._defaults.append(name)
        return Statement(name, value)

    def _define(self) -> Statement:
        chance = self._chance
        name = next(name for name in "fghNP" if name not in self._functions)
        parameters = tuple(chance.sample(["p", "q", "x", "r"], chance.randint(1, 2)))
        known = [*parameters, *parameters, *self._bound, *self._seen]
        self._parameters = parameters
        body = self.expression(known, chance.randint(1, 3))
        self._parameters = ()
        self._functions[name] = len(parameters)
        return Statement(name, body, parameters=parameters)

    def _assign(self) -> Statement:
        value = self.expression(self._names(), self._chance.randint(1, 3))
        if not _varies(value):
            value = Apply("*", (value, Name(self._use(self._free[0]))))
        name = self._new_name()
        self._bound.append(name)
        return Statement(name, value)

    def _change(self) -> Statement:
        """Bind a name again."""
        chance = self._chance
        if not self._bound:
            return self._default()
        name = chance.choice(self._bound)
        if chance.random() < 0.5:
            return Statement(name, self.expression(self._names(), 1), chance.choice(ARITHMETIC))
        value = self.expression([*self._free, name], 1)
        return Statement(name, Apply(chance.choice("+-*"), (Name(name), value)))

    def _use(self, name: str) -> str:
        if name in self._free and name not in self._parameters and name not in self._seen:
            self._seen.append(name)
        return name

    def expression(self, names: Sequence[str], depth: int) -> Tree:
        chance = self._chance
        if depth == 0 or chance.random() < 0.15:
            if chance.random() < 0.25:
                return Number(chance.choice(_NUMBERS)) if chance.random() < 0.9 else Name("pi")
            return Name(self._use(chance.choice(names)))
        some = [*self._functions]
        kinds = (
            ["infix"] * 8 + ["one"] * 6 + ["two", "many", "where", "neg", "clip"] + ["own"] * 2 * bool(some)
        )
        kind = chance.choice(kinds)

        def operands(number: int) -> tuple[Tree, ...]:
            return tuple(self.expression(names, depth - 1) for _ in range(number))

        if kind == "infix":
            symbol = chance.choice("+ - * / % ** + - * / **".split())
            return Apply(symbol, operands(2), chance.choice(SPELLINGS.get(symbol, ("",))))
        if kind == "where":
            return Apply("where", (self._condition(names, 2), *operands(2)), chance.choice(("", "", "?")))
        if kind == "many":
            return Apply(chance.choice(MANY), operands(chance.randint(1, 4)))
        if kind == "own":
            name = chance.choice(some)
            return Apply(name, operands(self._functions[name]))
        if kind in ("neg", "clip"):
            return Apply(kind, operands(1 if kind == "neg" else 3))
        name = chance.choice(ONE if kind == "one" else TWO)
        alias = [short for short, long in ALIASES.items() if long == name and chance.random() < 0.2]
        return Apply(name, operands(1 if kind == "one" else 2), "".join(alias[:1]))

    def _condition(self, names: Sequence[str], depth: int) -> Tree:
        kind = self._chance.choice(("compare", "compare", "and", "or", "not")) if depth else "compare"
        if kind == "not":
            return Apply("not", (self._condition(names, depth - 1),))
        if kind == "compare":
            sides = self.expression(names, 1), self.expression(names, 1)
            return Apply(self._chance.choice(COMPARISONS), sides)
        return Apply(kind, (self._condition(names, depth - 1), self._condition(names, depth - 1)))

    def _point(self, number: int, given: Sequence[str]) -> Point:
        """Return values for what has none, and for some defaults."""
        chance = self._chance
        names = [*self._free, *given]
        ways = (
            lambda: chance.uniform(0.1, 2.5),
            lambda: chance.choice((0.5, 1.0, 2.0, chance.uniform(0.1, 1))),
            lambda: chance.uniform(-3, 3),
            lambda: chance.choice(_NOTABLE),
        )
        return {name: ways[number]() for name in names}


def _varies(tree: Tree) -> bool:
    return any(name != "pi" for name in names_in(tree))


# Smaller


def smaller(program: Program) -> Iterator[Program]:
    """Yield programs that are one step smaller; not all of them can be read."""
    for place, statement in enumerate(program):
        before, after = program[:place], program[place + 1 :]
        if len(program) > 1:
            yield (*before, *after)
        for value in _smaller(statement.value):
            yield (*before, replace(statement, value=value), *after)


def _smaller(tree: Tree) -> Iterator[Tree]:
    if not isinstance(tree, Apply):
        return
    for operand in tree.operands:
        if is_condition(operand) == is_condition(tree):
            yield operand
    if not is_condition(tree) and not all(isinstance(operand, Number) for operand in tree.operands):
        yield Number("1")
    if len(tree.operands) > 1 and tree.operator in MANY:
        yield replace(tree, operands=tree.operands[1:])
    for place, operand in enumerate(tree.operands):
        for less in _smaller(operand):
            yield replace(tree, operands=(*tree.operands[:place], less, *tree.operands[place + 1 :]))
