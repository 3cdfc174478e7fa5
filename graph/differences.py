"""The gradient once more, by finite differences, with an error bound that is computed.

Central differences at steps of powers of two are extrapolated to h = 0 (Richardson), and of all
extrapolations the one with the smallest bound is taken (Ridders, Advances in Engineering Software 4,
1982). The bound holds two parts: how far an extrapolation lies from those it was made of, and the
rounding errors of the function, followed through every operation by its accuracy in the table.

A node is moved, and the program run from there to the output. That would take quadratic time in all,
so there is a budget for it, which grows with the program. A node that it does not reach is moved with
its users alone: their differences times their own derivatives, by finite differences too. So no
derivative of the table of operations is in any of them, and a wrong one shows at its operand and below.
"""

import math
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from . import rounding
from .arithmetics.floats import FLOATS
from .gradient import Gradient, Use
from .kinks import kinked
from .operation import Operation
from .tape import Tape
from .walk import walk

_LEVELS = 44
_ORDERS = 6
_PRECISE = 1e-9
_CONFIRMING = (1, 2, 5, 9, 14, 20, 27)
_SLACK = 16.0
_COARSEST = 0.1
_MEANINGLESS = 2.0**-20
_TINY = 2.0**-960
_NEAR = 0.25
"""The part of a period, or of the height of a jump, that a step may move a value without missing it."""
_SAFETY = 30.0
"""The bounds are estimates of first order, so they are widened by this."""

_BETWEEN = 5_000
"""So many nodes may be run in all for the nodes between inputs and output: all of a hundred nodes."""

_FROM_INPUTS = 2
"""So many times the program may be run through for its inputs; small ones, as often as `_BETWEEN` allows."""


class Verdict(Enum):
    """What finite differences say of a derivative."""

    AGREES = "agrees"
    DIFFERS = "differs"
    KINK = "kink"
    UNCLEAR = "unclear"


class Check(NamedTuple):
    """A derivative by finite differences.

    value  None at a kink, and where no step settles, as at the edge of the domain
    bound  the largest difference that the errors of both methods explain; where it is no use, as
           with an oscillation too fine for doubles, the verdict is unclear
    """

    verdict: Verdict
    value: float | None = None
    bound: float = math.inf

    @property
    def is_agreement(self) -> bool:
        """Whether both methods agree."""
        return self.verdict is Verdict.AGREES

    def relative(self, gradient: float) -> float:
        """Return the difference from a derivative, in parts of it."""
        difference = abs(gradient - (self.value or 0.0))
        return difference / abs(gradient) if gradient else difference


class _Value(NamedTuple):
    """The output for a changed node, and the largest error of rounding in it."""

    value: float
    error: float


def check(gradient: Gradient, values: Sequence[float]) -> dict[int, Check]:
    """Check the derivative by every node on the paths, in the order of the walk."""
    tape, paths = gradient.tape, _Paths(gradient.tape, gradient.output)
    before_kinks = paths.before(kinked(gradient, values))
    value_errors = rounding.of_values(tape, values)
    errors: dict[int, float] = {}
    differences: dict[int, _Value | None] = {gradient.output: _Value(1.0, 0.0)}
    checks: dict[int, Check] = {}
    for node, uses in gradient.walk():
        errors[node] = rounding.of_adjoint(gradient, values, value_errors, uses, errors)
        if node in before_kinks:
            checks[node] = Check(Verdict.KINK)
            continue
        affected = paths.from_node(node)
        if affected is None:
            best = _through_users(tape, values, node, paths.users[node], uses, differences)
        else:
            best = _best(_Function(tape, values, node, affected, {gradient.output: 1.0}), values[node])
        differences[node] = best
        if best is None:
            checks[node] = Check(Verdict.UNCLEAR)
            continue
        checks[node] = _judged(
            gradient.adjoints[node], best.value, _SAFETY * (best.error + errors[node]) + _TINY
        )
    return checks


