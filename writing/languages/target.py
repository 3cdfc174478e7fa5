"""What the targets have in common: how they spell, and the names that they can use."""

import math
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from typing import TypeVar

from backprop.grammar.problem import ProgramProblem
from backprop.grammar.program import Program
from backprop.graph.adjoints import differentiate
from backprop.graph.arithmetics.formulas import (
    AND,
    ATOM,
    COMPARISON,
    OR,
    PRODUCT,
    SIGNED,
    SUM,
    Formula,
)
from backprop.graph.forward import forward
from backprop.graph.operation import Operation
from backprop.graph.simpler import LackingOperation, simplify
from backprop.graph.tape import Constant, Input, Tape
from backprop.writing.derivatives import Derivatives, derive_each
from backprop.writing.emission import Emission, Statement, emit
from backprop.writing.spelling import Spelling

Infix = tuple[str, int, int, int]
"""How an operator is written, how tightly that holds together, and how tightly its operands must."""

INFIX: dict[str, Infix] = {
    "+": ("{} + {}", SUM, SUM, PRODUCT),
    "-": ("{} - {}", SUM, SUM, PRODUCT),
    "*": ("{}*{}", PRODUCT, PRODUCT, SIGNED),
    "/": ("{}/{}", PRODUCT, PRODUCT, SIGNED),
    **{
        symbol: (f"{{}} {symbol} {{}}", COMPARISON, SUM, SUM) for symbol in ("<", "<=", ">", ">=", "==", "!=")
    },
}
"""The operators that most languages write alike."""

CONNECTIVES: dict[str, Infix] = {
    "and": ("{} && {}", AND, COMPARISON, COMPARISON),
    "or": ("{} || {}", OR, COMPARISON, COMPARISON),
}
"""Those of the family of C, where compilers ask for parentheses between the two."""

_PLAIN = ("identity", "-", "not", "where")
_Language = TypeVar("_Language", bound="Target")


class Target(Spelling):
    """A language that programs are written in.

    title      what it is called
    infix      how it writes operators
    functions  by function of ours, its call, with {} for each operand. Some languages look at the sign
               of a zero in atan2, which ours does not have: + 0 takes it away
    choice     how it writes where(condition, x, y)
    negation   how it writes not, how tightly that holds together, and how tightly its operand must
    constants  how it writes pi
    reserved   the words that are no names in it
    fails      whether it stops at log(-1) and the like
    hides      whether it goes on with infinities and NaN
    ascii_only, ignores_case  what its names can be
    """

    title: str
    infix: Mapping[str, Infix] = INFIX
    functions: Mapping[str, str]
    choice: str
    negation: tuple[str, int, int] = ("!{}", SIGNED, ATOM)
    constants: Mapping[str, str]
    reserved: Collection[str]
    fails = False
    hides = True
    ascii_only = False
    ignores_case = False

    def __init__(self) -> None:
        self._identifiers: dict[str, str] = {}
        self._taken = {self._key(word) for word in self.reserved}

    def _key(self, word: str) -> str:
        return word.casefold() if self.ignores_case else word

    def identifier(self, name: str) -> str:
        """Return the name of a variable, the same every time and different for every name."""
        if name not in self._identifiers:
            wanted = found = self.allowed(name)
            number = 1
            while self._key(found) in self._taken:
                found = f"{wanted}_" if number == 1 else f"{wanted}_{number}"
                number += 1
            self._taken.add(self._key(found))
            self._identifiers[name] = found
        return self._identifiers[name]

    def allowed(self, name: str) -> str:
        """Return the nearest name that the language allows."""
        return nearest(name, ascii_only=self.ascii_only)

    def name(self, name: str) -> Formula:
        return Formula(self.identifier(name))

    def number(self, constant: Constant) -> Formula:
        if constant.text in self.constants:
            return Formula(self.constants[constant.text])
        text = self.digits(constant.value)
        return Formula(text, SIGNED if text.startswith("-") else ATOM, constant.value)

    def digits(self, value: float) -> str:
        """Return a number in digits, exactly."""
        return repr(value)

    def operation(self, operation: Operation, operands: Sequence[Formula]) -> Formula:
        symbol, texts = operation.name, [operand.text for operand in operands]
        if symbol in self.infix and len(operands) == 2:
            form, level, left, right = self.infix[symbol]
            return Formula(form.format(grouped(operands[0], left), grouped(operands[1], right)), level)
        if symbol == "-":
            level = ATOM if texts[0].startswith("-") else PRODUCT  # -- is something else
            return Formula(
                f"-{grouped(operands[0], level)}", PRODUCT if operands[0].level == PRODUCT else SIGNED
            )
        if symbol == "not":
            form, level, inner = self.negation
            return Formula(form.format(grouped(operands[0], inner)), level)
        if symbol == "where":
            return Formula(self.choice.format(*texts))
        if symbol == "identity":
            return operands[0]
        return Formula(self.functions[symbol].format(*texts))

    def meaning(self, given: Statement) -> str:
        """Say what a parameter is, for those languages that have no default values."""
        what = "an input" if self.identifier(given.name) == given.name else f"the input {given.name}"
        return what + (f", usually {given.formula}" if given.formula else "")

    def emission(self, program: Program, found: Derivatives) -> Emission:
        """Write derivatives of a program. Raises ProgramProblem for what the target lacks."""
        _without_undefined_defaults(found.tape)
        try:
            tape, moved = simplify(found.tape, {*_PLAIN, *self.infix, *self.functions}, hides=self.hides)
        except LackingOperation as lacking:
            raise self._lacks(lacking.operation, program) from None
        simpler = Derivatives(
            tape,
            _moved(found.kept, moved),
            _moved(found.suggested, moved),
            [(name, moved[node]) for name, node in found.outputs],
            [(name, moved[node]) for name, node in found.slopes],
            found.meanings,
            found.shared,
        )
        inputs = [simpler.kept[node] for node, its in enumerate(tape.sources) if isinstance(its, Input)]
        by = chain.from_iterable(found.by)
        for name in [*inputs, *by, *(name for name, _ in (*simpler.outputs, *simpler.slopes))]:
            self.identifier(name)  # these come first, should names clash
        return emit(simpler, self, guarded=self.fails)

    def _lacks(self, lacking: Operation, program: Program) -> ProgramProblem:
        """Name the first operation of the program that is lacking, or whose derivatives are made of it."""
        first: dict[Operation, int] = {}
        for node, source in enumerate(program.tape.sources):
            if isinstance(source, Operation):
                first.setdefault(source, node)
        found, node = next(pair for pair in first.items() if lacking in _differentiated(pair[0]).sources)
        what = f"operator {found.name}" if found.infix else f"function '{found.name}'"
        message = f"{self.title} has no {'' if found is lacking else 'derivative of '}{what}"
        hint = "write it with other functions, or choose another language"
        return ProgramProblem(message, program.source, program.place(node), hint=hint)


