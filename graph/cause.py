"""Why a row of the table of operations has no finite result."""

import math
from collections.abc import Sequence
from enum import Enum, auto

from .arithmetics.floats import FLOATS
from .operation import Operation, Row
from .tape import Tape
from .undefined import GradientOverflow, UndefinedDerivative, UndefinedValue


class Cause(Enum):
    """Why a row has no finite result for its operands."""

    DIVISION_BY_ZERO = auto()
    OVERFLOW = auto()
    OUTSIDE_DOMAIN = auto()


def cause(row: Row, arguments: Sequence[float]) -> Cause:
    """Run a row that has no finite result once more, to see why."""
    try:
        result = float(row(FLOATS, *arguments))
    except ZeroDivisionError:
        return Cause.DIVISION_BY_ZERO
    except OverflowError:
        return Cause.OVERFLOW
    except ValueError:
        return Cause.OUTSIDE_DOMAIN
    return Cause.OUTSIDE_DOMAIN if math.isnan(result) else Cause.OVERFLOW


def reason(
    tape: Tape,
    values: Sequence[float],
    error: UndefinedValue | UndefinedDerivative | GradientOverflow,
) -> Cause:
    """Return why a pass over a tape failed at these values."""
    operation, arguments = tape.sources[error.node], [values[node] for node in tape.operands[error.node]]
    if isinstance(error, GradientOverflow) or not isinstance(operation, Operation):
        return Cause.OVERFLOW
    row = operation.value if isinstance(error, UndefinedValue) else operation.partials[error.position]
    assert row is not None
    return cause(row, arguments)
