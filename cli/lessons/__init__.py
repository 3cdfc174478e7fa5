"""The formats of lessons, a module for each, loaded when it is asked for."""

from collections.abc import Callable, Iterable, Mapping

from backprop.cli.views import statement
from backprop.grammar.program import Program
from backprop.writing.lessons import lesson as lessons
from backprop.writing.modules import Modules
from backprop.writing.result import Result

Writer = Callable[[lessons.Lesson, Result | str, int], Iterable[str]]
"""Takes a lesson, its result (without values, its statement), and significant digits; gives lines."""

FORMATS: Modules[Writer] = Modules(
    __name__, "write", first=["text"], shared=["mathematics", "outline", "story"]
)


def lines(result: Result, name: str, digits: int) -> Iterable[str]:
    """Return the lines of the lesson of one result, in one format."""
    lesson = lessons.of(result.calculation, result.gradient, result.notation, result.wrt)
    lesson = lesson._replace(propagation=lessons.propagation(result))
    return FORMATS.load(name)(lesson, result, digits)


def lines_without_values(
    program: Program, output: int, inputs: Mapping[int, str], name: str, digits: int
) -> Iterable[str]:
    """Return the same in formulas. Raises Problem where a format needs values."""
    from backprop.writing.lessons import symbols

    return FORMATS.load(name)(symbols.of(program, output, inputs), statement.formula(program, output), digits)
