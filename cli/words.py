"""The words after the options: which are programs, which are values, and where stdin comes in."""

import math
import re
import sys
from collections.abc import Sequence

import click

from backprop.grammar.calculation import calculate
from backprop.grammar.parser import parse
from backprop.grammar.problem import ProgramProblem, Source

_VALUE = re.compile(r"(`[^`]*`|[^\W\d]\w*)=(?![=\s])")
_NEGATIVE = re.compile(r"-(?!-[a-z]|-$|h$|$)", re.DOTALL)
STDIN = "-"


def split(words: Sequence[str]) -> tuple[list[str], dict[str, float]]:
    """Return the programs and the values among the words.

    NAME=VALUE, without a blank around the ``=`` and with a constant to its right, is a value; all
    else is program text. Raises Problem for a value that cannot be read, is undefined or is given twice.
    """
    programs: list[str] = []
    values: dict[str, float] = {}
    for word in words:
        found = _value(word)
        if found is None:
            programs.append(word)
            continue
        name, value = found
        if name in values:
            raise ProgramProblem(
                f"'{name}' is given twice", Source(word), (0, len(word)), hint="leave one out"
            )
        values[name] = value
    return programs, values


def source(programs: Sequence[str]) -> Source:
    """Return the text of the program: the words that hold it, each a line, or stdin.

    stdin is read only where there is no program or one of the words is ``-``.
    """
    if not programs:
        if sys.stdin is None or sys.stdin.isatty():
            raise click.UsageError('no program: give one, as in backprop eval "a*b" a=2 b=3, or pipe one in')
        programs = [STDIN]
    return Source("\n".join(_stdin() if word == STDIN else word.strip() for word in programs))


def _value(word: str) -> tuple[str, float] | None:
    if not _VALUE.match(word):
        return None
    program = parse(Source(word))
    if len(program.outputs) != 1 or sum(program.tape.varies) != 1:
        return None
    ((name, (node,)),) = program.inputs.items()
    calculation = calculate(program, {})
    if math.isnan(calculation.values[node]):
        calculation.gradient(node)
    return name, calculation.values[node]


def _stdin() -> str:
    data = sys.stdin.buffer.read()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProgramProblem(
            f"the program on stdin is not UTF-8 text (byte {error.start + 1} is 0x{data[error.start]:02x})",
            hint="convert it, for example with iconv -t UTF-8",
        ) from None


class Words(click.Command):
    """A command whose words may begin with a minus, as the program ``-x**2`` does."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put a blank before such words, so that they are not taken for options."""
        return super().parse_args(ctx, [f" {word}" if _NEGATIVE.match(word) else word for word in args])
