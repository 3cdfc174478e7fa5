"""Second derivatives of a program, and what is special about them at a point."""

from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from typing import NamedTuple

from backprop.grammar.naming import quoted
from backprop.grammar.problem import CalculationProblem, Problem
from backprop.grammar.program import Program
from backprop.graph.arithmetics.formulas import Formula, formula
from backprop.graph.cause import Cause
from backprop.graph.curvature import Curvature, Matrix, UndefinedCurvature
from backprop.graph.kinks import kinked
from backprop.graph.operation import Operation
from backprop.graph.operations import INFIX
from backprop.graph.reach import depending

from . import kinks
from .calculation import calculate
from .derivatives import Change, textbook, unchanged
from .emission import emit
from .notation import Notation
from .spelling import Language, Spelling

_MOST_SHOWN = 5
_FEW = 6
"""So many inputs are all moved to see limits; of more, those that a kink depends on."""

_THIN = (INFIX["=="], INFIX["!="])
"""What holds, or does not, on a line or a point only, which no ray into a point lies on."""

_SAFETY = 4.0
_LOST = 1e-9
"""The error from which a note is worth while, in parts of the number."""

_LOST_BESIDE_LARGER = 1e-6
"""The same where the error is nothing beside the largest second derivative."""

_NOTHING = 1e-12
"""What is nothing beside other second derivatives."""


class Hessian(NamedTuple):
    """The value of an output, and its first and second derivatives.

    gradient  by input
    rows      by input and input; symmetric
    notes     what is special at this point
    """

    value: float
    gradient: dict[str, float]
    rows: dict[str, dict[str, float]]
    notes: Sequence[Problem] = ()


def formulas(
    program: Program,
    output: int,
    inputs: Mapping[int, str],
    spelling: Spelling | None = None,
    change: Change = unchanged,
) -> list[list[Formula]]:
    """Return the matrix of second derivatives in the form of a textbook, in the inputs.

    It is in the language itself unless told. Raises Problem where they are too many.
    """
    found = change(textbook(program, [output], inputs, order=2))
    _, *entries = emit(found, spelling or Language(), expanded=True).results
    places = {name: place for place, name in enumerate(inputs.values())}
    rows = [[Formula("0")] * len(places) for _ in places]
    for (one, other), entry in zip(found.by, entries, strict=True):
        row, column = places[one], places[other]
        rows[row][column] = rows[column][row] = entry.formula or Formula("0")
    return rows


def hessian(program: Program, output: int, inputs: Mapping[int, str], values: Mapping[str, float]) -> Hessian:
    """Return the matrix of second derivatives of an output.

    The graph of its derivatives is run forward once and backward for each input. Where those formulas
    are undefined, or a kink makes them a convention, the true values are those that they come to from
    all sides, if there are such; else the convention stands, and a note says so. Raises
    CalculationProblem where something is undefined, and for a constant.
    """
    if output not in program.names:
        raise CalculationProblem("the output is a constant", program.source, program.place(output))
    first = calculate(program, values)
    gradient = first.gradient(output, depending(program.tape, inputs))
    curvature = Curvature(program.tape, output, [*inputs])
    notes: list[Problem] = []
    try:
        found = curvature.at(first.values)
    except UndefinedCurvature as undefined:
        limited = curvature.limits(first.values, range(len(inputs)))
        if limited is None:
            raise _undefined(undefined, program, output, inputs, first.values) from None
        found = limited
        message = "the formulas of the second derivatives are undefined here; these are their limits"
        notes.append(Problem(f"{message} from all sides"))
    else:
        at_kink = kinked(gradient, first.values, order=2)
        before = [place for place, node in enumerate(inputs) if _may_change(program, node, at_kink)]
        moved = range(len(inputs)) if len(inputs) <= _FEW else before
        can_be_seen = not any(program.tape.sources[kink] in _THIN for kink in at_kink)
        if at_kink and can_be_seen and (limited := curvature.limits(first.values, moved)):
            found |= {entry: number for entry, number in limited.items() if not {*entry}.isdisjoint(before)}
        elif at_kink:
            notation = Notation(program, first.values)
            notes += kinks.notes(gradient, notation, program, first.values, at_kink)
        else:
            notes += _losses(found, curvature.errors(first.values), program, output, inputs)
    names = [*inputs.values()]
    rows = {
        row: {column: found[min(i, j), max(i, j)] for j, column in enumerate(names)}
        for i, row in enumerate(names)
    }
    slopes = {name: gradient.adjoints.get(node, 0.0) for node, name in inputs.items()}
    return Hessian(first.values[output], slopes, rows, notes)


def _may_change(program: Program, node: int, at_kink: Sequence[int]) -> bool:
    """Tell whether another piece than the one at the kinks may have other derivatives by an input.

    At a bend the pieces are those of what comes before it; where a condition or a jump decides, any.
    """
    if not at_kink:
        return False
    operations = [program.tape.sources[kink] for kink in at_kink]
    if any(isinstance(its, Operation) and (its.is_condition or its.jumps) for its in operations):
        return True
    reached = depending(program.tape, [node])
    return any(reached[kink] for kink in at_kink)


def _losses(
    found: Matrix, errors: Matrix, program: Program, output: int, inputs: Mapping[int, str]
) -> Iterator[Problem]:
    """Say which second derivatives have lost their digits, for large parts of them cancel."""
    largest = max(map(abs, found.values()), default=0.0)
    names, of = [quoted(name) for name in inputs.values()], quoted(program.names[output])
    for (row, column), value in found.items():
        error = _SAFETY * errors[row, column]
        lost = _LOST if error > _NOTHING * largest else _LOST_BESIDE_LARGER
        size = sqrt(abs(found[row, row])) * sqrt(abs(found[column, column]))
        is_noise = abs(value) <= error <= (_NOTHING * size or _LOST)
        if error > lost * abs(value) and not is_noise:
            message = f"d²{of}/d{names[row]} d{names[column]} = {value:.6g} may be off by {error:.1g}"
            yield Problem(f"{message}: large parts of it cancel, and digits are lost")


def _undefined(
    undefined: UndefinedCurvature,
    program: Program,
    output: int,
    inputs: Mapping[int, str],
    values: Sequence[float],
) -> CalculationProblem:
    """Say which second derivatives have no value, and where."""
    names = [quoted(name) for name in inputs.values()]
    verdict = "too large (above 1.8e308)" if undefined.cause is Cause.OVERFLOW else "undefined"
    point = [f"{name} = {formula(values[node])}" for node, name in zip(inputs, names, strict=True)]
    more = ", ..." if len(point) > _MOST_SHOWN else ""
    message = (
        f"the second derivatives of {quoted(program.names[output])} by {names[undefined.row]} are "
        f"{verdict} at {', '.join(point[:_MOST_SHOWN])}{more}"
    )
    return CalculationProblem(message, program.source, program.place(output), hint="choose other values")
