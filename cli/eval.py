"""`backprop eval`: an expression in, every derivative out."""

import os
import re
import sys
from collections.abc import Iterator

import click

from backprop.grammar.calculation import calculate
from backprop.grammar.naming import canonical, quoted
from backprop.grammar.parser import CONSTANTS, parse
from backprop.grammar.problem import CalculationProblem, ProgramProblem
from backprop.grammar.program import Program
from backprop.graph.operations import ALIASES, FUNCTIONS

from .diagnostics import note, report
from .result import Result
from .words import Words, source, split

_LONGEST_COLOURED = 5_000
FAILED = 1


@click.command(
    cls=Words,
    short_help="Show the value and every derivative of an expression.",
    epilog="""\b
Examples:
  backprop eval "L = (a*b + c) * f" a=2 b=-3 c=10 f=-2
  backprop eval "o = tanh(x*w + b)" x=2 w=-3 b=6.7 --wrt w,b
  backprop eval "-x**2" x=1/3 --format json
  echo "E = m*c**2" | backprop eval m=80 c=299792458

The operators are + - * / % ** (or ^). The functions are """
    f"{', '.join(sorted([*FUNCTIONS, *ALIASES]))}. pi and tau are given.",
)
@click.option("--of", "of", metavar="NAME", help="Differentiate this output or named node.")
@click.option("--wrt", metavar="NAMES", multiple=True, help="Show only the paths to these inputs, as in a,b.")
@click.option(
    "--digits",
    type=click.IntRange(1, 17),
    default=6,
    show_default=True,
    help="Significant digits in the table.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="A table for people, or one JSON object for each output.",
)
@click.argument("words", nargs=-1, metavar="[PROGRAM]... [NAME=VALUE]...")
def command(of: str | None, wrt: tuple[str, ...], digits: int, format_: str, words: tuple[str, ...]) -> int:
    """Run PROGRAM forward and backward: each node's value, its local derivatives, and the chain rule.

    A program is one or more statements such as "d = a*b; L = tanh(d) + c". Several PROGRAM
    arguments are its lines. Without one, or for "-", it is read from stdin.

    NAME=VALUE, with no blank around the "=", gives an input its value, a number or a constant
    expression such as 1/3 or 2*pi. It wins over a constant in the program.
    """
    programs, values = split(words)
    given = {name: value for name, value in CONSTANTS.items() if name not in values}
    program = parse(source(programs), given)
    for remark in program.notes:
        report(remark, "note")
    _note_unused(program, values)
    calculation = calculate(program, values)
    inputs = program.input_names()
    shown = _chosen_inputs(program, wrt) if wrt else inputs
    outputs = [_chosen_output(program, of)] if of is not None else list(program.outputs)
    code = 0
    for number, output in enumerate(outputs):
        try:
            gradient = calculation.gradient(output, shown if wrt else None)
        except CalculationProblem as problem:
            report(problem)
            code = FAILED
            continue
        result = Result(calculation, gradient, shown)
        _print(result, digits, format_, number > 0)
    return code


def _note_unused(program: Program, values: dict[str, float]) -> None:
    for name in values:
        if name in program.inputs:
            continue
        if name in program.names.values():
            note(f"the program computes '{name}' itself, so its value on the command line is not used")
        else:
            note(f"nothing in the program uses '{name}'")


def _chosen_inputs(program: Program, wrt: tuple[str, ...]) -> dict[int, str]:
    """Return the inputs that were asked for, by node, in the order asked."""
    inputs = program.input_names()
    nodes = {name: node for node, name in inputs.items()}
    chosen = {}
    for name in _names(wrt):
        if name not in nodes:
            known = ", ".join(quoted(name) for name in nodes) or "none"
            raise ProgramProblem(f"'{name}' is not an input of the program", hint=f"its inputs: {known}")
        chosen[nodes[name]] = name
    return chosen


def _names(lists: tuple[str, ...]) -> Iterator[str]:
    """Yield the names in comma-separated lists; a name in backquotes may hold commas."""
    for text in lists:
        for token in re.findall(r"`[^`]*`|[^,\s]+", text):
            yield canonical(token)


def _chosen_output(program: Program, name: str) -> int:
    node = program.node(canonical(name))
    if node is None:
        some = [quoted(known) for known in list(program.names.values())[:20]]
        raise ProgramProblem(f"no node is called '{name}'", hint=f"the nodes: {', '.join(some)}")
    return node


def _print(result: Result, digits: int, format_: str, follows: bool) -> None:
    if format_ == "json":
        from .formats import json_lines

        click.echo(json_lines.render(result))
        return
    from .formats import table

    signs = table.UNICODE if _shows("∂·×─") else table.ASCII
    if follows:
        click.echo()
    coloured = sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))
    if not coloured or len(result.calculation.values) > _LONGEST_COLOURED:
        sys.stdout.writelines(f"{line}\n" for line in table.plain(result, digits, signs))
        return
    from rich.console import Console

    console = Console(soft_wrap=False, highlight=False)
    console.print(table.coloured(result, digits, signs))


def _shows(characters: str) -> bool:
    """Tell whether stdout can show these characters: by its encoding, and not in the C locale."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or os.environ.get("LANG")
    try:
        characters.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        return False
    return locale not in ("C", "POSIX")
