"""Formulas as SymPy simplifies them, where that is the same function at random points.

Expressions are built and read node by node; no text is handed over. What SymPy has no word for stays ours.
"""

import math
import random
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from types import FrameType
from typing import Any

from backprop.graph.arithmetics.nodes import Node
from backprop.graph.fold import fold
from backprop.graph.forward import forward
from backprop.graph.operation import Operation
from backprop.graph.operations import FUNCTIONS, IDENTITY, INFIX, NEGATIVE
from backprop.graph.tape import Constant, Input, Tape
from backprop.graph.textbook import TextbookNodes, collect

from .derivatives import Derivatives
from .extras import extra

SECONDS = 5.0
"""The time that SymPy gets for each formula."""

_MOST_OPERATIONS = 400
_POINTS = 60
_LEAST = 5
_AGREES = 1e-12

_SAME = """
exp log sin cos tan sec csc cot asin acos atan acot asec acsc atan2 sinh cosh tanh sech csch coth asinh acosh
atanh asech acsch acoth erf erfc
""".split()
_OTHER = {"abs": "Abs", "sign": "sign", "floor": "floor", "ceil": "ceiling", "min": "Min", "max": "Max"}
_WORDS = {**{name: name for name in _SAME}, **_OTHER}
"""By name of a function, that of SymPy."""


class _Unknown(Exception):
    """SymPy has no word for something of ours, or we have none for something of SymPy's."""


class _TooSlow(BaseException):
    """SymPy takes too long; no handler of its own stops this."""


def simplified(found: Derivatives) -> tuple[Derivatives, list[str]]:
    """Return derivatives that SymPy has simplified, and the names of those that stay as they are.

    Raises Problem where SymPy is missing.
    """
    nodes = TextbookNodes(Tape())
    results = [*found.outputs, *found.slopes]
    copies = nodes.copies(found.tape, found.tape.computed_from([node for _, node in results]))
    inputs = {node: copies[node] for node in copies if isinstance(found.tape.sources[node], Input)}
    simpler, left = simpler_slopes(found.tape, dict(found.slopes), nodes, inputs)
    slopes = [simpler.get(name, copies[node]).index for name, node in found.slopes]
    outputs = [copies[node].index for _, node in found.outputs]
    collected = collect(nodes, slopes, [*outputs, *(node.index for node in inputs.values())], ())
    return found._replace(
        tape=collected.tape,
        kept={collected.copies[copy.index]: found.kept[node] for node, copy in inputs.items()},
        suggested={},
        outputs=[
            (name, collected.copies[node]) for (name, _), node in zip(found.outputs, outputs, strict=True)
        ],
        slopes=[
            (name, collected.results[node]) for (name, _), node in zip(found.slopes, slopes, strict=True)
        ],
    ), left


def simpler_slopes(
    tape: Tape, slopes: Mapping[str, int], nodes: TextbookNodes, inputs: Mapping[int, Node]
) -> tuple[dict[str, Node], list[str]]:
    """Return by name the derivatives that SymPy has simplified, in ``nodes``, and the names of the others.

    ``inputs`` are, by node of the tape, those to compute them from. Raises Problem where SymPy is missing.
    """
    sympy = extra("sympy", "simplified formulas", "simplify")
    found = {name: _simpler(sympy, tape, node, nodes, inputs) for name, node in slopes.items()}
    return (
        {name: made for name, made in found.items() if made is not None},
        [name for name, made in found.items() if made is None],
    )


def _simpler(
    sympy: Any, tape: Tape, node: int, nodes: TextbookNodes, inputs: Mapping[int, Node]
) -> Node | None:
    """Return a formula as SymPy simplifies it; None where it cannot, or where that is another function."""
    before = tape.computed_from([node])
    if len(before) > _MOST_OPERATIONS:
        return None
    symbols = {place: sympy.Symbol(f"x{place}", real=True) for place in before if place in inputs}
    try:
        expression = _expression(sympy, tape, node, before, symbols)
        with _limited(SECONDS):
            expression = sympy.simplify(expression)
        made = _node(sympy, expression, nodes, {symbol: inputs[place] for place, symbol in symbols.items()})
    except (_Unknown, _TooSlow, ArithmeticError, RecursionError, TypeError, ValueError):
        return None
    points = {place: inputs[place].index for place in symbols}
    return made if _agree(tape, node, nodes.tape, made.index, points) else None


