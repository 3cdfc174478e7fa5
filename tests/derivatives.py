"""What the tests of written derivatives share: programs, their derivatives, and those of mpmath."""

import random
from typing import Any

import mpmath
import pytest

from backprop.grammar.problem import Source
from backprop.grammar.program import Program
from backprop.graph.operation import Operation
from backprop.graph.tape import Constant, Tape
from backprop.writing.curvature import hessian
from backprop.writing.derivatives import derive, textbook
from backprop.writing.emission import program as written
from backprop.writing.evaluation import Evaluation
from backprop.writing.result import Result

from .formulas import FORMULAS, point
from .precise import PRECISE

CASES = [pytest.param(text, id=text) for text in FORMULAS]


def read(text: str) -> tuple[Program, int]:
    """Return a program and its last output."""
    program = Evaluation({}, [], []).read(Source(text))
    return program, list(program.outputs)[-1]


def values(program: Program) -> dict[str, float]:
    return {name: point(name) for name in program.inputs}


def differentiated(text: str, *, expanded: bool = False) -> str:
    program, output = read(text)
    find = textbook if expanded else derive
    found = find(program, [output], program.input_names())
    return "\n".join(written(found, expanded=expanded))


def result(text: str, given: dict[str, float], *of: str) -> Result:
    evaluation = Evaluation(given, of, [])
    *_, last = evaluation.results(evaluation.read(Source(text)))
    assert isinstance(last, Result), last
    return last


def precise(tape: Tape, output: int, given: dict[int, Any]) -> Any:
    """Run a graph forward on mpmath's numbers."""
    found: dict[int, Any] = {}
    for node, source in enumerate(tape.sources):
        if isinstance(source, Operation):
            found[node] = source.value(PRECISE, *(found[operand] for operand in tape.operands[node]))
        elif isinstance(source, Constant):
            found[node] = +mpmath.pi if source.text == "pi" else mpmath.mpf(source.text.replace("_", ""))
        else:
            found[node] = given[node]
    return found[output]


def both_halves(text: str, given: dict[str, float]) -> dict[tuple[str, str], float]:
    """Return every second derivative, those of both orders computed on their own."""
    program, output = read(text)
    derivatives = differentiated(text)
    found: dict[tuple[str, str], float] = {}
    for row in program.input_names().values():
        slope = result(derivatives, given, f"d{program.names[output]}_d{row}")
        columns = {name: slope.derivative(node) for node, name in slope.wrt.items()}
        for column in program.input_names().values():
            found[row, column] = columns.get(column, 0.0)
    return found


def check_second_derivatives(text: str, given: dict[str, float], most: int = 4) -> None:
    """Compare some of them with those of mpmath, and the matrix with both of its halves."""
    program, output = read(text)
    inputs = program.input_names()
    found, halves = hessian(program, output, inputs, given), both_halves(text, given)
    assert [*found.rows] == [*inputs.values()]
    chance = random.Random(text)
    pairs = [(row, column) for row in inputs for column in inputs if row <= column]
    with mpmath.workdps(60):
        center = {node: mpmath.mpf(given[name]) for node, name in inputs.items()}
        for row, column in chance.sample(pairs, min(most, len(pairs))):
            order = [(row, 2)] if row == column else [(row, 1), (column, 1)]

            def along(*x: Any, order: list[tuple[int, int]] = order) -> Any:
                moved = {**center, **{node: value for (node, _), value in zip(order, x, strict=True)}}
                return precise(program.tape, output, moved)

            places = tuple(center[node] for node, _ in order)
            exact = float(mpmath.diff(along, places, tuple(times for _, times in order)))
            one, other = inputs[row], inputs[column]
            for value in (
                halves[one, other],
                halves[other, one],
                found.rows[one][other],
                found.rows[other][one],
            ):
                assert value == pytest.approx(exact, rel=1e-10, abs=1e-13), (one, other)
