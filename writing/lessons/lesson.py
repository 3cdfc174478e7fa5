"""The worked lesson of backpropagation: each derivative with its reason, as data for any format.

Formulas know what they are made of, so that a format can show their text, in the language itself, or
set them as mathematics.
"""

import math
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from backprop.grammar.program import Program
from backprop.graph.arithmetics.formulas import FORMULAS, Formula, formula, infix
from backprop.graph.forward import forward, needed
from backprop.graph.gradient import Gradient, Use
from backprop.graph.kinks import kinked
from backprop.graph.operation import Operation
from backprop.graph.operations import WHERE
from backprop.graph.reach import depending
from backprop.graph.tape import Input
from backprop.writing import kinks
from backprop.writing.calculation import Calculation
from backprop.writing.notation import Choice, Notation
from backprop.writing.result import Result
from backprop.writing.spelling import written

from .quantity import Quantity
from .quotient import Fraction, Limit, carried_out, change, first, fractions, limits, moved_by
from .trials import Trial, approaching, power_of_ten, size, trials
from .words import kind, words

_FINEST = 30
"""How many powers of ten an example of a step may be smaller than the first."""

_LETTERS = ("xyz", "pqr", "uvw", "ijk", "XYZ", "PQR", "UVW")

_ABOUT = 0.1
_HARDLY = 0.1
"""What "about" means, in parts of the change, and "hardly", in parts of the step."""


Number = float | Formula
"""A number, or without values a formula."""


class Rule(NamedTuple):
    """What the derivative of a function is, by one of its operands where it has several."""

    function: Formula
    by: Formula | None
    slope: Formula


class Reason(NamedTuple):
    """Why a local derivative is what it is: in symbols, or by a rule that numbers confirm.

    h         what the small change is called
    words     what the operation does to a gradient
    limits    what is known, and the quotient rests on
    quotient  the steps of the difference quotient, in symbols
    is_limit  whether they end with h, and become the derivative as h goes to 0
    rule      the rule where they are not carried out
    trials    the quotient for smaller and smaller h, in numbers; none where doubles cannot show it, and
              None without values
    notes     what is special here: a kink, a jump, or a branch that was chosen
    """

    h: Formula
    quotient: Sequence[Fraction] = ()
    is_limit: bool = False
    rule: Rule | None = None
    trials: Sequence[Trial] | None = ()
    notes: Sequence[str] = ()
    words: str | None = None
    limits: Sequence[Limit] = ()


class Step(NamedTuple):
    """One use of a node.

    by          the node that uses it
    expression  what that is computed from, as ``d*f``
    formula     the local derivative in symbols
    local       and in numbers
    choice      which one it is of several numbers, where it is such a choice
    adjoint     the derivative of the output by the using node; None for a long formula
    product     the chain-rule product; None where the adjoint is
    kind        the operation, and by which operand it is, where these are not alike
    """

    by: Formula
    expression: Formula
    formula: Formula
    local: Number
    adjoint: Number | None
    product: Number | None
    reason: Reason
    kind: tuple[str, int]
    choice: Choice | None = None


class Passage(NamedTuple):
    """A node with its uses; the output has none. Without values there is none; a long gradient is None."""

    node: int
    name: Formula
    expression: Formula | None
    value: float | None
    gradient: Number | None
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

    name: Formula
    value: float | None
    gradient: Number | None
    step: float | None
    change: float
    kink: Kink | None = None


class Propagated(NamedTuple):
    """An uncertain input: what it is times the derivative by it reaches the output."""

    name: Formula
    uncertainty: float
    gradient: float
    contribution: float


class Propagation(NamedTuple):
    """The uncertainty of the output, from those of the inputs.

    pairs  of correlated inputs: their correlation, and the contributions of both
    """

    value: float
    uncertainty: float
    inputs: list[Propagated]
    pairs: list[tuple[float, float, float]]


