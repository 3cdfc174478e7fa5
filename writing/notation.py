"""How a program's nodes are written: as names, as expressions, and as their derivatives."""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from backprop.grammar.naming import quoted
from backprop.grammar.program import Program
from backprop.graph.arithmetics.formulas import (
    ATOM,
    FORMULAS,
    FORMULAS_WITHOUT_PI,
    Formula,
    Formulas,
    formula,
    infix,
)
from backprop.graph.operation import Operation
from backprop.graph.operations import INFIX
from backprop.graph.tape import Constant

from .spelling import OPPOSITES, unnamed, written

_POWER = INFIX["**"]

_LONGEST_CONSTANT = 24
_DEEPEST_CONSTANT = 8


class Choice(NamedTuple):
    """A number, and the condition by which it was chosen."""

    number: Formula
    condition: Formula

    def __str__(self) -> str:
        return f"{self.number} ({self.condition})"


def total(of: str, by: str) -> str:
    """Return the derivative of an output, along all paths, as people write it: ``dL/da``."""
    return f"d{of}/d{by}"


class Notation:
    """Writes the nodes of one program.

    ``values`` (by node) stand in for very long constants. A node that is not ``active`` is a
    constant too, where derivatives by some inputs only are asked for: ``c**2`` instead of ``v1``,
    but names that the program gave are kept.
    """

    def __init__(
        self, program: Program, values: Sequence[float], active: Sequence[bool] | None = None
    ) -> None:
        self._program = program
        self._shown = program.names
        if active is not None:
            bound = program.bound
            self._shown = {node: name for node, name in self._shown.items() if active[node] or node in bound}
        self._taken = {*program.bound.values()}
        self._rows = FORMULAS_WITHOUT_PI if "pi" in self._taken else FORMULAS
        self._tape = program.tape
        self._values = values
        self._names: dict[int, str] = {}
        self._forms: dict[int, list[str | None]] = {}
        self._constants: dict[int, Formula] = {}

    def name(self, node: int) -> str:
        """Return the name of a node, or the text of a constant, as a program writes it."""
        name = self._names.get(node)
        if name is None:
            given = self._shown.get(node)
            name = self._names[node] = self._constant(node).text if given is None else quoted(given)
        return name

    def has_name(self, node: int) -> bool:
        """Tell whether others call a node by its name, and do not write it in full."""
        return node in self._shown

    def expression(self, node: int) -> str | None:
        """Return what a node is computed from, one operation deep; None for an input."""
        return (self._forms.get(node) or self._write(node))[0]

    def local_derivative(self, node: int, position: int) -> str:
        """Return the derivative of a node by one of its operands, as a formula of the operands."""
        derivative = (self._forms.get(node) or self._write(node))[position + 1]
        assert derivative is not None
        return derivative

    def choice(self, node: int, position: int, value: float) -> "Choice | None":
        """Return which number a local derivative that is a choice of numbers is, as ``1 (a > b)``.

        None where it is none; ``value`` tells which one holds.
        """
        if not self.local_derivative(node, position).startswith("where("):
            return None
        found, refused = self.formula(node, position), list[Formula]()
        while found.symbol == "where":
            condition, one, other = found.operands
            if _number(one) == value:
                return Choice(one, condition)
            refused.append(condition)
            found = other
        return Choice(found, _opposite(refused[0])) if refused and _number(found) == value else None

    def formula(self, node: int, position: int | None = None) -> Formula:
        """Return the expression of an operation, or a local derivative, with all that it is made of."""
        source = self._tape.sources[node]
        assert isinstance(source, Operation)
        operands = [self.operand(operand) for operand in self._tape.operands[node]]
        if position is None:
            return written(
                source, operands, self._rows, spaced=self._is_spaced(node) if source.infix else None
            )
        partial = source.partials[position]
        assert partial is not None
        return formula(partial(self._rows, *operands))

    def operand(self, node: int) -> Formula:
        """Return a node as its users write it: its name, or a constant in full."""
        return Formula(self.name(node)) if node in self._shown else self._constant(node)

    def equation(self, node: int) -> str:
        """Return the name of a node and what it is computed from, as ``v1 = a*b``."""
        expression = self.expression(node)
        return f"{self.name(node)} = {expression}" if node in self._program.names else f"{expression}"

    def point(self, node: int) -> str:
        """Return the values of the operands of a node that have a name, as ``a = 2, b = -3``."""
        named = [operand for operand in self._tape.operands[node] if operand in self._program.names]
        return ", ".join(
            [f"{self.name(operand)} = {formula(self._values[operand])}" for operand in dict.fromkeys(named)]
        )

    def _write(self, node: int) -> list[str | None]:
        """Return the expression of a node and its derivatives by each operand."""
        source = self._tape.sources[node]
        forms: list[str | None]
        if isinstance(source, Operation):
            known = self._names
            names = [known.get(operand) or self.name(operand) for operand in self._tape.operands[node]]
            templates = self._templates(node, source, 0)
            forms = [text.format(*names) if is_open else text for text, is_open in templates.texts]
        else:
            forms = [self.name(node) if isinstance(source, Constant) else None]
        self._forms[node] = forms
        return forms

    def _templates(self, node: int, operation: Operation, depth: int) -> "_Templates":
        shown = self._shown
        constants = [
            None if operand in shown else self._forming(operand, operation, depth)
            for operand in self._tape.operands[node]
        ]
        spaced = self._is_spaced(node) if operation.infix else None
        return _templates(operation, spaced, tuple(constants), self._rows)

    def _forming(self, node: int, operation: Operation, depth: int) -> Formula | None:
        """Return an operand that the form of a formula depends on: a constant, unless it could be any.

        With 7.5*x comes the same form as with a*x, but not with 1*x, (1 + 2)*x, x**7.5 or polygamma(2, x).
        """
        constant = self._constant(node, depth)
        is_any = constant.level == ATOM and constant.number not in (None, 0, 1)
        counts = operation is _POWER or None in operation.partials
        return None if is_any and not counts else constant

    def _constant(self, node: int, depth: int = 0) -> Formula:
        constant = self._constants.get(node)
        if constant is None:
            constant = self._constants[node] = self._write_constant(node, depth)
        return constant

    def _write_constant(self, node: int, depth: int) -> Formula:
        source = self._tape.sources[node]
        if isinstance(source, Constant):
            text = unnamed(source, self._taken).text
            text = text if len(text) <= _LONGEST_CONSTANT else repr(source.value)
            return _shared(text, ATOM, source.value)
        assert isinstance(source, Operation)
        if depth < _DEEPEST_CONSTANT:
            template = self._templates(node, source, depth + 1).value
            text = template.text.format(*[self.name(operand) for operand in self._tape.operands[node]])
            if len(text) <= _LONGEST_CONSTANT or source.is_condition:
                shared = _shared(text, template.level, template.number)
                if shared.symbol is None:
                    made = self.formula(node)
                    shared.symbol, shared.operands = made.symbol, made.operands
                return shared
        value = self._values[node]
        if math.isnan(value) and node in self._program.names:  # formulas have no values
            return Formula(quoted(self._program.names[node]))
        return formula(value)

    def _is_spaced(self, node: int) -> bool | None:
        """Tell whether the program has a blank before the operator of a node, if it has an operator."""
        text, start = self._program.source.text, self._program.places[node]
        if text[start].isalpha():  # sum(a, b)
            return None
        return start > 0 and text[start - 1].isspace()


