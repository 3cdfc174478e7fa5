"""`hessian` against the reference's second derivatives.

At a kink, and where a derivative is removable, the truth is the limit from all around, if there is one;
where there is none, a number must come with a note. Where the first derivatives are undefined, a number may be
the limit on those sides that have one: z - z is 0 whatever z is, and its first derivative is given too ("cancels").
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from . import oracle, ways
from .cases import Case
from .jets import Slope
from .oracle import Outcome
from .slopes import ZERO, M, Real
from .trees import Point, Program
from .ways import Second

Matrix = dict[tuple[str, str], tuple[Real, Real]]
"""By pair of inputs, a second derivative and the sum of the sizes of its parts."""

_STEP = M(2) ** -60
_AROUND = 8


class _OneSidedError(Exception):
    """The program is undefined close by, so that no limit from all around exists."""


def judged(program: Program, case: Case, truths: Sequence[Outcome]) -> Iterator[tuple[Point, str, str]]:
    """Yield a verdict for each output at each point, with the details if it is a mismatch."""
    for point, truth in zip(case.points, truths, strict=True):
        try:
            said = ways.by_hessian(case, point)
        except Exception as error:
            yield point, f"error: {type(error).__name__}", str(error).strip()
            continue
        for number, second in enumerate(said):
            yield point, *_judged(program, truth, number, second)


def _judged(program: Program, truth: Outcome, number: int, said: Second) -> tuple[str, str]:
    jet = truth.outputs[number]
    for flag in ("edge", "zero"):
        if flag in jet.flags:
            return flag, ""
    names = [*truth.inputs]
    undefined = jet.value is None or None in jet.first.values()
    exact: Matrix | None = None
    if not undefined:
        exact = {
            (row, column): jet.second.get((row, column), (ZERO, ZERO)) for row in names for column in names
        }
    is_special = "kink" in jet.flags or (exact is not None and None in exact.values())
    if is_special and not undefined:
        try:
            exact = _limit(program, truth, number)
        except _OneSidedError:
            return "one side", ""
        if exact is None and "range" in jet.flags:
            return "range", ""
        if exact is None:
            return ("noted", "") if said.rows is None or said.noted else ("number at a kink", f"{said.rows}")
    if said.rows is None:
        if exact is None:
            return "undefined", ""
        reason = next((flag for flag in ("range", "flat") if flag in jet.flags), "kink" if is_special else "")
        return (reason, "") if reason else ("refused where it is defined", _shown(exact))
    if exact is None:
        reason = next((flag for flag in ("range", "flat") if flag in jet.flags), "")
        if not reason and jet.value is not None and _is_limit(program, truth, number, said.rows):
            reason = "cancels"
        return (reason, "") if reason else ("number where it is undefined", f"{said.rows}")
    if _agrees(said.rows, exact, _condition(jet.first)):
        return "equal", ""
    if (is_special and said.noted) or (
        said.off and _agrees(said.rows, exact, _condition(jet.first), said.off)
    ):
        return "noted", ""
    if "range" in jet.flags:
        return "range", ""
    return "wrong number", f"output {number}: {said.rows}, not {_shown(exact)}"


def _limit(program: Program, truth: Outcome, number: int) -> Matrix | None:
    """Return the second derivatives all around a point, if they are the same, and the first ones too."""
    found: list[tuple[dict[str, Real], Matrix]] = []
    for near in _around(truth.inputs):
        jet = oracle.evaluate(program, near, second=True).outputs[number]
        if jet.value is None:
            raise _OneSidedError
        if None in jet.first.values() or None in jet.second.values():
            return None
        zero = Slope(ZERO, ZERO)
        first = {"": jet.value, **{name: jet.first.get(name, zero).value for name in truth.inputs}}
        second = {
            (row, column): jet.second.get((row, column), (ZERO, ZERO))
            for row in truth.inputs
            for column in truth.inputs
        }
        found.append((first, second))
    start = found[0]
    if abs(start[0][""] - (truth.outputs[number].value or ZERO)) > 1e-8 * max(abs(start[0][""]), 1):
        return None  # the value jumps at the point alone
    for first, second in found[1:]:
        pairs = [(first[name], start[0][name]) for name in first]
        pairs += [(second[key][0], start[1][key][0]) for key in second]
        if not all(abs(one - other) <= 1e-8 * max(abs(one), 1) for one, other in pairs):
            return None
    return start[1]


def _is_limit(program: Program, truth: Outcome, number: int, rows: dict[str, dict[str, float]]) -> bool:
    """Tell whether the second derivatives close by are these, wherever there are some."""
    found = []
    for near in _around(truth.inputs):
        jet = oracle.evaluate(program, near, second=True).outputs[number]
        if jet.value is not None and None not in jet.first.values():
            exact = {
                (row, column): jet.second.get((row, column), (ZERO, ZERO)) for row in rows for column in rows
            }
            found.append(None not in exact.values() and _agrees(rows, exact, _condition(jet.first)))
    return bool(found) and all(found)


def _around(point: Mapping[str, Real | None]) -> Iterator[dict[str, Real]]:
    """Yield points close by, in random directions and the opposite ones.

    The moves have few bits, so that a small multiple of a number is exact: 10*b % b is 0 all around.
    """
    chance = random.Random(1)
    for _ in range(_AROUND):
        moves = {
            name: chance.choice((-1, 1)) * M(chance.randint(16, 32)) / 2 ** chance.randint(5, 19)
            for name in point
        }
        for side in (1, -1):
            yield {
                name: value + _STEP * side * moves[name] for name, value in point.items() if value is not None
            }


def _condition(first: Mapping[str, Any]) -> float:
    """Return how much rounding there is in the first derivatives, in parts of them."""
    parts = [slope.error / abs(slope.value) for slope in first.values() if slope and slope.value]
    return float(min(max(parts, default=M(0)), M(1)))


def _agrees(rows: dict[str, dict[str, float]], exact: Matrix, condition: float, off: float = 0.0) -> bool:
    """Within 1e-9 of the sum of the sizes of the parts, or more where rounding does more, or is ``off``."""
    largest = max((size for _, size in exact.values()), default=ZERO)
    for (row, column), (value, size) in exact.items():
        bound = max(1e-9, 1e4 * condition) * max(size, 1e-3 * largest, abs(value)) + M(10) ** -16 + off
        if abs(M(rows[row][column]) - value) > bound:
            return False
    return True


def _shown(exact: Matrix) -> str:
    return str({f"{row},{column}": float(value) for (row, column), (value, _) in exact.items()})
