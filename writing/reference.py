"""What the language offers, read from the table of operations: the text of a reference."""

from collections.abc import Iterator
from typing import NamedTuple

from backprop.grammar.builder import SYMBOLS
from backprop.grammar.parser import CONSTANTS
from backprop.graph.arithmetics.formulas import FORMULAS, Formula, formula
from backprop.graph.operation import Operation, Row
from backprop.graph.operations import (
    ALIASES,
    FOLDS,
    FUNCTIONS,
    INFIX,
    MOST_AT_ONCE,
    NEGATIVE,
    NOT,
    WHERE,
)

from .spelling import written


class Entry(NamedTuple):
    """A function, an operator or a constant.

    call         how it is written, as ``atan2(y, x)``
    derivatives  by operand, the formula of the derivative
    domain       the condition under which there is a value; None where there always is one
    kink         the condition under which a derivative is a convention, or the value jumps
    accuracy     the largest error of value and derivatives, in units in the last place
    aliases      other names
    example      a program, and values inside the domain
    of_two       the function takes any number of operands; the derivatives are those of two
    at_once      of so many operands the accuracy is that of two; with more, rounding errors add up
    """

    name: str
    call: str
    meaning: str
    derivatives: dict[str, str]
    domain: str | None = None
    kink: str | None = None
    accuracy: float | None = None
    aliases: tuple[str, ...] = ()
    example: tuple[str, dict[str, float]] | None = None
    of_two: bool = False
    at_once: int = 2


def sections() -> dict[str, list[Entry]]:
    """Return everything that the language offers, under headings."""
    operators = [NEGATIVE, *(row for row in INFIX.values() if not row.is_condition)]
    conditions = [row for row in (*INFIX.values(), NOT) if row.is_condition]
    functions = [row for row in FUNCTIONS.values() if row.name not in FOLDS]
    return {
        "operators": [entry(row) for row in operators],
        "functions": [entry(row) for row in functions],
        "functions of many": list(_folds()),
        "conditions": [entry(WHERE), *(entry(row) for row in conditions)],
        "constants": [
            Entry(name, name, repr(value), {}) for name, value in CONSTANTS.items() if name.isascii()
        ],
    }


def entry(operation: Operation) -> Entry:
    """Describe one row of the table."""
    operands = [Formula(name) for name in operation.operands]
    if operation.is_condition and operation.kink is None:  # and, or, not
        operands = [x > 0 for x in operands]
    called = written(operation, operands, spaced=True).text
    return Entry(
        operation.name,
        called,
        operation.meaning,
        {
            name: _text(partial, operands)
            for name, partial in zip(operation.operands, operation.partials, strict=True)
            if partial
        },
        operation.domain and _text(operation.domain, operands),
        operation.kink and _text(operation.kink, operands),
        None if operation.is_condition else operation.accuracy,
        tuple(other for other, name in {**ALIASES, **SYMBOLS}.items() if name == operation.name),
        _example(operation, called),
    )


def _example(operation: Operation, called: str) -> tuple[str, dict[str, float]]:
    if operation.is_condition or operation is WHERE:
        condition = "x > 0" if operation is WHERE else called
        return f"where({condition}, x, y)", {"x": 0.5, "y": 2.0}
    values = dict(zip(operation.operands, operation.example, strict=False))
    operands = [  # one by which there is no derivative is written as a number
        Formula(name if partial else f"{values.pop(name):g}")
        for name, partial in zip(operation.operands, operation.partials, strict=True)
    ]
    return written(operation, operands, spaced=True).text, values


def _text(row: Row, operands: list[Formula]) -> str:
    return formula(row(FORMULAS, *operands)).text


def _folds() -> Iterator[Entry]:
    """Describe each by its operation on two operands."""
    for name, fold in FOLDS.items():
        described = entry(fold.operation)
        operands = [Formula(operand) for operand in described.derivatives]
        partials = zip(operands, fold.operation.partials, strict=True)
        derivatives = {
            operand.text: (formula(partial(FORMULAS, *operands)) / (2 if fold.is_mean else 1)).text
            for operand, partial in partials
            if partial
        }
        values = dict(zip("xyz", fold.operation.example, strict=True))
        yield described._replace(
            name=name,
            call=f"{name}(x, y, ...)",
            meaning=fold.meaning,
            derivatives=derivatives,
            aliases=(),
            example=(f"{name}(x, y, z)", values),
            of_two=True,
            at_once=MOST_AT_ONCE if fold.whole else 2,
        )
