"""`backprop eval`: an expression in, every derivative out."""

import re
import sys
from collections.abc import Iterable, Mapping, Sequence

import click

from backprop.grammar.naming import canonical
from backprop.grammar.problem import Problem, ProgramProblem, Source
from backprop.grammar.program import Program

from . import formats, programs, values
from .codes import FAILED
from .diagnostics import note, report
from .evaluation import Evaluation
from .words import Words, split

_MOST_NOTES = 3


@click.command(
    cls=Words,
    short_help="Show the value and every derivative of an expression.",
    epilog="""\b
Examples:
  backprop eval "L = (a*b + c) * f" a=2 b=-3 c=10 f=-2
  backprop eval "o = tanh(x*w + b)" x=2 w=-3 b=6.7 --wrt w,b
  backprop eval "-x**2" x=1/3 --format json
  echo "E = m*c**2" | backprop eval m=80 c=299792458
  printf 'sin(x)\\ncos(x)\\n' | backprop eval --each x=1 --format plain

The operators are + - * / % ** (or ^); 'backprop functions' lists the functions. where(condition, a, b)
chooses, with < <= > >= == != and or not. pi and tau are given. Functions of your own are statements:
f(x, y) = x*y + 1.""",
)
@click.option(
    "-f",
    "--file",
    type=click.Path(exists=True, dir_okay=False),
    help="Read the program from a file.",
)
@click.option(
    "--values",
    "values_file",
    type=click.Path(exists=True, dir_okay=False),
    help="Read values from a file: .json, .toml, or lines NAME=VALUE. The command line wins over it.",
)
@click.option("--each", is_flag=True, help="Take every line as a program of its own, as it comes.")
@click.option("--of", metavar="NAMES", multiple=True, help="Differentiate these outputs or named nodes only.")
@click.option("--wrt", metavar="NAMES", multiple=True, help="Show only the paths to these inputs, as in a,b.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(formats.NAMES),
    default="table",
    show_default=True,
    help="How to print the results; json, csv, tsv and plain are exact.",
)
@click.option(
    "--digits",
    type=click.IntRange(1, 17),
    default=6,
    show_default=True,
    help="Significant digits in table, markdown and latex.",
)
@click.argument("words", nargs=-1, metavar="[PROGRAM]... [NAME=VALUE]...")
def command(
    file: str | None,
    values_file: str | None,
    each: bool,
    of: tuple[str, ...],
    wrt: tuple[str, ...],
    format_: str,
    digits: int,
    words: tuple[str, ...],
) -> int:
    """Run PROGRAM forward and backward: each node's value, its local derivatives, and the chain rule.

    A program is one or more statements such as "d = a*b; L = tanh(d) + c". Several PROGRAM
    arguments are its lines. Without one, or for "-", it is read from stdin.

    NAME=VALUE, with no blank around the "=", gives an input its value, a number or a constant
    expression such as 1/3 or 2*pi. It wins over a constant in the program. So a program that
    is only a constant needs blanks around its "=".

    Exit codes: 0 done, 1 the calculation failed or a line of --each did, 2 the program cannot be
    read or the usage is wrong.
    """
    found, given = split(words)
    texts = programs.chosen(found, file)
    from_file = values.read(values_file) if values_file else {}
    evaluation = Evaluation({**from_file, **given}, _names("--of", of), _names("--wrt", wrt))
    printer = formats.Printer(format_, digits, numbered=each)
    if each:
        return _each(programs.lines(texts, file), file, evaluation, printer, format_)
    program = evaluation.read(programs.whole(texts, file))
    _report_notes(program.notes)
    if program.notes and "\n" in program.source.text.strip():
        note("to take every line as a program of its own, use --each")
    _note_unused(program, given)
    code = 0
    for result in evaluation.results(program):
        if isinstance(result, Problem):
            report(result)
            code = FAILED
        else:
            _print(printer.lines(result))
            _report_notes(result.kinks())
    return code


def _each(
    lines: Iterable[tuple[int, bytes]],
    file: str | None,
    evaluation: Evaluation,
    printer: formats.Printer,
    format_: str,
) -> int:
    """Evaluate every line on its own, and print its results before the next one is read."""
    code = 0
    for number, data in lines:
        failed: list[Problem] = []
        source = Source("", file, number)
        try:
            source = source._replace(text=programs.decoded(data, "this line"))
            program = evaluation.read(source)
            _report_notes(program.notes)
            for result in evaluation.results(program, number):
                if isinstance(result, Problem):
                    failed.append(result)
                else:
                    _print(printer.lines(result))
                    _report_notes(result.kinks())
        except ProgramProblem as problem:
            problem.source = problem.source or source
            failed.append(problem)
        for failure in failed:
            code = FAILED
            if format_ == "json":
                from .formats import json_lines

                _print([json_lines.error(failure, number)])
            else:
                report(failure)
        sys.stdout.flush()
    return code


def _print(lines: Iterable[str]) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)


def _report_notes(notes: Sequence[Problem]) -> None:
    """Report what is worth a look, without drowning its reader."""
    for remark in notes[:_MOST_NOTES]:
        report(remark, "note")
    left = len(notes) - _MOST_NOTES
    if left > 0:
        note(f"and {left} more of this kind")


def _note_unused(program: Program, given: Mapping[str, float]) -> None:
    for name in given:
        if name in program.inputs:
            continue
        if name in program.names.values():
            note(f"the program computes '{name}' itself, so its value on the command line is not used")
        else:
            note(f"nothing in the program uses '{name}'")


def _names(option: str, lists: tuple[str, ...]) -> list[str]:
    """Return the names in comma-separated lists; a name in backquotes may hold commas."""
    names = [canonical(token) for text in lists for token in re.findall(r"`[^`]*`|[^,\s]+", text)]
    if lists and not names:
        raise click.UsageError(f"{option} names nothing")
    return names