class _Paths:
    """The ways from nodes to the output.

    users  by node, the nodes on the way to the output that work on it, each once
    """

    def __init__(self, tape: Tape, output: int) -> None:
        self.users: dict[int, list[int]] = {}
        self._tape = tape
        reached = tape.computed_from([output])
        for node in reached:
            self.users[node] = []
            for operand in dict.fromkeys(tape.operands[node]):
                self.users[operand].append(node)
        self._left = {True: _BETWEEN, False: _BETWEEN + _FROM_INPUTS * len(reached)}

    def before(self, ends: Sequence[int]) -> set[int]:
        """Return the nodes that some nodes are computed from; of these themselves, those that others are."""
        return {operand for node in self._tape.computed_from(ends) for operand in self._tape.operands[node]}

    def from_node(self, node: int) -> list[int] | None:
        """Return the nodes that depend on one, in order; None where that is more than the budget."""
        is_between = isinstance(self._tape.sources[node], Operation)
        affected: list[int] = []
        for user in walk(self.users[node], self.users.__getitem__):
            affected.append(user)
            if len(affected) > self._left[is_between]:
                self._left[is_between] = 0  # or all the others would be looked through as far
                return None
        self._left[is_between] -= len(affected)
        return sorted(affected)


def _judged(gradient: float, value: float, bound: float) -> Check:
    if abs(value - gradient) > bound:
        return Check(Verdict.DIFFERS, value, bound)
    is_coarse = gradient != 0 and bound > _COARSEST * abs(gradient)
    return Check(Verdict.UNCLEAR if is_coarse else Verdict.AGREES, value, bound)


def _through_users(
    tape: Tape,
    values: Sequence[float],
    node: int,
    users: Sequence[int],
    uses: Sequence[Use],
    differences: Mapping[int, _Value | None],
) -> _Value | None:
    """Return the derivative by a node, from those by its users; None where there is none."""
    weights: dict[int, float] = {}
    error = 0.0
    for use in uses:
        difference = differences[use.by]
        if difference is None:
            return None
        weights[use.by] = difference.value
        error += rounding.times(use.local_derivative, difference.error)
    best = _best(_Function(tape, values, node, users, weights, apart=True), values[node])
    return best and _Value(best.value, best.error + error)