class Lesson(NamedTuple):
    """A worked example.

    is_constant  whether the output depends on no input
    forward      the nodes in the order of the tape
    backward     the nodes in the order of the walk, from the output back
    inputs       those of the gradient, in the order of the program
    propagation  of the uncertainties of inputs, if there are any
    letters      three that no node has, for the rule
    """

    output: Formula
    is_constant: bool
    forward: list[Passage]
    backward: list[Passage]
    inputs: list[Influence]
    propagation: Propagation | None = None
    letters: Sequence[str] = _LETTERS[0]

    @property
    def inputs_forward(self) -> list[Passage]:
        """The inputs among the nodes in the order of the tape."""
        return [passage for passage in self.forward if passage.expression is None]


def propagation(result: Result) -> Propagation | None:
    """Return how the uncertainties of inputs reach the output."""
    if result.uncertainty is None:
        return None
    first, spreads, correlations = result.uncertainty
    nodes = {name: node for node, name in result.calculation.program.input_names().items()}
    parts = {name: its.contribution for name, its in first.inputs.items()}
    return Propagation(
        result.value,
        first.uncertainty,
        [
            Propagated(
                result.notation.operand(nodes[name]),
                spreads[name].uncertainty,
                its.sensitivity,
                its.contribution,
            )
            for name, its in first.inputs.items()
        ],
        [(factor, parts[one], parts[other]) for (one, other), factor in correlations.items() if factor],
    )


def of(calculation: Calculation, gradient: Gradient, notation: Notation, inputs: dict[int, str]) -> Lesson:
    """Return the lesson of one output."""
    teacher = _Teacher(calculation, gradient, notation)
    passages = {node: teacher.passage(node, uses) for node, uses in gradient.walk()}
    output = gradient.output
    return Lesson(
        notation.operand(output),
        output not in calculation.program.names,
        [passages.get(node) or teacher.passage(node, []) for node in teacher.forward()],
        list(passages.values()),
        [teacher.influence(node) for node in inputs],
        letters=free_letters(calculation.program),
    )


