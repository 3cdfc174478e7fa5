"""The statement of an output as it was written: the title of what is shown of it."""

import re

from backprop.cli.terminal import UNICODE, Signs
from backprop.grammar.naming import NAME
from backprop.grammar.program import Program
from backprop.writing.digits import measured, rounded
from backprop.writing.notation import Notation
from backprop.writing.result import Result

LONGEST = 200
_COMMENT = re.compile(r"(`[^`]*`)|#[^\n]*")
_UPDATE = re.compile(rf"({NAME})\s*[^\w\s`(]+=")


UNCERTAIN_DIGITS = 2
"""The significant digits of an uncertainty, which a value beside it has as many places as."""


def title(result: Result, digits: int, signs: Signs = UNICODE) -> str:
    """Return the statement of the output, and its value, with its uncertainty where that is known."""
    written = _statement(result.calculation.program, result.notation, result.output)
    if result.uncertainty is None:
        return f"{written} = {rounded(result.value, digits)}"
    around = result.uncertainty.first.uncertainty
    return f"{written} = {measured(result.value, around, UNCERTAIN_DIGITS, signs.plus_minus)}"


def formula(program: Program, output: int) -> str:
    """Return the statement of an output, or its name where that is too long."""
    text = written(program, output)
    return text if text and len(text) <= LONGEST else program.names[output]


def _statement(program: Program, notation: Notation, output: int) -> str:
    """Return the statement of an output as it was written, if it is not too long."""
    expression = notation.expression(output)
    text = written(program, output)
    if not text or _UPDATE.match(text):
        text = notation.name(output) + (f" = {expression}" if expression else "")
    if len(text) > LONGEST or (expression is None and re.match(rf"(?:{NAME})\s*=", text)):
        text = notation.name(output)
    return text


def written(program: Program, output: int) -> str:
    """Return the statement of an output on one line, without comments; nothing for one that has none."""
    start, end = program.outputs.get(output, (0, 0))
    return " ".join(_COMMENT.sub(r"\1", program.source.text[start:end]).split())
