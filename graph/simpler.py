"""Functions in terms of simpler ones, for languages that lack them.

A definition is a row as in the table of operations. Each is sound over the whole domain, to a few
units in the last place unless it says otherwise.
"""

from collections.abc import Collection
from functools import reduce
from typing import Any

from .arithmetics.doubt import DoubtfulNodes
from .arithmetics.nodes import Node
from .operation import Operation, Row
from .tape import Tape

FMOD = Operation(
    "fmod",
    lambda m, x, y: m.fmod(x, y),
    (lambda m, x, y: 1, lambda m, x, y: (m.fmod(x, y) - x) / y),
    "remainder of x/y, with the sign of x",
)
"""The remainder of most languages, which is not ours."""


def _remainder(m: Any, x: Any, y: Any) -> Any:
    rest = m.copied(FMOD, x, y)
    return m.where(rest * y < 0, rest + y, rest)


def _expm1(m: Any, x: Any) -> Any:
    """(u - 1)*x/log(u) at u = exp(x), whose errors cancel (Kahan; Higham, Accuracy and Stability, 1.14.1)."""
    u = m.exp(x)
    middle = m.where(m.equal(u, 1), x, (u - 1) * x / m.log(u))
    return m.where(x < -40, -1, m.where(x > 700, u, middle))


def _log1p(m: Any, x: Any) -> Any:
    """log(u)*x/(u - 1) at u = 1 + x, whose errors cancel (Kahan)."""
    u = 1 + x
    return m.where(m.equal(u, 1), x, m.where(x > 1e16, m.log(x), m.log(u) * x / (u - 1)))


def _hypot(m: Any, x: Any, y: Any) -> Any:
    larger = m.max(abs(x), abs(y))
    scaled = larger * m.sqrt((x / larger) ** 2 + (y / larger) ** 2)
    return m.where(m.equal(larger, 0), 0, scaled)


def _sech(m: Any, x: Any) -> Any:
    small = m.exp(-abs(x))
    return 2 * small / (1 + small * small)


def _sigmoid(m: Any, x: Any) -> Any:
    small = m.exp(-abs(x))
    return m.where(x >= 0, 1, small) / (1 + small)


def _sinc(m: Any, x: Any) -> Any:
    """The angle is reduced exactly, before it is multiplied by pi."""
    turn = x - 2 * m.floor(x / 2 + 1 / 2)
    folded = m.where(abs(turn) > 1 / 2, m.sign(turn) - turn, turn)
    return m.where(m.equal(x, 0), 1, m.sin(m.pi * folded) / (m.pi * x))


DEFINITIONS: dict[str, Row] = {
    "%": _remainder,
    "sign": lambda m, x: m.where(x > 0, 1, m.where(x < 0, -1, 0)),
    "clip": lambda m, x, low, high: m.min(m.max(x, low), high),
    "relu": lambda m, x: m.max(x, 0),
    "hypot": _hypot,
    "expm1": _expm1,
    "log2": lambda m, x: m.log(x) / m.log(2),
    "log10": lambda m, x: m.log(x) / m.log(10),
    "log1p": _log1p,
    "logaddexp": lambda m, *x: reduce(lambda x, y: m.max(x, y) + m.log1p(m.exp(-abs(x - y))), x),
    "xlogy": lambda m, x, y: m.where(m.equal(x, 0), 0, x * m.log(y)),
    "sec": lambda m, x: 1 / m.cos(x),
    "csc": lambda m, x: 1 / m.sin(x),
    "cot": lambda m, x: 1 / m.tan(x),
    "degrees": lambda m, x: x * (180 / m.pi),
    "radians": lambda m, x: x * (m.pi / 180),
    "sinc": _sinc,
    "sech": _sech,
    "sigmoid": _sigmoid,
    "softplus": lambda m, x: m.max(x, 0) + m.log1p(m.exp(-abs(x))),
    # The next three lose digits as x*x grows: 1e-14 at x = 10. (Python stops where x**2 is too large.)
    "gauss": lambda m, x: m.exp(-(x * x)),
    "normpdf": lambda m, x: m.exp(-(x * x) / 2) / m.sqrt(2 * m.pi),
    "normcdf": lambda m, x: m.erfc(-x / m.sqrt(2)) / 2,
}


class LackingOperation(Exception):
    """An operation that can neither be written nor be defined."""

    def __init__(self, operation: Operation) -> None:
        super().__init__(operation.name)
        self.operation = operation


class _Simpler(DoubtfulNodes):
    """Nodes of those operations only that a language has."""

    def __init__(self, tape: Tape, has: Collection[str], *, hides: bool) -> None:
        super().__init__(tape, hides=hides)
        self._has = has

    def copied(self, operation: Operation, *operands: Node) -> Node:
        if operation.name in self._has:
            return super().copied(operation, *operands)
        try:
            value = self.node(DEFINITIONS[operation.name](self, *operands))
        except (KeyError, LackingOperation):  # of the operation itself, or of one that it is composed of
            raise LackingOperation(operation) from None
        return self.shown(value, operation, operands)


def simplify(tape: Tape, has: Collection[str], *, hides: bool) -> tuple[Tape, list[int]]:
    """Return a tape of those operations only whose names are in ``has``, and where each node went.

    ``hides``: the language goes on with infinities and NaN (see `doubt`). Raises LackingOperation.
    """
    nodes = _Simpler(Tape(), has, hides=hides)
    copies = nodes.copies(tape, range(len(tape)))
    return nodes.tape, [copy.index for copy in copies.values()]
