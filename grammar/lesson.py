"""The worked lesson of backpropagation: each derivative with its reason, as data for any format.

All formulas are texts in the language itself, so that a format can show them as they are or
read them again to set them as mathematics.
"""

import math
from collections.abc import Collection, Sequence
from enum import Enum
from math import comb
from typing import Any, NamedTuple

from backprop.graph.backward import Gradient, Use, depending
from backprop.graph.floats import FLOATS
from backprop.graph.formulas import ATOM, PRODUCT, Formula, formula, infix
from backprop.graph.forward import forward, needed
from backprop.graph.operation import Operation
from backprop.graph.operations import IDENTITY, INFIX, NEGATIVE, WHERE
from backprop.graph.tape import Input

from . import kinks
from .calculation import Calculation
from .notation import Notation

_EXPONENTS = range(6)
"""Powers whose difference quotient is carried out in symbols."""

_FINEST = 30
"""How many powers of ten an example of a step may be smaller than the first."""

_ABOUT = 0.1
_HARDLY = 0.1
"""What "about" means, in parts of the change, and "hardly", in parts of the step."""

_STEPS = (1, 3, 5)
"""The trials of h: the size of the operand, times ten to these negative powers."""

_FINER = 14
_CLOSE = 1e-4
"""Where they do not come this close to the derivative, in parts of it, so many smaller ones may."""


class Fraction(NamedTuple):
    """A step of a difference quotient: numerator and denominator; no denominator once h is cancelled."""

    numerator: str
    denominator: str | None


class Trial(NamedTuple):
    """The difference quotient at one h."""

    h: float
    quotient: float


class Rule(NamedTuple):
    """What the derivative of a function is, by one of its operands where it has several."""

    function: str
    by: str | None
    slope: str


class Reason(NamedTuple):
    """Why a local derivative is what it is: in symbols, or by a rule that numbers confirm.

    h         what the small change is called
    moved     the operand after it, as ``(d+h)``
    quotient  the steps of the difference quotient, in symbols
    is_limit  whether they end with h, and become the derivative as h goes to 0
    rule      the rule where they are not carried out
    trials    the quotient for smaller and smaller h, in numbers; none where doubles cannot show it
    notes     what is special here: a kink, a jump, or a branch that was chosen
    """

    h: str
    moved: str = ""
    quotient: Sequence[Fraction] = ()
    is_limit: bool = False
    rule: Rule | None = None
    trials: Sequence[Trial] = ()
    notes: Sequence[str] = ()


class Step(NamedTuple):
    """One use of a node.

    by          the node that uses it
    expression  what that is computed from, as ``d*f``
    formula     the local derivative in symbols
    local       and in numbers
    adjoint     the derivative of the output by the using node
    product     the chain-rule product
    """

    by: str
    expression: str
    formula: str
    local: float
    adjoint: float
    product: float
    reason: Reason


class Passage(NamedTuple):
    """A node with its uses; the output has none."""

    name: str
    expression: str | None
    value: float
    gradient: float
    steps: list[Step]


class Kink(Enum):
    """What the output does where its derivative is a convention."""

    BEND = "has a kink"
    JUMP = "jumps"
    BRANCH = "changes its branch"


class Influence(NamedTuple):
    """An input with its derivative, and what that means: ``step`` more changes the output by ``change``.

    step  None where no step shows it, as at the end of the domain
    kink  why a step would not show it: the derivative is a convention here
    """

    name: str
    value: float
    gradient: float
    step: float | None
    change: float
    kink: Kink | None = None


class Lesson(NamedTuple):
    """A worked example.

    is_constant  whether the output depends on no input
    forward   the nodes in the order of the tape
    backward  the nodes in the order of the walk, from the output back
    inputs    those of the gradient, in the order of the program
    """

    output: str
    is_constant: bool
    value: float
    forward: list[Passage]
    backward: list[Passage]
    inputs: list[Influence]


def write(calculation: Calculation, gradient: Gradient, notation: Notation, inputs: dict[int, str]) -> Lesson:
    """Write the lesson of one output."""
    teacher = _Teacher(calculation, gradient, notation)
    passages = {node: teacher.passage(node, uses) for node, uses in gradient.walk()}
    output = gradient.output
    return Lesson(
        notation.name(output),
        output not in calculation.program.names,
        calculation.values[output],
        [passages.get(node) or teacher.given(node) for node in teacher.needed(passages)],
        list(passages.values()),
        [teacher.influence(node) for node in inputs],
    )