class _Function:
    """A sum of later nodes, each times its weight, as a function of one node, all others being fixed."""

    def __init__(
        self,
        tape: Tape,
        values: Sequence[float],
        node: int,
        affected: Sequence[int],
        weights: Mapping[int, float],
        *,
        apart: bool = False,
    ) -> None:
        """``affected`` are the nodes to be run, in order; ``weights`` are by node, of them or this one.

        ``apart``: none of them sees that another has changed, as it is in a partial derivative.
        """
        self._tape = tape
        self._values = values
        self._node = node
        self._affected = affected
        self._weights = weights
        self._apart = apart
        center = self._run(values[node])
        self._pieces = center[1] if center else None

    def quotient(self, h: float) -> _Value | None:
        """Return the central difference quotient; None where there is no value, or a kink between."""
        x = self._values[self._node]
        above, below = self._run(x + h), self._run(x - h)
        if above is None or below is None or not above[1] == below[1] == self._pieces:
            return None
        value = error = 0.0
        for weight, high, low in zip(self._weights.values(), above[0], below[0], strict=True):
            value += weight * ((high.value - low.value) / (2 * h))
            error += abs(weight) * ((high.error + low.error) / (2 * h))
        error += math.ulp(value)
        return _Value(value, error) if math.isfinite(error) else None

    def _run(self, value: float) -> tuple[list[_Value], list[object]] | None:
        """Return the nodes of the sum for a value of the node, and the pieces that it went through."""
        moved = {self._node: _Value(value, 0.0)}
        changed = moved.copy() if self._apart else moved
        pieces: list[object] = []
        for place in self._affected:
            operation, operands = self._tape.sources[place], self._tape.operands[place]
            assert isinstance(operation, Operation)
            current = [moved.get(operand) or _Value(self._values[operand], 0.0) for operand in operands]
            arguments = [operand.value for operand in current]
            try:
                result = operation.value(FLOATS, *arguments)
                error = 0.0 if operation.is_condition else rounding.of_operation(operation, result)
                chosen = range(len(operands)) if operation.chosen is None else operation.chosen(*arguments)
                slopes = [rounding.slope(operation, position, arguments) for position in chosen]
                for position, slope in zip(chosen, slopes, strict=True):
                    error += abs(slope) * current[position].error if current[position].error else 0.0
                if self._is_missing(place, current, result, slopes):
                    error = math.nan
            except (ArithmeticError, ValueError):
                result = error = math.nan
                slopes = []
            if operation.kink is not None and operation.jump is None:
                pieces.append(slopes if any(slopes) else result)
            if error > max(abs(result), _MEANINGLESS):
                error = math.nan
            changed[place] = _Value(result, error)
        terms = [changed[place] for place in self._weights]
        return (terms, pieces) if all([math.isfinite(term.error) for term in terms]) else None

    def _is_missing(
        self, place: int, operands: Sequence[_Value], result: float, slopes: Sequence[float]
    ) -> bool:
        """Tell whether what lies between the values of an operation and here could be missed.

        That is a good part of a period, so that steps of whole periods show no change, or a jump.
        """
        operation, before = self._tape.sources[place], self._tape.operands[place]
        assert isinstance(operation, Operation)
        if operation.period is None and operation.jump is None:
            return False
        moves = [x.value - self._values[node] for x, node in zip(operands, before, strict=True)]
        if operation.period is not None:
            near = _NEAR * operation.period
            return any([abs(move) + x.error > near for move, x in zip(moves, operands, strict=True)])
        assert operation.jump is not None
        height = abs(float(operation.jump(FLOATS, *[x.value for x in operands])))
        change = sum([abs(slope * move) for slope, move in zip(slopes, moves, strict=True)])
        return max(change, abs(result - self._values[place])) > _NEAR * height


def _best(function: _Function, x: float) -> _Value | None:
    """Return the derivative at x, and its error; None where the differences do not settle."""
    best: _Value | None = None
    source: tuple[int, _Value] | None = None
    before: list[_Value] = []
    steps = _steps(x)
    for level, h in enumerate(steps):
        quotient = function.quotient(h)
        if quotient is None:
            before = []
            continue
        row = [quotient]
        for order, coarse in enumerate(before[:_ORDERS], 1):
            weight, fine = 4.0**order, row[-1]
            value = fine.value + (fine.value - coarse.value) / (weight - 1)
            rounded = (weight * fine.error + coarse.error) / (weight - 1)
            error = rounded + max(abs(value - fine.value), abs(value - coarse.value))
            row.append(_Value(value, rounded))
            if math.isfinite(error) and (best is None or error < best.error):
                best, source = _Value(value, error), (level, quotient)
        before = row
        if best and source and (best.error <= _PRECISE * abs(best.value) or level == len(steps) - 1):
            if _is_confirmed(best, source[1], function, steps[source[0] + 1 :]):
                return best
            best, before = None, []
    return None


def _is_confirmed(best: _Value, coarse: _Value, function: _Function, finer: Sequence[float]) -> bool:
    """Tell whether finer quotients come closer, as they do unless the steps missed an oscillation."""
    for distance in _CONFIRMING:
        if distance > len(finer):
            break
        quotient = function.quotient(finer[distance - 1])
        if quotient is not None:
            closer = _SLACK * abs(coarse.value - best.value) / 4.0**distance
            if abs(quotient.value - best.value) > best.error + 2 * quotient.error + closer:
                return False
    return True


def _steps(x: float) -> list[float]:
    """Return smaller and smaller powers of two, so that x + h and x - h are exact."""
    scale = 2.0 ** (math.frexp(x)[1] - 1) if x else 1.0
    steps = (scale * 2.0**-level for level in range(2, _LEVELS))
    return [h for h in steps if x + h != x != x - h]
