"""Where a calculation has no result: errors as data, without words for people."""

import math
from collections.abc import Sequence
from enum import Enum, auto

from .floats import FLOATS
from .operations import Row


class Cause(Enum):
    """Why a row has no finite result for its operands."""

    DIVISION_BY_ZERO = auto()
    OVERFLOW = auto()
    OUTSIDE_DOMAIN = auto()


class UndefinedValue(ArithmeticError):
    """The value of ``node`` is undefined or too large, though its operands have values."""

    def __init__(self, node: int) -> None:
        super().__init__(node)
        self.node = node


class UndefinedDerivative(ArithmeticError):
    """The derivative of ``node`` by its operand number ``position`` is undefined or too large."""

    def __init__(self, node: int, position: int) -> None:
        super().__init__(node, position)
        self.node = node
        self.position = position


class GradientOverflow(ArithmeticError):
    """The derivative of the output by ``node`` is too large, though all local derivatives are not."""

    def __init__(self, node: int) -> None:
        super().__init__(node)
        self.node = node


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