class _Teacher:
    def __init__(self, calculation: Calculation, gradient: Gradient, notation: Notation) -> None:
        self._tape = calculation.program.tape
        self._values = calculation.values
        self._gradient = gradient
        self._notation = notation
        self._kinks = set(gradient.kinks(calculation.values))
        names = set(calculation.program.names.values())
        self._h = Formula(next(name for name in ("h", "Δ", "ε", "h_", "h__") if name not in names))

    def needed(self, passages: Collection[int]) -> list[int]:
        """Return the nodes of the passages, and all inputs behind them, in the order of the tape."""
        return [
            node
            for node in self._tape.computed_from([self._gradient.output])
            if node in passages or isinstance(self._tape.sources[node], Input)
        ]

    def given(self, node: int) -> Passage:
        """Describe an input that no derivative is asked for."""
        return Passage(self._notation.name(node), None, self._values[node], 0.0, [])

    def passage(self, node: int, uses: list[Use]) -> Passage:
        notation = self._notation
        return Passage(
            notation.name(node),
            notation.expression(node),
            self._values[node],
            self._gradient.adjoints[node],
            [self._step(use) for use in uses],
        )

    def influence(self, node: int) -> Influence:
        """Describe what the derivative by an input means, by a step that it foretells rightly."""
        name, x = self._notation.name(node), self._values[node]
        slope = self._gradient.adjoints.get(node, 0.0)
        if kink := self._kink(node):
            return Influence(name, x, slope, None, 0.0, kink)
        is_everyday = x == 0 or 0.1 <= abs(x) < 100
        largest = -2 if is_everyday else _size(x) - 2
        for power in range(largest, largest - _FINEST, -2):
            step = _power_of_ten(power)
            if self._is_foretold(node, step, slope * step):
                return Influence(name, x, slope, step, slope * step)
        return Influence(name, x, slope, None, 0.0)

    def _kink(self, node: int) -> Kink | None:
        """Return what the derivative by an input is a convention for, if it is one."""
        if not self._kinks:
            return None
        reached = depending(self._tape, [node])
        found = [self._tape.sources[kink] for kink in self._kinks if reached[kink]]
        kinks = [source for source in found if isinstance(source, Operation)]
        if not kinks:
            return None
        if any(kink.jumps for kink in kinks):
            return Kink.JUMP
        return Kink.BRANCH if all(kink.is_condition for kink in kinks) else Kink.BEND

    def _is_foretold(self, node: int, step: float, change: float) -> bool:
        """Tell whether a step of an input changes the output by about as much as its derivative says."""
        output, x = self._gradient.output, self._values[node]
        if x + step == x:
            return False
        before = self._values[output]
        after = forward(self._tape, {**dict(enumerate(self._values)), node: x + step})[output]
        if not change:
            return abs(after - before) <= max(_HARDLY * step, _HARDLY / 100 * abs(before))
        return abs(after - before - change) <= _ABOUT * abs(change) + 4 * math.ulp(before)

    def _step(self, use: Use) -> Step:
        notation = self._notation
        return Step(
            notation.name(use.by),
            notation.expression(use.by) or "",
            "1" if self._tape.sources[use.by] is WHERE else notation.local_derivative(use.by, use.position),
            use.local_derivative,
            self._gradient.adjoints[use.by],
            use.product,
            self._reason(use),
        )

    def _reason(self, use: Use) -> Reason:
        operation, h = self._tape.sources[use.by], self._h
        assert isinstance(operation, Operation)
        operands = [self._notation.operand(operand) for operand in self._tape.operands[use.by]]
        if use.by in self._kinks:
            notes = [kinks.sentence(self._gradient, self._notation, use.by)]
            if operation.jumps:  # the quotient grows without end on one side
                return Reason(h.text, notes=notes)
            return Reason(h.text, trials=[*self._trials(use, 1), *self._trials(use, -1)], notes=notes)
        if operation is WHERE:
            return self._branch(use, operands)
        carried_out = _carried_out(operation, use.position, operands, h)
        if carried_out is None:
            return Reason(h.text, rule=_rule(operation, use.position), trials=self._limit(use))
        fractions, is_limit = carried_out
        moved = _sum(operands[use.position], h)
        first = _first(operation, use.position, operands, moved, h)
        return Reason(h.text, moved.text, [first, *fractions], is_limit)

    def _branch(self, use: Use, operands: list[Formula]) -> Reason:
        """Return the reason of a derivative by the branch taken, which is then the value itself."""
        h, taken = self._h, operands[use.position]
        verb = "holds" if use.position == 1 else "does not hold"
        notes = [f"{operands[0]} {verb}, so the value is {taken}"]
        waiting = [self._tape.operands[use.by][0]]
        for node in waiting:
            source = self._tape.sources[node]
            if node in self._kinks:
                notes.append(kinks.sentence(self._gradient, self._notation, node))
            elif isinstance(source, Operation) and source.is_condition and source.kink is None:
                waiting += needed(source, self._tape.operands[node], self._values)
        moved = _sum(taken, h)
        first = Fraction(f"{moved} - {_subtracted(taken)}", h.text)
        return Reason(h.text, moved.text, [first, *_fractions((h, h))], notes=notes)

    def _limit(self, use: Use) -> list[Trial]:
        """Return difference quotients that come close to the derivative; none where doubles cannot."""
        for finer in range(_FINER):
            trials = self._trials(use, 1, finer)
            if len(trials) == len(_STEPS):
                error = abs(trials[-1].quotient - use.local_derivative)
                if error <= _CLOSE * (abs(use.local_derivative) or 1):
                    return trials
        return []

    def _trials(self, use: Use, direction: int, finer: int = 0) -> list[Trial]:
        """Return the difference quotients that have a value."""
        operation = self._tape.sources[use.by]
        assert isinstance(operation, Operation)
        point = [self._values[operand] for operand in self._tape.operands[use.by]]
        trials = []
        for power in _STEPS:
            for sign in (direction, -direction):
                h = sign * _power_of_ten(_size(point[use.position]) - power - finer)
                trial = _quotient(operation, point, use.position, h)
                if trial is not None:
                    trials.append(Trial(h, trial))
                    break
        return trials


