"""What an arithmetic must offer besides Python's operators, found by running the table of operations."""

from functools import cache
from typing import Any

from backprop.graph.operations import FUNCTIONS, IDENTITY, INFIX, NEGATIVE, NOT, WHERE, logaddexp

from .base import Arithmetic

TABLE = (IDENTITY, NEGATIVE, NOT, WHERE, *INFIX.values(), *FUNCTIONS.values(), logaddexp(3))


class Anything:
    """An operand, or a function, that takes whatever comes and remembers nothing."""

    def _itself(self, *_: Any) -> "Anything":
        return self

    __add__ = __sub__ = __mul__ = __truediv__ = __mod__ = __pow__ = __neg__ = __abs__ = _itself
    __radd__ = __rsub__ = __rmul__ = __rtruediv__ = __lt__ = __le__ = __gt__ = __ge__ = __call__ = _itself


class _Recorder(Arithmetic):
    """Notes the names that rows, and the combinations, ask for."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def __getattr__(self, name: str) -> Anything:
        self.asked.add(name)
        return Anything()


@cache
def required() -> frozenset[str]:
    """Return the names of all functions, and of pi, that an arithmetic needs for every row of the table."""
    recorder = _Recorder()
    for operation in TABLE:
        for row in operation.rows():
            row(recorder, *(Anything() for _ in operation.partials))
    return frozenset(recorder.asked)


def lacking(arithmetic: Arithmetic) -> list[str]:
    """Return what an arithmetic does not offer of that."""
    return sorted(name for name in required() if not hasattr(arithmetic, name))