def _number(written: Formula) -> float | None:
    """Return the value of a number, or of 1/2."""
    if written.symbol == "/" and None not in (numbers := [operand.number for operand in written.operands]):
        return (numbers[0] or 0.0) / (numbers[1] or 1.0)
    return written.number


def _opposite(condition: Formula) -> Formula:
    """Return what holds where a condition does not."""
    if condition.symbol in OPPOSITES:
        return infix(OPPOSITES[condition.symbol], *condition.operands)
    return FORMULAS.negation(condition)


@lru_cache(maxsize=4096)
def _shared(text: str, level: int, number: float | None) -> Formula:
    """Return one object for the same constant in all programs, by which its templates are found."""
    return Formula(text, level, number)


class _Templates(NamedTuple):
    """A row run on text: its value, and all its formulas, each with whether it has blanks to fill."""

    value: Formula
    texts: list[tuple[str, bool]]


@lru_cache(maxsize=4096)
def _templates(
    operation: Operation, spaced: bool | None, constants: tuple[Formula | None, ...], rows: Formulas
) -> _Templates:
    """Run a row on text, with ``{0}``, ``{1}`` for the operands that it does not depend on."""
    operands = [
        Formula(f"{{{position}}}") if constant is None else _filled(constant)
        for position, constant in enumerate(constants)
    ]
    value = written(operation, operands, rows, spaced=spaced)
    texts = [value.text]
    for partial, is_constant in zip(operation.partials, constants, strict=True):
        flows = partial is not None and not is_constant
        texts.append(formula(partial(rows, *operands)).text if flows and partial else "0")
    return _Templates(value, [(text, "{" in text) for text in texts])


def _filled(constant: Formula) -> Formula:
    """Keep the braces of a name in backquotes from looking like blanks to fill."""
    text = constant.text.replace("{", "{{").replace("}", "}}")
    return Formula(text, constant.level, constant.number) if text != constant.text else constant
