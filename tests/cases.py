"""A program that has been read, and what a way out says of it."""

import math
from typing import Any, NamedTuple

from backprop.grammar.problem import Source
from backprop.grammar.program import Program
from backprop.writing.derivatives import derive
from backprop.writing.evaluation import Evaluation

from .trees import Point

Key = tuple[int, str]
"""A number of the result: which output, and by which input; its value by none, ``""``."""

Said = dict[Key, float | None]
"""What one way says at one point: numbers, and None where it refuses."""


class Rounded(float):
    """A number of a formula for people, and how far rounding may have carried it away."""

    error: float


class Hole(float):
    """No number, at a point where a formula for people has none, though it has close by or takes log(0)."""


class Case(NamedTuple):
    """A program that has been read.

    inputs   their names, in order
    outputs  their names, in order
    written  the same, as `diff` writes them: an input that is bound again keeps its name there
    """

    text: str
    points: list[Point]
    program: Program
    inputs: list[str]
    outputs: list[str]
    written: list[str]


class Lacks(Exception):
    """The language has no such function: the product says so by its name."""


def read(text: str, points: list[Point]) -> Case:
    """Read a program with the product. Raises Problem."""
    program = Evaluation({}, [], []).read(Source(text))
    outputs = [program.names[node] for node in program.outputs]
    names = program.written_names()
    written = [names[node] for node in program.outputs]
    return Case(text, points, program, [*program.input_names().values()], outputs, written)


def keys(case: Case) -> list[Key]:
    return [(number, name) for number, _ in enumerate(case.outputs) for name in ("", *case.inputs)]


def finite(value: Any) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None


def meanings(program: Program) -> dict[str, tuple[str, ...]]:
    return derive(program, [*program.outputs], program.input_names()).meanings