class _Teacher:
    def __init__(self, calculation: Calculation, gradient: Gradient, notation: Notation) -> None:
        self._tape = calculation.program.tape
        self._values = calculation.values
        self._gradient = gradient
        self._notation = notation
        self._kinks = set(kinked(gradient, calculation.values))
        self._h = small_change(calculation.program)

    def forward(self) -> list[int]:
        """Return the nodes that the value comes from, and all inputs, in the order of the tape."""
        output, tape, found = self._gradient.output, self._tape, {self._gradient.output}
        before = tape.computed_from([output])
        for node in reversed(before):
            source = tape.sources[node]
            if node in found and isinstance(source, Operation):
                found |= {*needed(source, tape.operands[node], self._values)}
        names = self._notation.has_name
        return [
            node
            for node in before
            if isinstance(tape.sources[node], Input) or (node in found and names(node))
        ]

    def passage(self, node: int, uses: list[Use]) -> Passage:
        """Describe a node; an input that no derivative is asked for has no uses."""
        notation = self._notation
        return Passage(
            node,
            notation.operand(node),
            notation.formula(node) if isinstance(self._tape.sources[node], Operation) else None,
            Quantity(self._values[node], "value", node),
            self._slope(node),
            [self._step(use) for use in uses],
        )

    def _slope(self, node: int) -> Quantity:
        return Quantity(self._gradient.adjoints.get(node, 0.0), "gradient", node)

    def influence(self, node: int) -> Influence:
        """Describe what the derivative by an input means, by a step that it foretells rightly."""
        name = self._notation.operand(node)
        x: float = Quantity(self._values[node], "value", node)
        slope = self._slope(node)
        if kink := self._kink(node):
            return Influence(name, x, slope, None, 0.0, kink)
        is_everyday = x == 0 or 0.1 <= abs(x) < 100
        largest = -2 if is_everyday else size(x) - 2
        for power in range(largest, largest - _FINEST, -2):
            step = power_of_ten(power)
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
        notation, operation = self._notation, self._tape.sources[use.by]
        assert isinstance(operation, Operation)
        return Step(
            notation.operand(use.by),
            notation.formula(use.by),
            formula(1) if self._tape.sources[use.by] is WHERE else notation.formula(use.by, use.position),
            Quantity(use.local_derivative, "local", use.by, use.position),
            self._slope(use.by),
            Quantity(use.product, "product", use.by, use.position),
            self._reason(use),
            kind(operation, use.position),
            notation.choice(*use[:3]) if self._tape.sources[use.by] is not WHERE else None,
        )

    def _reason(self, use: Use) -> Reason:
        operation, h = self._tape.sources[use.by], self._h
        assert isinstance(operation, Operation)
        operands = [self._notation.operand(operand) for operand in self._tape.operands[use.by]]
        point = [self._values[operand] for operand in self._tape.operands[use.by]]
        if use.by in self._kinks:
            notes = [kinks.sentence(self._gradient, self._notation, self._values, use.by)]
            if operation.jumps:  # the quotient grows without end on one side
                return Reason(h, notes=notes)
            sides = [trials(operation, point, use.position, direction=side) for side in (1, -1)]
            return Reason(h, trials=[*sides[0], *sides[1]], notes=notes)
        if operation is WHERE:
            return self._branch(use, operands)
        if (reason := derived(operation, use.position, operands, h)).quotient:
            return reason
        limit = approaching(operation, point, use.position, use.local_derivative)
        return reason._replace(trials=limit)

    def _branch(self, use: Use, operands: list[Formula]) -> Reason:
        """Return the reason of a derivative by the branch taken, which is then the value itself."""
        h, taken = self._h, operands[use.position]
        verb = "holds" if use.position == 1 else "does not hold"
        notes = [f"{operands[0]} {verb}, so the value is {taken}"]
        waiting = [self._tape.operands[use.by][0]]
        for node in waiting:
            source = self._tape.sources[node]
            if node in self._kinks:
                notes.append(kinks.sentence(self._gradient, self._notation, self._values, node))
            elif isinstance(source, Operation) and source.is_condition and source.kink is None:
                waiting += needed(source, self._tape.operands[node], self._values)
        moved = moved_by(taken, h)
        return Reason(h, [change(moved, taken, h), *fractions((h, h))], notes=notes)


def derived(operation: Operation, position: int, operands: list[Formula], h: Formula) -> Reason:
    """Return the reason of a local derivative that holds whatever the values are: a limit, or a rule."""
    reason = words(operation, position, h.text)
    moved = moved_by(operands[position], h)
    start = first(operation, position, operands, moved, h)
    if steps := carried_out(operation, position, operands, h):
        rest, is_limit = steps
        return Reason(h, [start, *rest], is_limit, words=reason, trials=None)
    if found := limits(operation, operands[0], h):
        rest, known = found
        start = first(operation, 0, operands, infix("+", operands[0], h), h)
        return Reason(h, [start, *rest], is_limit=True, words=reason, limits=known, trials=None)
    return Reason(h, rule=_rule(operation, position), words=reason, trials=None)


def small_change(program: Program) -> Formula:
    """Return what the small change is called: h, unless the program has such a name."""
    names = set(program.names.values())
    return Formula(next(name for name in ("h", "Δ", "ε", "h_", "h__") if name not in names))


def free_letters(program: Program) -> Sequence[str]:
    """Return three letters that no node has, in which the chain rule is stated."""
    names = set(program.names.values())
    return next((letters for letters in _LETTERS if names.isdisjoint(letters)), _LETTERS[0])


def _rule(operation: Operation, position: int) -> Rule:
    """Return the rule of a row of the table of operations."""
    operands, partial = [Formula(name) for name in operation.operands], operation.partials[position]
    assert partial is not None
    by = operands[position] if len(list(filter(None, operation.partials))) > 1 else None
    return Rule(written(operation, operands, spaced=True), by, formula(partial(FORMULAS, *operands)))
