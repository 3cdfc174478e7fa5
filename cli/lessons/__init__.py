"""The formats of lessons, a module for each, loaded when it is asked for."""

from collections.abc import Iterable

from backprop.writing.lessons import lesson as lessons
from backprop.writing.modules import Modules
from backprop.writing.result import Result

FORMATS = Modules(__name__, first=["text"], shared=["mathematics", "outline"])


def lines(result: Result, name: str, digits: int) -> Iterable[str]:
    """Return the lines of the lesson of one result, in one format."""
    lesson = lessons.of(result.calculation, result.gradient, result.notation, result.wrt)
    written: Iterable[str] = FORMATS.load(name).write(lesson, result, digits)
    return written
