"""The formats of lessons, one file for each, loaded when it is asked for."""

from collections.abc import Iterator

from backprop.cli import terminal
from backprop.cli.views.result import title
from backprop.writing.lessons import lesson as lessons
from backprop.writing.result import Result

from .outline import outline

NAMES = ("text", "markdown", "html")


def lines(result: Result, name: str, digits: int) -> Iterator[str]:
    """Yield the lines of the lesson of one result, in one format."""
    lesson = lessons.write(result.calculation, result.gradient, result.notation, result.wrt)
    heading = title(result, digits)
    if name == "text":
        from . import text

        return text.write(outline(lesson, heading, text.Plain(digits, terminal.signs())))
    if name == "markdown":
        from . import markdown

        return markdown.write(outline(lesson, heading, markdown.mathematics(digits)))
    from backprop.cli.drawings.drawing import draw

    from . import html

    calculation, gradient = result.calculation, result.gradient
    drawing = draw(
        calculation.program, result.notation, result.output, calculation.values, gradient.active, gradient
    )
    return html.write(outline(lesson, heading, html.mathematics(digits)), drawing, heading, digits)
