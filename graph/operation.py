"""What an operation is: one row of the table of operations."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Row = Callable[..., Any]
"""A function of an arithmetic and the operands (see `arithmetic`)."""

Chosen = Callable[..., tuple[int, ...]]
"""A function of the values of the operands; gives the positions of those that are needed."""


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One row: ``value(m, *operands)`` and, for each operand, ``partial(m, *operands)``.

    partials  None for an operand that no derivative flows to, such as a condition
    meaning   what the value is, in a few words
    domain    a condition on the operands, where the value is not defined for all of them
    kink      a condition on the operands: the derivative jumps there, and the partials hold a
              convention, or the value itself jumps
    jump      for a value that jumps there: how high
    period    the length after which the values repeat
    accuracy  the largest error of the value and the partials, in units in the last place
    example   operands inside the domain
    infix     written between its operands, as in ``a + b``
    chosen    for an operation that needs only some of its operands: their positions, by the values
    """

    name: str
    value: Row
    partials: tuple[Row | None, ...]
    meaning: str
    domain: Row | None = None
    kink: Row | None = None
    jump: Row | None = None
    period: float | None = None
    accuracy: float = 0.5
    example: tuple[float, ...] = (0.5, 2.0, 3.0)
    infix: bool = False
    chosen: Chosen | None = None

    def rows(self) -> list[Row]:
        """Return all that runs on an arithmetic."""
        return [row for row in (self.value, *self.partials, self.domain, self.kink, self.jump) if row]

    @property
    def jumps(self) -> bool:
        """Whether the value itself jumps at the kink."""
        return self.jump is not None

    @property
    def is_condition(self) -> bool:
        """Whether the value is a truth, 1 or 0, without derivatives."""
        return not any(self.partials)

    @property
    def operands(self) -> tuple[str, ...]:
        """The names of the operands in the row, as ``("y", "x")`` for atan2, or x1, x2, ... for many."""
        from inspect import signature

        row = next(filter(None, self.partials), self.value)
        names = tuple(signature(row).parameters)[1:]
        count = len(self.partials)
        return names if len(names) == count else tuple(f"x{number}" for number in range(1, count + 1))