def _size(x: float) -> int:
    """Return the power of ten in x."""
    return math.floor(math.log10(abs(x))) if x else 0


def _power_of_ten(power: int) -> float:
    return float(f"1e{max(power, -300)}")


def _quotient(operation: Operation, point: list[float], position: int, h: float) -> float | None:
    moved = [*point]
    moved[position] += h
    try:
        change = operation.value(FLOATS, *moved) - operation.value(FLOATS, *point)
        quotient = float(change / (moved[position] - point[position]))
    except (ArithmeticError, ValueError):
        return None
    return quotient if math.isfinite(quotient) else None


def _first(
    operation: Operation, position: int, operands: list[Formula], moved: Formula, h: Formula
) -> Fraction:
    """Return (f(x+h) - f(x))/h for the operation."""
    others = [moved if place == position else operand for place, operand in enumerate(operands)]
    after, before = (_value(operation, these) for these in (others, operands))
    return Fraction(f"{_in_parentheses(after)} - {_subtracted(before)}", h.text)


def _value(operation: Operation, operands: list[Formula]) -> Formula:
    if operation.infix:
        return infix(operation.name, *operands)
    return -operands[0] if operation is NEGATIVE else operands[0]


def _sum(x: Formula, h: Formula) -> Formula:
    return Formula(f"({x}+{h})", ATOM)


def _subtracted(value: Formula) -> str:
    return f"({value})" if value.text.startswith("-") else _in_parentheses(value)


def _in_parentheses(value: Formula) -> str:
    return value.text if value.level >= PRODUCT else f"({value})"


def _carried_out(
    operation: Operation, position: int, operands: list[Formula], h: Formula
) -> tuple[list[Fraction], bool] | None:
    """Return the steps after the first, and whether h is left; None where symbols do not do."""
    x = operands[0]
    if operation in (IDENTITY, INFIX["+"]) or (operation is INFIX["-"] and position == 0):
        return _fractions((h, h)), False
    if operation in (NEGATIVE, INFIX["-"]):
        return _fractions((-h, h)), False
    if len(operands) < 2:
        return None
    y = operands[1]
    if operation is INFIX["*"]:
        return _fractions((h * y if position == 0 else x * h, h)), False
    if operation is INFIX["/"] and position == 0:
        return _fractions((h / y, h)), False
    if operation is INFIX["/"]:
        moved = _sum(y, h)
        return _fractions((x * y - x * moved, h * y * moved), (-x, y * moved)), True
    if operation is INFIX["**"] and position == 0 and y.number in _EXPONENTS:
        return _power(x, int(y.number or 0), h)
    if operation is INFIX["**"] and position == 0 and y.number == -1:
        moved = _sum(x, h)
        return _fractions((x - moved, h * x * moved), (formula(-1), x * moved)), True
    return None


def _power(x: Formula, exponent: int, h: Formula) -> tuple[list[Fraction], bool]:
    """Multiply (x+h)**n out, and cancel x**n and h."""
    if exponent == 0:
        return _fractions((formula(0), h)), False
    terms = [comb(exponent, k) * _to(x, exponent - k) * _to(h, k) for k in range(1, exponent + 1)]
    rest = [comb(exponent, k) * _to(x, exponent - k) * _to(h, k - 1) for k in range(1, exponent + 1)]
    steps = _fractions((_total(terms), h))
    if exponent > 1:
        steps.append(Fraction(str(_total(rest)), None))
    return steps, exponent > 1


def _to(x: Formula, exponent: int) -> Formula:
    return x**exponent if exponent else formula(1)


def _total(terms: list[Formula]) -> Formula:
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total


def _fractions(*pairs: tuple[Any, Any]) -> list[Fraction]:
    return [Fraction(str(formula(numerator)), str(formula(denominator))) for numerator, denominator in pairs]


def _rule(operation: Operation, position: int) -> Rule:
    """Return the rule of a row of the table of operations."""
    from .reference import entry

    described, operand = entry(operation), operation.operands[position]
    by = operand if len(described.derivatives) > 1 else None
    return Rule(described.call, by, described.derivatives[operand])