def functions(
    kind: type[_Language],
    program: Program,
    outputs: Sequence[int],
    inputs: Mapping[int, str],
    order: int,
) -> Iterator[tuple[int, str, _Language, Derivatives, Emission]]:
    """Yield each output, the name of its function, the language that names the variables in it, and these.

    Its derivatives come as a graph, and as statements.
    """
    names = kind()
    for output, found in zip(outputs, derive_each(program, outputs, inputs, order=order), strict=True):
        language = kind()
        name = names.identifier(program.names[output])
        yield output, name, language, found, language.emission(program, found)


def _differentiated(operation: Operation) -> Tape:
    """Return a tape with an operation of inputs and its derivatives by them."""
    tape = Tape()
    operands = [tape.input() for _ in operation.partials]
    return differentiate(tape, [tape.apply(operation, *operands)], operands).tape


def grouped(operand: Formula, level: int) -> str:
    """Return an operand, in parentheses if it holds together less tightly than it must."""
    return operand.text if operand.level >= level else f"({operand.text})"


def listed(names: Sequence[str]) -> str:
    """Return names as a person lists them."""
    return ", ".join(names) or "none"


def _without_undefined_defaults(tape: Tape) -> None:
    """Make inputs that must be given of those whose constant has no value, such as acos(10)."""
    free = {node: math.nan for node, source in enumerate(tape.sources) if source == Input(None)}
    values = forward(tape, free)
    for node, source in enumerate(tape.sources):
        if isinstance(source, Input) and source.default is not None and math.isnan(values[source.default]):
            tape.sources[node] = Input(None)


def _moved(names: Mapping[int, str], moved: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for node, name in names.items():
        found.setdefault(moved[node], name)
    return found


def nearest(name: str, *, ascii_only: bool) -> str:
    """Return the nearest name of letters, digits and underscores."""
    if name.isascii() and name.isidentifier():
        return name
    if ascii_only:
        text = "".join(map(_ascii, name))
    else:
        allowed = (character if f"_{character}".isidentifier() else "_" for character in name)
        text = unicodedata.normalize("NFKC", "".join(allowed))
    return text if text.isidentifier() else f"_{text}"


def _ascii(character: str) -> str:
    """Return a character in ASCII: theta for θ, e for é, an underscore for what no name may hold."""
    if character.isascii():
        return character if character.isalnum() else "_"
    name = unicodedata.name(character, "")
    if name.startswith("GREEK"):
        letter = name.split(" WITH ")[0].split()[-1]
        return letter.capitalize() if "CAPITAL" in name else letter.lower()
    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return plain if plain.isalnum() else "_"
