"""How far rounding can carry a calculation away: bounds to first order, from the accuracies in the table."""

import math
from collections.abc import Sequence

from .arithmetics.floats import FLOATS
from .gradient import Gradient, Use
from .operation import Operation
from .tape import Tape

SMALLEST = math.ulp(0.0)


def of_values(tape: Tape, values: Sequence[float]) -> list[float]:
    """Return the largest rounding error of every value; infinite where unknown."""
    errors: list[float] = []
    for node, source in enumerate(tape.sources):
        error = 0.0
        if isinstance(source, Operation) and not source.is_condition:
            operands = tape.operands[node]
            arguments = [values[operand] for operand in operands]
            try:
                chosen = range(len(operands)) if source.chosen is None else source.chosen(*arguments)
                error = of_operation(source, values[node])
                for position in chosen:
                    if errors[operands[position]]:
                        error += abs(slope(source, position, arguments)) * errors[operands[position]]
            except (ArithmeticError, ValueError):
                error = math.inf
        errors.append(math.inf if math.isnan(error) else error)
    return errors


def of_adjoint(
    gradient: Gradient,
    values: Sequence[float],
    rounding: Sequence[float],
    uses: Sequence[Use],
    errors: dict[int, float],
) -> float:
    """Return the largest error of the derivative by a node with these uses.

    ``rounding`` is what `of_values` says, and ``errors`` holds the same for the nodes that use it.
    """
    return sum(
        times(use.local_derivative, errors[use.by])
        + times(gradient.adjoints[use.by], _of_local_derivative(gradient.tape, values, rounding, use))
        + math.ulp(use.product)
        for use in uses
    )


def of_gradient(gradient: Gradient, values: Sequence[float], rounding: Sequence[float]) -> dict[int, float]:
    """Return the largest error of every adjoint, by node; ``rounding`` is what `of_values` says."""
    errors: dict[int, float] = {}
    for node, uses in gradient.walk():
        errors[node] = of_adjoint(gradient, values, rounding, uses, errors)
    return errors


def of_operation(operation: Operation, value: float) -> float:
    """Return the largest error that an operation makes: near 0 that is the smallest number."""
    return max(operation.accuracy * math.ulp(value), SMALLEST)


def slope(operation: Operation, position: int, arguments: Sequence[float]) -> float:
    """Return a local derivative in numbers; 0 where none flows."""
    partial = operation.partials[position]
    return 0.0 if partial is None else float(partial(FLOATS, *arguments))


def times(factor: float, error: float) -> float:
    """Return an error times a factor; nothing where that is 0, though the error may be infinite."""
    return abs(factor) * error if factor else 0.0


def _of_local_derivative(tape: Tape, values: Sequence[float], rounding: Sequence[float], use: Use) -> float:
    """Return the largest error of a local derivative: its own, and that of the operands it is taken at."""
    operation, operands = tape.sources[use.by], tape.operands[use.by]
    assert isinstance(operation, Operation)
    point = [values[operand] for operand in operands]
    error = of_operation(operation, use.local_derivative)
    for position, operand in enumerate(operands):
        if rounding[operand]:
            moved = [*point]
            moved[position] += rounding[operand]
            try:
                error += abs(slope(operation, use.position, moved) - use.local_derivative)
            except (ArithmeticError, ValueError):
                return math.inf
    return error