def _expression(sympy: Any, tape: Tape, node: int, before: Sequence[int], symbols: Mapping[int, Any]) -> Any:
    """Return a node in SymPy's terms. Raises _Unknown."""
    made = fold(
        tape,
        before,
        of_constant=lambda _, constant: _number(sympy, constant),
        of_input=lambda place, _: symbols[place],
        of_operation=lambda _, operation, operands: _applied(sympy, operation, operands),
    )
    return made[node]


def _number(sympy: Any, constant: Constant) -> Any:
    if constant.text in ("pi", "π"):
        return sympy.pi
    value = Fraction(repr(constant.value)) if math.isfinite(constant.value) else None
    if value is None or max(abs(value.numerator), value.denominator) > 10**15:
        raise _Unknown
    return sympy.Rational(value.numerator, value.denominator)


def _applied(sympy: Any, operation: Operation, operands: Sequence[Any]) -> Any:
    arithmetic: dict[Operation, Callable[..., Any]] = {
        INFIX["+"]: lambda x, y: x + y,
        INFIX["-"]: lambda x, y: x - y,
        INFIX["*"]: lambda x, y: x * y,
        INFIX["/"]: lambda x, y: x / y,
        INFIX["**"]: lambda x, y: x**y,
        NEGATIVE: lambda x: -x,
        IDENTITY: lambda x: x,
        FUNCTIONS["sqrt"]: sympy.sqrt,
        FUNCTIONS["sigmoid"]: lambda x: 1 / (1 + sympy.exp(-x)),
        FUNCTIONS["log2"]: lambda x: sympy.log(x) / sympy.log(2),
        FUNCTIONS["log10"]: lambda x: sympy.log(x) / sympy.log(10),
        FUNCTIONS["hypot"]: lambda x, y: sympy.sqrt(x**2 + y**2),
    }
    if operation in arithmetic:
        return arithmetic[operation](*operands)
    if operation.name not in _WORDS:
        raise _Unknown
    return getattr(sympy, _WORDS[operation.name])(*operands)


def _node(sympy: Any, expression: Any, nodes: TextbookNodes, known: Mapping[Any, Node]) -> Node:
    """Return an expression of SymPy as a node. Raises _Unknown."""
    made: dict[Any, Node] = dict(known)
    ours = {getattr(sympy, theirs): FUNCTIONS[name] for name, theirs in _WORDS.items()}
    for part in sympy.postorder_traversal(expression):
        if part not in made:
            terms = part.as_ordered_terms() if part.is_Add else part.args
            made[part] = _read(sympy, part, [made[term] for term in terms], nodes, ours)
    return made[expression]


def _read(
    sympy: Any, part: Any, operands: Sequence[Node], nodes: TextbookNodes, ours: Mapping[Any, Operation]
) -> Node:
    if part.is_Rational:
        above, below = nodes.constant(float(part.p)), nodes.constant(float(part.q))
        return above if part.q == 1 else nodes.copied(INFIX["/"], above, below)
    if part is sympy.pi:
        return nodes.pi
    if part is sympy.E:
        return nodes.copied(FUNCTIONS["exp"], nodes.constant(1.0))
    if part.is_Add or part.is_Mul:
        total, *others = operands
        for other in others:
            total = nodes.copied(INFIX["+" if part.is_Add else "*"], total, other)
        return total
    if part.is_Pow and part.base is not sympy.E:
        return nodes.copied(INFIX["**"], *operands)
    if part.func not in ours or len(operands) != len(ours[part.func].partials):
        raise _Unknown
    return nodes.copied(ours[part.func], *operands)


def _agree(one: Tape, node: int, other: Tape, made: int, points: Mapping[int, int]) -> bool:
    """Tell whether two formulas have the same values, to 1e-12, wherever the first one has any."""
    chance, seen = random.Random(0), 0
    for number in range(_POINTS):
        low, high = ((0.1, 2.0), (-3.0, 3.0), (0.1, 0.9))[number % 3]
        at = {place: chance.uniform(low, high) for place in points}
        (expected,) = _values(one, [node], at)
        if not math.isfinite(expected):
            continue
        (found,) = _values(other, [made], {points[place]: value for place, value in at.items()})
        seen += 1
        if not math.isclose(found, expected, rel_tol=_AGREES, abs_tol=_AGREES):
            return False
    return seen >= _LEAST


def _values(tape: Tape, nodes: Sequence[int], at: Mapping[int, float]) -> list[float]:
    free = {node: math.nan for node, source in enumerate(tape.sources) if isinstance(source, Input)}
    values = forward(tape, {**free, **at})
    return [values[node] for node in nodes]


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Raise _TooSlow after some time, where the system has a clock that tells."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        raise _TooSlow

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
